import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { onTestFinished } from "vitest";

// An HTTP server by its octets, whose every answer is spoiled in one way.

export type Spoiled =
  | "cut"
  | "reset"
  | "chunks cut"
  | "gzip cut"
  | "stalled"
  | "chunks without end"
  | "headers without end";

const BODY = `{"Response":{"RequestId":"x"},"success":true,"result":[],"padding":"${"x".repeat(200)}"}`;
const HALF = BODY.slice(0, 120);

function head(...fields: readonly string[]): string {
  return ["HTTP/1.1 200 OK", "content-type: application/json", ...fields, "", ""].join("\r\n");
}

/** Milliseconds: often enough that no pause looks like silence. */
const DRIP_MS = 50;

function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), DRIP_MS);
  socket.once("close", () => clearInterval(timer));
}

const ANSWERS: Readonly<Record<Spoiled, (socket: Socket) => void>> = {
  cut: (socket) => socket.end(head(`content-length: ${BODY.length}`) + HALF),
  reset: (socket) =>
    socket.write(head(`content-length: ${BODY.length}`) + HALF, () =>
      setTimeout(() => socket.resetAndDestroy(), DRIP_MS),
    ),
  "chunks cut": (socket) => socket.end(`${head("transfer-encoding: chunked")}78\r\n${HALF}\r\n`),
  "gzip cut": (socket) => {
    const octets = gzipSync(BODY);
    socket.write(head("content-encoding: gzip", "connection: close"));
    socket.end(octets.subarray(0, octets.length / 2));
  },
  stalled: (socket) => socket.write(head(`content-length: ${BODY.length}`) + HALF),
  "chunks without end": (socket) => {
    socket.write(head("transfer-encoding: chunked"));
    drip(socket, "1\r\n \r\n");
  },
  "headers without end": (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    drip(socket, "x-more: 1\r\n");
  },
};

export interface SpoiledServer {
  readonly url: string;
  readonly requests: () => number;
}

/** Closed when the test is done. */
export async function startSpoiled(spoiled: Spoiled): Promise<SpoiledServer> {
  let requests = 0;
  const sockets = new Set<Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).once("close", () => sockets.delete(socket));
    socket.once("data", () => {
      requests += 1;
      ANSWERS[spoiled](socket);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}
