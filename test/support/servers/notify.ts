import { createSocket } from "node:dgram";
import { once } from "node:events";
import { Packet } from "dns2";
import type { Endpoint } from "../../../src/resolve/transport/endpoint.ts";

const OPCODE_NOTIFY = 4;
const AGAIN_AFTER_MS = 500;

/** Has a secondary look for news of a zone (RFC 1996), and comes back when it has said that it heard. */
export async function notify({ address, port }: Endpoint, zone: string): Promise<void> {
  const packet = new Packet();
  packet.header.id = Packet.uuid();
  packet.header.opcode = OPCODE_NOTIFY;
  packet.header.aa = 1;
  packet.questions.push(new Packet.Question(zone, Packet.TYPE.SOA, Packet.CLASS.IN));
  const socket = createSocket("udp4");
  const send = (): void => socket.send(packet.toBuffer());
  socket.connect(port, address, send);
  // A busy server may lose a datagram, and hears the second one as well.
  const again = setInterval(send, AGAIN_AFTER_MS);
  try {
    await once(socket, "message");
  } finally {
    clearInterval(again);
    socket.close();
  }
}
