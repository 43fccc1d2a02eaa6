import type { DomainName } from "../../dns/domain-name.ts";
import { keyOf, keyText } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phraseOf } from "../../plan/spf/faults.ts";
import type { Inspection } from "./inspect.ts";

/** What is not as it should be: of one record, or (nothing is wrong with any) of name servers that don't agree. */
export function driftOf(domain: DomainName, inspections: readonly Inspection[]): OnboardError {
  const missed = inspections.filter(({ problem }) => problem !== undefined);
  const faulty = inspections.filter(({ problem, faults: [first] }) => (problem ?? first) !== undefined);
  if (missed.length > 0) return notPublished(domain, inspections, factsOf(faulty));
  if (faulty.length > 0) return notSound(domain, faulty, factsOf(faulty));
  return new OnboardError(
    "DRIFT",
    `${domain} is not published as SES asks: not every name server serves the same.`,
    {
      hint: "Check again later; if it stays so, ask the DNS host why its name servers differ.",
      facts: { drifted: [] },
    },
  );
}

type Facts = Readonly<Record<string, unknown>>;

function factsOf(drifted: readonly Inspection[]): Facts {
  return {
    drifted: drifted.map(({ plan: { record }, problem, faults: [first] }) => ({
      ...keyOf(record),
      problem: problem?.message ?? problem?.kind ?? first?.warning,
    })),
  };
}

function notPublished(domain: DomainName, inspections: readonly Inspection[], facts: Facts): OnboardError {
  const changes = inspections.flatMap(({ plan: { record }, problem }) =>
    problem === undefined || problem.kind === "conflict"
      ? []
      : [`${keyText(record)} ${PROBLEM_WORDS[problem.kind]}`],
  );
  const conflicts = inspections.flatMap(({ problem }) => (problem?.kind === "conflict" ? [problem] : []));
  const what = changes.length === 0 ? "." : `: ${changes.join(", ")}.`;
  const sentences = [
    `${domain} is not published as SES asks${what}`,
    ...conflicts.map(({ message }) => message),
    ...correctionOf(inspections).map((what) => `Its SPF record has to be corrected: ${what}.`),
  ];
  const [first] = conflicts;
  const hint =
    changes.length > 0 || first === undefined
      ? `See what would be mended with: ses-onboard plan ${domain}`
      : first.hint;
  return new OnboardError("DRIFT", sentences.join(" "), { hint, facts });
}

const PROBLEM_WORDS = { missing: "is missing", differs: "lacks what SES asks for" } as const;

/** All that SES asks for is there, and does not work as it stands: no plan would change that. */
function notSound(domain: DomainName, faulty: readonly Inspection[], facts: Facts): OnboardError {
  const what = correctionOf(faulty).join("");
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
