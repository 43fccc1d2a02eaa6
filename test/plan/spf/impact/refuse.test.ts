import { expect, it } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import type { SpfJudgement, SpfResult } from "../../../../src/plan/spf/impact/evaluate.ts";
import type { Judged } from "../../../../src/plan/spf/impact/judge.ts";
import { refused } from "../../../../src/plan/spf/impact/refuse.ts";

const D = parseDomainName("mail.example.com");
const APEX = parseDomainName("example.com");
const CHANGE = { owner: D, before: "v=spf1 -all", after: "v=spf1 include:ses -all", wanted: "v=spf1 ~all" };

const by = (result: SpfResult, more: Partial<SpfJudgement> = {}): SpfJudgement => ({
  result,
  passedOver: [],
  failed: undefined,
  broken: undefined,
  why: undefined,
  by: undefined,
  ...more,
});

const GIVEN_UP = by("permerror", { broken: "a:h10.example", why: "too many" });

/** A mail from 192.0.2.1 that is judged otherwise by the change. */
function harmed(given: Partial<Judged> & Pick<Judged, "name" | "ses" | "after">): Judged {
  const before = by("fail");
  const point = { term: "mx", address: { family: 4, bits: 0xc0000201n } } as const;
  return { ...point, owner: D, before, kept: given.before ?? before, wanted: by("pass"), ...given };
}

it("a refusal holds the mail, what it is judged before and after, and both records", () => {
  const { code, facts } = refused(CHANGE, harmed({ name: APEX, ses: false, after: GIVEN_UP }));
  expect([code, facts]).toEqual([
    "SPF_UNMERGEABLE",
    {
      owner: D,
      name: APEX,
      address: "192.0.2.1",
      term: "mx",
      ses: false,
      before: "fail",
      after: "permerror",
      records: { before: CHANGE.before, after: CHANGE.after },
    },
  ]);
  const first = refused({ ...CHANGE, before: undefined }, harmed({ name: D, ses: true, after: GIVEN_UP }));
  expect(first.facts).toMatchObject({ records: { before: "", after: CHANGE.after } });
});

it.each([
  [
    "SES's mail that a term of the record decides about",
    harmed({ name: D, ses: true, after: by("fail", { by: "-ip4:192.0.2.0/24" }) }),
    /^Mail that SES sends as mail\.example\.com from 192\.0\.2\.1 .*"-ip4:192\.0\.2\.0\/24".* "fail" /,
    /what the SPF record of mail\.example\.com shall say about this address/,
  ],
  [
    "SES's mail by a record that receivers give up on",
    harmed({ name: D, ses: true, after: GIVEN_UP }),
    /^Mail that SES sends as mail\.example\.com would .* at "a:h10\.example" \(too many\)\.$/,
    /Take an include out of the SPF record of mail\.example\.com .* from a subdomain/,
  ],
  [
    "a record that receivers give up on already",
    harmed({ name: D, ses: true, before: GIVEN_UP, after: GIVEN_UP }),
    /^Mail that SES sends as mail\.example\.com /,
    /^Correct the SPF record of mail\.example\.com, /,
  ],
  [
    "SES's mail by a record above",
    harmed({ name: APEX, ses: true, before: by("pass"), after: by("softfail") }),
    /of mail\.example\.com, mail of example\.com from 192\.0\.2\.1 \(a sender of SES\) .* "softfail"; .* "pass"\.$/,
    /what the SPF record of example\.com shall say about SES's senders/,
  ],
  [
    "a sender by a record above that receivers give up on",
    harmed({ name: APEX, ses: false, after: GIVEN_UP }),
    /\(a sender by "mx"\) .* "permerror" at "a:h10\.example" \(too many\); .* "fail"\.$/,
    /Take an include out of the SPF record of example\.com .* from another name/,
  ],
  [
    "a sender of the record itself",
    harmed({ name: D, ses: false, after: by("neutral") }),
    /mail of mail\.example\.com from 192\.0\.2\.1 \(a sender by "mx"\) .* "neutral"; .* "fail"\.$/,
    /Take an include out of the SPF record of mail\.example\.com /,
  ],
])("names the mail and leads to the record at fault: %s", (_what, fault, message, hint) => {
  const error = refused(CHANGE, fault);
  expect(error.message).toMatch(message);
  expect(error.hint).toMatch(hint);
});
