import type { DomainName } from "../../dns/domain-name.ts";
import { sameKey } from "../../dns/rrset.ts";
import type { SpfLookup } from "../spf/count.ts";
import { networkOf, type IpAddress, type Network } from "../spf/impact/address.ts";
import { evaluateSpf } from "../spf/impact/evaluate.ts";
import { reachOf } from "../spf/impact/networks.ts";

/** Of more networks the largest decide: what is left out is a small part of the space. */
const MOST_NETWORKS = 400;

/** Who sends, where a term asks for it: one by which nobody is let through for being somebody. */
const ANYBODY = { local: "postmaster", helo: "mail.invalid" } as const;

/**
 * Whether a record lets through half of all addresses or more, in either family: whoever publishes it lets everybody
 * send as the domain. Evaluated as receivers do, once in each stretch of addresses between the edges of the networks
 * that it names, whichever way it is written.
 */
export async function passesHalf(domain: DomainName, record: string, lookup: SpfLookup): Promise<boolean> {
  const owner = { owner: domain, type: "TXT" } as const;
  const answer = {
    kind: "answer",
    canonicalName: domain,
    rrset: { ...owner, ttl: 0, values: [record] },
  } as const;
  const published: SpfLookup = (question) =>
    sameKey(question, owner) ? Promise.resolve(answer) : lookup(question);
  const { networks } = await reachOf(domain, published);
  const world = { networks: networks.map(({ network }) => network), lookup: published };
  return (await shareOf(domain, 4, world)) >= 0.5 || (await shareOf(domain, 6, world)) >= 0.5;
}

interface World {
  readonly networks: readonly Network[];
  readonly lookup: SpfLookup;
}

async function shareOf(domain: DomainName, family: 4 | 6, { networks, lookup }: World): Promise<number> {
  const whole = networkOf({ family, bits: 0n }, 0);
  let passing = 0n;
  for (const { first, last } of stretches(whole, networks)) {
    const mail = { address: within(first, last, family), domain, sender: ANYBODY };
    if ((await evaluateSpf(mail, lookup)).result === "pass") passing += last - first + 1n;
  }
  return Number((passing * 1_000_000n) / (whole.last + 1n)) / 1_000_000;
}

/** From edge to edge; within one nothing that the record names begins or ends. */
function stretches(whole: Network, networks: readonly Network[]): readonly Pick<Network, "first" | "last">[] {
  const largest = networks
    .filter(({ family }) => family === whole.family)
    .toSorted((a, b) => (b.last - b.first > a.last - a.first ? 1 : -1))
    .slice(0, MOST_NETWORKS);
  const starts = largest.flatMap(({ first, last }) => [first, last + 1n]);
  const sorted = [...new Set([whole.first, ...starts])]
    .filter((bits) => bits <= whole.last)
    .toSorted((a, b) => (a < b ? -1 : 1));
  return sorted.map((first, index) => ({ first, last: (sorted[index + 1] ?? whole.last + 1n) - 1n }));
}

/** In the middle: an edge may be an address of a smaller network that was left out. */
function within(first: bigint, last: bigint, family: 4 | 6): IpAddress {
  return { family, bits: (first + last) / 2n };
}
