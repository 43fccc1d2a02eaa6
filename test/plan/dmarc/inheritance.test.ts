import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { dmarcNamesAbove, strictnessOf, type DmarcLevel } from "../../../src/plan/dmarc/discovery.ts";
import { findDmarc, isDmarc, resemblesDmarc } from "../../../src/plan/dmarc/dmarc.ts";
import { inheritanceOf } from "../../../src/plan/dmarc/inheritance.ts";
import { trees } from "./trees.ts";

const NAME = parseDomainName("mail.dept.example.test");

describe("inheritanceOf", () => {
  it.each([
    ["v=DMARC1; p=reject", "v=DMARC1; p=none", "dept.example.test"],
    ["v=DMARC1; p=none", "v=DMARC1; p=reject", "example.test"],
    ["v=DMARC1; p=reject; t=y", "v=DMARC1; p=quarantine", "dept.example.test"],
    ["v=DMARC1; p=reject; pct=0", "v=DMARC1; p=reject", "example.test"],
    ["v=DMARC1; p=none; t=y", "v=DMARC1; p=quarantine; t=y", "example.test"],
  ])("chooses the stricter of %j and %j", (dept, organisation, chosen) => {
    const inheritance = inheritanceOf(NAME, twoWays(dept, organisation));
    expect(inheritance).toMatchObject({ agreed: false, chosen: { domain: chosen } });
  });

  it("chooses the other where that is preferred, also where that finds nothing", () => {
    const levels = twoWays("v=DMARC1; p=reject", "v=DMARC1; p=none");
    expect(inheritanceOf(NAME, levels, "rfc7489").chosen?.policy).toBe("none");
    expect(inheritanceOf(NAME, levels, "rfc9989").chosen?.policy).toBe("reject");
    const alone = levelsOf({ "dept.example.test": ["v=DMARC1; p=reject"] });
    expect(inheritanceOf(NAME, alone, "rfc7489")).toMatchObject({ agreed: false, chosen: undefined });
  });

  it("agrees where both ask for the same, wherever they found it", () => {
    expect(inheritanceOf(NAME, twoWays("v=DMARC1; p=reject", "v=DMARC1; p=reject"))).toMatchObject({
      agreed: true,
      chosen: { domain: "dept.example.test" },
    });
    expect(
      inheritanceOf(NAME, levelsOf({ "dept.example.test": ["v=DMARC1; p=none"] }), "rfc7489"),
    ).toMatchObject({
      agreed: true,
      chosen: { domain: "dept.example.test" },
    });
    expect(inheritanceOf(NAME, [])).toEqual({
      rfc9989: undefined,
      rfc7489: undefined,
      agreed: true,
      taken: "rfc7489",
      chosen: undefined,
      unreadable: [],
    });
  });

  it("counts a text at the name itself for those receivers that read it", () => {
    const levels = levelsOf({ [NAME]: ["v=dmarc1; p=none"], "example.test": ["v=DMARC1; p=reject"] });
    expect(inheritanceOf(NAME, levels)).toMatchObject({
      agreed: false,
      rfc9989: { domain: "example.test" },
      rfc7489: { domain: NAME },
      chosen: { policy: "reject" },
      unreadable: [],
    });
  });

  it.each([
    ["alignment", "v=DMARC1; p=reject; adkim=s", "v=DMARC1; p=reject; aspf=s", ["adkim", "aspf"]],
    [
      "a stricter policy and a stricter alignment",
      "v=DMARC1; p=reject",
      "v=DMARC1; p=none; aspf=s",
      ["aspf"],
    ],
    ["reports", "v=DMARC1; p=reject", "v=DMARC1; p=reject; rua=mailto:a@b.example", []],
  ])(
    "does not agree where both differ in %s, and takes the stricter of each",
    (_what, dept, organisation, strict) => {
      const levels = twoWays(dept, organisation);
      expect(inheritanceOf(NAME, levels)).toMatchObject({
        agreed: false,
        taken: "rfc9989",
        chosen: { policy: "reject", strictAlignment: strict },
      });
      for (const rfc of ["rfc7489", "rfc9989"] as const) {
        const preferred = inheritanceOf(NAME, levels, rfc);
        expect(preferred).toMatchObject({ agreed: false, taken: rfc, chosen: preferred[rfc] });
      }
    },
  );

  it("takes the stricter alignment from the tree walk, too, where the other way has the stricter policy", () => {
    const levels = twoWays("v=DMARC1; p=none; aspf=s", "v=DMARC1; p=reject");
    expect(inheritanceOf(NAME, levels)).toMatchObject({
      taken: "rfc7489",
      chosen: { policy: "reject", strictAlignment: ["aspf"] },
    });
  });

  it.each([
    ["quotes", "dept.example.test", ['"v=DMARC1; p=reject"'], "unreadable"],
    ["a policy that is none", "example.test", ["v=DMARC1; p=rejects"], "unreadable"],
    ["two records", "example.test", ["v=DMARC1; p=reject", "v=DMARC1; p=reject"], "two-records"],
    [
      "two of which one is for older receivers",
      "example.test",
      ["v=DMARC1; p=none", "v=dmarc1; p=none"],
      "two-records",
    ],
    [
      "small letters where only the tree walk looks",
      "dept.example.test",
      ["v=dmarc1; p=reject"],
      "unreadable",
    ],
  ])("tells what was meant and is read by nobody: %s", (_what, domain, values, because) => {
    const { unreadable } = inheritanceOf(NAME, levelsOf({ [domain]: ["hello", ...values] }));
    expect(unreadable).toEqual([{ domain, values, because }]);
  });

  it("tells a text that is read by nobody beside one record, which counts", () => {
    const [record, quoted] = ["v=DMARC1; p=reject", '"v=DMARC1; p=none"'];
    expect(inheritanceOf(NAME, levelsOf({ "example.test": [record, quoted] }))).toMatchObject({
      chosen: { policy: "reject" },
      unreadable: [{ domain: "example.test", values: [quoted], because: "unreadable" }],
    });
  });

  it("tells nothing of what one way reads, be it the older one", () => {
    const inheritance = inheritanceOf(NAME, levelsOf({ "example.test": ["v=dmarc1; p=reject"] }));
    expect(inheritance).toMatchObject({
      agreed: false,
      chosen: { policy: "reject", domain: "example.test" },
      unreadable: [],
    });
  });

  it("loses nothing in silence: what was meant is read by one way, passed over by both, or told", () => {
    fc.assert(
      fc.property(trees(), ({ name, levels }) => {
        const { unreadable } = inheritanceOf(name, levels);
        const asked = new Set<DomainName>([name, ...dmarcNamesAbove(name)]);
        for (const { domain, values } of levels) {
          const meant = values.filter(resemblesDmarc);
          const isRead = meant.every((text) => findDmarc(text) !== undefined);
          const told = unreadable.some((level) => level.domain === domain);
          if (!asked.has(domain)) expect(told).toBe(false);
          else if (!isRead || values.filter(isDmarc).length > 1) expect(told).toBe(true);
        }
      }),
    );
  });

  it("is never weaker than either way finds it", () => {
    fc.assert(
      fc.property(trees(), ({ name, levels }) => {
        const { chosen, rfc9989, rfc7489 } = inheritanceOf(name, levels);
        expect(strictnessOf(chosen)).toBe(Math.max(strictnessOf(rfc9989), strictnessOf(rfc7489)));
      }),
    );
  });
});

function levelsOf(values: Readonly<Record<string, readonly string[]>>): readonly DmarcLevel[] {
  return Object.entries(values).map(([domain, texts]) => ({
    domain: parseDomainName(domain),
    values: texts,
  }));
}

function twoWays(dept: string, organisation: string): readonly DmarcLevel[] {
  return levelsOf({ "dept.example.test": [`${dept}; psd=n`], "example.test": [organisation] });
}
