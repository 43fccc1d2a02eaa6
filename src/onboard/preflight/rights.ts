import type { Zone } from "../../dns/provider.ts";
import { keyText, type RRsetKey } from "../../dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { patiently, type Run } from "../run.ts";
import type { FoundZone } from "./find-zone.ts";

/**
 * The right to write, asked for where the host can tell: before Create, which can't be undone, and by `doctor`.
 * @returns undefined where it can't be told, which stops nothing: the write itself will show it
 * @throws OnboardError RIGHTS_MISSING where the host says that these credentials may not
 */
export async function requireRights(
  run: Run,
  foundZone: Pick<FoundZone, "provider" | "zone">,
  places: readonly RRsetKey[],
): Promise<boolean | undefined> {
  const { provider, zone } = foundZone;
  const mayWrite = await askRights(run, foundZone, places);
  run.emit({ type: "rights.found", provider: provider.name, apex: zone.apex, mayWrite: mayWrite ?? null });
  if (mayWrite === false) throw missing(provider.name, zone, places);
  return mayWrite;
}

/** A host that is busy, down or odd has said nothing about rights. */
async function askRights(
  run: Run,
  { provider, zone }: Pick<FoundZone, "provider" | "zone">,
  places: readonly RRsetKey[],
): Promise<boolean | undefined> {
  try {
    return await provider.mayWrite?.(zone, places, patiently(run));
  } catch (error) {
    run.signal.throwIfAborted();
    if (isOnboardError(error) && error.kind === "upstream") return undefined;
    throw error;
  }
}

function missing(provider: string, zone: Zone, places: readonly RRsetKey[]): OnboardError {
  const what = places.length === 0 ? "" : ` ${places.map(keyText).join(", ")}`;
  return new OnboardError(
    "RIGHTS_MISSING",
    `${provider} says that these credentials may read the zone ${zone.apex} and not write${what} there.`,
    {
      hint: `Give them the rights that this prints, then run again: ses-onboard providers ${provider}`,
      facts: { provider, zone: zone.apex, places },
    },
  );
}
