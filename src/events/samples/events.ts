import { keyOf } from "../../dns/rrset.ts";
import type { EventBody } from "../event.ts";
import { PROPAGATION_SAMPLES } from "./propagation.ts";
import { REHEARSED_HOST } from "./rehearsal.ts";
import { STARTED } from "./started.ts";
import { APEX, DKIM, DMARC, MEASURED_SPF, MX, NAME_SERVERS, NOT_SEEN, NS1, seenBySes, SPF } from "./zone.ts";

type BodyOf<T extends EventBody["type"]> = Extract<EventBody, { readonly type: T }>;

export type EventSamples = { readonly [T in EventBody["type"]]: readonly [BodyOf<T>, ...BodyOf<T>[]] };

/** These have a table of their own, by verdict, by warning, by state. */
type TabledElsewhere = "propagation.observed" | "warning.raised" | "result";

const PLAN_HASH = `sha256:0123456789abcdef-0123456789abcdef-${"0123456789abcdef".repeat(2)}`;
const REQUEST = { requestId: "6ec9b5f2-4a0c-4d7e-9a4b-1f0b2c3d4e5f" } as const;
const [SEEN, MISSED] = [seenBySes(SPF), seenBySes(DKIM, NOT_SEEN)];
const [APEX_TXT, DKIM_TXT] = [keyOf(SPF.record), keyOf(DKIM.record)];
const REQUESTED = { type: "rrset.requested", rrset: APEX_TXT } as const;
const MISTYPED = {
  type: "rrset.mistyped",
  at: { server: NS1, address: "192.0.2.53", port: 53 },
  rrset: APEX_TXT,
} as const;
const WRITTEN = { type: "rrset.written", rrset: APEX_TXT } as const;

