import { once } from "node:events";
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import https from "node:https";
import type { AddressInfo, Socket } from "node:net";
import { Packet } from "dns2";
import { LOOPBACK_CERTIFICATE } from "./loopback-certificate.ts";

/** A question that came by HTTP. */
export interface ReceivedByHttp {
  readonly query: Packet;
  readonly method: string | undefined;
  readonly url: string | undefined;
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
  close(): Promise<void>;
}

export interface DohServerOptions {
  readonly address?: string;
  readonly tls?: boolean;
}

/** A resolver that takes questions by HTTP or, with a certificate that nobody trusts, by HTTPS. */
export async function startDohServer(
  script: DohScript,
  { address = "127.0.0.1", tls = false }: DohServerOptions = {},
): Promise<DohServer> {
  const received: ReceivedByHttp[] = [];
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method, url, headers } = request;
      const one = { query: Packet.parse(Buffer.concat(chunks)), method, url, headers };
      received.push(one);
      const reply = script(one);
      if (typeof reply === "function") reply(response);
      else if (reply !== undefined)
        response.writeHead(200, { "content-type": "application/dns-message" }).end(reply.toBuffer());
    });
  };
  const server = tls ? https.createServer(LOOPBACK_CERTIFICATE, listener) : http.createServer(listener);
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.on("close", () => open.delete(socket));
  });
  server.listen(0, address);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    address,
    port,
    url: `${tls ? "https" : "http"}://${address.includes(":") ? `[${address}]` : address}:${port}/dns-query`,
    received,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
