import { findDomainName, isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Heard, Observation } from "../../dns/observation.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import type { Reply } from "../message/reply.ts";

/**
 * A zone cut as its parent describes it: who serves the zone below, and at which addresses as far as the
 * parent told (glue).
 */
export interface Cut {
  /** Undefined: the root. */
  readonly apex: DomainName | undefined;
  readonly nameServers: readonly DomainName[];
  readonly glue: readonly Glue[];
  /** Servers of the parent zone that said there is no such cut, before another one told it. */
  readonly parentsWithout: readonly Heard[];
  /** Seconds. */
  readonly ttl: number;
}

export interface Glue extends Endpoint {
  /** Undefined for the roots, which are configured by address. */
  readonly server: DomainName | undefined;
}

export function rootCut(roots: readonly Endpoint[]): Cut {
  return {
    apex: undefined,
    nameServers: [],
    glue: roots.map((root) => ({ ...root, server: undefined })),
    parentsWithout: [],
    ttl: Infinity,
  };
}

export interface Referral {
  readonly from: Cut;
  readonly observation: Extract<Observation, { readonly kind: "referral" }>;
  readonly reply: Reply;
  readonly port: number;
  /** What the servers of the parent zone said that were asked, too. */
  readonly heard: readonly Heard[];
}

/**
 * The cut that a referral describes. Glue counts only inside the zone of the server that gives it: elsewhere
 * it has no say.
 */
export function cutOf({ from, observation, reply, port, heard }: Referral): Cut {
  const ttls = reply.authorities.filter((record) => record.type === "NS").map((record) => record.ttl);
  const nameServers = new Set(observation.nameServers);
  const glue = reply.additionals.flatMap((record): readonly Glue[] => {
    const server = findDomainName(record.owner);
    const isGlue =
      (record.type === "A" || record.type === "AAAA") && server !== undefined && nameServers.has(server);
    if (!isGlue || (from.apex !== undefined && !isAtOrBelow(server, from.apex))) return [];
    return [{ server, address: record.value, port }];
  });
  return {
    apex: observation.to,
    nameServers: observation.nameServers,
    glue,
    parentsWithout: heard.filter(({ observation: { kind } }) => kind === "nodata" || kind === "nxdomain"),
    ttl: Math.min(...ttls),
  };
}
