import type { CallOptions, Receipt, Zone } from "../dns/provider.ts";
import { findRRset, keyOf, type RRset, type Swap } from "../dns/rrset.ts";
import { Interruption } from "../errors/interruption.ts";
import { planUndo } from "../plan/undo.ts";
import { runSteps, type CommandRun } from "./command.ts";
import type { DomainWrites, LoggedZone, RRsetWrites, ZoneWrites } from "../journal/logged-writes.ts";
import { applyPlan } from "./publish/apply.ts";
import { sayRequested } from "./publish/plan-records.ts";
import { formerUntil } from "./publish/former-until.ts";
import { patiently, RUN_AWAY_MS, type FoundProvider, type Run } from "./run.ts";
import { unlessAborted } from "../async/together.ts";
import type { RecordPlan } from "../plan/record-plan.ts";
import { withEarlierUndo } from "../plan/wildcard/after-undo.ts";
import { keepWrittenOut, type RRsetUndo } from "./undo-below-wildcards.ts";
import { leftAlone, notBackYet, warningsOf } from "./undo-left-alone.ts";
import type { DomainResult } from "../events/result.ts";

/**
 * Which of the configured hosts holds the zone that a log names, by its id: a zone of the same name elsewhere
 * is another one.
 * @throws OnboardError PROVIDER_UNKNOWN, CREDENTIALS_MISSING, ZONE_NOT_FOUND, and as DnsProvider.zonesAt
 */
export type FindHolder = (
  logged: LoggedZone,
  options: CallOptions,
) => Promise<{ readonly provider: FoundProvider; readonly zone: Zone }>;

/** Everything that undoing one domain needs. SES is no part of it: an identity can't be taken back. */
export interface UndoRun extends CommandRun, Pick<Run, "domain" | "exclusive" | "awayMs"> {
  /** Told once of all that would be written, before anything is; false ends the command. Absent: nobody to ask. */
  readonly confirm?: ((swaps: readonly Swap[]) => Promise<boolean>) | undefined;
  readonly zones: DomainWrites["zones"];
  readonly findHolder: FindHolder;
}

/**
 * Put back what runs replaced, each record set only where it is still what a run wrote; everything else is
 * left alone and told. Asks once, after showing all of it. Never rejects. A second undo finds nothing to do.
 * Its result fails with RRSET_CHANGED when something was left alone.
 */
export function undoDomain(given: UndoRun): Promise<DomainResult> {
  return runSteps("undo", { ...given, awayMs: RUN_AWAY_MS }, async (run) => {
    const zoneUndos: ZoneUndo[] = [];
    for (const writes of run.zones) zoneUndos.push(await openZoneUndo(run, writes));
    const byHand = zoneUndos.filter(({ provider }) => provider.byHand === true);
    const ours = zoneUndos.filter((zoneUndo) => !byHand.includes(zoneUndo));
    if (run.dryRun !== true) {
      const swaps = swapsOf(ours);
      if (swaps.length > 0) {
        await askToUndo(run, swaps);
        for (const zoneUndo of ours) await putBack(run, zoneUndo);
      }
      for (const zoneUndo of byHand) requestBack(run, zoneUndo);
    }
    const left = zoneUndos.flatMap(({ rrsetUndos }) => rrsetUndos.filter((one) => one.left !== undefined));
    if (left.length > 0) throw leftAlone(run.domain, left);
    const open = swapsOf(byHand);
    if (run.dryRun !== true && open.length > 0) throw notBackYet(run.domain, open);
    return run.dryRun === true ? "planned" : "undone";
  });
}

/** One zone: what was written there, and what undoing it takes. */
interface ZoneUndo {
  readonly provider: FoundProvider;
  readonly zone: Zone;
  readonly rrsetWrites: readonly RRsetWrites[];
  rrsetUndos: readonly RRsetUndo[];
}

async function openZoneUndo(run: UndoRun, { zone: logged, rrsetWrites }: ZoneWrites): Promise<ZoneUndo> {
  const { provider, zone } = await run.findHolder(logged, patiently(run));
  const { apex, id } = zone;
  run.emit({
    type: "zone.found",
    provider: provider.name,
    apex,
    id,
    nameServers: zone.nameServers ?? logged.nameServers,
    ...(provider.askedAt === undefined ? {} : { endpoint: provider.askedAt }),
    ...(provider.byHand === true ? { byHand: true as const } : {}),
  });
  const zoneUndo: ZoneUndo = { provider, zone, rrsetWrites, rrsetUndos: [] };
  await readZone(run, zoneUndo);
  return zoneUndo;
}

