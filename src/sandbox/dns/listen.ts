import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server as TcpServer, type Socket } from "node:net";
import { withLength } from "./wire.ts";

// Sockets of the sandbox's name servers. What a message is answered is not their affair.

export interface Arrival {
  readonly address: string;
  readonly transport: "udp" | "tcp";
}

/** Undefined: no reply at all. */
export type ReplyTo = (message: Buffer, arrival: Arrival) => Buffer | undefined;

export interface Listeners {
  readonly port: number;
  readonly close: () => Promise<void>;
}

const PORT_ATTEMPTS = 20;

/**
 * One port that is free for UDP and TCP at every address: the first socket proposes, the others may refuse.
 */
export async function listenEverywhere(
  addresses: readonly string[],
  port: number,
  reply: ReplyTo,
): Promise<Listeners> {
  for (let attempt = 1; ; attempt += 1) {
    const listeners: Listeners[] = [];
    try {
      for (const address of addresses) {
        const udp = await listenUdp(address, listeners[0]?.port ?? port, reply);
        listeners.push(udp);
        listeners.push(await listenTcp(address, udp.port, reply));
      }
      return { port: listeners[0]?.port ?? port, close: () => closeAll(listeners) };
    } catch (error) {
      await closeAll(listeners);
      if (port !== 0 || attempt === PORT_ATTEMPTS || (error as NodeJS.ErrnoException).code !== "EADDRINUSE")
        throw error;
    }
  }
}

async function closeAll(listeners: readonly Listeners[]): Promise<void> {
  await Promise.all(listeners.map((listener) => listener.close()));
}

async function listenUdp(address: string, port: number, reply: ReplyTo): Promise<Listeners> {
  const socket = await bindUdp(address, port);
  socket.on("message", (message: Buffer, from: RemoteInfo) => {
    const answer = reply(message, { address, transport: "udp" });
    // A client that left makes the next send fail (ICMP); it misses its own answer, nobody else's.
    if (answer !== undefined) socket.send(answer, from.port, from.address, () => {});
  });
  socket.on("error", () => {});
  return { port: socket.address().port, close: () => closeUdp(socket) };
}

async function bindUdp(address: string, port: number): Promise<UdpSocket> {
  const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  try {
    socket.bind(port, address);
    await once(socket, "listening");
    return socket;
  } catch (error) {
    socket.close();
    throw error;
  }
}

function closeUdp(socket: UdpSocket): Promise<void> {
  return new Promise((resolve) => {
    socket.close(() => resolve());
  });
}

async function listenTcp(address: string, port: number, reply: ReplyTo): Promise<Listeners> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    serveTcp(socket, (message) => reply(message, { address, transport: "tcp" }));
  });
  server.listen(port, address);
  await once(server, "listening");
  return { port, close: () => closeTcp(server, sockets) };
}

/** Messages with two octets of length in front (RFC 1035 section 4.2.2), several on one connection. */
function serveTcp(socket: Socket, reply: (message: Buffer) => Buffer | undefined): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on("error", () => socket.destroy());
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      const answer = reply(pending.subarray(2, end));
      pending = pending.subarray(end);
      if (answer !== undefined) socket.write(withLength(answer));
    }
  });
}

function closeTcp(server: TcpServer, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}

/** Whether this host's loopback has the address. */
export async function canBind(address: string): Promise<boolean> {
  try {
    await closeUdp(await bindUdp(address, 0));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRNOTAVAIL") return false;
    throw error;
  }
}
