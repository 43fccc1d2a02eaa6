import { canonicalValue } from "../../dns/rdata.ts";
import { unquoteTxt } from "../../dns/presentation.ts";
import type { ApiRequest } from "../api-server.ts";
import type { StoredRecord, StoredZone, ZoneStore } from "../zone-store.ts";
import { applyChanges, parseChangeBatch } from "./change-batch.ts";
import { NAMESPACE, Route53Fault, type BatchErrorShape } from "./fault.ts";
import { hostedZoneResponse, hostedZonesByName, resourceRecordSets, zoneIdOf } from "./listings.ts";
import { recordSetsOf, type RecordSet, type SpecialSet, type Spellings } from "./record-sets.ts";
import { demandAction, demandChanges, type Route53Key } from "./rights.ts";
import { routeOf, type Operation, type Route } from "./routes.ts";
import { findSigner, verifySigV4 } from "./sigv4.ts";
import { element, type Xml } from "./xml.ts";

export interface Route53SandboxSettings {
  readonly store: ZoneStore;
  readonly credentials: Route53Key;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  /** How long a change stays PENDING; the real service takes 38–120 s. */
  readonly settleMs?: number;
  /** How long a zone takes in no other batch after one: PriorRequestNotComplete. */
  readonly busyMs?: number;
  /** Record sets that a zone may hold; the real quota is 10,000 until somebody has it raised. */
  readonly recordQuota?: number;
  /** The region that requests have to be signed for; absent: any. */
  readonly signedFor?: string;
  /** Lists do not say whether they are cut short, as an emulator's. */
  readonly leavesOutIsTruncated?: boolean;
  /** Record sets with a routing policy, aliases. */
  readonly specials?: readonly SpecialSet[];
  /** Operations that no key may use. */
  readonly denied?: readonly Operation[];
  readonly batchErrorShape?: BatchErrorShape;
}

const RECORD_QUOTA = 10_000;

export class Route53Backend {
  readonly refusals: { readonly operation: Operation; readonly fault: Route53Fault }[] = [];
  readonly keys: Route53Key[];
  readonly #settings: Route53SandboxSettings;
  readonly #now: () => number;
  readonly #spellings: Spellings = new Map();
  /** When each change was submitted, by its id. */
  readonly #changes = new Map<string, number>();
  /** Until when each zone is busy, by its id. */
  readonly #busyUntil = new Map<string, number>();

  constructor(settings: Route53SandboxSettings) {
    this.#settings = settings;
    this.#now = settings.now ?? Date.now;
    this.keys = [settings.credentials];
  }

  answer(request: ApiRequest): Xml {
    const key = findSigner(request, this.keys) ?? this.#settings.credentials;
    verifySigV4(request, key, { now: this.#now(), signedFor: this.#settings.signedFor });
    const route = routeOf(request);
    if (route === undefined) throw new Route53Fault("UnknownOperationException", "", 404);
    demandAction(this.#settings.denied?.includes(route.operation) ? { ...key, actions: [] } : key, route);
    this.#takeRefusal(route.operation);
    const listing = {
      query: request.query,
      leavesOutIsTruncated: this.#settings.leavesOutIsTruncated ?? false,
    };
    switch (route.operation) {
      case "ListHostedZonesByName":
        return hostedZonesByName(this.#zones, listing);
      case "GetHostedZone":
        return hostedZoneResponse(this.#zone(route.id));
      case "ListResourceRecordSets":
        return resourceRecordSets(this.#sets(this.#zone(route.id)), listing);
      case "ChangeResourceRecordSets":
        return this.#change(key, route, request.body);
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

  #change(key: Route53Key, route: Route, body: string): Xml {
    const changes = parseChangeBatch(body);
    demandChanges(key, route, changes);
    const zone = this.#zone(route.id);
    if (this.#now() < (this.#busyUntil.get(zone.id) ?? 0))
      throw new Route53Fault("PriorRequestNotComplete", BUSY);
    const before = this.#sets(zone);
    const recordQuota = this.#settings.recordQuota ?? RECORD_QUOTA;
    const after = applyChanges({ apex: zone.apex, recordQuota }, before, changes);
    this.#busyUntil.set(zone.id, this.#now() + (this.#settings.busyMs ?? 0));
    zone.commit((records) => {
      const [had, has] = [new Set(before), new Set(after)];
      const gone = before.filter((set) => !has.has(set));
      const kept = records.filter((record) => !gone.some((set) => isIn(record, set)));
      const added = after.filter((set) => !had.has(set)).flatMap((set) => this.#newRecords(zone, set));
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

  #takeRefusal(operation: Operation): void {
    const at = this.refusals.findIndex((refusal) => refusal.operation === operation);
    const [refusal] = at === -1 ? [] : this.refusals.splice(at, 1);
    if (refusal !== undefined) throw refusal.fault;
  }
}

const BUSY =
  "The request was rejected because Route 53 was still processing a prior request. Please retry your request at a later time.";

function isIn(record: StoredRecord, set: RecordSet): boolean {
  return set.routing === undefined && record.owner === set.owner && record.type === set.type;
}
