import { HOSTILE } from "../ended.ts";
import { SECRET } from "../front.ts";
import type { Row } from "../row.ts";

// What SES may answer. Every answer that tells of the identity is changed: the one to Create is the first.

type Fields = Record<string, unknown>;

export interface SesRow extends Row {
  /** `Response` of an answer about the identity, as another. */
  readonly response?: (response: Fields) => unknown;
  /** The DKIM record of its `Attributes`, as another. */
  readonly dkim?: (attribute: Fields) => unknown;
  /** Records that it asks for as well. */
  readonly asks?: readonly Fields[];
  /** The whole body, from the `Response` that it would hold. */
  readonly body?: (response: Fields) => string | Buffer;
  /** The status of the answer, and its body. */
  readonly status?: number;
}

const MAIL = "mail.example.test";
const created = { left: "the identity" } as const;
const surprise = { end: "API_SURPRISE", ...created } as const;
const goesOn = { end: "goes on" } as const;
const rejected = { end: "VALUE_REJECTED", ...created } as const;

const without = (name: string) => (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
const as = (name: string, value: unknown) => (fields: Fields) => ({ ...fields, [name]: value });
const txt = (owner: string, value: string): Fields => ({
  Type: "TXT",
  SendDomain: owner,
  ExpectedValue: value,
  CurrentValue: "",
  Status: false,
});
const refusal = (code: unknown, message: unknown) => ({
  RequestId: "request-1",
  Error: { Code: code, Message: message },
});
/** A key of so many octets: the header of an RSA key in front is what tells its length. */
const WEAK = `v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAL${"d".repeat(82)}ECAwEAAQ==`;

export const SES_ROWS: readonly SesRow[] = [
  { what: "no `VerifiedForSendingStatus`", ...surprise, response: without("VerifiedForSendingStatus") },
  {
    what: "`VerifiedForSendingStatus` as the text `true`",
    ...surprise,
    response: as("VerifiedForSendingStatus", "true"),
  },
  { what: "`VerifiedForSendingStatus` null", ...surprise, response: as("VerifiedForSendingStatus", null) },
  { what: "`VerifiedForSendingStatus` 1", ...surprise, response: as("VerifiedForSendingStatus", 1) },
  { what: "no `Attributes`", ...surprise, response: without("Attributes") },
  { what: "`Attributes` null", ...surprise, response: as("Attributes", null) },
  { what: "`Attributes` as an object", ...surprise, response: as("Attributes", { 0: {} }) },
  { what: "`Attributes` with a null in it", ...surprise, response: as("Attributes", [null]) },
  { what: "`Attributes` with a list in it", ...surprise, response: as("Attributes", [[]]) },
  {
    what: "`Attributes` empty, not verified",
    end: "VERIFICATION_PENDING",
    ...created,
    response: as("Attributes", []),
  },
  {
    what: "`Attributes` empty, verified",
    ...goesOn,
    ...created,
    response: (all) => ({ ...all, VerifiedForSendingStatus: true, Attributes: [] }),
  },
  { what: "no `RequestId`", ...goesOn, response: without("RequestId") },
  { what: "`RequestId` as a number", ...goesOn, response: as("RequestId", 7) },
  {
    what: "`RequestId` with escape sequences and workflow commands",
    ...goesOn,
    response: as("RequestId", HOSTILE),
  },
  { what: "`IdentityType` missing", ...goesOn, response: without("IdentityType") },
  {
    what: "fields that nobody documents, `__proto__` and `constructor` among them",
    ...goesOn,
    body: (response) =>
      JSON.stringify({ Response: { ...response, constructor: { name: 1 } } }).replace(
        '"Response":{',
        '"Response":{"__proto__":{"VerifiedForSendingStatus":true},',
      ),
  },
  {
    what: "`VerifiedForSendingStatus` only below `__proto__`",
    ...surprise,
    body: (response) =>
      JSON.stringify({ Response: without("VerifiedForSendingStatus")(response) }).replace(
        '"Response":{',
        '"Response":{"__proto__":{"VerifiedForSendingStatus":true},',
      ),
  },
  {
    what: "`Attributes` twice: the last counts, as everywhere in JSON",
    ...goesOn,
    body: (response) =>
      JSON.stringify({ Response: response }).replace('"Attributes":', '"Attributes":[null],"Attributes":'),
  },
  {
    what: "a byte order mark in front",
    ...surprise,
    body: (response) => `\ufeff${JSON.stringify({ Response: response })}`,
  },
  { what: "no `Type`", ...surprise, dkim: without("Type") },
  { what: "`Type` null", ...surprise, dkim: as("Type", null) },
  { what: "`Type` empty", ...surprise, dkim: as("Type", "") },
  { what: "`Type` in lower case", ...goesOn, dkim: as("Type", "txt") },
  { what: "`Type` with escape sequences and workflow commands", ...surprise, dkim: as("Type", HOSTILE) },
  { what: "`Type` `TXT\\n`", ...surprise, dkim: as("Type", "TXT\n") },
  {
    what: "`Type` `NAPTR`, which nobody has seen",
    end: "PLAN_CHANGED",
    ...created,
    dkim: as("Type", "NAPTR"),
  },
  { what: "`Type` `NS`", ...rejected, dkim: as("Type", "NS") },
  { what: "no `SendDomain`", ...surprise, dkim: without("SendDomain") },
  { what: "`SendDomain` null", ...surprise, dkim: as("SendDomain", null) },
  { what: "`SendDomain` empty", ...surprise, dkim: as("SendDomain", "") },
  { what: "`SendDomain` of another domain", ...surprise, dkim: as("SendDomain", "s._domainkey.other.test") },
  {
    what: "`SendDomain` of the zone, above the identity",
    ...surprise,
    dkim: as("SendDomain", "s._domainkey.example.test"),
  },
  {
    what: "`SendDomain` that only ends like the identity",
    ...surprise,
    dkim: as("SendDomain", `s._domainkey.x${MAIL}`),
  },
  {
    what: "`SendDomain` in upper case and with a final dot",
    ...goesOn,
    dkim: (one) => ({ ...one, SendDomain: `${String(one["SendDomain"]).toUpperCase()}.` }),
  },
  {
    what: "`SendDomain` with blanks around",
    ...surprise,
    dkim: (one) => ({ ...one, SendDomain: ` ${String(one["SendDomain"])} ` }),
  },
  { what: "`SendDomain` with a blank inside", ...surprise, dkim: as("SendDomain", `s ._domainkey.${MAIL}`) },
  {
    what: "`SendDomain` with escape sequences and workflow commands",
    ...surprise,
    dkim: as("SendDomain", `${HOSTILE}.${MAIL}`),
  },
  {
    what: "`SendDomain` with an escape of zone files (`\\046`)",
    ...surprise,
    dkim: as("SendDomain", `s\\046t._domainkey.${MAIL}`),
  },
  {
    what: "`SendDomain` with a label of 64",
    ...surprise,
    dkim: as("SendDomain", `${"s".repeat(64)}._domainkey.${MAIL}`),
  },
  {
    what: "`SendDomain` of 300 characters",
    ...surprise,
    dkim: as("SendDomain", `${"abcdefgh.".repeat(33)}${MAIL}`),
  },
  { what: "`SendDomain` that is a wildcard", ...rejected, dkim: as("SendDomain", `*.${MAIL}`) },
  { what: "no `ExpectedValue`", ...surprise, dkim: without("ExpectedValue") },
  { what: "`ExpectedValue` null", ...surprise, dkim: as("ExpectedValue", null) },
  { what: "`ExpectedValue` of blanks", ...surprise, dkim: as("ExpectedValue", "  ") },
  { what: "`ExpectedValue` as a list", ...surprise, dkim: as("ExpectedValue", ["v=DKIM1"]) },
  {
    what: "`ExpectedValue` with escape sequences and workflow commands",
    ...rejected,
    dkim: as("ExpectedValue", HOSTILE),
  },
  {
    what: "`ExpectedValue` of a key with a quote in it",
    ...rejected,
    dkim: (one) => ({ ...one, ExpectedValue: `${String(one["ExpectedValue"])}"` }),
  },
  {
    what: "`ExpectedValue` of a key with a backslash in it",
    ...rejected,
    dkim: (one) => ({ ...one, ExpectedValue: `${String(one["ExpectedValue"])}\\` }),
  },
  {
    what: "`ExpectedValue` of a key with a line break in it",
    ...rejected,
    dkim: (one) => ({ ...one, ExpectedValue: String(one["ExpectedValue"]).replace("; k", ";\n k") }),
  },
  {
    what: "`ExpectedValue` with a lone surrogate",
    ...rejected,
    dkim: (one) => ({ ...one, ExpectedValue: `${String(one["ExpectedValue"])}\ud800` }),
  },
  {
    what: "`ExpectedValue` of 3,000 characters",
    ...rejected,
    dkim: (one) => ({ ...one, ExpectedValue: `v=DKIM1; k=rsa; p=${"A".repeat(3_000)}` }),
  },
  {
    what: "`ExpectedValue` of 100,000 characters",
    ...surprise,
    dkim: (one) => ({ ...one, ExpectedValue: `v=DKIM1; k=rsa; p=${"A".repeat(100_000)}` }),
  },
  { what: "DKIM key of 512 bits", ...rejected, dkim: as("ExpectedValue", WEAK) },
  { what: "DKIM key that is no key", ...rejected, dkim: as("ExpectedValue", "v=DKIM1; k=rsa; p=nokey") },
  { what: "DKIM key revoked (`p=` empty)", ...rejected, dkim: as("ExpectedValue", "v=DKIM1; k=rsa; p=") },
  { what: "`Status` as the text `true`", ...goesOn, dkim: as("Status", "true") },
  { what: "`Status` missing", ...goesOn, dkim: without("Status") },
  { what: "`CurrentValue` null", ...goesOn, dkim: as("CurrentValue", null) },
  {
    what: "`CurrentValue` with escape sequences and workflow commands",
    ...goesOn,
    dkim: as("CurrentValue", HOSTILE),
  },
  {
    what: "`CurrentValue` of 1,000,000 characters",
    ...goesOn,
    dkim: as("CurrentValue", "x".repeat(1_000_000)),
  },
  { what: "SPF that passes everybody (`+all`)", ...rejected, asks: [txt(MAIL, "v=spf1 +all")] },
  {
    what: "SPF that passes half of the addresses",
    ...rejected,
    asks: [txt(MAIL, "v=spf1 ip4:0.0.0.0/1 ~all")],
  },
  {
    what: "SPF with another include than SES's",
    end: "PLAN_CHANGED",
    ...created,
    asks: [txt(MAIL, "v=spf1 include:evil.test ~all")],
  },
  { what: "a text for `_acme-challenge`", ...rejected, asks: [txt(`_acme-challenge.${MAIL}`, "token")] },
  {
    what: "a text at a name that no identity needs",
    end: "PLAN_CHANGED",
    ...created,
    asks: [txt(`www.${MAIL}`, "hello")],
  },
  {
    what: "an address for the sender domain (`A`)",
    end: "PLAN_CHANGED",
    ...created,
    asks: [{ ...txt(MAIL, "192.0.2.1"), Type: "A" }],
  },
  {
    what: "five DKIM selectors",
    ...rejected,
    asks: [1, 2, 3, 4].map((n) => txt(`s${n}._domainkey.${MAIL}`, "v=DKIM1; k=rsa; p=nokey")),
  },
  {
    what: "a stricter DMARC policy than the one that was planned",
    end: "PLAN_CHANGED",
    ...created,
    asks: [txt(`_dmarc.${MAIL}`, "v=DMARC1; p=reject")],
  },
  { what: "a body that is no JSON", ...surprise, body: () => "<html>Sign in</html>" },
  { what: "a body that is empty", ...surprise, body: () => "" },
  { what: "a body that is `null`", ...surprise, body: () => "null" },
  { what: "a body that is a list", ...surprise, body: () => "[]" },
  { what: "`Response` null", ...surprise, body: () => '{"Response":null}' },
  { what: "`Response` a text", ...surprise, body: () => '{"Response":"x"}' },
  { what: "octets that are not UTF-8", ...surprise, body: () => Buffer.from([0xff, 0xfe, 0x00, 0x7b]) },
  { what: "an error without a code", ...surprise, response: () => refusal(undefined, "x") },
  { what: "an error whose code is a number", ...surprise, response: () => refusal(7, "x") },
  {
    what: "an error whose message is missing",
    ...surprise,
    response: () => refusal("Strange.Code", undefined),
  },
  {
    what: "an error whose message is an object",
    ...surprise,
    response: () => refusal("Strange.Code", { a: 1 }),
  },
  {
    what: "an error with a code that nobody documents",
    ...surprise,
    response: () => refusal("Strange.Code", "Nobody knows."),
  },
  { what: "an error whose code is `__proto__`", ...surprise, response: () => refusal("__proto__", "x") },
  {
    what: "an error whose code and message hold escape sequences and workflow commands",
    ...surprise,
    response: () => refusal(HOSTILE, HOSTILE),
  },
  {
    what: "an error whose message holds the secret key",
    ...surprise,
    response: () => refusal("Strange.Code", `the key ${SECRET} is strange`),
  },
  {
    what: "a `CurrentValue` that holds the secret key",
    ...goesOn,
    dkim: as("CurrentValue", `v=spf1 ${SECRET}`),
  },
  {
    what: "a `RequestId` that is the secret key",
    ...goesOn,
    response: as("RequestId", SECRET),
  },
  {
    what: "an error whose message is 100,000 characters long",
    ...surprise,
    response: () => refusal("Strange.Code", "x".repeat(100_000)),
  },
  {
    what: "an error that is `null` beside an answer",
    ...goesOn,
    response: (all) => ({ ...all, Error: null }),
  },
  { what: "status 404 with a page", ...surprise, status: 404, body: () => "<html>" },
  { what: "status 204 without a body", ...surprise, status: 204, body: () => "" },
];
