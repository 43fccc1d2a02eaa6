import { describe, expect, it } from "vitest";
import type { RRset } from "../../../src/dns/rrset.ts";
import { findMtaSts, mtaStsNameOf, mtaStsNamesToRead } from "../../../src/plan/mx/mta-sts.ts";
import type { Policy } from "../../../src/plan/requirement.ts";
import { actionOf, codeOf, D, judge, MX, rrset, warningsOf } from "../support.ts";
import { told } from "../../support/told.ts";

const NAME = mtaStsNameOf(D);
const RECORD = rrset("TXT", NAME, ["v=STSv1; id=20261101"]);
const ALLOWED: Partial<Policy> = { allow: [`TXT:${NAME}`] };

describe("what may be an MTA-STS policy", () => {
  it.each<[string, readonly RRset[]]>([
    ["its record", [RECORD]],
    ["one in another letter case and with blanks", [rrset("TXT", NAME, [" V = stsv1 ;id=1"])]],
    ["one with quotes inside", [rrset("TXT", NAME, ['"v=STSv1; id=1;"'])]],
    ["two of them", [rrset("TXT", NAME, ["v=STSv1; id=1", "v=STSv1; id=2"])]],
    ["one beside another text", [rrset("TXT", NAME, ["proof=1", "v=STSv1; id=1"])]],
    ["an alias to a vendor's", [rrset("CNAME", NAME, ["mta-sts.vendor.example"])]],
    ["a delegation to a vendor", [rrset("NS", NAME, ["ns1.vendor.example"])]],
    ["a wildcard below the name", [rrset("TXT", `*.${D}`, ["v=STSv1; id=1"])]],
    ["an alias by a wildcard below the name", [rrset("CNAME", `*.${D}`, ["mta-sts.vendor.example"])]],
  ])("is %s", (_what, rrsets) => {
    expect(findMtaSts(D, [rrset("MX", D, ["10 mx.example"]), ...rrsets])).toEqual(rrsets[0]);
  });

  it.each<[string, readonly RRset[]]>([
    ["nothing", []],
    ["a text with its version further on", [rrset("TXT", NAME, ["proof=1 v=STSv1; id=1"])]],
    ["another text at its name", [rrset("TXT", NAME, ["v=TLSRPTv1; rua=mailto:a@example.com"])]],
    [
      "a wildcard beside another text at its name",
      [rrset("TXT", NAME, ["x"]), rrset("CNAME", `*.${D}`, ["v.example"])],
    ],
    [
      "a wildcard beside what stands below its name",
      [rrset("TXT", `x.${NAME}`, ["x"]), rrset("CNAME", `*.${D}`, ["v.example"])],
    ],
    ["a wildcard's text of another kind", [rrset("TXT", `*.${D}`, ["v=spf1 -all"])]],
    ["the policy of the name above", [rrset("TXT", "_mta-sts.example.com", ["v=STSv1; id=1"])]],
    [
      "a wildcard above, which ends at a name that holds an MX",
      [rrset("TXT", "*.example.com", ["v=STSv1; id=1"])],
    ],
  ])("is not %s", (_what, rrsets) => {
    expect(findMtaSts(D, rrsets)).toBeUndefined();
  });

  it("is looked for at two names, neither of which a run writes", () => {
    expect(mtaStsNamesToRead(D)).toEqual([NAME, `*.${D}`]);
  });
});

const TO_BE_ADDED: readonly (readonly [what: string, existing: readonly RRset[], policy: Partial<Policy>])[] =
  [
    ["beside another MX", [rrset("MX", D, ["10 mx.example.net"])], { mx: "add" }],
    ["in the place of another MX", [rrset("MX", D, ["10 mx.example.net"])], { mx: "replace" }],
    ["in the place of an MX, by name", [rrset("MX", D, ["10 mx.example.net"])], { replace: [`MX:${D}`] }],
    ["in the place of a null MX", [rrset("MX", D, ["0 ."])], { mx: "replace" }],
    ["beside an address", [rrset("A", D, ["192.0.2.1"])], { mx: "add" }],
    ["in the place of an address", [rrset("A", D, ["192.0.2.1"])], { mx: "replace" }],
    ["where no mail is taken", [], {}],
  ];

