import { describe, expect, it } from "vitest";
import { stepOutcome } from "../../src/action/outcome.ts";
import type { OnboardEvent } from "../../src/events/event.ts";
import { DOMAIN, PLAN, PLANS, RUN } from "../report/recording.ts";
import { flatPlan, type RecordResult } from "../../src/events/record.ts";
import type { RecordPlan } from "../../src/plan/record-plan.ts";

// Of the recorded records SPF and DKIM are to be written, MX and DMARC stand.

/** A second record of the set in which the SPF record is. */
const OTHER: RecordPlan = {
  ...(PLANS[0] as RecordPlan),
  record: { ...(PLANS[0] as RecordPlan).record, purpose: "other", expected: "tencent-verification=1" },
};

const changesOf = (events: readonly OnboardEvent[]) => stepOutcome({ events, failure: undefined }).changes;

/** The events with another record beside each one's, in its result too. */
function withOther(events: readonly OnboardEvent[]): readonly OnboardEvent[] {
  return events.flatMap((event): readonly OnboardEvent[] => {
    if (event.type === "rrset.planned" && event.record.purpose === "spf")
      return [event, { ...event, ...OTHER }];
    if (event.type !== "result") return [event];
    const written = event.state === "verified";
    const other: RecordResult = { ...flatPlan(OTHER), written, servers: null, ses: null };
    return [{ ...event, records: [...event.records, other] }];
  });
}

describe("what is begun", () => {
  const begun = (events: readonly OnboardEvent[]) => stepOutcome({ events, failure: undefined }).begun;
  const UNSEEN = { code: "NOT_OBSERVABLE", message: "", hint: "", facts: {} } as const;
  const unseen = RUN.map((event): OnboardEvent =>
    event.type === "result" ? { ...event, state: "pending", exit: 7, error: UNSEEN } : event,
  );
  const without = (...types: readonly OnboardEvent["type"][]) =>
    unseen.filter(({ type }) => !types.includes(type));

  it("is a run that wrote, created or asked SES to look, though the name servers can't be seen", () => {
    expect(begun(unseen)).toBe(true);
    expect(begun(without("rrset.written", "identity.ready"))).toBe(true);
    expect(begun(without("rrset.written", "identity.asked"))).toBe(true);
    expect(begun(without("identity.ready", "identity.asked"))).toBe(true);
  });

  it("is not one that did none of it, be it one of several domains", () => {
    const blocked = without("rrset.written", "identity.ready", "identity.asked");
    expect(begun(blocked)).toBe(false);
    const second = RUN.map((event) => ({ ...event, domain: `second.${DOMAIN}` as typeof DOMAIN }));
    expect(begun([...blocked, ...second])).toBe(false);
  });
});

describe("changes", () => {
  it("of a run are the record sets that it wrote and the identity that it created", () => {
    expect(changesOf(RUN)).toBe(3);
    const found = RUN.map((event): OnboardEvent => {
      if (event.type !== "result" || event.identity === null) return event;
      return { ...event, identity: { ...event.identity, created: false } };
    });
    expect(changesOf(found)).toBe(2);
  });

  it("of a plan are the record sets that it would write and the identity that is not verified", () => {
    expect(changesOf(PLAN)).toBe(2);
  });

  it.each([
    ["run", RUN],
    ["plan", PLAN],
  ])("of a %s count two records of one set once", (_command, events) => {
    const more = withOther(events);
    expect(stepOutcome({ events: more, failure: undefined }).records).toHaveLength(
      stepOutcome({ events, failure: undefined }).records.length + 1,
    );
    expect(changesOf(more)).toBe(changesOf(events));
  });

  it("of several domains are added up", () => {
    const second = RUN.map((event) => ({ ...event, domain: `second.${DOMAIN}` as typeof DOMAIN }));
    expect(changesOf([...RUN, ...second])).toBe(6);
  });
});

describe("the state of a step", () => {
  type Result = Extract<OnboardEvent, { readonly type: "result" }>;
  const endingIn = (end: Partial<Result>, domain = DOMAIN) =>
    RUN.map((event) => (event.type === "result" ? { ...event, ...end } : event)).map((event) => ({
      ...event,
      domain,
    }));
  const failedBy = (code: "VALUE_REJECTED" | "CONFIG_INVALID", exit: number): Partial<Result> => ({
    state: "failed",
    exit,
    error: { code, message: "", hint: "", facts: {} },
  });
  const outcome = (events: readonly OnboardEvent[]) => stepOutcome({ events, failure: undefined });

  it("of a rehearsal is no good end, and any other end as it is", () => {
    expect(outcome(endingIn({ rehearsal: true })).state).toBe("rehearsed");
    expect(outcome(endingIn({ ...failedBy("VALUE_REJECTED", 4), rehearsal: true })).state).toBe("failed");
  });

  it("of several failures has the code of the gravest, whichever domain comes first", () => {
    const second = `second.${DOMAIN}` as typeof DOMAIN;
    const [grave, other] = [failedBy("CONFIG_INVALID", 2), failedBy("VALUE_REJECTED", 4)];
    for (const [one, two] of [
      [grave, other],
      [other, grave],
    ] as const)
      expect(outcome([...endingIn(one), ...endingIn(two, second)]).code).toBe("CONFIG_INVALID");
  });

  it("names no identity of a sandbox as pending, which is gone with it", () => {
    const identity = {
      created: true,
      verified: false,
      site: "international",
      region: "ap-singapore",
    } as const;
    expect(outcome(endingIn({ state: "pending", exit: 7, identity })).pending).toEqual([DOMAIN]);
    expect(outcome(endingIn({ state: "pending", exit: 7, identity, sandbox: true })).pending).toEqual([]);
  });
});
