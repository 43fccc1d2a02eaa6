import type { Command, EventBody } from "../events/event.ts";

/** The stations of one domain's way (README, "What happens"). */
export type Step = "preflight" | "ensure" | "plan" | "publish" | "propagate" | "confirm";

const STEP_BY_EVENT: Readonly<Record<EventBody["type"], Step | "same">> = {
  "run.started": "preflight",
  "delegation.found": "preflight",
  "port53.unusable": "preflight",
  "zone.found": "preflight",
  "identity.found": "same",
  "identity.ready": "ensure",
  "rrset.planned": "plan",
  "plan.ready": "plan",
  "warning.raised": "same",
  "rrset.written": "publish",
  "rrset.kept": "publish",
  "race.lost": "publish",
  "propagation.started": "propagate",
  "propagation.observed": "propagate",
  "server.behind": "propagate",
  "server.excluded": "propagate",
  "propagation.progress": "propagate",
  "host.settled": "propagate",
  "propagation.done": "propagate",
  "resolver.observed": "propagate",
  "identity.asked": "confirm",
  "identity.verified": "confirm",
  "identity.refused": "confirm",
  "api.retried": "same",
  result: "same",
};

/** What each command goes through, and what it calls the stations. */
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
 * The station that an event belongs to; some happen anywhere. Until the identity is there, a run's first plan
 * is part of what it checks beforehand.
 */
export function stepOf(type: EventBody["type"], current: Step, command: Command): Step {
  const step = STEP_BY_EVENT[type];
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
