import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { identityFrom } from "../../src/ses/attributes.ts";

const domain = parseDomainName("mail.example.test");

const attribute = (fields: object) => ({
  Type: "TXT",
  SendDomain: domain,
  ExpectedValue: "v=spf1 include:qcloudmail.com ~all",
  CurrentValue: "",
  Status: false,
  ...fields,
});
const answer = (...attributes: unknown[]) => ({
  VerifiedForSendingStatus: false,
  Attributes: attributes,
  RequestId: "r-1",
});
const requirementOf = (fields: object) =>
  identityFrom(domain, answer(attribute(fields))).records[0]?.requirement;

describe("identityFrom", () => {
  it("reads what SES says, record by record", () => {
    const identity = identityFrom(domain, {
      VerifiedForSendingStatus: true,
      Attributes: [attribute({ CurrentValue: "v=spf1 -all", Status: true })],
      RequestId: "r-1",
    });
    expect(identity).toEqual({
      domain,
      verified: true,
      requestId: "r-1",
      records: [
        {
          requirement: {
            purpose: "spf",
            owner: domain,
            type: "TXT",
            expected: "v=spf1 include:qcloudmail.com ~all",
          },
          currentValue: "v=spf1 -all",
          status: true,
        },
      ],
    });
  });

  it("takes any number of records, under any selector", () => {
    expect(identityFrom(domain, answer()).records).toEqual([]);
    const five = ["a", "b", "c", "d", "e"].map((selector) =>
      attribute({ SendDomain: `${selector}._domainkey.${domain}` }),
    );
    expect(
      identityFrom(domain, answer(...five)).records.map(({ requirement }) => requirement.purpose),
    ).toEqual(Array(5).fill("dkim"));
  });

  it.each([
    ["mxbiz1.qq.com.", "mxbiz1.qq.com"],
    ["MXBIZ1.qq.com", "mxbiz1.qq.com"],
    ["10 mxbiz1.qq.com.", "10 mxbiz1.qq.com"],
    [" 5  MX.example. ", "5 mx.example"],
  ])("reads the MX %j as %j", (ExpectedValue, expected) => {
    expect(requirementOf({ Type: "MX", ExpectedValue })).toEqual({
      purpose: "mx",
      owner: domain,
      type: "MX",
      expected,
    });
  });

  it("normalises names: final dot, case", () => {
    expect(
      requirementOf({ SendDomain: "_DMARC.Mail.Example.Test.", ExpectedValue: "v=DMARC1; p=none" }),
    ).toMatchObject({
      owner: `_dmarc.${domain}`,
      purpose: "dmarc",
    });
  });

  it("normalises an alias's target and knows no special rule for it", () => {
    expect(requirementOf({ Type: "cname", ExpectedValue: "Dkim.Example.COM." })).toMatchObject({
      purpose: "other",
      type: "CNAME",
      expected: "dkim.example.com",
    });
  });

  it("keeps TXT to the letter", () => {
    expect(requirementOf({ ExpectedValue: "v=DKIM1;  P=AbC=" })?.expected).toBe("v=DKIM1;  P=AbC=");
  });

  it("takes white space around a value for nothing that SES means", () => {
    const [record] = identityFrom(
      domain,
      answer(attribute({ ExpectedValue: " v=spf1  ~all\n", CurrentValue: "\tv=spf1  ~all " })),
    ).records;
    expect(record).toMatchObject({ requirement: { expected: "v=spf1  ~all" }, currentValue: "v=spf1  ~all" });
  });

  it("takes a record that is named twice for one, accepted where SES accepts it each time", () => {
    const twice = (...statuses: readonly boolean[]) =>
      identityFrom(domain, answer(...statuses.map((Status) => attribute({ Status })))).records;
    expect(twice(true, false)).toMatchObject([{ status: false }]);
    expect(twice(true, true)).toMatchObject([{ status: true }]);
    const other = attribute({ ExpectedValue: "v=spf1 include:other.test ~all" });
    expect(identityFrom(domain, answer(attribute({}), other)).records).toHaveLength(2);
  });

  it("reads an empty list as an identity that asks for nothing", () => {
    expect(identityFrom(domain, answer())).toMatchObject({ verified: false, records: [] });
  });

  it("says that a value was cut which SES sees and no record can hold", () => {
    const seen = (length: number) =>
      identityFrom(domain, answer(attribute({ CurrentValue: "x".repeat(length) }))).records[0]?.currentValue;
    expect(seen(65_535)).toBe("x".repeat(65_535));
    expect(seen(3_000_000)).toBe(`${"x".repeat(65_535)}… (cut; 3,000,000 characters)`);
  });

  it("reads a missing current value as nothing seen", () => {
    expect(
      identityFrom(domain, answer(attribute({ CurrentValue: null, Status: null }))).records[0],
    ).toMatchObject({
      currentValue: "",
      status: false,
    });
  });

  it.each([
    ["a name outside the identity", attribute({ SendDomain: "example.test" })],
    ["a name that only ends like it", attribute({ SendDomain: "notmail.example.test" })],
    ["another zone's name", attribute({ SendDomain: "victim.example" })],
    ["no name", attribute({ SendDomain: "" })],
    ["a strange name", attribute({ SendDomain: "a b.mail.example.test" })],
    ["no value", attribute({ ExpectedValue: " " })],
    ["no type", attribute({ Type: "" })],
    ["a number for a value", attribute({ ExpectedValue: 1 })],
    ["null", null],
  ])("refuses a record with %s", (_title, given) => {
    expect(() => identityFrom(domain, answer(given))).toThrow(
      expect.objectContaining({ code: "API_SURPRISE" }),
    );
  });

  it.each([
    [{}],
    [null],
    ["text"],
    [{ VerifiedForSendingStatus: "true", Attributes: [] }],
    [{ VerifiedForSendingStatus: true }],
  ])("refuses the answer %j", (given) => {
    expect(() => identityFrom(domain, given)).toThrow(OnboardError);
  });
});
