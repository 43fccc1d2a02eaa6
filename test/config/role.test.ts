import { describe, expect, it } from "vitest";
import { load, refusal } from "./scratch.ts";

const ROLE = {
  TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
  TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
};
const KEYS = { TENCENTCLOUD_SECRET_ID: "id-from-env", TENCENTCLOUD_SECRET_KEY: "key-from-env" };

describe("a role in place of keys", () => {
  it("is taken from the variables of Tencent's own tools, with the site's STS", async () => {
    expect((await load({ env: ROLE })).ses.role).toEqual({
      arn: "qcs::cam::uin/1:roleName/mail",
      providerId: "github",
      audience: "sts.tencentcloudapi.com",
      endpoint: "https://sts.intl.tencentcloudapi.com",
    });
    expect((await load({ env: ROLE, flags: { site: "china" } })).ses.role?.endpoint).toBe(
      "https://sts.tencentcloudapi.com",
    );
  });

  it("is taken from the config file before the variables", async () => {
    const files = { "ses-onboard.yaml": "ses: { role: { arn: a-role, providerId: idp, audience: me } }" };
    expect((await load({ files, env: ROLE })).ses.role).toMatchObject({
      arn: "a-role",
      providerId: "idp",
      audience: "me",
    });
  });

  it("names the account by its number, and by nothing where it is not written as Tencent writes it", async () => {
    const accountOf = async (arn: string) =>
      (await load({ env: { ...ROLE, TENCENTCLOUD_ASSUME_ROLE_ARN: arn } })).ses.account;
    expect(await accountOf("qcs::cam::uin/100012345678:roleName/mail")).toEqual({ uin: "100012345678" });
    expect(await accountOf("a-role")).toBeUndefined();
  });

  it("is pointed at a server and an audience of one's own by variables", async () => {
    const env = { ...ROLE, SES_ONBOARD_STS_ENDPOINT: "http://127.0.0.1:9", SES_ONBOARD_OIDC_AUDIENCE: "us" };
    expect((await load({ env })).ses.role).toMatchObject({ endpoint: "http://127.0.0.1:9", audience: "us" });
  });

  it("changes nothing where there are keys", async () => {
    const { ses } = await load({ env: { ...ROLE, ...KEYS } });
    expect([ses.role, ses.credentials]).toEqual([
      undefined,
      { secretId: "id-from-env", secretKey: "key-from-env", token: undefined },
    ]);
  });

  it.each(Object.keys(ROLE))("is refused without %s", async (missing) => {
    const { problems } = await refusal({ env: { ...ROLE, [missing]: "" } });
    expect(problems).toEqual([{ variable: missing, problem: expect.stringContaining("not set") as string }]);
  });
});

describe("secrets that only an SDK's own chain reads", () => {
  it("are known to the redactor", async () => {
    const { secrets } = await load({
      env: { AWS_SECRET_ACCESS_KEY: "aws-secret-1", AWS_SESSION_TOKEN: "aws-token-1" },
    });
    expect(secrets).toEqual(expect.arrayContaining(["aws-secret-1", "aws-token-1"]));
  });
});
