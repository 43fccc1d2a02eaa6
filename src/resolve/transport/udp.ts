import { createSocket, type Socket } from "node:dgram";
import { beforeDeadline } from "../../async/deadline.ts";
import { familyOf, type Endpoint } from "./endpoint.ts";
import { noReplyOf, TIMED_OUT, type Exchange, type ExchangeResult } from "./exchange.ts";

/** A lost datagram is the rule rather than a fault, so each try sends a second one half-way. */
const DATAGRAMS = 2;

/**
 * One question by UDP. The socket is connected: the kernel drops what comes from elsewhere, and a closed port
 * is known at once instead of at the deadline.
 * @throws only the signal's reason, when it aborts
 */
export async function exchangeUdp(endpoint: Endpoint, exchange: Exchange): Promise<ExchangeResult> {
  const { clock, signal } = exchange;
  signal?.throwIfAborted();
  const socket = createSocket(familyOf(endpoint) === 6 ? "udp6" : "udp4");
  try {
    const outcome = firstReply(socket, exchange);
    socket.connect(endpoint.port, endpoint.address);
    for (let datagram = 1; datagram <= DATAGRAMS; datagram += 1) {
      if (datagram > 1) sendDatagram(socket, exchange);
      const settled = await beforeDeadline(outcome, {
        clock,
        timeoutMs: exchange.timeoutMs / DATAGRAMS,
        signal,
      });
      if (settled !== undefined) return settled;
    }
    return TIMED_OUT;
  } finally {
    socket.close();
  }
}

function firstReply(socket: Socket, exchange: Exchange): Promise<ExchangeResult> {
  return new Promise((resolve) => {
    let connected = false;
    socket.on("connect", () => {
      connected = true;
      sendDatagram(socket, exchange);
    });
    socket.on("error", (error) => resolve(noReplyOf(error, connected)));
    socket.on("message", (octets) => {
      const decoded = exchange.decode(octets);
      if (decoded !== undefined) resolve(decoded);
    });
  });
}

function sendDatagram(socket: Socket, exchange: Exchange): void {
  exchange.onSend();
  socket.send(exchange.octets);
}
