import { openWarnings } from "../../../src/events/open-warnings.ts";
import type { DomainName } from "../../../src/dns/domain-name.ts";
import type { Observation, ServerAddress } from "../../../src/dns/observation.ts";
import type { EventBody, OnboardEvent } from "../../../src/events/event.ts";
import { DOMAIN, name, PLANS, START } from "../recording.ts";
import { keyOf } from "../../../src/dns/rrset.ts";
import { flatPlan, type RecordResult } from "../../../src/events/record.ts";
import type { RecordPlan } from "../../../src/plan/record-plan.ts";
import type { ServerVerdict } from "../../../src/events/verdict.ts";

// Runs that are hard on a picture: many servers with every kind of answer, several domains, a failure before
// any write, a run that wrote nothing.

export type Told = readonly (readonly [ms: number, body: EventBody])[];

export const at = (told: Told, domain: DomainName = DOMAIN): readonly OnboardEvent[] =>
  [...told].sort(([a], [b]) => a - b).map(([ms, body]) => ({ ...body, time: START + ms, domain }));

/** When the first write began, after the run did. */
export const WRITE_MS = 900;
const udp = { transport: "udp", roundTripMs: 12 } as const;

const OBSERVATIONS: Readonly<Record<ServerVerdict, Observation>> = {
  serves: { ...udp, kind: "answer", rrset: { owner: DOMAIN, type: "TXT", ttl: 300, values: ["x"] } },
  old: { ...udp, kind: "answer", rrset: { owner: DOMAIN, type: "TXT", ttl: 3600, values: ["v=spf1 -all"] } },
  nodata: { ...udp, kind: "nodata", soa: { serial: 1, negativeTtl: 60 } },
  nxdomain: { ...udp, kind: "nxdomain", soa: { serial: 1, negativeTtl: 60 } },
  cname: { ...udp, kind: "cname", target: name("elsewhere.example.net"), ttl: 60, rrset: undefined },
  referral: { ...udp, kind: "referral", to: name("example.test"), nameServers: [name("ns.example.net")] },
  lame: { ...udp, kind: "lame", because: "refused" },
  servfail: { ...udp, kind: "servfail", extendedErrors: [{ code: 6, text: "DNSSEC Bogus" }] },
  unreachable: { ...udp, kind: "unreachable", because: "timeout", family: 4 },
  malformed: { ...udp, kind: "malformed", because: "two questions" },
};

export const observed = (
  sinceWriteMs: number,
  place: ServerAddress,
  plan: RecordPlan,
  verdict: ServerVerdict,
) =>
  [
    WRITE_MS + sinceWriteMs,
    {
      type: "propagation.observed",
      at: place,
      rrset: keyOf(plan.record),
      verdict,
      sinceWriteMs,
      expiresInMs: verdict === "old" ? 3_600_000 : null,
      observation: OBSERVATIONS[verdict],
    } satisfies EventBody,
  ] as const;

const APEX = name("example.test");
export const serverAt = (index: number, host = "example.test"): ServerAddress => ({
  server: name(`ns${index}.${host}`),
  address: index % 3 === 0 ? `2001:db8::${index}:53` : `192.0.2.${index}`,
  port: 53,
});

export const opening = (
  servers: readonly ServerAddress[],
  { exists = false, verified = false } = {},
): Told => [
  [
    0,
    { type: "run.started", command: "run", version: "0.1.0", site: "international", region: "ap-singapore" },
  ],
  [180, { type: "identity.found", exists, verified }],
  [
    230,
    {
      type: "delegation.found",
      apex: APEX,
      nameServers: [...new Set(servers.map(({ server }) => server))],
      negativeTtlSeconds: 60,
    },
  ],
  [
    350,
    {
      type: "zone.found",
      provider: "cloudflare",
      apex: APEX,
      id: "023e105f4ecef8ad9ca31a8372d0c353",
      nameServers: servers.map(({ server }) => server).slice(0, 2),
    },
  ],
];

export const planned: Told = PLANS.map((plan) => [700, { type: "rrset.planned", ...plan }] as const);
export const written: Told = PLANS.filter(({ after }) => after !== null).map(
  ({ record, action, before, after }) =>
    [960, { type: "rrset.written", rrset: keyOf(record), action, before, after }] as const,
);
export const started = (servers: readonly ServerAddress[]): Told => [
  [
    965,
    {
      type: "propagation.started",
      servers,
      rrsets: PLANS.map(({ record }) => keyOf(record)),
      budgetMs: 600_000,
    },
  ],
];
const views = (accepted: boolean) =>
  PLANS.map(({ record }, index) => ({
    record,
    status: accepted || index > 1,
    currentValue:
      accepted || index > 1 ? record.expected : index === 0 ? "v=spf1 include:_spf.google.com -all" : "",
  }));

