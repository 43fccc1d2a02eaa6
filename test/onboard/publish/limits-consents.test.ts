import { describe, expect, it } from "vitest";
import { prefixed } from "../../../src/dns/domain-name.ts";
import type { Beyond } from "../../../src/plan/consent/beyond.ts";
import type { Agreement, Run } from "../../../src/onboard/run.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Requirement } from "../../../src/plan/requirement.ts";
import { plainFor } from "../../support/told.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { preflight } from "../../../src/onboard/preflight/preflight.ts";
import { agreeOn } from "../../../src/onboard/publish/limits.ts";
import { planBeforeCreate } from "../../../src/onboard/publish/plan-before-create.ts";
import type { Planned } from "../../../src/onboard/publish/plan-records.ts";
import { planIn, underPlan } from "../agreements.ts";
import { createFakes, D, DMARC_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";

// Who said yes stands in the log, and who says no is told how to say yes.

const WWW = prefixed("www", D);
const ADDRESS: Requirement = { purpose: "other", owner: WWW, type: "A", expected: "203.0.113.7" };

function alsoAsks(fakes: Fakes, ...more: readonly Requirement[]): void {
  const { asks } = fakes.identities;
  fakes.identities.asks = (domain) => [...asks(domain), ...more];
}

/** What the events tell of consent. */
const given = (fakes: Fakes) =>
  eventsOf(fakes, "consent.given").map(({ by, again }) => ({ by, ...(again === true ? { again } : {}) }));

const agreed: Agreement["agree"] = () => Promise.resolve(undefined);

describe("the log tells by what a plan was carried out", () => {
  it.each<[string, Partial<Run>, object]>([
    ["a yes on the command line", { wordFor: () => plainFor(D) }, { by: "yes" }],
    ["a program", {}, { by: "program" }],
    ["a sandbox", { elsewhere: { rehearsal: true, sandbox: true } }, { by: "sandbox" }],
    ["endpoints of a rehearsal that is no sandbox", { elsewhere: { rehearsal: true } }, { by: "program" }],
    ["a program's own agreement", { agreement: { agree: agreed } }, { by: "program" }],
    [
      "an agreement that says so itself",
      { agreement: { agree: agreed, given: () => [{ by: "terminal" }] } },
      { by: "terminal" },
    ],
  ])("%s", async (_what, changes, consent) => {
    const fakes = createFakes();
    expect((await fakes.play(onboardDomain, changes)).state).toBe("verified");
    expect(given(fakes)).toEqual([consent]);
    fakes.events.length = 0;
    await fakes.play(onboardDomain, changes);
    // Nothing is created or written the second time.
    expect(given(fakes)).toEqual([]);
  });

  it("also where an identity that exists lacks a record", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    fakes.host.seed(rrset("TXT", DMARC_NAME, []));
    fakes.events.length = 0;
    await fakes.play(onboardDomain);
    expect(given(fakes)).toEqual([{ by: "program" }]);
  });

  it("and that a second question was answered with yes, and by whom", async () => {
    for (const [by, changes] of [
      ["program", {}],
      ["terminal", { given: () => [] }],
    ] as const) {
      const fakes = createFakes();
      alsoAsks(fakes, ADDRESS);
      const asked: (readonly Beyond[])[] = [];
      const askAgain: Agreement["askAgain"] = (changes_) => {
        asked.push(changes_);
        return Promise.resolve(true);
      };
      const agreement = { agree: agreed, askAgain, ...changes };
      expect((await fakes.play(onboardDomain, { agreement })).state).toBe("verified");
      expect(given(fakes).filter(({ again }) => again)).toEqual([{ by, again: true }]);
      expect(asked).toMatchObject([[{ swap: { after: { owner: WWW, values: ["203.0.113.7"] } } }]]);
    }
  });
});

