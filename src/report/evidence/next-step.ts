import { lastEventOf } from "../../events/events-of.ts";
import { findPlanHash } from "../../plan/consent/hash-text.ts";
import { joinHashes } from "../../plan/consent/plan-hash.ts";
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
  /** Of all that was planned; undefined: there is none, or a sandbox's, which nothing can be done with. */
  readonly hash: string | undefined;
  /** Inputs of the action, one a line. */
  readonly isInputs: boolean;
}

/** How plans are carried out: together where all of them are there. Undefined: none of them is. */
export function nextStepOf(stories: readonly Story[]): NextStep | undefined {
  const planned = stories.flatMap((story) => plannedIn(story) ?? []);
  const [first] = planned;
  if (first === undefined) return undefined;
  const { sentence, started } = first;
  const isInputs = started.inAction === true;
  const hash = hashOf(planned);
  // A command line names all the domains that it was given, or one; a list has all of them, too.
  const isListed = started.given?.some(({ option }) => option === "file") === true;
  const isTogether = planned.length > 1 && ((isInputs && !isListed) || planned.length === stories.length);
  const domains = planned.map(({ story }) => story.domain);
  const ways = isTogether
    ? [linesFor(started, domains, inOne(first, hash))]
    : planned.map(({ story, propose, ...own }) => linesFor(own.started, [story.domain], propose));
  return { sentence, ways, hash, isInputs };
}

interface Planned extends Required<Next> {
  readonly story: Story;
  readonly started: Parameters<typeof linesFor>[0];
  readonly hash: string | null;
}

function plannedIn(story: Story): Planned | undefined {
  const result = lastEventOf(story, "result");
  const started = lastEventOf(story, "run.started");
  if (result?.state !== "planned" || started === undefined) return undefined;
  const { sentence, propose } = nextOf(result, { creates: createsIdentity(story), started });
  if (propose === undefined) return undefined;
  return { sentence, propose, story, started, hash: result.sandbox === true ? null : result.planHash };
}

function hashOf(planned: readonly Planned[]): string | undefined {
  const [only, ...others] = planned;
  if (only !== undefined && others.length === 0) return only.hash ?? undefined;
  const hashes = planned.flatMap(({ story, hash }) => {
    const found = findPlanHash(hash ?? "");
    return found === undefined ? [] : [[story.domain, found] as const];
  });
  return hashes.length < planned.length ? undefined : joinHashes(new Map(hashes));
}

function inOne({ propose }: Planned, hash: string | undefined): Next["propose"] & object {
  if (!("options" in propose)) return propose;
  const { options = {} } = propose;
  const bound =
    hash === undefined || options["plan"] !== undefined ? options : { ...options, "plan-hash": [hash] };
  return { ...propose, options: bound, all: true };
}
