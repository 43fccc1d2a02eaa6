import { findDomainName, findDomainNames, type DomainName } from "../../src/dns/domain-name.ts";
import type { Zone } from "../../src/dns/provider.ts";
import { listIn, type AlidnsCall, type Fields } from "./api.ts";
import { listDomains } from "./listing.ts";

/** Where an edition does not tell its lowest TTL: that of the free one, which each takes (November 2026). */
const MIN_TTL_ELSE = 600;

/** The account's zones of this name, each with what its own description tells. */
export async function findZones(call: AlidnsCall, apex: DomainName): Promise<readonly Zone[]> {
  const listed = await listDomains(call, filterFor(apex));
  const own = listed.filter(({ DomainName: name, PunyCode: punycode }) =>
    [name, punycode].some((text) => typeof text === "string" && findDomainName(text) === apex),
  );
  const zones: Zone[] = [];
  for (const { DomainId: id } of own) zones.push(await describe(call, apex, String(id)));
  return zones;
}

/** Which spelling of a name in another script the filter goes by is not told: then the whole list is read. */
function filterFor(apex: DomainName): Readonly<Record<string, string>> {
  const isForeign = apex.split(".").some((label) => label.startsWith("xn--"));
  return isForeign ? {} : { KeyWord: apex, SearchMode: "EXACT" };
}

async function describe(call: AlidnsCall, apex: DomainName, id: string): Promise<Zone> {
  // Without the details it tells no MinTtl.
  const info = await call("DescribeDomainInfo", { DomainName: apex, NeedDetailAttributes: "true" });
  const { MinTtl: minTtl, InBlackHole: isInBlackHole } = info;
  const nameServers = nameServersIn(info);
  return {
    apex,
    id,
    nameServers: nameServers.length === 0 ? undefined : nameServers,
    minTtl: typeof minTtl === "number" && minTtl > 0 ? minTtl : MIN_TTL_ELSE,
    ...(isInBlackHole === true ? { notServing: "the zone is in a black hole (InBlackHole)" } : {}),
  };
}

function nameServersIn({ DnsServers: servers }: Fields): readonly DomainName[] {
  const names = listIn(servers, "DnsServer") ?? [];
  return findDomainNames(names.filter((name) => typeof name === "string"));
}
