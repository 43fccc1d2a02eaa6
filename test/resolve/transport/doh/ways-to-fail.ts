import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { Packet } from "dns2";
import { record, replyTo } from "../../../support/dns-reply.ts";
import type { DohScript, DohServerOptions } from "../../../support/doh-server.ts";
import { EXPIRED, FOR_ADDRESS, FOR_LOCALHOST } from "../../../support/test-authority.ts";

// How a resolver fails by HTTPS, each way once: what stands there, and what has to be said of it.

export interface WayToFail {
  readonly what: string;
  /** Who answers at the address; absent: nobody. */
  readonly script?: DohScript;
  readonly server?: DohServerOptions;
  /** The time for a question passes. */
  readonly silent?: true;
  /** What a proxy does with the CONNECT; absent: there is none. */
  readonly proxy?: (socket: Socket) => void;
  /** Behind the resolver's name. */
  readonly said: string;
  /** What the hint has to name. */
  readonly hint: RegExp;
}

const RESOLVER = /dns\.doh/;
const PATH = /path/;
const FILTER = /filter/;
const LATER = /in a while/;
const OPEN = /^Allow /;
const TRUST = /NODE_EXTRA_CA_CERTS/;

const status =
  (code: number, headers: Readonly<Record<string, string>> = {}): DohScript =>
  () =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end("sorry");
const body =
  (octets: Buffer | string, type?: string): DohScript =>
  () =>
  (response: ServerResponse) =>
    void response.writeHead(200, type === undefined ? {} : { "content-type": type }).end(octets);
const DNS = "application/dns-message";
const rcode =
  (code: number): DohScript =>
  ({ query }) =>
    replyTo(query, { authoritative: false, rcode: code });
const answer: DohScript = ({ query }) =>
  replyTo(query, { authoritative: false, answers: [record("example.test", "NS", "ns.host.test")] });
const connect = (text: string) => (socket: Socket) => void socket.end(text);

const WAYS: readonly WayToFail[] = [
  { what: "nobody listens", said: "refuses the connection", hint: OPEN },
  { what: "silence", script: () => undefined, silent: true, said: "says nothing within 4 s", hint: OPEN },
  {
    what: "a connection that is cut",
    script: () => (response) => void response.destroy(),
    said: "closes the connection without an answer",
    hint: OPEN,
  },
  {
    what: "400",
    script: status(400),
    said: "does not understand the question (HTTP status 400)",
    hint: PATH,
  },
  { what: "401", script: status(401), said: "asks for a login (HTTP status 401)", hint: RESOLVER },
  { what: "403", script: status(403), said: "refuses questions from here (HTTP status 403)", hint: RESOLVER },
  { what: "404", script: status(404), said: "has no such page (HTTP status 404)", hint: PATH },
  { what: "405", script: status(405), said: "takes no question by POST (HTTP status 405)", hint: PATH },
  { what: "415", script: status(415), said: "takes no question of DNS (HTTP status 415)", hint: PATH },
  { what: "418", script: status(418), said: "gives no answer of DNS (HTTP status 418)", hint: RESOLVER },
  { what: "429", script: status(429), said: "was asked too often (HTTP status 429)", hint: LATER },
  { what: "502", script: status(502), said: "fails (HTTP status 502)", hint: LATER },
  {
    what: "a redirect",
    script: status(302, { location: "https://portal.invalid/" }),
    said: "sends us elsewhere (HTTP status 302)",
    hint: FILTER,
  },
  { what: "511", script: status(511), said: "wants a login to this network (HTTP status 511)", hint: FILTER },
  {
    what: "a page",
    script: body("<html>", "text/html; charset=utf-8"),
    said: "gives a web page",
    hint: FILTER,
  },
  {
    what: "the JSON of another API",
    script: body("{}", "application/dns-json"),
    said: "gives application/dns-json and no DNS message",
    hint: PATH,
  },
  { what: "no type", script: body("ok"), said: "gives an answer that names no type", hint: FILTER },
  { what: "nothing", script: body("", DNS), said: "gives an empty answer", hint: RESOLVER },
  {
    what: "too much",
    script: body(Buffer.alloc(70_000), DNS),
    said: "gives more than a DNS message holds",
    hint: FILTER,
  },
  {
    what: "a message cut short",
    script: (received) => {
      const whole = answer(received);
      return whole instanceof Packet ? body(whole.toBuffer().subarray(0, -2), DNS)(received) : undefined;
    },
    said: "gives a broken DNS message",
    hint: RESOLVER,
  },
  {
    what: "an answer to another question",
    script: body(replyTo(new Packet(new Packet.Header({ id: 1 })), {}).toBuffer(), DNS),
    said: "answers another question",
    hint: RESOLVER,
  },
  {
    what: "SERVFAIL",
    script: rcode(Packet.RCODE.SERVFAIL),
    said: "can't look the zone up (SERVFAIL)",
    hint: OPEN,
  },
  {
    what: "REFUSED",
    script: rcode(Packet.RCODE.REFUSED),
    said: "refuses the question (REFUSED)",
    hint: OPEN,
  },
  {
    what: "an authority that nobody knows",
    script: answer,
    server: { tls: true },
    said: "shows a certificate of an authority that is not trusted here (DEPTH_ZERO_SELF_SIGNED_CERT)",
    hint: TRUST,
  },
  {
    what: "a certificate for localhost",
    script: answer,
    server: { tls: FOR_LOCALHOST },
    said: "shows the certificate of another host",
    hint: TRUST,
  },
  {
    what: "a certificate that is over",
    script: answer,
    server: { tls: EXPIRED },
    said: "shows a certificate that has expired",
    hint: /clock/,
  },
  {
    what: "no TLS",
    script: answer,
    server: { tls: false },
    said: "speaks no TLS that can be understood (ERR_SSL_WRONG_VERSION_NUMBER)",
    hint: TRUST,
  },
  {
    what: "a proxy that refuses",
    proxy: connect("HTTP/1.1 403 Forbidden\r\n\r\n"),
    said: "is not reached (the proxy PROXY answers CONNECT with status 403)",
    hint: /let CONNECT through/,
  },
  {
    what: "a proxy that wants a password",
    proxy: connect("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    said: "is not reached (the proxy PROXY answers CONNECT with status 407)",
    hint: /user and password/,
  },
  {
    what: "a proxy that closes the tunnel",
    proxy: connect("HTTP/1.1 200 Connection established\r\n\r\n"),
    said: "is not reached (the proxy PROXY made no connection: Client network socket disconnected before secure TLS connection was established)",
    hint: /HTTPS_PROXY/,
  },
];

/** By TLS with a right certificate where nothing else is said. */
export const WAYS_TO_FAIL = WAYS.map((way) => ({ server: { tls: FOR_ADDRESS }, ...way }));
