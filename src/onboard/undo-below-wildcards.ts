import type { DomainName } from "../dns/domain-name.ts";
import type { DnsProvider, Zone } from "../dns/provider.ts";
import type { RRset, Swap } from "../dns/rrset.ts";
import type { RRsetWrites } from "../journal/logged-writes.ts";
import type { UndoPlan } from "../plan/undo.ts";
import { backToInEffect, existsAfter, topToBeGone, type WhyWrittenOut } from "../plan/wildcard/after-undo.ts";

/** One record set: what was written there, what stands there now, and what undoing it takes. */
export interface RRsetUndo {
  readonly written: RRsetWrites;
  readonly now: RRset | undefined;
  readonly swap: Swap | undefined;
  readonly left: UndoPlan["left"] | WhyWrittenOut;
}

interface ReadUndos {
  readonly owners: readonly DomainName[];
  /** Everything at these. */
  readonly rrsets: readonly RRset[];
  readonly undos: readonly RRsetUndo[];
}

interface HeldZone {
  readonly provider: DnsProvider;
  readonly zone: Zone;
}

/**
 * The undos, but what a wildcard had answered stays where it would not answer again: somebody has meanwhile put
 * something at the name or below it, or other records of the run are left alone there.
 * @throws OnboardError as DnsProvider.readRRsets
 */
export async function keepWrittenOut(
  { signal }: { readonly signal: AbortSignal },
  { provider, zone }: HeldZone,
  { owners, rrsets, undos }: ReadUndos,
): Promise<readonly RRsetUndo[]> {
  const swaps = undos.flatMap(({ swap }) => swap ?? []);
  const tops = undos.flatMap(({ swap, written }) => topToBeGone(swap, written.inEffect) ?? []);
  const stays = new Map<DomainName, WhyWrittenOut | undefined>();
  for (const top of new Set(tops)) {
    const names = { top, known: owners };
    const holds = existsAfter(top, rrsets, swaps) || (await provider.holdsOthers?.(zone, names, { signal }));
    stays.set(top, holds === false ? undefined : holds === true ? "exists" : "unknown");
  }
  return undos.map((undo) => {
    const { swap, written } = undo;
    const top = topToBeGone(swap, written.inEffect);
    const left = top === undefined ? undefined : stays.get(top);
    if (left === undefined || swap === undefined || written.inEffect === undefined) return undo;
    return { ...undo, swap: backToInEffect(swap, written.inEffect), left };
  });
}

/** Whether it is left as a wildcard had answered it. */
export function isWrittenOutStill(left: RRsetUndo["left"]): left is WhyWrittenOut {
  return left === "exists" || left === "unknown";
}
