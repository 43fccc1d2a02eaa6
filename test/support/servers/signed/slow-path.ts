import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import { Packet } from "dns2";
import type { Endpoint } from "../../../../src/resolve/transport/endpoint.ts";
import { replyTo } from "../../dns-reply.ts";

/** A long way to a server: every datagram takes half of the round trip. */
export interface SlowPath {
  readonly close: () => Promise<void>;
}

/** What becomes of a question on its way: it is lost, or the server fails on it (SERVFAIL). */
export type Failure = "lost" | "servfail";

export interface Weather {
  readonly roundTripMs: number;
  /** Absent: it arrives. */
  readonly failure?: Failure | undefined;
  readonly onFailed: () => void;
}

/** @param weather asked for at each datagram */
export async function startSlowPath(at: Endpoint, to: Endpoint, weather: () => Weather): Promise<SlowPath> {
  const front = createSocket("udp4");
  const back = new Map<string, Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const later = (send: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      send();
    }, weather().roundTripMs / 2);
    timers.add(timer);
  };
  const socketFor = (from: RemoteInfo): Socket => {
    const name = `${from.address} ${from.port}`;
    const known = back.get(name);
    if (known !== undefined) return known;
    const socket = createSocket("udp4");
    socket.on("message", (answer) => later(() => front.send(answer, from.port, from.address)));
    socket.on("error", () => {});
    back.set(name, socket);
    return socket;
  };
  front.on("message", (query, from) => {
    const { failure, onFailed } = weather();
    if (failure === "servfail") later(() => front.send(failed(query), from.port, from.address));
    if (failure !== undefined) return onFailed();
    const socket = socketFor(from);
    later(() => socket.send(query, to.port, to.address));
  });
  front.bind(at.port, at.address);
  await once(front, "listening");
  return {
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of back.values()) socket.close();
      front.close();
      await once(front, "close");
    },
  };
}

function failed(query: Buffer): Buffer {
  return replyTo(Packet.parse(query), { authoritative: false, rcode: Packet.RCODE.SERVFAIL }).toBuffer();
}
