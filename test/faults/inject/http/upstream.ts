import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Answer } from "./answer.ts";

// The way on to whom the program means. A connection for each request: nothing of one exchange reaches another.

/** A request as it came in. `rawHeaders` keeps what its signature covers: the host that the client named, too. */
export interface Request {
  readonly method: string;
  readonly target: string;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

export async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export async function sendOn(upstream: URL, { method, target, rawHeaders, body }: Request): Promise<Answer> {
  const request = httpRequest({
    host: upstream.hostname,
    port: upstream.port,
    method,
    path: target,
    agent: false,
    headers: endToEnd(rawHeaders, body),
  });
  request.end(body);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const headers = Object.fromEntries(
    Object.entries(response.headers).flatMap(([name, value]) =>
      value === undefined || HOP_BY_HOP.has(name) ? [] : [[name, value]],
    ),
  );
  return { status: response.statusCode ?? 0, headers, body: await bodyOf(response) };
}

/** Half of a request, then the end of the connection. Resolves when the upstream has noticed. */
export async function sendHalfOn(
  upstream: URL,
  { method, target, rawHeaders, body }: Request,
): Promise<void> {
  const fields = endToEnd(rawHeaders, body);
  const lines = fields.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${fields[at + 1] ?? ""}`] : []));
  const head = `${method} ${target} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
  // Without a body, half of the head: a whole head would be a whole request.
  const octets =
    body.length > 1
      ? Buffer.concat([Buffer.from(head), body.subarray(0, Math.floor(body.length / 2))])
      : Buffer.from(head.slice(0, head.length / 2));
  const socket = connect(Number(upstream.port), upstream.hostname);
  socket.on("error", () => {}).resume();
  socket.end(octets);
  await once(socket, "close");
}

/** The client's fields but those of its own connection (RFC 9110 section 7.6.1), and the length of the body. */
function endToEnd(rawHeaders: readonly string[], body: Buffer): string[] {
  const kept = rawHeaders.flatMap((name, at) =>
    at % 2 === 0 && !HOP_BY_HOP.has(name.toLowerCase()) ? [name, rawHeaders[at + 1] ?? ""] : [],
  );
  return [
    ...kept,
    ...(body.length > 0 ? ["content-length", String(body.length)] : []),
    "connection",
    "close",
  ];
}

const HOP_BY_HOP: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
