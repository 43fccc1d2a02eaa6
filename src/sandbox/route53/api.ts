import { canonicalValue } from "../../dns/rdata.ts";
import { unquoteTxt } from "../../dns/presentation.ts";
import type { Api, ApiRequest, ApiResponse } from "../api-server.ts";
import type { StoredRecord, StoredZone, ZoneStore } from "../zone-store.ts";
import { applyChanges, parseChangeBatch } from "./change-batch.ts";
import { faultResponse, NAMESPACE, Route53Fault, xmlResponse, type BatchErrorShape } from "./fault.ts";
import { hostedZoneResponse, hostedZonesByName, resourceRecordSets, zoneIdOf } from "./listings.ts";
import { recordSetsOf, type RecordSet, type SpecialSet, type Spellings } from "./record-sets.ts";
import { verifySigV4, type SigV4Credentials } from "./sigv4.ts";
import { element, type Xml } from "./xml.ts";

export interface Route53SandboxSettings {
  readonly store: ZoneStore;
  readonly credentials: SigV4Credentials;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** How long a change stays PENDING; the real service takes 38–120 s. */
  readonly settleMs?: number;
  /** Record sets with a routing policy. */
  readonly specials?: readonly SpecialSet[];
  /** Operations that the key may not use. */
  readonly denied?: readonly Operation[];
  readonly batchErrorShape?: BatchErrorShape;
}

export interface Route53Sandbox extends Api {
  /**
   * The next request of this operation is refused with this code and applied nowhere:
   * PriorRequestNotComplete, ExpiredToken, …
   */
  refuseNext(operation: Operation, code: string, message: string): void;
}

type Operation =
  | "ListHostedZonesByName"
  | "GetHostedZone"
  | "ListResourceRecordSets"
  | "ChangeResourceRecordSets"
  | "GetChange";

/**
 * Route 53's REST API (version 2013-04-01) as far as an adapter for DNS records needs it, with its state in
 * the zone store.
 */
export function createRoute53Sandbox(settings: Route53SandboxSettings): Route53Sandbox {
  const backend = new Route53Backend(settings);
  const shape = settings.batchErrorShape ?? "error-response";
  const refuse = (fault: Route53Fault): ApiResponse => faultResponse(fault, shape);
  return {
    name: "route53",
    operationOf: (request) => routeOf(request)?.operation ?? `${request.method} ${request.path}`,
    answer: (request) => {
      try {
        return xmlResponse(200, backend.answer(request));
      } catch (error) {
        if (error instanceof Route53Fault) return refuse(error);
        throw error;
      }
    },
    rateLimited: () => refuse(new Route53Fault("Throttling", "Rate exceeded")),
    serverError: () => refuse(new Route53Fault("InternalFailure", "An internal error has occurred", 500)),
    refuseNext: (operation, code, message) =>
      backend.refusals.push({ operation, fault: new Route53Fault(code, message) }),
  };
}

interface Route {
  readonly operation: Operation;
  readonly id: string;
}

const ROUTES: readonly (readonly [method: string, path: RegExp, operation: Operation])[] = [
  ["GET", /^\/2013-04-01\/hostedzonesbyname$/, "ListHostedZonesByName"],
  ["GET", /^\/2013-04-01\/hostedzone\/([A-Za-z0-9]+)$/, "GetHostedZone"],
  ["GET", /^\/2013-04-01\/hostedzone\/([A-Za-z0-9]+)\/rrset\/?$/, "ListResourceRecordSets"],
  ["POST", /^\/2013-04-01\/hostedzone\/([A-Za-z0-9]+)\/rrset\/?$/, "ChangeResourceRecordSets"],
  ["GET", /^\/2013-04-01\/change\/([A-Za-z0-9]+)$/, "GetChange"],
];

function routeOf(request: ApiRequest): Route | undefined {
  for (const [method, path, operation] of ROUTES) {
    const match = method === request.method ? path.exec(request.path) : null;
    if (match !== null) return { operation, id: match[1] ?? "" };
  }
  return undefined;
}

class Route53Backend {
  readonly refusals: { readonly operation: Operation; readonly fault: Route53Fault }[] = [];
  readonly #settings: Route53SandboxSettings;
  readonly #now: () => number;
  readonly #spellings: Spellings = new Map();
  /** When each change was submitted, by its id. */
  readonly #changes = new Map<string, number>();

