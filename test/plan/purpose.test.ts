import { expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { purposeOf, typesToJudge } from "../../src/plan/purpose.ts";

it.each([
  ["TXT", "example.com", "v=spf1 include:qcloudmail.com ~all", "spf"],
  ["TXT", "example.com", "V=SPF1", "spf"],
  ["TXT", "example.com", "v=spf10", "other"],
  ["TXT", "qcloud._domainkey.example.com", "v=DKIM1; p=x", "dkim"],
  ["TXT", "a.b._domainkey.example.com", "k=rsa;p=x", "dkim"],
  ["TXT", "_domainkey.example.com", "o=~", "other"],
  ["TXT", "x_domainkey.example.com", "k=rsa", "other"],
  ["CNAME", "qcloud._domainkey.example.com", "k.example", "other"],
  ["TXT", "_dmarc.example.com", "v=DMARC1; p=none", "dmarc"],
  ["TXT", "_dmarcs.example.com", "v=DMARC1; p=none", "other"],
  ["MX", "example.com", "mxbiz1.qq.com", "mx"],
  ["A", "example.com", "192.0.2.1", "other"],
])("recognises %s %s %j as %s", (type, owner, value, purpose) => {
  expect(purposeOf(type, parseDomainName(owner), value)).toBe(purpose);
});

it("judges an MX with the addresses that receive mail without one", () => {
  expect(typesToJudge("mx", "MX")).toEqual(["MX", "A", "AAAA"]);
  expect(typesToJudge("spf", "TXT")).toEqual(["TXT"]);
});
