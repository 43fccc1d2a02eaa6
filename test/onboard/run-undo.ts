import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider } from "../../src/dns/provider.ts";
import type { EventBody } from "../../src/events/event.ts";
import { writesIn, type DomainWrites } from "../../src/journal/logged-writes.ts";
import { DEFAULT_POLICY, type Policy } from "../../src/plan/requirement.ts";
import { onboardDomain } from "../../src/onboard/onboard-domain.ts";
import { undoDomain, type UndoRun } from "../../src/onboard/undo.ts";
import { jsonLine } from "../../src/events/json-line.ts";
import { readEventLog } from "../../src/journal/read-log.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { D, type Fakes } from "./fakes.ts";
import type { DomainResult } from "../../src/events/result.ts";

/** Events as a log keeps them and an undo reads them. */
export function writesOf(events: readonly EventBody[], domain: string = D): readonly DomainWrites[] {
  const path = join(scratchFolder(), "run.ndjson");
  writeFileSync(
    path,
    events.map((body, index) => jsonLine({ ...body, at: index, domain: parseDomainName(domain) })).join(""),
  );
  return writesIn(readEventLog("run.ndjson", path));
}

/** A verified domain, its run in the world's events. */
export async function onboard(fakes: Fakes, policy: Partial<Policy> = {}): Promise<DomainResult> {
  return fakes.play(onboardDomain, { policy: { ...DEFAULT_POLICY, ...policy } });
}

/** Undo what the world's events tell of, or these. */
export async function undo(
  fakes: Fakes,
  changes: Partial<UndoRun> = {},
  events: readonly EventBody[] = [...fakes.events],
): Promise<DomainResult> {
  const [writes] = writesOf(events);
  const { version, clock, calls, emit, signal, domain, exclusive } = fakes.run();
  const provider = await providerOf(fakes);
  const run: UndoRun = {
    version,
    clock,
    calls,
    emit,
    signal,
    domain,
    exclusive,
    confirm: undefined,
    identities: { site: writes?.site ?? "", region: writes?.region ?? "" },
    zones: writes?.zones ?? [],
    findHolder: async (logged, { signal: own }) => {
      const zones = await provider.zonesAt(logged.apex, own === undefined ? {} : { signal: own });
      const zone = zones.find(({ id }) => id === logged.id);
      if (zone === undefined) throw new Error(`no zone ${logged.id}`);
      return { provider, zone };
    },
    ...changes,
  };
  return fakes.clock.drive(undoDomain(run));
}

/** The host as a run sees it. */
export function providerOf(fakes: Fakes): Promise<DnsProvider> {
  const { findProvider, signal } = fakes.run();
  const delegation = {
    apex: D,
    parentNameServers: [],
    childNameServers: [],
    addresses: [],
    unresolved: [],
    soa: undefined,
  };
  return findProvider(D, delegation, { signal });
}