describe("what goes beyond what was agreed upon", () => {
  it("is not written where a person says no to it, which is told as a no", async () => {
    const fakes = createFakes();
    alsoAsks(fakes, ADDRESS);
    const agreement = { agree: agreed, askAgain: () => Promise.resolve(false) };
    expect(await fakes.play(onboardDomain, { agreement })).toMatchObject({
      state: "interrupted",
      exit: 130,
      saidNo: true,
    });
    expect(fakes.host.history()).toHaveLength(1);
  });

  it("names each consent that lacks once, those of each kind, and no more", async () => {
    const theirs = [rrset("A", WWW, ["192.0.2.80"])];
    const fakes = createFakes(theirs);
    const text: Requirement = { ...ADDRESS, type: "TXT", expected: "a" };
    alsoAsks(fakes, text, { ...text, expected: "b" });
    const { error } = await fakes.play(onboardDomain);
    expect(error).toMatchObject({
      code: "PLAN_CHANGED",
      facts: { domain: D, options: { allow: [`TXT:${WWW}`] }, beyond: [{ swap: { after: { owner: WWW } } }] },
    });
    expect(error?.facts["options"]).toEqual({ allow: [`TXT:${WWW}`] });
    expect(error?.hint).toContain(`: \`options: { allow: "TXT:${WWW}" }\`.`);
    expect(error?.message).toContain(`TXT ${WWW} with "a", "b" goes beyond what an identity usually needs.`);
    expect(fakes.host.rrsets).toEqual(theirs);
  });

  it("is several places, each with what would stand there", async () => {
    const fakes = createFakes();
    alsoAsks(fakes, ADDRESS, { ...ADDRESS, owner: prefixed("ftp", D) });
    const { error } = await fakes.play(onboardDomain);
    expect(error?.message).toContain(`A ${WWW} with "203.0.113.7"; A ftp.${D} with "203.0.113.7" goes`);
    expect(error?.facts["options"]).toEqual({ allow: [`A:${WWW}`, `A:ftp.${D}`] });
  });

  it("of an approved plan wants a plan that shows it, and not a run", async () => {
    const fakes = createFakes();
    const plan = await planIn(fakes);
    alsoAsks(fakes, ADDRESS);
    const { error } = await fakes.play(onboardDomain, underPlan(plan));
    expect(error?.hint).toContain(`: \`planDomain\` with \`options: { allow: "A:${WWW}" }\`.`);
    expect(error?.message).toContain("goes beyond the plan that was agreed upon");
    expect(error?.message).toContain("Nothing of it was written.");
  });
});

describe("what goes beyond it before Create", () => {
  const draftOf = async (fakes: Fakes) => {
    const known = await fakes.clock.drive(preflight(fakes.run()));
    return { known, ...(await fakes.clock.drive(planBeforeCreate(fakes.run(), known))) };
  };
  const address = rrset("A", WWW, ["192.0.2.80"]);

  it("is told with what would stand there, and names no identity that there is not", async () => {
    const fakes = createFakes();
    const draft = await draftOf(fakes);
    const limits = await agreeOn(fakes.run(), draft);
    const require = (swaps: Planned["swaps"], known = draft.known) =>
      limits.require({ records: [], swaps }, known);
    const removal = [{ before: address, after: undefined }];
    await expect(require(removal)).rejects.toMatchObject({
      message: `A ${WWW} with nothing goes beyond what an identity usually needs. Nothing of it was written.`,
      hint: `Look at it; if it is right, allow it by name: \`options: { replace: "A:${WWW}" }\`.`,
    });
    const identity = { domain: D, verified: false, records: [], requestId: "fake" };
    await expect(require(removal, { ...draft.known, identity })).rejects.toThrow(
      "Nothing of it was written. The identity exists at SES.",
    );
    const approved = await agreeOn(fakes.run(underPlan(draft.plan)), draft);
    await expect(approved.require({ records: [], swaps: removal }, draft.known)).rejects.toMatchObject({
      hint: `Look at it; if it is right, have a plan with it approved, and run that one: \`planDomain\` with \`options: { replace: "A:${WWW}" }\`.`,
    });
  });

  it("is judged by no plan that a mistake of ours, or another failure, has cut short", async () => {
    const fakes = createFakes();
    const draft = await draftOf(fakes);
    const limits = await agreeOn(fakes.run(), draft);
    for (const failure of [
      new TypeError("a bug"),
      new OnboardError("CONFIG_INVALID", "No.", { hint: "-" }),
    ]) {
      const known = {
        ...draft.known,
        get rrsets(): never {
          throw failure;
        },
      };
      await expect(limits.require(draft.planned, known)).rejects.toBe(failure);
    }
  });
});

it("what stands in the way of a usual record that SES does not ask for is nobody's concern", async () => {
  // Two policies at _dmarc: a conflict, were SES to ask for one.
  const fakes = createFakes([rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none", "v=DMARC1; p=reject"])]);
  const { asks } = fakes.identities;
  fakes.identities.asks = (domain) => asks(domain).filter(({ purpose }) => purpose !== "dmarc");
  fakes.identities.seed(D, false);
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified", error: null });
});
