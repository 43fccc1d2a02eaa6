import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { CERTIFICATES, KEY } from "./certificates.ts";

// What the client connects to: a port that can be closed for a while, and a certificate that can change for a while.

export interface Front {
  readonly origin: string;
  readonly closePort: (ms: number) => void;
  readonly present: (certificate: keyof typeof CERTIFICATES, ms: number) => void;
  /** RST in place of FIN, under TLS as well. */
  readonly reset: (socket: Socket) => void;
  readonly close: () => Promise<void>;
}

export async function startFront(listener: RequestListener, tls: boolean): Promise<Front> {
  const secure = tls ? createTlsServer({ key: KEY, cert: CERTIFICATES.sound }, listener) : undefined;
  const server = secure ?? createServer(listener);
  const open = new Map<number | undefined, Socket>();
  const timers = new Set<NodeJS.Timeout>();
  let isClosed = false;
  server.on("connection", (socket: Socket) => {
    const { remotePort } = socket;
    open.set(remotePort, socket);
    socket.on("error", () => {}).on("close", () => open.delete(remotePort));
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  // Somebody else may have been given the port meanwhile.
  server.on("error", () => later(LISTEN_AGAIN_MS, listen));

  function later(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  }
  function listen(): void {
    if (!isClosed && !server.listening) server.listen(port, "127.0.0.1");
  }
  function hangUp(): void {
    for (const socket of open.values()) socket.resetAndDestroy();
  }

  return {
    origin: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    closePort(ms) {
      server.close();
      hangUp();
      later(ms, listen);
    },
    present(certificate, ms) {
      secure?.setSecureContext({ key: KEY, cert: CERTIFICATES[certificate] });
      later(ms, () => secure?.setSecureContext({ key: KEY, cert: CERTIFICATES.sound }));
    },
    reset: (socket) => void open.get(socket.remotePort)?.resetAndDestroy(),
    async close() {
      isClosed = true;
      for (const timer of timers) clearTimeout(timer);
      hangUp();
      if (server.listening) await new Promise((resolve) => server.close(resolve));
    },
  };
}

const LISTEN_AGAIN_MS = 20;
