import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { HostFault, HostSide, RequestKind } from "../../../providers/conformance.ts";

// What stands between the adapter and a PowerDNS, real or not: it edits and breaks requests as the cases want.

export const PREFIX = "/api/v1/servers/localhost";

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}

export interface ApiRequest {
  readonly method: string;
  readonly url: string;
  readonly key: string;
  readonly text: string;
}

/** What carries requests out. */
export interface PowerDnsHost extends Pick<HostSide, "seed" | "seedAll" | "peek" | "history" | "lag"> {
  readonly answer: (request: ApiRequest) => Answer | Promise<Answer>;
}

export interface Front {
  readonly url: string;
  readonly side: HostSide;
  readonly close: () => void;
}

export async function startFront(host: PowerDnsHost): Promise<Front> {
  const front = new Interference(host);
  const server = createServer((request, response) => {
    front.serve(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { seed, seedAll, peek, history, lag } = host;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`,
    side: {
      seed,
      ...(seedAll === undefined ? {} : { seedAll }),
      peek,
      history,
      ...(lag === undefined ? {} : { lag }),
      intercept: (on, edit) => void front.edits.push({ on, edit }),
      inject: ({ on, kind, times }) => void front.faults.push({ on, kind, left: times }),
    },
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

class Interference {
  readonly edits: { readonly on: RequestKind; readonly edit: () => void | Promise<void> }[] = [];
  readonly faults: { readonly on: RequestKind; readonly kind: HostFault["kind"]; left: number }[] = [];
  readonly #host: PowerDnsHost;

  constructor(host: PowerDnsHost) {
    this.#host = host;
  }

  async serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await parseRequest(incoming);
    const on = kindOf(request);
    const at = this.edits.findIndex((pending) => pending.on === on);
    if (at !== -1) await this.edits.splice(at, 1)[0]?.edit();
    const fault = this.faults.find((candidate) => candidate.on === on && candidate.left > 0);
    if (fault !== undefined) fault.left -= 1;
    const refused = fault && STATUS[fault.kind];
    const { status, body } =
      refused === undefined ? await this.#host.answer(request) : { status: refused, body: undefined };
    if (fault?.kind === "answer-lost") return void response.destroy();
    response.writeHead(status, { "content-type": status < 400 ? "application/json" : "text/plain" });
    if (fault?.kind === "stalled") return void response.write(" ");
    response.end(body === undefined ? "" : JSON.stringify(body));
  }
}

function kindOf({ method, url }: ApiRequest): RequestKind {
  if (method === "PATCH") return "write";
  return url.startsWith(`${PREFIX}/zones?`) ? "zones" : "read";
}

async function parseRequest(incoming: IncomingMessage): Promise<ApiRequest> {
  const { method = "GET", url = "", headers } = incoming;
  let text = "";
  for await (const chunk of incoming.setEncoding("utf8")) text += String(chunk);
  return { method, url, key: String(headers["x-api-key"]), text };
}