export const EVENT_SAMPLES: Omit<EventSamples, TabledElsewhere> = {
  "run.started": STARTED,
  "delegation.found": [
    { type: "delegation.found", apex: APEX, nameServers: NAME_SERVERS, negativeTtlSeconds: 300 },
    { type: "delegation.found", apex: APEX, nameServers: [NS1], negativeTtlSeconds: null },
  ],
  "port53.unusable": [
    { type: "port53.unusable", because: "blocked", ports: [53] },
    { type: "port53.unusable", because: "intercepted", ports: [53, 5353] },
  ],
  "zone.found": [
    {
      type: "zone.found",
      provider: "cloudflare",
      apex: APEX,
      id: "023e105f4ecef8ad9ca31a8372d0c353",
      nameServers: NAME_SERVERS,
    },
    {
      type: "zone.found",
      provider: "cloudflare",
      apex: APEX,
      id: "023e105f4ecef8ad9ca31a8372d0c353",
      nameServers: NAME_SERVERS,
      endpoint: REHEARSED_HOST,
    },
    { type: "zone.found", provider: "manual", apex: APEX, id: APEX, nameServers: NAME_SERVERS, byHand: true },
  ],
  "rights.found": [
    { type: "rights.found", provider: "cloudflare", apex: APEX, mayWrite: true },
    { type: "rights.found", provider: "cloudflare", apex: APEX, mayWrite: false },
    { type: "rights.found", provider: "route53", apex: APEX, mayWrite: null },
  ],
  "identity.found": [
    { type: "identity.found", exists: false, verified: false },
    { type: "identity.found", exists: true, verified: false },
    { type: "identity.found", exists: true, verified: true },
  ],
  "identities.listed": [
    { type: "identities.listed", total: 7, lowestLevel: 1, highestLevel: 1, dailyQuota: 500 },
    { type: "identities.listed", total: 12, lowestLevel: 0, highestLevel: 3, dailyQuota: 2_000 },
    { type: "identities.listed", total: 0, lowestLevel: null, highestLevel: null, dailyQuota: null },
  ],
  "identities.unlisted": [
    {
      type: "identities.unlisted",
      code: "RIGHTS_MISSING",
      reason: "Tencent Cloud SES refused ListEmailIdentities: you are not authorized.",
    },
  ],
  "identity.ready": [
    {
      type: "identity.ready",
      created: true,
      verified: false,
      ses: [seenBySes(SPF, NOT_SEEN), MISSED],
      ...REQUEST,
    },
    {
      type: "identity.ready",
      created: false,
      verified: false,
      ses: [SEEN, MISSED, seenBySes(MX, NOT_SEEN)],
      ...REQUEST,
    },
    { type: "identity.ready", created: false, verified: true, ses: [SEEN, seenBySes(DKIM)] },
    { type: "identity.ready", created: true, verified: false, ses: [], ...REQUEST },
  ],
  "rrset.planned": [
    { type: "rrset.planned", ...SPF },
    { type: "rrset.planned", ...SPF, unguarded: true },
    { type: "rrset.planned", ...MEASURED_SPF },
    { type: "rrset.planned", ...DKIM },
    { type: "rrset.planned", ...MX },
    { type: "rrset.planned", ...DMARC },
    {
      type: "rrset.planned",
      ...MX,
      record: { ...MX.record, purpose: "other" },
      action: "replaced",
      after: { ...MX.before, values: ["10 mxbiz1.qq.com"] },
    },
    { type: "rrset.planned", ...SPF, action: "restored", before: SPF.after, after: SPF.before },
    { type: "rrset.planned", ...DKIM, action: "removed", before: DKIM.after, after: null },
    { type: "rrset.planned", ...DMARC, before: null },
    { type: "rrset.planned", ...DMARC, found: "met" },
    { type: "rrset.planned", ...DMARC, before: null, found: "met" },
    { type: "rrset.planned", ...DKIM, found: "missing" },
    {
      type: "rrset.planned",
      ...MX,
      action: "created",
      before: null,
      after: { ...MX.before, values: ["10 mxbiz1.qq.com"] },
      found: "missing",
    },
    { type: "rrset.planned", ...SPF, found: "differs" },
    { type: "rrset.planned", ...MX, found: "conflict" },
  ],
  "plan.ready": [
    { type: "plan.ready", planHash: PLAN_HASH, creates: true, changes: 1 },
    { type: "plan.ready", planHash: PLAN_HASH, creates: false, changes: 2 },
  ],
  "consent.given": [
    { type: "consent.given", by: "terminal" },
    { type: "consent.given", by: "hash" },
    { type: "consent.given", by: "terminal", again: true },
  ],
  "rrset.written": [
    { ...WRITTEN, action: "merged", before: SPF.before, after: SPF.after },
    {
      ...WRITTEN,
      rrset: DKIM_TXT,
      action: "created",
      before: null,
      after: DKIM.after,
      changeId: "C2682N5HXP0BZ4",
    },
    {
      ...WRITTEN,
      action: "replaced",
      before: SPF.before,
      after: { ...SPF.before, values: [SPF.record.expected] },
    },
    { ...WRITTEN, action: "restored", before: SPF.after, after: SPF.before },
    { ...WRITTEN, rrset: DKIM_TXT, action: "removed", before: DKIM.after, after: null },
  ],
  "rrset.requested": [
    { ...REQUESTED, rrset: DKIM_TXT, action: "created", before: null, after: DKIM.after },
    { ...REQUESTED, action: "merged", before: SPF.before, after: SPF.after },
    { ...REQUESTED, rrset: DKIM_TXT, action: "removed", before: DKIM.after, after: null },
  ],
  "rrset.mistyped": [
    { ...MISTYPED, mistake: { because: "quotes", value: '"v=spf1 include:qcloudmail.com ~all"' } },
    {
      ...MISTYPED,
      rrset: DKIM_TXT,
      mistake: { because: "misplaced", value: `${DKIM.record.owner}.${APEX}` },
    },
  ],
  "rrset.kept": [
    { type: "rrset.kept", rrset: keyOf(MX.record), action: "kept" },
    { type: "rrset.kept", rrset: keyOf(DMARC.record), action: "unchanged" },
  ],
  "race.lost": [
    { type: "race.lost", attempt: 1 },
    { type: "race.lost", attempt: 2, mayHaveArrived: true },
    {
      type: "race.lost",
      attempt: 1,
      beside: {
        rrset: keyOf(DMARC.record),
        ours: [DMARC.record.expected],
        theirs: ["v=DMARC1; p=reject"],
      },
    },
  ],
  ...PROPAGATION_SAMPLES,
  "identity.asked": [{ type: "identity.asked", attempt: 1 }],
  "identity.verified": [
    { type: "identity.verified", attempt: 2, ses: [SEEN, seenBySes(DKIM)], ...REQUEST },
    { type: "identity.verified", attempt: 0, ses: [SEEN] },
  ],
  "identity.refused": [
    { type: "identity.refused", attempt: 1, ses: [SEEN, MISSED], nextInMs: 30_000, ...REQUEST },
    {
      type: "identity.refused",
      attempt: 4,
      ses: [SEEN, { ...MISSED, finding: "cached-nothing", untilAt: Date.UTC(2026, 10, 22, 9, 5) }],
      nextInMs: null,
      ...REQUEST,
    },
    { type: "identity.refused", attempt: 4, ses: [SEEN], nextInMs: null },
    { type: "identity.refused", attempt: 1, ses: [], nextInMs: 30_000 },
    {
      type: "identity.refused",
      attempt: 1,
      ses: [SEEN, { ...MISSED, finding: "unpublished" }],
      nextInMs: 30_000,
      added: [MISSED.record],
      ...REQUEST,
    },
  ],
  "api.retried": [
    { type: "api.retried", api: "cloudflare", attempt: 1, nextInMs: 1_500, code: "API_RATE_LIMITED" },
    {
      type: "api.retried",
      api: "ses",
      attempt: 6,
      nextInMs: 9_000,
      code: "API_UNAVAILABLE",
      untilMs: 44_000,
    },
  ],
};
