import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer } from "node:net";
import type { DnsServers } from "../../src/sandbox/dns/server.ts";

/** An answer of a name server as octets, as others; undefined: none. `address`: who gave it. */
export type Spoil = (answer: Buffer, address: string) => Buffer | undefined;

export interface DnsFront {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** Stands in front of the sandbox's name servers, at their addresses and a port of its own. */
export async function startDnsFront({ addresses, port }: DnsServers, spoil: Spoil): Promise<DnsFront> {
  const all = [...new Set(Object.values(addresses))];
  const answer = async (query: Buffer, address: string): Promise<Buffer | undefined> => {
    const told = await exchange(query, address, port);
    return told === undefined ? undefined : spoil(told, address);
  };
  const [first = ""] = all;
  const opened = [await openAt(first, 0, answer)];
  const own = opened[0]?.port ?? 0;
  for (const address of all.slice(1)) opened.push(await openAt(address, own, answer));
  return { port: own, close: async () => void (await Promise.all(opened.map((one) => one.close()))) };
}

type Answer = (query: Buffer, address: string) => Promise<Buffer | undefined>;

async function openAt(address: string, port: number, answer: Answer) {
  let isOpen = true;
  const tcp = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (chunk) => void answer(chunk.subarray(2), address).then(end));
    const end = (told: Buffer | undefined): unknown =>
      told === undefined ? socket.destroy() : socket.end(Buffer.concat([lengthOf(told), told]));
  });
  tcp.listen(port, address);
  await once(tcp, "listening");
  const bound = (tcp.address() as { readonly port: number }).port;
  const udp = createSocket(address.includes(":") ? "udp6" : "udp4");
  udp.on("message", (query, from) => {
    const send = (told: Buffer | undefined): void => {
      // The test may be over when a late answer is there.
      if (told !== undefined && isOpen) udp.send(told, from.port, from.address, () => {});
    };
    void answer(query, address).then(send);
  });
  udp.bind(bound, address);
  await once(udp, "listening");
  const close = (): Promise<void> => {
    isOpen = false;
    udp.close();
    return new Promise((resolve) => void tcp.close(() => resolve()));
  };
  return { port: bound, close };
}

function lengthOf(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return length;
}

/** Milliseconds; on loopback an answer takes less than one. */
const LONGEST_WAIT_MS = 2_000;

async function exchange(query: Buffer, address: string, port: number): Promise<Buffer | undefined> {
  const socket: Socket = createSocket(address.includes(":") ? "udp6" : "udp4");
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  try {
    socket.send(query, port, address);
    const [told] = (await once(socket, "message", { signal })) as [Buffer];
    return told;
  } catch {
    return undefined;
  } finally {
    socket.close();
  }
}
