import { createHash } from "node:crypto";
import { isAtOrBelow, type DomainName } from "../dns/domain-name.ts";
import type { RRset, RRType } from "../dns/rrset.ts";
import type { AlidnsZone } from "./alidns/editions.ts";
import type { DnspodZone } from "./dnspod/grades.ts";

// The one truth behind the sandbox's host APIs and DNS servers. A write makes a new version of the whole
// zone; versions are kept with their time, so that a lagging name server simply serves an older one.

/** One record, as a host with record ids keeps it. */
export interface StoredRecord {
  readonly id: string;
  readonly owner: DomainName;
  readonly type: RRType;
  /** Seconds. */
  readonly ttl: number;
  /** Canonical (src/dns/rdata.ts). */
  readonly value: string;
  /** Cloudflare's comment, the remark of DNSPod and Alibaba Cloud DNS: it must survive a change in place. */
  readonly comment?: string;
  readonly tags?: readonly string[];
  /** Why the host lets nobody edit it, in the host's word: Cloudflare's "Email Routing". */
  readonly locked?: string;
  /** What of the host's made it and takes it away with itself, in the host's word. */
  readonly belongsTo?: string;
  /** Cloudflare's TTL 1: the host chooses, and serves 300. */
  readonly automaticTtl?: boolean;
  readonly proxied?: boolean;
  /** DNSPod, Alibaba Cloud DNS: the id of another line than the default one. Who comes by that line gets it in its place. */
  readonly line?: string;
  /** DNSPod, Alibaba Cloud DNS: its share among the records of its set. */
  readonly weight?: number;
  /** DNSPod, Alibaba Cloud DNS: it is kept, and not served. */
  readonly paused?: true;
}

/** What a host keeps of a record beside the record itself. */
type Marks = Pick<StoredRecord, "locked" | "belongsTo" | "line" | "weight" | "paused">;

/** The host APIs that a zone may be listed by, by their adapters' names. */
export const HOST_NAMES = ["cloudflare", "route53", "dnspod", "alidns"] as const;
export type HostName = (typeof HOST_NAMES)[number];

export interface ZoneVersion {
  readonly serial: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly records: readonly StoredRecord[];
}

export interface ZoneSettings {
  readonly apex: DomainName;
  /** The servers that the host assigned; by default those that the sandbox runs. */
  readonly nameServers?: readonly DomainName[];
  /** Cloudflare: name servers under a name of the customer's own, which the parent may delegate to as well. */
  readonly vanityNameServers?: readonly DomainName[];
  /**
   * Whether the parent delegates to the sandbox's servers. False: the host lists the zone, but it is
   * delegated elsewhere.
   */
  readonly delegated?: boolean;
  /** Which host APIs list it. */
  readonly hosts?: readonly HostName[];
  /** Cloudflare's zone type and status. An `internal` zone may have the name of a public one, and serves nobody. */
  readonly type?: "full" | "partial" | "secondary" | "internal";
  readonly status?: "active" | "pending" | "moved";
  /** Route 53's private zones have the same name and are never the right one. */
  readonly isPrivate?: boolean;
  /** DNSPod: grade, state, and the account system that it is in. */
  readonly dnspod?: DnspodZone;
  /** Alibaba Cloud DNS: edition and state. */
  readonly alidns?: AlidnsZone;
  /** Seconds: the SOA's MINIMUM and TTL. */
  readonly negativeTtl?: number;
  readonly records?: readonly (Omit<RRset, "ttl"> & Marks & { readonly ttl?: number })[];
}

export const SANDBOX_NAME_SERVERS = [
  "ns1.dns-host.test",
  "ns2.dns-host.test",
] as const satisfies readonly string[];

export class StoredZone {
  readonly settings: Required<Omit<ZoneSettings, "records">>;
  /** 32 hexadecimal digits, as Cloudflare's; Route 53 shows the same in its own form. */
  readonly id: string;
  readonly #versions: ZoneVersion[];
  readonly #now: () => number;
  #nextId = 1;

