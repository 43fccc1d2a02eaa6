import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Lookup } from "../../../src/dns/observation.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import type { RecordPlan } from "../../../src/plan/record-plan.ts";
import { proveSpfRecord } from "../../../src/plan/spf/proof.ts";
import type { SpfLookup } from "../../../src/plan/spf/prove.ts";
import { D, rrset, SPF } from "../support.ts";

type World = Readonly<Record<string, readonly string[] | "failed">>;

const APEX = parseDomainName("example.com");
const SES: World = { "TXT qcloudmail.com": ["v=spf1 ip4:203.0.113.0/24 ~all"] };
const txt = (...values: readonly string[]): RRset => rrset("TXT", D, values);

function lookupIn(given: World): SpfLookup {
  const world: World = { ...SES, ...given };
  return async ({ owner, type }): Promise<Lookup> => {
    const values = world[`${type} ${owner}`];
    if (values === "failed") return { kind: "failed", because: "no server answers" };
    if (values === undefined) return { kind: "nxdomain" };
    return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values } };
  };
}

function planOf(before: RRset | null, after: RRset | null, action: RecordPlan["action"]): RecordPlan {
  return { record: SPF, action, before, after, warnings: [] };
}

const prove = (plan: RecordPlan, now: World = {}, later = now) =>
  proveSpfRecord(plan, {
    now: lookupIn(now),
    later: now === later ? lookupIn(now) : lookupIn(later),
    above: [],
  });

const stands = (record: string, world: World = {}) =>
  prove(planOf(txt("x", record), txt("x", record), "unchanged"), world);

const MERGED = "v=spf1 ip4:192.0.2.1 include:qcloudmail.com -all";

describe("what SES asks for", () => {
  const wide = { ...SPF, expected: "v=spf1 ip4:0.0.0.0/0 -all" };
  const planned = (action: RecordPlan["action"]): RecordPlan => ({
    ...planOf(null, txt(wide.expected), action),
    record: wide,
  });

  it("is not published where it lets at least half of all addresses send", async () => {
    await expect(prove(planned("created"))).rejects.toMatchObject({
      code: "VALUE_REJECTED",
      message: expect.stringContaining(`as TXT at ${D} can't be published: by "${wide.expected}"`),
      hint: expect.stringContaining("SES console"),
      facts: { ...wide },
    });
  });

  it("is its owner's decision where it stands", async () => {
    await expect(prove({ ...planned("unchanged"), before: txt(wide.expected) })).resolves.toBeDefined();
  });
});

describe("a record that there will not be", () => {
  it.each([
    ["none at all", null],
    ["other texts alone", txt("x")],
    ["one that is not valid", txt("v=spf1 include:x")],
  ])("is not measured, and nothing is asked for it: %s", async (_what, after) => {
    const nobody: SpfLookup = async () => Promise.reject(new Error("asked"));
    const around = { now: nobody, later: nobody, above: [] };
    expect(await proveSpfRecord(planOf(null, after, "kept"), around)).toEqual({ warnings: [] });
  });
});

describe("what is compared with", () => {
  const changed = async (before: RRset | null, now: World = {}) =>
    (await prove(planOf(before, txt(MERGED), "merged"), now)).impact;

  it("is the record of others, beside which SES's own stood in vain", async () => {
    expect(await changed(txt("x", SPF.expected, "v=spf1 ip4:192.0.2.1 -all"))).toMatchObject({ senders: 1 });
  });

  it("is none where SES's own stood alone", async () => {
    expect(await changed(txt("V=SPF1   include:qcloudmail.com ~all"))).toBeUndefined();
  });

  it("is the record itself where it stays, so that nobody above it is judged", async () => {
    const lookup = lookupIn({ [`TXT ${APEX}`]: [`v=spf1 include:${D} -all`] });
    const around = { now: lookup, later: lookup, above: [APEX] };
    const own = txt(SPF.expected);
    expect(await proveSpfRecord(planOf(own, own, "unchanged"), around)).toEqual({ warnings: [] });
  });

  it("is what a wildcard answers where nothing stands, if it answers", async () => {
    const answered = { [`TXT ${D}`]: ["x", "v=spf1 ip4:192.0.2.1 -all"] };
    expect(await changed(null, answered)).toMatchObject({ senders: 1, passing: 2 });
    expect(await changed(null, { [`TXT ${D}`]: "failed" })).toBeUndefined();
    expect(await changed(txt("x"), answered)).toBeUndefined();
  });
});

