import type { DomainName } from "../../dns/domain-name.ts";
import type { Delegation, Heard, ServerAddress } from "../../dns/observation.ts";
import type { DnssecView } from "../../dns/resolvers.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { tally, type Tally } from "../../events/tally.ts";
import { holdsZone } from "../../plan/delegation/holds-zone.ts";
import { delegatedNames, oddAnswers, oddLists, silentServers } from "../../plan/delegation/odd.ts";
import type { Warning } from "../../plan/warning.ts";
import { askServers } from "../preflight/ask-servers.ts";
import { refuseBogus, refuseDeeperZone } from "../preflight/inspect-delegation.ts";
import { isSilence, whatWasSeen } from "../preflight/require-served.ts";
import type { Run } from "../run.ts";
import { attempt, counted, type Diagnosis } from "./diagnosis.ts";

/** Every server of the zone, asked for it as before a Create, and what is odd about who serves it. */
export async function diagnoseServers(run: Run, delegation: Delegation): Promise<Diagnosis> {
  const heard = await askServers(run, delegation);
  const { apex } = delegation;
  const holding = counting(delegation, heard, ({ observation }) => holdsZone(observation, apex));
  // With fewer the wait of a run could not end.
  const isEnough = holding.agreeing > 0 && holding.agreeing * 2 >= holding.asked;
  const diagnosis = await attempt(run, "servers", async () => {
    if (!isEnough) throw tooFew(delegation, heard, holding);
    await refuseDeeperZone(run, apex, heard);
    return describeServers(delegation, heard);
  });
  const odd = [...oddLists(delegation, undefined, []), ...oddServers(run, delegation, heard)];
  // What the failure names is not told twice.
  const warnings = isEnough ? odd : odd.filter(({ warning }) => !NAMED_BY_FAILURE.has(warning));
  return { ...diagnosis, warnings, heard };
}

function oddServers(run: Run, delegation: Delegation, heard: readonly Heard[]): readonly Warning[] {
  const missing = run.authority.missingFamilies();
  return [
    ...oddAnswers(delegation, heard),
    ...silentServers(delegation, heard),
    ...missing.map((family) => ({ warning: "family-missing", owner: delegation.apex, family }) as const),
  ];
}

const NAMED_BY_FAILURE: ReadonlySet<Warning["warning"]> = new Set([
  "server-without-address",
  "server-lame",
  "server-silent",
  "undelegated-server",
]);

/** With authority, as every server of a zone should. */
export function serves({ observation }: Heard): boolean {
  return observation.kind === "answer" && observation.withoutAuthority !== true;
}

function tooFew(delegation: Delegation, heard: readonly Heard[], { agreeing, asked }: Tally): OnboardError {
  const { apex, parentNameServers: nameServers } = delegation;
  const failing = heard.filter(({ observation }) => !holdsZone(observation, apex));
  const isSilent = isSilence(delegation, heard);
  return new OnboardError(
    isSilent ? "NOT_OBSERVABLE" : "ZONE_NOT_DELEGATED",
    `${agreeing} of ${counted(asked, "name server")} of ${apex} ${agreeing === 1 ? "answers" : "answer"} for it, and at least half have to: ${whatWasSeen(delegation, failing)}.`,
    {
      hint: isSilent
        ? "Open port 53 (UDP and TCP) to these servers, or have them answer again."
        : `Have the DNS host serve ${apex} on these servers, or correct the delegation at the registrar.`,
      facts: { apex, nameServers, agreeing, asked },
    },
  );
}

function describeServers(delegation: Delegation, heard: readonly Heard[]): string {
  const { agreeing, asked } = counting(delegation, heard, serves);
  return `${agreeing} of ${counted(asked, "server")} of ${delegation.apex} ${agreeing === 1 ? "serves" : "serve"} it with authority`;
}

/** Of the servers that the world is sent to, those of which an address is such a one. */
function counting(delegation: Delegation, heard: readonly Heard[], isSuch: (one: Heard) => boolean): Tally {
  const names = delegatedNames(delegation);
  const such = heard.filter(isSuch).map(({ at }) => at);
  const isAmong = ({ server, address, port }: ServerAddress): boolean =>
    such.some((one) => one.server === server && one.address === address && one.port === port);
  const isSentTo = (server: DomainName): boolean => names.length === 0 || names.includes(server);
  const servers = delegation.addresses.filter(({ server }) => isSentTo(server));
  const unresolved = delegation.unresolved.filter(isSentTo);
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
