import { describe, expect, it } from "vitest";
import { failureOf } from "../../../src/resolve/transport/exchange.ts";

const errno = (code: string): Error => Object.assign(new Error(code), { code });

describe("failureOf", () => {
  it.each([
    ["ECONNREFUSED", "refused"],
    ["ECONNRESET", "reset"],
    ["ETIMEDOUT", "timeout"],
    ["ENETUNREACH", "no-route"],
    ["EHOSTUNREACH", "no-route"],
    ["EINVAL", "no-route"],
  ])("reads %s as %s", (code, because) => {
    expect(failureOf(errno(code), false)).toMatchObject({ kind: "unreachable", because });
  });

  it("takes a family for missing only by this host's own word, while it connects", () => {
    for (const code of ["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"])
      expect(failureOf(errno(code), false).familyMissing).toBe(true);
    expect(failureOf(errno("ENETUNREACH"), true).familyMissing).toBe(false);
    expect(failureOf(errno("EHOSTUNREACH"), false).familyMissing).toBe(false);
  });
});
