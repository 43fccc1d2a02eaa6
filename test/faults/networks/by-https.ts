import type { ServerResponse } from "node:http";
import type { Packet } from "dns2";
import { record, replyTo } from "../../support/dns-reply.ts";
import type { Script } from "../../support/dns-server.ts";
import type { DohScript } from "../../support/doh-server.ts";

// What networks make of public resolvers that are asked by HTTPS: the columns.

/**
 * The resolvers that the program has of its own (src/config/load.ts), where and how they take questions by HTTPS
 * (doh.ts), and at which address of the test by port 53.
 */
export const RESOLVERS = [
  { address: "1.1.1.1", byHttps: "1.1.1.1", at: "127.0.54.1", speaks: "both" },
  { address: "8.8.8.8", byHttps: "8.8.8.8", at: "127.0.54.2", speaks: "both" },
  { address: "9.9.9.9", byHttps: "9.9.9.9", at: "127.0.54.3", speaks: "HTTP/2" },
  { address: "223.5.5.5", byHttps: "223.5.5.5", at: "127.0.54.4", speaks: "both" },
  { address: "119.29.29.29", byHttps: "1.12.12.12", at: "127.0.54.5", speaks: "both" },
] as const;
export type Resolver = (typeof RESOLVERS)[number];

export interface ByHttps {
  readonly title: string;
  /** What a resolver does; absent: it answers. `isFirst`: the one that is asked first. */
  readonly script?: (right: Script, isFirst: boolean) => DohScript;
  readonly speaks?: "HTTP/2";
  /** A proxy is the only way out. */
  readonly proxy?: true;
  readonly isUntrusted?: true;
  /** How many of the resolvers tell the truth. */
  readonly truthful: number;
}

const ALL = RESOLVERS.length;

export const BY_HTTPS: readonly ByHttps[] = [
  { title: "fine", truthful: ALL },
  { title: "through a proxy", proxy: true, truthful: ALL },
  { title: "HTTP/2 only", speaks: "HTTP/2", truthful: ALL },
  {
    title: "the first is silent",
    script: (right, isFirst) => (isFirst ? () => undefined : answering(right)),
    truthful: ALL - 1,
  },
  {
    title: "the first lies",
    script: (right, isFirst) => answering(isFirst ? elsewhere(right) : right),
    truthful: ALL - 1,
  },
  { title: "403", script: () => () => page(403), truthful: 0 },
  { title: "a web page", script: () => () => page(200), truthful: 0 },
  { title: "not trusted", isUntrusted: true, truthful: 0 },
];

/** The answer of a script of DNS, by HTTP. */
export function answering(script: Script): DohScript {
  return ({ query }) => script({ query, octets: query.toBuffer(), via: "tcp" }) as Packet;
}

/** The zone's name servers as they were before it moved. */
function elsewhere(right: Script): Script {
  return (received) => {
    const [question] = received.query.questions;
    const isNs = question?.type === NS;
    if (!isNs) return right(received);
    const answers = ["ns1", "ns2"].map((host) => record(question.name, "NS", `${host}.former-host.test`));
    return replyTo(received.query, { authoritative: false, recursionAvailable: true, answers });
  };
}

const NS = 2;

function page(status: number) {
  return (response: ServerResponse): void => {
    response.writeHead(status, { "content-type": "text/html" }).end("<h1>Blocked by policy</h1>");
  };
}
