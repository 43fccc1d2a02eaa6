import type { DomainName } from "../../dns/domain-name.ts";
import { keyOf, keyText } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phraseOf } from "../../plan/spf/faults.ts";
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

/** What is not as it should be: of records, or (nothing is wrong with any) of name servers that don't agree. */
export function driftOf(domain: DomainName, seen: Seen): OnboardError {
  const facts = factsOf(seen);
  if (missedIn(seen).length > 0) return notPublished(domain, seen, facts);
  if (culpritsIn(seen).length === 0) return notSound(domain, seen.inspections, facts);
  const sentences = [
    `${domain} is not published as SES asks: ${culpritWords(seen)}.`,
    ...furtherSentences(seen),
  ];
  return new OnboardError("DRIFT", sentences.join(" "), { hint: mendingHint(seen), facts });
}

/** SES has not verified the identity, be all published or not: it has never been, or no more. */
export function notVerified(domain: DomainName, seen: Seen): OnboardError {
  const missed = missedIn(seen);
  const [conflict] = conflictsIn(missed);
  const mending = missed.length > 0 ? [] : mendingHint(seen);
  const hint =
    missed.length > 0
      ? (conflict?.hint ?? (["Publish it, and have SES look: ", { command: "run" }, "."] as const))
      : ([
          ...mending,
          mending.length === 0 ? "Have SES look: " : " Then have SES look: ",
          { command: "run" },
          ".",
        ] as const);
  const sentences = [
    `SES has not verified ${domain}, and ${publishedWords(seen)}`,
    ...furtherSentences(seen),
  ];
  return new OnboardError("VERIFICATION_PENDING", sentences.join(" "), { hint, facts: factsOf(seen) });
}

function publishedWords(seen: Seen): string {
  if (seen.inspections.length === 0) return "asks for no record.";
  const missed = missedIn(seen);
  if (missed.length > 0) return `not all that it asks for is published${changesIn(missed)}.`;
  return culpritsIn(seen).length === 0
    ? "all that it asks for is published."
    : `not every name server serves what it asks for: ${culpritsSaid(seen)}.`;
}

type Facts = Readonly<Record<string, unknown>>;

function missedIn(seen: Seen): readonly Inspection[] {
  return seen.inspections.filter((one) => isMissedEverywhere(seen, one));
}

function factsOf(seen: Seen): Facts {
  const servers = culpritFacts(seen);
  const drifted = driftedIn(seen.inspections);
  return servers.length === 0 ? { drifted } : { drifted, servers };
}

function driftedIn(inspections: readonly Inspection[]): readonly Facts[] {
  return inspections
    .filter(({ problem, faults: [first] }) => (problem ?? first) !== undefined)
    .map(({ plan: { record }, problem, faults: [first] }) => ({
      ...keyOf(record),
      problem: problem?.message ?? problem?.kind ?? first?.warning,
    }));
}

function notPublished(domain: DomainName, seen: Seen, facts: Facts): OnboardError {
  const missed = missedIn(seen);
  const [conflict] = conflictsIn(missed);
  const changes = changesIn(missed);
  const others = culpritsIn(seen).length === 0 ? [] : [`Beside that ${culpritWords(seen)}.`];
  const sentences = [
    `${domain} is not published as SES asks${changes}.`,
    ...others,
    ...furtherSentences(seen),
  ];
  const hint =
    changes !== "" || conflict === undefined
      ? ([
          "Look at the difference: ",
          { command: "plan" },
          ", then mend it: ",
          { command: "run" },
          ".",
        ] as const)
      : conflict.hint;
  return new OnboardError("DRIFT", sentences.join(" "), { hint, facts });
}

/** `: TXT a.example is missing, MX b.example lacks what SES asks for`; empty where no record is. */
function changesIn(inspections: readonly Inspection[]): string {
  const changes = inspections.flatMap(({ plan: { record }, problem }) =>
    problem === undefined || problem.kind === "conflict"
      ? []
      : [`${keyText(record)} ${PROBLEM_WORDS[problem.kind]}`],
  );
  return changes.length === 0 ? "" : `: ${changes.join(", ")}`;
}

const PROBLEM_WORDS = { missing: "is missing", differs: "lacks what SES asks for" } as const;

function conflictsIn(inspections: readonly Inspection[]) {
  return inspections.flatMap(({ problem }) => (problem?.kind === "conflict" ? [problem] : []));
}

function furtherSentences(seen: Seen): readonly string[] {
  return [
    ...conflictsIn(missedIn(seen)).map(({ message }) => message),
    ...correctionOf(seen.inspections).map((what) => `Its SPF record has to be corrected: ${what}.`),
  ];
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
