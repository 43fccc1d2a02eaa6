import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { PURPOSE_NAMES, PURPOSES, purposeOf } from "../../src/plan/purposes.ts";
import type { RRset } from "../../src/dns/rrset.ts";
import type { RecordPlan } from "../../src/plan/record-plan.ts";
import type { SpfLookup } from "../../src/plan/spf/prove.ts";
import type { Purpose, Requirement, Surroundings } from "../../src/plan/requirement.ts";
import { D, DKIM, DMARC, DMARC_NAME, judge, MX, requirement, rrset, SPF } from "./support.ts";

const RECORDS = [
  ["TXT", "example.com", "v=spf1 include:qcloudmail.com ~all", "spf"],
  ["TXT", "example.com", "V=SPF1", "spf"],
  ["TXT", "example.com", "v=spf10", "other"],
  ["TXT", "qcloud._domainkey.example.com", "v=DKIM1; p=x", "dkim"],
  ["TXT", "a.b._domainkey.example.com", "k=rsa;p=x", "dkim"],
  ["TXT", "_domainkey.example.com", "o=~", "other"],
  ["TXT", "x_domainkey.example.com", "k=rsa", "other"],
  ["CNAME", "qcloud._domainkey.example.com", "k.example", "other"],
  ["TXT", "_dmarc.example.com", "v=DMARC1; p=none", "dmarc"],
  ["TXT", "_dmarcs.example.com", "v=DMARC1; p=none", "other"],
  ["CNAME", "_dmarc.example.com", "policy.example", "other"],
  ["SPF", "example.com", "v=spf1 -all", "other"],
  ["MX", "example.com", "mxbiz1.qq.com", "mx"],
  ["A", "example.com", "192.0.2.1", "other"],
  // By its name first: verifiers look for a key there, whatever stands there.
  ["TXT", "qcloud._domainkey.example.com", "v=spf1 -all", "dkim"],
  ["TXT", "_dmarc._domainkey.example.com", "v=DMARC1; p=none", "dkim"],
  ["TXT", "_dmarc.example.com", "v=spf1 -all", "dmarc"],
] as const;

describe("what a record is for", () => {
  it.each(RECORDS)("is told by what it looks like: %s %s %j is %s", (type, owner, value, purpose) => {
    expect(purposeOf(type, parseDomainName(owner), value)).toBe(purpose);
  });

  it("can be each purpose that there is", () => {
    expect(RECORDS.map(([, , , purpose]) => purpose)).toEqual(expect.arrayContaining([...PURPOSE_NAMES]));
  });
});

it("reads the domain, its keys' name and its policy's before SES has spoken", () => {
  expect(PURPOSE_NAMES.map((purpose) => [purpose, PURPOSES[purpose].nameFor(D)])).toEqual([
    ["mx", D],
    ["dkim", `_domainkey.${D}`],
    ["dmarc", DMARC_NAME],
    ["spf", D],
    ["other", D],
  ]);
});

const ONE_EACH: Readonly<Record<Purpose, Requirement>> = {
  mx: MX,
  dkim: DKIM,
  dmarc: DMARC,
  spf: SPF,
  other: requirement("TXT", D, "proof=1"),
};

const SYNTHESISED = [
  rrset("MX", D, ["10 mx.example.net"]),
  rrset("TXT", D, ["v=spf1 mx -all"]),
  rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
].map((answer) => ({ ...answer, wildcard: parseDomainName("*.example.com") }));

/** A value of each type that may stand beside another. */
const NEIGHBOURS = {
  A: "192.0.2.1",
  AAAA: "2001:db8::1",
  MX: "10 mx.example.net",
  TXT: "v=spf1 -all",
  CAA: '0 issue "ca.example"',
  NS: "ns1.example.net",
} as const;

describe.each(PURPOSE_NAMES)("the judgement on %s", (purpose) => {
  const wanted = ONE_EACH[purpose];
  const { besides, surroundings } = PURPOSES[purpose];

  it("depends on each type that is read for it, and on no other", () => {
    const bare = judge(wanted, []);
    const deciding = Object.entries(NEIGHBOURS)
      .filter(([type]) => type !== wanted.type && !showsItself(type))
      .filter(([type, value]) => differs(judge(wanted, [rrset(type, wanted.owner, [value])]), bare))
      .map(([type]) => type);
    expect(deciding).toEqual(besides);
  });

  it("depends on everything that is looked up around it, and on nothing else", () => {
    const around: Required<Surroundings> = {
      dmarcElsewhere: ["v=DMARC1; p=reject"],
      dmarcAbove: [{ domain: parseDomainName("com"), values: ["v=DMARC1; p=reject; psd=y"] }],
      standingSenders: ["v=spf1 mx -all"],
      synthesised: SYNTHESISED,
      mtaSts: rrset("TXT", `_mta-sts.${D}`, ["v=STSv1; id=1"]),
    };
    const existing = [[], [rrset("CNAME", wanted.owner, ["x.example"])]];
    const deciding = Object.entries(around)
      .filter(([name, fact]) => {
        const others = Object.entries(around).filter(([other]) => other !== name);
        return subsetsOf(others).some((subset) =>
          existing.some((rrsets) => {
            const beside = Object.fromEntries(subset);
            return differs(
              judge(wanted, rrsets, {}, { ...beside, [name]: fact }),
              judge(wanted, rrsets, {}, beside),
            );
          }),
        );
      })
      .map(([name]) => name);
    expect(deciding).toEqual(surroundings);
  });
});

