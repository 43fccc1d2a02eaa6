import { isAtOrBelow, findDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { findRRset, sameKey, sameRRset, type RRset, type RRsetKey } from "../../../src/dns/rrset.ts";
import { toHostRRset, toRRset, type HostRRset } from "./adapter.ts";
import { PREFIX, type Answer, type ApiRequest, type PowerDnsHost } from "./front.ts";

// PowerDNS' HTTP API as version 4.7 answers it (Debian 12, measured in November 2026): a fake of our own that keeps
// state. test/servers/powerdns.test.ts runs the same cases on the real one.

export const KEY = "powerdns-example-key";

interface State {
  readonly at: number;
  readonly rrsets: readonly RRset[];
}

interface PatchedRRset extends HostRRset {
  readonly changetype: "REPLACE" | "DELETE";
}

export class FakePowerDns implements PowerDnsHost {
  readonly #apex: DomainName;
  readonly #readLagMs: number;
  readonly #states: State[] = [{ at: -Infinity, rrsets: [] }];
  #now: (() => number) | undefined;

  constructor(apex: DomainName, readLagMs: number) {
    this.#apex = apex;
    this.#readLagMs = readLagMs;
  }

  readonly seed = (rrset: RRset): void =>
    this.#commit([{ key: rrset, after: rrset.values.length === 0 ? undefined : rrset }]);

  readonly peek = (owner: DomainName, type: string): RRset | undefined =>
    findRRset(this.#current, owner, type);

  readonly history = (): readonly (readonly RRset[])[] => this.#states.map(({ rrsets }) => rrsets);

  readonly lag = (now: () => number): void => {
    this.#now = now;
  };

  get #current(): readonly RRset[] {
    return this.#states.at(-1)?.rrsets ?? [];
  }

  /** What a replica shows. */
  get #listed(): readonly RRset[] {
    if (this.#now === undefined) return this.#current;
    const until = this.#now() - this.#readLagMs;
    return this.#states.findLast(({ at }) => at <= until)?.rrsets ?? [];
  }

  #commit(changes: readonly { readonly key: RRsetKey; readonly after: RRset | undefined }[]): void {
    const real = changes.filter(
      ({ key, after }) => !sameRRset(findRRset(this.#current, key.owner, key.type), after),
    );
    if (real.length === 0) return;
    const untouched = this.#current.filter((rrset) => !real.some(({ key }) => sameKey(key, rrset)));
    const rrsets = [...untouched, ...real.flatMap(({ after }) => after ?? [])];
    this.#states.push({ at: this.#now?.() ?? -Infinity, rrsets });
  }

  readonly answer = ({ key, method, url, text }: ApiRequest): Answer => {
    if (key !== KEY) return { status: 401 };
    const { pathname, searchParams } = new URL(url, "http://host");
    const zone = { id: `${this.#apex}.`, name: `${this.#apex}.`, kind: "Native" };
    if (method === "GET" && pathname === `${PREFIX}/zones`) {
      const wanted = searchParams.get("zone") ?? zone.name;
      if (!wanted.endsWith(".")) return refusal(`DNS Name '${wanted}' is not canonical`);
      return { status: 200, body: wanted === zone.name ? [zone] : [] };
    }
    if (pathname !== `${PREFIX}/zones/${zone.id}`) return { status: 404 };
    if (method === "GET") return { status: 200, body: { ...zone, rrsets: this.#listed.map(toHostRRset) } };
    return this.#patch((JSON.parse(text) as { rrsets: readonly PatchedRRset[] }).rrsets);
  };

  /** Whole record sets, all or none. */
  #patch(rrsets: readonly PatchedRRset[]): Answer {
    const changes = rrsets.map((rrset) => ({ rrset, key: placeOf(rrset), after: afterOf(rrset) }));
    const next = [
      ...this.#current.filter((rrset) => !changes.some(({ key }) => sameKey(key, rrset))),
      ...changes.flatMap(({ after }) => after ?? []),
    ];
    for (const { rrset, key } of changes) {
      const wrong = faultOf(rrset, this.#apex) ?? besideCname(key, next);
      if (wrong !== undefined) return refusal(`RRset ${rrset.name} IN ${rrset.type}: ${wrong}`);
    }
    this.#commit(changes);
    return { status: 204 };
  }
}

function placeOf({ name, type }: HostRRset): RRsetKey {
  return { owner: findDomainName(name) ?? ("" as DomainName), type };
}

function afterOf(rrset: PatchedRRset): RRset | undefined {
  return rrset.changetype === "DELETE" ? undefined : toRRset(rrset)[0];
}

function faultOf(rrset: PatchedRRset, apex: DomainName): string | undefined {
  const { owner, type } = placeOf(rrset);
  if (!rrset.name.endsWith(".") || !isAtOrBelow(owner, apex)) return "Name is out of zone";
  if (rrset.changetype === "DELETE") return undefined;
  const contents = rrset.records.map(({ content }) => content);
  if (new Set(contents).size < contents.length) return "Duplicate record in RRset";
  const wanted = SPELLING[type];
  const strange = wanted && contents.find((content) => !wanted.test(content));
  return strange === undefined ? undefined : `Not in expected format (parsed as '${strange}')`;
}

const SPELLING: Readonly<Record<string, RegExp>> = {
  TXT: /^"(?:[^"\\]|\\.)*"(?: "(?:[^"\\]|\\.)*")*$/,
  MX: /^\d+ \S*\.$/,
  CNAME: /\.$/,
};

function besideCname({ owner, type }: RRsetKey, next: readonly RRset[]): string | undefined {
  const at = next.filter((rrset) => rrset.owner === owner);
  const isCrowded = at.length > 1 && at.some((rrset) => rrset.type === "CNAME");
  return isCrowded ? `Conflicts with pre-existing RRset (${type})` : undefined;
}

function refusal(error: string): Answer {
  return { status: 422, body: { error } };
}
