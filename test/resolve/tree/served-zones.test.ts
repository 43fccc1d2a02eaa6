import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation } from "../../../src/dns/observation.ts";
import { createServedZones } from "../../../src/resolve/tree/served-zones.ts";

const SHARED = { server: parseDomainName("ns1.host.test"), address: "192.0.2.1", port: 53 };
const OTHER = { server: parseDomainName("ns2.host.test"), address: "192.0.2.2", port: 53 };

function delegationOf(apex: string, changes: Partial<Delegation> = {}): Delegation {
  return {
    apex: parseDomainName(apex),
    parentNameServers: [SHARED.server],
    childNameServers: [SHARED.server],
    addresses: [SHARED],
    unresolved: [],
    soa: undefined,
    ...changes,
  };
}

describe("the zone that an address is asked for", () => {
  it("is the deepest that is delegated to it, in whichever order they became known", () => {
    for (const apexes of [
      ["example.test", "mail.example.test"],
      ["mail.example.test", "example.test"],
    ]) {
      const served = createServedZones();
      for (const apex of apexes) served.note(delegationOf(apex));
      const zoneOf = (name: string) => served.zoneOf(SHARED, parseDomainName(name));
      expect(["x.mail.example.test", "mail.example.test", "x.example.test"].map(zoneOf)).toEqual([
        "mail.example.test",
        "mail.example.test",
        "example.test",
      ]);
      expect(zoneOf("elsewhere.test")).toBeUndefined();
      expect(served.zoneOf(OTHER, parseDomainName("example.test"))).toBeUndefined();
    }
  });

  it("is the zone around where the address is of a server that is delegated that one alone", () => {
    const served = createServedZones();
    const enclosing = {
      apex: parseDomainName("example.test"),
      nameServers: [SHARED.server, OTHER.server],
      isWithout: true,
    };
    served.note(delegationOf("mail.example.test", { addresses: [SHARED, OTHER], enclosing }));
    const zones = [SHARED, OTHER].map((one) => served.zoneOf(one, parseDomainName("mail.example.test")));
    expect(zones).toEqual(["mail.example.test", "example.test"]);
  });
});
