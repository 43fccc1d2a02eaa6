import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Said } from "../../../src/dns/observation.ts";
import { holdsZone } from "../../../src/plan/delegation/holds-zone.ts";
import { rrset } from "../support.ts";

const [APEX, ABOVE] = [parseDomainName("example.com"), parseDomainName("com")];
const no = { kind: "nodata", soa: undefined } as const;

it.each<[said: Said, isHeld: boolean]>([
  [{ kind: "answer", rrset: rrset("SOA", APEX, ["ns1.dns.test h.dns.test 1 2 3 4 5"]) }, true],
  [{ kind: "cname", target: parseDomainName("lb.test"), ttl: 60, rrset: undefined }, true],
  [no, true],
  [{ ...no, zone: APEX }, true],
  [{ ...no, zone: ABOVE }, false],
  [{ kind: "nxdomain", soa: undefined, zone: APEX }, false],
  [{ kind: "referral", to: APEX, nameServers: [] }, false],
  [{ kind: "lame", because: "refused" }, false],
  [{ kind: "servfail", extendedErrors: [] }, false],
  [{ kind: "unreachable", because: "timeout", family: 4 }, false],
  [{ kind: "malformed", because: "cut short" }, false],
])("whoever says %j at the apex holds the zone: %j", (said, isHeld) => {
  expect(holdsZone(said, APEX)).toBe(isHeld);
});
