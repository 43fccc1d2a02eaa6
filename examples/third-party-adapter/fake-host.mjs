// @ts-check
// The DNS host of this example, on loopback: a fake that keeps state, so that the conformance kit can look
// behind the adapter's back.
import { createServer } from "node:http";
import { findRRset } from "ses-onboard/adapter";

/** @import { DomainName, RRset } from "ses-onboard/adapter" */
/** @import { HostFault, HostSide, RequestKind } from "ses-onboard/conformance" */
/** @import { IncomingMessage, ServerResponse } from "node:http" */

export const KEY = "example-key";

/** @type {Readonly<Record<string, number>>} */
const STATUS = { unavailable: 503, "rate-limited": 429, unauthorized: 401, forbidden: 403, refused: 422 };

/** @param {DomainName} apex */
export async function startFakeHost(apex) {
  /** @type {(readonly RRset[])[]} */
  const states = [[]];
  /** @type {{ on: RequestKind, edit: () => void | Promise<void> }[]} */
  const edits = [];
  /** @type {{ on: RequestKind, kind: HostFault["kind"], left: number }[]} */
  const faults = [];
  const current = () => states.at(-1) ?? [];

  /** @param {IncomingMessage} request @param {ServerResponse} response */
  const serve = async (request, response) => {
    // One document answers both questions, for the zone and for its records.
    /** @type {readonly RequestKind[]} */
    const kinds = request.method === "PUT" ? ["write"] : ["zones", "read"];
    const text = await textOf(request);
    const at = edits.findIndex(({ on }) => kinds.includes(on));
    if (at !== -1) await edits.splice(at, 1)[0]?.edit();
    const fault = faults.find(({ on, left }) => kinds.includes(on) && left > 0);
    if (fault !== undefined) fault.left -= 1;
    const refused = STATUS[fault?.kind ?? ""];
    if (refused !== undefined) return response.writeHead(refused).end();
    const { status, body } = answer(request, text);
    if (fault?.kind === "answer-lost") return response.destroy();
    if (fault?.kind === "stalled")
      return response.writeHead(status, { "content-type": "application/json" }).write(" ");
    return response.writeHead(status, { "content-type": "application/json" }).end(body);
  };

  /** @param {IncomingMessage} request @param {string} text */
  const answer = ({ headers, method, url }, text) => {
    if (headers.authorization !== `Bearer ${KEY}`) return { status: 401 };
    if (url !== `/zones/${apex}`) return { status: 404 };
    const version = String(states.length);
    if (method === "GET")
      return { status: 200, body: JSON.stringify({ version, nameServers: undefined, rrsets: current() }) };
    if (headers["if-match"] !== version) return { status: 412 };
    /** @type {{ rrsets: readonly RRset[] }} */
    const { rrsets } = JSON.parse(text);
    if (
      rrsets.some(
        (rrset) =>
          rrset.type === "CNAME" && rrsets.some((other) => other.owner === rrset.owner && other !== rrset),
      )
    )
      return { status: 422 };
    states.push(rrsets);
    return { status: 204 };
  };

  const server = createServer((request, response) => void serve(request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  /** @type {HostSide} */
  const side = {
    seed: (rrset) => {
      const others = current().filter(({ owner, type }) => owner !== rrset.owner || type !== rrset.type);
      states.push(rrset.values.length === 0 ? others : [...others, rrset]);
    },
    peek: (owner, type) => findRRset(current(), owner, type),
    history: () => states,
    intercept: (on, edit) => void edits.push({ on, edit }),
    inject: ({ on, kind, times }) => void faults.push({ on, kind, left: times }),
  };
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { side, url: `http://127.0.0.1:${port}`, close };
}

/** @param {IncomingMessage} request */
async function textOf(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text;
}
