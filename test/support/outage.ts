import http, { type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

// An API that is away for a while, and comes back: what stands between the built program and the sandbox's API.

/** How it is away: nobody listens, connections break, it fails, somebody else answers, nobody answers. */
export const AWAY = ["refused", "reset", "503", "html", "hanging"] as const;
export type Away = (typeof AWAY)[number];

/** The outage begins with the given request, which is the first to meet it. */
export interface Outage {
  readonly kind: Away;
  readonly forMs: number;
  /** Of the request that meets it first, as `called` names it; a part of the name is enough. */
  readonly on: string;
  /** Which of these it is, counted from 1. */
  readonly nth?: number;
  /** The request that meets it first is still carried out; its answer is lost. */
  readonly afterCommit?: boolean;
}

export interface Front {
  readonly url: string;
  /** Every request that came in, in order: what it was and how many milliseconds after the outage began. */
  readonly asked: readonly { readonly name: string; readonly afterMs: number | undefined }[];
  /** How many requests met the outage; those that found nobody listening are not counted. */
  readonly met: () => number;
  readonly close: () => Promise<void>;
}

/** What a request is called: SES's action, else the method and the path. */
function called(request: IncomingMessage): string {
  const action = request.headers["x-tc-action"];
  return typeof action === "string" ? action : `${request.method} ${request.url}`;
}

/** Passes everything on to `target`, but for the time of the outage. */
export async function startFront(target: string, outage: Outage | undefined): Promise<Front> {
  const asked: { name: string; afterMs: number | undefined }[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let [seen, met] = [0, 0];
  let beganAt: number | undefined;
  const server = http.createServer((request, response) => {
    serve(request, response).catch(() => response.destroy());
  });
  const isAway = () =>
    outage !== undefined && beganAt !== undefined && performance.now() - beganAt < outage.forMs;

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.on("error", () => undefined);
    response.on("error", () => undefined);
    const name = called(request);
    if (outage !== undefined && beganAt === undefined && name.includes(outage.on)) {
      seen += 1;
      if (seen === (outage.nth ?? 1)) {
        beganAt = performance.now();
        const commit = outage.afterCommit === true ? passOn(target, request, undefined) : undefined;
        await commit;
        if (outage.kind === "refused") closeFor(outage.forMs);
      }
    }
    asked.push({ name, afterMs: beganAt === undefined ? undefined : performance.now() - beganAt });
    if (!isAway() || outage === undefined) return passOn(target, request, response);
    met += 1;
    stayAway(outage.kind, request, response);
  };

  const closeFor = (ms: number): void => {
    server.close();
    const back = setTimeout(() => {
      timers.delete(back);
      server.listen(port, "127.0.0.1");
    }, ms);
    timers.add(back);
  };

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    met: () => met,
    close: () => {
      for (const timer of timers) clearTimeout(timer);
      return ended(server);
    },
  };
}

function stayAway(kind: Away, request: IncomingMessage, response: ServerResponse): void {
  if (kind === "refused" || kind === "reset") request.socket.resetAndDestroy();
  else if (kind === "503") response.writeHead(503).end("no healthy upstream");
  else if (kind === "html")
    response.writeHead(200, { "content-type": "text/html" }).end("<html><p>Please sign in</p></html>");
}

async function passOn(
  target: string,
  request: IncomingMessage,
  response: ServerResponse | undefined,
): Promise<void> {
  const { port } = new URL(target);
  const onward = http.request({
    host: "127.0.0.1",
    port,
    method: request.method,
    path: request.url,
    headers: request.headers,
    agent: false,
  });
  onward.on("error", () => response?.destroy());
  request.pipe(onward);
  const [answer] = (await once(onward, "response")) as [IncomingMessage];
  if (response === undefined) {
    await once(answer.resume(), "end");
    return;
  }
  response.writeHead(answer.statusCode ?? 500, answer.headers);
  answer.pipe(response);
}

async function ended(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
