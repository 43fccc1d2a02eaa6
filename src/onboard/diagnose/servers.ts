import type { Delegation, Heard, Observation, ServerAddress } from "../../dns/observation.ts";
import type { DnssecView } from "../../dns/resolvers.ts";
import { addressName, saidOfZone } from "../../dns/said.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { tally, type Tally } from "../../events/tally.ts";
import { refuseBogus } from "../preflight/inspect-delegation.ts";
import { askServers } from "../preflight/ask-servers.ts";
import type { Run } from "../run.ts";
import { attempt, counted, type Diagnosis } from "./diagnosis.ts";

/** Every server of the zone, asked for it as before a Create. */
export async function diagnoseServers(run: Run, delegation: Delegation): Promise<Diagnosis> {
  const heard = await askServers(run, delegation);
  const diagnosis = await attempt(run, "servers", async () => {
    requireHalf(delegation, heard);
    return describeServers(delegation, heard);
  });
  return { ...diagnosis, heard };
}

/** With authority, as every server of a zone should. */
export function serves({ observation }: Heard): boolean {
  return observation.kind === "answer" && observation.withoutAuthority !== true;
}

/** Resolvers go by these, too: AA=0 on a right answer, and a zone without an SOA at its apex (November 2026). */
const HOLDING: ReadonlySet<Observation["kind"]> = new Set(["answer", "cname", "nodata"]);

/**
 * The wait of a run ends only where at least half of the servers serve the records: with fewer it could not end.
 * @throws OnboardError ZONE_NOT_DELEGATED; NOT_OBSERVABLE where all of them are silent
 */
function requireHalf(delegation: Delegation, heard: readonly Heard[]): void {
  const { apex, parentNameServers: nameServers, unresolved } = delegation;
  const failing = heard.filter(({ observation }) => !HOLDING.has(observation.kind));
  const { agreeing, asked } = counting(delegation, heard, (one) => !failing.includes(one));
  if (agreeing > 0 && agreeing * 2 >= asked) return;
  const said = [...failing.map(saidBy), ...unresolved.map((server) => `${server} has no address`)];
  const isSilence = heard.length > 0 && heard.every(({ observation }) => observation.kind === "unreachable");
  throw new OnboardError(
    isSilence ? "NOT_OBSERVABLE" : "ZONE_NOT_DELEGATED",
    `${agreeing} of ${counted(asked, "name server")} of ${apex} ${agreeing === 1 ? "answers" : "answer"} for it, and at least half have to: ${said.join("; ")}.`,
    {
      hint: isSilence
        ? "Open port 53 (UDP and TCP) to these servers, or have them answer again."
        : `Have the DNS host serve ${apex} on these servers, or correct the delegation at the registrar.`,
      facts: { apex, nameServers, agreeing, asked },
    },
  );
}

/** `ns2.example.net (192.0.2.54) refuses (REFUSED): …`. */
export function saidBy({ at, observation }: Heard): string {
  return `${addressName(at)} ${saidOfZone(observation)}`;
}

function describeServers(delegation: Delegation, heard: readonly Heard[]): string {
  const { agreeing, asked } = counting(delegation, heard, serves);
  return `${agreeing} of ${counted(asked, "server")} of ${delegation.apex} ${agreeing === 1 ? "serves" : "serve"} it with authority`;
}

/** Servers of which an address is such a one, of all. */
function counting(
  { addresses: servers, unresolved }: Delegation,
  heard: readonly Heard[],
  isSuch: (one: Heard) => boolean,
): Tally {
  const such = heard.filter(isSuch).map(({ at }) => at);
  const isAmong = ({ server, address, port }: ServerAddress): boolean =>
    such.some((one) => one.server === server && one.address === address && one.port === port);
  return tally({ servers, unresolved }, (at) => (isAmong(at) ? "agrees" : "silent"));
}

/** Whether the world that validates sees the zone at all. */
export function diagnoseDnssec(run: Run, { apex }: Delegation): Promise<Diagnosis> {
  return attempt(run, "dnssec", async () => describeDnssec(await refuseBogus(run, apex), apex));
}

function describeDnssec(view: DnssecView | undefined, apex: string): string {
  return view === undefined
    ? `whether ${apex} passes DNSSEC validation could not be found out: no public resolver told it in time`
    : `the public resolvers that were asked do not refuse ${apex} for its DNSSEC`;
}
