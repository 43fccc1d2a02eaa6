import { expect, it } from "vitest";
import { dmarcNameOf, isDmarc, resemblesDmarc } from "../../../src/plan/dmarc/dmarc.ts";
import { reportAddressesOf } from "../../../src/plan/dmarc/publish.ts";
import { findDmarc } from "../../../src/plan/dmarc/dmarc.ts";
import { meantStrictness } from "../../../src/plan/dmarc/strictness.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { isQuotedTwice } from "../../../src/plan/detect.ts";
import { D, DMARC, DMARC_NAME, judge, rrset } from "../support.ts";

// The RDATA of a TXT record holds up to 65,535 octets, and it may be somebody else's. Where a pattern can be tried in
// several ways these take seconds to minutes, and the test runs into its time limit; no time is measured.

const N = 60_000;

const HOSTILE: readonly (readonly [what: string, text: string])[] = [
  ["semicolons", ";".repeat(N)],
  ["semicolons behind the version", `v=DMARC1${";".repeat(N)}`],
  ["semicolons behind a policy", `v=DMARC1; p=reject${";".repeat(N)}`],
  ["semicolons and blanks", "; ".repeat(N / 2)],
  ["quotes", '"'.repeat(N)],
  ["quotes and blanks", '" '.repeat(N / 2)],
  ["blanks", " ".repeat(N)],
  ["blanks around the equals sign of the version", `v${" ".repeat(N / 2)}=${" ".repeat(N / 2)}DMARC1`],
  ["blanks around that of the policy", `v=DMARC1;p${" ".repeat(N / 2)}=${" ".repeat(N / 2)}rejct`],
  ["no version and blanks around the policy's", `p${" ".repeat(N / 2)}=${" ".repeat(N / 2)}x`],
  ["policies", "p=reject".repeat(N / 8)],
  ["letters p", "p".repeat(N)],
  ["signs behind a policy", `p=reject${"!".repeat(N)}x`],
  ["letters v", "v".repeat(N)],
  ["dots behind v", `v${".".repeat(N)}`],
  ["colons in fo", `v=DMARC1; p=none; fo=${"1:".repeat(N / 2)}`],
  ["blanks in fo", `v=DMARC1; p=none; fo=1${" ".repeat(N)}x`],
  ["letters and dashes in rf", `v=DMARC1; p=none; rf=${"a-".repeat(N / 2)}:`],
  ["an address of at signs", `v=DMARC1; p=none; rua=mailto:${"@".repeat(N)}`],
  ["an address of exclamation marks", `v=DMARC1; p=none; rua=mailto:a@b${"!1".repeat(N / 2)}x`],
  ["an address with a long size", `v=DMARC1; p=none; rua=mailto:a@b!${"1".repeat(N)}x`],
  ["a long scheme", `v=DMARC1; p=none; rua=${"a".repeat(N)}`],
  ["commas", `v=DMARC1; p=none; rua=${",".repeat(N)}`],
  ["addresses", `v=DMARC1; p=none; rua=${"mailto:a@b.example,".repeat(N / 20)}`],
  ["tags", `v=DMARC1; p=none; ${"a=b;".repeat(N / 4)}`],
];

it.each(HOSTILE)("a text of 60,000 octets is judged to its end: %s", (_what, text) => {
  expect(typeof resemblesDmarc(text)).toBe("boolean");
  expect(typeof isDmarc(text)).toBe("boolean");
  expect(typeof isQuotedTwice(text)).toBe("boolean");
  expect(meantStrictness(text) ?? 0).toBeGreaterThanOrEqual(0);
  const record = findDmarc(text);
  expect(record === undefined ? [] : reportAddressesOf(record, "rua")).toEqual(expect.any(Array));
  const above = { dmarcAbove: [{ domain: parseDomainName("example.com"), values: [text] }] };
  const wildcard = parseDomainName("*.example.com");
  const synthesised = [{ ...rrset("TXT", dmarcNameOf(D), [text]), wildcard }];
  const standing = [rrset("TXT", DMARC_NAME, [text])];
  for (const verdict of [
    judge(DMARC, standing),
    judge(DMARC, standing, { dmarc: "replace" }),
    judge(DMARC, [], {}, above),
    judge(DMARC, [], {}, { ...above, synthesised }),
  ])
    expect(["change", "conflict", "fine"]).toContain(verdict.kind);
});