  constructor(settings: Route53SandboxSettings) {
    this.#settings = settings;
    this.#now = settings.now ?? Date.now;
  }

  answer(request: ApiRequest): Xml {
    verifySigV4(request, this.#settings.credentials, this.#now());
    const route = routeOf(request);
    if (route === undefined) throw new Route53Fault("UnknownOperationException", "", 404);
    this.#demandRight(route);
    this.#takeRefusal(route.operation);
    switch (route.operation) {
      case "ListHostedZonesByName":
        return hostedZonesByName(this.#zones, request.query);
      case "GetHostedZone":
        return hostedZoneResponse(this.#zone(route.id));
      case "ListResourceRecordSets":
        return resourceRecordSets(this.#sets(this.#zone(route.id)), request.query);
      case "ChangeResourceRecordSets":
        return this.#change(this.#zone(route.id), request.body);
      case "GetChange":
        return this.#getChange(route.id);
    }
  }

  get #zones(): readonly StoredZone[] {
    return this.#settings.store.zonesOf("route53");
  }

  #zone(id: string): StoredZone {
    const zone = this.#zones.find((candidate) => zoneIdOf(candidate) === id);
    if (zone === undefined)
      throw new Route53Fault("NoSuchHostedZone", `No hosted zone found with ID: ${id}`, 404);
    return zone;
  }

  #sets(zone: StoredZone): readonly RecordSet[] {
    return recordSetsOf(zone, this.#settings.specials ?? [], this.#spellings);
  }

  #change(zone: StoredZone, body: string): Xml {
    const before = this.#sets(zone);
    const after = applyChanges(zone.apex, before, parseChangeBatch(body));
    zone.commit((records) => {
      const kept = records.filter((record) => before.some((set) => after.includes(set) && isIn(record, set)));
      const added = after
        .filter((set) => !before.includes(set))
        .flatMap((set) => this.#newRecords(zone, set));
      return [...kept, ...added];
    });
    const id = `C${String(this.#changes.size + 1).padStart(20, "0")}`;
    this.#changes.set(id, this.#now());
    return this.#changeInfo("ChangeResourceRecordSetsResponse", id);
  }

  #newRecords(zone: StoredZone, set: RecordSet): readonly StoredRecord[] {
    return set.values.map((raw) => {
      const value = set.type === "TXT" ? unquoteTxt(raw, "octal") : canonicalValue(set.type, raw);
      const record = zone.newRecord({ owner: set.owner, type: set.type, ttl: set.ttl ?? 0, value });
      this.#spellings.set(record.id, raw);
      return record;
    });
  }

  #getChange(id: string): Xml {
    if (!this.#changes.has(id))
      throw new Route53Fault(
        "NoSuchChange",
        `A change with the specified change ID does not exist: ${id}`,
        404,
      );
    return this.#changeInfo("GetChangeResponse", id);
  }

  #changeInfo(name: string, id: string): Xml {
    const submittedAt = this.#changes.get(id) ?? 0;
    const settled = this.#now() >= submittedAt + (this.#settings.settleMs ?? 500);
    const info = [
      element("Id", `/change/${id}`),
      element("Status", settled ? "INSYNC" : "PENDING"),
      element("SubmittedAt", new Date(submittedAt).toISOString()),
    ];
    return element(name, [element("ChangeInfo", info)], NAMESPACE);
  }

  #demandRight({ operation, id }: Route): void {
    if (this.#settings.denied?.includes(operation) !== true) return;
    const resource = id === "" ? "" : ` on resource: arn:aws:route53:::hostedzone/${id}`;
    const text = `User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform: route53:${operation}${resource} because no identity-based policy allows the route53:${operation} action`;
    throw new Route53Fault("AccessDenied", text, 403);
  }

  #takeRefusal(operation: Operation): void {
    const at = this.refusals.findIndex((refusal) => refusal.operation === operation);
    const [refusal] = at === -1 ? [] : this.refusals.splice(at, 1);
    if (refusal !== undefined) throw refusal.fault;
  }
}

function isIn(record: StoredRecord, set: RecordSet): boolean {
  return set.routing === undefined && record.owner === set.owner && record.type === set.type;
}
