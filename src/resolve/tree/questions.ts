import type { DomainName } from "../../dns/domain-name.ts";
import type { Observation, Question } from "../../dns/observation.ts";
import { hasAuthority, type Decides } from "./ask-cut.ts";
import type { Cut } from "./cut.ts";
import type { Descent } from "./descend.ts";
import type { DescentEnd, WalkLimits } from "./limits.ts";

/** The questions of one walk. Which server answers is of no matter, but how far its word goes is. */
export interface Questions {
  /**
   * The first word that counts decides.
   * @throws only the signal's reason, when it aborts
   */
  ask(owner: DomainName, type: string): Promise<DescentEnd>;
  /** Of the servers that a zone is delegated to, for what stands at its apex: only an answer decides. */
  askApex(owner: DomainName, type: string): Promise<DescentEnd>;
  /** All servers of a zone, until one sends us on to a zone below. */
  seekReferral(owner: DomainName, from: Cut): Promise<DescentEnd>;
  /** Whether the roots are those of a private tree. */
  readonly isPrivate: boolean;
}

export function createQuestions(descent: Descent, limits: WalkLimits): Questions {
  const known = new Map<string, DescentEnd>();
  const ask = async (question: Question, decides?: Decides): Promise<DescentEnd> => {
    const end = await descent.descend(question, limits, decides);
    known.set(keyOf(question), end);
    return end;
  };
  const askOnce = (question: Question, decides?: Decides): Promise<DescentEnd> | DescentEnd => {
    const before = known.get(keyOf(question));
    return before !== undefined && isLastWord(before) ? before : ask(question, decides);
  };
  return {
    isPrivate: descent.isPrivate,
    ask: async (owner, type) => askOnce({ owner, type }),
    askApex: async (owner, type) => askOnce({ owner, type }, isAnswer),
    seekReferral: (owner, from) =>
      ask({ owner, type: "NS" }, (observation, cut) =>
        cut.apex === from.apex ? observation.kind === "referral" : hasAuthority(observation),
      ),
  };
}

/** Nothing new would come of it: it was answered, or everybody was asked in vain. */
function isLastWord({ observation }: DescentEnd): boolean {
  return observation === undefined || isAnswer(observation);
}

/** An alias, or a "no" about its own apex, may be one server's alone. */
export function isAnswer(observation: Observation): boolean {
  return observation.kind === "referral" || (observation.kind === "answer" && hasAuthority(observation));
}

function keyOf({ owner, type }: Question): string {
  return `${owner} ${type}`;
}
