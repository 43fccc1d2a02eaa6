import { lastEventOf } from "../../events/events-of.ts";
import { nextOf, type Next } from "../result/next.ts";
import { linesFor } from "../words/commands/command-line.ts";
import type { Story } from "./story.ts";

/** Whether a run would create the identity: told by a plan that is ready. */
export function createsIdentity(story: Story): boolean {
  return lastEventOf(story, "plan.ready")?.creates === true;
}

/** What to do now, in one way or several, each as lines to copy. */
export interface NextStep {
  readonly sentence: string;
  readonly ways: readonly (readonly string[])[];
  /** By the hash of what was planned. */
  readonly isBound: boolean;
  /** Inputs of the action, one a line. */
  readonly isInputs: boolean;
}

/** How plans are carried out: together where they have one hash. Undefined: none of them came so far. */
export function nextStepOf(stories: readonly Story[]): NextStep | undefined {
  const planned = stories.flatMap((story) => plannedIn(story) ?? []);
  const [first, ...others] = planned;
  if (first === undefined) return undefined;
  const isOne = others.length > 0 && others.every(({ hash }) => hash !== null && hash === first.hash);
  const domains = planned.map(({ story }) => story.domain);
  const { propose } = first;
  const together = "options" in propose ? { ...propose, all: true as const } : propose;
  return {
    sentence: first.sentence,
    ways: isOne
      ? [linesFor(first.started, domains.join(" "), together)]
      : planned.map(({ story, started, propose }) => linesFor(started, story.domain, propose)),
    isBound: planned.every(({ hash, isSandbox }) => hash !== null && !isSandbox),
    isInputs: first.started.inAction === true,
  };
}

type Planned = Required<Next> & {
  readonly story: Story;
  readonly started: Parameters<typeof linesFor>[0];
  readonly hash: string | null;
  readonly isSandbox: boolean;
};

function plannedIn(story: Story): Planned | undefined {
  const result = lastEventOf(story, "result");
  const started = lastEventOf(story, "run.started");
  if (result?.state !== "planned" || started === undefined) return undefined;
  const { sentence, propose } = nextOf(result, { creates: createsIdentity(story), started });
  if (propose === undefined) return undefined;
  return { sentence, propose, story, started, hash: result.planHash, isSandbox: result.sandbox === true };
}
