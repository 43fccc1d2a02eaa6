import { expect, it } from "vitest";
import { addsBeside, hadFormer, isChange, type RecordPlan } from "../../src/plan/record-plan.ts";
import { D, DKIM, DMARC, DMARC_NAME, MX, rrset, SPF } from "./support.ts";

const plan = (
  record: RecordPlan["record"],
  action: RecordPlan["action"],
  values: readonly string[] = [],
): RecordPlan => ({
  record,
  action,
  before: values.length === 0 ? null : rrset(record.type, record.owner, values),
  after: null,
  warnings: [],
});

it("what is kept or stands as it should changes nothing at the DNS host", () => {
  const actions = [
    "created",
    "merged",
    "written-out",
    "replaced",
    "restored",
    "removed",
    "kept",
    "unchanged",
  ] as const;
  expect(actions.filter((action) => !isChange(action))).toEqual(["kept", "unchanged"]);
});

it.each<[string, RecordPlan, boolean]>([
  ["nothing stood there", plan(SPF, "created"), false],
  ["what a wildcard answered is joined into", plan(SPF, "merged"), true],
  ["what a wildcard answered is written out", plan(MX, "written-out"), true],
  ["an SPF record stood among other texts", plan(SPF, "merged", ["x", "v=spf1 -all"]), true],
  ["other texts stood there, and no SPF record", plan(SPF, "merged", ["x"]), false],
  ["what was only meant as SPF is replaced", plan(SPF, "replaced", ["spf1 -all"]), false],
  ["an MX stood there", plan(MX, "merged", ["10 mx.example.net"]), true],
  ["another DMARC record is replaced", plan(DMARC, "replaced", ["v=DMARC1; p=none"]), true],
  ["another text stood at the policy's name", plan(DMARC, "merged", ["x"]), false],
  ["another key is replaced", plan(DKIM, "replaced", ["v=DKIM1; p=AAAA"]), true],
])("whether there was a record of the purpose before: %s", (_what, one, had) => {
  expect(hadFormer(one)).toBe(had);
});

it("a policy of the names above that is written out was there before", () => {
  const warning = (name: "dmarc-written-out" | "doubled-suffix") =>
    [{ warning: name, owner: DMARC_NAME }] as unknown as RecordPlan["warnings"];
  const other = { warning: "doubled-suffix", owner: D } as const;
  const writtenOut = { ...plan(DMARC, "created"), warnings: [other, ...warning("dmarc-written-out")] };
  expect(hadFormer(writtenOut)).toBe(true);
  expect(hadFormer({ ...writtenOut, warnings: warning("doubled-suffix") })).toBe(false);
});

it("a value is added beside others only where none of its purpose stood there", () => {
  const adds = [
    plan(SPF, "merged", ["x"]),
    plan(SPF, "merged", ["v=spf1 -all"]),
    plan(SPF, "merged"),
    plan(SPF, "created"),
    plan(DMARC, "merged", ["x"]),
  ].map(addsBeside);
  expect(adds).toEqual([true, false, false, false, true]);
});
