import type { DomainName } from "../../dns/domain-name.ts";
import type { ServerAddress, SoaTimes } from "../../dns/observation.ts";
import { findSoaTimes } from "../../dns/soa.ts";
import type { Run } from "../run.ts";
import { agrees, type Watch, type Watcher } from "./watcher.ts";

/** A server that is still behind after this many milliseconds is asked which version of the zone it has. */
const LATE_MS = 2_000;

/**
 * Tell once of a server that has an older version of the zone than one that serves everything: it is a
 * secondary that has not fetched yet, and SOA REFRESH bounds how long that can take (RFC 1035 section
 * 3.3.13). Hosts that never move their serial (Route 53) give no such word.
 */
export async function sayBehind(
  run: Run,
  watch: Watch,
  watcher: Watcher,
  watchers: readonly Watcher[],
): Promise<void> {
  const leader = watchers.find(agrees);
  if (
    watcher.versionAsked ||
    watcher.strikes > 0 ||
    leader === undefined ||
    run.clock.now() - watch.since < LATE_MS
  )
    return;
  watcher.versionAsked = true;
  watcher.queries += 1;
  leader.queries += 1;
  const { apex } = watch.delegation;
  const [own, newest] = await Promise.all(
    [watcher, leader].map(({ at }) => readVersion(run, at, apex, watch.deadline)),
  );
  if (own === undefined || newest?.refreshSeconds === undefined || !isOlder(own.serial, newest.serial))
    return;
  watcher.dueAt = watch.since + newest.refreshSeconds * 1000;
  const dueInMs = Math.max(0, watcher.dueAt - run.clock.now());
  run.emit({
    type: "server.behind",
    at: watcher.at,
    serial: own.serial,
    newestSerial: newest.serial,
    dueInMs,
  });
}

async function readVersion(
  run: Run,
  at: ServerAddress,
  apex: DomainName,
  signal: AbortSignal,
): Promise<SoaTimes | undefined> {
  const observation = await run.authority.observe(at, { owner: apex, type: "SOA" }, { signal });
  return observation.kind === "answer" ? findSoaTimes(observation.rrset) : undefined;
}

/** Serial numbers wrap around (RFC 1982 section 3.2). */
function isOlder(serial: number, other: number): boolean {
  const ahead = (other - serial) >>> 0;
  return ahead !== 0 && ahead < 2 ** 31;
}
