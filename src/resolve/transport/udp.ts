import { createSocket, type Socket } from "node:dgram";
import { beforeDeadline } from "../../async/deadline.ts";
import { familyOf, type Endpoint } from "./endpoint.ts";
import {
  isOutOfFiles,
  noReplyOf,
  TIMED_OUT,
  type Exchange,
  type ExchangeResult,
  type Message,
} from "./exchange.ts";

/** A message, and when it leaves: milliseconds after the first one. */
export interface Datagram {
  readonly message: Message;
  readonly afterMs: number;
}

export interface UdpExchange extends Omit<Exchange, "message"> {
  /** Sent one after the other until one of them is answered. */
  readonly datagrams: readonly Datagram[];
}

export interface UdpResult {
  readonly outcome: ExchangeResult;
  /** What the outcome answers; undefined: nothing was answered. */
  readonly answered: Message | undefined;
}

/**
 * One question by UDP. The socket is connected: the kernel drops what comes from elsewhere, and a closed port
 * is known at once instead of at the deadline.
 * @throws the signal's reason, when it aborts; the system's error where isOutOfFiles
 */
export async function exchangeUdp(endpoint: Endpoint, exchange: UdpExchange): Promise<UdpResult> {
  const { clock, datagrams, signal, timeoutMs } = exchange;
  signal?.throwIfAborted();
  const socket = createSocket(familyOf(endpoint) === 6 ? "udp6" : "udp4");
  try {
    const result = firstReply(socket, exchange);
    socket.connect(endpoint.port, endpoint.address);
    for (const [index, { message, afterMs }] of datagrams.entries()) {
      if (afterMs >= timeoutMs && index > 0) break;
      if (index > 0) sendDatagram(socket, exchange, message);
      const untilMs = Math.min(datagrams[index + 1]?.afterMs ?? timeoutMs, timeoutMs);
      const settled = await beforeDeadline(result, { clock, timeoutMs: untilMs - afterMs, signal });
      if (settled !== undefined) return settled;
    }
    return { outcome: TIMED_OUT, answered: undefined };
  } finally {
    socket.close();
  }
}

function firstReply(socket: Socket, exchange: UdpExchange): Promise<UdpResult> {
  const messages = exchange.datagrams.map(({ message }) => message);
  return new Promise((resolve, reject) => {
    let connected = false;
    socket.on("connect", () => {
      connected = true;
      for (const first of messages.slice(0, 1)) sendDatagram(socket, exchange, first);
    });
    socket.on("error", (error) => {
      if (isOutOfFiles(error)) reject(error);
      else resolve({ outcome: noReplyOf(error, connected), answered: undefined });
    });
    socket.on("message", (octets) => {
      for (const answered of messages) {
        const outcome = answered.decode(octets);
        if (outcome !== undefined) resolve({ outcome, answered });
      }
    });
  });
}

function sendDatagram(socket: Socket, exchange: UdpExchange, message: Message): void {
  exchange.onSend();
  socket.send(message.octets);
}
