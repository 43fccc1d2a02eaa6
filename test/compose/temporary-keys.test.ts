import { describe, expect, it } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { loadConfig } from "../../src/config/load.ts";
import { withTemporaryKeys } from "../../src/compose/temporary-keys.ts";
import { idToken, startFakeServer, temporaryKeys } from "../support/oidc.ts";

const KEYS = { secretId: "AKIDtemporary", secretKey: "temporary-key-1", token: "session-token-1" };

async function exchanged(more: Readonly<Record<string, string>> = {}, expiredTime?: number) {
  const [github, sts] = await Promise.all([
    startFakeServer(idToken("github-id-token-1")),
    startFakeServer(temporaryKeys({ ...KEYS, ...(expiredTime === undefined ? {} : { expiredTime }) })),
  ]);
  const env = {
    TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
    TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
    SES_ONBOARD_STS_ENDPOINT: sts.url,
    ACTIONS_ID_TOKEN_REQUEST_URL: github.url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-1",
    ...more,
  };
  try {
    const loaded = await loadConfig({
      flags: {},
      env,
      cwd: "/nonexistent",
      home: "/nonexistent",
      metas: METAS,
    });
    const config = await withTemporaryKeys(loaded, { env, signal: new AbortController().signal });
    return {
      loaded,
      config,
      asked: sts.heard.map(({ body }) => JSON.parse(body) as { readonly DurationSeconds: number }),
    };
  } finally {
    await Promise.all([github.close(), sts.close()]);
  }
}

describe("withTemporaryKeys", () => {
  it("puts keys where a role stood, and everything that came by among the secrets", async () => {
    const { config } = await exchanged();
    expect(config.ses.credentials).toEqual(KEYS);
    expect(config.secrets).toEqual(expect.arrayContaining(["github-id-token-1", ...Object.values(KEYS)]));
  });

  it("leaves a config that has keys as it is, and asks nobody", async () => {
    const { loaded, config, asked } = await exchanged({
      TENCENTCLOUD_SECRET_ID: "id-from-env",
      TENCENTCLOUD_SECRET_KEY: "key-from-env",
    });
    expect(config).toBe(loaded);
    expect(asked).toEqual([]);
  });

  it.each([
    ["10m", 7_200],
    ["4h", 16_200],
    ["690m", 43_200],
  ])("asks for keys that outlive a wait of %s: %i s", async (wait, seconds) => {
    const { asked } = await exchanged({ SES_ONBOARD_WAIT: wait });
    expect(asked.map(({ DurationSeconds }) => DurationSeconds)).toEqual([seconds]);
  });

  it("refuses a wait that no key outlives, before anybody is asked", async () => {
    await expect(exchanged({ SES_ONBOARD_WAIT: "691m" })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      facts: { problems: [{ variable: "SES_ONBOARD_WAIT" }] },
    });
    const { asked } = await exchanged({
      SES_ONBOARD_WAIT: "691m",
      TENCENTCLOUD_SECRET_ID: "id-from-env",
      TENCENTCLOUD_SECRET_KEY: "key-from-env",
    });
    expect(asked).toEqual([]);
  });

  it("refuses a wait that the keys which came do not outlive, where the role gives shorter ones than asked for", async () => {
    const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;
    await expect(exchanged({ SES_ONBOARD_WAIT: "3h" }, inAnHour)).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      facts: { waitMs: 10_800_000 },
      hint: expect.stringContaining("in CAM") as string,
    });
    await expect(exchanged({ SES_ONBOARD_WAIT: "50m" }, inAnHour)).resolves.toBeDefined();
  });
});
