import { describe, expect, it } from "vitest";
import type { Observation, Question } from "../../../src/dns/observation.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { findRRset } from "../../../src/dns/rrset.ts";
import type { Goal } from "../../../src/onboard/propagate/goal.ts";
import type { Role } from "../../../src/onboard/propagate/places.ts";
import { Watcher, type Asking } from "../../../src/onboard/propagate/watcher.ts";
import { APEX, createFakes, D, DMARC_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";
import { serverAt } from "../fake-authority.ts";
import { BASE, NODATA, SERVFAIL } from "./answers.ts";

// One address by itself: what it is asked, and what its answers come to.

const AT = serverAt("ns1.dns.test", "192.0.2.1");
const MX: Goal = { owner: D, type: "MX", accepts: (now) => findRRset(now, D, "MX") !== undefined };
const SPF: Goal = { owner: D, type: "TXT", accepts: (now) => findRRset(now, D, "TXT") !== undefined };
const GONE: Observation = { ...BASE, kind: "unreachable", because: "timeout", family: 4 };
const LAME: Observation = { ...BASE, kind: "lame", because: "not-authoritative", believed: "nxdomain" };

type Answer = (question: Question) => Observation;
const served: Answer = ({ owner, type }) => ({ ...BASE, kind: "answer", rrset: rrset(type, owner, ["x"]) });
const servedWithoutAuthority: Answer = (question) =>
  ({ ...served(question), withoutAuthority: true }) as Observation;

interface Asked {
  readonly fakes: Fakes;
  readonly one: Watcher;
  readonly signal: AbortSignal;
  /** When it was asked, in milliseconds, and for what. */
  readonly questions: readonly (readonly [number, string])[];
}

/** An address that answers so, asked for an MX and a TXT record unless others are given. */
function createWatcher(answer: Answer, changes: Partial<Asking> = {}, role: Role = "delegated"): Asked {
  const fakes = createFakes();
  const questions: (readonly [number, string])[] = [];
  fakes.authority.observe = async (_at, question) => {
    questions.push([fakes.elapsed(), question.type]);
    return answer(question);
  };
  const { clock } = fakes;
  const asking = { goals: [MX, SPF], since: clock.now(), apex: APEX, nameServers: [AT.server], ...changes };
  const one = new Watcher(fakes.run(), asking, { servers: [AT], role });
  return { fakes, one, signal: fakes.interrupt.signal, questions };
}

describe("an address that nobody has asked yet", () => {
  it("answers nothing, and is told as out of reach should it be left out", () => {
    const { one, fakes } = createWatcher(served);
    expect([one.isAnswering, one.agrees, one.word]).toEqual([false, false, "silent"]);
    expect(one.fault).toEqual({ goal: MX, verdict: "unreachable", observation: undefined });
    one.exclude();
    expect(eventsOf(fakes, "server.excluded")).toMatchObject([{ because: "unreachable" }]);
  });
});

describe("an address that is asked", () => {
  it("answers once it has said anything of any record", async () => {
    const { one, signal, questions } = createWatcher(() => NODATA);
    await one.askUnmet(signal);
    expect(questions).toEqual([[0, "MX"]]);
    expect([one.isAnswering, one.word]).toEqual([true, "objects"]);
  });

  it("is asked for nothing more where it serves everything", async () => {
    const { one, signal, questions } = createWatcher(served);
    await one.askUnmet(signal);
    await one.askUnmet(signal);
    expect(questions).toHaveLength(2);
    expect([one.agrees, one.fault]).toEqual([true, undefined]);
  });

  it("is asked for all records at once where a person enters them, in whatever order", async () => {
    const { one, signal, questions } = createWatcher(
      (question) => (question.type === "MX" ? NODATA : served(question)),
      {
        byHand: true,
      },
    );
    await one.askUnmet(signal);
    expect(questions).toEqual([
      [0, "MX"],
      [0, "TXT"],
    ]);
    expect(one.served).toEqual([false, true]);
  });

  it("has no authority where one of its answers came without", async () => {
    const mixed = createWatcher((question) =>
      (question.type === "MX" ? servedWithoutAuthority : served)(question),
    );
    await mixed.one.askAll(mixed.signal);
    expect([mixed.one.agrees, mixed.one.hasAuthority]).toEqual([true, false]);
    const whole = createWatcher(served);
    await whole.one.askAll(whole.signal);
    expect(whole.one.hasAuthority).toBe(true);
  });

  it("is told with the time until it fetches the zone only where that is known, and never with one that is over", async () => {
    const { one, signal, fakes } = createWatcher(() => NODATA);
    await one.askAll(signal);
    one.dueAt = fakes.clock.now() + 7_000;
    fakes.authority.observe = async () => SERVFAIL;
    await one.askAll(signal);
    one.dueAt = fakes.clock.now() - 1;
    fakes.authority.observe = async () => GONE;
    await one.askAll(signal);
    const told = eventsOf(fakes, "propagation.observed").filter(({ rrset: { type } }) => type === "MX");
    expect(told.map(({ verdict, ...event }) => [verdict, event.dueInMs])).toEqual([
      ["nodata", undefined],
      ["servfail", 7_000],
      ["unreachable", 0],
    ]);
    expect(told[0]).not.toHaveProperty("dueInMs");
  });

  it("shows no zone cut by a record that is itself the delegation of its name, as of hosted DMARC", async () => {
    const vendor = parseDomainName("ns.vendor.test");
    const hosted: Goal = {
      owner: DMARC_NAME,
      type: "TXT",
      accepts: (now) => findRRset(now, DMARC_NAME, "NS") !== undefined,
    };
    const { one, signal, questions } = createWatcher(
      () => ({ ...BASE, kind: "referral", to: DMARC_NAME, nameServers: [vendor] }),
      { goals: [hosted] },
    );
    await one.askAll(signal);
    expect([one.agrees, one.cut]).toEqual([true, undefined]);
    expect(questions).toHaveLength(1);
  });
});

describe("a server that only the zone itself names", () => {
  it.each([
    ["agrees where it serves the records, be it without authority", servedWithoutAuthority, "serves"],
    ["does not speak for the zone where it says no without authority", () => LAME, "lame"],
    ["objects where it says no with authority", () => NODATA, "nodata"],
  ] as const)("%s", async (_what, answer, verdict) => {
    const { one, signal, fakes } = createWatcher(answer, {}, "zone-only");
    await one.askAll(signal);
    expect(eventsOf(fakes, "propagation.observed").map((event) => event.verdict)).toEqual([verdict, verdict]);
  });
});

describe("in the closing round a question without an answer", () => {
  it("is asked three times, and then no more", async () => {
    const { one, signal, fakes, questions } = createWatcher(() => SERVFAIL, { goals: [MX] });
    await fakes.clock.drive(one.askAgain(signal));
    expect(questions.map(([ms]) => ms)).toEqual([0, 100, 200]);
    expect(one.strikes).toBe(1);
  });

  it("is asked once where the address is known to be silent", async () => {
    const { one, signal, fakes, questions } = createWatcher(() => GONE, { goals: [MX] });
    fakes.authority.isSilent = () => true;
    await fakes.clock.drive(one.askAgain(signal));
    expect(questions).toHaveLength(1);
  });

  it("is waited for no longer than the round", async () => {
    const { one, fakes } = createWatcher(() => SERVFAIL, { goals: [MX] });
    const over = new AbortController();
    fakes.clock.at(50, () => over.abort("over"));
    await expect(fakes.clock.drive(one.askAgain(over.signal))).rejects.toBe("over");
    expect([fakes.elapsed(), fakes.clock.sleepers()]).toEqual([50, 0]);
  });
});

it("who was left out and gets one more round is out again after one without an answer", async () => {
  const { one, signal } = createWatcher(() => GONE);
  one.leaveOutSilent();
  expect(one.isOut).toBe(true);
  one.giveOneMoreRound();
  expect(one.isOut).toBe(false);
  await one.askUnmet(signal);
  expect(one.isOut).toBe(true);
});
