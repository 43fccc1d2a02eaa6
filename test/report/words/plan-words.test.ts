import { expect, it } from "vitest";
import { planWords, raceWords, writtenWords } from "../../../src/report/words/plan-words.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";

const said = { time: 0, domain: parseDomainName("mail.example.com") };
const rrset = { owner: parseDomainName("mail.example.com"), type: "TXT" };

it.each([
  ["created", "wrote TXT at mail.example.com (created)"],
  ["merged", "wrote TXT at mail.example.com (merged)"],
  ["removed", "took TXT at mail.example.com away again"],
  ["restored", "put TXT at mail.example.com back as it stood before"],
] as const)("a write that %s something says just that", (action, words) => {
  expect(writtenWords({ ...said, type: "rrset.written", rrset, action, before: null, after: null })).toBe(
    words,
  );
});

it("a value that comes beside others is joined into none of them", () => {
  const record = { purpose: "spf", ...rrset, expected: "v=spf1 include:qcloudmail.com ~all" } as const;
  const planned = (value: string) =>
    planWords({ record, action: "merged", before: { ...rrset, ttl: 300, values: [value] }, warnings: [] });
  expect(planned("site-verification=1")).toContain("to be added beside what stands there");
  expect(planned("v=spf1 -all")).toContain("to be merged");
});

it("a lost race names their value as theirs and ours as ours", () => {
  const beside = { rrset, ours: ["v=spf1 -all"], theirs: ["v=spf1 mx -all"] };
  expect(raceWords({ ...said, type: "race.lost", attempt: 1, beside })).toContain(
    'somebody else wrote "v=spf1 mx -all" at mail.example.com meanwhile, beside our TXT "v=spf1 -all"',
  );
});

it("says of a place where nothing stands and nothing is added just that", () => {
  const record = { purpose: "mx", owner: rrset.owner, type: "MX", expected: "mxbiz1.qq.com" } as const;
  expect(planWords({ record, action: "kept", before: null, warnings: [] })).toMatch(
    /nothing stands there, and nothing is added/,
  );
  const before = { ...record, ttl: 60, values: ["10 mx.example.com"] };
  expect(planWords({ record, action: "kept", before, warnings: [] })).toMatch(/what stands there is kept/);
});
