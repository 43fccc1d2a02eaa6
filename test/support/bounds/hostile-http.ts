import { once } from "node:events";
import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Writable } from "node:stream";
import { constants, gzipSync } from "node:zlib";

// Servers on loopback whose answers are too large, and in front of the sandbox's APIs.

export interface Server {
  readonly url: string;
  readonly close: () => void;
}

/** Answers by itself, or does not (false) and leaves it to whom it stands before. */
export type Answer = (asked: Asked, response: ServerResponse) => boolean | Promise<boolean>;

export interface Asked {
  /** Of SES: the action. */
  readonly action: string;
  readonly method: string;
  readonly path: string;
}

/** In front of this API; what it does not answer itself goes there and back unchanged. */
export async function startInFront(behind: string, answer: Answer): Promise<Server> {
  const server = createServer((asked, response) => {
    void respond(new URL(behind), answer, asked, response).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function respond(
  behind: URL,
  answer: Answer,
  asked: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const action = String(asked.headers["x-tc-action"] ?? "");
  response.on("error", () => undefined);
  const { method = "", url: path = "" } = asked;
  if (await answer({ action, method, path }, response)) return;
  const onward = request({ host: behind.hostname, port: behind.port, method, path, headers: asked.headers });
  onward.on("error", () => response.destroy());
  onward.on("response", (given) => {
    response.writeHead(given.statusCode ?? 0, given.headers);
    given.pipe(response);
  });
  asked.pipe(onward);
}

const PIECE = Buffer.alloc(1_000_000, 0x61);

/** A JSON document of so many million octets: what it begins with, one long text, what it ends with. */
export async function sendLong(
  response: ServerResponse,
  megabytes: number,
  [begin, end]: readonly [string, string],
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" },
): Promise<true> {
  response.writeHead(200, headers);
  response.write(begin);
  for (let sent = 0; sent < megabytes && !response.destroyed; sent += 1)
    if (!response.write(PIECE)) await drained(response);
  response.end(end);
  return true;
}

/** The same, packed to less than a hundredth: a gzip may be several one after the other (RFC 1952 section 2.2). */
export async function sendBomb(
  response: ServerResponse,
  megabytes: number,
  [begin, end]: readonly [string, string],
): Promise<true> {
  const piece = gzipSync(PIECE, { level: constants.Z_BEST_SPEED });
  response.writeHead(200, { "content-type": "application/json", "content-encoding": "gzip" });
  response.write(gzipSync(begin));
  for (let sent = 0; sent < megabytes && !response.destroyed; sent += 1)
    if (!response.write(piece)) await drained(response);
  response.end(gzipSync(end));
  return true;
}

/** Or closed, where nobody reads it any more. */
function drained(stream: Writable): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stream.off("drain", done).off("close", done);
      resolve();
    };
    stream.once("drain", done).once("close", done);
  });
}

export function sendJson(response: ServerResponse, body: unknown): true {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(JSON.stringify(body));
  return true;
}

export function sendXml(response: ServerResponse, body: string): true {
  response.writeHead(200, { "content-type": "text/xml" });
  response.end(body);
  return true;
}
