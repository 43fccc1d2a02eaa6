import { describe, expect, it } from "vitest";
import type { Heard } from "../../../src/dns/observation.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { findRRset } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { withinBudget } from "../../../src/onboard/budget.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { propagate, type Publication } from "../../../src/onboard/propagate/propagate.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { APEX, createFakes, D, eventsOf, NAME_SERVERS, rrset, type Fakes } from "../fakes.ts";
import { BASE, REFUSED } from "./answers.ts";

// What goes on beside the watch, and the host's own word: propagate.ts by itself.

const SECOND = "192.0.2.2";
const MX = rrset("MX", D, ["10 mx.example.com"]);
const GOAL = {
  owner: D,
  type: "MX",
  accepts: (now: Parameters<typeof findRRset>[0]) => findRRset(now, D, "MX") !== undefined,
} as const;

interface Changes {
  readonly run?: Partial<Run>;
  readonly provider?: Partial<DnsProvider>;
  readonly receipt?: Publication["receipt"];
  /** What servers said of the zone before. */
  readonly heard?: readonly Heard[];
}

/** Waits for one record at the fakes' zone. */
async function wait(fakes: Fakes, changes: Changes = {}) {
  const run = fakes.run(changes.run);
  const delegation = await fakes.authority.delegation(D, {});
  const provider = {
    ...(await run.findProvider(D, delegation, { signal: run.signal })),
    ...changes.provider,
  };
  const zone = { apex: APEX, id: "Z1", nameServers: NAME_SERVERS };
  const foundZone = {
    delegation,
    provider,
    zone,
    ...(changes.heard !== undefined && { heard: changes.heard }),
  };
  const known = { ...foundZone, identity: undefined, rrsets: [], owners: [], surroundings: {} };
  const { receipt } = changes;
  const planned = { records: [], swaps: [] };
  return fakes.clock.drive(
    withinBudget(run, (budget) => propagate(run, known, { goals: [GOAL], planned, receipt, budget })),
  );
}

const RECEIPT = { written: 1 };
const INTERRUPTED = new OnboardError("API_UNAVAILABLE", "Enough.", { hint: "Ask the test." });

/** From the first look on it is served after so long. */
function createLate(lateMs: number): Fakes {
  const fakes = createFakes();
  fakes.clock.at(lateMs, () => fakes.host.seed(MX));
  return fakes;
}

describe("what goes on beside the watch", () => {
  it("ends with it", async () => {
    const fakes = createLate(45_000);
    expect(await wait(fakes)).toMatchObject({ observable: true, served: { agreeing: 2, asked: 2 } });
    expect(fakes.clock.sleepers()).toBe(0);
    expect(eventsOf(fakes, "propagation.progress").map(({ elapsedMs }) => elapsedMs)).toEqual([30_000]);
  });

  it("gives a sign of life every five minutes where a person enters the records", async () => {
    const fakes = createLate(700_000);
    await wait(fakes, { run: { waitMs: 900_000 }, provider: { byHand: true } });
    expect(eventsOf(fakes, "propagation.progress").map(({ elapsedMs, seen }) => [elapsedMs, seen])).toEqual([
      [300_000, { records: 0, of: 1 }],
      [600_000, { records: 0, of: 1 }],
    ]);
  });

  it("is no failure where a walk is under way when the gate opens", async () => {
    const fakes = createLate(31_000);
    const delegation = fakes.authority.delegation.bind(fakes.authority);
    const walked: number[] = [];
    fakes.authority.delegation = async (name, options) => {
      if (options.fresh === true) {
        walked.push(fakes.elapsed());
        await fakes.clock.sleep(60_000, options);
      }
      return delegation(name, options);
    };
    expect(await wait(fakes)).toMatchObject({ observable: true });
    expect(walked).toEqual([30_000]);
    expect(fakes.elapsed()).toBeLessThan(33_000);
  });

  it("is told where it fails, be it in the very moment of the last answer", async () => {
    const fakes = createFakes([MX]);
    const observe = fakes.authority.observe.bind(fakes.authority);
    // Answers that have come in are read, whatever has ended meanwhile.
    fakes.authority.observe = async (at, question) => {
      if (fakes.elapsed() < 30_000) await fakes.clock.sleep(30_000 - fakes.elapsed());
      return observe(at, question, {});
    };
    let isFull = true;
    const emit: Run["emit"] = ({ type }) => {
      if (type !== "propagation.progress" || !isFull) return;
      isFull = false;
      throw new Error("no space left on device");
    };
    await expect(wait(fakes, { run: { emit } })).rejects.toThrow("no space left on device");
    expect(fakes.elapsed()).toBe(30_000);
  });
});

