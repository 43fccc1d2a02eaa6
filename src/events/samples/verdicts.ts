import { keyOf } from "../../dns/rrset.ts";
import type { Observation } from "../../dns/observation.ts";
import type { EventBody } from "../event.ts";
import { named, SERVERS, SPF } from "./zone.ts";
import type { ServerVerdict } from "../verdict.ts";

type ServerObserved = Extract<EventBody, { readonly type: "propagation.observed" }>;
type ObservedAs<V extends ServerVerdict> = ServerObserved & { readonly verdict: V };

/** For each verdict the answers that lead to it, where the SPF record of the zone is waited for. */
export type VerdictSamples = { readonly [V in ServerVerdict]: readonly [ObservedAs<V>, ...ObservedAs<V>[]] };

const UDP = { transport: "udp", roundTripMs: 12 } as const;
const SOA = { serial: 2026112201, negativeTtl: 300, refreshSeconds: 7200, retrySeconds: 900 } as const;

export const VERDICT_SAMPLES: VerdictSamples = {
  serves: [observed("serves", { ...UDP, kind: "answer", rrset: SPF.after }, 3_600_000)],
  old: [
    { ...observed("old", { ...UDP, kind: "answer", rrset: SPF.before }, 3_600_000), dueInMs: 5_400_000 },
    observed("old", { transport: "tcp", roundTripMs: 31, kind: "answer", rrset: SPF.before }, 3_600_000),
  ],
  nodata: [
    observed("nodata", { ...UDP, kind: "nodata", soa: SOA }, 300_000),
    observed("nodata", { ...UDP, kind: "nodata", soa: undefined }, null),
    observed("nodata", { ...UDP, kind: "lame", because: "zone-above", believed: "nodata" }, null),
  ],
  nxdomain: [
    observed("nxdomain", { ...UDP, kind: "nxdomain", soa: SOA }, 300_000),
    observed("nxdomain", { ...UDP, kind: "nxdomain", soa: undefined }, null),
    observed("nxdomain", { ...UDP, kind: "lame", because: "not-authoritative", believed: "nxdomain" }, null),
  ],
  cname: [
    observed(
      "cname",
      { ...UDP, kind: "cname", target: named("parked.example.org"), ttl: 600, rrset: undefined },
      600_000,
    ),
    observed(
      "cname",
      { ...UDP, kind: "cname", target: named("parked.example.org"), ttl: 600, rrset: SPF.before },
      600_000,
    ),
  ],
  referral: [
    observed(
      "referral",
      {
        ...UDP,
        kind: "referral",
        to: SPF.record.owner,
        nameServers: [named("ns1.example.org"), named("ns2.example.org")],
      },
      null,
    ),
  ],
  lame: [
    observed("lame", { ...UDP, kind: "lame", because: "refused" }, null),
    observed("lame", { ...UDP, kind: "lame", because: "not-authoritative" }, null),
    observed("lame", { ...UDP, kind: "lame", because: "upward-referral" }, null),
    observed("lame", { ...UDP, kind: "lame", because: "notauth" }, null),
    observed(
      "lame",
      { ...UDP, kind: "lame", because: "given-away", nameServers: [named("ns9.example.org")] },
      null,
    ),
  ],
  servfail: [
    observed(
      "servfail",
      { ...UDP, kind: "servfail", extendedErrors: [{ code: 9, text: "no DNSKEY matches DS" }] },
      null,
    ),
    observed(
      "servfail",
      {
        ...UDP,
        kind: "servfail",
        extendedErrors: [
          { code: 22, text: "" },
          { code: 23, text: "timed out" },
        ],
      },
      null,
    ),
    observed("servfail", { ...UDP, kind: "servfail", extendedErrors: [] }, null),
  ],
  unreachable: [
    observed("unreachable", { ...UDP, kind: "unreachable", because: "timeout", family: 4 }, null),
    observed("unreachable", { ...UDP, kind: "unreachable", because: "refused", family: 4 }, null),
    observed("unreachable", { ...UDP, kind: "unreachable", because: "no-route", family: 6 }, null),
    observed("unreachable", { ...UDP, kind: "unreachable", because: "reset", family: 4 }, null),
  ],
  malformed: [
    observed("malformed", { ...UDP, kind: "malformed", because: "the answer is to another question" }, null),
  ],
};

function observed<V extends ServerVerdict>(
  verdict: V,
  observation: Observation,
  expiresInMs: number | null,
): ObservedAs<V> {
  return {
    type: "propagation.observed",
    at: SERVERS[0],
    rrset: keyOf(SPF.record),
    verdict,
    sinceWriteMs: 14_200,
    expiresInMs,
    observation,
  };
}
