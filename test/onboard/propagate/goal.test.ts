import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Observation, Said } from "../../../src/dns/observation.ts";
import { findRRset, type RRset } from "../../../src/dns/rrset.ts";
import type { ServerVerdict } from "../../../src/events/verdict.ts";
import type { Preflight } from "../../../src/onboard/preflight/preflight.ts";
import { expiresInMs, goalsOf, judge, type Goal } from "../../../src/onboard/propagate/goal.ts";
import type { RecordPlan } from "../../../src/plan/record-plan.ts";
import type { Requirement } from "../../../src/plan/requirement.ts";
import { createFakes, D, rrset } from "../fakes.ts";
import { BASE } from "./answers.ts";

const TARGET = parseDomainName("target.test");
const WANTED = rrset("TXT", D, ["wanted"], 300);
const OLD = rrset("TXT", D, ["old"], 300);
const SOA = { serial: 1, negativeTtl: 60 };

const goalOf = (accepts: Goal["accepts"]): Goal => ({ owner: D, type: "TXT", accepts });
const WANTS_VALUE = goalOf((now) => findRRset(now, D, "TXT")?.values[0] === "wanted");
const WANTS_NOTHING = goalOf((now) => now.length === 0);
const WANTS_ALIAS = goalOf((now) => findRRset(now, D, "CNAME")?.values[0] === TARGET);
const WANTS_CUT = goalOf((now) => findRRset(now, D, "NS")?.values.includes("ns.vendor.test") === true);
const WANTS_ANY_CUT = goalOf((now) => now.some(({ type }) => type === "NS"));

const said = (one: Said): Observation => ({ ...BASE, ...one });
const answers = (given: RRset): Observation => said({ kind: "answer", rrset: given });
const alias = (target = TARGET): Observation => said({ kind: "cname", target, ttl: 120, rrset: undefined });
const refersTo = (to: string, ...servers: readonly string[]): Observation =>
  said({ kind: "referral", to: parseDomainName(to), nameServers: servers.map(parseDomainName) });
const no = (kind: "nodata" | "nxdomain", soa: typeof SOA | undefined = SOA): Observation =>
  said({ kind, soa });
const lame = (believed?: "nodata" | "nxdomain"): Observation =>
  said({ kind: "lame", because: "not-authoritative", ...(believed === undefined ? {} : { believed }) });
const SERVFAIL = said({ kind: "servfail", extendedErrors: [] });
const SILENT = said({ kind: "unreachable", because: "timeout", family: 4 });
const MALFORMED = said({ kind: "malformed", because: "cut short" });

describe("what an answer means for a record", () => {
  it.each<[string, Goal, Observation, ServerVerdict]>([
    ["the wanted value", WANTS_VALUE, answers(WANTED), "serves"],
    ["another value", WANTS_VALUE, answers(OLD), "old"],
    ["no record where one is wanted", WANTS_VALUE, no("nodata"), "nodata"],
    ["no name where a record is wanted", WANTS_VALUE, no("nxdomain"), "nxdomain"],
    ["no record where none is wanted", WANTS_NOTHING, no("nodata"), "serves"],
    ["no name where none is wanted", WANTS_NOTHING, no("nxdomain"), "serves"],
    ["an alias in the way", WANTS_VALUE, alias(), "cname"],
    ["the alias that stands for the record", WANTS_ALIAS, alias(), "serves"],
    ["another alias than that", WANTS_ALIAS, alias(parseDomainName("elsewhere.test")), "cname"],
    ["a zone cut in the way", WANTS_VALUE, refersTo(D, "ns.vendor.test"), "referral"],
    ["the cut that stands for the record", WANTS_CUT, refersTo(D, "ns.vendor.test"), "serves"],
    ["a cut to other servers", WANTS_CUT, refersTo(D, "ns.other.test"), "referral"],
    ["a cut above the name", WANTS_ANY_CUT, refersTo("example.com", "ns.vendor.test"), "referral"],
    ["any cut at the name", WANTS_ANY_CUT, refersTo(D, "ns.other.test"), "serves"],
    ["a no without proof", WANTS_VALUE, lame(), "lame"],
    ["a no without proof that the world goes by", WANTS_VALUE, lame("nxdomain"), "nxdomain"],
    ["the same where nothing is wanted", WANTS_NOTHING, lame("nxdomain"), "lame"],
    ["a failure", WANTS_NOTHING, SERVFAIL, "servfail"],
    ["silence", WANTS_NOTHING, SILENT, "unreachable"],
    ["what can't be read", WANTS_NOTHING, MALFORMED, "malformed"],
  ])("%s", (_what, goal, observation, verdict) => {
    expect(judge(goal, observation)).toBe(verdict);
  });
});

