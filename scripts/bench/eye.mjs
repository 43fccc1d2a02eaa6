// An independent witness: asks servers for TXT at a name again and again, with nothing of the program that
// is measured, and reports when the last of them began to answer with records.
import { createSocket } from "node:dgram";

const ANSWER_COUNT_AT = 6;
const TXT = 16;

process.on("message", (wanted) => void watch(wanted));
process.on("disconnect", () => process.exit());

async function watch({ key, owner, addresses, port, everyMs }) {
  const times = await Promise.all(addresses.map((address) => firstSight({ owner, address, port, everyMs })));
  process.send({ key, servedAt: Math.max(...times) });
}

/** Milliseconds since 1970. */
function firstSight({ owner, address, port, everyMs }) {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const query = queryFor(owner);
    socket.on("error", () => {});
    socket.connect(port, address, () => {
      const timer = setInterval(() => socket.send(query), everyMs);
      socket.on("message", (reply) => {
        if (reply.readUInt16BE(ANSWER_COUNT_AT) === 0) return;
        clearInterval(timer);
        socket.close();
        resolve(performance.timeOrigin + performance.now());
      });
    });
  });
}

function queryFor(owner) {
  const labels = owner
    .split(".")
    .map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const header = Buffer.from([0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, TXT, 0, 1])]);
}
