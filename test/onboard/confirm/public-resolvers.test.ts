import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Observation } from "../../../src/dns/observation.ts";
import type { ResolverAnswer } from "../../../src/dns/resolvers.ts";
import { keyOf } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { besideResolvers, hearResolvers } from "../../../src/onboard/confirm/public-resolvers.ts";
import type { Goal } from "../../../src/onboard/propagate/goal.ts";
import { APEX, createFakes, D, eventsOf, rrset, type Fakes } from "../fakes.ts";
import { BASE, SERVFAIL } from "../propagate/answers.ts";

// What public resolvers give once all name servers serve the records, and how long they are waited for.

const SPF = rrset("TXT", D, ["v=spf1 -all"], 300);
const MX = rrset("MX", parseDomainName("mx.example.com"), ["10 mx.example.com"]);
const goalOf = (record: typeof SPF): Goal => ({ ...keyOf(record), accepts: (now) => now.length > 0 });
const GOALS = [goalOf(SPF), goalOf(MX)];

const given: Observation = { ...BASE, kind: "answer", rrset: SPF };
/** A resolver that validates, and refuses what it gives unchecked. */
const refusing = (resolver: string): ResolverAnswer => ({
  resolver,
  observation: SERVFAIL,
  validated: false,
  unchecked: given,
});
const giving = (resolver: string): ResolverAnswer => ({ resolver, observation: given, validated: false });

/** Each resolver answers so, after so long; about TXT alone, unless others are given. */
function createResolvers(
  answers: readonly (readonly [afterMs: number, answer: ResolverAnswer])[],
  type: "TXT" | "MX" = "TXT",
): Fakes & { readonly givenUp: string[] } {
  const fakes = createFakes();
  const givenUp: string[] = [];
  fakes.authority.resolvers.ask = (question, { signal }) =>
    (question.type === type ? answers : []).map(async ([afterMs, answer]) => {
      await fakes.clock.sleep(afterMs, { signal }).catch((error: unknown) => {
        givenUp.push(answer.resolver);
        throw error;
      });
      return answer;
    });
  return Object.assign(fakes, { givenUp });
}

/** How long it is waited for what they refuse, in milliseconds, and what that is. */
async function hear(fakes: Fakes, signed: boolean | undefined, afterMs = 0, goals: readonly Goal[] = GOALS) {
  const known = signed === undefined ? {} : { signed };
  const hearing = hearResolvers(fakes.run(), { apex: APEX, goals, ...known });
  await fakes.clock.drive(fakes.clock.sleep(afterMs));
  const since = fakes.elapsed();
  const refused = await fakes.clock.drive(hearing.refused());
  expect(fakes.clock.sleepers()).toBe(0);
  return { tookMs: fakes.elapsed() - since, refused };
}

describe("public resolvers", () => {
  it("are told with what each gives of a record, and how long that may be remembered", async () => {
    const fakes = createResolvers([
      [10, giving("1.1.1.1")],
      [20, refusing("8.8.8.8")],
    ]);
    await hear(fakes, false);
    expect(eventsOf(fakes, "resolver.observed")).toEqual([
      {
        type: "resolver.observed",
        resolver: "1.1.1.1",
        rrset: keyOf(SPF),
        verdict: "serves",
        expiresInMs: 300_000,
      },
      {
        type: "resolver.observed",
        resolver: "8.8.8.8",
        rrset: keyOf(SPF),
        verdict: "servfail",
        expiresInMs: null,
      },
    ]);
  });

  it("are waited for until all have answered, and no longer", async () => {
    const answers = [[100, giving("1.1.1.1")] as const, [200, refusing("8.8.8.8")] as const];
    expect(await hear(createResolvers(answers), true)).toEqual({ tookMs: 200, refused: [] });
    expect(await hear(createResolvers(answers), false, 300)).toEqual({ tookMs: 0, refused: [] });
  });

  it("are waited for half a second in a zone that is not signed, and then given up", async () => {
    const fakes = createResolvers([[60_000, giving("1.1.1.1")]]);
    expect(await hear(fakes, false)).toMatchObject({ tookMs: 500 });
    expect(fakes.givenUp).toEqual(["1.1.1.1"]);
    expect(await hear(createResolvers([[60_000, giving("1.1.1.1")]]), false, 10_000)).toMatchObject({
      tookMs: 500,
    });
  });

  it("are waited for five seconds from the question on in a signed one: they try everything before they refuse", async () => {
    const late = () => createResolvers([[60_000, giving("1.1.1.1")]]);
    expect(await hear(late(), true)).toMatchObject({ tookMs: 5_000 });
    expect(await hear(late(), true, 3_000)).toMatchObject({ tookMs: 2_000 });
    expect(await hear(late(), true, 10_000)).toMatchObject({ tookMs: 500 });
  });

  it("refuse a record where two of them do, each record by itself", async () => {
    const refusals = [[10, refusing("8.8.8.8")] as const, [20, refusing("1.1.1.1")] as const];
    const { refused } = await hear(createResolvers([...refusals, [30, giving("9.9.9.9")]]), true);
    expect(refused).toEqual([{ ...keyOf(SPF), resolvers: ["1.1.1.1", "8.8.8.8"], extendedErrors: [] }]);
    expect((await hear(createResolvers(refusals, "MX"), true)).refused).toMatchObject([keyOf(MX)]);
    // Nobody validates a zone of which the one above holds no key.
    expect((await hear(createResolvers(refusals), false)).refused).toEqual([]);
  });
});

