import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { requireOneKeyEach } from "../../../src/plan/dkim/one-key.ts";
import type { Requirement } from "../../../src/plan/requirement.ts";

const owner = parseDomainName("mail._domainkey.mail.example.test");
const key = (expected: string, fields: Partial<Requirement> = {}): Requirement => ({
  purpose: "dkim",
  owner,
  type: "TXT",
  expected,
  ...fields,
});
const [SHORT, LONG] = [key("v=DKIM1; k=rsa; p=AAAA"), key("v=DKIM1; k=rsa; p=BBBBBBBB")];

describe("requireOneKeyEach", () => {
  it("refuses two keys under one selector, wherever they stand in the list, and names both", () => {
    const spf = key("v=spf1 ~all", { purpose: "spf" });
    for (const requirements of [
      [SHORT, LONG],
      [SHORT, spf, LONG],
    ])
      expect(() => requireOneKeyEach(requirements)).toThrow(
        expect.objectContaining({
          code: "RECORD_IN_THE_WAY",
          message: expect.stringContaining("under one selector"),
          hint: expect.stringContaining("run again"),
          facts: { owner, type: "TXT", expected: [SHORT.expected, LONG.expected] },
        }),
      );
  });

  it.each([
    ["one key twice", [SHORT, SHORT]],
    ["one key in two spellings", [SHORT, key("k=rsa;p=AA AA")]],
    ["one text twice that is no key", [key("no key"), key("no key")]],
    [
      "a key under each of two selectors",
      [SHORT, { ...LONG, owner: parseDomainName("b._domainkey.a.test") }],
    ],
    ["two other records at one name", [key("a", { purpose: "other" }), key("b", { purpose: "other" })]],
  ])("takes %s", (_title, requirements) => {
    expect(() => requireOneKeyEach(requirements)).not.toThrow();
  });

  it.each([
    ["a key and a text that is none", [SHORT, key("no key")]],
    ["a text that is no key, and a key", [key("no key"), SHORT]],
    ["two texts that are none", [key("no key"), key("nor this")]],
  ])("refuses %s under one selector", (_title, requirements) => {
    expect(() => requireOneKeyEach(requirements)).toThrow(
      expect.objectContaining({
        code: "RECORD_IN_THE_WAY",
        facts: expect.objectContaining({ expected: requirements.map(({ expected }) => expected) }),
      }),
    );
  });
});
