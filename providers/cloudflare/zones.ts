import { findDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import type { CallOptions, Zone } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import type { CloudflareClient } from "./api.ts";
import { parsePage } from "./listing.ts";

/** A zone, and what the token may do there, where the API tells it. */
export interface ListedZone {
  readonly zone: Zone;
  /** Undefined: it is not told (the field is deprecated, and still there in traffic of 2025). */
  readonly mayEdit: boolean | undefined;
}

const EDIT = "#dns_records:edit";

/**
 * By name, always: a token that was made for some zones may not list them without one (9109). The filter
 * matches exactly. An internal zone is a twin of a public one's name that serves nobody.
 */
export async function findZones(
  client: Pick<CloudflareClient, "zones">,
  apex: DomainName,
  options: CallOptions,
): Promise<readonly ListedZone[]> {
  const { items } = parsePage(await client.zones.list({ name: apex }, options));
  return items
    .filter((item) => fieldsOf(item)["type"] !== "internal")
    .map(parseZone)
    .filter(({ zone }) => zone.apex === apex);
}

export async function getZone(
  client: Pick<CloudflareClient, "zones">,
  { apex, zoneId }: { readonly apex: DomainName; readonly zoneId: string },
  options: CallOptions,
): Promise<readonly ListedZone[]> {
  const listed = parseZone(await client.zones.get({ zone_id: zoneId }, options));
  const { zone } = listed;
  if (zone.apex === apex) return [listed];
  throw new OnboardError(
    "ZONE_NOT_FOUND",
    phrase`The zone with the configured id is ${zone.apex}, and not ${apex}.`,
    {
      hint: phrase`Leave zoneId out, or give the id that Cloudflare's dashboard shows for the zone.`,
      facts: { zoneId, found: zone.apex, wanted: apex },
    },
  );
}

/** It becomes a part of paths. 32 hexadecimal digits everywhere (November 2026); what leads elsewhere is no id. */
const ZONE_ID = /^[\w-]+$/;

function parseZone(item: unknown): ListedZone {
  const fields = fieldsOf(item);
  const { id, name, type, status, name_servers: servers, vanity_name_servers: vanity } = fields;
  const apex = typeof name === "string" ? findDomainName(name) : undefined;
  if (typeof id !== "string" || !ZONE_ID.test(id) || apex === undefined) throw surprise(item);
  // The parent may delegate to either, or to some of both, while the customer's own names are introduced.
  const nameServers = [...new Set([...namesIn(servers), ...namesIn(vanity)])];
  // Of a partial or secondary zone Cloudflare takes records and never serves them.
  const notServing = [type === "full" ? undefined : type, status === "active" ? undefined : status].find(
    (word) => typeof word === "string",
  );
  const mayEdit = editIn(fields["permissions"]);
  const zone = {
    apex,
    id,
    nameServers: nameServers.length === 0 ? undefined : nameServers,
    ...(notServing === undefined ? {} : { notServing }),
    ...(mayEdit === false ? { readOnlyKey: true as const } : {}),
  };
  return { zone, mayEdit };
}

function fieldsOf(item: unknown): Readonly<Record<string, unknown>> {
  return Object(item) as Record<string, unknown>;
}

function namesIn(list: unknown): readonly DomainName[] {
  const names: readonly unknown[] = Array.isArray(list) ? list : [];
  return names.flatMap((name) => (typeof name === "string" ? (findDomainName(name) ?? []) : []));
}

/** A list without a single permission says nothing: this token has just read the zone. */
function editIn(permissions: unknown): boolean | undefined {
  return Array.isArray(permissions) && permissions.length > 0 ? permissions.includes(EDIT) : undefined;
}

function surprise(item: unknown): OnboardError {
  return new OnboardError("API_SURPRISE", phrase`Cloudflare listed something that is not a zone.`, {
    hint: phrase`Run the same command again with ${{ option: "debug" }} and report its output.`,
    facts: { item },
  });
}