describe("SES's exchange under an MTA-STS policy", () => {
  it.each(TO_BE_ADDED)("is not put %s", (_where, existing, policy) => {
    expect(told(judge(MX, existing, policy, { mtaSts: RECORD }))).toMatchObject({
      conflict: {
        code: "RECORD_IN_THE_WAY",
        message: expect.stringContaining(`At ${NAME} stands TXT "v=STSv1; id=20261101"`),
        hint: expect.stringMatching(
          existing.length === 0
            ? /mxbiz1\.qq\.com.*--allow TXT:\S+`\.$/
            : /mxbiz1\.qq\.com.*--allow TXT:.*To keep.*--mx keep/,
        ),
      },
    });
  });

  it.each(TO_BE_ADDED)(
    "is put %s by consent to the policy, and its warning says what to do",
    (_where, existing, policy) => {
      const free = judge(MX, existing, policy);
      const allowed = judge(MX, existing, { ...policy, ...ALLOWED }, { mtaSts: RECORD });
      expect(actionOf(allowed)).toBe(actionOf(free));
      expect(warningsOf(allowed)).toEqual([...warningsOf(free), "mta-sts-allowed"]);
    },
  );

  it("takes no other consent for this one", () => {
    const policy: Partial<Policy> = { mx: "add", allow: [`MX:${D}`], replace: [`TXT:${NAME}`] };
    expect(codeOf(judge(MX, [rrset("MX", D, ["5 mx.example"])], policy, { mtaSts: RECORD }))).toBe(
      "RECORD_IN_THE_WAY",
    );
  });

  it.each([
    ["kept MX", [rrset("MX", D, ["10 mx.example.net"])], "kept"],
    ["kept address", [rrset("A", D, ["192.0.2.1"])], "kept"],
    [
      "exchange that stands already",
      [rrset("MX", D, ["10 mx.example.net", "20 mxbiz1.qq.com"])],
      "unchanged",
    ],
  ] as const)("leaves a %s alone, and says nothing", (_what, existing, action) => {
    const verdict = judge(MX, existing, {}, { mtaSts: RECORD });
    expect(actionOf(verdict)).toBe(action);
    expect(warningsOf(verdict)).not.toContain("mta-sts-allowed");
  });

  it("tells with a kept MX which consent a later one needs, unless it is given", () => {
    const kept = [rrset("MX", D, ["10 mx.example.net"])];
    const place = `TXT:${NAME}`;
    expect(judge(MX, kept, {}, { mtaSts: RECORD })).toMatchObject({
      warnings: [{ warning: "mx-kept", kept: ["10 mx.example.net"], allow: place }],
    });
    for (const verdict of [judge(MX, kept, ALLOWED, { mtaSts: RECORD }), judge(MX, kept)])
      expect(verdict).not.toMatchObject({ warnings: [{ allow: place }] });
  });

  it("is no reason where the MX that stands is one", () => {
    expect(judge(MX, [rrset("MX", D, ["0 ."])], { mx: "add" }, { mtaSts: RECORD })).toEqual(
      judge(MX, [rrset("MX", D, ["0 ."])], { mx: "add" }),
    );
  });

  it("says of an alias and of a wildcard what was seen, and not that a policy stands", () => {
    for (const [mtaSts, said] of [
      [RECORD, `At ${NAME} stands TXT "v=STSv1; id=20261101", an MTA-STS policy`],
      [rrset("TXT", NAME, ["v=STSv1; id=1", "x"]), `TXT "v=STSv1; id=1", "x", an MTA-STS policy`],
      [rrset("CNAME", NAME, ["v.example"]), `At ${NAME} stands CNAME "v.example", behind which`],
      [
        rrset("CNAME", `*.${D}`, ["v.example"]),
        `For ${NAME} answers *.${D} with CNAME "v.example", behind which`,
      ],
    ] as const)
      expect(told(judge(MX, [], {}, { mtaSts }))).toMatchObject({
        conflict: { message: expect.stringContaining(said) },
      });
  });

  it("advises to keep what takes the mail where something does", () => {
    const address = rrset("A", D, ["192.0.2.1"]);
    const hints = [[], [rrset("MX", D, ["5 mx.example"])], [address]].map((existing) =>
      judge(MX, existing, { mx: "add" }, { mtaSts: RECORD }),
    );
    expect(hints.map((verdict) => JSON.stringify(verdict).includes("--mx keep"))).toEqual([
      false,
      true,
      true,
    ]);
  });
});
