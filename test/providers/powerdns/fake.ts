import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HostFault, HostSide, RequestKind } from "../../../providers/conformance.ts";
import { isAtOrBelow, findDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { findRRset, sameKey, sameRRset, type RRset } from "../../../src/dns/rrset.ts";
import { toHostRRset, toRRset, type HostRRset } from "./adapter.ts";

// PowerDNS' HTTP API as version 4.7 answers it (Debian 12, measured in November 2026; test/servers/powerdns.test.ts
// runs the same cases on the real one): a fake of our own on loopback that keeps state, and that can fail.

export const KEY = "powerdns-example-key";
const PREFIX = "/api/v1/servers/localhost";

interface State {
  readonly at: number;
  readonly rrsets: readonly RRset[];
}

interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

interface PatchedRRset extends HostRRset {
  readonly changetype: "REPLACE" | "DELETE";
}

export interface FakePowerDns {
  readonly url: string;
  readonly side: HostSide;
  readonly close: () => void;
}

export async function startFakePowerDns(apex: DomainName, readLagMs = 0): Promise<FakePowerDns> {
  const host = new FakeHost(apex, readLagMs);
  const server = createServer((request, response) => {
    host.serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`,
    side: host.side,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

const STATUS: Partial<Record<HostFault["kind"], number>> = {
  unavailable: 500,
  "rate-limited": 429,
  unauthorized: 401,
  forbidden: 403,
  refused: 422,
};

class FakeHost {
  readonly #apex: DomainName;
  readonly #readLagMs: number;
  readonly #states: State[] = [{ at: -Infinity, rrsets: [] }];
  readonly #edits: { readonly on: RequestKind; readonly edit: () => void | Promise<void> }[] = [];
  readonly #faults: { readonly on: RequestKind; readonly kind: HostFault["kind"]; left: number }[] = [];
  #now: (() => number) | undefined;

  constructor(apex: DomainName, readLagMs: number) {
    this.#apex = apex;
    this.#readLagMs = readLagMs;
  }

  readonly side: HostSide = {
    seed: (rrset) => this.#commit([{ key: rrset, after: rrset.values.length === 0 ? undefined : rrset }]),
    peek: (owner, type) => findRRset(this.#current, owner, type),
    history: () => this.#states.map(({ rrsets }) => rrsets),
    intercept: (on, edit) => void this.#edits.push({ on, edit }),
    inject: ({ on, kind, times }) => void this.#faults.push({ on, kind, left: times }),
    lag: (now) => {
      this.#now = now;
    },
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

  #commit(
    changes: readonly { readonly key: RRset | PlaceOfRRset; readonly after: RRset | undefined }[],
  ): void {
    const real = changes.filter(
      ({ key, after }) => !sameRRset(findRRset(this.#current, key.owner, key.type), after),
    );
    if (real.length === 0) return;
    const untouched = this.#current.filter((rrset) => !real.some(({ key }) => sameKey(key, rrset)));
    const rrsets = [...untouched, ...real.flatMap(({ after }) => after ?? [])];
    this.#states.push({ at: this.#now?.() ?? -Infinity, rrsets });
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    const on = kindOf(request);
    const at = this.#edits.findIndex((pending) => pending.on === on);
    if (at !== -1) await this.#edits.splice(at, 1)[0]?.edit();
    const fault = this.#faults.find((candidate) => candidate.on === on && candidate.left > 0);
    if (fault !== undefined) fault.left -= 1;
    const refused = fault && STATUS[fault.kind];
    const { status, body } = refused === undefined ? this.#answer(request, text) : { status: refused };
    if (fault?.kind === "answer-lost") return void response.destroy();
    response.writeHead(status, { "content-type": status < 400 ? "application/json" : "text/plain" });
    if (fault?.kind === "stalled") return void response.write(" ");
    response.end(body === undefined ? "" : JSON.stringify(body));
  }

  #answer({ headers, method, url = "" }: IncomingMessage, text: string): Answer {
    if (headers["x-api-key"] !== KEY) return { status: 401 };
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
  }

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

type PlaceOfRRset = Pick<RRset, "owner" | "type">;

function placeOf({ name, type }: HostRRset): PlaceOfRRset {
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

function besideCname({ owner, type }: PlaceOfRRset, next: readonly RRset[]): string | undefined {
  const at = next.filter((rrset) => rrset.owner === owner);
  const isCrowded = at.length > 1 && at.some((rrset) => rrset.type === "CNAME");
  return isCrowded ? `Conflicts with pre-existing RRset (${type})` : undefined;
}

function refusal(error: string): Answer {
  return { status: 422, body: { error } };
}

function kindOf({ method, url = "" }: IncomingMessage): RequestKind {
  if (method === "PATCH") return "write";
  return url.startsWith(`${PREFIX}/zones?`) ? "zones" : "read";
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}
