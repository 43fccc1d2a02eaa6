import { expect, it } from "vitest";
import { accountWords } from "../../../src/report/consent/account-words.ts";

const HERE = { site: "china", region: "ap-guangzhou" } as const;

it("an account is told by the last four of its key's id, and by none of one so short that they would tell it", () => {
  const lead = "Account at Tencent Cloud SES: site china, region ap-guangzhou";
  expect(accountWords({ ...HERE, secretId: "AKID123456789" })).toBe(`${lead}, key id ending in 6789`);
  for (const secretId of ["AKID12345678", "AKID1", "", undefined])
    expect(accountWords({ ...HERE, secretId })).toBe(lead);
});

it("an account of temporary keys is told by the role, and an address of one's own is told", () => {
  const role = "qcs::cam::uin/1:roleName/mail";
  const words = accountWords({ ...HERE, role, secretId: "AKID123456789", endpoint: "http://127.0.0.1:1" });
  expect(words).toMatch(
    /, region ap-guangzhou, role qcs::cam::uin\/1:roleName\/mail, by http:\/\/127\.0\.0\.1:1$/,
  );
});
