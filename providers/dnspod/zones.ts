import { findDomainName, findDomainNames, type DomainName } from "../../src/dns/domain-name.ts";
import type { Zone } from "../../src/dns/provider.ts";
import type { DnspodCall, Fields } from "./api.ts";
import { listDomains } from "./listing.ts";

/**
 * The lowest TTL of each plan, in seconds, as DescribePackageDetail listed them in 2025; asking for it would need one
 * more right. Of a plan that is not named here, 600 is taken: each of them takes that.
 */
const MIN_TTL_BY_GRADE: Readonly<Record<string, number>> = {
  D_FREE: 120,
  D_PLUS: 1,
  D_EXTRA: 60,
  D_EXPERT: 1,
  D_ULTRA: 1,
  DP_FREE: 600,
  DP_PLUS: 60,
  DP_EXTRA: 60,
  DP_EXPERT: 1,
  DP_ULTRA: 1,
  DP_LOCAL: 120,
};
const MIN_TTL_ELSE = 600;

/** States of a zone in which nothing of it is served (API page of DescribeDomainList, November 2026). */
const NOT_SERVED: Readonly<Record<string, string>> = {
  PAUSE: "the zone is paused (PAUSE)",
  SPAM: "DNSPod has banned the zone (SPAM)",
};

/** A zone with what the list alone tells of it. */
export interface ListedZone {
  readonly zone: Zone;
  /** Its records can't be changed until somebody unlocks it. */
  readonly isLocked: boolean;
}

/**
 * The account's zones of this name. The whole list is read: the filter by keyword is not told to know both spellings
 * of a name in another script.
 */
export async function findZones(call: DnspodCall, apex: DomainName): Promise<readonly ListedZone[]> {
  const listed = await listDomains(call);
  return listed
    .filter(({ Name: name, Punycode: punycode }) => [name, punycode].some((text) => nameIn(text) === apex))
    .map((item) => parseZone(item, apex));
}

function parseZone(item: Fields, apex: DomainName): ListedZone {
  const { DomainId: id, Status: status, DNSStatus: dnsStatus, EffectiveDNS: servers, Grade: grade } = item;
  const names: readonly unknown[] = Array.isArray(servers) ? servers : [];
  const nameServers = findDomainNames(names.filter((name) => typeof name === "string"));
  const state = String(status).toUpperCase();
  const notServing = NOT_SERVED[state] ?? undelegated(dnsStatus, nameServers);
  const minTtl = MIN_TTL_BY_GRADE[String(grade).toUpperCase()] ?? MIN_TTL_ELSE;
  return {
    zone: {
      apex,
      id: String(id),
      nameServers: nameServers.length === 0 ? undefined : nameServers,
      minTtl,
      ...(notServing === undefined ? {} : { notServing }),
    },
    isLocked: state === "LOCK",
  };
}

/**
 * DNSPod looks at the delegation now and then, and its word may be old: where it tells the zone's servers, they are
 * compared with the live delegation instead.
 */
function undelegated(dnsStatus: unknown, nameServers: readonly DomainName[]): string | undefined {
  const isWrong = String(dnsStatus).toUpperCase() === "DNSERROR";
  return isWrong && nameServers.length === 0
    ? "DNSPod finds it delegated to other servers (DNSERROR)"
    : undefined;
}

function nameIn(text: unknown): DomainName | undefined {
  return typeof text === "string" ? findDomainName(text) : undefined;
}
