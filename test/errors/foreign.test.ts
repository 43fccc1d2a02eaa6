import { describe, expect, it } from "vitest";
import { jsonSafe, readForeign, textOfThrown } from "../../src/errors/foreign.ts";

describe("a foreign value", () => {
  it("that throws while it is read comes to nothing", () => {
    expect(readForeign(() => 1)).toBe(1);
    expect(readForeign(() => [][Symbol.iterator].call(undefined))).toBeUndefined();
  });

  it.each([
    [new Error("boom"), "boom"],
    ["boom", "boom"],
    [Symbol("boom"), "Symbol(boom)"],
  ])("that was thrown becomes its text", (thrown, text) => {
    expect(textOfThrown(thrown)).toBe(text);
  });

  it("that turns into no text is still told", () => {
    expect(textOfThrown(Object.create(null))).toEqual(expect.any(String));
    expect(textOfThrown(Object.assign(new Error("x"), { message: 7 }))).toContain("7");
  });
});

describe("a copy that survives JSON", () => {
  it("keeps what does, and shares nothing with what was given", () => {
    const facts = { status: 503, list: ["a"] };
    expect(jsonSafe(facts)).toEqual(facts);
    expect(jsonSafe(facts)["list"]).not.toBe(facts.list);
  });

  it("keeps the other facts where one does not, and says that there was one", () => {
    const facts = { status: 503, bad: [7n], mayHaveArrived: true };
    expect(jsonSafe(facts)).toEqual({ ...facts, bad: expect.any(String) });
  });
});
