import { describe, expect, it } from "vitest";
import { actionOf, afterOf, codeOf, judge, requirement, rrset } from "./support.ts";

const N = "new.mail.example.com";

describe("the rule for records without a rule of their own", () => {
  const txt = requirement("TXT", N, "proof=1");
  const cname = requirement("CNAME", N, "Target.Example.");
  const address = requirement("A", N, "192.0.2.1");

  it("adds a TXT as one value among others", () => {
    expect(afterOf(judge(txt, []))?.values).toEqual(["proof=1"]);
    expect(afterOf(judge(txt, [rrset("TXT", N, ["proof=0"], 5)]))).toMatchObject({
      ttl: 5,
      values: ["proof=0", "proof=1"],
    });
    expect(actionOf(judge(txt, [rrset("TXT", N, ["proof=0", "proof=1"])]))).toBe("unchanged");
  });

  it("creates a CNAME only where nothing stands", () => {
    expect(afterOf(judge(cname, []))?.values).toEqual(["target.example"]);
    expect(actionOf(judge(cname, [rrset("CNAME", N, ["target.example"])]))).toBe("unchanged");
    expect(codeOf(judge(cname, [rrset("TXT", N, ["x"])], { replace: [`CNAME:${cname.owner}`] }))).toBe(
      "RECORD_IN_THE_WAY",
    );
  });

  it.each([
    [cname, "CNAME", "elsewhere.example"],
    [address, "A", "192.0.2.2"],
  ] as const)("leaves another value to a person, or replaces it by consent (%#)", (wanted, type, value) => {
    const existing = [rrset(type, N, [value])];
    expect(codeOf(judge(wanted, existing))).toBe("RECORD_IN_THE_WAY");
    expect(actionOf(judge(wanted, existing, { replace: [`${type}:${wanted.owner}`] }))).toBe("replaced");
  });

  it("wants an address to be the only value", () => {
    expect(codeOf(judge(address, [rrset("A", N, ["192.0.2.1", "192.0.2.2"])]))).toBe("RECORD_IN_THE_WAY");
    expect(actionOf(judge(address, [rrset("A", N, ["192.0.2.1"]), rrset("TXT", N, ["x"])]))).toBe(
      "unchanged",
    );
  });

  it("is stopped by a CNAME that nobody asked for", () => {
    for (const wanted of [txt, address])
      expect(codeOf(judge(wanted, [rrset("CNAME", N, ["x.example"])]))).toBe("CNAME_IN_THE_WAY");
  });

  it("doesn't publish an empty value", () => {
    expect(codeOf(judge({ ...txt, expected: "" }, []))).toBe("VALUE_REJECTED");
  });
});
