import { findDomainName } from "../../dns/domain-name.ts";
import type { ApiRequest, ApiResponse } from "../api-server.ts";
import type { StoredRecord, StoredZone, ZoneStore } from "../zone-store.ts";
import { applyBatch, type Batch } from "./changes.ts";
import { FILTERS, refuseUnknownParameters } from "./filters.ts";
import { paginate, CloudflareFault, success } from "./envelope.ts";
import { presentRecord, type RecordInput, type TxtSpelling } from "./record.ts";
import {
  authorise,
  mayTouch,
  notThisResource,
  permissionsOf,
  type Permission,
  type Token,
} from "./tokens.ts";

export interface CloudflareSettings {
  readonly tokens: readonly Token[];
  readonly txtSpelling?: TxtSpelling;
  /** The most records that one page holds, whatever `per_page` asks for. */
  readonly pageLimit?: number;
  readonly recordQuota?: number;
  /** What a 429 asks the client to wait. */
  readonly retryAfterSeconds?: number;
  /** Whether the zone list says what the token may do there; newer versions of the API may leave it out. */
  readonly listsPermissions?: boolean;
  /** How old a listing of records is, in milliseconds: it may lag a write. */
  readonly listLagMs?: number;
  /** Validation errors wrapped in 1004, as until October 2024, and not by their own code. */
  readonly wrapsValidation?: boolean;
}

/** One authenticated request. */
export interface AuthenticatedRequest {
  readonly request: ApiRequest;
  readonly token: Token;
  /** What stands in the path in the places of `:zone` and `:record`. */
  readonly zoneId: string;
  readonly recordId: string;
}

/** What each request does with the zones. @throws Refusal */
export class CloudflareBackend {
  readonly #store: ZoneStore;
  readonly #settings: Required<CloudflareSettings>;

  constructor(store: ZoneStore, settings: Required<CloudflareSettings>) {
    this.#store = store;
    this.#settings = settings;
  }

  listZones({ request, token }: AuthenticatedRequest): ApiResponse {
    refuseUnknownParameters(request.query, ["name", "page", "per_page"]);
    const name = request.query.get("name");
    if (name === null && token.zones !== undefined) throw notThisResource();
    if (!permissionsOf(token).includes("#zone:read"))
      throw new CloudflareFault(403, 10000, "Authentication error");
    const visible = this.#store
      .zonesOf("cloudflare")
      .filter(
        (zone) =>
          !zone.settings.isPrivate &&
          mayTouch(token, zone) &&
          (name === null || zone.apex === findDomainName(name)),
      );
    const { items, pages } = paginate(
      visible.map((zone) => this.#presentZone(zone, token)),
      request.query,
      this.#settings.pageLimit,
    );
    return success(items, pages);
  }

  getZone(call: AuthenticatedRequest): ApiResponse {
    return success(this.#presentZone(this.#zoneOf(call, "#zone:read"), call.token));
  }

  listRecords(call: AuthenticatedRequest): ApiResponse {
    const zone = this.#zoneOf(call, "#dns_records:read");
    const { query } = call.request;
    refuseUnknownParameters(query, [
      ...Object.keys(FILTERS),
      "page",
      "per_page",
      "order",
      "direction",
      "match",
    ]);
    const listed = this.#records(zone, this.#settings.listLagMs).filter((record) =>
      Object.entries(FILTERS).every(([name, matches]) => {
        const wanted = query.get(name);
        return wanted === null || matches(record, wanted.toLowerCase());
      }),
    );
    const ordered =
      query.get("order") === "name" ? listed.toSorted((a, b) => (a.owner < b.owner ? -1 : 1)) : listed;
    const { items, pages } = paginate(ordered, query, this.#settings.pageLimit);
    return success(
      items.map((record) => this.#present(record)),
      pages,
    );
  }

  getRecord(call: AuthenticatedRequest): ApiResponse {
    const zone = this.#zoneOf(call, "#dns_records:read");
    const record = this.#records(zone, 0).find(({ id }) => id === call.recordId);
    if (record === undefined) throw new CloudflareFault(404, 81044, "Record does not exist.");
    return success(this.#present(record));
  }

  batch(call: AuthenticatedRequest): ApiResponse {
    const result = applyBatch(
      this.#zoneOf(call, "#dns_records:edit"),
      parseBody(call.request) as Batch,
      this.#settings.recordQuota,
    );
    const presented = (records: readonly StoredRecord[]) => records.map((record) => this.#present(record));
    const { deletes, patches, puts, posts } = result;
    return success({
      deletes: presented(deletes),
      patches: presented(patches),
      puts: presented(puts),
      posts: presented(posts),
    });
  }

  changeOne(call: AuthenticatedRequest, kind: keyof Batch): ApiResponse {
    const zone = this.#zoneOf(call, "#dns_records:edit");
    const input = {
      ...(kind === "deletes" ? {} : (parseBody(call.request) as RecordInput)),
      id: call.recordId,
    };
    const result = applyBatch(zone, { [kind]: [input] }, this.#settings.recordQuota);
    const [record] = result[kind];
    if (record === undefined) throw new TypeError("a batch of one has one result");
    return success(kind === "deletes" ? { id: record.id } : this.#present(record));
  }

  #zoneOf({ request, token, zoneId }: AuthenticatedRequest, permission: Permission): StoredZone {
    const zone = this.#store.zonesOf("cloudflare").find(({ id }) => id === zoneId);
    if (zone === undefined)
      throw new CloudflareFault(
        404,
        7003,
        `Could not route to ${request.path}, perhaps your object identifier is invalid?`,
      );
    authorise(token, zone, permission);
    return zone;
  }

  /** SOA and the zone's own NS records are the host's affair and not listed. */
  #records(zone: StoredZone, lagMs: number): readonly StoredRecord[] {
    return zone
      .versionAt(lagMs)
      .records.filter(({ owner, type }) => type !== "SOA" && !(type === "NS" && owner === zone.apex));
  }

  #presentZone({ id, apex, settings }: StoredZone, token: Token): object {
    const { status, type, nameServers, vanityNameServers: vanity } = settings;
    return {
      id,
      name: apex,
      status,
      type,
      paused: false,
      name_servers: nameServers,
      ...(vanity.length === 0 ? {} : { vanity_name_servers: vanity }),
      ...(this.#settings.listsPermissions ? { permissions: permissionsOf(token) } : {}),
    };
  }

  #present(record: StoredRecord): object {
    return presentRecord(record, this.#settings.txtSpelling);
  }
}

function parseBody({ body }: ApiRequest): unknown {
  try {
    return JSON.parse(body === "" ? "{}" : body) as unknown;
  } catch {
    throw new CloudflareFault(400, 9207, "Request body is invalid."); // JSON.parse throws for one reason only.
  }
}