describe("what those said that don't serve the records", () => {
  it("is told with whether they had answered for the zone, and not of one that was not asked", async () => {
    const fakes = createFakes([MX]);
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) =>
      at.address === SECOND ? REFUSED : observe(at, question, options);
    const at = { server: parseDomainName("ns2.dns.test"), address: SECOND, port: 53 };
    const soa = { ...BASE, kind: "answer", rrset: rrset("SOA", APEX, ["ns1 hm 1 2 3 4 5"]) } as const;
    const refused = { at, observation: REFUSED, rrset: { owner: D, type: "MX" } };
    expect((await wait(fakes)).others).toEqual([{ ...refused, hasAnswered: false }]);
    const heard = [{ at, observation: soa }];
    expect((await wait(fakes, { heard })).others).toEqual([{ ...refused, hasAnswered: true }]);
    // Known to be silent, and given up in the closing round.
    fakes.authority.isSilent = ({ address }) => address === SECOND;
    fakes.authority.observe = async (at, question, options) => {
      if (at.address === SECOND) await fakes.clock.sleep(60_000, options);
      return observe(at, question, options);
    };
    const { observable, others } = await wait(fakes);
    expect([observable, others]).toEqual([true, []]);
  });
});

describe("the host's own word", () => {
  it("is told with how long it took, and asked with how long it may be waited for while it is away", async () => {
    const fakes = createFakes([MX]);
    const given: unknown[] = [];
    const settled: DnsProvider["settled"] = async (receipt, { awayMs, signal }) => {
      given.push([receipt, awayMs, signal instanceof AbortSignal]);
      return fakes.elapsed() >= 10_000;
    };
    await wait(fakes, { provider: { settled }, receipt: RECEIPT, run: { waitMs: 64_000 } });
    expect(given).toEqual([60_000, 59_000, 54_000].map((awayMs) => [RECEIPT, awayMs, true]));
    expect(eventsOf(fakes, "host.settled").map((event) => [event.settled, event.elapsedMs])).toEqual([
      [false, 0],
      [false, 5_000],
      [true, 10_000],
    ]);
  });

  it("is not told of a host that has none", async () => {
    const fakes = createFakes([MX]);
    await wait(fakes, { receipt: RECEIPT });
    expect(eventsOf(fakes, "host.settled")).toEqual([]);
  });

  it("is not waited for once the watch has failed", async () => {
    const fakes = createFakes();
    const settled = async () => false;
    answerByCut(fakes, 7_000);
    await expect(wait(fakes, { provider: { settled }, receipt: RECEIPT })).rejects.toMatchObject({
      code: "ZONE_NOT_DELEGATED",
    });
    // Between the looks at 5 s and at 10 s.
    expect(fakes.elapsed()).toBeLessThan(8_000);
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it("is no word where the run ends while it is asked for, whatever the adapter makes of that", async () => {
    const fakes = createFakes([MX]);
    fakes.clock.at(1_000, () => fakes.interrupt.abort(INTERRUPTED));
    const settled: DnsProvider["settled"] = async (_receipt, { signal }) => {
      await fakes.clock.sleep(60_000, { signal });
      return true;
    };
    await expect(wait(fakes, { provider: { settled }, receipt: RECEIPT })).rejects.toBe(INTERRUPTED);
    expect(eventsOf(fakes, "host.settled")).toEqual([]);
  });
});

/** After so long the second server refers the name to other servers. */
function answerByCut(fakes: Fakes, afterMs: number): void {
  const observe = fakes.authority.observe.bind(fakes.authority);
  fakes.authority.observe = async (at, question, options) =>
    at.address === SECOND && fakes.elapsed() >= afterMs
      ? { ...BASE, kind: "referral", to: D, nameServers: [at.server] }
      : observe(at, question, options);
}

it("a run that was interrupted is told as that, also where no name server is known that could be asked", async () => {
  const fakes = createFakes();
  fakes.authority.delegated = { addresses: [] };
  const signal = AbortSignal.abort(INTERRUPTED);
  await expect(wait(fakes, { run: { signal } })).rejects.toBe(INTERRUPTED);
});

it.each([
  ["All 2", "serves"],
  ["1 of 2", "servfail"],
] as const)(
  "where %s name servers serve the records and the host says that it is not done, the end tells both, and to come back after as long again",
  async (count, mood) => {
    const fakes = createFakes();
    fakes.settled = () => false;
    fakes.authority.servers[1].mood = mood;
    const { error } = await fakes.play(onboardDomain, { waitMs: 120_000 });
    expect(error?.message).toBe(
      `${count} name servers serve the records, but memory says that its change is not everywhere yet.`,
    );
    expect(error?.facts["retryAfter"]).toBe(new Date(fakes.clock.now() + 120_000).toISOString());
  },
);

it("where every name server falls silent and the host says that it is not done, the end tells both", async () => {
  const fakes = createFakes();
  fakes.settled = () => false;
  fakes.clock.at(100, () => {
    for (const server of fakes.authority.servers) server.mood = "silent";
  });
  const { error } = await fakes.play(onboardDomain, { waitMs: 120_000 });
  expect(error?.message).toBe(
    "No name server can be asked from here, and memory says that its change is not everywhere yet: ns1.dns.test (192.0.2.1) does not answer; ns2.dns.test (192.0.2.2) does not answer.",
  );
});
