import type { EventBody } from "../events/event.ts";
import type { Command } from "../events/started.ts";
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
 * The step where a command is with an event; some happen anywhere. It never goes back: what is read, planned or
 * published again belongs to the step that found it necessary. Until the identity is there, a run's first plan is
 * part of what it checks beforehand.
 */
export function stepOf(type: EventBody["type"], current: Step, command: Command): Step {
  const { step } = EVENTS[type];
  if (step === "same" || (command === "run" && step === "plan" && current === "preflight")) return current;
  return placeOf(step, command) > placeOf(current, command) ? step : current;
}

/** `5/6 propagate`, of one width for all steps of a command. */
export function stepTitle(step: Step, command: Command): string {
  const steps = STEPS[command];
  const place = placeOf(step, command);
  return `${place + 1}/${steps.length} ${steps[place]?.[1] ?? step}`.padEnd(13);
}

function placeOf(step: Step, command: Command): number {
  return STEPS[command].findIndex(([id]) => id === step);
}