describe("who cached an answer may give it", () => {
  it.each<[string, Observation, number | null]>([
    ["a record for its TTL", answers(OLD), 300_000],
    ["an alias for its own", alias(), 120_000],
    ["that there is no record for the time that the SOA says", no("nodata"), 60_000],
    ["that there is no name for that time, too", no("nxdomain"), 60_000],
    ["a no without an SOA for nobody knows how long", said({ kind: "nodata", soa: undefined }), null],
    ["nothing of a referral", refersTo(D, "ns.vendor.test"), null],
    ["nothing of a lame answer", lame("nodata"), null],
    ["nothing of a failure", SERVFAIL, null],
    ["nothing of silence", SILENT, null],
    ["nothing of what can't be read", MALFORMED, null],
  ])("%s", (_what, observation, ms) => {
    expect(expiresInMs(observation)).toBe(ms);
  });
});

describe("what every server shall serve", () => {
  const MX: Requirement = { purpose: "mx", owner: D, type: "MX", expected: "mxbiz1.qq.com" };
  const SPF: Requirement = { purpose: "spf", owner: D, type: "TXT", expected: "v=spf1 include:a.test -all" };
  const planOf = (record: Requirement, after: RRset | null): RecordPlan => ({
    record,
    action: "created",
    before: null,
    after,
    warnings: [],
  });
  const goals = (asked: readonly Requirement[], records: readonly RecordPlan[]) =>
    goalsOf(
      createFakes().run(),
      { surroundings: {} } as Preflight,
      {
        domain: D,
        verified: false,
        requestId: "r",
        records: asked.map((requirement) => ({ requirement, currentValue: "", status: false })),
      },
      { records, swaps: [] },
    );
  const OURS = rrset("TXT", D, ["v=spf1 include:a.test -all"]);
  const THEIRS = rrset("MX", D, ["10 mx.mine.test"]);

  it("is each record that SES asks for and that stands after the plan, ours or kept", () => {
    const all = goals([MX, SPF], [planOf(MX, THEIRS), planOf(SPF, OURS)]);
    expect(all.map(({ owner, type }) => `${type} ${owner}`)).toEqual([`MX ${D}`, `TXT ${D}`]);
    const [mx, spf] = all;
    expect([mx?.accepts([THEIRS]), mx?.accepts([])]).toEqual([true, false]);
    expect([spf?.accepts([OURS]), spf?.accepts([rrset("TXT", D, ["v=spf1 mx -all"])])]).toEqual([
      true,
      false,
    ]);
  });

  it("is no record that stands nowhere, that SES does not ask for, or that nobody planned", () => {
    expect(goals([MX, SPF], [planOf(MX, null), planOf(SPF, OURS)])).toMatchObject([{ type: "TXT" }]);
    expect(goals([SPF], [planOf(MX, THEIRS), planOf(SPF, OURS)])).toMatchObject([{ type: "TXT" }]);
    expect(goals([MX, SPF], [planOf(SPF, OURS)])).toMatchObject([{ type: "TXT" }]);
    expect(goals([], [planOf(SPF, OURS)])).toEqual([]);
  });
});
