import { describe, expect, it } from "vitest";
import { createAgreements, type Consent } from "../../../src/compose/consent/agreement.ts";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { isInterruption } from "../../../src/errors/interruption.ts";
import { isOnboardError } from "../../../src/errors/onboard-error.ts";
import { makePlan } from "../../../src/plan/consent/make-plan.ts";
import { joinHashes } from "../../../src/plan/consent/plan-hash.ts";
import type { Plan, PlanSettings } from "../../../src/plan/consent/plan.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { rrset } from "../../plan/support.ts";

const [A, B, C] = ["a", "b", "c"].map((label) => parseDomainName(`${label}.example.com`)) as [
  DomainName,
  DomainName,
  DomainName,
];
const { signal } = new AbortController();

interface Varied {
  readonly host?: string;
  readonly creates?: boolean;
  readonly zone?: Partial<PlanSettings["zone"]>;
  readonly policy?: Partial<PlanSettings["policy"]>;
}

function planFor(
  domain: DomainName,
  { host = "mx.example.net", creates = true, zone, policy }: Varied = {},
): Plan {
  const settings: PlanSettings = {
    domain,
    site: "international",
    region: "ap-singapore",
    zone: { provider: "memory", apex: parseDomainName("example.com"), id: "z", ...zone },
    policy: { ...DEFAULT_POLICY, ...policy },
    dkimBits: 2048,
    tags: [],
  };
  const swaps = [{ before: undefined, after: rrset("MX", domain, [`10 ${host}`]) }];
  return makePlan(settings, { creates, records: [], swaps }, { rrsets: [] });
}

const plansOf = (...plans: readonly Plan[]) => new Map(plans.map((plan) => [plan.settings.domain, plan]));
const hashOf = (...plans: readonly Plan[]) =>
  joinHashes(new Map(plans.map(({ settings, hash }) => [settings.domain, hash])));

/** What becomes of each domain: "agreed", the code of its refusal, or "no". */
async function agree(consent: Consent, proposed: readonly Plan[], left: readonly DomainName[] = []) {
  const domains = [...proposed.map(({ settings }) => settings.domain), ...left];
  const agreements = createAgreements(domains, consent);
  const all = proposed.map(async (plan) => agreements?.of(plan.settings.domain).agree(plan, signal));
  for (const domain of left) agreements?.leave(domain);
  const ended = await Promise.allSettled(all);
  return ended.map((end) => {
    if (end.status === "fulfilled") return end.value === undefined ? "nobody" : "agreed";
    if (isInterruption(end.reason)) return "no";
    return isOnboardError(end.reason) ? end.reason.code : String(end.reason);
  });
}

