import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import type { SpfJudgement, SpfResult } from "../../../../src/plan/spf/impact/evaluate.ts";
import { isFault, type Judged } from "../../../../src/plan/spf/impact/judge.ts";

const D = parseDomainName("mail.example.com");
const APEX = parseDomainName("example.com");
const OPEN = [{ term: "ptr", because: "it depends on a mail" }];

const by = (result: SpfResult, passedOver: SpfJudgement["passedOver"] = []): SpfJudgement => ({
  result,
  passedOver,
  failed: undefined,
  broken: undefined,
  why: undefined,
  by: undefined,
});

/** A mail in the name of one of the two, as it is judged without SES's senders and with them. */
function mail(name: typeof D, ses: boolean, kept: SpfJudgement, after: SpfJudgement): Judged {
  const wanted = by(ses ? "pass" : "softfail");
  const point = { term: "mx", address: { family: 4, bits: 1n } } as const;
  return { ...point, name, owner: D, ses, before: kept, kept, after, wanted };
}

describe("a change does harm", () => {
  it.each([
    ["where receivers give up by it", mail(D, false, by("fail", OPEN), by("permerror"))],
    ["where a sender is judged otherwise", mail(D, false, by("fail"), by("neutral"))],
    ["where a sender of a record above is", mail(APEX, false, by("fail"), by("softfail"))],
    ["where it makes up for what receivers gave up on", mail(D, false, by("permerror"), by("fail"))],
    ["where SES's mail does not pass", mail(D, true, by("softfail"), by("softfail"))],
    ["where SES's mail passed by a record above", mail(APEX, true, by("pass"), by("softfail"))],
  ])("%s", (_where, judged) => {
    expect(isFault(judged)).toBe(true);
  });
});

describe("a change does no harm", () => {
  it.each([
    ["where a sender is judged as before", mail(D, false, by("fail"), by("fail"))],
    ["where a term decides that depends on a mail", mail(D, false, by("fail", OPEN), by("neutral", OPEN))],
    ["where it mends a record above", mail(APEX, false, by("permerror"), by("fail"))],
    ["where SES's mail passes by a record above as before", mail(APEX, true, by("pass"), by("pass"))],
    ["where SES's mail did not pass by one before", mail(APEX, true, by("fail"), by("softfail"))],
  ])("%s", (_where, judged) => {
    expect(isFault(judged)).toBe(false);
  });
});
