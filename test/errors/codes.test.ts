import { describe, expect, it } from "vitest";
import { EXIT_BY_KIND, exitOf, gravestExit, KIND_BY_CODE, type ErrorCode } from "../../src/errors/codes.ts";

const CODES_BY_EXIT: Readonly<Record<number, readonly ErrorCode[]>> = {
  1: ["UNEXPECTED"],
  2: [
    "CONFIG_INVALID",
    "PROVIDER_UNKNOWN",
    "PROVIDER_AMBIGUOUS",
    "CONSENT_MISSING",
    "CREDENTIALS_MISSING",
    "DOMAIN_INVALID",
    "CLOCK_SKEWED",
  ],
  3: [
    "CREDENTIALS_REJECTED",
    "RIGHTS_MISSING",
    "ZONE_NOT_FOUND",
    "ZONE_AMBIGUOUS",
    "ZONE_NOT_DELEGATED",
    "IDENTITY_HELD_BY_OTHER",
    "QUOTA_EXCEEDED",
  ],
  4: [
    "CNAME_IN_THE_WAY",
    "SPF_UNMERGEABLE",
    "RECORD_IN_THE_WAY",
    "VALUE_REJECTED",
    "RRSET_CHANGED",
    "PLAN_CHANGED",
  ],
  5: ["API_UNAVAILABLE", "API_RATE_LIMITED", "API_SURPRISE", "OUTPUT_FAILED"],
  6: ["IDENTITY_UNVERIFIED"],
  7: ["NOT_PROPAGATED", "VERIFICATION_PENDING", "NOT_OBSERVABLE"],
  8: ["DRIFT", "IDENTITY_MISSING"],
};

describe("codes and exits", () => {
  it.each(Object.entries(CODES_BY_EXIT))("promise exit %s for %j", (exit, codes) => {
    for (const code of codes) expect(exitOf(code)).toBe(Number(exit));
  });

  it("are all promised here", () => {
    expect(Object.keys(KIND_BY_CODE).sort()).toEqual(Object.values(CODES_BY_EXIT).flat().sort());
    expect(Object.values(EXIT_BY_KIND)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("let the gravest of several domains win", () => {
    expect(gravestExit([])).toBe(0);
    expect(gravestExit([0, 0])).toBe(0);
    expect(gravestExit([0, 7, 3, 8])).toBe(3);
    expect(gravestExit([130, 7])).toBe(7);
    expect(gravestExit([0, 130])).toBe(130);
  });
});
