import { findDomainNames, type DomainName } from "../../dns/domain-name.ts";
import type { Heard, ServerAddress } from "../../dns/observation.ts";
import { placeOf } from "../../dns/place.ts";
import { addressName } from "../../dns/said.ts";
import { withOption } from "../../errors/hint.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { listPhrase, phrase } from "../../errors/phrase.ts";
import { notAtHost } from "../../plan/delegation/odd.ts";
import { isOtherCopy, type Copy } from "../../plan/delegation/other-copy.ts";
import type { Run } from "../run.ts";
import { askBriefly } from "./ask-servers.ts";
import type { FoundZone } from "./find-zone.ts";

/** Which of the delegated servers that are not the host's show another copy of the zone than the host's servers. */
export async function findOtherCopies(
  run: Run,
  { delegation, zone: { nameServers: assigned = [] } }: FoundZone,
  heard: readonly Heard[],
): Promise<readonly ServerAddress[]> {
  const others = notAtHost(delegation, assigned);
  // A host that tells no server of its own leaves nothing to compare with.
  if (assigned.length === 0 || others.length === 0) return [];
  const among = (names: readonly DomainName[]) => heard.filter(({ at }) => names.includes(at.server));
  const [theirs, ours] = await Promise.all([
    copiesOf(run, delegation.apex, among(others)),
    copiesOf(run, delegation.apex, among(assigned)),
  ]);
  const ourCopies = ours.map(({ copy }) => copy);
  return theirs.flatMap(({ at, copy }) => (isOtherCopy(copy, ourCopies, assigned) ? [at] : []));
}

interface ShownCopy {
  readonly at: ServerAddress;
  readonly copy: Copy;
}

/** Of those that tell their SOA with authority. */
async function copiesOf(run: Run, apex: DomainName, heard: readonly Heard[]): Promise<readonly ShownCopy[]> {
  const shown = heard.flatMap(({ at, observation }) =>
    observation.kind === "answer" && observation.rrset.type === "SOA" && observation.withoutAuthority !== true
      ? [{ at, soa: observation.rrset }]
      : [],
  );
  return Promise.all(
    shown.map(async ({ at, soa }) => {
      const said = await askBriefly(run, at, { owner: apex, type: "NS" });
      const nameServers = said.kind === "answer" ? findDomainNames(said.rrset.values) : undefined;
      return { at, copy: { soa, nameServers } };
    }),
  );
}

/**
 * Half of the world would ask the others, and never see what is written at the host.
 * @throws OnboardError ZONE_NOT_DELEGATED, unless `--allow NS:APEX` says that two hosts shall serve the zone
 */
export function refuseTwoHosts(
  { policy }: Pick<Run, "policy">,
  { delegation: { apex }, provider, zone: { nameServers = [] } }: FoundZone,
  others: readonly ServerAddress[],
): void {
  const place = placeOf({ type: "NS", owner: apex });
  if (others.length === 0 || policy.allow.includes(place)) return;
  const servers = [...new Set(others.map(({ server }) => server))];
  throw new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`Two hosts serve ${apex}: ${listPhrase(others.map(addressName), ", ")} ${others.length === 1 ? phrase`shows` : phrase`show`} another copy of the zone than ${provider.name}'s servers (${listPhrase(nameServers, ", ")}), so a part of the world would never see what is written at ${provider.name}.`,
    {
      hint: phrase`At the registrar, take ${listPhrase(servers, ", ")} out of the delegation of ${apex}. If both hosts shall serve it, and the records are brought to the other one by you, allow two hosts for this zone: ${withOption("allow", place)}.`,
      facts: { apex, provider: provider.name, assigned: nameServers, otherCopy: others },
    },
  );
}
