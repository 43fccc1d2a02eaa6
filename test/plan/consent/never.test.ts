import { describe, expect, it } from "vitest";
import { neverWritten } from "../../../src/plan/consent/never.ts";
import { D, DKIM, DMARC, MX, requirement, SPF } from "../support.ts";

describe("what no consent lifts", () => {
  it.each(["NS", "DNAME", "DS", "SOA", "DNSKEY", "CDS", "CDNSKEY", "CSYNC"])(
    "is a record of the type %s",
    (type) => {
      expect(neverWritten(requirement(type, D, "x"))).toContain("a delegation");
    },
  );

  it.each([`*.${D}`, `*._domainkey.${D}`, `a.*.${D}`])("is a wildcard: %s", (owner) => {
    expect(neverWritten(requirement("TXT", owner, "x"))).toContain("at a wildcard");
  });

  it.each([`_acme-challenge.${D}`, `_acme-challenge.www.${D}`, `a._acme-challenge.${D}`])(
    "is a name for certificates, and what lies below one: %s",
    (owner) => {
      expect(neverWritten(requirement("TXT", owner, "x"))).toContain("certificate authorities");
    },
  );

  it.each(["v=DKIM1;\n p=x", "a\u0000b", "a\u001b[2Jb", "a\u009bb", "a\u007fb", "a\ud800b"])(
    "is a value that is no text: %j",
    (value) => {
      expect(neverWritten(requirement("TXT", D, value))).toContain("no text of a record");
    },
  );

  it("is nothing that SES asks for, nor a name that only looks like one of those", () => {
    const alike = requirement("TXT", `x_acme-challenge.${D}`, "x");
    expect([SPF, DKIM, DMARC, MX, alike].map(neverWritten)).toEqual(Array(5).fill(undefined));
  });
});
