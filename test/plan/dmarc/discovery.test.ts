import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { labelsOf, parseDomainName } from "../../../src/dns/domain-name.ts";
import {
  discover,
  dmarcNamesAbove,
  organisationOf,
  type DmarcLevel,
} from "../../../src/plan/dmarc/discovery.ts";

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

  it("takes what a registry says where only a name below the organisation says something, too", () => {
    const levels = levelsOf({
      "dept.example.test": ["v=DMARC1; p=none"],
      test: ["v=DMARC1; p=reject; psd=y"],
    });
    expect(discover("9989", NAME, levels)).toMatchObject({ policy: "reject", domain: "test" });
  });

  it("ends at a registry's record, whatever stands above that", () => {
    const levels = levelsOf({
      "example.test": ["v=DMARC1; p=reject; psd=y"],
      test: ["v=DMARC1; p=none"],
    });
    expect(discover("9989", NAME, levels)).toMatchObject({
      policy: "reject",
      domain: "example.test",
      organisation: "dept.example.test",
    });
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
    expect(organisationOf("9989", NAME, levelsOf({ [NAME]: ["v=DMARC1; p=none; psd=y"] }))).toBe(NAME);
    expect(organisationOf("7489", NAME, [])).toBe("example.test");
    const levels = levelsOf({ "dept.example.test": ["v=DMARC1; p=none"], test: ["v=DMARC1; p=none; psd=y"] });
    expect(organisationOf("9989", NAME, levels)).toBe("example.test");
  });
});

function levelsOf(values: Readonly<Record<string, readonly string[]>>): readonly DmarcLevel[] {
  return Object.entries(values).map(([domain, texts]) => ({
    domain: parseDomainName(domain),
    values: texts,
  }));
}
