import { APEX, DKIM, DMARC, MEASURED_SPF, MX, NAME_SERVERS, NOT_SEEN, SPF } from "./zone.ts";
import type { RecordPlan } from "../../plan/record-plan.ts";
import { flatPlan, type RecordResult } from "../record.ts";
import type { DomainResult, DomainState } from "../result.ts";

export type ResultSamples = { readonly [S in DomainState]: DomainResult & { readonly state: S } };

const PLAN_HASH = `sha256:0123456789abcdef-0123456789abcdef-${"0123456789abcdef".repeat(2)}`;

const ACCOUNT = { site: "international", region: "ap-singapore" } as const;

const VERIFIED: DomainResult = {
  type: "result",
  state: "verified",
  exit: 0,
  identity: { ...ACCOUNT, created: true, verified: true },
  zone: {
    apex: APEX,
    provider: "cloudflare",
    id: "023e105f4ecef8ad9ca31a8372d0c353",
    nameServers: NAME_SERVERS,
  },
  records: [{ ...written(SPF), formerUntilAt: Date.UTC(2026, 10, 22, 10, 0, 31) }, written(DKIM)],
  warnings: [],
  planHash: null,
  calls: { ses: 4, provider: 3, dns: 38 },
  timings: { totalMs: 63_400, propagationMs: 30_600 },
  error: null,
};

const UNASKED = { written: false, servers: null, ses: null } as const;

export const RESULT_SAMPLES: ResultSamples = {
  verified: {
    ...VERIFIED,
    state: "verified",
    warnings: [{ warning: "spf-decides-nothing", owner: SPF.record.owner }],
  },
  pending: {
    ...VERIFIED,
    state: "pending",
    exit: 7,
    identity: { ...ACCOUNT, created: true, verified: false },
    records: [
      {
        ...written(SPF),
        ses: {
          ...NOT_SEEN,
          state: "sees nothing",
          finding: "cached-nothing",
          untilAt: Date.UTC(2026, 10, 22, 9, 5),
        },
      },
    ],
    error: {
      code: "VERIFICATION_PENDING",
      message:
        "2 of 2 name servers serve the records, but SES does not see what is published at TXT mail.example.com yet; its own cache may take up to two hours.",
      hint: "Run the same command again after 09:05 UTC; it goes on where it stopped.",
      facts: {},
    },
  },
  failed: {
    ...VERIFIED,
    state: "failed",
    exit: 3,
    identity: null,
    zone: null,
    records: [],
    error: {
      code: "ZONE_NOT_FOUND",
      message: "cloudflare hosts no zone for mail.example.com.",
      hint: "Add the zone there, or name another provider for this domain.",
      facts: { provider: "cloudflare" },
    },
  },
  planned: {
    ...VERIFIED,
    state: "planned",
    identity: { ...ACCOUNT, created: false, verified: false },
    records: [MEASURED_SPF, MX, DMARC].map((plan) => ({ ...flatPlan(plan), ...UNASKED })),
    planHash: PLAN_HASH,
    timings: { totalMs: 800, propagationMs: 0 },
  },
  drifted: {
    ...VERIFIED,
    state: "drifted",
    exit: 8,
    identity: { ...ACCOUNT, created: false, verified: true },
    records: [
      {
        ...flatPlan(SPF),
        written: false,
        found: "differs",
        servers: { agreeing: 1, asked: 2 },
        ses: { ...NOT_SEEN, state: "not asked" },
      },
    ],
    error: {
      code: "DRIFT",
      message: "mail.example.com is not published as SES asks: TXT mail.example.com lacks what SES asks for.",
      hint: "Look at the difference with: ses-onboard plan mail.example.com",
      facts: {},
    },
  },
  published: {
    ...VERIFIED,
    state: "published",
    identity: null,
    zone: null,
    records: [
      { ...flatPlan(SPF), written: false, found: "met", servers: { agreeing: 2, asked: 2 }, ses: null },
    ],
    planHash: null,
  },
  interrupted: {
    ...VERIFIED,
    state: "interrupted",
    exit: 130,
    identity: { ...ACCOUNT, created: true, verified: false },
    records: [
      { ...flatPlan(SPF), ...UNASKED, written: true },
      { ...flatPlan(DKIM), ...UNASKED },
    ],
  },
  undone: {
    ...VERIFIED,
    state: "undone",
    identity: null,
    records: [
      {
        ...flatPlan({ ...SPF, action: "restored", before: SPF.after, after: SPF.before }),
        ...UNASKED,
        written: true,
      },
    ],
  },
};

function written(plan: RecordPlan): RecordResult {
  return {
    ...flatPlan(plan),
    written: true,
    servers: { agreeing: 2, asked: 2 },
    ses: { status: true, currentValue: plan.record.expected, state: "accepts" },
  };
}
