import { expect, it } from "vitest";
import { stepOf, stepTitle } from "../../src/report/step.ts";

it("leaves events that happen anywhere at the step where the run is", () => {
  expect(stepOf("api.retried", "publish", "run")).toBe("publish");
  expect(stepOf("propagation.started", "publish", "run")).toBe("propagate");
});

it("counts what a run plans before it creates the identity to preflight", () => {
  expect(stepOf("rrset.planned", "preflight", "run")).toBe("preflight");
  expect(stepOf("rrset.planned", "ensure", "run")).toBe("plan");
  expect(stepOf("rrset.planned", "preflight", "plan")).toBe("plan");
});

it("numbers the steps of each command", () => {
  expect(stepTitle("confirm", "run").trim()).toBe("6/6 confirm");
  expect(stepTitle("plan", "plan").trim()).toBe("3/3 plan");
  expect(stepTitle("confirm", "plan").trim()).toBe("confirm");
});
