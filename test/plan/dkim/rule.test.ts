import { describe, expect, it } from "vitest";
import { dkimValue } from "../../support/rsa-key.ts";
import { actionOf, afterOf, codeOf, DKIM, judge, KEY, KEY_NAME, rrset } from "../support.ts";
import { told } from "../../support/told.ts";

const KEY_DATA = KEY.slice(KEY.indexOf("p=") + 2);

describe("the DKIM rule", () => {
  it("publishes the key where none stands", () => {
    expect(judge(DKIM, [])).toMatchObject({ action: "created", after: { owner: KEY_NAME, values: [KEY] } });
  });

  it.each([
    ["as it is", KEY],
    ["without spaces", KEY.replaceAll(" ", "")],
    ["with a final semicolon", `${KEY};`],
    [
      "with spaces around and inside",
      `v = DKIM1 ;  k = rsa;p=${KEY_DATA.slice(0, 200)} ${KEY_DATA.slice(200)} `,
    ],
    ["without the version and the algorithm, which are the defaults", `p=${KEY_DATA}`],
    ["with tags in another order", `v=DKIM1; p=${KEY_DATA}; k=rsa`],
    ["with the defaults spelled out and a note", `v=DKIM1; k=RSA; s=*; n=hello; p=${KEY_DATA}`],
    ["for mail by name", `v=DKIM1; k=rsa; s=email; p=${KEY_DATA}`],
    ["for mail among other services", `v=DKIM1; s=tlsrpt : Email; p=${KEY_DATA}`],
    ["for SHA-256 alone", `v=DKIM1; h=sha256; k=rsa; p=${KEY_DATA}`],
    ["for SHA-256 beside SHA-1", `v=DKIM1; h=sha1:sha256; p=${KEY_DATA}`],
    ["for every local part, as of 2007", `g=*; k=rsa; p=${KEY_DATA}`],
    ["with tags that nobody knows", `v=DKIM1; x=1; t=z; p=${KEY_DATA}`],
    ["without the padding of Base64", KEY.replace(/=+$/, "")],
  ])("is met by the same key %s", (_how, value) => {
    expect(judge(DKIM, [rrset("TXT", KEY_NAME, [value])])).toMatchObject({
      kind: "fine",
      action: "unchanged",
    });
  });

  it.each([
    ["another key", [`v=DKIM1; k=rsa; p=${KEY_DATA.toLowerCase()}`]],
    ["a revoked key", ["v=DKIM1; k=rsa; p="]],
    ["the key in test mode", [`${KEY}; t=y`]],
    ["the key for another algorithm", [KEY.replace("rsa", "ed25519")]],
    ["the key cut at 255", [KEY.slice(0, 255)]],
    ["the key with quotes inside", [`"${KEY.slice(0, 200)}" "${KEY.slice(200)}"`]],
    ["the key for names below no more", [`${KEY}; t=s`]],
    ["the key for no mail", [`${KEY}; s=tlsrpt`]],
    ["the key for SHA-1 alone", [`${KEY}; h=sha1`]],
    ["the key for one local part", [`g=news; p=${KEY_DATA}`]],
    ["another text", ["v=spf1 -all"]],
    ["the key beside another one", [KEY, `v=DKIM1; k=rsa; p=${KEY_DATA.slice(4)}`]],
    ["the version not in front", [`k=rsa; v=DKIM1; p=${KEY_DATA}`]],
    ["a tag twice", [`${KEY}; k=rsa`]],
  ])("leaves %s to a person, or replaces it by consent", (_what, values) => {
    const existing = [rrset("TXT", KEY_NAME, values, 77)];
    expect(codeOf(judge(DKIM, existing))).toBe("RECORD_IN_THE_WAY");
    expect(codeOf(judge(DKIM, existing, { replace: ["TXT:_dmarc.mail.example.com" as never] }))).toBe(
      "RECORD_IN_THE_WAY",
    );
    const consented = judge(DKIM, existing, { replace: [`TXT:${KEY_NAME}`] });
    expect(actionOf(consented)).toBe("replaced");
    expect(afterOf(consented)).toMatchObject({ ttl: 77, values: [KEY] });
  });

  it.each([
    ["a revoked key", "v=DKIM1; p=", "a revoked key"],
    ["a test", `${KEY}; t=y`, "SES's key with t=y: verifiers treat it as a test"],
    ["a test of the domain itself", `${KEY}; t=y:s`, "t=s: verifiers take it for the domain itself"],
    ["both flags", `${KEY}; t=y:s`, ", and with t=y: "],
    ["a flag that nobody knows beside one", `${KEY}; t=x:y`, "t=x: verifiers ignore that"],
    ["another service", `${KEY}; s=tlsrpt`, "SES's key with s=tlsrpt: it is for no mail"],
    ["two other services", `${KEY}; s=tlsrpt:web`, "s=tlsrpt:web: it is for no mail"],
    ["two old hashes", `${KEY}; h=sha1:md5`, "h=md5:sha1: verifiers"],
    ["an old hash", `${KEY}; h=sha1`, "SES's key with h=sha1: verifiers accept no signature with SHA-256"],
    ["another algorithm", KEY.replace("rsa", "ed25519"), "SES's key with k=ed25519"],
    ["a local part", `${KEY}; g=news`, "SES's key with g=news"],
    ["two tags", `${KEY}; h=sha1; t=y`, ", and with t=y: "],
    [
      "the version not in front",
      `k=rsa; v=DKIM1; p=${KEY_DATA}`,
      "SES's key in a record that verifiers discard",
    ],
    ["a tag twice", `${KEY}; k=rsa`, "SES's key in a record that verifiers discard"],
    ["another key", `v=DKIM1; t=y; p=${KEY_DATA.slice(4)}`, "stands another DKIM key"],
    ["the key with quotes inside", `"${KEY.slice(0, 200)}" "${KEY.slice(200)}"`, "with quotes inside"],
    ["the key cut elsewhere", KEY.slice(0, 200), "stands another DKIM key"],
    ["another text of 255 octets", "x".repeat(255), "a TXT value that is no DKIM key"],
    ["the key cut, with other blanks", KEY.replaceAll(" ", "").slice(0, 255), "SES's key cut at 255 octets"],
    ["another key in quotes", '"v=DKIM1; p=AAAA"', "a TXT value that is no DKIM key"],
    ["another key behind its version", "k=rsa; v=DKIM1; p=AAAA", "a TXT value that is no DKIM key"],
  ])("names what makes it differ: %s", (_what, value, named) => {
    expect(told(judge(DKIM, [rrset("TXT", KEY_NAME, [value])]))).toMatchObject({
      conflict: { message: expect.stringContaining(named) },
    });
  });

  it("is met by itself where SES asks for more than the defaults", () => {
    const expected = `v=DKIM1; h=sha256; t=s; p=${KEY_DATA}`;
    const met = (value: string) => judge({ ...DKIM, expected }, [rrset("TXT", KEY_NAME, [value])]).kind;
    expect([met(expected), met(`v=DKIM1; t=s; p=${KEY_DATA}`), met(KEY)]).toEqual([
      "fine",
      "fine",
      "conflict",
    ]);
    expect(told(judge({ ...DKIM, expected }, [rrset("TXT", KEY_NAME, [KEY])]))).toMatchObject({
      conflict: { message: expect.stringContaining("SES's key with no t=") },
    });
  });

  it("is stopped by a CNAME, which SES does not follow, even with consent", () => {
    expect(
      codeOf(judge(DKIM, [rrset("CNAME", KEY_NAME, ["k.example"])], { replace: [`TXT:${KEY_NAME}`] })),
    ).toBe("CNAME_IN_THE_WAY");
  });

  it.each([
    ["", "no DKIM key record"],
    ["v=DKIM1; p=", "no DKIM key record"],
    ["v=DKIM1; k=ed25519; p=", "no DKIM key record"],
    ["v=DKIM1; k=rsa", "no DKIM key record"],
    ["v=DKIM2; p=AAAA", "no DKIM key record"],
    ["p=A*A", "no DKIM key record"],
    ["v=DKIM1; p=AAAA", "no RSA key"],
    [dkimValue(512), "an RSA key of 512 bits"],
  ])("doesn't publish %j", (expected, because) => {
    expect(judge({ ...DKIM, expected }, [])).toMatchObject({
      conflict: { code: "VALUE_REJECTED", message: expect.stringContaining(because) },
    });
  });

  it.each([dkimValue(1024), "v=DKIM1; k=ed25519; p=AAAA"])("publishes %j", (expected) => {
    expect(afterOf(judge({ ...DKIM, expected }, []))?.values).toEqual([expected]);
  });

  it("keeps a short key that SES asks for where it stands, and puts it in no other's place", () => {
    const short = { ...DKIM, expected: dkimValue(512) };
    const consent = { replace: [`TXT:${KEY_NAME}`] } as const;
    expect(actionOf(judge(short, [rrset("TXT", KEY_NAME, [short.expected])]))).toBe("unchanged");
    expect(codeOf(judge(short, [rrset("TXT", KEY_NAME, [KEY])], consent))).toBe("VALUE_REJECTED");
  });
});
