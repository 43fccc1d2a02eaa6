import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { couldServe } from "../../../src/onboard/preflight/choose-zone.ts";

const LIVE = [parseDomainName("ns1.dns-host.test"), parseDomainName("ns2.dns-host.test")];
const zone = (nameServers: readonly string[] | undefined) => ({
  apex: parseDomainName("example.com"),
  id: "z1",
  nameServers: nameServers?.map(parseDomainName),
});

describe("a zone may be the one that the world is sent to", () => {
  it.each([
    ["where one of its name servers is live", ["ns2.dns-host.test", "ns9.dns-host.test"], true],
    ["where none is", ["ns1.elsewhere.test"], false],
    ["where the host tells none", undefined, true],
    ["where the host tells an empty list, which rules nothing out", [], true],
  ])("%s: %j", (_why, nameServers, could) => {
    expect(couldServe(zone(nameServers), LIVE)).toBe(could);
  });
});
