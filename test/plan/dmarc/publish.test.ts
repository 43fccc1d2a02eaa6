import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { discover, strictnessOf, type InForce } from "../../../src/plan/dmarc/discovery.ts";
import { findDmarc, isStrictDmarc } from "../../../src/plan/dmarc/dmarc.ts";
import { inheritanceOf } from "../../../src/plan/dmarc/inheritance.ts";
import { dmarcToPublish, reportAddressesOf } from "../../../src/plan/dmarc/publish.ts";
import { treesAbove } from "./trees.ts";

const SES = "v=DMARC1; p=none";
const NAME = parseDomainName("mail.example.test");

describe("dmarcToPublish", () => {
  it("is SES's own value where nothing is in force", () => {
    expect(dmarcToPublish(SES, undefined)).toBe(SES);
    expect(dmarcToPublish("v=DMARC1;p=none", inForce("v=DMARC1; p=none"))).toBe("v=DMARC1;p=none");
    expect(dmarcToPublish("no record", inForce("v=DMARC1; p=reject"))).toBe("no record");
  });

  it.each([
    ["the policy", "v=DMARC1; p=reject", "v=DMARC1; p=reject"],
    ["sp before p", "v=DMARC1; p=reject; sp=quarantine", "v=DMARC1; p=quarantine"],
    ["strict alignment", "v=DMARC1; p=none; ADKIM=S; aspf=r", "v=DMARC1; p=none; adkim=s"],
    ["a trial", "v=DMARC1; p=reject; t=y", "v=DMARC1; p=reject; t=y"],
    ["a trial in the former spelling", "v=DMARC1; p=reject; pct=0", "v=DMARC1; p=reject; t=y"],
    ["no trial of nothing", "v=DMARC1; p=none; t=y", "v=DMARC1; p=none"],
    ["no percentage", "v=DMARC1; p=reject; pct=50", "v=DMARC1; p=reject"],
    [
      "the addresses for reports, without sizes and what is no address",
      "v=DMARC1; p=none; ruf=mailto:B@c.example,x; rua=mailto:a@b.example!10m, mailto:a@b.example , mailto:c@b.example!10, x",
      "v=DMARC1; p=none; rua=mailto:a@b.example,mailto:c@b.example; ruf=mailto:B@c.example",
    ],
    ["nothing else", "v=DMARC1; p=reject; np=none; psd=n; fo=1; rf=afrf; ri=1; x=y", "v=DMARC1; p=reject"],
    [
      "what is read in spite of its flaws",
      "v=DMARC1;p=reject;;rua=mailto:a@b.example;foo",
      "v=DMARC1; p=reject; rua=mailto:a@b.example",
    ],
  ])("takes over %s", (_what, text, published) => {
    expect(dmarcToPublish(SES, inForce(text))).toBe(published);
  });

  it("takes no addresses from a registry's record", () => {
    const text = "v=DMARC1; p=reject; psd=y; rua=mailto:a@nic.test; ruf=mailto:f@nic.test; adkim=s";
    const { chosen } = inheritanceOf(NAME, [{ domain: parseDomainName("test"), values: [text] }]);
    expect(dmarcToPublish(SES, chosen)).toBe("v=DMARC1; p=reject; adkim=s");
  });

  it("is never weaker than what SES asks for, and keeps that", () => {
    const wanted = "v=DMARC1; p=quarantine; aspf=s; fo=1; rua=mailto:ses@qq.example";
    expect(dmarcToPublish(wanted, inForce("v=DMARC1; p=none; t=y; adkim=s; rua=mailto:a@b.example"))).toBe(
      "v=DMARC1; p=quarantine; fo=1; adkim=s; aspf=s; rua=mailto:ses@qq.example,mailto:a@b.example",
    );
    expect(dmarcToPublish(wanted, inForce("v=DMARC1; p=quarantine; t=y"))).toBe(wanted);
    expect(dmarcToPublish("v=DMARC1; p=quarantine", inForce("v=DMARC1; p=reject; t=y"))).toBe(
      "v=DMARC1; p=reject; t=y",
    );
  });

  it("leaves out what SES asks for that says nothing there, once it says something else", () => {
    const wanted = "v=DMARC1; p=none; sp=none; pct=100; rf=afrf; ri=1; t=y; adkim=r; fo=1";
    expect(dmarcToPublish(wanted, inForce("v=DMARC1; p=reject"))).toBe("v=DMARC1; p=reject; fo=1");
  });

  it("goes on with what a wildcard's text at the name itself says of the names below it", () => {
    const text = "v=DMARC1; p=none; SP=Reject; np=quarantine; psd=n; rf=afrf; x=y";
    const own = discover("9989", NAME, [{ domain: NAME, values: [text] }]);
    expect(dmarcToPublish(SES, own)).toBe("v=DMARC1; p=none; sp=reject; np=quarantine; psd=n");
    const flawed = discover("9989", NAME, [{ domain: NAME, values: ["v=DMARC1; p=none; psd=x"] }]);
    expect(dmarcToPublish(SES, flawed)).toBe(SES);
  });

  it("is valid to the letter, with v and p in front, without what never belongs below an organisation", () => {
    fc.assert(
      fc.property(treesAbove(), ({ name, levels }) => {
        const { chosen } = inheritanceOf(name, levels);
        const published = dmarcToPublish(SES, chosen);
        expect(isStrictDmarc(published)).toBe(true);
        expect(published).toMatch(/^v=DMARC1; p=(?:none|quarantine|reject)(?:;|$)/);
        const names = [...(findDmarc(published)?.tags.keys() ?? [])];
        expect(names.filter((tag) => !["v", "p", "adkim", "aspf", "t", "rua", "ruf"].includes(tag))).toEqual(
          [],
        );
        if (chosen?.record.psd === "y") expect(names).not.toContain("rua");
      }),
    );
  });

  it("says what was in force, no less and no more, and once it is in force it says the same", () => {
    fc.assert(
      fc.property(treesAbove(), ({ name, levels }) => {
        const { chosen } = inheritanceOf(name, levels);
        const published = dmarcToPublish(SES, chosen);
        const now = inForce(published);
        expect(strictnessOf(now)).toBe(strictnessOf(chosen));
        expect(dmarcToPublish(SES, now)).toBe(published);
      }),
    );
  });
});

describe("reportAddressesOf", () => {
  it("has each address once, as it is written", () => {
    const record = inForce(
      "v=DMARC1; p=none; rua=mailto:A@b.example!1, mailto:A@b.example,,https://c.example",
    ).record;
    expect(reportAddressesOf(record, "rua")).toEqual(["mailto:A@b.example", "https://c.example"]);
    expect(reportAddressesOf(record, "ruf")).toEqual([]);
  });
});

function inForce(text: string): InForce {
  const { chosen } = inheritanceOf(NAME, [{ domain: parseDomainName("example.test"), values: [text] }]);
  if (chosen === undefined) throw new Error(`no policy in ${text}`);
  return chosen;
}
