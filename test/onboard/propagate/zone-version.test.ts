import { describe, expect, it } from "vitest";
import type { Authority } from "../../../src/dns/authority.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { Watcher } from "../../../src/onboard/propagate/watcher.ts";
import { findLag, Versions } from "../../../src/onboard/propagate/zone-version.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, eventsOf, rrset } from "../fakes.ts";
import { answer, SERVFAIL, BASE } from "./answers.ts";

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

describe("the version of a zone that a person changes", () => {
  const MINUTE_MS = 60_000;

  /** At each moment the serial that the server has, and whether the records are to be asked for. */
  async function lookAt(looks: readonly (readonly [atMs: number, serial: number | undefined])[]) {
    const fakes = createFakes();
    let [now, serial]: [number, number | undefined] = [0, undefined];
    const observe: Authority["observe"] = async () =>
      serial === undefined
        ? SERVFAIL
        : {
            kind: "answer",
            rrset: rrset("SOA", APEX, [`ns1.dns.test hostmaster.dns.test ${serial} 600 600 86400 60`]),
            ...BASE,
          };
    const run = {
      ...fakes.run(),
      authority: { ...fakes.authority, observe },
      clock: { ...fakes.clock, now: () => now },
    };
    const goals = [{ owner: APEX, type: "TXT", accepts: () => true }];
    const asking = { goals, since: 0, apex: APEX, nameServers: [] };
    const one = new Watcher(run, asking, { servers: [LATE], role: "delegated" });
    const versions = new Versions(run);
    const asked: boolean[] = [];
    for (const [atMs, seen] of looks) {
      [now, serial] = [atMs, seen];
      asked.push(await versions.mayHaveChanged(one, APEX, signal));
    }
    return asked;
  }

  it("has the records asked for at first, and again when it has moved", async () => {
    expect(
      await lookAt([
        [0, 7],
        [10_000, 7],
        [20_000, 7],
        [30_000, 8],
      ]),
    ).toEqual([true, false, false, true]);
  });

  it("has them asked for once a minute where it never moves", async () => {
    expect(
      await lookAt([
        [0, 1],
        [MINUTE_MS - 1, 1],
        [MINUTE_MS, 1],
        [MINUTE_MS + 1, 1],
      ]),
    ).toEqual([true, false, true, false]);
  });

  it("has them asked for only after it moved where it does, and for a moment at each look", async () => {
    const moved = 2 * MINUTE_MS;
    expect(
      await lookAt([
        [0, 7],
        [moved, 8],
        [moved + 10_000, 8],
        [moved + 40_000, 8],
        [moved + 5 * MINUTE_MS, 8],
        [moved + 11 * MINUTE_MS, 8],
      ]),
    ).toEqual([true, true, true, false, false, true]);
  });

  it("has them asked for where it can't be learned", async () => {
    expect(
      await lookAt([
        [0, 7],
        [10_000, undefined],
        [20_000, undefined],
      ]),
    ).toEqual([true, true, true]);
  });
});
