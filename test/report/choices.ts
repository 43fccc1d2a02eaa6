import type { Observation, Transport, Unaddressed } from "../../src/dns/observation.ts";
import { KIND_BY_CODE } from "../../src/errors/codes.ts";
import type { EventBody } from "../../src/events/event.ts";
import type { Command, GivenOption } from "../../src/events/started.ts";
import type { Mistake } from "../../src/plan/mistake.ts";
import type { Warning } from "../../src/plan/warning.ts";
import type { ConsentWay } from "../../src/plan/consent/consented.ts";
import type { Purpose } from "../../src/plan/requirement.ts";
import type { SpfTermFault } from "../../src/plan/spf/warning.ts";
import type { FoundByCheck, SesFinding, SesState } from "../../src/events/record.ts";
import type { RecordAction } from "../../src/plan/record-plan.ts";
import type { ServerVerdict } from "../../src/events/verdict.ts";
import type { DomainState } from "../../src/events/result.ts";

// The facts of events that are one of a few, and what can be where nothing is.

/** Every value of a closed set; the compiler refuses a list that lacks one. */
function every<T extends string>(values: Readonly<Record<T, true>>): readonly T[] {
  return Object.keys(values) as T[];
}

type Unusable = Extract<EventBody, { readonly type: "port53.unusable" }>;
type Answered = "serves" | "old" | "nodata" | "nxdomain" | "cname";
type WarnedOf<W extends Warning["warning"]> = Extract<
  Warning,
  { readonly warning: W; readonly because: string }
>["because"];
type ObservedOf<K extends Observation["kind"]> = Extract<
  Observation,
  { readonly kind: K; readonly because: string }
>["because"];

const NO_ANSWERS: Readonly<Record<Exclude<ServerVerdict, Answered>, true>> = {
  referral: true,
  lame: true,
  servfail: true,
  unreachable: true,
  malformed: true,
};
const ANSWERS: Readonly<Record<Answered, true>> = {
  serves: true,
  old: true,
  nodata: true,
  nxdomain: true,
  cname: true,
};
const ACTIONS = {
  created: true,
  merged: true,
  "written-out": true,
  kept: true,
  replaced: true,
  unchanged: true,
  restored: true,
  removed: true,
} as const;
const STATES = {
  verified: true,
  published: true,
  pending: true,
  failed: true,
  planned: true,
  drifted: true,
  interrupted: true,
  undone: true,
} as const;
const FINDINGS = {
  "cached-nothing": true,
  "cached-old": true,
  refused: true,
  "refused-mx": true,
  "refused-no-mx": true,
  "refused-null-mx": true,
  "two-spf": true,
  elsewhere: true,
  unpublished: true,
} as const;
const SES_STATES = {
  "not asked": true,
  "sees nothing": true,
  "sees another value": true,
  accepts: true,
  refuses: true,
} as const;
const FAULTS = {
  "no-record": true,
  "two-records": true,
  syntax: true,
  loop: true,
  "too-many-mx": true,
  target: true,
} as const;
const LAME = {
  "not-authoritative": true,
  refused: true,
  "upward-referral": true,
  "zone-above": true,
  "given-away": true,
  notauth: true,
  "not-implemented": true,
} as const;
const UNREACHABLE = { timeout: true, refused: true, "no-route": true, reset: true } as const;

const TYPES = ["TXT", "MX", "CAA"];
const RRSET = { owner: "example.org", type: "TXT", ttl: 60, values: ["other"] };

