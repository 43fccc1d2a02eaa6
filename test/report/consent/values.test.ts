import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { NO_COLORS } from "../../../src/report/color.ts";
import { recordTotal } from "../../../src/report/consent/totals.ts";
import { numberText, valueLines } from "../../../src/report/consent/values.ts";
import { askedFor, rrset } from "./asked-domains.ts";

const LOOK = { colors: NO_COLORS, width: 79 };
const NAMES = ["a.example.com", "b.example.com", "c.example.com"] as const;
const LONG = `v=spf1 ${Array.from({ length: 20 }, (_, index) => `include:host-${index}.example.net`).join(" ")} -all`;

describe("the values of a question", () => {
  it("stand once where they are the same, with the numbers of the domains", () => {
    expect(
      valueLines(
        NAMES.map((name) => askedFor(name)),
        LOOK,
      ),
    ).toEqual(["  MX at each of 1-3, TTL 300 s", "    + 10 mxbiz1.qq.com"]);
  });

  it.each([
    ["another value", rrset("MX", NAMES[1], ["10 mx.evil.test"])],
    ["another TTL", rrset("MX", NAMES[1], ["10 mxbiz1.qq.com"], 60)],
    ["another place", rrset("MX", `x.${NAMES[1]}`, ["10 mxbiz1.qq.com"])],
    ["one value more", rrset("MX", NAMES[1], ["10 mxbiz1.qq.com", "20 mx.evil.test"])],
  ])("are told apart by %s", (_title, after) => {
    const second = askedFor(NAMES[1], { swaps: [{ before: undefined, after }] });
    const lines = valueLines([askedFor(NAMES[0]), second, askedFor(NAMES[2])], LOOK);
    expect(lines).toContain("  MX at each of 1, 3, TTL 300 s");
    expect(lines).toContain(`  MX at ${after.owner}, TTL ${after.ttl} s`);
    for (const value of after.values) expect(lines).toContain(`    + ${value}`);
  });

  it("are told apart by what is lost", () => {
    const before = rrset("MX", NAMES[1], ["10 mx.old.test"]);
    const after = rrset("MX", NAMES[1], ["10 mxbiz1.qq.com"]);
    const lines = valueLines([askedFor(NAMES[0]), askedFor(NAMES[1], { swaps: [{ before, after }] })], LOOK);
    expect(lines).toContain("    - 10 mx.old.test");
    expect(lines).toContain(`  MX at ${NAMES[1]}, TTL 300 s`);
  });

  it("are never cut, however long, and no line is wider than the screen", () => {
    const swaps = [{ before: undefined, after: rrset("TXT", NAMES[0], [LONG]) }];
    const lines = valueLines([askedFor(NAMES[0], { swaps })], LOOK);
    expect(
      lines
        .slice(1)
        .map((line) => line.trim())
        .join(" "),
    ).toBe(`+ ${LONG}`);
    expect(lines.filter((line) => line.length > LOOK.width)).toEqual([]);
  });

  it("command no terminal", () => {
    const swaps = [{ before: undefined, after: rrset("TXT", NAMES[0], ["\u001b[2Jx\ny"]) }];
    expect(valueLines([askedFor(NAMES[0], { swaps })], LOOK)[1]).toBe("    + \\x1b[2Jx\\x0ay");
  });

  it("tell a set that goes, and a TTL that changes", () => {
    const before = rrset("MX", NAMES[0], ["10 a.test"], 60);
    const after = rrset("MX", NAMES[0], ["10 b.test"]);
    expect(valueLines([askedFor(NAMES[0], { swaps: [{ before, after: undefined }] })], LOOK)).toEqual([
      `  MX at ${NAMES[0]}, nothing of it stays`,
      "    - 10 a.test",
    ]);
    expect(valueLines([askedFor(NAMES[0], { swaps: [{ before, after }] })], LOOK)[0]).toBe(
      `  MX at ${NAMES[0]}, TTL 60 s, then 300 s`,
    );
  });

  it("say how many keys may come that nobody knows yet", () => {
    const open = (name: string, most: number) => ({
      swaps: [],
      open: { below: parseDomainName(`_domainkey.${name}`), most },
    });
    const lines = valueLines(
      [
        askedFor(NAMES[0], open(NAMES[0], 2)),
        askedFor(NAMES[1], open(NAMES[1], 0)),
        askedFor(NAMES[2], open(NAMES[2], 1)),
      ],
      { ...LOOK, width: Infinity },
    );
    expect(lines).toEqual([
      expect.stringContaining(`TXT below _domainkey.${NAMES[0]}: at most 2 keys`),
      expect.stringContaining(`TXT below _domainkey.${NAMES[2]}: at most one key`),
    ]);
  });
});

it("tells of no key, and counts none, where nothing of a domain is written", () => {
  const open = { below: parseDomainName(`_domainkey.${NAMES[0]}`), most: 1 };
  const finished = askedFor(NAMES[0], { identity: "verified", swaps: [], records: [], open });
  const changing = askedFor(NAMES[0], { identity: "verified", records: [], open });
  expect(valueLines([finished], LOOK)).toEqual([]);
  expect(recordTotal([finished])).toBe("0 record sets");
  expect(valueLines([changing], LOOK).join("\n")).toContain("at most one key");
  expect(recordTotal([changing])).toBe("0 record sets; then at most 1 DKIM record");
});

it("numbers are told as stretches", () => {
  expect(numberText([1, 2, 3, 5, 7, 8])).toBe("1-3, 5, 7-8");
});
