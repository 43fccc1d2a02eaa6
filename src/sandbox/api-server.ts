import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

// HTTP for the sandbox's APIs: one request in, one answer out, with faults on request and a journal for
// tests. What an API says is its own affair.

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * One API: what a request is called, what it is answered, and how this API words a rate limit and a failure
 * of its own.
 */
export interface Api {
  readonly name: string;
  /**
   * The request's name in its API's own terms: `CreateEmailIdentity`, `POST dns_records/batch`,
   * `ChangeResourceRecordSets`.
   */
  readonly operationOf: (request: ApiRequest) => string;
  readonly answer: (request: ApiRequest) => ApiResponse | Promise<ApiResponse>;
  readonly rateLimited: (request: ApiRequest) => ApiResponse;
  readonly serverError: (request: ApiRequest) => ApiResponse;
}

/**
 * What goes wrong with one request. `reset-after` and `server-error-after` commit first and lose only the
 * answer: the client can't know.
 * `slow-body` sends the headers and half of the body, then nothing more. `html` is a proxy's page with status
 * 200, `blocked` a firewall's with status 403: the API never sees the request.
 */
export type FaultKind =
  | "rate-limit"
  | "server-error"
  | "server-error-after"
  | "reset-before"
  | "reset-after"
  | "slow-body"
  | "html"
  | "blocked"
  | "redirect";

export interface Fault {
  readonly operation: string;
  readonly kind: FaultKind;
  /** How many requests it spoils before it is used up. */
  readonly times: number;
}

/** One request as it came in, in order. */
export interface JournalEntry {
  readonly api: string;
  readonly operation: string;
  readonly at: number;
  readonly status: number;
  readonly fault: FaultKind | undefined;
  readonly request: ApiRequest;
}

export class ApiJournal {
  readonly entries: JournalEntry[] = [];
  readonly #faults: { operation: string; kind: FaultKind; left: number }[] = [];

  /** From now on the next `times` requests of this operation go wrong. */
  inject(fault: Fault): void {
    this.#faults.push({ operation: fault.operation, kind: fault.kind, left: fault.times });
  }

  takeFault(operation: string): FaultKind | undefined {
    const fault = this.#faults.find((candidate) => candidate.operation === operation && candidate.left > 0);
    if (fault === undefined) return undefined;
    fault.left -= 1;
    return fault.kind;
  }

  /** The operations that came in at one API, in order. */
  operations(api: string): readonly string[] {
    return this.entries.filter((entry) => entry.api === api).map((entry) => entry.operation);
  }
}

export interface RunningServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serve one API on a free port of the loopback. */
export async function serveApi(api: Api, journal: ApiJournal, port = 0): Promise<RunningServer> {
  const server = createServer((incoming, response) => {
    respond(api, journal, incoming, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => closeServer(server),
  };
}

async function respond(
  api: Api,
  journal: ApiJournal,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const request = await readRequest(incoming);
  const operation = api.operationOf(request);
  const fault = journal.takeFault(operation);
  const answer = await answerUnder(fault, api, request);
  journal.entries.push({ api: api.name, operation, at: Date.now(), status: answer.status, fault, request });
  if (fault === "reset-before" || fault === "reset-after") {
    incoming.socket.resetAndDestroy();
    return;
  }
  response.writeHead(answer.status, {
    date: new Date().toUTCString(),
    "content-type": "application/json",
    ...answer.headers,
  });
  if (fault === "slow-body") response.write(answer.body.slice(0, answer.body.length / 2));
  else response.end(answer.body);
}

async function answerUnder(
  fault: FaultKind | undefined,
  api: Api,
  request: ApiRequest,
): Promise<ApiResponse> {
  switch (fault) {
    case undefined:
    case "reset-after":
    case "slow-body":
      return api.answer(request);
    case "server-error-after":
      await api.answer(request);
      return api.serverError(request);
    case "server-error":
      return api.serverError(request);
    case "rate-limit":
      return api.rateLimited(request);
    case "html":
      return {
        status: 200,
        headers: { "content-type": "text/html" },
        body: "<html><body>Sign in to the company network</body></html>",
      };
    case "blocked":
      return {
        status: 403,
        headers: { "content-type": "text/html; charset=UTF-8" },
        body: "<!DOCTYPE html><html><title>Attention Required!</title>Sorry, you have been blocked</html>",
      };
    case "redirect":
      return { status: 302, headers: { location: "http://127.0.0.1:9/elsewhere" }, body: "" };
    case "reset-before":
      return { status: 0, body: "" };
  }
}

async function readRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const url = new URL(incoming.url ?? "/", "http://sandbox");
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