/** By the end of the place; the first one counts. */
export const CHOICES: readonly (readonly [end: string, values: readonly unknown[]])[] = [
  ["run.started.command", every<Command>({ run: true, plan: true, check: true, undo: true })],
  ["run.started.dryRun", [true, undefined]],
  ["run.started.endpoints.of", ["ses", "sts", "provider", "dns"]],
  [
    "consent.given.by",
    every<ConsentWay>({ plan: true, hash: true, terminal: true, yes: true, sandbox: true, program: true }),
  ],
  ["consent.given.again", [true, undefined]],
  [".by", every<GivenOption["by"]>({ flag: true, variable: true, config: true, list: true })],
  [
    "rrset.mistyped.mistake.because",
    every<Mistake["because"]>({
      quotes: true,
      blanks: true,
      case: true,
      cut: true,
      "zone-appended": true,
      other: true,
      beside: true,
      gone: true,
      misplaced: true,
    }),
  ],
  ["rights.found.mayWrite", [true, false, null]],
  ["host.settled.settled", [true, false, null]],
  ["port53.unusable.because", every<Unusable["because"]>({ intercepted: true, blocked: true })],
  ["server.excluded.because", every(NO_ANSWERS)],
  [".verdict", every<ServerVerdict>({ ...ANSWERS, ...NO_ANSWERS })],
  [".action", every<RecordAction>(ACTIONS)],
  [".purpose", every<Purpose>({ spf: true, dkim: true, dmarc: true, mx: true, other: true })],
  [".ses.state", every<SesState>(SES_STATES)],
  [".found", every<FoundByCheck>({ met: true, missing: true, differs: true, conflict: true })],
  ["result.state", every<DomainState>(STATES)],
  ["result.error.code", Object.keys(KIND_BY_CODE)],
  // The others leave the state at SES as it is, so the sentence tells them alike: test/events/record.test.ts.
  ["identity.refused.ses.finding", ["refused"]],
  [".finding", every<SesFinding>(FINDINGS)],
  [".transport", every<Transport>({ udp: true, tcp: true, doh: true })],
  [":lame.because", every<ObservedOf<"lame">>(LAME)],
  [":lame.believed", ["nxdomain", "nodata"]],
  [":unreachable.because", every<ObservedOf<"unreachable">>(UNREACHABLE)],
  [":mx-kept.because", every<WarnedOf<"mx-kept">>({ mx: true, address: true, "null-mx": true })],
  [":dmarc-weakened.was", every<WarnedOf<"dmarc-weakened">>({ obeyed: true, meant: true, unknown: true })],
  [":spf-term-broken.because", every<SpfTermFault>(FAULTS)],
  [
    ":spf-senders-fail.because",
    every<WarnedOf<"spf-senders-fail">>({ lookups: true, "void-lookups": true, term: true, match: true }),
  ],
  [
    ":server-without-address.because",
    every<Unaddressed>({ alias: true, "no-glue": true, circular: true, unanswered: true, none: true }),
  ],
  [":not-put-back.because", every<WarnedOf<"not-put-back">>({ changed: true, secret: true, locked: true })],
  [":wildcard-not-back.because", every<WarnedOf<"wildcard-not-back">>({ exists: true, unknown: true })],
  [".family", [4, 6]],
  [".type", TYPES],
  [".types", TYPES],
  [".port", [53, 5353]],
  [".address", ["203.0.113.7", "2001:db8:7::7"]],
  [".planHash", [`sha256:${"7".repeat(64)}`]],
  [".before", [RRSET]],
  [".after", [RRSET]],
  [":answer.rrset", [RRSET]],
  [":cname.rrset", [RRSET]],
  [".soa", [{ serial: 7, negativeTtl: 60 }]],
  [".negativeTtlSeconds", [60, null]],
  [".expiresInMs", [60_000, null]],
  [".lowestLevel", [0, 9]],
  [".highestLevel", [9, null]],
  [".dailyQuota", [9, null]],
  [".nextInMs", [60_000, null]],
  ["result.error", [{ code: "UNEXPECTED", message: "Something.", hint: "Report it.", facts: {} }]],
  ["result.identity", [{ created: true, verified: true, site: "china", region: "ap-hongkong" }]],
  ["result.zone", [{ apex: "example.org", provider: "route53", id: "Z1", nameServers: [] }]],
  ["result.records.servers", [{ agreeing: 1, asked: 7 }]],
  ["result.records.ses", [{ status: true, currentValue: "other", state: "accepts" }]],
];
