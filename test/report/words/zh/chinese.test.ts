import { describe, expect, it } from "vitest";
import type { ErrorCode } from "../../../../src/errors/codes.ts";
import { CHINESE } from "../../../../src/report/words/zh/chinese.ts";
import { readSources } from "./phrases-in.ts";

/** What somebody may meet on the first evening. */
const CODES: ReadonlySet<string> = new Set<ErrorCode>([
  "CONFIG_INVALID",
  "CONSENT_MISSING",
  "CREDENTIALS_MISSING",
  "CREDENTIALS_REJECTED",
  "DOMAIN_INVALID",
  "PROVIDER_UNKNOWN",
  "PROVIDER_AMBIGUOUS",
  "CLOCK_SKEWED",
  "RIGHTS_MISSING",
  "ZONE_NOT_FOUND",
  "ZONE_AMBIGUOUS",
  "ZONE_NOT_DELEGATED",
  "IDENTITY_HELD_BY_OTHER",
  "IDENTITY_MISSING",
  "QUOTA_EXCEEDED",
  "CNAME_IN_THE_WAY",
  "RECORD_IN_THE_WAY",
  "API_UNAVAILABLE",
  "API_RATE_LIMITED",
  "IDENTITY_UNVERIFIED",
  "NOT_PROPAGATED",
  "VERIFICATION_PENDING",
]);

const { patterns, thrown } = readSources();
const rows = Object.entries(CHINESE.patterns);

describe("errors in Chinese", () => {
  it("have a pattern for each phrase of the source, and none that nobody says", () => {
    const said = [...patterns].filter((pattern) =>
      /\p{L}|[^\s{}\d]/u.test(pattern.replaceAll(/\{\d+\}/g, "")),
    );
    expect(said.filter((pattern) => CHINESE.patterns[pattern] === undefined)).toEqual([]);
    expect(Object.keys(CHINESE.patterns).filter((pattern) => !patterns.has(pattern))).toEqual([]);
  });

  it("are phrases at each place that throws one of the codes, sentence and hint", () => {
    const ours = thrown.filter(({ code }) => CODES.has(code));
    expect(ours.length).toBeGreaterThan(90);
    const english = ours.flatMap(({ at, code, message, hint }) =>
      [...message, ...hint].filter(isPlainText).map(() => `${at}: ${code}`),
    );
    expect(english).toEqual([]);
  });

  it.each(rows)("lose no fact: %s", (english, chinese) => {
    expect(factsIn(chinese)).toEqual(factsIn(english));
  });

  it.each(rows)("keep codes, options, variables and files as they are: %s", (english, chinese) => {
    expect(namesIn(english).filter((name) => !chinese.includes(name))).toEqual([]);
  });

  it.each(rows)("have the marks of Chinese between Chinese words: %s", (_english, chinese) => {
    expect(strangeMarksIn(chinese)).toEqual([]);
  });

  it("find a mark of English prose in Chinese, and leave names and values alone", () => {
    expect(strangeMarksIn("请设置 {1}, 然后再次运行.")).toEqual([",", "."]);
    expect(strangeMarksIn("没有凭证(或密钥)")).toEqual(["(", ")"]);
    expect(strangeMarksIn('没有"{1}": {2}')).toEqual(['"', '"', ":"]);
    expect(strangeMarksIn("请写 `a: b, c.` 或 --lang，例如 {1}:{2}：https 和 mail.example.com。")).toEqual(
      [],
    );
  });
});

function factsIn(pattern: string): readonly string[] {
  return [...pattern.matchAll(/\{\d+\}/g)].map(([fact]) => fact).toSorted();
}

/** An array or text in the place of a phrase would be English in every language. */
function isPlainText({ type }: { readonly type: string }): boolean {
  return ["Literal", "TemplateLiteral", "ArrayExpression"].includes(type);
}

function namesIn(english: string): readonly string[] {
  const told = english.replaceAll("MTA-STS", "");
  return (
    told.match(
      /--[a-z][a-z-]*|\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b|\b[a-z]+\.(?:yaml|md|mjs|html|json)\b|`[^`]+`/g,
    ) ?? []
  );
}

/** Marks of ASCII that touch Chinese, a fact or an end; what stands between backticks is code. */
function strangeMarksIn(chinese: string): readonly string[] {
  const prose = chinese.replaceAll(/`[^`]*`/g, "码").replaceAll(/\{\d+\}(?::\{\d+\})*/g, "值");
  return [
    ...prose.matchAll(
      /(?<=[\p{Script=Han}”）])[,;!?()".](?!\w)|(?<=[\p{Script=Han}”）"]):(?=\s|\p{Script=Han}|$)|[,;!?()"](?=\p{Script=Han})|(?<=[\p{Script=Han}])[(]/gu,
    ),
  ].map(([mark]) => mark);
}
