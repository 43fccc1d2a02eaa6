// An independent witness: asks servers for TXT at a name every millisecond, with nothing of the program that is measured, and reports when the last
// of them began to answer with SES's SPF record.
import { createSocket } from "node:dgram";

const EVERY_MS = 1;
const WANTED = Buffer.from("qcloudmail");
const TXT = 16;

process.on("message", ({ zone, owner, addresses, port }) => {
  Promise.all(addresses.map((address) => firstSight({ owner, address, port }))).then((times) => {
    process.send({ zone, servedAt: Math.max(...times) });
  });
});
process.on("disconnect", () => process.exit());

/** Milliseconds since 1970. */
function firstSight({ owner, address, port }) {
  return new Promise((resolve) => {
    const socket = createSocket("udp4");
    const query = queryFor(owner);
    socket.on("error", () => {});
    socket.connect(port, address, () => {
      const timer = setInterval(() => socket.send(query), EVERY_MS);
      socket.on("message", (reply) => {
        if (!reply.includes(WANTED)) return;
        clearInterval(timer);
        socket.close();
        resolve(performance.timeOrigin + performance.now());
      });
    });
  });
}

function queryFor(owner) {
  const labels = owner.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  const header = Buffer.from([0x12, 0x34, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, TXT, 0, 1])]);
}
