import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Socket } from "node:net";
import { LOOPBACK_CERTIFICATE } from "./loopback-certificate.ts";

/** An HTTP proxy that tunnels every CONNECT to one port of the loopback, or does with it what a test says. */
export interface ConnectProxy {
  readonly url: string;
  /** `192.0.2.53:443` for each CONNECT. */
  readonly asked: readonly string[];
  /** What each of them said of who asks. */
  readonly authorizations: readonly (string | undefined)[];
  /** Resolves when the next of those who asked hangs up. */
  readonly nextEnd: () => Promise<void>;
  close(): Promise<void>;
}

export async function startConnectProxy(
  target: number | ((socket: Socket) => void),
  { tls = false, host = "127.0.0.1" }: { readonly tls?: boolean; readonly host?: string } = {},
): Promise<ConnectProxy> {
  const asked: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const open = new Set<Socket>();
  const ends = new Set<() => void>();
  const server = tls ? https.createServer(LOOPBACK_CERTIFICATE) : http.createServer();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("end", () => {
      for (const end of ends) end();
    });
    socket.on("close", () => open.delete(socket));
  });
  server.on("connect", ({ url = "", headers }: http.IncomingMessage, socket: Socket) => {
    asked.push(url);
    authorizations.push(headers["proxy-authorization"]);
    // The HTTP server hands the socket over; without a reader its end would never be noticed.
    if (typeof target === "function") {
      socket.resume();
      target(socket);
      return;
    }
    const tunnel = net.connect(target, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      tunnel.pipe(socket).pipe(tunnel);
    });
    tunnel.on("error", () => socket.destroy());
    // A reset ends no pipe.
    socket.on("close", () => tunnel.destroy());
  });
  server.listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls ? "https" : "http"}://${host.includes(":") ? `[${host}]` : host}:${port}`,
    asked,
    authorizations,
    nextEnd: () => new Promise((resolve) => ends.add(resolve)),
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
