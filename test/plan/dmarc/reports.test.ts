import { describe, expect, it } from "vitest";
import type { Lookup, Question } from "../../../src/dns/observation.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { proveReports } from "../../../src/plan/dmarc/reports.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import { D, DMARC, DMARC_NAME, rrset } from "../support.ts";

const AT = `${D}._report._dmarc.reports.test`;

/** What is told of a record, by what stands at the names of other organisations; what it asked. */
async function told(
  after: RRset | null,
  world: Readonly<Record<string, readonly string[] | "failed">> = {},
): Promise<{ readonly warnings: readonly Warning[]; readonly asked: readonly string[] }> {
  const asked: string[] = [];
  const lookup = async ({ owner, type }: Question): Promise<Lookup> => {
    asked.push(`${type} ${owner}`);
    const values = world[owner];
    if (values === "failed") return { kind: "failed", because: "no server answers" };
    if (values === undefined) return { kind: "nxdomain" };
    return { kind: "answer", canonicalName: owner, rrset: rrset(type, owner, values) };
  };
  const plan = { record: DMARC, action: "kept", before: after, after, warnings: [] } as const;
  return { warnings: await proveReports(plan, lookup), asked };
}

const record = (tags: string) => rrset("TXT", DMARC_NAME, ["x", `v=DMARC1; p=none; ${tags}`]);
const dropped = (address: string, at: string = AT) => ({
  warning: "dmarc-reports-dropped",
  owner: D,
  address,
  at,
});

describe("an address of another organisation", () => {
  it("gets no reports unless that says so at a name of its own", async () => {
    const { warnings, asked } = await told(record("rua=mailto:a@reports.test"));
    expect(warnings).toEqual([dropped("mailto:a@reports.test")]);
    expect(asked).toEqual([`TXT ${AT}`]);
    for (const values of [["x"], ["v=spf1 -all"]])
      expect((await told(record("rua=mailto:a@reports.test"), { [AT]: values })).warnings).toHaveLength(1);
  });

  it("gets them where it does, beside whatever else stands there", async () => {
    const world = { [AT]: ["x", "v=DMARC1"] };
    expect((await told(record("rua=mailto:a@reports.test"), world)).warnings).toEqual([]);
  });

  it("is not known to get them where nobody answers, which is said", async () => {
    const { warnings } = await told(record("ruf=MAILTO:dmarc@reports.test?subject=x"), { [AT]: "failed" });
    expect(warnings).toEqual([
      { ...dropped("MAILTO:dmarc@reports.test?subject=x"), because: "no server answers" },
    ]);
  });

  it("is asked for once, whichever reports it gets, and each is told", async () => {
    const tags = "rua=mailto:a@reports.test,mailto:b@other.test; ruf=mailto:a@reports.test";
    const { warnings, asked } = await told(record(tags), { [AT]: ["v=DMARC1"] });
    const other = `${D}._report._dmarc.other.test`;
    expect(asked).toEqual([`TXT ${AT}`, `TXT ${other}`]);
    expect(warnings).toEqual([dropped("mailto:b@other.test", other)]);
  });
});

describe("nothing is asked", () => {
  it.each([
    [
      "where the address is of the same organisation",
      record("rua=mailto:a@example.com,mailto:b@x.example.com"),
    ],
    [
      "where it is no mailbox",
      record("rua=https://reports.test/x,mailto:nobody,mailto:a@reports.test@,x-mailto:a@reports.test"),
    ],
    ["where it is at no name", record("rua=mailto:a@b..test")],
    [
      "where the name would be too long",
      record(`rua=mailto:a@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(50)}.test`),
    ],
    ["where no reports are wanted", record("")],
    [
      "where two records stand",
      rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none; rua=mailto:a@reports.test", "v=DMARC1; p=none"]),
    ],
    ["where none stands", rrset("TXT", DMARC_NAME, ["x"])],
    ["where it holds no policy", rrset("TXT", DMARC_NAME, ["v=DMARC1; p=x"])],
    ["behind an alias", rrset("CNAME", DMARC_NAME, ["v=DMARC1; p=none; rua=mailto:a@reports.test"])],
    ["where nothing will stand", null],
  ])("%s", async (_where, after) => {
    expect(await told(after)).toEqual({ warnings: [], asked: [] });
  });
});
