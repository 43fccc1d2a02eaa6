import type { Command, EventBody } from "../events/event.ts";
import { EVENTS, type Step } from "./event-table.ts";

/** What each command goes through, and what it calls the steps. */
const STEPS: Readonly<Record<Command, readonly (readonly [step: Step, title: string])[]>> = {
  run: [
    ["preflight", "preflight"],
    ["ensure", "ensure"],
    ["plan", "plan"],
    ["publish", "publish"],
    ["propagate", "propagate"],
    ["confirm", "confirm"],
  ],
  plan: [
    ["preflight", "preflight"],
    ["ensure", "identity"],
    ["plan", "plan"],
  ],
  check: [
    ["preflight", "preflight"],
    ["ensure", "identity"],
    ["plan", "records"],
    ["propagate", "servers"],
    ["confirm", "verdict"],
  ],
  undo: [
    ["preflight", "zone"],
    ["plan", "plan"],
    ["publish", "put back"],
  ],
};

/**
 * The step that an event belongs to; some happen anywhere. Until the identity is there, a run's first plan
 * is part of what it checks beforehand.
 */
export function stepOf(type: EventBody["type"], current: Step, command: Command): Step {
  const { step } = EVENTS[type];
  if (step === "same") return current;
  return command === "run" && step === "plan" && current === "preflight" ? "preflight" : step;
}

/** `5/6 propagate`, of one width for all steps of a command. */
export function stepTitle(step: Step, command: Command): string {
  const steps = STEPS[command];
  const index = steps.findIndex(([id]) => id === step);
  const title = steps[index]?.[1];
  return (title === undefined ? `    ${step}` : `${index + 1}/${steps.length} ${title}`).padEnd(13);
}
