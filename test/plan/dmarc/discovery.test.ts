import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelsOf, parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import {
  discover,
  dmarcNamesAbove,
  inheritanceOf,
  organisationOf,
  strictnessOf,
  type DmarcLevel,
} from "../../../src/plan/dmarc/discovery.ts";
import { findDmarc, isDmarc, resemblesDmarc } from "../../../src/plan/dmarc/dmarc.ts";
import { trees } from "./trees.ts";

const NAME = parseDomainName("mail.dept.example.test");

describe("dmarcNamesAbove", () => {
  it.each([
    ["mail.example.com", ["example.com", "com"]],
    ["example.com", ["com"]],
    ["a.b.example.co.uk", ["b.example.co.uk", "example.co.uk", "co.uk", "uk"]],
    // Of eight labels the walk asks the name and then seven, of more it leaves some out.
    ["a.b.c.d.e.f.example.com", ["b.c.d.e.f.example.com", "c.d.e.f.example.com", "d.e.f.example.com"]],
    ["z.y.a.b.c.d.e.f.example.com", ["b.c.d.e.f.example.com", "c.d.e.f.example.com", "d.e.f.example.com"]],
  ])("of %s begins with these", (name, names) => {
    expect(dmarcNamesAbove(parseDomainName(name)).slice(0, names.length)).toEqual(names);
  });

  it("are seven at most, closest first, and hold the organisational domain of RFC 7489", () => {
    const label = fc.constantFrom("a", "b", "mail");
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 11 }), (labels) => {
        const names = dmarcNamesAbove(parseDomainName([...labels, "example", "github", "io"].join(".")));
        expect(names.length).toBeLessThanOrEqual(7);
        expect(names.at(-1)).toBe("io");
        expect(names).toContain("example.github.io");
        const counts = names.map((name) => labelsOf(name).length);
        expect(counts).toEqual(counts.toSorted((a, b) => b - a));
      }),
    );
  });
});

describe("discover", () => {
  it("asks every ancestor by RFC 9989, and only the organisational domain by RFC 7489", () => {
    const levels = levelsOf({ "dept.example.test": ["v=DMARC1; p=reject"] });
    expect(discover("9989", NAME, levels)).toMatchObject({
      policy: "reject",
      domain: "dept.example.test",
      tag: "sp",
      organisation: "dept.example.test",
      fromPublicSuffix: false,
    });
    expect(discover("7489", NAME, levels)).toBeUndefined();
  });

  it("takes the ancestor with the fewest labels for the organisation, and sp for what lies below it", () => {
    const levels = levelsOf({
      "dept.example.test": ["v=DMARC1; p=reject"],
      "example.test": ["v=DMARC1; p=reject; sp=quarantine; np=reject"],
    });
    expect(discover("9989", NAME, levels)).toMatchObject({
      policy: "quarantine",
      domain: "example.test",
      tag: "sp",
    });
  });

  it("ends at psd=n", () => {
    const levels = levelsOf({
      "dept.example.test": ["v=DMARC1; p=reject; psd=n"],
      "example.test": ["v=DMARC1; p=none"],
    });
    expect(discover("9989", NAME, levels)).toMatchObject({ policy: "reject", domain: "dept.example.test" });
    expect(discover("7489", NAME, levels)).toMatchObject({ policy: "none", domain: "example.test" });
  });

  it("takes what a registry says where the organisation below says nothing", () => {
    const levels = levelsOf({ test: ["v=DMARC1; p=reject; psd=y"] });
    expect(discover("9989", NAME, levels)).toMatchObject({
      policy: "reject",
      domain: "test",
      organisation: "example.test",
      fromPublicSuffix: true,
    });
    const both = [...levels, ...levelsOf({ "example.test": ["v=DMARC1; p=none"] })];
    expect(discover("9989", NAME, both)).toMatchObject({ policy: "none", domain: "example.test" });
  });

  it("finds none where the organisation's record holds no policy, whatever the registry says", () => {
    const levels = levelsOf({ "example.test": ["v=DMARC1"], test: ["v=DMARC1; p=reject; psd=y"] });
    expect(discover("9989", NAME, levels)).toBeUndefined();
  });

  it("drops two records at one name", () => {
    const levels = levelsOf({
      "dept.example.test": ["v=DMARC1; p=reject"],
      "example.test": ["v=DMARC1; p=none", "v=DMARC1; p=none"],
    });
    expect(discover("9989", NAME, levels)?.domain).toBe("dept.example.test");
    expect(discover("7489", NAME, levels)).toBeUndefined();
  });

  it("obeys a name's own record by its p", () => {
    const levels = levelsOf({
      [NAME]: ["v=DMARC1; p=quarantine; sp=none"],
      "example.test": ["v=DMARC1; p=reject"],
    });
    for (const rfc of ["9989", "7489"] as const)
      expect(discover(rfc, NAME, levels)).toMatchObject({
        policy: "quarantine",
        domain: NAME,
        tag: "p",
        organisation: "example.test",
      });
  });

  it("ends at a registry's record, but not at the name's own that calls itself one", () => {
    const own = levelsOf({ [NAME]: ["v=DMARC1; p=reject; psd=y"], "example.test": ["v=DMARC1; p=none"] });
    expect(discover("9989", NAME, own)).toMatchObject({
      policy: "reject",
      tag: "p",
      organisation: "example.test",
      fromPublicSuffix: false,
    });
  });

  it("obeys a name's own record in small letters by RFC 7489 alone", () => {
    const levels = levelsOf({ [NAME]: ["v=dmarc1; p=reject"], "example.test": ["v=DMARC1; p=none"] });
    expect(discover("7489", NAME, levels)).toMatchObject({ policy: "reject", domain: NAME });
    expect(discover("9989", NAME, levels)).toMatchObject({ policy: "none", domain: "example.test" });
  });

  it("takes a private suffix for a registry by RFC 7489, and by its record alone by RFC 9989", () => {
    const name = parseDomainName("mail.you.github.io");
    const levels = levelsOf({ "github.io": ["v=DMARC1; p=reject"] });
    expect(discover("7489", name, levels)).toBeUndefined();
    expect(discover("9989", name, levels)).toMatchObject({ policy: "reject", fromPublicSuffix: true });
  });
});

describe("organisationOf", () => {
  it("is the name itself where nothing stands above, and the one below a registry's record", () => {
    expect(organisationOf("9989", NAME, [])).toBe(NAME);
    expect(organisationOf("9989", NAME, levelsOf({ [NAME]: ["v=DMARC1; p=none"] }))).toBe(NAME);
    expect(organisationOf("7489", NAME, [])).toBe("example.test");
    const levels = levelsOf({ "dept.example.test": ["v=DMARC1; p=none"], test: ["v=DMARC1; p=none; psd=y"] });
    expect(organisationOf("9989", NAME, levels)).toBe("example.test");
  });
});

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
      chosen: undefined,
      unreadable: [],
    });
  });

  it("leaves the name's own record aside", () => {
    const levels = levelsOf({ [NAME]: ["v=DMARC1; p=none"], "example.test": ["v=DMARC1; p=reject"] });
    expect(inheritanceOf(NAME, levels).chosen?.policy).toBe("reject");
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
        const asked: readonly DomainName[] = dmarcNamesAbove(name);
        for (const { domain, values } of levels) {
          const meant = values.filter(resemblesDmarc);
          const isRead = meant.every((text) => findDmarc(text) !== undefined);
          const told = unreadable.some((level) => level.domain === domain);
          if (!asked.includes(domain)) expect(told).toBe(false);
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
