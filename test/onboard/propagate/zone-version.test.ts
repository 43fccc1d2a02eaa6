import { describe, expect, it } from "vitest";
import type { Authority } from "../../../src/dns/authority.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { findLag } from "../../../src/onboard/propagate/zone-version.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, eventsOf, rrset } from "../fakes.ts";
import { answer, SERVFAIL } from "./answers.ts";

const LATE = serverAt("ns1.dns.test", "192.0.2.1");
const LEADER = serverAt("ns2.dns.test", "192.0.2.2");
const { signal } = new AbortController();

/** The lag where the two have these serials; each has a REFRESH of its own. */
function lagOf(serials: { readonly late: number; readonly leader: number }) {
  const observe: Authority["observe"] = async ({ address }) => {
    const [serial, refresh] = address === LATE.address ? [serials.late, 600] : [serials.leader, 3_600];
    const soa = `ns1.dns.test hostmaster.dns.test ${serial} ${refresh} 600 86400 60`;
    return { kind: "answer", rrset: rrset("SOA", APEX, [soa]), transport: "udp", roundTripMs: 0 };
  };
  const authority = { ...createFakes().authority, observe };
  return findLag(authority, { apex: APEX, late: LATE, leader: LEADER, signal });
}

describe("how far a server is behind", () => {
  it("is told by the serials, and how long it can take by the newest version's REFRESH", async () => {
    expect(await lagOf({ late: 7, leader: 9 })).toEqual({
      serial: 7,
      newestSerial: 9,
      refreshMs: 3_600_000,
    });
  });

  it.each([
    ["the same version", { late: 9, leader: 9 }],
    ["a newer one", { late: 9, leader: 7 }],
    ["a newer one behind the wrap of the serial", { late: 1, leader: 4_294_967_295 }],
  ])("is nothing where it has %s", async (_what, serials) => {
    expect(await lagOf(serials)).toBeUndefined();
  });

  it("counts across the wrap of the serial (RFC 1982)", async () => {
    expect(await lagOf({ late: 4_294_967_295, leader: 1 })).toMatchObject({ newestSerial: 1 });
  });
});

it("a server that fails when it is late for the first time is asked for its version once it answers", async () => {
  const fakes = createFakes();
  fakes.authority.servers[0].lagMs = 20_000;
  answer(fakes, LATE.address, () =>
    fakes.elapsed() >= 2_000 && fakes.elapsed() < 2_500 ? SERVFAIL : undefined,
  );
  await fakes.play(onboardDomain);
  expect(eventsOf(fakes, "server.behind")).toMatchObject([{ at: { address: LATE.address } }]);
});
