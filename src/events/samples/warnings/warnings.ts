import type { Warning } from "../../../plan/warning.ts";
import { DOMAIN, named, MX, SPF } from "../zone.ts";
import { DELEGATION_WARNING_SAMPLES } from "./delegation.ts";
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
  ...DELEGATION_WARNING_SAMPLES,
  "quotes-in-value": [{ warning: "quotes-in-value", owner, value: '"v=spf1 -all"' }],
  "cut-at-255": [
    {
      warning: "cut-at-255",
      owner: named("qcloud._domainkey.mail.example.com"),
      value: `v=DKIM1; p=${"A".repeat(244)}`,
    },
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
  "paused-records": [
    { warning: "paused-records", owner, type: "TXT", values: ["v=spf1 include:qcloudmail.com ~all"] },
  ],
  "answer-over-udp": [
    { warning: "answer-over-udp", owner, type: "TXT", octets: 540, limit: 512 },
    { warning: "answer-over-udp", owner, type: "TXT", octets: 1_300, limit: 1_232 },
  ],
  "key-reads-only": [{ warning: "key-reads-only", owner: named("example.com"), provider: "cloudflare" }],
  "doubled-suffix": [{ warning: "doubled-suffix", owner: named("mail.example.com.example.com") }],
};
