import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Surroundings } from "../../../src/plan/requirement.ts";
import { afterOf, DMARC, DMARC_NAME, judge, requirement, rrset, warningsOf } from "../support.ts";
import { above } from "./support.ts";

const STRICT = "v=DMARC1; p=reject; rua=mailto:Dmarc@Example.com; adkim=s";

describe("what a wildcard answers at the name", () => {
  const wildcard = parseDomainName("*.example.com");
  const answering = (values: readonly string[]): Surroundings => ({
    synthesised: [{ ...rrset("TXT", DMARC_NAME, values), wildcard }],
  });

  it("counts as the name's own record: it is written out, and nothing is inherited beside it", () => {
    const around = {
      ...above({ "example.com": ["v=DMARC1; p=none"] }),
      ...answering(["v=DMARC1; p=reject; sp=none; rua=mailto:d@example.com"]),
    };
    expect(judge(DMARC, [], {}, around)).toMatchObject({
      action: "created",
      after: { values: ["v=DMARC1; p=reject; sp=none; rua=mailto:d@example.com"] },
      warnings: [{ warning: "dmarc-written-out", owner: DMARC_NAME, wildcard, policy: "reject" }],
    });
  });

  it("is told with what its copy no longer asks for; what it says of names that don't exist goes on", () => {
    const around = answering(["v=DMARC1; p=quarantine; np=reject; pct=50"]);
    expect(judge(DMARC, [], {}, around)).toMatchObject({
      after: { values: ["v=DMARC1; p=quarantine; np=reject"] },
      warnings: [{ warning: "dmarc-written-out" }, { warning: "dmarc-pct", pct: 50, trial: false }],
    });
  });

  it("is written out as those receivers read it who find the stricter policy in it", () => {
    const around = answering(["v=DMARC1; p=reject; np=block; rua=mailto:d@example.com"]);
    expect(afterOf(judge(DMARC, [], {}, around))?.values).toEqual([
      "v=DMARC1; p=reject; rua=mailto:d@example.com",
    ]);
  });

  it("is told where it was meant as DMARC and gives no policy; what the name inherits counts then", () => {
    const around = { ...above({ "example.com": [STRICT] }), ...answering(["v=DMARC1; p=block"]) };
    const verdict = judge(DMARC, [], {}, around);
    expect(afterOf(verdict)?.values[0]).toContain("p=reject");
    expect(warningsOf(verdict)).toEqual(["dmarc-inherited", "dmarc-unreadable-above"]);
  });

  it("is no record where it is about something else", () => {
    expect(judge(DMARC, [], {}, answering(["v=spf1 -all"]))).toMatchObject({
      after: { values: [DMARC.expected] },
      warnings: [],
    });
  });

  it("keeps what it says of the names below where the name is an organisation of its own", () => {
    const apex = requirement("TXT", "_dmarc.example.com", DMARC.expected);
    const around = {
      dmarcAbove: [],
      synthesised: [{ ...rrset("TXT", apex.owner, ["v=DMARC1; p=none; sp=reject"]), wildcard }],
    };
    expect(afterOf(judge(apex, [], {}, around))?.values).toEqual(["v=DMARC1; p=none; sp=reject"]);
  });

  it("hides nothing from receivers that drop it: the stricter policy above counts, and both are told", () => {
    const around = {
      ...above({ "example.com": ["v=DMARC1; p=reject"] }),
      ...answering(["v=dmarc1; p=none"]),
    };
    const verdict = judge(DMARC, [], {}, around);
    expect(verdict).toMatchObject({
      after: { values: ["v=DMARC1; p=reject"] },
      warnings: [
        {
          warning: "dmarc-discoveries-differ",
          rfc9989: { policy: "reject", from: "_dmarc.example.com" },
          rfc7489: { policy: "none", from: wildcard },
          taken: "rfc9989",
        },
        { warning: "dmarc-inherited", from: "_dmarc.example.com" },
        { warning: "dmarc-flawed-above", from: wildcard, flaws: ["v=dmarc1"] },
      ],
    });
    const preferred = judge(DMARC, [], { dmarc: "rfc7489" }, around);
    expect(afterOf(preferred)?.values).toEqual([DMARC.expected]);
  });

  it("is told under the wildcard's name where nobody reads it", () => {
    const verdict = judge(DMARC, [], {}, { dmarcAbove: [], ...answering(['"v=DMARC1; p=reject"']) });
    expect(verdict).toMatchObject({
      warnings: [
        { warning: "dmarc-own-organisation" },
        { warning: "dmarc-unreadable-above", from: wildcard },
      ],
    });
  });
});
