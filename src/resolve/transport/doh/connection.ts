import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { onAbort } from "../../../async/on-abort.ts";
import { closedEarly, headersFor, METHOD, readAnswer, type HttpAnswer } from "./answer.ts";

/** One connection to a resolver, kept for further questions. It never keeps the program alive. */
export interface HttpConnection {
  /** Any number of questions at once. */
  readonly takesMany: boolean;
  /** Whether a question may go by it now. */
  isFree(): boolean;
  /** No further question may. */
  isOver(): boolean;
  /** Something came by it, so that an end of it is no refusal: it was closed after a while. */
  hasAnswered(): boolean;
  /**
   * One question. Where it fails or is given up, the connection takes no other: it may lead nowhere any more.
   * @throws Error of the network; an AbortError
   */
  post(octets: Buffer, signal: AbortSignal): Promise<HttpAnswer>;
}

/** What we speak by TLS, the most wanted first. Quad9 and Unbound take HTTP/2 alone, some gateways HTTP/1.1. */
export const PROTOCOLS = ["h2", "http/1.1"] as const;

/** Questions come in bunches, and a minute apart between the steps of a run. */
const IDLE_MS = 10_000;

type Post = HttpConnection["post"];

/** Over a connection that stands, in the version of HTTP that both sides agreed on. */
export function openHttp(url: URL, socket: Socket): Promise<HttpConnection> {
  // It may be reset before anybody asks by it.
  socket.on("error", () => {});
  return socket instanceof TLSSocket && socket.alpnProtocol === PROTOCOLS[0]
    ? openHttp2(url, socket)
    : openHttp1(url, socket);
}

/** One question at a time. */
async function openHttp1(url: URL, socket: Socket): Promise<HttpConnection> {
  const { Agent, request: open } = await import("node:http");
  const agent = new Agent({ keepAlive: true, maxSockets: 1, timeout: IDLE_MS });
  let given: Socket | undefined = socket;
  socket.setTimeout(IDLE_MS, () => void socket.destroy());
  socket.unref();
  // The one connection, or none: what comes behind it goes by another.
  agent.createConnection = (_options, callback) => {
    const only = given;
    given = undefined;
    if (only === undefined) (callback as (error: Error) => void)(closedEarly());
    return only;
  };
  const post: Post = async (octets, signal) => {
    const headers = { host: url.host, ...headersFor(octets) };
    socket.ref();
    const request = open({ agent, method: METHOD, path: url.pathname, headers, signal });
    request.on("error", () => {});
    request.end(octets);
    const [response] = (await once(request, "response")) as [IncomingMessage];
    const { statusCode: status = 0, headers: said } = response;
    return readAnswer({ status, contentType: said["content-type"] }, response);
  };
  return connectionOf(post, { atOnce: 1, isOpen: () => !socket.destroyed });
}

/** Any number of questions at once. */
async function openHttp2(url: URL, socket: Socket): Promise<HttpConnection> {
  const { connect } = await import("node:http2");
  const session = connect(url, { createConnection: () => socket });
  // Each question is told of what ends it.
  session.on("error", () => {});
  session.setTimeout(IDLE_MS, () => session.destroy());
  session.unref();
  let running = 0;
  const post: Post = async (octets, signal) => {
    if (++running === 1) session.ref();
    try {
      const head = { ":method": METHOD, ":path": url.pathname, ...headersFor(octets) };
      const stream = session.request(head, { signal });
      stream.on("error", () => {});
      stream.end(octets);
      const [said] = await Promise.race([once(stream, "response"), endOf(once(stream, "close"))]);
      const { ":status": status = 0, "content-type": contentType } = said as Headers;
      return await readAnswer({ status, contentType }, stream);
    } finally {
      if (--running === 0) session.unref();
    }
  };
  return connectionOf(post, { atOnce: Infinity, isOpen: () => !session.closed && !session.destroyed });
}

interface Headers {
  readonly ":status"?: number;
  readonly "content-type"?: string;
}

async function endOf(closed: Promise<unknown>): Promise<never> {
  await closed;
  throw closedEarly();
}

interface Means {
  readonly atOnce: number;
  readonly isOpen: () => boolean;
}

function connectionOf(post: Post, { atOnce, isOpen }: Means): HttpConnection {
  let running = 0;
  let hasAnswered = false;
  let hasFailed = false;
  return {
    takesMany: atOnce > 1,
    isFree: () => isOpen() && !hasFailed && running < atOnce,
    isOver: () => !isOpen() || hasFailed,
    hasAnswered: () => hasAnswered,
    async post(octets, signal) {
      running += 1;
      const release = onAbort(signal, () => {
        hasFailed = true;
      });
      try {
        const answer = await post(octets, signal);
        hasAnswered = true;
        return answer;
      } catch (error) {
        hasFailed = true;
        throw error;
      } finally {
        release();
        running -= 1;
      }
    },
  };
}
