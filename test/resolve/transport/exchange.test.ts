import { describe, expect, it } from "vitest";
import { noReplyOf } from "../../../src/resolve/transport/exchange.ts";

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
    expect(noReplyOf(errno(code), false)).toMatchObject({ kind: "unreachable", because });
  });

  it("takes a family for missing only by this host's own word, while it connects", () => {
    for (const code of ["ENETUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"])
      expect(noReplyOf(errno(code), false).familyMissing).toBe(true);
    expect(noReplyOf(errno("ENETUNREACH"), true).familyMissing).toBe(false);
    expect(noReplyOf(errno("EHOSTUNREACH"), false).familyMissing).toBe(false);
  });
});
