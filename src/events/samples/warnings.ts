import type { Warning } from "../../plan/warning.ts";
import { DOMAIN, named, NS1, NS2, MX, SERVERS, SPF } from "./zone.ts";

type WarningOf<W extends Warning["warning"]> = Extract<Warning, { readonly warning: W }>;

export type WarningSamples = {
  readonly [W in Warning["warning"]]: readonly [WarningOf<W>, ...WarningOf<W>[]];
};

const [owner, term] = [DOMAIN, "include:spf.example.org"] as const;

export const WARNING_SAMPLES: WarningSamples = {
  "mx-added-beside-others": [
    { warning: "mx-added-beside-others", owner, others: ["5 mx.example.org", "10 mx2.example.org"] },
  ],
  "mx-replaced": [{ warning: "mx-replaced", owner, lost: ["5 mx.example.org"] }],
  "mx-kept": [
    { warning: "mx-kept", owner, kept: ["5 mx.example.org"], because: "mx" },
    { warning: "mx-kept", owner, kept: ["192.0.2.25"], because: "address" },
    { warning: "mx-kept", owner, kept: ["0 ."], because: "null-mx" },
  ],
  "spf-void-lookups": [{ warning: "spf-void-lookups", owner, count: 3 }],
  "spf-decides-nothing": [{ warning: "spf-decides-nothing", owner }],
  "spf-term-broken": [
    { warning: "spf-term-broken", owner, term, because: "no-record" },
    { warning: "spf-term-broken", owner, term, because: "two-records" },
    { warning: "spf-term-broken", owner, term, because: "syntax" },
    { warning: "spf-term-broken", owner, term, because: "loop" },
    { warning: "spf-term-broken", owner, term: "mx:mail.example.org", because: "too-many-mx" },
  ],
  "spf-not-counted": [
    { warning: "spf-not-counted", owner, term, because: "no server of example.org answers" },
  ],
  "dmarc-inherited": [
    { warning: "dmarc-inherited", owner: named("_dmarc.mail.example.com"), policy: "reject" },
  ],
  "quotes-in-value": [{ warning: "quotes-in-value", owner, value: '"v=spf1 -all"' }],
  "cut-at-255": [
    {
      warning: "cut-at-255",
      owner: named("qcloud._domainkey.mail.example.com"),
      value: `v=DKIM1; p=${"A".repeat(244)}`,
    },
  ],
  "delegation-differs": [
    { warning: "delegation-differs", owner, onlyParent: [NS1], onlyZone: [NS2] },
    { warning: "delegation-differs", owner, onlyParent: [NS1, NS2], onlyZone: [] },
    { warning: "delegation-differs", owner, onlyParent: [], onlyZone: [NS2] },
  ],
  "half-moved": [
    { warning: "half-moved", owner, notAtHost: [NS1], notDelegated: [NS2] },
    { warning: "half-moved", owner, notAtHost: [NS1], notDelegated: [] },
    { warning: "half-moved", owner, notAtHost: [], notDelegated: [NS1, NS2] },
  ],
  "server-without-address": [
    { warning: "server-without-address", owner, servers: [NS1] },
    { warning: "server-without-address", owner, servers: [NS1, NS2] },
  ],
  "server-lame": [
    { warning: "server-lame", owner, at: SERVERS[0], because: "lame" },
    { warning: "server-lame", owner, at: SERVERS[0], because: "servfail" },
  ],
  "not-put-back": [
    {
      warning: "not-put-back",
      record: SPF.record,
      because: "changed",
    },
    { warning: "not-put-back", record: MX.record, because: "secret" },
    { warning: "not-put-back", record: MX.record, because: "locked" },
  ],
  "goes-with-product": [{ warning: "goes-with-product", owner, type: "TXT", product: "Email Routing" }],
  "key-reads-only": [{ warning: "key-reads-only", owner: named("example.com"), provider: "cloudflare" }],
  "family-missing": [
    { warning: "family-missing", owner, family: 6 },
    { warning: "family-missing", owner, family: 4 },
  ],
  "doubled-suffix": [{ warning: "doubled-suffix", owner: named("mail.example.com.example.com") }],
  "wildcard-shadowed": [
    { warning: "wildcard-shadowed", owner, wildcard: named("*.example.com"), types: ["A", "MX"] },
  ],
};
