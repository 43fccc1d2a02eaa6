import { describe, expect, it } from "vitest";
import { wordHint } from "../../../src/errors/hint.ts";
import { findPlace } from "../../../src/dns/place.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { DEFAULT_POLICY, type Policy, type Requirement } from "../../../src/plan/requirement.ts";
import type { Verdict } from "../../../src/plan/verdict.ts";
import { warningSentence } from "../../../src/report/words/warnings/warning-sentence.ts";
import {
  D,
  DKIM,
  DMARC,
  DMARC_NAME,
  judge,
  KEY_NAME,
  MX,
  requirement,
  rrset,
  SPF,
} from "../../plan/support.ts";

// No hint leads in a circle: whatever option it names, the rule then goes on by it.

const OTHER = requirement("TXT", "_x.mail.example.com", "token=1");
const ALIAS = requirement("CNAME", "_y.mail.example.com", "target.example.net");

const CASES: readonly (readonly [string, Requirement, readonly RRset[]])[] = [
  ["an MX", MX, [rrset("MX", D, ["10 mx.example.net"])]],
  ["a null MX", MX, [rrset("MX", D, ["0 ."])]],
  ["an MX of the largest preference", MX, [rrset("MX", D, ["65535 mx.example.net"])]],
  ["an address", MX, [rrset("A", D, ["192.0.2.1"])]],
  ["two SPF records", SPF, [rrset("TXT", D, ["v=spf1 a -all", "v=spf1 mx -all"])]],
  ["an SPF record that can't be read", SPF, [rrset("TXT", D, ["v=spf1 foo:bar -all"])]],
  ["what resembles SPF", SPF, [rrset("TXT", D, ['"v=spf1 a -all"'])]],
  ["two DMARC records", DMARC, [rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none", "v=DMARC1; p=reject"])]],
  ["a DMARC record with a flaw", DMARC, [rrset("TXT", DMARC_NAME, ["v=DMARC1; foo"])]],
  ["another key", DKIM, [rrset("TXT", KEY_NAME, ["v=DKIM1; p=AAAA"])]],
  ["another CNAME", ALIAS, [rrset("CNAME", ALIAS.owner, ["other.example.net"])]],
  ["another token", OTHER, [rrset("TXT", OTHER.owner, ["token=2"])]],
];
const POLICIES: readonly Partial<Policy>[] = [{}, { mx: "add" }, { mx: "replace" }, { dmarc: "replace" }];

/** What a person is told to do about it. */
function hintsOf(verdict: Verdict): readonly string[] {
  return verdict.kind === "conflict"
    ? [wordHint(verdict.conflict.hint).hint]
    : verdict.warnings.map(warningSentence);
}

/** The options that a hint names, as policies. */
function optionsIn(hint: string): readonly Partial<Policy>[] {
  return [...hint.matchAll(/--(mx|dmarc|replace) ([\w:.]*\w)/g)].map(([, option = "", value = ""]) =>
    option === "replace" ? { replace: placesIn(value) } : { [option]: value },
  );
}

function placesIn(text: string): Policy["replace"] {
  const found = findPlace(text);
  return "place" in found ? [found.place] : [];
}

/** The name has an MTA-STS policy; whoever follows a hint has done at the file what it asks for. */
const UNDER_MTA_STS = { mtaSts: rrset("TXT", `_mta-sts.${D}`, ["v=STSv1; id=1"]) };

const told = CASES.flatMap(([what, wanted, existing]) =>
  POLICIES.flatMap((policy) =>
    hintsOf(judge(wanted, existing, policy)).flatMap((hint) =>
      optionsIn(hint).map(
        (option) => [`${what}, ${JSON.stringify(policy)}`, option, hint, wanted, existing] as const,
      ),
    ),
  ),
);

describe("an option that a hint names is taken by the rule", () => {
  it.each(told)("%s: %j", (_what, option, hint, wanted, existing) => {
    // Where a hint first asks for something at the DNS host, that is done.
    const mended = /lower .*preference/i.test(hint) && !("replace" in option) && option.mx === "add";
    const zone = mended ? existing.map((one) => ({ ...one, values: ["10 mx.example.net"] })) : existing;
    expect(judge(wanted, zone, { ...DEFAULT_POLICY, ...option })).not.toMatchObject({ kind: "conflict" });
  });

  it.each(["10 mx.example.net", "0 ."])("under an MTA-STS policy, too: MX %s", (mx) => {
    const existing = [rrset("MX", D, [mx])];
    const [hint = ""] = hintsOf(judge(MX, existing, {}, UNDER_MTA_STS));
    const [option = {}] = optionsIn(hint);
    const allow = [...hint.matchAll(/--allow ([\w:.-]*\w)/g)].flatMap(([, place = ""]) => placesIn(place));
    expect([option.mx, allow]).toEqual([mx === "0 ." ? "replace" : "add", [`TXT:_mta-sts.${D}`]]);
    expect(judge(MX, existing, { ...option, allow }, UNDER_MTA_STS)).toMatchObject({ kind: "change" });
  });

  it("and there are such hints", () => {
    expect(told.length).toBeGreaterThan(8);
  });
});
