import { findDomainName, type DomainName } from "../../../dns/domain-name.ts";
import { findSpf, isSpf } from "../parse.ts";
import type { SpfLookup } from "../count.ts";
import type { SpfDirective, SpfTerm } from "../term.ts";
import { findAddress, networkOf, type Network } from "./address.ts";
import { askingLimited } from "./asking-once.ts";
import { LIMITS, targetOf } from "./check.ts";
import { isDirective, isRedirect } from "./evaluate.ts";

/** Addresses that a record names, and the term of the record itself through which it does. */
export interface NamedNetwork {
  readonly term: string;
  readonly network: Network;
}

/** What a record names, whatever its qualifiers say, and what it depends on. */
export interface Reach {
  readonly networks: readonly NamedNetwork[];
  /** Every name of which a record decides: of one that it includes, of its `a` and `mx`, of a mail exchanger. */
  readonly names: ReadonlySet<DomainName>;
  /** There are more records than are followed. */
  readonly isCut: boolean;
}

/** Of more the rest is left out: receivers give up long before. */
export const MOST_RECORDS = 40;

/**
 * Everything that stands in a domain's record or behind its references: level by level, so that it is looked up side
 * by side and still comes in the order of the record.
 */
export async function reachOf(domain: DomainName, lookup: SpfLookup): Promise<Reach> {
  const followed = new Set([domain]);
  const networks: NamedNetwork[] = [];
  const walk = { domain, lookup: askingLimited(lookup), names: new Set<DomainName>() };
  let isCut = false;
  let level: readonly Reference[] = [{ name: domain, term: undefined }];
  while (level.length > 0) {
    const found = (await Promise.all(level.map((reference) => follow(reference, walk)))).flat();
    networks.push(...found.flatMap((one) => one.networks));
    level = found.flatMap(({ reference }) => {
      if (reference === undefined || followed.has(reference.name)) return [];
      isCut ||= followed.size >= MOST_RECORDS;
      if (isCut) return [];
      followed.add(reference.name);
      return [reference];
    });
  }
  return { networks, names: walk.names, isCut };
}

interface Walk {
  readonly domain: DomainName;
  readonly lookup: SpfLookup;
  /** Grows with each question. */
  readonly names: Set<DomainName>;
}

/** A record to be read, and through which term of the first one; undefined: it is the first one. */
interface Reference {
  readonly name: DomainName;
  readonly term: string | undefined;
}

interface Found {
  readonly networks: readonly NamedNetwork[];
  readonly reference: Reference | undefined;
}

async function follow({ name: self, term: through }: Reference, walk: Walk): Promise<readonly Found[]> {
  const text = (await valuesAt(self, "TXT", walk)).find(isSpf);
  const record = text === undefined ? undefined : findSpf(text);
  const parts = (record?.terms ?? []).map(async (term): Promise<Found> => {
    const top = through ?? term.text;
    const networks = (await networksIn(term, self, walk)).map((network) => ({ term: top, network }));
    const name = await referenceOf(term, self, walk);
    return { networks, reference: name && { name, term: top } };
  });
  return Promise.all(parts);
}

async function referenceOf(term: SpfTerm, self: DomainName, walk: Walk): Promise<DomainName | undefined> {
  if (isRedirect(term)) return nameOf(term.value, self, walk);
  return isDirective(term) && term.mechanism === "include" ? nameOf(term.target, self, walk) : undefined;
}

async function networksIn(term: SpfTerm, self: DomainName, walk: Walk): Promise<readonly Network[]> {
  if (!isDirective(term)) return [];
  const { prefix4, prefix6 } = term;
  return (await addressesIn(term, self, walk)).flatMap((text) => {
    const address = findAddress(text);
    return address === undefined ? [] : [networkOf(address, address.family === 4 ? prefix4 : prefix6)];
  });
}

async function addressesIn(term: SpfDirective, self: DomainName, walk: Walk): Promise<readonly string[]> {
  switch (term.mechanism) {
    case "ip4":
    case "ip6":
      return [term.target ?? ""];
    case "a":
      return addressesOf(await nameOf(term.target, self, walk), walk);
    case "mx":
      return addressesOfMx(await nameOf(term.target, self, walk), walk);
    case "all":
    case "exists":
    case "include":
    case "ptr":
      return [];
  }
}

async function addressesOf(name: DomainName | undefined, walk: Walk): Promise<readonly string[]> {
  if (name === undefined) return [];
  return (await Promise.all([valuesAt(name, "A", walk), valuesAt(name, "AAAA", walk)])).flat();
}

async function addressesOfMx(name: DomainName | undefined, walk: Walk): Promise<readonly string[]> {
  if (name === undefined) return [];
  const values = await valuesAt(name, "MX", walk);
  const hosts = values.slice(0, LIMITS.mx).map((value) => findDomainName(value.split(" ")[1] ?? ""));
  return (await Promise.all(hosts.map((host) => addressesOf(host, walk)))).flat();
}

async function valuesAt(
  owner: DomainName,
  type: string,
  { lookup, names }: Walk,
): Promise<readonly string[]> {
  names.add(owner);
  const found = await lookup({ owner, type });
  return found.kind === "answer" ? found.rrset.values : [];
}

/** Undefined: none, or one that depends on a mail. */
async function nameOf(
  domainSpec: string | undefined,
  self: DomainName,
  { domain, lookup }: Walk,
): Promise<DomainName | undefined> {
  if (domainSpec === undefined) return self;
  const mail = { address: { family: 4, bits: 0n }, domain } as const;
  const name = await targetOf(domainSpec, self, { mail, lookup });
  return typeof name === "string" ? name : undefined;
}
