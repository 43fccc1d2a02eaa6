import { sameKey, type SynthesisedRRset } from "../../dns/rrset.ts";
import { existingRRset, withValues, type Case, type Conflict, type Rule, type Verdict } from "../verdict.ts";
import type { Warning } from "../warning.ts";
import { phrase } from "../../errors/phrase.ts";

/** Of a wildcard's values those that decide about records of a purpose. */
type Counts = (value: string) => boolean;

/** Whether what a wildcard answers can come into a record that is written. */
export function isWrittenOut({ type }: Pick<SynthesisedRRset, "type">): boolean {
  return type === "MX" || type === "TXT";
}

/**
 * The judgement where the name has nothing of its own yet: what a wildcard answers there stands there in effect,
 * for mail as for everybody else, and ends when the name is written. So it is judged as if it stood at the name,
 * and written out together with what is added to it, with the wildcard's TTL.
 */
export function judgeInEffect(given: Case, judge: Rule, counts: Counts): Verdict {
  const wild = findInEffect(given, counts);
  if (wild === undefined) return judge(given);
  const own = existingRRset(given);
  const asIf = withValues(given, own ?? wild, [...(own?.values ?? []), ...wild.values]);
  const others = given.existing.filter((rrset) => !sameKey(rrset, asIf));
  return writtenOut(given, wild, judge({ ...given, existing: [...others, asIf] }));
}

/** Undefined: something of the name's own decides, or no wildcard answers this. */
function findInEffect(given: Case, counts: Counts): SynthesisedRRset | undefined {
  const { requirement, surroundings } = given;
  const wild = surroundings.synthesised?.find((rrset) => sameKey(rrset, requirement));
  const values = wild?.values.filter(counts) ?? [];
  if (wild === undefined || values.length === 0) return undefined;
  return existingRRset(given)?.values.some(counts) === true ? undefined : { ...wild, values };
}

function writtenOut(given: Case, wild: SynthesisedRRset, verdict: Verdict): Verdict {
  const before = existingRRset(given);
  switch (verdict.kind) {
    case "conflict":
      return { ...verdict, conflict: servedBy(wild, verdict.conflict) };
    case "fine": {
      const after = withValues(given, before ?? wild, [...(before?.values ?? []), ...wild.values]);
      const warnings = [...verdict.warnings, noteOn(wild)];
      return { kind: "change", action: "written-out", before, after, warnings };
    }
    case "change":
      // Nothing of the wildcard's is left: a record of its own, with the TTL of one.
      return verdict.action === "replaced"
        ? {
            ...verdict,
            action: "created",
            before,
            after: withValues(given, before, verdict.after.values),
            warnings: verdict.warnings.map((one) => ofWildcard(one, wild)),
          }
        : { ...verdict, before, warnings: [...verdict.warnings, noteOn(wild)] };
  }
}

/** Undo has to know whose MX it was: nothing of it stands at the name. */
function ofWildcard(warning: Warning, { wildcard }: SynthesisedRRset): Warning {
  return warning.warning === "mx-replaced" ? { ...warning, wildcard } : warning;
}

function noteOn({ owner, type, wildcard, values, through }: SynthesisedRRset): Warning {
  const behind = through === undefined ? {} : { through };
  return { warning: "from-wildcard", owner, type, wildcard, values, ...behind };
}

/** The record that is in the way stands somewhere else than where the rule has found it. */
function servedBy({ owner, wildcard, through }: SynthesisedRRset, conflict: Conflict): Conflict {
  const by = through === undefined ? wildcard : `${wildcard}, by its CNAME to ${through},`;
  return {
    ...conflict,
    message: phrase`${conflict.message} It is what ${by} answers for ${owner}, which has no such record of its own.`,
    facts: { ...conflict.facts, wildcard },
  };
}
