import { describe, expect, it } from "vitest";
import { actionOf, afterOf, codeOf, judge, requirement, rrset } from "./support.ts";

const N = "new.mail.example.com";

describe("the rule for records without a rule of their own", () => {
  const txt = requirement("TXT", N, "proof=1");
  const cname = requirement("CNAME", N, "Target.Example.");
  const address = requirement("A", N, "192.0.2.1");

  it("creates what stands nowhere", () => {
    expect(afterOf(judge(address, []))).toEqual(rrset("A", N, ["192.0.2.1"], 300));
  });

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
    const verdict = judge(wanted, existing, { replace: [`${type}:${wanted.owner}`] });
    expect(actionOf(verdict)).toBe("replaced");
    expect(afterOf(verdict)?.values).toEqual([wanted === cname ? "target.example" : wanted.expected]);
  });

  it("names what stands there, and the consent that lifts it", () => {
    const hint = expect.stringMatching(`--replace A:${N}\`\\.$`);
    const message = (text: string) => expect.stringContaining(text);
    expect(judge(address, [rrset("A", N, ["192.0.2.2"])])).toMatchObject({
      conflict: { message: message(`Another A stands at ${N}: "192.0.2.2".`), hint },
    });
    expect(judge(address, [rrset("A", N, ["192.0.2.2", "192.0.2.3"])])).toMatchObject({
      conflict: { message: message(`Other A stand at ${N}: "192.0.2.2", "192.0.2.3".`), hint },
    });
  });

  it("names all that a CNAME can't stand beside, and a CNAME is none of it", () => {
    const others = [rrset("TXT", N, ["x", "y"]), rrset("A", N, ["192.0.2.1"])];
    const message = expect.stringContaining('what is there: TXT "x", "y"; A "192.0.2.1".');
    const hint = expect.stringContaining("Remove these records");
    expect(judge(cname, others)).toMatchObject({ conflict: { message, hint } });
    const alias = rrset("CNAME", N, ["elsewhere.example"]);
    expect(judge(cname, [alias, ...others])).toMatchObject({ conflict: { message } });
    expect(actionOf(judge(cname, [alias, ...others], { replace: [`CNAME:${cname.owner}`] }))).toBeUndefined();
    expect(judge(address, [rrset("TXT", N, ["x"])])).toMatchObject({ action: "created" });
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
    expect(judge({ ...txt, expected: "" }, [])).toMatchObject({
      conflict: { code: "VALUE_REJECTED", message: expect.stringContaining("is empty") },
    });
  });
});