/**
 * Reads what stands there now and plans the undo from it. What changed since the last reading is told
 * again, so that the event log has it before the write.
 */
async function readZone(run: UndoRun, zoneUndo: ZoneUndo): Promise<void> {
  const { provider, zone, rrsetWrites } = zoneUndo;
  const said = new Set(zoneUndo.rrsetUndos.map((one) => JSON.stringify(recordOf(one))));
  const owners = [...new Set(rrsetWrites.map(({ owner }) => owner))];
  const rrsets = await provider.readRRsets(zone, owners, patiently(run));
  const undos = rrsetWrites.map((written) => {
    const now = findRRset(rrsets, written.owner, written.type);
    const writes = withEarlierUndo(now, written.writes, written.inEffect);
    return { written, now, ...planUndo(now, writes, provider.traits.replace) };
  });
  zoneUndo.rrsetUndos = await keepWrittenOut(run, zoneUndo, { owners, rrsets, undos });
  for (const plan of zoneUndo.rrsetUndos.map(recordOf)) {
    if (!said.has(JSON.stringify(plan))) run.emit({ type: "rrset.planned", ...plan });
  }
}

function recordOf({ written, now, swap, left }: RRsetUndo): RecordPlan {
  const { purpose, owner, type, expected } = written;
  const record = { purpose, owner, type, expected };
  return { record, ...changeOf(now, swap, left), warnings: warningsOf(written, record, left) };
}

function changeOf(
  now: RRset | undefined,
  swap: Swap | undefined,
  left: RRsetUndo["left"],
): Pick<RecordPlan, "action" | "before" | "after"> {
  const before = now ?? null;
  if (swap === undefined) return { action: left === undefined ? "unchanged" : "kept", before, after: before };
  return { action: swap.after === undefined ? "removed" : "restored", before, after: swap.after ?? null };
}

/** @throws Interruption when the person says no */
async function askToUndo(run: UndoRun, swaps: readonly Swap[]): Promise<void> {
  if (run.confirm !== undefined && !(await unlessAborted(run.signal, run.confirm(swaps))))
    throw new Interruption(130, { saidNo: true });
}

/** @throws OnboardError RRSET_CHANGED when somebody keeps writing there; and as DnsProvider.apply */
async function putBack(run: UndoRun, zoneUndo: ZoneUndo): Promise<void> {
  const { receipt } = await applyPlan(run, zoneUndo, {
    plan: planOf(zoneUndo),
    async again() {
      await readZone(run, zoneUndo);
      return planOf(zoneUndo);
    },
    sayWritten: () => sayDone(run, zoneUndo, undefined),
  });
  sayDone(run, zoneUndo, receipt);
}

/** Told whole: a person enters it. */
function requestBack(run: UndoRun, zoneUndo: ZoneUndo): void {
  const records = zoneUndo.rrsetUndos.map(recordOf);
  sayRequested(run, { records, swaps: planOf(zoneUndo).swaps });
}

function swapsOf(zoneUndos: readonly ZoneUndo[]): readonly Swap[] {
  return zoneUndos.flatMap((zoneUndo) => planOf(zoneUndo).swaps);
}

function planOf({ rrsetUndos }: ZoneUndo): { readonly swaps: readonly Swap[] } {
  return { swaps: rrsetUndos.flatMap(({ swap }) => swap ?? []) };
}

function sayDone(run: UndoRun, { rrsetUndos }: ZoneUndo, receipt: Receipt | undefined): void {
  const changeId = receipt?.changeId === undefined ? {} : { changeId: receipt.changeId };
  for (const one of rrsetUndos) {
    const { action, before, after } = recordOf(one);
    const rrset = keyOf(one.written);
    const until = formerUntil(run, one.swap?.before);
    if (one.swap === undefined) run.emit({ type: "rrset.kept", rrset, action });
    else run.emit({ type: "rrset.written", rrset, action, before, after, ...changeId, ...until });
  }
}