describe("whether SES's senders pass", () => {
  it("is nothing to tell where they do", async () => {
    expect(await stands(SPF.expected)).toEqual({ warnings: [] });
  });

  it("is told with the term that matches before theirs", async () => {
    expect(await stands("v=spf1 -ip4:203.0.113.0/24 include:qcloudmail.com -all")).toEqual({
      warnings: [{ warning: "spf-senders-fail", owner: D, because: "match", at: "-ip4:203.0.113.0/24" }],
    });
  });

  it("is told once where counting has shown it already", async () => {
    const { warnings } = await stands("v=spf1 include:gone.example include:qcloudmail.com -all");
    expect(warnings.filter(({ warning }) => warning === "spf-senders-fail")).toEqual([
      { warning: "spf-senders-fail", owner: D, because: "term", at: "include:gone.example" },
    ]);
  });

  it("is told beside other faults of the record", async () => {
    const { warnings } = await stands("v=spf1 -ip4:203.0.113.0/24 include:qcloudmail.com +all");
    expect(warnings.map(({ warning }) => warning)).toEqual(["spf-passes-all", "spf-senders-fail"]);
  });

  it("is told and not refused where SES's own value stands alone, and its own record is broken", async () => {
    const { warnings } = await stands(SPF.expected, {
      "TXT qcloudmail.com": ["v=spf1 include:gone.example -all"],
    });
    expect(warnings).toContainEqual(expect.objectContaining({ warning: "spf-senders-fail" }));
  });

  it("is told by the term at which receivers give up where counting could not tell", async () => {
    const terms = ["exists:%{v}.a.example", "exists:%{v}.b.example", "exists:%{v}.c.example"];
    const { warnings } = await stands(`v=spf1 ${terms.join(" ")} include:qcloudmail.com -all`);
    expect(warnings).toContainEqual({
      warning: "spf-senders-fail",
      owner: D,
      because: "term",
      at: "exists:%{v}.c.example",
    });
  });

  it("is told of exchangers without addresses as receivers see it, by the term at which they give up", async () => {
    const dead = ["10 d0.example", "10 d1.example", "10 d2.example"];
    const { warnings } = await stands("v=spf1 mx:dead.example include:qcloudmail.com -all", {
      "MX dead.example": dead,
    });
    expect(warnings).toContainEqual(expect.objectContaining({ warning: "spf-senders-fail" }));
  });

  it("is not known where a lookup fails, which is told once, and of that term alone", async () => {
    const { warnings } = await stands("v=spf1 include:slow.example include:qcloudmail.com mx:late.example", {
      "TXT slow.example": "failed",
      "TXT qcloudmail.com": "failed",
      "MX late.example": "failed",
    });
    expect(warnings.map((one) => [one.warning, "term" in one ? one.term : ""])).toEqual([
      ["spf-not-counted", "include:slow.example"],
      ["spf-not-counted", "mx:late.example"],
      ["spf-not-proved", "include:qcloudmail.com"],
    ]);
  });

  it("is not known of a term, which hides no fault of another that is spelt alike", async () => {
    const record = "v=spf1 mx include:r.example include:qcloudmail.com -all";
    const { warnings } = await stands(record, {
      [`MX ${D}`]: "failed",
      "TXT r.example": ["v=spf1 mx -all"],
      "MX r.example": Array.from({ length: 11 }, (_, index) => `10 h${index}.example`),
    });
    expect(warnings).toContainEqual(expect.objectContaining({ warning: "spf-not-proved", term: "mx" }));
    expect(warnings).toContainEqual(
      expect.objectContaining({ warning: "spf-term-broken", at: "r.example", term: "mx" }),
    );
  });

  it("is no question of a record that does not hold them", async () => {
    expect(await stands("v=spf1 -all")).toEqual({ warnings: [] });
  });

  it("is no question where what SES asks for lists no senders of its own", async () => {
    const handedOver = "v=spf1 redirect=slow.example";
    const plan = {
      ...planOf(txt(handedOver), txt(handedOver), "unchanged"),
      record: { ...SPF, expected: handedOver },
    };
    const { warnings } = await prove(plan, { "TXT slow.example": "failed" });
    expect(warnings.map(({ warning }) => warning)).toEqual(["spf-not-counted"]);
  });

  it("is no question where what SES asks for names nobody", async () => {
    const { warnings } = await stands(SPF.expected, { "TXT qcloudmail.com": ["v=spf1 -all"] });
    expect(warnings.map(({ warning }) => warning)).toEqual([]);
  });
});

describe("mail of others that passes no more", () => {
  const before = "v=spf1 mx a:h.example -all";
  const after = "v=spf1 mx a:h.example include:qcloudmail.com -all";
  const now = {
    [`MX ${D}`]: ["10 old.example"],
    "A old.example": ["192.0.2.25"],
    "A h.example": ["192.0.2.7"],
  };
  const later = {
    [`MX ${D}`]: ["10 mxbiz1.qq.com"],
    "A mxbiz1.qq.com": ["198.51.100.25"],
    "A h.example": ["192.0.2.7"],
  };
  const plan = planOf(txt(before), txt(after), "merged");

  it("is told with its term and addresses, and as what it is judged then", async () => {
    const { warnings, impact } = await prove(plan, now, later);
    expect(warnings).toEqual([
      {
        warning: "spf-sender-lost",
        owner: D,
        name: D,
        term: "mx",
        addresses: ["192.0.2.25"],
        result: "fail",
      },
    ]);
    expect(impact).toMatchObject({ senders: 2, passing: 2 });
  });

  it("is not told again where the record's own mx is told to follow the MX", async () => {
    const told = { warning: "spf-follows-mx", owner: D, term: "mx", lost: ["old.example"] } as const;
    const { warnings } = await prove({ ...plan, warnings: [told] }, now, later);
    expect(warnings).toEqual([]);
    const other = { ...told, term: "a:h.example" };
    expect((await prove({ ...plan, warnings: [other] }, now, later)).warnings).toHaveLength(1);
  });

  it("is told of a name above although this name's own mx is", async () => {
    const told = { warning: "spf-follows-mx", owner: D, term: `mx:${D}`, lost: ["old.example"] } as const;
    const above = { [`TXT ${APEX}`]: [`v=spf1 mx:${D} -all`] };
    const { warnings } = await proveSpfRecord(
      {
        ...planOf(txt("v=spf1 -all"), txt("v=spf1 include:qcloudmail.com -all"), "merged"),
        warnings: [told],
      },
      { now: lookupIn({ ...now, ...above }), later: lookupIn({ ...later, ...above }), above: [APEX] },
    );
    expect(warnings).toMatchObject([{ warning: "spf-sender-lost", name: APEX, term: `mx:${D}` }]);
  });

  it("is none of those who pass now, nor of those who did not before", async () => {
    expect((await prove(plan, later, later)).warnings).toEqual([]);
    expect((await prove(planOf(txt(before), txt(after), "merged"), {}, later)).warnings).toEqual([]);
  });
});
