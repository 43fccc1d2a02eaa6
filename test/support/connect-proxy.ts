import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo, type Socket } from "node:net";

/**
 * An HTTP proxy that tunnels every CONNECT to one port of the loopback, or never answers one and only tells
 * that it came.
 */
export interface ConnectProxy {
  readonly url: string;
  /** `192.0.2.53:443` for each CONNECT. */
  readonly asked: readonly string[];
  /** Resolves when the next of those who asked hangs up. */
  readonly nextEnd: () => Promise<void>;
  close(): Promise<void>;
}

export async function startConnectProxy(target: number | (() => void)): Promise<ConnectProxy> {
  const asked: string[] = [];
  const open = new Set<Socket>();
  const ends = new Set<() => void>();
  const server = http.createServer();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("end", () => {
      for (const end of ends) end();
    });
    socket.on("close", () => open.delete(socket));
  });
  server.on("connect", ({ url = "" }: http.IncomingMessage, socket: Socket) => {
    asked.push(url);
    // The HTTP server hands the socket over; without a reader its end would never be noticed.
    if (typeof target === "function") {
      socket.resume();
      target();
      return;
    }
    const tunnel = net.connect(target, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on("error", () => socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    nextEnd: () => new Promise((resolve) => ends.add(resolve)),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
