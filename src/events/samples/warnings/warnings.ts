import type { Warning } from "../../../plan/warning.ts";
import { DOMAIN, named, NS1, NS2, MX, SERVERS, SPF } from "../zone.ts";
import { DMARC_WARNING_SAMPLES } from "./dmarc.ts";
import { MX_WARNING_SAMPLES } from "./mx.ts";
import { OWNERSHIP_WARNING_SAMPLES } from "./ownership.ts";
import type { SamplesOf } from "./samples-of.ts";
import { SPF_WARNING_SAMPLES } from "./spf.ts";
import { WILDCARD_WARNING_SAMPLES } from "./wildcard.ts";

export type WarningSamples = SamplesOf<Warning>;

const owner = DOMAIN;

export const WARNING_SAMPLES: WarningSamples = {
  ...MX_WARNING_SAMPLES,
  ...SPF_WARNING_SAMPLES,
  ...DMARC_WARNING_SAMPLES,
  ...WILDCARD_WARNING_SAMPLES,
  ...OWNERSHIP_WARNING_SAMPLES,
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
  "server-silent": [
    { warning: "server-silent", owner, servers: [SERVERS[0]], whole: true },
    { warning: "server-silent", owner, servers: SERVERS, whole: false },
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
  "answer-over-udp": [
    { warning: "answer-over-udp", owner, type: "TXT", octets: 540, limit: 512 },
    { warning: "answer-over-udp", owner, type: "TXT", octets: 1_300, limit: 1_232 },
  ],
  "key-reads-only": [{ warning: "key-reads-only", owner: named("example.com"), provider: "cloudflare" }],
  "family-missing": [
    { warning: "family-missing", owner, family: 6 },
    { warning: "family-missing", owner, family: 4 },
  ],
  "doubled-suffix": [{ warning: "doubled-suffix", owner: named("mail.example.com.example.com") }],
};
