import { expect, it } from "vitest";
import { DMARC, DMARC_NAME, judge, rrset } from "../support.ts";

const POLICY = "v=DMARC1; p=reject";
const ALIAS = rrset("CNAME", DMARC_NAME, ["a.vendor.example", "b.vendor.example"]);
const CUT = rrset("NS", DMARC_NAME, ["ns1.vendor.example", "ns2.vendor.example"]);
const judged = (existing: Parameters<typeof judge>[1], served?: readonly string[], replace = false) =>
  judge(
    DMARC,
    existing,
    replace ? { dmarc: "replace" } : {},
    served === undefined ? {} : { dmarcElsewhere: served },
  );
const conflictWith = (code: string, message: string, hint: string) => ({
  conflict: { code, message: expect.stringContaining(message), hint: expect.stringContaining(hint) },
});

it("an alias is named with all that it leads to, and who can put it right", () => {
  const leads = `${DMARC_NAME} is a CNAME to a.vendor.example, b.vendor.example, and`;
  expect(judged([ALIAS])).toMatchObject(
    conflictWith(
      "CNAME_IN_THE_WAY",
      `${leads} no TXT record is served there; no TXT record can stand beside a CNAME.`,
      "Ask the operator of a.vendor.example, b.vendor.example to publish one DMARC policy",
    ),
  );
  expect(judged([ALIAS], [POLICY], true)).toMatchObject(
    conflictWith("CNAME_IN_THE_WAY", `${leads} "${POLICY}" is served there;`, "remove the CNAME at"),
  );
  expect(judged([ALIAS], [POLICY, "x"], true)).toMatchObject(
    conflictWith("CNAME_IN_THE_WAY", `"${POLICY}" and "x" are served there;`, "Keep that policy"),
  );
});

it("a delegation is named with its servers, and who can put it right", () => {
  const leads = `${DMARC_NAME} is delegated to ns1.vendor.example, ns2.vendor.example, and`;
  expect(judged([CUT], ["x"])).toMatchObject(
    conflictWith(
      "RECORD_IN_THE_WAY",
      `${leads} "x" is served, which is no policy that receivers obey there; a TXT record beside the NS`,
      "Ask the operator of these name servers to publish one DMARC policy at",
    ),
  );
  expect(judged([CUT], [POLICY], true)).toMatchObject(
    conflictWith("RECORD_IN_THE_WAY", `${leads} "${POLICY}" is served there;`, "remove the NS records at"),
  );
});

it("an alias is in the way before a delegation, and a text beside it is named with it", () => {
  expect(judged([CUT, ALIAS])).toMatchObject({ conflict: { code: "CNAME_IN_THE_WAY" } });
  expect(judged([ALIAS, rrset("TXT", DMARC_NAME, ["x"])])).toMatchObject(
    conflictWith("CNAME_IN_THE_WAY", 'and, beside it, TXT "x";', "Remove one of them"),
  );
  expect(judged([CUT, rrset("TXT", DMARC_NAME, ["x"])])).toMatchObject(
    conflictWith("RECORD_IN_THE_WAY", "is delegated to", "name servers"),
  );
});
