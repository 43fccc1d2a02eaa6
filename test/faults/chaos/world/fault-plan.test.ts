import { describe, expect, it } from "vitest";
import type { SeenRequest } from "../../inject/fault.ts";
import type { Begin, PlannedFault } from "../draw.ts";
import { planFaults } from "./fault-plan.ts";

const RESET: PlannedFault = { id: "reset-before", way: "host", on: undefined, times: 2, ms: 100 };
const STALE: PlannedFault = { id: "stale", way: "host", on: undefined, times: 1, ms: 100 };
const READ: SeenRequest = {
  api: "other",
  method: "GET",
  path: "/",
  action: "GET /",
  writes: false,
  ordinal: 1,
  nth: 1,
  body: "",
};
const WRITE: SeenRequest = { ...READ, method: "POST", writes: true };
const SES: SeenRequest = { ...READ, api: "ses", action: "GetEmailIdentity" };

describe("what is drawn comes", () => {
  it("in its order, each as often as it was drawn, and on its way alone", () => {
    const plan = planOf([RESET, STALE], { altered: 1 });
    expect([READ, SES, READ, READ, READ].map((seen) => plan.forRequest(seen)?.id)).toEqual([
      "reset-before",
      undefined,
      "reset-before",
      "stale",
      undefined,
    ]);
    expect(plan.isLeft()).toBe(false);
  });

  it("again where it altered nothing, once the others are spent", () => {
    const plan = planOf([STALE, RESET], { altered: 0 });
    const ids = [1, 2, 3, 4].map(() => plan.forRequest(READ)?.id);
    expect(ids).toEqual(["stale", "reset-before", "reset-before", "stale"]);
  });

  it("not while it is calm", () => {
    const plan = planOf([RESET]);
    plan.setCalm(true);
    expect(plan.forRequest(READ)).toBeUndefined();
    plan.setCalm(false);
    expect(plan.forRequest(READ)?.id).toBe("reset-before");
  });

  it.for([
    ["write", WRITE],
    ["Create", { ...SES, action: "CreateEmailIdentity", writes: true }],
    ["Update", { ...SES, action: "UpdateEmailIdentity", writes: true }],
  ] as const)("from the first %s on", ([begin, first]) => {
    const plan = planOf([RESET, { ...RESET, way: "ses" }], { begin });
    expect([READ, SES].map((seen) => plan.forRequest(seen))).toEqual([undefined, undefined]);
    expect(plan.forRequest(first)?.id).toBe("reset-before");
    expect(plan.forRequest(READ)?.id).toBe("reset-before");
  });
});

function planOf(
  faults: readonly PlannedFault[],
  { altered = 1, begin = "start" }: { readonly altered?: number; readonly begin?: Begin } = {},
) {
  const density = { ses: 100, host: 100, dns: 100 };
  return planFaults({ faults, density, begin, seed: 1 }, () => altered);
}