it("has an SPF record alone proved by looking up what it names", async () => {
  const asked: string[] = [];
  for (const purpose of PURPOSE_NAMES) {
    const record = ONE_EACH[purpose];
    const after = rrset(record.type, record.owner, [record.expected]);
    const plan = { record, action: "created", before: null, after, warnings: [] } as const;
    const lookup: SpfLookup = ({ owner: name }) => {
      asked.push(`${purpose} ${name}`);
      return Promise.resolve({ kind: "failed", because: "nobody answers" });
    };
    await PURPOSES[purpose].prove(plan, { now: lookup, later: lookup, above: [] });
  }
  expect([...new Set(asked)]).toEqual([`spf qcloudmail.com`, `spf ${D}`]);
});

it("has a DMARC record proved by asking where its reports go, and others by nothing", async () => {
  const prove = (record: Requirement) => {
    const after = rrset(record.type, record.owner, [record.expected]);
    const plan = { record, action: "created", before: null, after, warnings: [] } as const;
    const lookup: SpfLookup = () => Promise.resolve({ kind: "nxdomain" });
    return PURPOSES[record.purpose].prove(plan, { now: lookup, later: lookup, above: [] });
  };
  const address = "mailto:a@reports.test";
  expect(await prove({ ...DMARC, expected: `${DMARC.expected}; rua=${address}` })).toMatchObject({
    warnings: [{ warning: "dmarc-reports-dropped", address }],
  });
  for (const record of [MX, DKIM, ONE_EACH.other]) expect(await prove(record)).toEqual({ warnings: [] });
});

it("reads the policies of the names above a DMARC record, up to the apex", () => {
  const [deep, apex] = [parseDomainName("a.b.example.com"), parseDomainName("example.com")];
  expect(PURPOSES.dmarc.alsoRead(deep, apex)).toEqual(["_dmarc.b.example.com", "_dmarc.example.com"]);
  expect(PURPOSES.dmarc.alsoRead(apex, apex)).toEqual([]);
});

it("counts of a wildcard's texts those as SPF that are one or were meant so", () => {
  const texts = ["v=spf1 mx -all", '"v=spf1 mx -all"', "site=1"];
  expect(texts.map((text) => PURPOSES.spf.inEffect?.(text))).toEqual([true, true, false]);
});

/** Whoever asks for any type at a delegated name is told of the delegation. */
function showsItself(type: string): boolean {
  return type === "NS";
}

function subsetsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  const without = subsetsOf(rest);
  return [...without, ...without.map((subset) => [first, ...subset])];
}

function differs(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

describe("what is measured of an SPF record", () => {
  const APEX = parseDomainName("example.com");
  const ses = "v=spf1 ip4:203.0.113.0/24 ~all";
  const lookup: SpfLookup = async ({ owner, type }) =>
    owner === "qcloudmail.com" && type === "TXT"
      ? { kind: "answer", canonicalName: owner, rrset: rrset("TXT", owner, [ses]) }
      : { kind: "nxdomain" };
  const plan = (before: RRset | null, after: string): RecordPlan => ({
    record: SPF,
    action: before === null ? "created" : "merged",
    before,
    after: rrset("TXT", SPF.owner, [after]),
    warnings: [],
  });
  const measure = async (given: RecordPlan, answered: readonly string[] = []) => {
    const now: SpfLookup = async (question) =>
      question.owner === SPF.owner && question.type === "TXT" && answered.length > 0
        ? { kind: "answer", canonicalName: SPF.owner, rrset: rrset("TXT", SPF.owner, answered) }
        : lookup(question);
    return (await PURPOSES.spf.prove(given, { now, later: lookup, above: [] })).impact;
  };

  it("is a merge into what a wildcard answers as well", async () => {
    const merged = plan(null, "v=spf1 ip4:192.0.2.1 include:qcloudmail.com -all");
    const answered = ["v=spf1 ip4:192.0.2.1 -all"];
    expect(await measure(merged, answered)).toMatchObject({ senders: 1, passing: 2 });
    expect(await measure(merged)).toBeUndefined();
  });

  it("is the other one, where SES's own stood beside it and made receivers give up", async () => {
    const before = rrset("TXT", SPF.owner, [
      "V=spf1  include:qcloudmail.com ~all",
      "v=spf1 ip4:192.0.2.1 -all",
    ]);
    const merged = plan(before, "v=spf1 ip4:192.0.2.1 include:qcloudmail.com -all");
    expect(await measure(merged)).toMatchObject({ senders: 1, passing: 2 });
  });

  it("needs the records of the names above, up to the apex", () => {
    const deep = parseDomainName("a.b.example.com");
    expect(PURPOSES.spf.alsoRead(deep, APEX)).toEqual([parseDomainName("b.example.com"), APEX]);
    expect(PURPOSES.spf.alsoRead(APEX, APEX)).toEqual([]);
  });
});
