import { parse } from "@cdktf/hcl2json";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EXPORT_FORMATS } from "../../../src/config/option-groups.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { unquoteTxt } from "../../../src/dns/presentation.ts";
import type { Plan } from "../../../src/plan/consent/plan.ts";
import { exportText, type ExportFormat } from "../../../src/report/export/export.ts";
import { D, DKIM, DMARC, KEY, MX, rrset, SPF } from "../../plan/support.ts";
import { HOSTILE, hostilePlan, planOf, SENDERS } from "../../support/exported-plan.ts";

const MERGED = "v=spf1 include:_spf.example.net include:qcloudmail.com -all";

/** RFC 4180 section 2, and nothing beside it. */
function parseCsv(text: string): readonly Readonly<Record<string, string>>[] {
  const rows = text.split("\r\n");
  expect(rows.pop()).toBe("");
  const [head = [], ...cells] = rows.map((row) => {
    expect(row).toMatch(/^"(?:[^"]|"")*"(?:,"(?:[^"]|"")*")*$/);
    return [...row.matchAll(/"((?:[^"]|"")*)"/g)].map((match) => (match[1] ?? "").replaceAll('""', '"'));
  });
  return cells.map((row) => Object.fromEntries(head.map((name, index) => [name, row[index] ?? ""])));
}

interface Local {
  readonly action: string;
  readonly host: string;
  readonly ttl: number;
  readonly values: readonly string[];
}

/** HashiCorp's own parser; it leaves escapes of templates as they stand in the file. */
async function parseLocals(text: string): Promise<Readonly<Record<string, Local>>> {
  const parsed = (await parse("records.tf", text)) as {
    readonly locals: readonly { readonly ses_onboard_records: Readonly<Record<string, Local>> }[];
  };
  const [locals] = parsed.locals;
  return locals?.ses_onboard_records ?? {};
}

const asHcl = (value: string) => value.replaceAll("$${", "${").replaceAll("%%{", "%{");

