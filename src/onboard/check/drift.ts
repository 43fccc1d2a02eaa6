import type { DomainName } from "../../dns/domain-name.ts";
import { keyOf, keyText } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phraseOf } from "../../plan/spf/faults.ts";
import type { Inspection } from "./inspect.ts";

/** What is not as it should be: of one record, or (nothing is wrong with any) of name servers that don't agree. */
export function driftOf(domain: DomainName, inspections: readonly Inspection[]): OnboardError {
  const facts = { drifted: factsOf(inspections) };
  if (isAnyMissed(inspections)) return notPublished(domain, inspections, facts);
  if (facts.drifted.length > 0) return notSound(domain, inspections, facts);
  return new OnboardError(
    "DRIFT",
    `${domain} is not published as SES asks: not every name server serves the same.`,
    {
      hint: "Check again later; if it stays so, ask the DNS host why its name servers differ.",
      facts,
    },
  );
}

/**
 * SES has not verified the identity, be all published or not: it has never been, or no more.
 * @param agree whether no name server serves anything else than the others
 */
export function notVerified(
  domain: DomainName,
  inspections: readonly Inspection[],
  agree: boolean,
): OnboardError {
  const [conflict] = conflictsIn(inspections);
  const isMissed = isAnyMissed(inspections);
  const hint = isMissed
    ? (conflict?.hint ?? (["Publish it, and have SES look: ", { command: "run" }, "."] as const))
    : (["Have SES look: ", { command: "run" }, "."] as const);
  const sentences = [
    `SES has not verified ${domain}, and ${publishedWords(inspections, agree)}`,
    ...furtherSentences(inspections),
  ];
  return new OnboardError("VERIFICATION_PENDING", sentences.join(" "), {
    hint,
    facts: { drifted: factsOf(inspections) },
  });
}

function publishedWords(inspections: readonly Inspection[], agree: boolean): string {
  if (inspections.length === 0) return "asks for no record.";
  if (isAnyMissed(inspections)) return `not all that it asks for is published${changesIn(inspections)}.`;
  return agree ? "all that it asks for is published." : "not every name server serves what it asks for.";
}

type Facts = Readonly<Record<string, unknown>>;

function isAnyMissed(inspections: readonly Inspection[]): boolean {
  return inspections.some(({ problem }) => problem !== undefined);
}

function factsOf(inspections: readonly Inspection[]): readonly Facts[] {
  return inspections
    .filter(({ problem, faults: [first] }) => (problem ?? first) !== undefined)
    .map(({ plan: { record }, problem, faults: [first] }) => ({
      ...keyOf(record),
      problem: problem?.message ?? problem?.kind ?? first?.warning,
    }));
}

function notPublished(domain: DomainName, inspections: readonly Inspection[], facts: Facts): OnboardError {
  const [conflict] = conflictsIn(inspections);
  const changes = changesIn(inspections);
  const sentences = [`${domain} is not published as SES asks${changes}.`, ...furtherSentences(inspections)];
  const hint =
    changes !== "" || conflict === undefined
      ? (["Look at the difference: ", { command: "plan" }, "."] as const)
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

function furtherSentences(inspections: readonly Inspection[]): readonly string[] {
  return [
    ...conflictsIn(inspections).map(({ message }) => message),
    ...correctionOf(inspections).map((what) => `Its SPF record has to be corrected: ${what}.`),
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