  constructor(settings: ZoneSettings, id: string, now: () => number) {
    this.settings = { ...DEFAULTS, ...settings };
    this.id = id;
    this.#now = now;
    const records = (settings.records ?? []).flatMap((rrset) =>
      rrset.values.map((value) => {
        const { values: _values, ttl = 300, managedBy, ...rest } = rrset;
        const comment = managedBy === undefined ? {} : { comment: managedBy };
        return this.newRecord({ ...rest, value, ttl, ...comment });
      }),
    );
    // Version 0 is older than any lag, so that every server has it from the start.
    this.#versions = [{ serial: 1, at: 0, records }];
  }

  get apex(): DomainName {
    return this.settings.apex;
  }

  /** Whether its servers answer for it: DNSPod's don't for a domain that is paused or banned. */
  get isServed(): boolean {
    return !["PAUSE", "SPAM"].includes(this.settings.dnspod.status ?? "ENABLE");
  }

  get current(): ZoneVersion {
    return this.versionAt(0);
  }

  /** Every version so far, oldest first. */
  get versions(): readonly ZoneVersion[] {
    return this.#versions;
  }

  /** What a server that is `lagMs` behind serves now. */
  versionAt(lagMs: number): ZoneVersion {
    const newest = this.#versions.findLast((version) => version.at <= this.#now() - lagMs);
    const version = newest ?? this.#versions[0];
    if (version === undefined) throw new TypeError("a zone has a version from the start");
    return version;
  }

  /** A record with an id of its own; it is in the zone only once it is committed. */
  newRecord(record: Omit<StoredRecord, "id">): StoredRecord {
    const id = createHash("md5")
      .update(`${this.id}/${this.#nextId++}`)
      .digest("hex");
    return { ...record, id };
  }

  /**
   * All or nothing: the next version of the zone. Nothing is committed when `change` throws; the same records
   * make no version.
   */
  commit(change: (records: readonly StoredRecord[]) => readonly StoredRecord[]): ZoneVersion {
    const { records, serial } = this.current;
    const changed = change(records);
    const outside = changed.find((record) => !isAtOrBelow(record.owner, this.apex));
    if (outside !== undefined) throw new RangeError(`${outside.owner} is not in the zone ${this.apex}`);
    if (changed === records) return this.current;
    const version = { serial: serial + 1, at: this.#now(), records: changed };
    this.#versions.push(version);
    return version;
  }
}

/** Zones in the order in which they were added; several may have one apex, as at the real hosts. */
export class ZoneStore {
  readonly #zones: StoredZone[] = [];
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  get zones(): readonly StoredZone[] {
    return this.#zones;
  }

  add(settings: ZoneSettings): StoredZone {
    const id = createHash("md5").update(`zone ${settings.apex} ${this.#zones.length}`).digest("hex");
    const zone = new StoredZone(settings, id, this.#now);
    this.#zones.push(zone);
    return zone;
  }

  /** The zones that one host's API lists. */
  zonesOf(host: HostName): readonly StoredZone[] {
    return this.#zones.filter((zone) => zone.settings.hosts.includes(host));
  }

  /** The delegated zone that a DNS server answers for: the longest apex at or above the name. */
  servingZone(name: DomainName): StoredZone | undefined {
    const candidates = this.#zones.filter((zone) => zone.settings.delegated && isAtOrBelow(name, zone.apex));
    return candidates.toSorted((a, b) => b.apex.length - a.apex.length)[0];
  }
}

const DEFAULTS = {
  nameServers: SANDBOX_NAME_SERVERS as unknown as readonly DomainName[],
  vanityNameServers: [],
  delegated: true,
  hosts: HOST_NAMES,
  type: "full",
  status: "active",
  isPrivate: false,
  dnspod: {},
  alidns: {},
  negativeTtl: 60,
} as const satisfies Partial<ZoneSettings>;