describe("whether the zone is signed", () => {
  const lookups = (fakes: Fakes) => fakes.trace.of("dns.lookup").map(({ about }) => about);
  const late = (signed: boolean): Fakes => {
    const fakes = createResolvers([[60_000, giving("1.1.1.1")]]);
    fakes.authority.signed = signed;
    return fakes;
  };

  it("is asked of the zone above where it is not known, and decides how long they are waited for", async () => {
    const signed = late(true);
    expect(await hear(signed, undefined)).toMatchObject({ tookMs: 5_000 });
    expect(lookups(signed)).toEqual([`TYPE43 ${APEX}`]);
    expect(await hear(late(false), undefined)).toMatchObject({ tookMs: 500 });
  });

  it("is not asked for where it is known, or where there is no record", async () => {
    const known = late(true);
    await hear(known, false);
    const nothing = late(true);
    expect(await hear(nothing, undefined, 0, [])).toEqual({ tookMs: 0, refused: [] });
    expect([lookups(known), lookups(nothing)]).toEqual([[], []]);
  });

  it("is waited for within those five seconds, and given up then", async () => {
    const slow = late(true);
    slow.trace.latencyMs = 2_000;
    // Known after two seconds: then the rest of the five is waited for, too.
    expect(await hear(slow, undefined)).toMatchObject({ tookMs: 5_000 });
    const unsigned = late(false);
    unsigned.trace.latencyMs = 2_000;
    expect(await hear(unsigned, undefined)).toMatchObject({ tookMs: 2_000 });
    const silent = late(true);
    silent.trace.latencyMs = 60_000;
    expect(await hear(silent, undefined)).toMatchObject({ tookMs: 5_000 });
  });
});

describe("what they refuse beside a task", () => {
  const refusals = [[10, refusing("8.8.8.8")] as const, [20, refusing("1.1.1.1")] as const];
  const beside = <T>(fakes: Fakes, task: () => Promise<T>) =>
    fakes.clock.drive(besideResolvers(fakes.run(), { apex: APEX, goals: GOALS, signed: true }, task));

  it("is a warning of what the task comes to", async () => {
    const fakes = createResolvers(refusals);
    expect(await beside(fakes, async () => "verified")).toBe("verified");
    expect(eventsOf(fakes, "warning.raised")).toEqual([
      {
        type: "warning.raised",
        warning: {
          warning: "fails-validation",
          ...keyOf(SPF),
          resolvers: ["1.1.1.1", "8.8.8.8"],
          extendedErrors: [],
        },
      },
    ]);
  });

  it("is told by the error of a task that is late, and is no warning then", async () => {
    const fakes = createResolvers(refusals);
    const pending = new OnboardError("VERIFICATION_PENDING", "SES sees nothing.", { hint: "Wait." });
    await expect(beside(fakes, () => Promise.reject(pending))).rejects.toMatchObject({
      code: "VERIFICATION_PENDING",
      facts: { refused: [keyOf(SPF)] },
    });
    expect(eventsOf(fakes, "warning.raised")).toEqual([]);
  });

  it("is nothing of a task that fails for another reason", async () => {
    const fakes = createResolvers(refusals);
    const slip = new TypeError("a slip");
    await expect(beside(fakes, () => Promise.reject(slip))).rejects.toBe(slip);
  });
});
