import { describe, expect, it } from "vitest";
import { diagnosisLines } from "../../../src/report/diagnosis/lines.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { inEnglish } from "../../../src/errors/phrase.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import { ANSI_COLORS, NO_COLORS } from "../../../src/report/color.ts";
import { serverAt } from "../../onboard/fake-authority.ts";

const style = { colors: NO_COLORS, width: 72, wordOf: inEnglish };
const [ns1, ns2] = ["ns1.dns.test", "ns2.dns.test"].map(parseDomainName);
describe("the lines of a diagnosis", () => {
  it("sum up the servers that serve, and have one for each that does not, with what it said", () => {
    const [at, owner] = [serverAt("ns2.dns.test", "192.0.2.54"), parseDomainName("example.com")];
    const warnings: readonly Warning[] = [
      { warning: "server-lame", owner, at, said: { kind: "lame", because: "refused" } },
      { warning: "family-missing", owner, family: 6 },
    ];
    const serving = [ns1, ns2].filter((one) => one !== undefined);
    const finding = { finding: "servers", apex: owner, agreeing: 2, asked: 3, serving } as const;
    expect(diagnosisLines({ check: "servers", exit: 0, finding, error: null, warnings }, style)).toEqual([
      "✔ Name servers       example.com is served with authority by 2 of 3 name",
      "                     servers: ns1.dns.test, ns2.dns.test",
      "! ns2.dns.test (192.0.2.54) is named as a server of example.com and",
      "  refuses (REFUSED): it does not hold the zone: suspended, deleted, or",
      "  not created yet at the host. Correct the delegation, or that server.",
      "· This machine has no IPv6; servers are asked by IPv4 alone, which is",
      "  enough.",
    ]);
  });

  it("have a word behind each mark, also in colour", () => {
    const error = new OnboardError("ZONE_NOT_DELEGATED", "Nobody serves it.", {
      hint: "Mend it.",
    }).toReport();
    const diagnosis = { check: "servers", exit: 3, finding: null, error } as const;
    expect(diagnosisLines(diagnosis, style)).toEqual([
      "✖ Name servers       ZONE_NOT_DELEGATED (exit 3)",
      "  Nobody serves it.",
      "  → Mend it.",
    ]);
    expect(diagnosisLines(diagnosis, { ...style, colors: ANSI_COLORS })[0]).toContain(
      "✖\u001b[39m Name servers",
    );
  });

  it("stand below their title on a narrow terminal, and in the colour of their code", () => {
    const narrow = { ...style, colors: ANSI_COLORS, width: 30 };
    const error = new OnboardError("ZONE_NOT_DELEGATED", "Nobody serves it.", { hint: "Mend it." });
    const lines = diagnosisLines(
      { check: "servers", exit: 3, finding: null, error: error.toReport() },
      narrow,
    );
    expect(lines.slice(0, 2)).toEqual([
      "\u001b[31m✖\u001b[39m Name servers",
      "  \u001b[1mZONE_NOT_DELEGATED (exit 3)\u001b[22m",
    ]);
  });

  it("tell below a failure where the keys are made and what they need, each right by itself", () => {
    const error = new OnboardError("CREDENTIALS_MISSING", "There is no key.", { hint: "Set one." });
    const keys = [
      {
        of: "Vendor",
        variables: ["KEY"],
        madeAt: ["https://vendor.example/keys"],
        rights: ["to read", "to write"],
      },
    ];
    const diagnosis = { check: "ses", exit: 2, finding: null, error: error.toReport(), keys } as const;
    expect(diagnosisLines(diagnosis, style)).toEqual([
      "✖ Tencent Cloud SES  CREDENTIALS_MISSING (exit 2)",
      "  There is no key.",
      "  → Set one.",
      "  The keys for Vendor come by KEY. They are made at",
      "  https://vendor.example/keys",
      "  They need these rights:",
      "  - to read",
      "  - to write",
    ]);
  });

  it("have a mark of their own where nothing failed and something is open", () => {
    const finding = { finding: "clock", aheadSeconds: null } as const;
    const [first] = diagnosisLines({ check: "clock", exit: 0, finding, error: null }, style);
    expect(first).toMatch(/^! Clock /);
  });
});
