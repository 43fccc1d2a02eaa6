import { describe, expect, it } from "vitest";
import type { RRset } from "../../../src/dns/rrset.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { DEFAULT_POLICY, type Policy, type Surroundings } from "../../../src/plan/requirement.ts";
import { planSwaps } from "../../../src/plan/swaps.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import { D, MX, requirement, rrset, SPF } from "../support.ts";

function spfWarnings(
  rrsets: readonly RRset[],
  policy: Partial<Policy> = {},
  surroundings: Surroundings = {},
): readonly Warning[] {
  const { records } = planSwaps([MX, SPF], rrsets, { ...DEFAULT_POLICY, ...policy }, surroundings);
  return records.find(({ record }) => record === SPF)?.warnings ?? [];
}

describe("a first SPF record", () => {
  it.each([
    ["MX", ["10 mx.example.net", "20 mx2.example.net"], ["mx.example.net", "mx2.example.net"]],
    ["A", ["192.0.2.1", "192.0.2.2"], ["192.0.2.1", "192.0.2.2"]],
    ["AAAA", ["2001:db8::1"], ["2001:db8::1"]],
  ])("names the senders that it leaves out: %s", (type, values, leftOut) => {
    expect(spfWarnings([rrset(type, D, values)])).toEqual([
      { warning: "spf-first-record", owner: D, leftOut },
    ]);
  });

  it.each([
    ["stands at a name that does nothing else", []],
    ["stands beside SES's own MX", [rrset("MX", D, ["5 mxbiz1.qq.com"])]],
    ["stands beside a null MX", [rrset("MX", D, ["0 ."])]],
    ["stands beside a text that is not about mail", [rrset("TXT", D, ["a note on mx"])]],
    ["is none, since one stands there", [rrset("A", D, ["192.0.2.1"]), rrset("TXT", D, ["v=spf1 a -all"])]],
    [
      "is none, since one stands beside another text",
      [rrset("A", D, ["192.0.2.1"]), rrset("TXT", D, ["proof=1", "v=spf1 a -all"])],
    ],
  ])("is told of no more where it %s", (_why, rrsets) => {
    expect(spfWarnings(rrsets)).toEqual([]);
  });

  it.each([
    ["\u201cv=spf1 mx ip4:192.0.2.1 include:qcloudmail.com \u2013all\u201d", ["mx", "ip4:192.0.2.1"]],
    ["v=spf1include:a.example -all", ["include:a.example"]],
    ["v=spf10include:a.example -all", ["include:a.example"]],
    ['"v=spf1 a:h.example mx"', ["a:h.example", "mx"]],
    ["spf1 +a:h.example -ip4:192.0.2.9 -all", ["+a:h.example"]],
  ])("names the senders of what was only meant as one, and is replaced: %s", (value, leftOut) => {
    const texts = rrset("TXT", D, [value, "a note on mx"]);
    expect(spfWarnings([texts], { replace: [`TXT:${D}`] })).toEqual([
      { warning: "spf-first-record", owner: D, leftOut },
    ]);
  });

  it("is told with the SPF record alone", () => {
    const { records } = planSwaps(
      [MX, SPF],
      [rrset("A", D, ["192.0.2.1"])],
      { ...DEFAULT_POLICY, mx: "replace" },
      {},
    );
    const told = records.filter(({ warnings }) =>
      warnings.some(({ warning }) => warning === "spf-first-record"),
    );
    expect(told.map(({ record }) => record)).toEqual([SPF]);
    expect(records.find(({ record }) => record === MX)?.warnings).toMatchObject([{ warning: "mx-replaced" }]);
  });

  it("at a name that was registered says that others may send as it", () => {
    const own = requirement("TXT", "example.com", SPF.expected);
    const { records } = planSwaps([own], [], DEFAULT_POLICY, {});
    expect(records[0]?.warnings).toEqual([
      { warning: "spf-first-record", owner: "example.com", leftOut: [] },
    ]);
  });
});

describe("mx in an SPF record", () => {
  const standing = [rrset("MX", D, ["10 mx.example.net"]), rrset("TXT", D, ["v=spf1 mx -all"])];

  it("says what the old servers lose where the MX is replaced", () => {
    expect(spfWarnings(standing, { mx: "replace" })).toEqual([
      { warning: "spf-follows-mx", owner: D, term: "mx", lost: ["mx.example.net"] },
    ]);
    const named = [standing[0] as RRset, rrset("TXT", D, [`v=spf1 MX:${D.toUpperCase()}/24 -all`])];
    expect(spfWarnings(named, { mx: "replace" })).toMatchObject([{ warning: "spf-follows-mx" }]);
  });

  it.each(["keep", "add"] as const)("loses nobody with --mx %s", (mx) => {
    expect(spfWarnings(standing, { mx })).toEqual([]);
  });

  it("of another name does not follow this one's MX", () => {
    const other = [standing[0] as RRset, rrset("TXT", D, ["v=spf1 mx:example.net -all"])];
    expect(spfWarnings(other, { mx: "replace" })).toEqual([]);
  });

  it("follows no MX that is replaced at another name", () => {
    const elsewhere = requirement("MX", "in.example.com", MX.expected);
    const rrsets = [...standing, rrset("MX", "in.example.com", ["10 mx.example.org"])];
    const { records } = planSwaps([elsewhere, SPF], rrsets, { ...DEFAULT_POLICY, mx: "replace" }, {});
    expect(records.find(({ record }) => record === SPF)?.warnings).toEqual([]);
  });

  it("loses nobody with a null MX, at which nobody sends", () => {
    const none = [rrset("MX", D, ["0 ."]), standing[1] as RRset];
    expect(spfWarnings(none, { mx: "replace" })).toEqual([]);
  });
});

describe("what a wildcard answers for the name", () => {
  const wildcard = parseDomainName("*.example.com");
  const answers = (...rrsets: readonly RRset[]) => ({
    synthesised: rrsets.map((one) => ({ ...one, wildcard })),
  });
  const mx = rrset("MX", D, ["10 mx.example.com"]);
  const told = (surroundings: Surroundings, policy: Partial<Policy> = {}) =>
    spfWarnings([], policy, surroundings).filter(({ warning }) => warning.startsWith("spf-"));

  it("is left out by a first SPF record, and loses with its MX, as if it stood there", () => {
    expect(told(answers(mx))).toEqual([
      { warning: "spf-first-record", owner: D, leftOut: ["mx.example.com"] },
    ]);
    const both = answers(mx, rrset("TXT", D, ["v=spf1 mx -all"]));
    expect(told(both)).toEqual([]);
    expect(told(both, { mx: "replace" })).toEqual([
      { warning: "spf-follows-mx", owner: D, term: "mx", lost: ["mx.example.com"] },
    ]);
  });

  it("is a sender where it is an address", () => {
    expect(told(answers(rrset("A", D, ["192.0.2.80"])))).toEqual([
      { warning: "spf-first-record", owner: D, leftOut: ["192.0.2.80"] },
    ]);
  });
});
