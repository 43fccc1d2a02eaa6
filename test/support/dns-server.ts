import dgram from "node:dgram";
import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { Packet } from "dns2";

/** How a query came. */
export type Via = "udp" | "tcp";

/** A question that reached the server. */
export interface Received {
  readonly query: Packet;
  readonly octets: Buffer;
  readonly via: Via;
}

/**
 * What goes back: nothing, one message or several; `raw` octets go to the TCP stream as they are, without a
 * length in front.
 */
export type Response = undefined | Packet | Buffer | readonly (Packet | Buffer)[] | { readonly raw: Buffer };
export type Script = (received: Received) => Response;

export interface TestServer {
  readonly address: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** From now on answer like this. */
  answerWith(script: Script): void;
  close(): Promise<void>;
}

export interface TestServerOptions {
  readonly address?: string;
  readonly port?: number;
  /** Leave one out to have its port closed. */
  readonly transports?: readonly Via[];
  /** How long each answer takes on its way; absent: no time. */
  readonly delayMs?: number;
}

/** A raw DNS server on loopback, UDP and TCP on one port; each test says how octets are answered. */
export async function startDnsServer(script: Script, options: TestServerOptions = {}): Promise<TestServer> {
  const { address = "127.0.0.1", port = 0, transports = ["udp", "tcp"], delayMs = 0 } = options;
  const received: Received[] = [];
  let current = script;
  const respond = (octets: Buffer, via: Via): Response => {
    const one = { query: Packet.parse(octets), octets, via };
    received.push(one);
    return current(one);
  };
  const udp = openUdp(address, respond, delayMs);
  const tcp = openTcp(respond, delayMs);
  const bound = await bindBoth({ udp: udp.socket, tcp: tcp.server }, address, port);
  if (!transports.includes("udp")) udp.socket.close();
  if (!transports.includes("tcp")) await tcp.close();
  return {
    address,
    port: bound,
    received,
    answerWith: (next) => {
      current = next;
    },
    async close() {
      if (transports.includes("udp")) udp.socket.close();
      if (transports.includes("tcp")) await tcp.close();
    },
  };
}

const PORT_ATTEMPTS = 20;

/**
 * One free port for both transports: what the kernel picks for TCP may be taken for UDP, then it picks again.
 */
async function bindBoth(
  sockets: { readonly udp: dgram.Socket; readonly tcp: net.Server },
  address: string,
  port: number,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    sockets.tcp.listen(port, address);
    await once(sockets.tcp, "listening");
    const { port: bound } = sockets.tcp.address() as AddressInfo;
    try {
      sockets.udp.bind(bound, address);
      await once(sockets.udp, "listening");
      return bound;
    } catch (error) {
      if (port !== 0 || attempt === PORT_ATTEMPTS || (error as NodeJS.ErrnoException).code !== "EADDRINUSE")
        throw error;
      sockets.tcp.close();
      await once(sockets.tcp, "close");
    }
  }
}

type Respond = (octets: Buffer, via: Via) => Response;

function openUdp(address: string, respond: Respond, delayMs: number): { readonly socket: dgram.Socket } {
  const socket = dgram.createSocket(net.isIPv6(address) ? "udp6" : "udp4");
  const send = (messages: readonly Buffer[], { port, address: to }: dgram.RemoteInfo): void => {
    // Whoever asked may be gone when a late answer arrives, and so may this server.
    for (const message of messages) socket.send(message, port, to, () => {});
  };
  let isOpen = true;
  socket.on("close", () => (isOpen = false));
  socket.on("message", (octets, from) => {
    const messages = messagesOf(respond(octets, "udp"));
    after(delayMs, () => isOpen && send(messages, from));
  });
  return { socket };
}

function openTcp(
  respond: Respond,
  delayMs: number,
): { readonly server: net.Server; readonly close: () => Promise<void> } {
  const open = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
    socket.on("error", () => {});
    socket.once("data", (chunk) => {
      const response = respond(chunk.subarray(2), "tcp");
      after(delayMs, () => {
        if (response !== undefined && "raw" in response) socket.end(response.raw);
        else for (const message of messagesOf(response)) socket.write(framed(message));
      });
    });
  });
  const close = async (): Promise<void> => {
    for (const socket of open) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };
  return { server, close };
}

function after(delayMs: number, send: () => void): void {
  if (delayMs === 0) send();
  else setTimeout(send, delayMs);
}

function messagesOf(response: Response): readonly Buffer[] {
  if (response === undefined || "raw" in response) return [];
  return [response].flat().map((message) => (Buffer.isBuffer(message) ? message : message.toBuffer()));
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/**
 * A port where nobody listens. Below 1024, so that the kernel never gives it out by itself: a socket that was bound
 * and closed again leaves a number that the next test's socket, or the asking socket itself, may be given (a UDP
 * socket connected to its own port receives its own question; seen in CI). None of the ports that `fetch` refuses.
 */
export const CLOSED_PORT = 2;
