import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import { once } from "node:events";
import type { Endpoint } from "../../../../src/resolve/transport/endpoint.ts";

/** A long way to a server: every datagram takes half of the round trip. */
export interface SlowPath {
  readonly close: () => Promise<void>;
}

/** @param roundTripMs asked for at each datagram */
export async function startSlowPath(
  at: Endpoint,
  to: Endpoint,
  roundTripMs: () => number,
): Promise<SlowPath> {
  const front = createSocket("udp4");
  const back = new Map<string, Socket>();
  const timers = new Set<NodeJS.Timeout>();
  const later = (send: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      send();
    }, roundTripMs() / 2);
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
