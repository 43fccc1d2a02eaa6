import { once } from "node:events";
import net from "node:net";
import { Worker } from "node:worker_threads";

/** A TCP port whose host drops every SYN, as one behind a filter does. */
export interface NoAccept {
  readonly port: number;
  close(): Promise<void>;
}

/**
 * A thread that listens and then stands still takes no connection; once its backlog is full, Linux drops the next SYN
 * (tcp_abort_on_overflow = 0).
 */
export async function startNoAccept(
  port: number,
  addresses: readonly string[] = ["127.0.0.1"],
): Promise<NoAccept> {
  const worker = new Worker(LISTENER, { eval: true, workerData: { port, addresses } });
  await once(worker, "message");
  const filling = addresses.flatMap((address) =>
    Array.from({ length: BACKLOG + 1 }, () => net.connect(port, address)),
  );
  await Promise.all(filling.map((socket) => once(socket, "connect")));
  return {
    port,
    async close() {
      for (const socket of filling) socket.destroy();
      await worker.terminate();
    },
  };
}

const BACKLOG = 1;
const LISTENER = `
  const { once } = require("node:events");
  const { parentPort, workerData } = require("node:worker_threads");
  const listen = (address) => {
    const server = require("node:net").createServer();
    server.listen(workerData.port, address, ${BACKLOG});
    return once(server, "listening");
  };
  Promise.all(workerData.addresses.map(listen)).then(() => {
    parentPort.postMessage("listening");
    setImmediate(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0));
  });
`;
