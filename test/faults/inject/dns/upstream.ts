import { createSocket } from "node:dgram";
import { once } from "node:events";
import { connect, isIPv6 } from "node:net";
import { Packet, type Resource } from "dns2";
import { withLength } from "../../../../src/sandbox/dns/wire.ts";
import { readMessages } from "./listener.ts";

// The way on to the name server itself. On loopback an answer takes less than a millisecond; where none comes, there
// is none to hand on.

export interface NameServer {
  readonly address: string;
  readonly port: number;
}

const LONGEST_WAIT_MS = 2_000;

export async function askServer(
  { address, port }: NameServer,
  octets: Buffer,
  transport: "udp" | "tcp",
): Promise<Buffer | undefined> {
  const signal = AbortSignal.timeout(LONGEST_WAIT_MS);
  try {
    return await (transport === "udp" ? askUdp : askTcp)(address, port, octets, signal);
  } catch {
    return undefined;
  }
}

async function askUdp(address: string, port: number, octets: Buffer, signal: AbortSignal): Promise<Buffer> {
  const socket = createSocket(isIPv6(address) ? "udp6" : "udp4");
  try {
    socket.connect(port, address);
    await once(socket, "connect", { signal });
    socket.send(octets);
    const [message] = (await once(socket, "message", { signal })) as [Buffer];
    return message;
  } finally {
    socket.close();
  }
}

async function askTcp(address: string, port: number, octets: Buffer, signal: AbortSignal): Promise<Buffer> {
  const socket = connect(port, address);
  try {
    const message = new Promise<Buffer>((resolve) => readMessages(socket, resolve));
    const end = once(socket, "close", { signal });
    socket.write(withLength(octets));
    const first = await Promise.race([message, end.then(() => undefined)]);
    if (first === undefined) throw new Error("closed without an answer");
    end.catch(() => {});
    return first;
  } finally {
    socket.destroy();
  }
}

/** The SOA of the zone that this server has at or above a name. */
export async function findSoa(server: NameServer, owner: string): Promise<Resource | undefined> {
  const labels = owner.split(".");
  for (let from = 0; from <= labels.length; from += 1) {
    const query = new Packet();
    query.header.id = from + 1;
    query.questions.push(new Packet.Question(labels.slice(from).join("."), Packet.TYPE.SOA, Packet.CLASS.IN));
    const octets = await askServer(server, query.toBuffer(), "tcp");
    const reply = octets === undefined ? undefined : Packet.parse(octets);
    const soa = [...(reply?.answers ?? []), ...(reply?.authorities ?? [])].find(
      ({ type }) => type === Packet.TYPE.SOA,
    );
    if (soa !== undefined) return soa;
  }
  return undefined;
}
