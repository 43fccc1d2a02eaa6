import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import { sameValues, type RRset } from "../../dns/rrset.ts";

/** How a server shows its copy of a zone: the SOA, and the NS records at the apex, where it told them. */
export interface Copy {
  readonly soa: RRset;
  readonly nameServers: readonly DomainName[] | undefined;
}

/**
 * Whether a server that is not the host's has another copy of the zone than the host's servers, so that what is
 * written at the host never gets there. A secondary takes the whole zone over (AXFR, RFC 5936), so its SOA names the
 * same primary and mailbox, and at most its serial is behind; some hosts have each server name itself as the primary,
 * also under a name of the customer's, at the same serial. Hosts that keep a zone of their own name their own primary (Route 53, Cloudflare,
 * Google and Azure, November 2026). A zone file that was carried over keeps the primary, and by chance the serial (a host may
 * have 1 in each zone): then the NS records tell, which at the other host name none of the host's servers, and are not
 * those that the host serves. Without anything to compare with there is no verdict.
 */
export function isOtherCopy(theirs: Copy, ours: readonly Copy[], assigned: readonly DomainName[]): boolean {
  if (ours.length === 0) return false;
  const isOfHost = assigned.some((server) => server === primaryOf(theirs));
  const alike = ours.filter((one) => isOfHost || originOf(one) === originOf(theirs));
  if (alike.length === 0) return true;
  if (alike.some((one) => originOf(one) !== originOf(theirs) && serialOf(one) === serialOf(theirs)))
    return false;
  const { nameServers } = theirs;
  if (nameServers === undefined || nameServers.some((server) => assigned.includes(server))) return false;
  return !alike.some((one) => one.nameServers !== undefined && sameValues(one.nameServers, nameServers));
}

/** The primary and the mailbox, the first two fields (RFC 1035 section 3.3.13). */
function originOf({ soa }: Copy): string {
  return fieldsOf(soa).slice(0, 2).join(" ").toLowerCase();
}

function primaryOf({ soa }: Copy): DomainName | undefined {
  return findDomainName(fieldsOf(soa)[0] ?? "");
}

function serialOf({ soa }: Copy): string {
  return fieldsOf(soa)[2] ?? "";
}

function fieldsOf({ values: [value = ""] }: RRset): readonly string[] {
  return value.split(" ");
}
