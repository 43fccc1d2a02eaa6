import { connect, type Socket } from "node:net";
import { beforeDeadline } from "../../async/deadline.ts";
import type { Endpoint } from "./endpoint.ts";
import {
  CLOSED,
  isOutOfFiles,
  noReplyOf,
  TIMED_OUT,
  type Exchange,
  type ExchangeResult,
} from "./exchange.ts";

const LENGTH_OCTETS = 2;

/**
 * One question by TCP: each message goes after its length in two octets (RFC 1035 section 4.2.2).
 * @throws the signal's reason, when it aborts; the system's error where isOutOfFiles
 */
export async function exchangeTcp(endpoint: Endpoint, exchange: Exchange): Promise<ExchangeResult> {
  exchange.signal?.throwIfAborted();
  // Host and port apart: an IPv6 literal must never be cut at its first colon.
  const socket = connect({ host: endpoint.address, port: endpoint.port, noDelay: true });
  try {
    return (await beforeDeadline(firstReply(socket, exchange), exchange)) ?? TIMED_OUT;
  } finally {
    socket.destroy();
  }
}

function firstReply(socket: Socket, exchange: Exchange): Promise<ExchangeResult> {
  return new Promise((resolve, reject) => {
    let connected = false;
    let received = Buffer.alloc(0);
    socket.on("connect", () => {
      connected = true;
      exchange.onSend();
      socket.write(framed(exchange.message.octets));
    });
    socket.on("error", (error) => {
      if (isOutOfFiles(error)) reject(error);
      else resolve(noReplyOf(error, connected));
    });
    socket.on("data", (chunk: Buffer) => {
      const { messages, rest } = unframe(Buffer.concat([received, chunk]));
      received = Buffer.from(rest);
      const decoded = messages
        .map((message) => exchange.message.decode(message))
        .find((reply) => reply !== undefined);
      if (decoded !== undefined) resolve(decoded);
    });
    socket.on("end", () =>
      resolve(
        received.length === 0
          ? CLOSED
          : { kind: "malformed", because: "the TCP stream ended inside a message" },
      ),
    );
    socket.on("close", () => resolve(CLOSED));
  });
}

function framed(octets: Buffer): Buffer {
  const length = Buffer.alloc(LENGTH_OCTETS);
  length.writeUInt16BE(octets.length);
  return Buffer.concat([length, octets]);
}

function unframe(stream: Buffer): { readonly messages: readonly Buffer[]; readonly rest: Buffer } {
  const messages: Buffer[] = [];
  let at = 0;
  while (stream.length - at >= LENGTH_OCTETS) {
    const end = at + LENGTH_OCTETS + stream.readUInt16BE(at);
    if (end > stream.length) break;
    messages.push(stream.subarray(at + LENGTH_OCTETS, end));
    at = end;
  }
  return { messages, rest: stream.subarray(at) };
}
