import { describe, expect, test } from "vitest";
import { hintFor, quotaIn } from "../../../providers/route53/hints.ts";
import { inEnglish } from "../../../src/errors/phrase.ts";
import type { Operation } from "../../../providers/route53/api.ts";

const NOT_AUTHORIZED =
  "User: arn:aws:iam::1:user/x is not authorized to perform: route53:ChangeResourceRecordSets on resource: arn:aws:route53:::hostedzone/Z1";

function rightHint(text: string, operation: Operation = "ChangeResourceRecordSets"): string {
  const action = `route53:${operation}`;
  return inEnglish(
    hintFor({
      code: "RIGHTS_MISSING",
      operation,
      action,
      text,
      skewSeconds: undefined,
      retryAfterSeconds: undefined,
    }),
  );
}

describe("a missing right", () => {
  test.each([
    [
      "because no identity-based policy allows the x action",
      /IAM policy.*names and types.*CREATE and DELETE/,
    ],
    ["with an explicit deny in a service control policy", /organization/],
    ["with an explicit deny in a resource control policy", /organization/],
    ["because no permissions boundary allows the x action", /permissions boundary/],
    ["with an explicit deny in a permissions boundary", /permissions boundary/],
    ["because no session policy allows the x action", /session policy/],
    ["with an explicit deny in an identity-based policy", /Remove the statement/],
    ["", /IAM policy/],
  ])("%s: the hint names who mends it, and the action", (reason, words) => {
    const hint = rightHint(`${NOT_AUTHORIZED} ${reason}`);
    expect(hint).toMatch(words);
    if (!/session|organization/.test(reason)) expect(hint).toContain("route53:ChangeResourceRecordSets");
  });

  test("to list zones can be done without; to read has no conditions", () => {
    expect(rightHint("", "ListHostedZonesByName")).toContain("zoneId");
    expect(rightHint("", "GetChange")).not.toContain("conditions");
  });
});

test.each([
  ["[Number of records limit of 10000 exceeded.]", 10_000],
  ["Cannot have more than 400 records in a RRSet.", 400],
  ["Invalid Resource Record: 'FATAL problem: x encountered with 'limit''", undefined],
])("%s names a quota: %s", (text, limit) => {
  expect(quotaIn(text)).toBe(limit);
  const hint = hintFor({
    code: "VALUE_REJECTED",
    operation: "ChangeResourceRecordSets",
    action: "",
    text,
    skewSeconds: undefined,
    retryAfterSeconds: undefined,
  });
  expect(/quota/.test(inEnglish(hint))).toBe(limit !== undefined);
});
