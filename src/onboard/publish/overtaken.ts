import { keyText, type RRset, type RRsetKey } from "../../dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { patiently, type Run } from "../run.ts";
import type { Preflight } from "../preflight/preflight.ts";
import type { Planned } from "./plan-records.ts";

// Somebody else may write right after us: whoever goes by a listing that is behind does not see what we have written.
// Two SPF records stand there then, although our own look after the write found one.

/** A record that shall stand, and the one test for it. */
interface Wanted extends RRsetKey {
  readonly accepts: (now: readonly RRset[]) => boolean;
}

/** Whether a value is served that stood there neither before the plan nor after it. */
export function isForeign({ records }: Planned, served: RRset): boolean {
  const here = records.filter(({ record }) => keyText(record) === keyText(served));
  const sides = new Set(
    here.flatMap(({ before, after }) => [...(before?.values ?? []), ...(after?.values ?? [])]),
  );
  return served.values.some((value) => !sides.has(value));
}

/**
 * What the host holds by now in place of what was written; a listing that may be behind is waited for first.
 * @returns RRSET_CHANGED (`written`); undefined where each record stands, or the host can't be asked: it was only a look
 */
export async function findOvertaken(
  run: Run,
  { provider, zone }: Pick<Preflight, "provider" | "zone">,
  wanted: readonly Wanted[],
): Promise<OnboardError | undefined> {
  await run.clock.sleep(provider.traits.readLagMs ?? 0, { signal: run.signal });
  try {
    const now = await provider.readRRsets(
      zone,
      [...new Set(wanted.map(({ owner }) => owner))],
      patiently(run),
    );
    const lost = wanted.find(({ owner, accepts }) => !accepts(now.filter((rrset) => rrset.owner === owner)));
    return lost === undefined ? undefined : overtaken(lost);
  } catch (error) {
    run.signal.throwIfAborted();
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}

function overtaken({ owner, type }: RRsetKey): OnboardError {
  return new OnboardError(
    "RRSET_CHANGED",
    phrase`Somebody else has changed the ${type} records at ${owner} after this run had written them.`,
    {
      hint: phrase`It reads and plans anew: run ${{ again: true }}.`,
      facts: { owner, type, written: true },
    },
  );
}
