import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { HttpFaultId } from "../catalogue.ts";
import type { ApiName, Random, SeenRequest } from "../fault.ts";
import { chunkOf, halfOf, headOf, stay, trickle, wholeOf, type Answer } from "./answer.ts";
import type { CERTIFICATES } from "./certificates.ts";
import { inWordsOf, wordsOf } from "./words.ts";

// What each fault does to one exchange. Each of them ends with whether it altered anything; where it did not, the
// exchange goes on as if nothing had been chosen.

/** One exchange, and what may be done to it. */
export interface Exchange {
  readonly api: ApiName;
  readonly seen: SeenRequest;
  readonly acceptsGzip: boolean;
  /** Whether an earlier exchange used this connection. */
  readonly isReused: boolean;
  readonly socket: Socket;
  readonly response: ServerResponse;
  readonly random: Random;
  /** How long a fault lasts that takes time. */
  readonly ms: number | undefined;
  /** Sends the request on, whole, and gives the answer. */
  readonly ask: () => Promise<Answer>;
  /** Sends half of it on. */
  readonly askHalf: () => Promise<void>;
  readonly previous: () => Answer | undefined;
  readonly ofAnother: () => Answer | undefined;
  readonly reply: (answer: Answer) => void;
  readonly reset: () => void;
  readonly closePort: (ms: number) => void;
  readonly present: (certificate: keyof typeof CERTIFICATES, ms: number) => void;
  readonly ownUrl: string;
  readonly elsewhere: string;
}

type Inject = (exchange: Exchange) => boolean | Promise<boolean>;

/** Longer than any deadline of the program's own. */
const HALF_OPEN_MS = 30_000;
const OUTAGE_MS = 1_000;
const SLOW_MS = 800;

export const INJECT: Readonly<Record<HttpFaultId, Inject>> = {
  refused: ({ ms = OUTAGE_MS, closePort }) => did(() => closePort(ms)),
  "reset-before": ({ reset }) => did(reset),
  "reset-after": async ({ ask, reset }) => did(reset, await ask()),
  "half-open-before": (exchange) => halfOpen(exchange),
  "half-open-after": async (exchange) => (await exchange.ask(), halfOpen(exchange)),
  "kept-alive-closed": ({ isReused, socket }) => isReused && did(() => socket.destroy()),
  "truncated-request": async ({ askHalf, reset }) => did(reset, await askHalf()),
  garbage: after((exchange) => raw(exchange, octetsOf(exchange.random, 200))),

  late: after(async (exchange, answer) => {
    await stay(exchange.socket, exchange.ms ?? SLOW_MS);
    exchange.reply(answer);
  }),
  "slow-headers": after(async ({ socket, ms = SLOW_MS }, answer) => {
    await trickle(socket, headOf(answer, { length: answer.body.length }), ms);
    socket.end(answer.body);
  }),
  "slow-body": after(async ({ socket, ms = SLOW_MS }, answer) => {
    socket.write(headOf(answer, { length: answer.body.length }));
    await trickle(socket, answer.body, ms);
    socket.end();
  }),
  "stalled-body": after(async (exchange, answer) => {
    exchange.socket.write(halfAsWhole(answer));
    await halfOpen(exchange);
  }),
  "cut-length": after(({ socket }, answer) => void socket.end(halfAsWhole(answer))),
  "cut-chunked": after(({ socket }, answer) => {
    const cut = chunkOf(halfOf(answer.body));
    socket.end(Buffer.concat([headOf(answer, "chunked"), cut]));
  }),
  "cut-reset": after(({ socket, reset }, answer) => {
    socket.write(halfAsWhole(answer), reset);
  }),
  "cut-gzip": async ({ acceptsGzip, ask, socket }) => {
    if (!acceptsGzip) return false;
    const answer = await ask();
    const body = halfOf(gzipSync(answer.body));
    const headers = { ...answer.headers, "content-encoding": "gzip" };
    return did(() => socket.end(wholeOf({ ...answer, headers, body })));
  },
  "interim-100": after(({ response, reply }, answer) => {
    response.writeContinue();
    response.writeContinue();
    reply(answer);
  }),
  "interim-103": after(({ response, reply }, answer) => {
    response.writeEarlyHints({ link: "</style.css>; rel=preload" });
    reply(answer);
  }),
  "switched-101": after(async (exchange) => {
    exchange.socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: other\r\nConnection: Upgrade\r\n\r\n",
    );
    await halfOpen(exchange);
  }),
  "second-answer": after(({ socket, response, reply }, answer) => {
    response.once("finish", () => socket.write(wholeOf(answer)));
    reply(answer);
  }),

  "html-200": instead(() => page(200, "Sign in to the company network")),
  "html-403": instead(() => page(403, "Sorry, you have been blocked")),
  "html-502": instead(() => page(502, "502 Bad Gateway")),
  "html-502-after": insteadOf(() => page(502, "502 Bad Gateway")),
  "html-504-after": insteadOf(() => page(504, "504 Gateway Time-out")),
  "redirect-302": instead(({ elsewhere }) => redirect(302, elsewhere)),
  "redirect-307": instead(({ elsewhere }) => redirect(307, elsewhere)),
  "redirect-308": instead(({ elsewhere }) => redirect(308, elsewhere)),
  "redirect-self": instead(({ ownUrl }) => redirect(307, ownUrl)),

  "error-in-200": instead(({ api }) => inWordsOf(api, wordsOf(api).failed.body)),
  "error-500": instead(({ api }) => inWordsOf(api, wordsOf(api).failed.body, 500)),
  "error-503": instead(({ api }) => inWordsOf(api, wordsOf(api).failed.body, 503)),
  "error-500-after": insteadOf(({ api }) => inWordsOf(api, wordsOf(api).failed.body, 500)),
  "limited-own": instead(({ api }) => inWordsOf(api, wordsOf(api).limited.body, wordsOf(api).limited.status)),
  "limited-bare": limited(() => undefined),
  "limited-second": limited(() => "1"),
  "limited-date": limited(() => new Date(Date.now() + 2_000).toUTCString()),
  "limited-past": limited(() => "Wed, 21 Oct 2015 07:28:00 GMT"),
  "limited-absurd": limited(() => "864000"),
  "limited-odd": limited((random) => oneOf(["soon", "-1", "1e9", "1, 2", "0x10", "NaN"], random)),

  "empty-before": instead(({ api }) => inWordsOf(api, "")),
  "empty-after": insteadOf(({ api }) => inWordsOf(api, "")),
  "wrong-shape": insteadOf(({ api, random }) => inWordsOf(api, oneOf(wordsOf(api).otherShapes, random))),
  "wrong-type": after(({ reply }, answer) =>
    reply({ ...answer, headers: { ...answer.headers, "content-type": "application/octet-stream" } }),
  ),
  "mixed-up": (exchange) => swapped(exchange, exchange.ofAnother()),
  stale: (exchange) => !exchange.seen.writes && swapped(exchange, exchange.previous()),
  "doubled-first": async ({ ask, reply }) => {
    const first = await ask();
    await ask();
    return did(() => reply(first));
  },
  "doubled-second": async ({ ask, reply }) => {
    await ask();
    const second = await ask();
    return did(() => reply(second));
  },

  "tls-expired": (exchange) => underCertificate(exchange, "expired"),
  "tls-name": (exchange) => underCertificate(exchange, "otherName"),
  "tls-untrusted": (exchange) => underCertificate(exchange, "untrusted"),
};