describe("the consent of several domains", () => {
  it("is nobody's where nobody is there and nothing was approved", () => {
    expect(createAgreements([A, B], {})).toBeUndefined();
  });

  it("is one question with all plans, in the order of their list", async () => {
    const shown: (readonly DomainName[])[] = [];
    const ask: Consent["ask"] = (plans) => {
      shown.push([...plans.keys()]);
      return Promise.resolve(true);
    };
    expect(await agree({ ask }, [planFor(B), planFor(A)], [C])).toEqual(["agreed", "agreed"]);
    expect(shown).toEqual([[B, A]]);
  });

  it("is denied for all by one no", async () => {
    expect(await agree({ ask: () => Promise.resolve(false) }, [planFor(A), planFor(B)])).toEqual([
      "no",
      "no",
    ]);
  });

  it("is asked for only where something is to do", async () => {
    const idle = { ...planFor(A, { creates: false }), swaps: [] };
    const ask = () => Promise.reject(new Error("asked"));
    expect(await agree({ ask }, [idle])).toEqual(["agreed"]);
    // Nobody looked, so no key may come later either.
    expect((await createAgreements([A], { ask })?.of(A).agree(idle, signal))?.open.most).toBe(0);
  });

  it("is one hash of all, in whatever order they are named", async () => {
    const hash = hashOf(planFor(A), planFor(B));
    expect(await agree({ hash }, [planFor(B), planFor(A)])).toEqual(["agreed", "agreed"]);
    expect(await agree({ hash }, [planFor(A), planFor(B, { host: "evil.example" })])).toEqual([
      "PLAN_CHANGED",
      "PLAN_CHANGED",
    ]);
    expect(await agree({ hash }, [planFor(A)])).toEqual(["PLAN_CHANGED"]);
  });

  it("by a hash of other domains claims no change of records", async () => {
    const agreements = createAgreements([A], { hash: hashOf(planFor(A), planFor(B)) });
    const refused = agreements?.of(A).agree(planFor(A), signal);
    await expect(refused).rejects.toThrow(/may be of other domains/);
    await expect(refused).rejects.not.toThrow(/other records stand/);
  });

  it("is no hash where one of them could not be planned", async () => {
    const hash = hashOf(planFor(A));
    expect(await agree({ hash }, [planFor(A)], [B])).toEqual(["PLAN_CHANGED"]);
  });

  it("is an approved plan of each, fewer of them included", async () => {
    const plans = plansOf(planFor(A), planFor(B));
    expect(await agree({ plans }, [planFor(A), planFor(B)])).toEqual(["agreed", "agreed"]);
    expect(await agree({ plans }, [planFor(B)], [A])).toEqual(["agreed"]);
    expect(await agree({ plans }, [{ ...planFor(A), swaps: [] }])).toEqual(["agreed"]);
  });

  it.each<readonly [string, Plan]>([
    ["of one that it says nothing of", planFor(C)],
    ["that writes another value", planFor(B, { host: "evil.example" })],
    ["in another zone", planFor(B, { zone: { id: "z2" } })],
    ["at another host", planFor(B, { zone: { provider: "route53" } })],
    ["at another endpoint", planFor(B, { zone: { endpoint: "https://dns.example" } })],
    ["of a rehearsal", planFor(B, { zone: { rehearsal: true } })],
  ])("stops all of them for a plan %s", async (_what, plan) => {
    expect(await agree({ plans: plansOf(planFor(A), planFor(B)) }, [planFor(A), plan])).toEqual([
      "PLAN_CHANGED",
      "PLAN_CHANGED",
    ]);
  });

  it("stops one that would create what the approved plan says is there", async () => {
    const plans = plansOf(planFor(A, { creates: false }));
    expect(await agree({ plans }, [planFor(A)])).toEqual(["PLAN_CHANGED"]);
    expect(await agree({ plans: plansOf(planFor(A)) }, [planFor(A, { creates: false })])).toEqual(["agreed"]);
  });

  it("lets through what was consented to by name beside the approved plan", async () => {
    const plan = planFor(A, { host: "other.example", policy: { allow: [`MX:${A}`] } });
    expect(await agree({ plans: plansOf(planFor(A)) }, [plan])).toEqual(["agreed"]);
  });

  it("asks a person once more where more would be written than the approved plan holds", async () => {
    const plans = plansOf(planFor(A));
    const more = planFor(A, { host: "other.example" });
    for (const [answer, end] of [
      [true, "agreed"],
      [false, "no"],
    ] as const)
      expect(await agree({ plans, askAgain: () => Promise.resolve(answer) }, [more])).toEqual([end]);
  });

  it("says by what it came, and of which domain a person wanted more", async () => {
    const plans = plansOf(planFor(A), planFor(B));
    const agreements = createAgreements([A, B], { plans, askAgain: () => Promise.resolve(true) });
    const proposed = [planFor(A), planFor(B, { host: "other.example" })];
    await Promise.all(proposed.map(async (plan) => agreements?.of(plan.settings.domain).agree(plan, signal)));
    expect([A, B].map((domain) => agreements?.of(domain).given?.())).toEqual([
      [{ by: "plan" }],
      [{ by: "plan" }, { by: "terminal", again: true }],
    ]);
    const others = [{ hash: planFor(A).hash }, { ask: () => Promise.resolve(true) }];
    expect(others.flatMap((consent) => createAgreements([A], consent)?.of(A).given?.())).toEqual([
      { by: "hash" },
      { by: "terminal" },
    ]);
  });

  it("is given up by who is interrupted while others are planned", async () => {
    const stop = new AbortController();
    const agreements = createAgreements([A, B], { ask: () => Promise.resolve(true) });
    const waiting = agreements?.of(A).agree(planFor(A), stop.signal);
    stop.abort(new Error("stop"));
    await expect(waiting).rejects.toThrow("stop");
  });
});
