import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { groupRRsets } from "../../../../providers/kit/values.ts";
import { sameRRset, type RRset, type RRsetKey } from "../../../../src/dns/rrset.ts";
import type { StoredRecord, StoredZone } from "../../../../src/sandbox/zone-store.ts";

// The API that adapter.mjs speaks, over zones of the sandbox. A change names the whole set or the values that it adds
// and removes; with `expected` it is refused where something else stands (compare-and-swap). An own fake.

interface Change extends RRsetKey {
  readonly expected?: RRset | null;
  readonly set?: RRset | null;
  readonly ttl?: number;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

/** What is done in place of an answer: another status, or what was done is never told. */
export type Instead = number | "answer-lost" | "stalled";

interface TraitHostOptions {
  readonly key: string;
  readonly lagMs: number;
  /** Asked when a request has come in, and nothing is done of it. */
  readonly instead?: (writes: boolean) => Promise<Instead | undefined>;
}

interface TraitHost {
  readonly url: string;
  readonly close: () => void;
}

export async function startTraitHost(
  zones: readonly StoredZone[],
  options: TraitHostOptions,
): Promise<TraitHost> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const text = await textOf(request);
    const fault = await options.instead?.(request.method !== "GET");
    if (typeof fault === "number") return void response.writeHead(fault).end("{}");
    const { status, body = {} } = answer(zones, options.lagMs, options.key, request, text);
    if (fault === "answer-lost") return void request.socket.destroy();
    if (fault === "stalled") return void response.writeHead(status).write("{");
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function answer(
  zones: readonly StoredZone[],
  lagMs: number,
  key: string,
  { headers, method, url }: IncomingMessage,
  text: string,
): { readonly status: number; readonly body?: object } {
  if (headers.authorization !== `Bearer ${key}`) return { status: 401 };
  const [, , apex, rest] = (url ?? "").split("/");
  const zone = zones.find((one) => one.apex === apex);
  if (zone === undefined) return { status: 404 };
  if (method === "GET" && rest === undefined) {
    const { records } = zone.versionAt(lagMs);
    return { status: 200, body: { nameServers: zone.settings.nameServers, rrsets: setsOf(records) } };
  }
  return change(zone, text);
}

function change(zone: StoredZone, text: string): { readonly status: number; readonly body?: object } {
  let changes: readonly Change[];
  try {
    ({ changes } = JSON.parse(text) as { readonly changes: readonly Change[] });
  } catch {
    return { status: 400 };
  }
  const standing = setsOf(zone.current.records);
  const isStale = changes.some(({ expected, ...change }) => {
    const now = standing.find((one) => isAt(one, change));
    return expected !== undefined && !sameRRset(now, expected ?? undefined);
  });
  if (isStale) return { status: 409 };
  const before = zone.current.records;
  const after = changes.reduce((records, one) => carryOut(zone, records, one), before);
  if (changes.some((one) => hidesData(after, one))) return { status: 422 };
  zone.commit(() => after);
  return { status: 200, body: { done: true } };
}

function carryOut(
  zone: StoredZone,
  records: readonly StoredRecord[],
  change: Change,
): readonly StoredRecord[] {
  const { owner, type } = change;
  const here = records.filter((record) => isAt(record, change));
  const others = records.filter((record) => !isAt(record, change));
  const ttl = change.set?.ttl ?? change.ttl ?? here[0]?.ttl ?? 300;
  const values =
    change.set === undefined
      ? [
          ...here.map(({ value }) => value).filter((value) => change.remove?.includes(value) !== true),
          ...(change.add ?? []),
        ]
      : (change.set?.values ?? []);
  const next = [...new Set(values)].map(
    (value) =>
      here.find((record) => record.value === value && record.ttl === ttl) ??
      zone.newRecord({ owner, type, ttl, value }),
  );
  const isSame = next.length === here.length && next.every((record) => here.includes(record));
  return isSame ? records : [...others, ...next];
}

function hidesData(records: readonly StoredRecord[], { owner }: Change): boolean {
  const here = records.filter((record) => record.owner === owner);
  return here.length > 1 && here.some(({ type }) => type === "CNAME");
}

function setsOf(records: readonly StoredRecord[]): readonly RRset[] {
  return groupRRsets(records.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })));
}

function isAt(one: RRsetKey, { owner, type }: RRsetKey): boolean {
  return one.owner === owner && one.type === type;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  try {
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  } catch {
    // Cut off on its way: nothing of it is done, as it is no JSON.
  }
  return text;
}
