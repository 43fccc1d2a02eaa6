import { describe, expect, it } from "vitest";
import { isAbort, OnboardError, toOnboardError } from "../../src/errors/onboard-error.ts";

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
    for (const thrown of [new TypeError("boom"), "boom", undefined, null, { toString: () => "boom" }]) {
      expect(toOnboardError(thrown)).toMatchObject({ code: "UNEXPECTED", exit: 1 });
      expect(toOnboardError(thrown).cause).toBe(thrown);
    }
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
