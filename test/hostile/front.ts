import { createServer, request as send, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** An answer on its way to the program. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string | Buffer;
}

export interface Asked {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

/** What becomes of an answer. */
export type Rewrite = (answer: Answer & { readonly body: string }, asked: Asked) => Answer;

export interface Front {
  /** With the path of the address that it stands in front of. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Where a row wants the program's own secret in an answer. */
export const SECRET = "%SECRET%";

/** With the secret in its place. */
export function withSecret(rewrite: Rewrite, secret: string): Rewrite {
  return (answer, asked) => {
    const told = rewrite(answer, asked);
    return typeof told.body === "string" ? { ...told, body: told.body.replaceAll(SECRET, secret) } : told;
  };
}

/** Stands in front of an API on loopback: hands every request on as it came, and rewrites answers. */
export async function startFront(target: string, rewrite: Rewrite): Promise<Front> {
  const { port, pathname } = new URL(target);
  const server = createServer((incoming, response) => {
    const asked = { method: incoming.method ?? "", path: incoming.url ?? "", headers: incoming.headers };
    const onward = send({ host: "127.0.0.1", port, ...asked, agent: false });
    incoming.pipe(onward);
    const handOn = async (answer: IncomingMessage): Promise<void> => {
      const { statusCode: status = 0 } = answer;
      const told = rewrite({ status, headers: answer.headers, body: await textOf(answer) }, asked);
      const { "content-length": _length, "transfer-encoding": _encoding, ...headers } = told.headers;
      response.writeHead(told.status, headers).end(told.body);
    };
    onward.on("error", () => response.destroy());
    onward.on("response", (answer) => void handOn(answer).catch(() => response.destroy()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const path = pathname === "/" ? "" : pathname;
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

async function textOf(message: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of message.setEncoding("utf8")) text += String(chunk);
  return text;
}
