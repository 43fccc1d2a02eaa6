import { findDomainName, isAtOrBelow } from "../../dns/domain-name.ts";
import type { ApiRequest, ApiResponse } from "../api-server.ts";
import type { StoredRecord, StoredZone, ZoneStore } from "../zone-store.ts";
import { applyBatch, type Batch } from "./changes.ts";
import { paginate, CloudflareFault, success } from "./envelope.ts";
import { presentRecord, type RecordInput, type TxtSpelling } from "./record.ts";
import { authorise, mayTouch, type Token } from "./tokens.ts";

export interface CloudflareSettings {
  readonly tokens: readonly Token[];
  readonly txtSpelling?: TxtSpelling;
  /** The most records that one page holds, whatever `per_page` asks for. */
  readonly pageLimit?: number;
  readonly recordQuota?: number;
  /** What a 429 asks the client to wait. */
  readonly retryAfterSeconds?: number;
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
    if (name === null && token.zones !== undefined)
      throw new CloudflareFault(403, 9109, "Unauthorized to access requested resource");
    const visible = this.#store
      .zonesOf("cloudflare")
      .filter(
        (zone) =>
          !zone.settings.isPrivate &&
          mayTouch(token, zone) &&
          (name === null || zone.apex === findDomainName(name)),
      );
    const { items, pages } = paginate(visible.map(presentZone), request.query, this.#settings.pageLimit);
    return success(items, pages);
  }

  getZone(call: AuthenticatedRequest): ApiResponse {
    return success(presentZone(this.#zoneOf(call)));
  }

  listRecords(call: AuthenticatedRequest): ApiResponse {
    const zone = this.#zoneOf(call);
    const { query } = call.request;
    refuseUnknownParameters(query, [
      ...Object.keys(FILTERS),
      "page",
      "per_page",
      "order",
      "direction",
      "match",
    ]);
    const listed = this.#records(zone).filter((record) =>
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
    const record = this.#records(this.#zoneOf(call)).find(({ id }) => id === call.recordId);
    if (record === undefined) throw new CloudflareFault(404, 81044, "Record does not exist.");
    return success(this.#present(record));
  }

  batch(call: AuthenticatedRequest): ApiResponse {
    const result = applyBatch(
      this.#zoneOf(call),
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
    const input = {
      ...(kind === "deletes" ? {} : (parseBody(call.request) as RecordInput)),
      id: call.recordId,
    };
    const result = applyBatch(this.#zoneOf(call), { [kind]: [input] }, this.#settings.recordQuota);
    const [record] = result[kind];
    if (record === undefined) throw new TypeError("a batch of one has one result");
    return success(kind === "deletes" ? { id: record.id } : this.#present(record));
  }

  #zoneOf({ request, token, zoneId }: AuthenticatedRequest): StoredZone {
    const zone = this.#store.zonesOf("cloudflare").find(({ id }) => id === zoneId);
    if (zone === undefined)
      throw new CloudflareFault(
        404,
        7003,
        `Could not route to ${request.path}, perhaps your object identifier is invalid?`,
      );
    authorise(token, zone, request.method);
    return zone;
  }

  /** SOA and the zone's own NS records are the host's affair and not listed. */
  #records(zone: StoredZone): readonly StoredRecord[] {
    return zone.current.records.filter(
      ({ owner, type }) => type !== "SOA" && !(type === "NS" && owner === zone.apex),
    );
  }

  #present(record: StoredRecord): object {
    return presentRecord(record, this.#settings.txtSpelling);
  }
}

/** Filters of the record list. They compare characters, not labels, and ignore case. */
const FILTERS: Readonly<Record<string, (record: StoredRecord, wanted: string) => boolean>> = {
  name: ({ owner }, wanted) => owner === wanted,
  "name.exact": ({ owner }, wanted) => owner === wanted,
  "name.endswith": ({ owner }, wanted) => owner.endsWith(wanted),
  "name.startswith": ({ owner }, wanted) => owner.startsWith(wanted),
  "name.contains": ({ owner }, wanted) => owner.includes(wanted),
  type: ({ type }, wanted) => type.toLowerCase() === wanted,
  // The delegations at or above a name: records that the zone holds below them are never served.
  shadowing_name: ({ owner, type }, wanted) => {
    const name = findDomainName(wanted);
    return type === "NS" && name !== undefined && isAtOrBelow(name, owner);
  },
};

function refuseUnknownParameters(query: URLSearchParams, known: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new CloudflareFault(400, 1004, `The sandbox does not know the parameter ${unknown}.`);
}

function parseBody({ body }: ApiRequest): unknown {
  try {
    return JSON.parse(body === "" ? "{}" : body) as unknown;
  } catch {
    throw new CloudflareFault(400, 9207, "Request body is invalid."); // JSON.parse throws for one reason only.
  }
}

function presentZone({ id, apex, settings }: StoredZone): object {
  const { status, type, nameServers } = settings;
  return {
    id,
    name: apex,
    status,
    type,
    paused: false,
    name_servers: nameServers,
    permissions: ["#zone:read", "#dns_records:edit"],
  };
}
