import type { ExtendedError } from "../../dns/observation.ts";
import { isProven, isRefused, reasonsOf, type ResolverAnswer } from "../../dns/resolvers.ts";
import { keyOf, keyText, type RRsetKey } from "../../dns/rrset.ts";
import type { ErrorCode } from "../../errors/codes.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { isPhrase, listPhrase, phrase, type Phrase } from "../../errors/phrase.ts";
import { reasonWords } from "../../plan/delegation/dnssec-reasons.ts";
import type { Warning } from "../../plan/warning.ts";

/** A record that is served, and that these resolvers, which validate, refuse. */
export interface RefusedRecord extends RRsetKey {
  readonly resolvers: readonly string[];
  /** What the first of them gave as its reason. */
  readonly extendedErrors: readonly ExtendedError[];
}

/**
 * What so many answers say of a record that all name servers serve. One resolver may well validate what another
 * refuses: zones whose proofs of absence are wrong fail only where somebody asks for the names above, too (Unbound 1.17
 * beside Knot Resolver 5.6, November 2026).
 */
export function refusedIn(
  record: RRsetKey,
  answers: readonly ResolverAnswer[],
  signed: boolean | undefined,
): RefusedRecord | undefined {
  const refusing = answers.filter(isRefused);
  const [first] = refusing;
  if (first === undefined || !isProven(answers, signed)) return undefined;
  return {
    ...keyOf(record),
    resolvers: refusing.map(({ resolver }) => resolver).toSorted(),
    extendedErrors: reasonsOf(first),
  };
}

export function warningOf(refused: RefusedRecord): Warning {
  return { warning: "fails-validation", ...refused };
}

/** `Resolvers that validate by DNSSEC refuse TXT a.example at 1.1.1.1 (a signature has expired): …` */
export function refusedSentence(refused: readonly RefusedRecord[]): Phrase {
  const records = refused.map(
    (one) => phrase`${keyText(one)} at ${listPhrase(one.resolvers, ", ")}${reasonWords(one.extendedErrors)}`,
  );
  return phrase`Resolvers that validate by DNSSEC refuse ${listPhrase(records, ", ")}: receivers that validate may not see it.`;
}

/** What mends it. */
export const SIGN_AGAIN = phrase`Have the DNS host sign the zone again, with its proofs of absence (PowerDNS: pdnsutil rectify-zone).`;

const LATE: ReadonlySet<ErrorCode> = new Set(["VERIFICATION_PENDING"]);

/** SES that does not see what is served may be one of those that validate. */
export function withRefusals(thrown: unknown, refused: readonly RefusedRecord[]): unknown {
  if (refused.length === 0 || !isOnboardError(thrown) || !LATE.has(thrown.code)) return thrown;
  const { message, hint } = OnboardError.partsOf(thrown);
  return new OnboardError(thrown.code, phrase`${message} ${refusedSentence(refused)}`, {
    hint: [SIGN_AGAIN, " ", ...(typeof hint === "string" || isPhrase(hint) ? [hint] : hint)],
    facts: { ...thrown.facts, refused },
    cause: thrown,
  });
}
