import { withOption, type Hint } from "../errors/hint.ts";
import { shortened } from "../errors/shortened.ts";
import { placeOf } from "../dns/place.ts";
import { findRRset, type RRset } from "../dns/rrset.ts";
import type { Policy, Requirement, Surroundings } from "./requirement.ts";
import type { Warning } from "./warning.ts";
import { listPhrase, phrase, type Text } from "../errors/phrase.ts";

/** Everything that a rule looks at. `existing`: the RRsets at the requirement's owner. */
export interface Case {
  readonly requirement: Requirement;
  readonly existing: readonly RRset[];
  readonly policy: Policy;
  readonly surroundings: Surroundings;
}

/** One purpose's judgement. */
export type Rule = (given: Case) => Verdict;

/** The RRset of the wanted type. */
export function existingRRset({ requirement, existing }: Case): RRset | undefined {
  return findRRset(existing, requirement.owner, requirement.type);
}

/** The RRset with these values: an RRset that stands there keeps its TTL, since somebody chose it. */
export function withValues(
  { requirement, policy }: Case,
  before: RRset | undefined,
  values: readonly string[],
): RRset {
  return {
    owner: requirement.owner,
    type: requirement.type,
    ttl: before?.ttl ?? policy.ttl,
    values: [...new Set(values)],
  };
}

export function fine(
  action: "kept" | "unchanged",
  before: RRset | undefined,
  warnings: readonly Warning[] = [],
): Verdict {
  return { kind: "fine", action, before, warnings };
}

/** A new RRset, or a value more in one that stands there. */
export function added(given: Case, values: readonly string[], warnings: readonly Warning[] = []): Verdict {
  const before = existingRRset(given);
  const action = before === undefined ? "created" : "merged";
  return {
    kind: "change",
    action,
    before,
    after: withValues(given, before, [...(before?.values ?? []), ...values]),
    warnings,
  };
}

/** Other values in the place of those that stand there. */
export function replaced(
  given: Case,
  before: RRset,
  values: readonly string[],
  warnings: readonly Warning[] = [],
): Verdict {
  return { kind: "change", action: "replaced", before, after: withValues(given, before, values), warnings };
}

export function conflict(given: Case, code: Conflict["code"], message: Text, hint: Hint): Verdict {
  const { purpose, owner, type, expected } = given.requirement;
  const existing = given.existing.map((rrset) => ({ type: rrset.type, values: rrset.values }));
  return {
    kind: "conflict",
    conflict: { code, message, hint, facts: { purpose, owner, type, expected, standing: existing } },
  };
}

/** SES asks for something that would be refused by everybody who reads it: never publish that. */
export function valueRejected(given: Case, because: string): Verdict {
  const { owner, type, expected } = given.requirement;
  return conflict(
    given,
    "VALUE_REJECTED",
    `The value that SES asks for as ${type} at ${owner} can't be published: "${shortened(expected)}" is ${because}.`,
    "Look the record up in the SES console, and report this with the value that it shows.",
  );
}

/** Whether the user agreed to replace this RRset. */
export function isConsented({ requirement, policy }: Case): boolean {
  return policy.replace.includes(placeOf(requirement));
}

export function replaceHint({ requirement }: Case): Hint {
  return phrase`Remove what stands there at the DNS host, or allow it: ${withOption("replace", placeOf(requirement))}.`;
}

/** The judgement on one requirement, given what stands at its owner. */
export type Verdict =
  | {
      readonly kind: "fine";
      /**
       * `kept`: something else than expected stands there and stays, which satisfies the rule. `unchanged`:
       * what is expected stands there.
       */
      readonly action: "kept" | "unchanged";
      readonly before: RRset | undefined;
      readonly warnings: readonly Warning[];
    }
  | {
      readonly kind: "change";
      readonly action: "created" | "merged" | "written-out" | "replaced";
      readonly before: RRset | undefined;
      readonly after: RRset;
      readonly warnings: readonly Warning[];
    }
  | { readonly kind: "conflict"; readonly conflict: Conflict };

/** A person must choose. The planner throws this as an error; `isMet` answers false. */
export interface Conflict {
  readonly code: "CNAME_IN_THE_WAY" | "SPF_UNMERGEABLE" | "RECORD_IN_THE_WAY" | "VALUE_REJECTED";
  readonly message: Text;
  readonly hint: Hint;
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The host refuses or forgets a change of such a set, so it is known before Create. */
export function lockedInTheWay(given: Case, locked: string): Verdict {
  const { owner, type } = given.requirement;
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`The ${type} records at ${owner} would have to change, and the DNS host keeps them locked: ${locked}.`,
    (Object.hasOwn(UNLOCK, locked) ? UNLOCK[locked] : undefined) ??
      phrase`Put a plain ${type} record set in their place at the DNS host, or choose another sender domain.`,
  );
}

/** The way out, by the host's word. Switching Email Routing off would delete its MX (Cloudflare, November 2026). */
const UNLOCK: Readonly<Record<string, Text>> = {
  "Email Routing": phrase`Unlock the DNS records in the settings of Email Routing (leave Email Routing itself on), or choose another sender domain.`,
};

/** Nothing can stand beside a CNAME (RFC 1034 section 3.6.2), and SES doesn't follow one to a key. */
export function cnameInTheWay(given: Case, alias: RRset): Verdict {
  const { owner, type, expected } = given.requirement;
  const beside = existingRRset(given);
  if (beside !== undefined && beside.type !== alias.type)
    return bothStand(given, { alias, beside, expected });
  return conflict(
    given,
    "CNAME_IN_THE_WAY",
    phrase`${owner} is a CNAME to ${listPhrase(alias.values, ", ")}, and no ${type} record can stand beside a CNAME.`,
    phrase`Remove the CNAME at ${owner} at the DNS host, or choose another sender domain.`,
  );
}

interface BothStand {
  readonly alias: RRset;
  readonly beside: RRset;
  readonly expected: string;
}

/** Some hosts let both stand. Either may be the one to go: only its owner knows, so both are named. */
function bothStand(given: Case, { alias, beside, expected }: BothStand): Verdict {
  const { owner, type } = given.requirement;
  const values = beside.values.map(
    (value) => `"${value}"${value === expected ? " (what SES asks for, so perhaps of an earlier run)" : ""}`,
  );
  return conflict(
    given,
    "CNAME_IN_THE_WAY",
    phrase`At ${owner} stand a CNAME to ${listPhrase(alias.values, ", ")} and, beside it, ${type} ${listPhrase(values, ", ")}; nothing can stand beside a CNAME.`,
    phrase`Remove one of them at the DNS host: the CNAME, if nobody needs it, or the ${type} record, if the CNAME is wanted.`,
  );
}
