import type { DomainName } from "../dns/domain-name.ts";
import type { CallOptions, DnsProvider, Receipt, Zone } from "../dns/provider.ts";
import { findRRset, keyOf, keyText, type RRset, type Swap } from "../dns/rrset.ts";
import { Interruption } from "../errors/interruption.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import type { Warning } from "../plan/warning.ts";
import { takeBack } from "../plan/undo.ts";
import { journey, type Journey } from "./command.ts";
import type { DomainWrites, LoggedZone, PlaceWrites, ZoneWrites } from "../journal/logged-writes.ts";
import { applyPlan } from "./publish/apply.ts";
import type { Run } from "./run.ts";
import { unlessAborted } from "../async/together.ts";
import type { RecordPlan } from "../plan/record-plan.ts";
import type { DomainResult } from "../events/result.ts";

/**
 * Which of the configured hosts holds the zone that a log names, by its id: a zone of the same name elsewhere
 * is another one.
 * @throws OnboardError PROVIDER_UNKNOWN, CREDENTIALS_MISSING, ZONE_NOT_FOUND, and as DnsProvider.zonesAt
 */
export type FindHolder = (
  logged: LoggedZone,
  options: CallOptions,
) => Promise<{ readonly provider: DnsProvider; readonly zone: Zone }>;

/** Everything that undoing one domain needs. SES is no part of it: an identity can't be taken back. */
export interface UndoRun extends Journey, Pick<Run, "domain" | "exclusive" | "confirm"> {
  readonly zones: DomainWrites["zones"];
  readonly findHolder: FindHolder;
}

/**
 * Put back what runs replaced, each record set only where it is still what a run wrote; everything else is
 * left alone and told. Asks once, after showing all of it. Never rejects. A second undo finds nothing to do.
 * Its result fails with RRSET_CHANGED when something was left alone.
 */
export function undoDomain(given: UndoRun): Promise<DomainResult> {
  return journey("undo", given, async (run) => {
    const desks: Desk[] = [];
    for (const writes of run.zones) desks.push(await openDesk(run, writes));
    const swaps = desks.flatMap((desk) => planOf(desk).swaps);
    if (run.dryRun !== true && swaps.length > 0) {
      await askConsent(run);
      for (const desk of desks) await putBack(run, desk);
    }
    const left = desks.flatMap(({ outlook }) => outlook.filter((one) => one.left !== undefined));
    if (left.length > 0) throw leftAlone(run.domain, left);
    return run.dryRun === true ? "planned" : "undone";
  });
}

/** One zone: what was written there, and what undoing it takes. */
interface Desk {
  readonly provider: DnsProvider;
  readonly zone: Zone;
  readonly places: readonly PlaceWrites[];
  outlook: readonly Outlook[];
}

interface Outlook {
  readonly place: PlaceWrites;
  readonly now: RRset | undefined;
  readonly swap: Swap | undefined;
  readonly left: ReturnType<typeof takeBack>["left"];
}

async function openDesk(run: UndoRun, { zone: logged, places }: ZoneWrites): Promise<Desk> {
  const { provider, zone } = await run.findHolder(logged, { signal: run.signal });
  const { apex, id } = zone;
  run.emit({
    type: "zone.found",
    provider: provider.name,
    apex,
    id,
    nameServers: zone.nameServers ?? logged.nameServers,
  });
  const desk: Desk = { provider, zone, places, outlook: [] };
  await look(run, desk);
  return desk;
}

/**
 * Reads what stands there now and plans the undo from it. What changed since the last reading is told
 * again, so that the event log has it before the write.
 */
async function look(run: UndoRun, desk: Desk): Promise<void> {
  const { provider, zone, places } = desk;
  const said = new Set(desk.outlook.map((one) => JSON.stringify(recordOf(one))));
  const rrsets = await provider.readRRsets(zone, [...new Set(places.map(({ owner }) => owner))], {
    signal: run.signal,
  });
  desk.outlook = places.map((place) => {
    const now = findRRset(rrsets, place.owner, place.type);
    return { place, now, ...takeBack(now, place.writes) };
  });
  for (const plan of desk.outlook.map(recordOf)) {
    if (!said.has(JSON.stringify(plan))) run.emit({ type: "rrset.planned", ...plan });
  }
}

function recordOf({ place, now, swap, left }: Outlook): RecordPlan {
  const { purpose, owner, type, expected } = place;
  const record = { purpose, owner, type, expected };
  const warnings: readonly Warning[] =
    left === undefined ? [] : [{ warning: "not-put-back", record, because: left }];
  return { record, ...changeOf(now, swap, left), warnings };
}

function changeOf(
  now: RRset | undefined,
  swap: Swap | undefined,
  left: Outlook["left"],
): Pick<RecordPlan, "action" | "before" | "after"> {
  const before = now ?? null;
  if (swap === undefined) return { action: left === undefined ? "unchanged" : "kept", before, after: before };
  return { action: swap.after === undefined ? "removed" : "restored", before, after: swap.after ?? null };
}

/** @throws Interruption when the person says no */
async function askConsent(run: UndoRun): Promise<void> {
  if (run.confirm !== undefined && !(await unlessAborted(run.signal, run.confirm())))
    throw new Interruption(130);
}

/** @throws OnboardError RRSET_CHANGED when somebody keeps writing there; and as DnsProvider.apply */
async function putBack(run: UndoRun, desk: Desk): Promise<void> {
  const { receipt } = await applyPlan(run, desk, {
    plan: planOf(desk),
    async again() {
      await look(run, desk);
      return planOf(desk);
    },
    sayWritten: () => sayDone(run, desk, undefined),
  });
  sayDone(run, desk, receipt);
}

function planOf({ outlook }: Desk): { readonly swaps: readonly Swap[] } {
  return { swaps: outlook.flatMap(({ swap }) => swap ?? []) };
}

function sayDone({ emit }: UndoRun, { outlook }: Desk, receipt: Receipt | undefined): void {
  const changeId = receipt?.changeId === undefined ? {} : { changeId: receipt.changeId };
  for (const one of outlook) {
    const { action, before, after } = recordOf(one);
    const rrset = keyOf(one.place);
    if (one.swap === undefined) emit({ type: "rrset.kept", rrset, action });
    else emit({ type: "rrset.written", rrset, action, before, after, ...changeId });
  }
}

function leftAlone(domain: DomainName, left: readonly Outlook[]): OnboardError {
  const names = left.map(({ place }) => keyText(place)).join(", ");
  return new OnboardError(
    "RRSET_CHANGED",
    `Left alone, since it can't be told for certain what shall stand there: ${names}.`,
    {
      hint: "Compare what stands there with what the log says was written, and correct it by hand (docs/runbook.md#take-it-back).",
      facts: {
        domain,
        left: left.map(({ place: { owner, type, writes }, now, left: because }) => ({
          owner,
          type,
          because,
          found: now ?? null,
          wrote: writes.at(-1)?.after ?? null,
          before: writes[0]?.before ?? null,
        })),
      },
    },
  );
}
