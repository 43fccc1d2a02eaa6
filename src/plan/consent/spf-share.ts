import { randomBytes } from "node:crypto";
import type { DomainName } from "../../dns/domain-name.ts";
import { sameKey } from "../../dns/rrset.ts";
import type { SpfLookup } from "../spf/count.ts";
import type { IpAddress, Network } from "../spf/impact/address.ts";
import { evaluateSpf } from "../spf/impact/evaluate.ts";
import { reachOf } from "../spf/impact/networks.ts";
import { findSpf } from "../spf/parse.ts";

/** Whoever names more can't be judged, and SES names a few dozen (November 2026). */
const MOST_NETWORKS = 4_000;

/** Who sends, where a term asks for it: one by which nobody is let through for being somebody. */
const ANYBODY = { local: "postmaster", helo: "mail.invalid" } as const;

/** Terms by which a record could answer each sender in its own way, or see who judges it; SES needs none. */
const BY_MAIL = /%\{[slipchvrt]|\s[+?~-]?ptr(?:[\s:]|$)/i;

/** All addresses beside one that somebody else may give the name tomorrow. */
const ALL_BESIDE = /\s\+?(?:a|mx)\S*\/0*[01](?!\d)/i;

/** All of IPv4, and the IPv6 addresses that are given out (IANA, 2026). */
const SPACES: readonly Network[] = [
  { family: 4, first: 0n, last: 2n ** 32n - 1n },
  { family: 6, first: 0x2n << 124n, last: (0x4n << 124n) - 1n },
];

/**
 * Whether a record that SES asks for lets through half of all addresses or more, in either family: whoever publishes
 * it lets everybody send as the domain. Evaluated as receivers do, once in each stretch of addresses between the edges
 * of the networks that it names; and once more by what it says itself, since a term that fails today may match
 * tomorrow. One that can't be judged does not count as harmless.
 */
export async function passesHalf(domain: DomainName, record: string, lookup: SpfLookup): Promise<boolean> {
  if (BY_MAIL.test(record) || ALL_BESIDE.test(record)) return true;
  const literal = literalOf(record);
  return (
    (await isWide(domain, record, lookup)) || (literal !== record && (await isWide(domain, literal, lookup)))
  );
}

async function isWide(domain: DomainName, record: string, lookup: SpfLookup): Promise<boolean> {
  const owner = { owner: domain, type: "TXT" } as const;
  const rrset = { ...owner, ttl: 0, values: [record] };
  const answer = { kind: "answer", canonicalName: domain, rrset } as const;
  const published: SpfLookup = (question) =>
    sameKey(question, owner) ? Promise.resolve(answer) : lookup(question);
  const { networks } = await reachOf(domain, published);
  if (networks.length > MOST_NETWORKS) return true;
  const world = { networks: networks.map(({ network }) => network), lookup: published };
  for (const space of SPACES) if ((await shareOf(domain, space, world)) >= 0.5) return true;
  return false;
}

/** Only what names addresses itself. */
function literalOf(record: string): string {
  const terms = findSpf(record)?.terms ?? [];
  const own = terms.filter(
    (term) => term.kind === "directive" && ["all", "ip4", "ip6"].includes(term.mechanism),
  );
  return ["v=spf1", ...own.map(({ text }) => text)].join(" ");
}

interface World {
  readonly networks: readonly Network[];
  readonly lookup: SpfLookup;
}

async function shareOf(domain: DomainName, space: Network, { networks, lookup }: World): Promise<number> {
  let passing = 0n;
  for (const stretch of stretches(space, networks)) {
    const mail = { address: within(stretch), domain, sender: ANYBODY };
    if ((await evaluateSpf(mail, lookup)).result === "pass") passing += stretch.last - stretch.first + 1n;
  }
  return Number((passing * 1_000_000n) / (space.last - space.first + 1n)) / 1_000_000;
}

/** From edge to edge, be it of the other family; within one nothing that the record names begins or ends. */
function stretches(space: Network, networks: readonly Network[]): readonly Network[] {
  const { family } = space;
  const starts = networks.flatMap(({ first, last }) => [first, last + 1n]);
  const sorted = [...new Set([space.first, ...starts])]
    .filter((bits) => bits >= space.first && bits <= space.last)
    .toSorted((a, b) => (a < b ? -1 : 1));
  return sorted.map((first, index) => ({ family, first, last: (sorted[index + 1] ?? space.last + 1n) - 1n }));
}

/** Anywhere: whoever answers for a name must not know which address is tried. */
function within({ family, first, last }: Network): IpAddress {
  const offset = BigInt(`0x${randomBytes(20).toString("hex")}`) % (last - first + 1n);
  return { family, bits: first + offset };
}
