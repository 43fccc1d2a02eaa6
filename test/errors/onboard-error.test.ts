import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { isAbort, isOnboardError, OnboardError, toOnboardError } from "../../src/errors/onboard-error.ts";
import { loadAnotherCopy } from "../support/another-copy.ts";

describe("OnboardError", () => {
  it("carries code, kind, exit, hint, facts and cause", () => {
    const cause = new Error("socket");
    const error = new OnboardError("API_UNAVAILABLE", "It is down.", {
      hint: "Run again.",
      facts: { status: 503 },
      cause,
    });
    expect(error).toMatchObject({
      name: "OnboardError",
      code: "API_UNAVAILABLE",
      kind: "upstream",
      exit: 5,
      cause,
    });
    expect(error.toReport()).toEqual({
      code: "API_UNAVAILABLE",
      message: "It is down.",
      hint: "Run again.",
      facts: { status: 503 },
    });
    expect("cause" in new OnboardError("DRIFT", "x", { hint: "y" })).toBe(false);
  });

  it("takes whatever was thrown for a bug of ours, unless it is one of its kind", () => {
    const error = new OnboardError("DRIFT", "x", { hint: "y" });
    expect(toOnboardError(error)).toBe(error);
    const unreadable = new Proxy({}, { get: fail, has: fail, getPrototypeOf: fail });
    const textless = Object.create(null) as unknown;
    const others = [new TypeError("boom"), "boom", undefined, null, { toString: () => "boom" }];
    for (const thrown of [...others, textless, unreadable, Symbol("boom")]) {
      expect(toOnboardError(thrown)).toMatchObject({ code: "UNEXPECTED", exit: 1 });
      expect(toOnboardError(thrown).cause).toBe(thrown);
    }
  });
});

describe("isOnboardError", () => {
  it("knows an error of another copy of the package, of which everything is kept", async () => {
    const other = await loadAnotherCopy();
    const facts = { status: 503, mayHaveArrived: true };
    const foreign: unknown = new other.OnboardError("API_UNAVAILABLE", "It is down.", {
      hint: "Wait.",
      facts,
    });
    expect(foreign).not.toBeInstanceOf(OnboardError);
    expect(isOnboardError(foreign)).toBe(true);
    expect(toOnboardError(foreign)).toBeInstanceOf(OnboardError);
    expect(toOnboardError(foreign).cause).toBe(foreign);
    const { code, message, hint, exit, kind } = toOnboardError(foreign);
    expect({ code, message, hint, exit, kind }).toEqual({
      code: "API_UNAVAILABLE",
      message: "It is down.",
      hint: "Wait.",
      exit: 5,
      kind: "upstream",
    });
    expect(toOnboardError(foreign).toReport()).toEqual({ code, message, hint, facts });
    expect(other.isOnboardError(new OnboardError("DRIFT", "x", { hint: "y" }))).toBe(true);
  });

  it.each([
    ["a code of a later version", { code: "NOT_YET_KNOWN" }],
    ["the name of a member in place of a code", { code: "toString" }],
    ["such a name and an exit status of its own", { code: "toString", exit: 1 }],
    ["no hint", { hint: undefined }],
    ["no facts", { facts: null }],
    ["no exit status", { exit: undefined }],
    ["a message that is no text", { message: 7 }],
    ["no report", { toReport: undefined }],
  ])("does not take the brand alone for it: with %s it is a failure that nobody expects", (_what, lack) => {
    const branded: unknown = Object.defineProperties(
      new OnboardError("DRIFT", "x", { hint: "y" }),
      Object.fromEntries(Object.entries(lack).map(([name, value]) => [name, { value }])),
    );
    expect(isOnboardError(branded)).toBe(false);
    expect(toOnboardError(branded)).toMatchObject({ code: "UNEXPECTED", exit: 1, cause: branded });
  });

  it.each([
    ["another exit status", { exit: 0 }, { status: 1 }],
    ["no exit status at all", { exit: Number.NaN }, { status: 1 }],
    ["a kind of its own", { kind: "bug" }, { status: 1 }],
    ["a report that throws", { toReport: fail }, { status: 1 }],
    ["no report", { toReport: () => undefined }, { status: 1 }],
    ["facts in a circle", { facts: circle() }, { status: 1, self: expect.any(String) as string }],
    ["a number that JSON lacks", { facts: { status: 1, big: 7n } }, { status: 1, big: "7" }],
    ["a fact that throws", { facts: withThrowingGetter() }, { status: 1, bad: expect.any(String) as string }],
    ["facts that are a list", { facts: ["x"] }, { 0: "x" }],
  ])("takes no more than code, message, hint and facts of another's: with %s", async (_what, own, facts) => {
    const other = await loadAnotherCopy();
    for (const copy of [other, { OnboardError }]) {
      const given = new copy.OnboardError("RIGHTS_MISSING", "No.", { hint: "Ask.", facts: { status: 1 } });
      const thrown: unknown = Object.defineProperties(
        given,
        Object.fromEntries(Object.entries(own).map(([name, value]) => [name, { value }])),
      );
      const error = toOnboardError(thrown);
      expect([error.exit, error.kind]).toEqual([3, "denied"]);
      const report = { code: "RIGHTS_MISSING", message: "No.", hint: "Ask.", facts };
      expect(JSON.parse(JSON.stringify(error.toReport()))).toEqual(report);
    }
  });

  it("takes no code that merely turns into one", () => {
    const code = { toString: () => "RIGHTS_MISSING" };
    const thrown: unknown = Object.defineProperty(new OnboardError("DRIFT", "x", { hint: "y" }), "code", {
      value: code,
    });
    expect(isOnboardError(thrown)).toBe(false);
    expect(toOnboardError(thrown)).toMatchObject({ code: "UNEXPECTED", exit: 1 });
  });

  it("does not take what merely looks like one", () => {
    const { code, message, hint, facts, exit, kind } = new OnboardError("DRIFT", "x", { hint: "y" });
    const lookalike = Object.assign(new Error(message), {
      code,
      hint,
      facts,
      exit,
      kind,
      toReport: () => "",
    });
    for (const thrown of [lookalike, "DRIFT", undefined, null]) expect(isOnboardError(thrown)).toBe(false);
  });

  it("shows nothing of the brand to who prints or serialises the error", () => {
    const error = new OnboardError("DRIFT", "x", { hint: "y" });
    expect(inspect(error)).not.toContain("ses-onboard.error");
    expect(Object.getOwnPropertySymbols(error)).toEqual([]);
  });
});

describe("isAbort", () => {
  it("knows the signal's own reason and what platform calls throw instead", () => {
    const controller = new AbortController();
    const reason = new Error("interrupted");
    expect(isAbort(reason, controller.signal)).toBe(false);
    controller.abort(reason);
    expect(isAbort(reason, controller.signal)).toBe(true);
    expect(isAbort(Object.assign(new Error("aborted"), { name: "AbortError" }), controller.signal)).toBe(
      true,
    );
    expect(isAbort(new Error("socket"), controller.signal)).toBe(false);
    expect(isAbort(reason, undefined)).toBe(false);
  });
});

function fail(): never {
  throw new Error("read");
}

function circle(): object {
  const facts: Record<string, unknown> = { status: 1 };
  facts["self"] = facts;
  return facts;
}

function withThrowingGetter(): object {
  return Object.defineProperty({ status: 1 }, "bad", { get: fail, enumerable: true });
}
