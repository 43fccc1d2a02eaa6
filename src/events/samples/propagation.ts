import { keyOf } from "../../dns/rrset.ts";
import type { EventBody } from "../event.ts";
import { APEX, DKIM, NAME_SERVERS, named, NS2, SERVERS, SPF } from "./zone.ts";

type Told =
  | "propagation.started"
  | "server.excluded"
  | "delegation.changed"
  | "server.behind"
  | "propagation.progress"
  | "host.settled"
  | "propagation.done"
  | "resolver.observed";

type BodyOf<T extends EventBody["type"]> = Extract<EventBody, { readonly type: T }>;

const [, AT_NS2] = SERVERS;
const [APEX_TXT, DKIM_TXT] = [keyOf(SPF.record), keyOf(DKIM.record)];

/** Of the wait for the name servers. */
export const PROPAGATION_SAMPLES: { readonly [T in Told]: readonly [BodyOf<T>, ...BodyOf<T>[]] } = {
  "propagation.started": [
    {
      type: "propagation.started",
      servers: SERVERS,
      rrsets: [APEX_TXT, DKIM_TXT],
      budgetMs: 600_000,
    },
    {
      type: "propagation.started",
      servers: SERVERS,
      unresolved: NAME_SERVERS.slice(1),
      rrsets: [APEX_TXT],
      budgetMs: 0,
    },
  ],
  "server.excluded": [
    { type: "server.excluded", at: AT_NS2, because: "unreachable" },
    { type: "server.excluded", at: AT_NS2, because: "lame" },
    { type: "server.excluded", at: AT_NS2, because: "servfail" },
    { type: "server.excluded", at: AT_NS2, because: "malformed" },
    { type: "server.excluded", at: AT_NS2, because: "referral" },
    { type: "server.excluded", at: AT_NS2, because: "private" },
  ],
  "delegation.changed": [
    {
      type: "delegation.changed",
      apex: APEX,
      nameServers: [named("ns1.example.org"), NS2],
      before: NAME_SERVERS,
      servers: SERVERS,
    },
    {
      type: "delegation.changed",
      apex: APEX,
      nameServers: NAME_SERVERS,
      before: NAME_SERVERS,
      servers: [SERVERS[0]],
      unresolved: [NS2],
    },
  ],
  "server.behind": [
    {
      type: "server.behind",
      at: AT_NS2,
      serial: 2026112200,
      newestSerial: 2026112201,
      dueInMs: 5_400_000,
    },
  ],
  "propagation.progress": [
    { type: "propagation.progress", elapsedMs: 30_000, agreeing: 1, asked: 3, laggards: SERVERS },
    { type: "propagation.progress", elapsedMs: 31_000, agreeing: 1, asked: 1, laggards: [] },
  ],
  "host.settled": [
    { type: "host.settled", provider: "route53", settled: true, elapsedMs: 21_000 },
    { type: "host.settled", provider: "route53", settled: false, elapsedMs: 60_000 },
    { type: "host.settled", provider: "route53", settled: null, elapsedMs: 5_000 },
  ],
  "propagation.done": [{ type: "propagation.done", agreeing: 2, asked: 3, elapsedMs: 30_600, queries: 21 }],
  "resolver.observed": [
    {
      type: "resolver.observed",
      resolver: "8.8.8.8",
      rrset: APEX_TXT,
      verdict: "old",
      expiresInMs: 540_000,
    },
    {
      type: "resolver.observed",
      resolver: "1.1.1.1",
      rrset: APEX_TXT,
      verdict: "unreachable",
      expiresInMs: null,
    },
  ],
};
