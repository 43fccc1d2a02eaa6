import type { Delegation } from "../../dns/observation.ts";
import { keyOf, keyOfSwap, type RRsetKey } from "../../dns/rrset.ts";
import { isOnboardError } from "../../errors/onboard-error.ts";
import type { Identity } from "../../plan/identity.ts";
import type { FoundZone } from "../preflight/find-zone.ts";
import { requirementsOf } from "../publish/plan-before-create.ts";
import { patiently, type Run } from "../run.ts";
import { findHost, planAtHost } from "./host.ts";

/** Where a plan writes, as far as DNS and the keys that are there tell it. */
export interface PlacesOfPlan {
  /** Absent: these keys lead to no zone. */
  readonly found?: FoundZone;
  /** What SES asks for, or usually does; and what the plan of now writes beside it. */
  readonly places: readonly RRsetKey[];
}

/**
 * For policies, which are wanted before there are keys: what can't be read is taken as SES usually asks for it, and
 * stops nothing.
 */
export async function findPlaces(run: Run, delegation: Delegation | undefined): Promise<PlacesOfPlan> {
  const identity = await unlessRefused(run, run.identities.get(run.domain, patiently(run)));
  const asked = requirementsOf({ identity }, run.domain).map(keyOf);
  if (delegation === undefined) return { places: asked };
  const found = await unlessRefused(run, findHost(run, delegation));
  if (found === undefined) return { places: asked };
  return { found, places: [...asked, ...(await writtenThere(run, found, identity))] };
}

async function writtenThere(
  run: Run,
  found: FoundZone,
  identity: Identity | undefined,
): Promise<readonly RRsetKey[]> {
  // What is in the way of a plan is told by doctor without a policy, and by plan.
  const planned = await unlessRefused(run, planAtHost(run, found, identity));
  return planned?.swaps.map(keyOfSwap) ?? [];
}

/** What can't be read is not known; an interrupt, or a bug, ends the command. */
async function unlessRefused<T>({ signal }: Pick<Run, "signal">, asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    signal.throwIfAborted();
    if (isOnboardError(error)) return undefined;
    throw error;
  }
}
