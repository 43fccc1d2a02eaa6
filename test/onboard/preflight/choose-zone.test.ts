import { describe, expect, it } from "vitest";
import { createMemoryProvider } from "../../../providers/memory/adapter.ts";
import { MemoryHost } from "../../../providers/memory/host.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation } from "../../../src/dns/observation.ts";
import type { Zone } from "../../../src/dns/provider.ts";
import { chooseZone, couldServe } from "../../../src/onboard/preflight/choose-zone.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const APEX = parseDomainName("example.com");
const LIVE = [parseDomainName("ns1.dns-host.test"), parseDomainName("ns2.dns-host.test")];
const ELSEWHERE = [parseDomainName("ns1.elsewhere.test")];
const zone = (nameServers: readonly string[] | undefined, changes: Partial<Zone> = {}): Zone => ({
  apex: APEX,
  id: "z1",
  nameServers: nameServers?.map(parseDomainName),
  ...changes,
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

describe("of the zones that a host has", () => {
  const provider = createMemoryProvider(new MemoryHost(APEX, { rrsets: [], nameServers: LIVE }), {
    clock: createVirtualClock(),
  });
  const choose = (zones: readonly Zone[], changes: Partial<Delegation> = {}): Zone =>
    chooseZone(
      provider,
      {
        apex: APEX,
        parentNameServers: LIVE,
        childNameServers: [],
        addresses: [],
        unresolved: [],
        soa: undefined,
        ...changes,
      },
      zones,
    );

  it("that one is chosen which the parent or the zone's own list names", () => {
    const [parents, own] = [zone(LIVE), zone(ELSEWHERE, { id: "z2" })];
    expect(choose([own, parents])).toBe(parents);
    expect(choose([own], { childNameServers: ELSEWHERE })).toBe(own);
    // A list that moved between two of its pages tells one zone twice.
    expect(choose([parents, { ...parents }])).toBe(parents);
  });

  it("that one is none which there is not, and it is said who is asked instead", () => {
    expect(() => choose([])).toThrow(
      expect.objectContaining({
        code: "ZONE_NOT_FOUND",
        message: `memory shows no zone ${APEX} to these credentials; ${APEX} is delegated to ${LIVE.join(", ")}.`,
        hint: expect.stringMatching(/zone example\.com.*option `provider`/) as string,
        facts: { apex: APEX, provider: "memory", nameServers: LIVE },
      }),
    );
  });

  it("that one is none to which nobody is sent, and both lists are named", () => {
    const others = [zone(ELSEWHERE), zone(ELSEWHERE, { id: "z2" })];
    expect(() => choose(others, { unresolved: LIVE })).toThrow(
      expect.objectContaining({
        code: "ZONE_NOT_DELEGATED",
        message: expect.stringContaining(
          `memory holds a zone ${APEX} on ns1.elsewhere.test, but DNS, asked from here, names ${LIVE.join(", ")} as its name servers`,
        ) as string,
        hint: expect.stringMatching(
          /delegate example\.com to ns1\.elsewhere\.test, or .* ns1\.dns-host/,
        ) as string,
        facts: { apex: APEX, provider: "memory", assigned: ELSEWHERE, live: LIVE },
      }),
    );
    expect(() => choose(others, { parentNameServers: [], unresolved: LIVE })).toThrow("names no name server");
    expect(() => choose(others)).toThrow(`public resolvers, asked by HTTPS, name ${LIVE.join(", ")}`);
  });

  it("none is chosen where two could be meant, however often each is listed", () => {
    const two = [zone(LIVE), zone(LIVE), zone(undefined, { id: "z2" })];
    expect(() => choose(two)).toThrow(
      expect.objectContaining({
        code: "ZONE_AMBIGUOUS",
        message: expect.stringMatching(/memory holds 2 zones example\.com .*: z1, z2\./) as string,
        hint: expect.stringContaining("zoneId") as string,
        facts: { apex: APEX, provider: "memory", ids: ["z1", "z2"] },
      }),
    );
  });

  it("none is chosen that the host says it does not serve", () => {
    expect(() => choose([zone(LIVE, { notServing: "it is pending" })])).toThrow(
      expect.objectContaining({
        code: "ZONE_NOT_DELEGATED",
        message: `memory does not serve what is written into its zone ${APEX}: it is pending.`,
        hint: expect.stringContaining(`set-up of ${APEX} at memory`) as string,
        facts: { apex: APEX, provider: "memory", because: "it is pending" },
      }),
    );
  });
});
