import { createSocket, type Socket as UdpSocket } from "node:dgram";
import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { isIPv6 } from "node:net";
import { withLength } from "../../../../src/sandbox/dns/wire.ts";

// One address with one port for UDP and TCP, that can be closed for a while.

/** A question as it came, and the way back. */
export interface Arrival {
  readonly octets: Buffer;
  readonly transport: "udp" | "tcp";
  readonly send: (message: Buffer) => void;
  /** From another port of the same address; by TCP nothing. */
  readonly sendFromElsewhere: (message: Buffer) => Promise<void>;
  /** By TCP: octets as they are, without a length in front. */
  readonly sendRaw: (octets: Buffer, then?: () => void) => void;
  readonly reset: () => void;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly closePort: (ms: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

type OnQuestion = (arrival: Arrival) => void;

/** @param wanted 0: any that is free @throws EADDRINUSE */
export async function listenAt(address: string, wanted: number, onQuestion: OnQuestion): Promise<Listener> {
  const first = await openBoth(address, wanted, onQuestion);
  const { port } = first;
  let open: Open | undefined = first;
  let reopening: NodeJS.Timeout | undefined;
  const shut = async (): Promise<void> => {
    const closing = open;
    open = undefined;
    await closing?.close();
  };
  return {
    address,
    port,
    async closePort(ms) {
      clearTimeout(reopening);
      await shut();
      reopening = setTimeout(() => {
        // Should somebody else have been given the port meanwhile, it stays closed: a name server that is gone.
        openBoth(address, port, onQuestion).then(
          (again) => (open = again),
          () => {},
        );
      }, ms);
    },
    async close() {
      clearTimeout(reopening);
      await shut();
    },
  };
}

interface Open {
  readonly port: number;
  readonly close: () => Promise<void>;
}

async function openBoth(address: string, port: number, onQuestion: OnQuestion): Promise<Open> {
  const udp = await openUdp(address, port, onQuestion);
  try {
    const tcp = await openTcp(address, udp.port, onQuestion);
    return { port: udp.port, close: async () => void (await Promise.all([udp.close(), tcp.close()])) };
  } catch (error) {
    await udp.close();
    throw error;
  }
}

async function bound(address: string, port: number): Promise<UdpSocket> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  try {
    socket.bind(port, address);
    await once(socket, "listening");
    return socket.on("error", () => {});
  } catch (error) {
    socket.close();
    throw error;
  }
}

async function openUdp(address: string, port: number, onQuestion: OnQuestion): Promise<Open> {
  const socket = await bound(address, port);
  let isOpen = true;
  socket.on("message", (octets, from) => {
    // Whoever asked may be gone when an answer leaves, and so may this socket.
    const send = (message: Buffer): void => {
      if (isOpen) socket.send(message, from.port, from.address, () => {});
    };
    const sendFromElsewhere = async (message: Buffer): Promise<void> => {
      const other = await bound(address, 0);
      await new Promise<void>((resolve) => other.send(message, from.port, from.address, () => resolve()));
      other.close();
    };
    onQuestion({ octets, transport: "udp", send, sendFromElsewhere, sendRaw: () => {}, reset: () => {} });
  });
  return {
    port: socket.address().port,
    close: () =>
      new Promise((resolve) => {
        isOpen = false;
        socket.close(() => resolve());
      }),
  };
}

async function openTcp(address: string, port: number, onQuestion: OnQuestion): Promise<Open> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {}).once("close", () => sockets.delete(socket));
    readMessages(socket, (octets) =>
      onQuestion({
        octets,
        transport: "tcp",
        send: (message) => void socket.write(withLength(message)),
        sendFromElsewhere: () => Promise.resolve(),
        sendRaw: (raw, then) => void socket.write(raw, then),
        reset: () => socket.resetAndDestroy(),
      }),
    );
  });
  server.listen(port, address);
  await once(server, "listening");
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.resetAndDestroy();
      }),
  };
}

/** Messages with two octets of length in front (RFC 1035 section 4.2.2). */
export function readMessages(socket: Socket, onMessage: (message: Buffer) => void): void {
  let pending: Buffer = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    pending = Buffer.concat([pending, chunk]);
    while (pending.length >= 2 && pending.length >= 2 + pending.readUInt16BE(0)) {
      const end = 2 + pending.readUInt16BE(0);
      onMessage(pending.subarray(2, end));
      pending = pending.subarray(end);
    }
  });
}
