import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { DomainName } from "../../src/dns/domain-name.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import { groupRRsets } from "../../providers/kit/values.ts";
import type { StoredRecord, StoredZone } from "../../src/sandbox/zone-store.ts";

// The API that examples/third-party-adapter/inhouse.mjs speaks, over a zone of the sandbox: what the adapter
// writes is served by the sandbox's name servers. An own fake; there is no such host in the world.

export interface InhouseHost {
  readonly url: string;
  readonly key: string;
  /** Every request in order, like `PUT 412`. */
  readonly requests: readonly string[];
  /** Somebody else writes just before the next write arrives. */
  readonly beforeNextWrite: (edit: (zone: StoredZone) => void) => void;
  /** From now on every write gets this status and changes nothing. */
  readonly refuseWrites: (status: number) => void;
  readonly close: () => void;
}

export async function startInhouseHost(zone: StoredZone): Promise<InhouseHost> {
  const key = "inhouse-key-of-the-test";
  const requests: string[] = [];
  const edits: ((zone: StoredZone) => void)[] = [];
  let refusal: number | undefined;

  const answer = (request: IncomingMessage, text: string): { status: number; body?: object } => {
    if (request.headers.authorization !== `Bearer ${key}`) return { status: 401 };
    if (request.url !== `/zones/${zone.apex}`) return { status: 404 };
    if (request.method === "GET") return { status: 200, body: documentOf(zone) };
    edits.shift()?.(zone);
    if (refusal !== undefined) return { status: refusal };
    if (request.headers["if-match"] !== String(zone.current.serial)) return { status: 412 };
    const { rrsets } = JSON.parse(text) as { readonly rrsets: readonly RRset[] };
    zone.commit(() => rrsets.flatMap((rrset) => recordsOf(zone, rrset)));
    return { status: 204 };
  };
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { status, body } = answer(request, await textOf(request));
    requests.push(`${request.method} ${status}`);
    response.writeHead(status).end(body === undefined ? undefined : JSON.stringify(body));
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    key,
    requests,
    beforeNextWrite: (edit) => void edits.push(edit),
    refuseWrites: (status) => void (refusal = status),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A whole zone with its version, as this host tells it. */
function documentOf({ current, settings }: StoredZone): object {
  const rrsets = groupRRsets(
    current.records.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })),
  );
  return { version: String(current.serial), nameServers: settings.nameServers, rrsets };
}

function recordsOf(zone: StoredZone, { owner, type, ttl, values }: RRset): readonly StoredRecord[] {
  return values.map((value) => zone.newRecord({ owner, type, ttl, value }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
  return text;
}

/** What somebody else adds to a zone at the host's back. */
export function foreignRecord(zone: StoredZone, owner: DomainName, value: string): void {
  zone.commit((records) => [...records, zone.newRecord({ owner, type: "TXT", ttl: 300, value })]);
}
