import { openWarnings } from "../../src/events/open-warnings.ts";
import { parseDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import type { Observation, ServerAddress } from "../../src/dns/observation.ts";
import { keyOf, type RRset } from "../../src/dns/rrset.ts";
import type { EventBody, OnboardEvent } from "../../src/events/event.ts";
import { flatPlan, type RecordResult, type SesView } from "../../src/events/record.ts";
import type { RecordPlan } from "../../src/plan/record-plan.ts";

// Runs as a renderer meets them, told with their times. One mail domain whose second server lags; a plan;
// failures.

export const START = Date.UTC(2026, 10, 22, 9, 0, 0);
export const name = (text: string): DomainName => parseDomainName(text);

export const DOMAIN = name("mail.example.test");
const APEX = name("example.test");
const [NS1, NS2] = [name("ns1.example.test"), name("ns2.example.test")];
export const DKIM_VALUE = `v=DKIM1; k=rsa; p=${"MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA".repeat(9)}IDAQAB`;

const txt = (owner: DomainName, ttl: number, ...values: string[]): RRset => ({
  owner,
  type: "TXT",
  ttl,
  values,
});
const dkimOwner = name(`mail._domainkey.${DOMAIN}`);
const dmarcOwner = name(`_dmarc.${DOMAIN}`);

const SPF: RecordPlan = {
  record: { purpose: "spf", owner: DOMAIN, type: "TXT", expected: "v=spf1 include:qcloudmail.com ~all" },
  action: "merged",
  before: txt(DOMAIN, 3600, "v=spf1 include:_spf.google.com -all", "google-site-verification=abc123"),
  after: txt(
    DOMAIN,
    3600,
    "v=spf1 include:_spf.google.com include:qcloudmail.com -all",
    "google-site-verification=abc123",
  ),
  warnings: [{ warning: "spf-void-lookups", owner: DOMAIN, count: 3, upTo: 3, without: 3 }],
};
const DKIM: RecordPlan = {
  record: { purpose: "dkim", owner: dkimOwner, type: "TXT", expected: DKIM_VALUE },
  action: "created",
  before: null,
  after: txt(dkimOwner, 300, DKIM_VALUE),
  warnings: [],
};
const MX: RecordPlan = {
  record: { purpose: "mx", owner: DOMAIN, type: "MX", expected: "mxbiz1.qq.com" },
  action: "kept",
  before: { owner: DOMAIN, type: "MX", ttl: 3600, values: ["5 mx.example.net"] },
  after: null,
  warnings: [{ warning: "mx-kept", owner: DOMAIN, kept: ["5 mx.example.net"], because: "mx" }],
};
const DMARC: RecordPlan = {
  record: { purpose: "dmarc", owner: dmarcOwner, type: "TXT", expected: "v=DMARC1; p=none" },
  action: "unchanged",
  before: txt(dmarcOwner, 300, "v=DMARC1; p=reject"),
  after: null,
  warnings: [],
};
export const PLANS: readonly RecordPlan[] = [SPF, DKIM, MX, DMARC];

const views = (seen: boolean): readonly SesView[] =>
  PLANS.map(({ record }) => ({
    record,
    status: seen,
    currentValue: seen ? record.expected : "",
  }));

const SERVERS: readonly [ServerAddress, ServerAddress, ServerAddress] = [
  { server: NS1, address: "192.0.2.53", port: 53 },
  { server: NS1, address: "2001:db8::53", port: 53 },
  { server: NS2, address: "198.51.100.53", port: 53 },
];

const udp = { transport: "udp", roundTripMs: 12 } as const;
const seen = (
  atMs: number,
  server: number,
  plan: RecordPlan,
  observation: Observation & { verdict?: never },
  verdict: string,
  expiresInMs: number | null = null,
) => {
  const body = {
    type: "propagation.observed",
    at: SERVERS[server],
    rrset: keyOf(plan.record),
    verdict,
    sinceWriteMs: atMs - 900,
    expiresInMs,
    observation,
  };
  return [atMs, body as EventBody] as const;
};
const serves = (atMs: number, server: number, plan: RecordPlan) =>
  seen(
    atMs,
    server,
    plan,
    { ...udp, kind: "answer", rrset: plan.after ?? txt(plan.record.owner, 300, "x") },
    "serves",
  );

const result = (of: Partial<Extract<EventBody, { type: "result" }>>): EventBody => ({
  type: "result",
  state: "verified",
  exit: 0,
  identity: { created: true, verified: true, site: "international", region: "ap-singapore" },
  zone: {
    apex: APEX,
    provider: "cloudflare",
    id: "023e105f4ecef8ad9ca31a8372d0c353",
    nameServers: [NS1, NS2],
  },
  records: [],
  warnings: openWarnings(of.records ?? [], []),
  planHash: null,
  calls: { ses: 3, provider: 5, dns: 31 },
  timings: { totalMs: 63_400, propagationMs: 30_600 },
  error: null,
  ...of,
});
const results = (accepted: boolean): readonly RecordResult[] =>
  PLANS.map((plan) => ({
    ...flatPlan(plan),
    written: plan.action !== "kept" && plan.action !== "unchanged",
    servers: { agreeing: 3, asked: 3 },
    ses: {
      status: accepted || plan.record.purpose !== "mx",
      currentValue: accepted ? plan.record.expected : "5 mx.example.net",
      state: accepted || plan.record.purpose !== "mx" ? "accepts" : "sees another value",
    },
  }));

const opening = (command: "run" | "plan"): readonly (readonly [number, EventBody])[] => [
  [0, { type: "run.started", command, version: "0.1.0", site: "international", region: "ap-singapore" }],
  [180, { type: "identity.found", exists: false, verified: false }],
  [230, { type: "delegation.found", apex: APEX, nameServers: [NS1, NS2], negativeTtlSeconds: 60 }],
  [
    350,
    {
      type: "zone.found",
      provider: "cloudflare",
      apex: APEX,
      id: "023e105f4ecef8ad9ca31a8372d0c353",
      nameServers: [NS1, NS2],
    },
  ],
];

const at = (told: readonly (readonly [number, EventBody])[], domain = DOMAIN): readonly OnboardEvent[] =>
  told.map(([ms, body]) => ({ ...body, time: START + ms, domain }));

export const RUN: readonly OnboardEvent[] = at([
  ...opening("run"),
  [600, { type: "identity.ready", created: true, verified: false, ses: views(false) }],
  ...PLANS.map((plan) => [700, { type: "rrset.planned", ...plan }] as const),
  [720, { type: "api.retried", api: "cloudflare", attempt: 1, nextInMs: 150, code: "API_RATE_LIMITED" }],
  [
    900,
    {
      type: "rrset.written",
      rrset: keyOf(SPF.record),
      action: "merged",
      before: SPF.before,
      after: SPF.after,
    },
  ],
  [
    900,
    {
      type: "rrset.written",
      rrset: keyOf(DKIM.record),
      action: "created",
      before: null,
      after: DKIM.after,
    },
  ],
  [900, { type: "rrset.kept", rrset: keyOf(MX.record), action: "kept" }],
  [900, { type: "rrset.kept", rrset: keyOf(DMARC.record), action: "unchanged" }],
  [
    910,
    {
      type: "propagation.started",
      servers: SERVERS,
      rrsets: PLANS.map(({ record }) => keyOf(record)),
      budgetMs: 600_000,
    },
  ],
  seen(950, 0, SPF, { ...udp, kind: "answer", rrset: SPF.before ?? txt(DOMAIN, 1, "") }, "old", 3_600_000),
  seen(960, 1, SPF, { ...udp, kind: "unreachable", because: "no-route", family: 6 }, "unreachable"),
  seen(970, 2, SPF, { ...udp, kind: "answer", rrset: SPF.before ?? txt(DOMAIN, 1, "") }, "old", 3_600_000),
  serves(1_500, 0, SPF),
  serves(1_510, 0, DKIM),
  serves(1_520, 0, MX),
  serves(1_530, 0, DMARC),
  [2_400, { type: "server.excluded", at: SERVERS[1], because: "unreachable" }],
  serves(15_000, 2, SPF),
  seen(
    15_010,
    2,
    DKIM,
    { ...udp, kind: "nxdomain", soa: { serial: 1, negativeTtl: 60 } },
    "nxdomain",
    60_000,
  ),
  serves(15_020, 2, MX),
  serves(15_030, 2, DMARC),
  [
    30_900,
    { type: "propagation.progress", elapsedMs: 30_000, agreeing: 1, asked: 2, laggards: SERVERS.slice(2) },
  ],
  serves(31_000, 2, DKIM),
  [31_500, { type: "propagation.done", agreeing: 2, asked: 2, elapsedMs: 30_600, queries: 21 }],
  [
    31_600,
    {
      type: "resolver.observed",
      resolver: "8.8.8.8",
      rrset: keyOf(SPF.record),
      verdict: "old",
      expiresInMs: 540_000,
    },
  ],
  [31_700, { type: "identity.asked", attempt: 1 }],
  [
    32_000,
    {
      type: "identity.refused",
      attempt: 1,
      ses: views(false).map((view, index) => ({ ...view, status: index > 0 })),
      nextInMs: 30_000,
    },
  ],
  [62_000, { type: "identity.asked", attempt: 2 }],
  [63_400, { type: "identity.verified", attempt: 2, ses: views(true) }],
  [63_400, result({ records: results(true) })],
]);

/** Before Create nobody knows the DKIM record. */
const REHEARSED = PLANS.filter(({ record }) => record.purpose !== "dkim");

export const PLAN: readonly OnboardEvent[] = at([
  ...opening("plan"),
  ...REHEARSED.map((plan) => [700, { type: "rrset.planned", ...plan }] as const),
  [
    800,
    {
      type: "plan.ready",
      planHash: `sha256:0123456789abcdef-0123456789abcdef-${"0123456789abcdef".repeat(2)}`,
      creates: true,
      changes: 1,
    },
  ],
  [
    800,
    result({
      state: "planned",
      identity: { created: false, verified: false, site: "international", region: "ap-singapore" },
      records: REHEARSED.map((plan) => ({ ...flatPlan(plan), written: false, servers: null, ses: null })),
      planHash: `sha256:0123456789abcdef-0123456789abcdef-${"0123456789abcdef".repeat(2)}`,
      calls: { ses: 1, provider: 2, dns: 12 },
      timings: { totalMs: 800, propagationMs: 0 },
    }),
  ],
]);

/** Several domains: one fails in preflight, one is pending because SES refuses its MX. */
export const TWO: readonly OnboardEvent[] = inOrder([
  ...at(opening("run")),
  ...at(opening("run").slice(0, 3), name("news.example.org")),
  ...at(
    [
      [
        500,
        result({
          calls: { ses: 1, provider: 1, dns: 9 },
          timings: { totalMs: 500, propagationMs: 0 },
          state: "failed",
          exit: 3,
          identity: null,
          zone: null,
          error: {
            code: "ZONE_NOT_FOUND",
            message: "cloudflare hosts no zone for example.org.",
            hint: "Add the zone there, or name another provider for this domain.",
            facts: {},
          },
        }),
      ],
    ],
    name("news.example.org"),
  ),
  ...at([
    [
      600_000,
      result({
        state: "pending",
        exit: 7,
        identity: { created: true, verified: false, site: "international", region: "ap-singapore" },
        records: results(false),
        error: {
          code: "VERIFICATION_PENDING",
          message:
            "SES has not verified mail.example.test within 10 minutes, although every authoritative server serves what it asked for.",
          hint: "Run the same command again in an hour; it goes on where this one ended.",
          facts: {},
        },
      }),
    ],
  ]),
]).map((event) =>
  event.type === "run.started" ? { ...event, operands: [DOMAIN, "news.example.org"] } : event,
);

function inOrder(events: readonly OnboardEvent[]): readonly OnboardEvent[] {
  return [...events].sort((a, b) => a.time - b.time);
}
