import { describe, expect, it } from "vitest";
import { createProvider, meta } from "../../../providers/alidns/index.ts";
import type { AdapterContext } from "../../../providers/describe.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";

const context = (settings: AdapterContext["settings"], env: AdapterContext["env"] = {}): AdapterContext => ({
  settings,
  env,
  credentialChain: "env",
  userAgent: "ses-onboard/test",
  clock: NO_PAUSE,
  admit: admitAll,
  holdBack: () => {},
  onRetry: () => {},
});

describe("the key", () => {
  it("is a whole pair", async () => {
    const pair = { accessKeyId: "LTAIid", accessKeySecret: "secret" };
    expect((await createProvider(context(pair))).name).toBe("alidns");
    for (const half of [{}, { accessKeyId: "LTAIid" }, { accessKeySecret: "secret" }])
      await expect(createProvider(context(half))).rejects.toMatchObject({
        code: "CREDENTIALS_MISSING",
      });
  });

  it("makes the host a candidate by either spelling of its id", () => {
    expect(meta.isConfigured({ ALIBABA_CLOUD_ACCESS_KEY_ID: "x" })).toBe(true);
    expect(meta.isConfigured({ ALICLOUD_ACCESS_KEY: "x" })).toBe(true);
    expect(meta.isConfigured({ ALICLOUD_ACCESS_KEY_FILE: "/run/id" })).toBe(true);
    expect(meta.isConfigured({})).toBe(false);
  });
});

describe("the endpoint", () => {
  const isVendors = (host: string) => meta.endpointHosts?.some((pattern) => pattern.test(host));

  it("is the vendor's own by the API's names alone: others below the same domain are anybody's", () => {
    for (const host of [
      "alidns.aliyuncs.com",
      "alidns.ap-southeast-1.aliyuncs.com",
      "alidns.cn-hangzhou.aliyuncs.com",
    ])
      expect(isVendors(host)).toBe(true);
    for (const host of [
      "alidns.oss-cn-hangzhou.aliyuncs.com",
      "bucket.aliyuncs.com",
      "alidns.aliyuncs.com.example",
    ])
      expect(isVendors(host)).toBe(false);
  });

  it("takes no plain http across a network", async () => {
    const settings = { accessKeyId: "a", accessKeySecret: "b", endpoint: "http://dns.example" };
    await expect(createProvider(context(settings))).rejects.toMatchObject({ code: "CONFIG_INVALID" });
  });
});
