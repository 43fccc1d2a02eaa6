import type { Socket } from "node:net";
import { setTimeout as pass } from "node:timers/promises";

// One answer as octets, whole or in another way than HTTP has it. After octets of our own the connection ends:
// node:http knows nothing of them.

export interface Answer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: Buffer;
}

export type Framing = { readonly length: number } | "chunked";

/** The octets of a head. */
export function headOf({ status, headers }: Answer, framing: Framing): Buffer {
  const fields = Object.entries(headers).flatMap(([name, value]) =>
    [value].flat().map((one) => `${name}: ${one}`),
  );
  const frame = framing === "chunked" ? "transfer-encoding: chunked" : `content-length: ${framing.length}`;
  return Buffer.from([`HTTP/1.1 ${status} Said`, ...fields, frame, "connection: close", "", ""].join("\r\n"));
}

export function wholeOf(answer: Answer): Buffer {
  return Buffer.concat([headOf(answer, { length: answer.body.length }), answer.body]);
}

export function chunkOf(octets: Buffer): Buffer {
  return Buffer.concat([Buffer.from(`${octets.length.toString(16)}\r\n`), octets, Buffer.from("\r\n")]);
}

export function halfOf(octets: Buffer): Buffer {
  return octets.subarray(0, Math.floor(octets.length / 2));
}

const PIECES = 8;

/** In pieces, evenly over that time; it stops where the client leaves. */
export async function trickle(socket: Socket, octets: Buffer, ms: number): Promise<void> {
  const size = Math.max(1, Math.ceil(octets.length / PIECES));
  for (let at = 0; at < octets.length && !socket.destroyed; at += size) {
    socket.write(octets.subarray(at, at + size));
    await stay(socket, ms / PIECES);
  }
}

/** Until that time is over, or the connection is. */
export async function stay(socket: Socket, ms: number): Promise<void> {
  if (socket.destroyed) return;
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  socket.once("close", leave);
  await pass(ms, undefined, { signal: gone.signal }).catch(() => {});
  socket.off("close", leave);
}
