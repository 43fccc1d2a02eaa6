import { describe, expect, it } from "vitest";
import type { Authority } from "../../../src/dns/authority.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { Watcher } from "../../../src/onboard/propagate/watcher.ts";
import { findLag, LagTeller, Versions } from "../../../src/onboard/propagate/zone-version.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, eventsOf, rrset } from "../fakes.ts";
import { answer, SERVFAIL, BASE } from "./answers.ts";

const LATE = serverAt("ns1.dns.test", "192.0.2.1");
const LEADER = serverAt("ns2.dns.test", "192.0.2.2");
const LATE_AT = { server: LATE.server, address: LATE.address };
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
    ["one of which nobody can tell whether it is newer", { late: 1, leader: 1 + 2 ** 31 }],
  ])("is nothing where it has %s", async (_what, serials) => {
    expect(await lagOf(serials)).toBeUndefined();
  });

  it("is nothing where one of the two does not tell its version", async () => {
    const silentAt = (address: string) => {
      const { authority } = createFakes();
      const observe = authority.observe.bind(authority);
      authority.observe = async (at, ...asked) => (at.address === address ? SERVFAIL : observe(at, ...asked));
      return findLag(authority, { apex: APEX, late: LATE, leader: LEADER, signal });
    };
    expect(await silentAt(LEADER.address)).toBeUndefined();
    expect(await silentAt(LATE.address)).toBeUndefined();
  });

  it("is not waited for once the run has ended", async () => {
    const { authority } = createFakes();
    const ended = AbortSignal.abort("interrupted");
    await expect(findLag(authority, { apex: APEX, late: LATE, leader: LEADER, signal: ended })).rejects.toBe(
      "interrupted",
    );
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

describe("a server that is behind", () => {
  /** What is told of it so long after the write, where the zone has its secondaries look so often. */
  async function toldAfter(ms: number, refreshSeconds: number) {
    const fakes = createFakes();
    const since = fakes.clock.now();
    fakes.authority.refresh = refreshSeconds;
    fakes.authority.servers[0].lagMs = Infinity;
    fakes.host.seed(rrset("TXT", APEX, ["x"]));
    const asking = { goals: [], since, apex: APEX, nameServers: [] };
    const [late, leader] = fakes.authority.servers.map(
      (at) => new Watcher(fakes.run(), asking, { servers: [at], role: "delegated" }),
    );
    if (late === undefined || leader === undefined) throw new TypeError("two servers");
    await fakes.clock.drive(fakes.clock.sleep(ms));
    const teller = new LagTeller(fakes.run(), since);
    await teller.look({ apex: APEX, late, leader }, signal);
    await teller.look({ apex: APEX, late, leader }, signal);
    return { told: eventsOf(fakes, "server.behind"), questions: [late.questions, leader.questions] };
  }

  it("is told once, two seconds after the write, with the time until it fetches the zone", async () => {
    expect(await toldAfter(1_999, 600)).toEqual({ told: [], questions: [0, 0] });
    const { told, questions } = await toldAfter(2_000, 600);
    expect(told).toMatchObject([{ at: LATE_AT, serial: 1, newestSerial: 2, dueInMs: 598_000 }]);
    expect(questions).toEqual([1, 1]);
  });

  it("is told with no time below zero where it was to fetch the zone before", async () => {
    expect((await toldAfter(2_000, 1)).told).toMatchObject([{ dueInMs: 0 }]);
  });
});

describe("the version of a zone that a person changes", () => {
  const MINUTE_MS = 60_000;

  /** At each moment the serial that the server has, and whether the records are to be asked for. */
  async function lookAt(looks: readonly (readonly [atMs: number, serial: number | undefined])[]) {
    const fakes = createFakes();
    let [now, serial]: [number, number | undefined] = [0, undefined];
    const questions: string[] = [];
    const observe: Authority["observe"] = async (at, { owner, type }, options) => {
      questions.push(`${type} ${owner} at ${at.address}`);
      expect(options.signal).toBe(signal);
      return serial === undefined
        ? SERVFAIL
        : {
            kind: "answer",
            rrset: rrset("SOA", APEX, [`ns1.dns.test hostmaster.dns.test ${serial} 600 600 86400 60`]),
            ...BASE,
          };
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
    expect(questions).toEqual(looks.map(() => `SOA ${APEX} at ${LATE.address}`));
    expect(one.questions).toBe(looks.length);
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
        [moved + 29_999, 8],
        [moved + 30_000, 8],
        [moved + 5 * MINUTE_MS, 8],
        [moved + 29_999 + 10 * MINUTE_MS - 1, 8],
        [moved + 29_999 + 10 * MINUTE_MS, 8],
      ]),
    ).toEqual([true, true, true, true, false, false, false, true]);
  });

  it("has not moved where it could not be learned for a moment", async () => {
    expect(
      await lookAt([
        [0, 7],
        [10_000, undefined],
        [20_000, 7],
        [30_000, 7],
        [20_000 + MINUTE_MS, 7],
      ]),
    ).toEqual([true, true, true, false, true]);
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
