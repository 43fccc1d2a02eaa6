// Every fault that can be injected, as a table: for drawing them evenly, and for naming them.

/** Where a fault stands: on the way to SES, to a DNS host's API, or to the name servers. */
export type Way = "ses" | "host" | "dns";

/** What the upstream sees of the exchange: a write that it saw whole is carried out. */
export type Upstream = "nothing" | "part" | "whole" | "twice";

export interface FaultLine<Id extends string = string> {
  readonly id: Id;
  readonly ways: readonly Way[];
  /** Which exchanges it can alter; absent: all. */
  readonly on?: "reading" | "writing";
  readonly upstream: Upstream;
  /** What the client sees. */
  readonly sees: string;
  /** Only where the proxy serves by https. */
  readonly tls?: true;
}

type Line = Omit<FaultLine, "id">;

const API = ["ses", "host"] as const satisfies readonly Way[];
/** What a request to SES gives no occasion for: it has a connection of its own, and asks for nothing packed. */
const HOST = ["host"] as const satisfies readonly Way[];
const DNS = ["dns"] as const satisfies readonly Way[];

const before = (sees: string, more: Partial<Line> = {}) =>
  ({ ways: API, upstream: "nothing", sees, ...more }) as const satisfies Line;
const after = (sees: string, more: Partial<Line> = {}) =>
  ({ ways: API, upstream: "whole", sees, ...more }) as const satisfies Line;
const server = (sees: string, more: Partial<Line> = {}) =>
  ({ ways: DNS, upstream: "whole", sees, ...more }) as const satisfies Line;
const silence = (sees: string) => server(sees, { upstream: "nothing" });

const HTTP = {
  // The connection.
  refused: before("a reset, then a closed port for a while"),
  "reset-before": before("a reset"),
  "reset-after": after("a reset"),
  "half-open-before": before("a connection on which nothing comes, closed at last"),
  "half-open-after": after("a connection on which nothing comes, closed at last"),
  "kept-alive-closed": before("a connection that was used before and is closed as the request arrives", {
    ways: HOST,
  }),
  "truncated-request": before("a reset; the upstream, half of the request", { upstream: "part" }),
  garbage: after("octets that are no HTTP"),
  // The answer, late or in part.
  late: after("the answer after a while"),
  "slow-headers": after("the answer, its head in small pieces"),
  "slow-body": after("the answer, its body in small pieces"),
  "stalled-body": after("half of the body, then nothing, closed at last"),
  "cut-length": after("fewer octets than Content-Length says, then the end"),
  "cut-chunked": after("chunks without the last one, then the end"),
  "cut-reset": after("half of the body, then a reset"),
  "cut-gzip": after("half of a body in gzip, as if it were whole", { ways: HOST }),
  "interim-100": after("100 Continue, twice and unasked, then the answer"),
  "interim-103": after("103 Early Hints, then the answer"),
  "switched-101": after("101 Switching Protocols, unasked, and no answer"),
  "second-answer": after("the answer, and one more that nobody asked for"),
  // Somebody else's answer.
  "html-200": before("a page with 200, as from a sign-in"),
  "html-403": before("a page with 403, as from a firewall"),
  "html-502": before("a page with 502, as from a gateway"),
  "html-502-after": after("a page with 502, as from a gateway that lost the answer"),
  "html-504-after": after("a page with 504, as from a gateway that waits no longer"),
  "redirect-302": before("302 to another port"),
  "redirect-307": before("307 to another port"),
  "redirect-308": before("308 to another port"),
  "redirect-self": before("307 to the same address"),
  // The API's own trouble.
  "error-in-200": before("200, and the API's own word for a failure inside"),
  "error-500": before("500 in the API's own words"),
  "error-503": before("503 in the API's own words"),
  "error-500-after": after("500 in the API's own words, although it was done"),
  "limited-own": before("the API's own word for a rate limit, without a time"),
  "limited-bare": before("429 without Retry-After"),
  "limited-second": before("429 with Retry-After: 1"),
  "limited-date": before("429 with a date one to two seconds away"),
  "limited-past": before("429 with a date that is over"),
  "limited-absurd": before("429 with ten days"),
  "limited-odd": before("429 with a Retry-After that is no number and no date"),
  // A wrong answer.
  "empty-before": before("200 and no body"),
  "empty-after": after("200 and no body, although it was done"),
  "wrong-shape": after("200 and JSON, or XML, of another shape"),
  "wrong-type": after("the answer under another content type"),
  "mixed-up": after("the latest answer to another request"),
  stale: after("the answer to the previous request of this kind", { on: "reading" }),
  "doubled-first": after("the first answer to a request that was sent on twice", { upstream: "twice" }),
  "doubled-second": after("the second answer to a request that was sent on twice", { upstream: "twice" }),
  // TLS.
  "tls-expired": before("a reset, then an expired certificate for a while", { tls: true }),
  "tls-name": before("a reset, then a certificate for another name for a while", { tls: true }),
  "tls-untrusted": before("a reset, then a certificate that nobody signed for a while", { tls: true }),
} as const satisfies Readonly<Record<string, Line>>;

const NAME_SERVER = {
  // Datagrams.
  lost: silence("nothing; by TCP, a connection on which nothing comes"),
  late: server("the answer after a while"),
  doubled: server("the answer twice"),
  reordered: server("the answer after the next one that goes to anybody, or after a while"),
  "forged-id": server("first a NXDOMAIN with another id, then the answer"),
  "forged-question": server("first a NXDOMAIN for another question, then the answer"),
  "forged-source": server("first a NXDOMAIN from another port, then the answer"),
  empty: server("a datagram without octets; by TCP, a length of 0"),
  cut: server("the first half of the answer"),
  garbage: server("octets that are no message, under the right id"),
  query: server("the answer without the bit that makes it one"),
  // Answers of a server in trouble.
  servfail: silence("SERVFAIL"),
  refused: silence("REFUSED"),
  notimp: silence("NOTIMP"),
  formerr: silence("FORMERR"),
  "truncated-alone": server("TC and nothing else; by TCP, a reset for a while"),
  truncated: server("TC and nothing else; by TCP, the answer"),
  // Answers of a server that has something else.
  "not-authoritative": server("the answer without AA"),
  nxdomain: server("NXDOMAIN for a name that exists, as a server that lags behind says"),
  nodata: server("no record where there is one"),
  stale: server("the first answer that this server gave to the question"),
  "cname-loop": server("an alias that leads back to itself"),
  "referral-up": server("a referral to the root"),
  "other-answer": server("a record of another name as the answer"),
  // A server that is gone.
  closed: silence("a closed port for a while, by UDP and TCP"),
  "tcp-reset": server("TC; by TCP, a reset in the middle of the answer"),
  "tcp-stalled": server("TC; by TCP, half of the answer, then nothing"),
} as const satisfies Readonly<Record<string, Line>>;

export type HttpFaultId = keyof typeof HTTP;
export type DnsFaultId = keyof typeof NAME_SERVER;

/** Faults of the ways to SES and to a host's API. */
export const HTTP_FAULTS = linesOf(HTTP);
/** Faults of the way to the name servers. */
export const DNS_FAULTS = linesOf(NAME_SERVER);

function linesOf<Id extends string>(table: Readonly<Record<Id, Line>>): readonly FaultLine<Id>[] {
  return (Object.entries(table) as [Id, Line][]).map(([id, line]) => ({ id, ...line }));
}
