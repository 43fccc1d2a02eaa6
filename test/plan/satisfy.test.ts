import { describe, expect, it } from "vitest";
import { planSwaps } from "../../src/plan/swaps.ts";
import { DEFAULT_POLICY } from "../../src/plan/requirement.ts";
import { D, DMARC, DMARC_NAME, judge, MX, rrset, SPF, warningsOf } from "./support.ts";

const strict = rrset("TXT", D, ["v=spf1 include:_spf.google.com -all"]);

describe("a record set that the host keeps locked", () => {
  it.each(["Email Routing", "weighted", "line 电信"])("is in the way of a change: %s", (locked) => {
    expect(judge(SPF, [{ ...strict, locked }])).toMatchObject({
      kind: "conflict",
      conflict: { code: "RECORD_IN_THE_WAY", facts: { owner: D, type: "TXT" } },
    });
  });

  it("is told with the host's own word, and Email Routing with the way out that keeps its MX", () => {
    const verdict = judge(SPF, [{ ...strict, locked: "Email Routing" }]);
    if (verdict.kind !== "conflict") throw new Error("no conflict");
    expect(verdict.conflict.message).toContain("Email Routing");
    expect(verdict.conflict.hint).toMatch(/Unlock/);
    expect(verdict.conflict.hint).not.toMatch(/switch/i);
  });

  it("is in nobody's way where nothing has to change", () => {
    const dmarc = { ...rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]), locked: "weighted" };
    const mx = { ...rrset("MX", D, ["10 mx.example.net"]), locked: "Email Routing" };
    expect(judge(DMARC, [dmarc])).toMatchObject({ kind: "fine" });
    expect(judge(MX, [mx])).toMatchObject({ kind: "fine" });
  });

  it("is a conflict among the others of a plan", () => {
    const locked = { ...strict, locked: "weighted" };
    expect(() => planSwaps([SPF, MX], [locked], DEFAULT_POLICY, {})).toThrow(
      expect.objectContaining({ code: "RECORD_IN_THE_WAY" }),
    );
  });
});

describe("a record set of a product of the host's", () => {
  it("is changed with a warning that it goes with the product, and kept without one", () => {
    const routed = { ...strict, belongsTo: "Email Routing" };
    expect(judge(SPF, [routed])).toMatchObject({
      kind: "change",
      warnings: [{ warning: "goes-with-product", owner: D, type: "TXT", product: "Email Routing" }],
    });
    expect(
      judge(MX, [{ ...rrset("MX", D, ["10 mx.example.net"]), belongsTo: "Email Routing" }]),
    ).toMatchObject({ kind: "fine", warnings: [{ warning: "mx-kept" }] });
  });

  it("is told beside whatever else the change brings with it", () => {
    const routed = { ...rrset("MX", D, ["10 mx.example.net"]), belongsTo: "Email Routing" };
    expect(warningsOf(judge(MX, [routed], { mx: "add" }))).toEqual([
      "mx-added-beside-others",
      "goes-with-product",
    ]);
  });
});