/** Done, and altered. What was awaited before it is named for order only. */
function did(act: () => unknown, ..._before: readonly unknown[]): true {
  act();
  return true;
}

function after(act: (exchange: Exchange, answer: Answer) => unknown): Inject {
  return async (exchange) => {
    await act(exchange, await exchange.ask());
    return true;
  };
}

/** An answer of ours; the upstream sees nothing. */
function instead(make: (exchange: Exchange) => Answer): Inject {
  return (exchange) => did(() => exchange.reply(make(exchange)));
}

/** An answer of ours in place of the upstream's. */
function insteadOf(make: (exchange: Exchange) => Answer): Inject {
  return after((exchange) => exchange.reply(make(exchange)));
}

function limited(retryAfter: (random: Random) => string | undefined): Inject {
  return instead(({ api, random }) => {
    const answer = inWordsOf(api, wordsOf(api).limited.body, 429);
    const value = retryAfter(random);
    return value === undefined ? answer : { ...answer, headers: { ...answer.headers, "retry-after": value } };
  });
}

async function swapped({ ask, reply }: Exchange, other: Answer | undefined): Promise<boolean> {
  if (other === undefined) return false;
  const own = await ask();
  const isSame = own.status === other.status && factsIn(own) === factsIn(other);
  reply(isSame ? own : other);
  return !isSame;
}

/** Without what is new in each answer. */
function factsIn({ body }: Answer): string {
  return body.toString("utf8").replace(/"RequestId":"[^"]*"/, "");
}

async function halfOpen({ socket, ms = HALF_OPEN_MS }: Exchange): Promise<true> {
  await stay(socket, ms);
  return did(() => socket.destroy());
}

function underCertificate(
  { ms = OUTAGE_MS, present, reset }: Exchange,
  certificate: keyof typeof CERTIFICATES,
): boolean {
  return did(() => {
    present(certificate, ms);
    reset();
  });
}

function raw({ socket }: Exchange, octets: Buffer): void {
  socket.end(octets);
}

/** Half of the body under the length of the whole. */
function halfAsWhole(answer: Answer): Buffer {
  return Buffer.concat([headOf(answer, { length: answer.body.length }), halfOf(answer.body)]);
}

function page(status: number, text: string): Answer {
  return {
    status,
    headers: { "content-type": "text/html; charset=UTF-8" },
    body: Buffer.from(`<!DOCTYPE html><html><body>${text}</body></html>`),
  };
}

function redirect(status: number, location: string): Answer {
  return { status, headers: { location }, body: Buffer.alloc(0) };
}

function oneOf<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

function octetsOf(random: Random, count: number): Buffer {
  return Buffer.from(Array.from({ length: count }, () => Math.floor(random() * 256)));
}
