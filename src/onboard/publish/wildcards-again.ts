import { sameRRset, type RRset, type SynthesisedRRset } from "../../dns/rrset.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { isWrittenOut } from "../../plan/wildcard/written-out.ts";
import type { Preflight } from "../preflight/preflight.ts";
import { withWildcardsNow } from "../preflight/wildcards.ts";
import { patiently, type Run } from "../run.ts";

/**
 * What a wildcard holds is taken into what is written, and no swap compares it: so it is read once more just before
 * the write, where anything of it is taken.
 * @returns all RRsets that are known, the wildcards as they are now
 * @throws OnboardError PLAN_CHANGED under a plan hash when it is no longer what was agreed upon; as
 * DnsProvider.readRRsets
 */
export async function readWildcardsAgain(run: Run, known: Preflight): Promise<readonly RRset[]> {
  const before = takenFrom(known);
  const wildcards = [...new Set(before.map(({ wildcard }) => wildcard))];
  if (wildcards.length === 0) return known.rrsets;
  const read = await known.provider.readRRsets(known.zone, wildcards, patiently(run));
  const rrsets = [...known.rrsets.filter(({ owner }) => !wildcards.includes(owner)), ...read];
  const now = takenFrom(await withWildcardsNow(run, known, rrsets));
  if (run.planHash !== undefined && !sameAnswers(before, now)) throw changed(run, before, now);
  return rrsets;
}

function takenFrom({ surroundings }: Preflight): readonly SynthesisedRRset[] {
  return surroundings.synthesised?.filter(isWrittenOut) ?? [];
}

function sameAnswers(before: readonly SynthesisedRRset[], now: readonly SynthesisedRRset[]): boolean {
  return before.length === now.length && before.every((one) => now.some((other) => sameRRset(one, other)));
}

function changed(
  { domain }: Run,
  before: readonly SynthesisedRRset[],
  now: readonly SynthesisedRRset[],
): OnboardError {
  const names = [...new Set([...before, ...now].map(({ wildcard }) => wildcard))].join(", ");
  return new OnboardError(
    "PLAN_CHANGED",
    `What ${names} answers for ${domain} has changed between the review and the write.`,
    {
      hint: "Run plan again, have the new plan reviewed, and pass its hash.",
      facts: { domain, before, now },
    },
  );
}
