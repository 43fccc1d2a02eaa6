import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import http2, { type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import https from "node:https";
import type { AddressInfo, Server, Socket } from "node:net";
import { Packet } from "dns2";
import { LOOPBACK_CERTIFICATE } from "./loopback-certificate.ts";

/** A question that came by HTTP. */
export interface ReceivedByHttp {
  readonly query: Packet;
  readonly method: string | undefined;
  readonly url: string | undefined;
  /** `1.1` or `2.0`. */
  readonly version: string;
  readonly headers: IncomingMessage["headers"];
}

/** A reply, or whatever else a web server might do; undefined: silence. */
export type DohScript = (
  received: ReceivedByHttp,
) => Packet | ((response: ServerResponse) => void) | undefined;

export interface DohServer {
  readonly address: string;
  readonly port: number;
  /** `http://127.0.0.1:1234/dns-query`. */
  readonly url: string;
  readonly received: readonly ReceivedByHttp[];
  /** How many connections were made, each with a handshake of its own. */
  readonly connections: () => number;
  /** Ends those that stand, as a server does that was idle for long or starts again. */
  readonly endConnections: () => void;
  close(): Promise<void>;
}

export interface DohServerOptions {
  readonly address?: string;
  /** True: with a certificate that nobody trusts. */
  readonly tls?: boolean | Certificate;
  /** By TLS; absent: HTTP/1.1 alone. */
  readonly speaks?: "HTTP/1.1" | "HTTP/2" | "both";
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A resolver that takes questions by HTTP or by HTTPS. */
export async function startDohServer(script: DohScript, options: DohServerOptions = {}): Promise<DohServer> {
  const { address = "127.0.0.1", tls = false } = options;
  const received: ReceivedByHttp[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("error", () => {});
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers, httpVersion: version } = request;
      const one = { query: Packet.parse(Buffer.concat(chunks)), method, url, version, headers };
      received.push(one);
      const reply = script(one);
      if (typeof reply === "function") reply(response);
      else if (reply !== undefined)
        response.writeHead(200, { "content-type": "application/dns-message" }).end(reply.toBuffer());
    });
  };
  const server = serverOf(listener, options);
  const open = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket: Socket) => {
    connections += 1;
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, address);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const endConnections = (): void => {
    for (const socket of open) socket.destroy();
  };
  return {
    address,
    port,
    url: `${tls === false ? "http" : "https"}://${address.includes(":") ? `[${address}]` : address}:${port}/dns-query`,
    received,
    connections: () => connections,
    endConnections,
    async close() {
      endConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function serverOf(listener: RequestListener, { tls = false, speaks = "HTTP/1.1" }: DohServerOptions): Server {
  if (tls === false) return http.createServer(listener);
  const certificate = tls === true ? LOOPBACK_CERTIFICATE : tls;
  if (speaks === "HTTP/1.1") return https.createServer(certificate, listener);
  const forBoth = listener as unknown as (request: Http2ServerRequest, response: Http2ServerResponse) => void;
  const server = http2.createSecureServer({ ...certificate, allowHTTP1: speaks === "both" }, forBoth);
  server.on("sessionError", () => {});
  return server;
}
