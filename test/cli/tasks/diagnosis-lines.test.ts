import { describe, expect, it } from "vitest";
import { diagnosisLines } from "../../../src/cli/tasks/diagnosis-lines.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import { ANSI_COLORS, NO_COLORS } from "../../../src/report/color.ts";
import { serverAt } from "../../onboard/fake-authority.ts";

const style = { colors: NO_COLORS, width: 72 };
describe("the lines of a diagnosis", () => {
  it("sum up the servers that serve, and have one for each that does not, with what it said", () => {
    const [at, owner] = [serverAt("ns2.dns.test", "192.0.2.54"), parseDomainName("example.com")];
    const warnings: readonly Warning[] = [
      { warning: "server-lame", owner, at, said: { kind: "lame", because: "refused" } },
      { warning: "family-missing", owner, family: 6 },
    ];
    const found = "4 of 5 servers of example.com serve it with authority";
    expect(diagnosisLines({ check: "servers", exit: 0, found, error: null, warnings }, style)).toEqual([
      "✔ Name servers       4 of 5 servers of example.com serve it with",
      "                     authority",
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
    const diagnosis = { check: "servers", exit: 3, found: null, error } as const;
    expect(diagnosisLines(diagnosis, style)).toEqual([
      "✖ Name servers       ZONE_NOT_DELEGATED (exit 3)",
      "  Nobody serves it.",
      "  → Mend it.",
    ]);
    expect(diagnosisLines(diagnosis, { ...style, colors: ANSI_COLORS })[0]).toContain(
      "✖\u001b[39m Name servers",
    );
  });
});
