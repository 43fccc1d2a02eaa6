import { describe, expect, it } from "vitest";
import { actionOf, afterOf, codeOf, D, judge, MX, rrset, warningsOf } from "../support.ts";

describe("the MX rule", () => {
  it("publishes SES's exchange where the name takes no mail, at the policy's preference", () => {
    expect(afterOf(judge(MX, [rrset("TXT", D, ["x"])], { mxPriority: 25 }))).toMatchObject({
      type: "MX",
      ttl: 300,
      values: ["25 mxbiz1.qq.com"],
    });
  });

  it("takes the preference and any spelling that SES gives", () => {
    expect(afterOf(judge({ ...MX, expected: "5 MxBiz1.qq.com." }, []))?.values).toEqual(["5 mxbiz1.qq.com"]);
  });

  it.each([["7 mxbiz1.qq.com"], ["7 mxbiz1.qq.com", "10 mx.example.net"]])(
    "is met at whatever preference, among others too: %j",
    (...values) => {
      for (const mx of ["keep", "add"] as const) {
        expect(judge(MX, [rrset("MX", D, values)], { mx })).toMatchObject({
          kind: "fine",
          action: "unchanged",
          warnings: [],
        });
      }
    },
  );

  it.each([[{ mx: "replace" }], [{ replace: [`MX:${D}`] }]] as const)(
    "takes away by consent what stands beside SES's exchange, and leaves that as it is: %j",
    (policy) => {
      const verdict = judge(MX, [rrset("MX", D, ["7 mxbiz1.qq.com", "10 mx.example.net"], 99)], policy);
      expect(actionOf(verdict)).toBe("replaced");
      expect(afterOf(verdict)).toMatchObject({ ttl: 99, values: ["7 mxbiz1.qq.com"] });
      expect(verdict).toMatchObject({ warnings: [{ warning: "mx-replaced", lost: ["10 mx.example.net"] }] });
      expect(judge(MX, [rrset("MX", D, ["7 mxbiz1.qq.com"])], policy)).toMatchObject({ action: "unchanged" });
    },
  );

  it.each([
    ["another MX", [rrset("MX", D, ["10 mx.example.net"])], "mx"],
    ["a null MX", [rrset("MX", D, ["0 ."])], "null-mx"],
    ["a null MX beside another, which it must not be", [rrset("MX", D, ["5 a.test", "0 ."])], "null-mx"],
    ["an address", [rrset("A", D, ["192.0.2.1"])], "address"],
    ["an IPv6 address", [rrset("AAAA", D, ["2001:db8::1"])], "address"],
  ] as const)("keeps %s and says why", (_what, existing, because) => {
    const verdict = judge(MX, existing);
    expect(verdict).toMatchObject({
      kind: "fine",
      action: "kept",
      warnings: [{ warning: "mx-kept", owner: D, because }],
    });
  });

  it.each(["keep", "add"] as const)(
    "takes SES's exchange with a zone's name behind it for a slip, and for no exchange of the domain's: %s",
    (mx) => {
      for (const zone of [D, "example.com"])
        expect(codeOf(judge(MX, [rrset("MX", D, [`10 mxbiz1.qq.com.${zone}`])], { mx }))).toBe(
          "RECORD_IN_THE_WAY",
        );
      for (const exchange of [
        "mxbiz1.qq.com.example.org",
        "a.mxbiz1.qq.com.example.com",
        "mxbiz1.qq.comexample.com",
      ])
        expect(judge(MX, [rrset("MX", D, [`10 ${exchange}`])], { mx }).kind).not.toBe("conflict");
    },
  );

  it("replaces such a slip by consent", () => {
    const verdict = judge(MX, [rrset("MX", D, ["5 mxbiz1.qq.com.example.com"])], { mx: "replace" });
    expect(afterOf(verdict)?.values).toEqual(["10 mxbiz1.qq.com"]);
  });

  it("adds behind all others by consent", () => {
    const verdict = judge(MX, [rrset("MX", D, ["10 a.example", "50 b.example"], 99)], { mx: "add" });
    expect(actionOf(verdict)).toBe("merged");
    expect(afterOf(verdict)).toMatchObject({
      ttl: 99,
      values: ["10 a.example", "50 b.example", "60 mxbiz1.qq.com"],
    });
    expect(warningsOf(verdict)).toEqual(["mx-added-beside-others"]);
  });

  it("never goes beyond the largest preference", () => {
    expect(afterOf(judge(MX, [rrset("MX", D, ["65530 a.example"])], { mx: "add" }))?.values).toContain(
      "65535 mxbiz1.qq.com",
    );
  });

  it("writes the implicit MX of an address out when one is added beside it", () => {
    const verdict = judge(MX, [rrset("A", D, ["192.0.2.1"])], { mx: "add" });
    expect(afterOf(verdict)?.values).toEqual([`0 ${D}`, "10 mxbiz1.qq.com"]);
    expect(verdict).toMatchObject({
      warnings: [{ warning: "mx-added-beside-others", owner: D, others: [`0 ${D}`] }],
    });
  });

  it("doesn't add beside a null MX", () => {
    expect(codeOf(judge(MX, [rrset("MX", D, ["0 ."])], { mx: "add" }))).toBe("RECORD_IN_THE_WAY");
  });

  it.each([
    ["a null MX", ["0 ."], `${D} has a null MX`, "Keep it: "],
    ["the last preference", ["65535 a.test", "9 b.test"], "65535 a.test, 9 b.test", "Lower"],
  ])("names the two ways out where nothing can stand behind %s", (_what, values, said, first) => {
    expect(judge(MX, [rrset("MX", D, values)], { mx: "add" })).toMatchObject({
      conflict: {
        message: expect.stringContaining(said),
        hint: expect.stringMatching(`^${first}.*--mx keep.*in its place: .*--mx replace\`\\.$`),
      },
    });
  });

  it("adds nothing beside a preference of 65535, where it would share the mail", () => {
    const at = (preference: number) =>
      judge(MX, [rrset("MX", D, ["10 a.test", `${preference} mx.example.net`])], { mx: "add" });
    expect(codeOf(at(65_535))).toBe("RECORD_IN_THE_WAY");
    expect(afterOf(at(65_534))?.values).toContain("65535 mxbiz1.qq.com");
  });

  it.each([[{ mx: "replace" }], [{ replace: [`MX:${D}`] }]] as const)(
    "replaces by consent and says what is lost: %j",
    (policy) => {
      const verdict = judge(MX, [rrset("MX", D, ["0 ."])], policy);
      expect(verdict).toMatchObject({
        action: "replaced",
        after: { values: ["10 mxbiz1.qq.com"] },
        warnings: [{ warning: "mx-replaced", lost: ["0 ."] }],
      });
      expect(judge(MX, [rrset("A", D, ["192.0.2.1"])], policy)).toMatchObject({
        action: "created",
        after: { values: ["10 mxbiz1.qq.com"] },
        warnings: [{ warning: "mx-replaced", lost: ["192.0.2.1"] }],
      });
    },
  );

  it("is stopped by a CNAME", () => {
    expect(codeOf(judge(MX, [rrset("CNAME", D, ["x.example"])]))).toBe("CNAME_IN_THE_WAY");
  });

  it("publishes the largest preference where SES gives it", () => {
    expect(afterOf(judge({ ...MX, expected: "65535 mx.test.example" }, []))?.values).toEqual([
      "65535 mx.test.example",
    ]);
  });

  it.each([
    "",
    ".",
    "10 .",
    "mxbiz1",
    "10 20 mx.example",
    "70000 mx.example.com",
    "mx.example.com/x",
    "!a.b",
  ])("doesn't publish %j", (expected) => {
    expect(judge({ ...MX, expected }, [])).toMatchObject({
      conflict: { code: "VALUE_REJECTED", message: expect.stringContaining("no mail exchange") },
    });
  });
});
