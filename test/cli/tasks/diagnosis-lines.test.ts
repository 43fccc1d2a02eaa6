import { describe, expect, it } from "vitest";
import { diagnosisLines } from "../../../src/cli/tasks/diagnosis-lines.ts";
import type { Observation } from "../../../src/dns/observation.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { ANSI_COLORS, NO_COLORS } from "../../../src/report/color.ts";
import { serverAt } from "../../onboard/fake-authority.ts";

const style = { colors: NO_COLORS, width: 72 };
const said = (name: string, observation: object) => ({
  at: serverAt(name, "192.0.2.54"),
  observation: { transport: "udp", roundTripMs: 1, ...observation } as Observation,
});

describe("the lines of a diagnosis", () => {
  it("sum up the servers that serve, and have one for each other with what it said", () => {
    const heard = [
      said("ns1.dns.test", { kind: "answer", rrset: {} }),
      said("ns2.dns.test", { kind: "lame", because: "refused" }),
      said("ns3.dns.test", { kind: "unreachable", because: "timeout", family: 4 }),
      said("ns4.dns.test", { kind: "answer", rrset: {}, withoutAuthority: true }),
    ];
    const found = "1 of 4 servers of example.com serves it with authority";
    expect(diagnosisLines({ check: "servers", exit: 0, found, error: null, heard }, style)).toEqual([
      "✔ Name servers       1 of 4 servers of example.com serves it with",
      "                     authority",
      "! ns2.dns.test (192.0.2.54) refuses (REFUSED): it does not hold the",
      "  zone: suspended, deleted, or not created yet at the host",
      "! ns3.dns.test (192.0.2.54) does not answer",
      "! ns4.dns.test (192.0.2.54) answers without authority (AA=0): it is not",
      "  set up as a server of the zone",
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
