import type { DomainName } from "../../dns/domain-name.ts";
import { keyOf, keyText } from "../../dns/rrset.ts";
import type { Hint } from "../../errors/hint.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phraseOf } from "../../plan/spf/faults.ts";
import { refusedSentence, SIGN_AGAIN } from "../dnssec/receivers.ts";
import type { Inspection } from "./inspect.ts";
import {
  culpritFacts,
  culpritsIn,
  culpritsSaid,
  culpritWords,
  isMissedEverywhere,
  mendingHint,
  type Seen,
} from "./said.ts";
import { inEnglish, listPhrase, phrase, type Phrase, type Text } from "../../errors/phrase.ts";

/** What is not as it should be: of records, or (nothing is wrong with any) of name servers that don't agree. */
export function driftOf(domain: DomainName, seen: Seen, mend: Hint = BY_A_RUN): OnboardError {
  const facts = factsOf(seen);
  if (missedIn(seen).length > 0) return notPublished(domain, seen, { facts, mend });
  if (culpritsIn(seen).length === 0)
    return seen.refused.length > 0
      ? notValid(domain, seen, facts)
      : notSound(domain, seen.inspections, facts);
  const sentences = [
    phrase`${domain} is not published as SES asks: ${culpritWords(seen)}.`,
    ...furtherSentences(seen),
  ];
  return new OnboardError("DRIFT", listPhrase(sentences, " "), { hint: mendingHint(seen), facts });
}

/** SES has not verified the identity, be all published or not: it has never been, or no more. */
export function notVerified(domain: DomainName, seen: Seen): OnboardError {
  const missed = missedIn(seen);
  const [conflict] = conflictsIn(missed);
  const mending =
    culpritsIn(seen).length > 0 ? mendingHint(seen) : seen.refused.length > 0 ? SIGN_AGAIN : undefined;
  const hint =
    missed.length > 0
      ? (conflict?.hint ?? phrase`Publish it, and have SES look: ${{ command: "run" }}.`)
      : mending === undefined
        ? phrase`Have SES look: ${{ command: "run" }}.`
        : phrase`${mending} Then have SES look: ${{ command: "run" }}.`;
  const sentences = [
    phrase`SES has not verified ${domain}, and ${publishedWords(seen)}`,
    ...furtherSentences(seen),
  ];
  return new OnboardError("VERIFICATION_PENDING", listPhrase(sentences, " "), { hint, facts: factsOf(seen) });
}

function publishedWords(seen: Seen): Phrase {
  if (seen.inspections.length === 0) return phrase`asks for no record.`;
  const missed = missedIn(seen);
  if (missed.length > 0) return phrase`not all that it asks for is published${changesIn(missed)}.`;
  return culpritsIn(seen).length === 0
    ? phrase`all that it asks for is published.`
    : phrase`not every name server serves what it asks for: ${culpritsSaid(seen)}.`;
}

type Facts = Readonly<Record<string, unknown>>;

function missedIn(seen: Seen): readonly Inspection[] {
  return seen.inspections.filter((one) => isMissedEverywhere(seen, one));
}

function factsOf(seen: Seen): Facts {
  const servers = culpritFacts(seen);
  const { inspections, refused } = seen;
  return {
    drifted: driftedIn(inspections),
    ...(servers.length === 0 ? {} : { servers }),
    ...(refused.length === 0 ? {} : { refused }),
  };
}

function driftedIn(inspections: readonly Inspection[]): readonly Facts[] {
  return inspections
    .filter(({ problem, faults: [first] }) => (problem ?? first) !== undefined)
    .map(({ plan: { record }, problem, faults: [first] }) => ({
      ...keyOf(record),
      problem: problemText(problem) ?? first?.warning,
    }));
}

function problemText(problem: Inspection["problem"]): string | undefined {
  return problem?.kind === "conflict" ? inEnglish(problem.message) : problem?.kind;
}

const BY_A_RUN = phrase`Look at the difference: ${{ command: "plan" }}, then mend it: ${{ command: "run" }}.`;

function notPublished(
  domain: DomainName,
  seen: Seen,
  { facts, mend }: { readonly facts: Facts; readonly mend: Hint },
): OnboardError {
  const missed = missedIn(seen);
  const [conflict] = conflictsIn(missed);
  const changes = changesIn(missed);
  const others = culpritsIn(seen).length === 0 ? [] : [phrase`Beside that ${culpritWords(seen)}.`];
  const sentences = [
    phrase`${domain} is not published as SES asks${changes}.`,
    ...others,
    ...furtherSentences(seen),
  ];
  const hint = changes !== "" || conflict === undefined ? mend : conflict.hint;
  return new OnboardError("DRIFT", listPhrase(sentences, " "), { hint, facts });
}

/** `: TXT a.example is missing, MX b.example lacks what SES asks for`; empty where no record is. */
function changesIn(inspections: readonly Inspection[]): Text {
  const changes = inspections.flatMap(({ plan: { record }, problem }) =>
    problem === undefined || problem.kind === "conflict"
      ? []
      : [phrase`${keyText(record)} ${PROBLEM_WORDS[problem.kind]}`],
  );
  return changes.length === 0 ? "" : phrase`: ${listPhrase(changes, ", ")}`;
}

const PROBLEM_WORDS = { missing: phrase`is missing`, differs: phrase`lacks what SES asks for` } as const;

function conflictsIn(inspections: readonly Inspection[]) {
  return inspections.flatMap(({ problem }) => (problem?.kind === "conflict" ? [problem] : []));
}

function furtherSentences(seen: Seen): readonly Text[] {
  return [
    ...conflictsIn(missedIn(seen)).map(({ message }) => message),
    ...(seen.refused.length === 0 ? [] : [refusedSentence(seen.refused)]),
    ...correctionOf(seen.inspections).map((what) => phrase`Its SPF record has to be corrected: ${what}.`),
  ];
}

/** All that SES asks for is there, and a part of the world does not see it. */
function notValid(domain: DomainName, seen: Seen, facts: Facts): OnboardError {
  const sentences = [phrase`${domain} is published as SES asks.`, ...furtherSentences(seen)];
  return new OnboardError("DRIFT", listPhrase(sentences, " "), { hint: SIGN_AGAIN, facts });
}

/** All that SES asks for is there, and does not work as it stands: no plan would change that. */
function notSound(domain: DomainName, inspections: readonly Inspection[], facts: Facts): OnboardError {
  const what = correctionOf(inspections).join("");
  return new OnboardError(
    "DRIFT",
    `${domain} is published as SES asks, but its SPF record has to be corrected: ${what}.`,
    { hint: "Correct the record at the DNS host: its warnings say how.", facts },
  );
}

/** What is wrong with the SPF record, the gravest first; empty: nothing is. */
function correctionOf(inspections: readonly Inspection[]): readonly string[] {
  const phrases = inspections.flatMap(({ faults }) => faults.map(phraseOf));
  return phrases.length === 0 ? [] : [phrases.join("; ")];
}
