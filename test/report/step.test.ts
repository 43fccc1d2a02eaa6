import * as fc from "fast-check";
import { expect, it } from "vitest";
import { EVENTS, type Step } from "../../src/report/event-table.ts";
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
  expect(stepTitle("plan", "plan").trim()).toBe("2/2 plan");
  expect(stepTitle("confirm", "check").trim()).toBe("5/5 verdict");
});

it("stays where it is with what a command has no step for", () => {
  expect(stepOf("identity.verified", "plan", "plan")).toBe("plan");
});

it("counts upward, whatever happens in which order", () => {
  const types = fc.constantFrom(...(Object.keys(EVENTS) as readonly (keyof typeof EVENTS)[]));
  const command = fc.constantFrom("run", "plan", "check", "undo");
  fc.assert(
    fc.property(fc.array(types, { maxLength: 40 }), command, (events, of) => {
      let step: Step = "preflight";
      const numbers = events.map((type) =>
        Number.parseInt(stepTitle((step = stepOf(type, step, of)), of), 10),
      );
      expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    }),
  );
});
