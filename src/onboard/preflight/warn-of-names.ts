import type { DomainName } from "../../dns/domain-name.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { doubledName, unquoted } from "../../plan/detect.ts";
import { isDmarc } from "../../plan/dmarc/dmarc.ts";
import { keptByPrograms } from "../../plan/ownership/marks.ts";
import type { Requirement } from "../../plan/requirement.ts";
import { patiently, type Run } from "../run.ts";
import type { FoundZone } from "./find-zone.ts";
import type { Warning } from "../../plan/warning.ts";

// Warnings about names beside those that SES asks for. Where one can't be looked up, the run goes on
// without the warning.

/** A record that nobody finds, since a form appended the zone to a name that had it already. */
export async function warnOfDoubledName(
  run: Run,
  apex: DomainName,
  { owner, type }: Requirement,
): Promise<void> {
  const doubled = doubledName(owner, apex);
  if (doubled === undefined) return;
  const found = await run.authority.lookup({ owner: doubled, type }, { signal: run.signal });
  if (found.kind === "answer") raise(run, { warning: "doubled-suffix", owner: doubled });
}

/** Nobody looks for a policy at the domain itself, and whoever put it there takes it for one in force. */
export function warnOfMisplacedDmarc(run: Run, rrsets: readonly RRset[]): void {
  const texts = findRRset(rrsets, run.domain, "TXT")?.values ?? [];
  for (const value of texts)
    if (isDmarc(unquoted(value))) raise(run, { warning: "dmarc-misplaced", owner: run.domain, value });
}

/** Programs that keep the zone by a file of their own would undo what they don't find in it. */
export function warnOfKeepers(run: Run, rrsets: readonly RRset[]): void {
  for (const warning of keptByPrograms(rrsets)) raise(run, warning);
}

/** Types of what an identity needs, and of what would be in its way. */
const CONCERNED: ReadonlySet<string> = new Set(["TXT", "MX", "CNAME"]);

/** What somebody has paused at the names to be written is told before Create: the host may refuse the same value twice. */
export async function warnOfPaused(
  run: Run,
  { provider, zone }: Pick<FoundZone, "provider" | "zone">,
  owners: readonly DomainName[],
): Promise<void> {
  const paused = await provider.pausedAt?.(zone, owners, patiently(run));
  for (const { owner, type, values } of paused ?? [])
    if (CONCERNED.has(type)) raise(run, { warning: "paused-records", owner, type, values });
}

/** No listing shows what stands, and name servers answer only what they are asked for. */
export function warnOfUnseen(run: Run, owner: DomainName): void {
  raise(run, { warning: "seen-from-outside", owner });
}

function raise(run: Run, warning: Warning): void {
  run.emit({ type: "warning.raised", warning });
}
