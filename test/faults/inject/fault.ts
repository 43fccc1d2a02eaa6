import type { DnsFaultId, HttpFaultId } from "./catalogue.ts";

// Faults between the built program and the world: http.ts stands before an API, dns.ts before name servers. Who
// starts one is asked at each exchange what shall go wrong with it; catalogue.ts has what can. Read in this order:
// fault.ts, catalogue.ts, http.ts (http/), dns.ts (dns/).

/** Whose words an API's own errors are in; `other` is JSON over HTTP, as in-house hosts have it. */
export type ApiName = "ses" | "cloudflare" | "route53" | "other";

/** One request, once it has come in whole. */
export interface SeenRequest {
  readonly api: ApiName;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** In the API's own terms: `CreateEmailIdentity`, `POST dns_records/batch`, `ChangeResourceRecordSets`, `PUT /zones/x`. */
  readonly action: string;
  /** Whether it asks for a change of anything. */
  readonly writes: boolean;
  /** Which request this is here, from 1. */
  readonly ordinal: number;
  /** Which request of this action this is here, from 1. */
  readonly nth: number;
  readonly body: string;
}

/** One question, as it came in at a name server's address. */
export interface SeenQuestion {
  readonly address: string;
  readonly transport: "udp" | "tcp";
  /** In lower case, without the final dot; "" is the root. */
  readonly owner: string;
  readonly type: string;
  /** Which question this is here, from 1. */
  readonly ordinal: number;
  /** Which one at this address for this owner and type, from 1. */
  readonly nth: number;
}

/** What goes wrong with one exchange. */
export interface Fault<Id extends string> {
  readonly id: Id;
  /** How long it lasts where it takes time: a closed port, a trickle, a late answer. Absent: its default. */
  readonly ms?: number;
}

export type HttpFault = Fault<HttpFaultId>;
export type DnsFault = Fault<DnsFaultId>;

/** A fault that altered an exchange. What was chosen and changed nothing (a stale answer that is no other) is no hit. */
export interface Hit<Id extends string, Seen> {
  readonly id: Id;
  readonly at: Seen;
}

/** Asked once for each exchange before anything goes on; whoever has to do something at that moment does it here. */
export type Choose<Seen, F> = (seen: Seen) => F | undefined | Promise<F | undefined>;

/** From 0 up to, and without, 1: the same numbers for the same seed. */
export type Random = () => number;

export interface HttpFaultsOptions {
  readonly api: ApiName;
  /** `http://127.0.0.1:8080`; what stands behind the host is what the client asks for. */
  readonly upstream: string;
  readonly choose: Choose<SeenRequest, HttpFault>;
  readonly random: Random;
  /** Told when the upstream has answered, before the client hears of it. */
  readonly onAnswered?: (request: SeenRequest, status: number) => void | Promise<void>;
  /** Serve by https, with a certificate that whoever has certificates.ts' TRUSTED trusts. Needed for the faults of TLS. */
  readonly tls?: boolean;
}

export interface HttpFaults {
  /** The proxy's own, with the path of the upstream's. */
  readonly url: string;
  /** All of them once it is closed. */
  readonly hits: readonly Hit<HttpFaultId, SeenRequest>[];
  /** Who followed a redirect to elsewhere, and with which of the headers that hold credentials. */
  readonly strayed: readonly { readonly method: string; readonly credentials: readonly string[] }[];
  /** May be called more than once. */
  readonly close: () => Promise<void>;
}

export interface DnsFaultsOptions {
  /** The name servers' addresses: the proxy listens at the same ones, at another port. */
  readonly addresses: readonly string[];
  /** The name servers' port. */
  readonly port: number;
  readonly choose: Choose<SeenQuestion, DnsFault>;
  readonly random: Random;
}

export interface DnsFaults {
  /** What the program is told as the port of all name servers. */
  readonly port: number;
  /** All of them once it is closed. */
  readonly hits: readonly Hit<DnsFaultId, SeenQuestion>[];
  /** May be called more than once. */
  readonly close: () => Promise<void>;
}
