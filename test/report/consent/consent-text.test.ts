import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { NO_COLORS } from "../../../src/report/color.ts";
import { consentLines, consentQuestion, type Asking } from "../../../src/report/consent/consent-text.ts";
import { askedFor, planned, rrset } from "./asked-domains.ts";

const LOOK = { colors: NO_COLORS, width: 79 };
const thirty = Array.from({ length: 30 }, (_, index) => askedFor(`mail-${index + 1}.example.com`));

function keysOf(domain: string) {
  return { below: parseDomainName(`_domainkey.${domain}`), most: 2 };
}

function linesOf(asking: Partial<Asking>, width = 79): readonly string[] {
  return consentLines({ asked: [askedFor("a.example.com")], leftOut: [], ...asking }, { ...LOOK, width });
}

describe("the text of a question", () => {
  it("has a row for each of thirty domains on 80 columns, and the totals last", () => {
    const asked = thirty.map((one) => ({ ...one, open: keysOf(one.domain) }));
    const lines = linesOf({ asked, listed: 7, account: "Account at Tencent Cloud SES: site china" });
    expect(
      lines.filter((line) => /^ {1,2}\d+ mail-\d+\.example\.com +create +new +follows$/.test(line)),
    ).toHaveLength(30);
    expect(lines.slice(-6)).toEqual([
      "  30 identities to create, which can't be undone; SES lists 7 of the usual 10,",
      "  so it may refuse 27 of them",
      "  30 record sets: 30 new; then at most 60 DKIM records",
      "  Account at Tencent Cloud SES: site china",
      "  DNS host: cloudflare (zone example.com)",
      "",
    ]);
    expect(lines.filter((line) => line.length > 79)).toEqual([]);
  });

  it("names one domain, and counts several", () => {
    expect(consentQuestion({ asked: thirty.slice(0, 1) })).toBe("Go on with mail-1.example.com?");
    expect(consentQuestion({ asked: thirty })).toBe("Go on with these 30 domains?");
    expect(consentQuestion({ asked: [askedFor("a.example.com", { identity: "stays" })] })).toBe(
      "Put this back for a.example.com?",
    );
  });

  it.each([
    [undefined, "1 identity to create, which can't be undone; SES does not tell how many there are"],
    [3, "1 identity to create, which can't be undone; SES lists 3 of the usual 10"],
    [10, "1 identity to create, which can't be undone; SES lists 10 of the usual 10, so it may refuse them"],
    [12, "1 identity to create, which can't be undone; SES lists 12 of the usual 10, so it may refuse them"],
  ])("says what SES lists (%s)", (listed, words) => {
    expect(linesOf({ listed }, Infinity)).toContain(`  ${words}`);
  });

  it("counts a set once, by what changes it", () => {
    const [before, after] = [
      rrset("TXT", "a.example.com", ["x"]),
      rrset("TXT", "a.example.com", ["x", "v=spf1 -all"]),
    ];
    const records = [
      planned("other", { before, after: before }, "unchanged"),
      planned("spf", { before, after }, "merged"),
      planned("mx", { before: rrset("MX", "a.example.com", ["10 a.test"]), after: undefined }, "kept"),
    ];
    const lines = linesOf({ asked: [askedFor("a.example.com", { records, identity: "verified" })] });
    expect(lines).toContain("  2 record sets: 1 added, 1 kept");
  });

  it("never cuts a domain's name: where the row has no room beside it, it stands below", () => {
    const long = `${"x".repeat(60)}.example.com`;
    const lines = linesOf({ asked: [askedFor(long), askedFor("a.example.com")] });
    expect(lines).toContain(`  1 ${long}`);
    expect(lines.filter((line) => /^ +create +new +follows$/.test(line))).toHaveLength(2);
  });

  it("tells a thing to look at once where it differs in nothing but the domain", () => {
    const asked = ["a", "b", "c"].map((label) =>
      askedFor(`${label}.example.com`, {
        warnings: [
          { warning: "key-reads-only", owner: parseDomainName(`${label}.example.com`), provider: "x" },
        ],
      }),
    );
    const lines = linesOf({ asked });
    expect(lines).toContain("  3 things to look at:");
    expect(lines.filter((line) => line.startsWith("    ! "))).toHaveLength(1);
    expect(lines).toContain("      The same for domains 2-3.");
  });

  it("says what of it is a rehearsal, and what may be real", () => {
    const [ses, provider] = (["ses", "provider"] as const).map(
      (of) => ({ of, url: "http://127.0.0.1:1", loopback: true }) as const,
    );
    const rehearsed = (...endpoints: readonly (typeof ses)[]) => ({
      elsewhere: { rehearsal: true as const, endpoints: endpoints.flatMap((one) => one ?? []) },
    });
    const played = askedFor("a.example.com", rehearsed(ses, provider));
    const half = askedFor("b.example.com", rehearsed(ses));
    expect(linesOf({ asked: [played] })).toContain("  Rehearsal: SES and the DNS host are on this machine.");
    expect(linesOf({ asked: [played, half, askedFor("c.example.com")] })).toEqual(
      expect.arrayContaining([
        "  Of 1: Rehearsal: SES and the DNS host are on this machine.",
        "  Of 2: Rehearsal: SES is on this machine; the DNS host may be real.",
      ]),
    );
    expect(linesOf({}).join("")).not.toContain("Rehearsal");
  });

  it("tells what goes on without which domain, and why", () => {
    const error = new OnboardError("ZONE_NOT_FOUND", "No such zone.", { hint: "Look." }).toReport();
    expect(linesOf({ leftOut: [{ domain: parseDomainName("b.example.com"), error }] }, Infinity)).toContain(
      "  ✖ b.example.com is left out, and all else goes on without it: ZONE_NOT_FOUND. No such zone.",
    );
  });

  it("says of an undo what it takes back, and nothing of SES's account", () => {
    const before = rrset("MX", "a.example.com", ["10 mxbiz1.qq.com"]);
    const swap = { before, after: undefined };
    const undone = askedFor("a.example.com", {
      identity: "stays",
      records: [planned("mx", swap, "removed")],
      swaps: [swap],
    });
    const text = linesOf({ asked: [undone] }).join("\n");
    expect(text).toContain("1 record set: 1 taken away");
    expect(text).not.toMatch(/identity {2}|create|DKIM/);
  });
});