const result = (of: Partial<Extract<EventBody, { type: "result" }>>): EventBody => ({
  type: "result",
  state: "verified",
  exit: 0,
  identity: { created: true, verified: true, site: "international", region: "ap-singapore" },
  zone: {
    apex: APEX,
    provider: "cloudflare",
    id: "023e105f4ecef8ad9ca31a8372d0c353",
    nameServers: [name("ns1.example.test")],
  },
  records: [],
  warnings: openWarnings(of.records ?? [], []),
  planHash: null,
  calls: { ses: 3, provider: 5, dns: 131 },
  timings: { totalMs: 63_400, propagationMs: 30_600 },
  error: null,
  ...of,
});
const results = (accepted: boolean, servers = 13): readonly RecordResult[] =>
  PLANS.map((plan, index) => ({
    ...flatPlan(plan),
    written: plan.action !== "kept" && plan.action !== "unchanged",
    servers: { agreeing: servers, asked: servers },
    ses: {
      status: accepted || index > 1,
      currentValue: views(accepted)[index]?.currentValue ?? "",
      state: accepted || index > 1 ? "accepts" : "not asked",
    },
  }));

const EACH_VERDICT: readonly ServerVerdict[] = ["old", "nxdomain", "nodata", "servfail", "cname"];
const HOPELESS: readonly ServerVerdict[] = ["lame", "unreachable", "malformed"];

/**
 * 13 addresses: most lag with one kind of answer or another, three never give one; SES needs three questions.
 */
export const MANY: readonly OnboardEvent[] = at([
  ...opening(Array.from({ length: 13 }, (_, index) => serverAt(index + 1))),
  ...planned,
  [600, { type: "identity.ready", created: true, verified: false, ses: views(false) }],
  [
    710,
    {
      type: "plan.ready",
      planHash: `sha256:0123456789abcdef-0123456789abcdef-${"0123456789abcdef".repeat(2)}`,
      creates: true,
      changes: 2,
    },
  ],
  [720, { type: "api.retried", api: "cloudflare", attempt: 1, nextInMs: 150, code: "API_RATE_LIMITED" }],
  ...written,
  ...started(Array.from({ length: 13 }, (_, index) => serverAt(index + 1))),
  ...Array.from({ length: 13 }, (_, index) => index).flatMap((index): Told => manyServer(index)),
  [67_200, { type: "propagation.done", agreeing: 10, asked: 13, elapsedMs: 66_300, queries: 131 }],
  ...["1.1.1.1", "8.8.8.8", "9.9.9.9", "223.5.5.5", "119.29.29.29"].flatMap((resolver, index): Told =>
    PLANS.map(({ record: asked }, record) => [
      67_300 + index * 20,
      {
        type: "resolver.observed",
        resolver,
        rrset: keyOf(asked),
        verdict: index === 1 && record === 0 ? "old" : index === 3 ? "unreachable" : "serves",
        expiresInMs: index === 1 ? 540_000 : null,
      },
    ]),
  ),
  ...[1, 2].flatMap((attempt): Told => [
    [67_250 + (attempt - 1) * 31_000, { type: "identity.asked", attempt }],
    [
      68_250 + (attempt - 1) * 31_000,
      { type: "identity.refused", attempt, ses: views(false), nextInMs: 30_000 * attempt },
    ],
  ]),
  [159_250, { type: "identity.asked", attempt: 3 }],
  [160_800, { type: "identity.verified", attempt: 3, ses: views(true) }],
  [160_900, result({ records: results(true), timings: { totalMs: 160_900, propagationMs: 66_300 } })],
]);

function manyServer(index: number): Told {
  const where = serverAt(index + 1);
  const [spf, ...others] = PLANS;
  if (spf === undefined) return [];
  if (index >= 10) {
    const because = HOPELESS[index - 10] ?? "lame";
    return [
      observed(40 + index, where, spf, because),
      [4_000 + index * 300, { type: "server.excluded", at: where, because }],
    ];
  }
  const servesMs = index < 2 ? 60 + index * 12 : index * index * 800 + 1_300;
  const before: Told = index < 2 ? [] : [observed(50 + index, where, spf, EACH_VERDICT[index % 5] ?? "old")];
  const slowDkim: Told =
    index === 5
      ? others.map((plan) => observed(servesMs + 14_000, where, plan, "serves"))
      : others.map((plan, order) => observed(servesMs + order, where, plan, "serves"));
  const partly: Told =
    index === 5 && others[0] !== undefined ? [observed(servesMs + 5, where, others[0], "nxdomain")] : [];
  return [...before, observed(servesMs, where, spf, "serves"), ...partly, ...slowDkim];
}