describe("an exported plan", () => {
  it("says in CSV what to create, to take away, to put in its place and to keep", () => {
    const rows = parseCsv(exportText([planOf()], "csv"));
    expect(
      rows.map(({ action, host, type, priority, value }) => [action, host, type, priority, value]),
    ).toEqual([
      ["delete", "mail", "TXT", "", SENDERS],
      ["change", "mail", "TXT", "", MERGED],
      ["change", "mail", "TXT", "", "site=abc"],
      ["create", "qcloud._domainkey.mail", "TXT", "", KEY],
      ["create", "_dmarc.mail", "TXT", "", "v=DMARC1; p=none"],
      ["keep", "mail", "MX", "10", "mx.example.net"],
    ]);
  });

  it("has in Terraform each set that is written whole, and none that is kept", async () => {
    const records = await parseLocals(exportText([planOf()], "terraform"));
    expect(Object.keys(records).toSorted()).toEqual([
      "TXT _dmarc.mail.example.com",
      "TXT mail.example.com",
      "TXT qcloud._domainkey.mail.example.com",
    ]);
    const changed = records["TXT mail.example.com"];
    expect(changed).toMatchObject({ action: "change", host: "mail", ttl: 3600 });
    expect(changed?.values.toSorted()).toEqual(["site=abc", MERGED]);
  });

  it("has a set that several records need once, and what is removed as what goes", () => {
    const both = [SPF, { ...SPF, purpose: "other" as const, expected: "site=abc" }];
    const standing = [rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all", "site=abc"])];
    const kept = parseCsv(exportText([planOf({ standing, asks: both })], "csv"));
    expect(kept.map(({ action, value }) => [action, value])).toEqual([
      ["keep", "v=spf1 include:qcloudmail.com ~all"],
      ["keep", "site=abc"],
    ]);
    const removed = {
      ...planOf({ asks: [] }),
      records: [],
      swaps: [{ before: standing[0], after: undefined }],
    };
    expect(parseCsv(exportText([removed], "csv")).map(({ action }) => action)).toEqual(["delete", "delete"]);
    const remarks = exportText([removed], "bind").split("\n").slice(1);
    expect(remarks.filter((line) => line !== "" && !line.startsWith(";"))).toEqual([]);
  });

  it("tells what goes as a remark of a zone file, where each other line is a record", () => {
    const lines = exportText([planOf()], "bind").split("\n");
    expect(lines.filter((line) => line.includes(`"${SENDERS}"`))).toEqual([
      `; goes: mail.example.com. 3600 IN TXT "${SENDERS}"`,
    ]);
  });

  it("writes the root of a null MX as one dot", () => {
    const plan = planOf({ standing: [rrset("MX", D, ["0 ."])], asks: [MX] });
    expect(exportText([plan], "bind")).toContain("; mail.example.com. 3600 IN MX 0 .\n");
  });

  it("names a zone's own name @, and an MX with its preference", () => {
    const plan = planOf({ standing: [], asks: [MX, SPF], zone: { apex: D } });
    const rows = parseCsv(exportText([plan], "csv"));
    expect(rows).toMatchObject([
      { host: "@", type: "MX", priority: "10", value: "mxbiz1.qq.com" },
      { host: "@", type: "TXT", value: "v=spf1 include:qcloudmail.com ~all" },
    ]);
    expect(exportText([plan], "terraform")).toContain('"10 mxbiz1.qq.com"');
    expect(exportText([plan], "bind")).toContain("mail.example.com. 300 IN MX 10 mxbiz1.qq.com.\n");
  });

  it("tells that a key is still to come while there is no identity", () => {
    const plan = planOf({ asks: [MX, SPF, DMARC], creates: true });
    for (const format of EXPORT_FORMATS)
      expect(exportText([plan], format).includes("_domainkey"), format).toBe(format !== "csv");
    expect(exportText([planOf({ asks: [MX, SPF, DMARC] })], "table")).not.toContain("_domainkey");
    const both = [1, 2].map((n) => ({
      ...DKIM,
      owner: parseDomainName(`k${n}._domainkey.mail.example.com`),
    }));
    expect(exportText([planOf({ asks: both, creates: true })], "table")).not.toContain(
      "Not in this list yet",
    );
  });

  it("says on a page to forward who asks, when, and that a second page follows", () => {
    const asked = { at: "2026-11-27 05:50 UTC", by: "ada@host" };
    const plan = planOf({ asks: [MX, SPF, DMARC], creates: true });
    for (const format of ["text", "html", "text-zh", "html-zh"] as const) {
      const page = exportText([plan], format, { asked });
      expect([page.includes(asked.at), page.includes(asked.by)], format).toEqual([true, true]);
      const [now, later] = format.endsWith("zh")
        ? ["请现在就添加", "第二份页面"]
        : ["records above now", "second page"];
      expect(page.indexOf(later), format).toBeGreaterThan(page.indexOf(now));
      expect(exportText([planOf({ asks: [MX, SPF, DMARC] })], format, { asked })).not.toContain(later);
    }
    const nameless = { at: asked.at };
    expect(exportText([plan], "text", { asked: nameless })).toContain(
      `Asked for on ${asked.at}, by the command`,
    );
  });

  it("says on a page which policy from above stays in force, since SES's console shows another value", () => {
    const REJECT = { ...DMARC, expected: "v=DMARC1; p=reject" };
    const plan = planOf({ standing: [], asks: [REJECT] });
    const from = parseDomainName("_dmarc.example.com");
    const inherited = {
      warning: "dmarc-inherited",
      owner: DMARC.owner,
      from,
      tag: "sp",
      reports: [],
    } as const;
    for (const format of ["text", "html", "text-zh", "html-zh"] as const) {
      const page = (policy: string) =>
        exportText([plan], format, { warnings: [{ ...inherited, policy }] }).replaceAll("&quot;", '"');
      const says = format.endsWith("zh")
        ? "_dmarc.example.com 的 DMARC 策略“reject”（sp）"
        : 'The DMARC policy "reject" (sp) of _dmarc.example.com';
      expect(page("reject"), format).toContain(says);
      expect(page("none"), format).toMatch(/"none" \(sp\)|策略“none”（sp）/);
      expect(exportText([plan], format), format).not.toContain("_dmarc.example.com");
      const elsewhere = {
        ...inherited,
        policy: "reject",
        owner: parseDomainName("_dmarc.other.example.com"),
      };
      expect(exportText([plan], format, { warnings: [elsewhere] }), format).not.toContain(
        "_dmarc.example.com",
      );
      const kept = planOf({ standing: [rrset("TXT", DMARC.owner, [DMARC.expected])], asks: [DMARC] });
      const warnings = [{ ...inherited, policy: "reject" }];
      expect(exportText([kept], format, { warnings }), format).not.toContain("_dmarc.example.com");
    }
  });

  it("spells a long text once whole and once in strings of 255 characters", () => {
    expect(KEY.length).toBeGreaterThan(255);
    const plan = planOf({ asks: [DKIM] });
    for (const format of ["text", "html"] as const) {
      const text = exportText([plan], format).replaceAll("&quot;", '"');
      expect(text).toContain(KEY);
      expect(text).toContain(`"${KEY.slice(0, 255)}" "${KEY.slice(255)}"`);
      const whole = planOf({ asks: [{ ...SPF, purpose: "other", expected: "x".repeat(255) }], standing: [] });
      expect(exportText([whole], format)).not.toContain("longer than 255");
    }
  });

  it("is marked as a rehearsal in every format", () => {
    const plan = planOf({ zone: { rehearsal: true } });
    for (const format of EXPORT_FORMATS)
      expect(exportText([plan], format), format).toMatch(/REHEARSAL|Rehearsal|演练|"yes"/);
    for (const format of EXPORT_FORMATS)
      expect(exportText([planOf()], format), format).not.toMatch(/REHEARSAL|Rehearsal|演练|"yes"/);
  });

  it("has each domain of a command", () => {
    const other = planOf({
      asks: [DMARC],
      standing: [rrset("TXT", "_dmarc.mail.example.com", [DMARC.expected])],
    });
    for (const format of EXPORT_FORMATS)
      expect(exportText([planOf(), other], format).split("example.com").length, format).toBeGreaterThan(
        exportText([planOf()], format).split("example.com").length,
      );
  });
});

describe("text of others in an exported plan", () => {
  /** Line breaks are ours, in CSV with a carriage return. */
  const FORBIDDEN = /[^\x20-\x7e\n\r\p{Script=Han}，。：；“”、（）？]/u;

  it.each(EXPORT_FORMATS)("commands nobody in %s", (format: ExportFormat) => {
    const text = exportText([hostilePlan()], format);
    expect(text).not.toMatch(FORBIDDEN);
    const markup = format.startsWith("html") ? ["<u>"] : [];
    for (const command of ["$(id)", "`id`", "##[add-mask]", ...markup]) expect(text).not.toContain(command);
    const shown = text.replace(/<style>[^]*<\/style>/, "");
    expect(shown.split("\n").filter((line) => /^\s*(?:::|[=+@])/.test(line))).toEqual([]);
  });

  it.each([
    ["=1+1", '"=1+1"'],
    ["+1", '"+1"'],
    ["-1", '"-1"'],
    ["@SUM(A1)", '"@SUM(A1)"'],
    [" blank", '" blank"'],
    ["blank ", '"blank "'],
    ["::set-output x", '"::set-output x"'],
    ["a ##[error] b", '"a \\035\\035[error] b"'],
    ["$(id)", '"\\036(id)"'],
    ["`id`", '"\\096id\\096"'],
    ['say "hello"', '"say \\"hello\\""'],
    ["a\\b", '"a\\\\b"'],
    ["", '""'],
    ["plain; text='1' & <b>", "plain; text='1' & <b>"],
  ])("stands in a cell as it is, or as in a zone file where it commands somebody: %j", (text, cell) => {
    const before = rrset("TXT", D, ["before"]);
    const plan = { ...planOf({ asks: [] }), swaps: [{ before, after: { ...before, values: [text] } }] };
    const [, row] = parseCsv(exportText([plan], "csv"));
    expect(row?.["value"]).toBe(cell);
  });

  it("begins no line of a table with a dash where it is a host", () => {
    const before = rrset("CNAME", D, ["before.test"]);
    const plan = { ...planOf({ asks: [] }), swaps: [{ before, after: { ...before, values: ["-x.test"] } }] };
    expect(parseCsv(exportText([plan], "csv"))[1]?.["value"]).toBe("\\045x.test");
  });

  it("is the same text again for who reads HCL or a zone file", async () => {
    const records = await parseLocals(exportText([hostilePlan()], "terraform"));
    const cell = records["TXT mail.example.com"]?.values.find((value) => value.startsWith('"'));
    expect(unquoteTxt(asHcl(cell ?? ""))).toBe(HOSTILE);
  });

  it("stays on its line whatever it is", () => {
    const formats = ["table", "bind", "terraform", "csv", "text"] as const;
    const before = rrset("TXT", D, ["plain"]);
    const withText = (text: string): Plan => ({
      ...planOf({ asks: [] }),
      swaps: [{ before, after: { ...before, values: [text] } }],
    });
    const linesOf = (text: string) => {
      const plan = withText(text);
      return formats.map((format) => exportText([plan], format).split("\n"));
    };
    const counts = linesOf("other").map(({ length }) => length);
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        fc.pre(text !== "plain");
        const exported = linesOf(text);
        expect(exported.map(({ length }) => length)).toEqual(counts);
        expect(exported.flat().join("\n")).not.toMatch(FORBIDDEN);
      }),
    );
  });
});
