import { randomBytes } from "node:crypto";
import { together } from "../../src/async/together.ts";
import { findDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import type { RRset, RRType } from "../../src/dns/rrset.ts";
import { askAll, type Answer, type Zone } from "./ask-all.ts";

/** The first is asked for alone: where the name does not exist or is an alias, that is all there is to know. */
const [FIRST, ...OTHERS]: readonly [RRType, ...RRType[]] = ["TXT", "MX", "A", "AAAA", "NS"];

/**
 * What stands at these names of their own, by every server of the zone. Other types can't be listed from outside, and
 * what a wildcard answers is left out: it stands at the wildcard's own name.
 * @throws as askAll
 */
export async function readNames(zone: Zone, owners: readonly DomainName[]): Promise<readonly RRset[]> {
  const found = await together(
    zone,
    owners.map((owner) => (own: Zone) => readName({ ...own, ...zone, signal: own.signal }, owner)),
  );
  return found.flat();
}

async function readName(zone: Zone, owner: DomainName): Promise<readonly RRset[]> {
  const first = await askAll(zone, { owner, type: FIRST });
  const isAll = first.kind !== "answer" && first.kind !== "nodata";
  const others = isAll
    ? []
    : await together(
        zone,
        OTHERS.map((type) => (own: Zone) => askAll(own, { owner, type })),
      );
  const rrsets = [first, ...others].flatMap((answer) => rrsetOf(owner, answer));
  const [one] = rrsets;
  // The zone's own name exists. A delegation is nothing that a wildcard makes.
  if (one === undefined || owner === zone.delegation.apex || one.type === "NS") return rrsets;
  return (await isWildcards(zone, owner, one.type)) ? [] : rrsets;
}

function rrsetOf(owner: DomainName, answer: Answer): readonly RRset[] {
  switch (answer.kind) {
    case "answer":
      return [{ ...answer.rrset, owner }];
    case "cname":
      return [{ owner, type: "CNAME", ttl: answer.ttl, values: [answer.target] }];
    case "referral":
      return answer.to === owner ? [{ owner, type: "NS", ttl: 0, values: answer.nameServers }] : [];
    case "nodata":
    case "nxdomain":
      return [];
  }
}

/**
 * Whether a wildcard above makes what is answered at a name. Then it answers for a name below, too, that nobody has:
 * below a name that exists it does not (RFC 4592 section 2.2.1), unless that has a wildcard of its own, and then it
 * exists.
 */
async function isWildcards(zone: Zone, owner: DomainName, type: RRType): Promise<boolean> {
  const answersBelow = async (name: string): Promise<boolean> => {
    const nobodys = findDomainName(`${randomBytes(8).toString("hex")}.${name}`);
    // No name is longer: what is there is nothing that could be asked about.
    if (nobodys === undefined) return false;
    const { kind } = await askAll(zone, { owner: nobodys, type });
    return kind === "answer" || kind === "cname";
  };
  return (await answersBelow(owner)) && (await answersBelow(`*.${owner}`));
}