const pendingServers = [serverAt(1), serverAt(2), serverAt(3)];
/** Two of three servers agree when the time is over. */
export const PENDING: readonly OnboardEvent[] = at(
  [
    ...opening(pendingServers, { exists: true }),
    [600, { type: "identity.ready", created: false, verified: false, ses: views(false) }],
    ...planned,
    ...written,
    ...started(pendingServers),
    ...PLANS.flatMap((plan) => [
      observed(90, serverAt(1), plan, "serves"),
      observed(2_090, serverAt(2), plan, "serves"),
    ]),
    ...PLANS.slice(0, 1).map((plan) => behind(observed(95, serverAt(3), plan, "old"), 3_600_000)),
    [
      30_900,
      { type: "propagation.progress", elapsedMs: 30_000, agreeing: 2, asked: 3, laggards: [serverAt(3)] },
    ],
    [
      600_900,
      result({
        state: "pending",
        exit: 7,
        identity: { created: false, verified: false, site: "international", region: "ap-singapore" },
        records: results(false, 3).map((record) => ({
          ...record,
          servers: { agreeing: 2, asked: 3 },
        })),
        timings: { totalMs: 600_900, propagationMs: 0 },
        error: {
          code: "NOT_PROPAGATED",
          message:
            "2 of 3 name servers serve the records so far: ns3.example.test (2001:db8::3:53) serves another value of TXT mail.example.com.",
          hint: "Nothing is written twice. After 10:01 UTC run the same command again.",
          facts: { agreeing: 2, asked: 3, retryAfter: "2026-11-22T10:01:00.000Z" },
        },
      }),
    ],
  ],
  name("pending.example.test"),
);

function behind([ms, body]: Told[number], dueInMs: number): Told[number] {
  return [ms, body.type === "propagation.observed" ? { ...body, dueInMs } : body];
}

/** Stopped in preflight. */
export const FAILED: readonly OnboardEvent[] = at(
  [
    ...opening([serverAt(1)]).slice(0, 3),
    [
      500,
      result({
        state: "failed",
        exit: 3,
        identity: null,
        zone: null,
        calls: { ses: 1, provider: 1, dns: 9 },
        timings: { totalMs: 500, propagationMs: 0 },
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
);

/** The second run: everything stands, nothing is written. */
export const SECOND: readonly OnboardEvent[] = at(
  [
    ...opening([serverAt(1), serverAt(2)], { exists: true, verified: true }),
    [600, { type: "identity.ready", created: false, verified: true, ses: views(true) }],
    ...PLANS.map((plan) => [700, { type: "rrset.planned", ...unchanged(plan) }] as const),
    ...PLANS.map(
      ({ record }) => [800, { type: "rrset.kept", rrset: keyOf(record), action: "unchanged" }] as const,
    ),
    ...started([serverAt(1), serverAt(2)]),
    ...PLANS.flatMap((plan) => [
      observed(80, serverAt(1), plan, "serves"),
      observed(92, serverAt(2), plan, "serves"),
    ]),
    [1_210, { type: "propagation.done", agreeing: 2, asked: 2, elapsedMs: 310, queries: 16 }],
    [1_220, { type: "identity.verified", attempt: 0, ses: views(true) }],
    [
      1_230,
      result({
        identity: { created: false, verified: true, site: "international", region: "ap-singapore" },
        records: PLANS.map((plan) => ({
          ...flatPlan(unchanged(plan)),
          written: false,
          servers: { agreeing: 2, asked: 2 },
          ses: { status: true, currentValue: plan.record.expected, state: "accepts" },
        })),
        calls: { ses: 1, provider: 3, dns: 24 },
        timings: { totalMs: 1_230, propagationMs: 310 },
      }),
    ],
  ],
  name("second.example.test"),
);

function unchanged(plan: RecordPlan): RecordPlan {
  return { ...plan, action: "unchanged", before: plan.after ?? plan.before, after: null, warnings: [] };
}
