import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METAS } from "../../../providers/registry.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { folderWith } from "../scratch.ts";

const SES = { TENCENTCLOUD_SECRET_ID: "id", TENCENTCLOUD_SECRET_KEY: "key" };
const FILES = { id: "LTAIfile\n", key: "key-of-file\n" };

/** The settings of one account, and the secrets that nothing may print. */
async function settingsOf(provider: string, env: Readonly<Record<string, string>>) {
  const cwd = folderWith(FILES);
  const { providers, secrets } = await loadConfig({
    flags: { provider },
    env: { ...SES, ...env },
    cwd,
    home: join(cwd, "none"),
    metas: METAS,
    credentialChain: "env",
  });
  return { settings: providers.find(({ name }) => name === provider)?.settings, secrets };
}

describe("a key by the names that other tools give it", () => {
  it("is taken from variables and from files, and never printed", async () => {
    const byFile = { ALICLOUD_ACCESS_KEY_FILE: "id", ALICLOUD_SECRET_KEY_FILE: "key" };
    const { settings, secrets } = await settingsOf("alidns", byFile);
    expect(settings).toEqual({ accessKeyId: "LTAIfile", accessKeySecret: "key-of-file" });
    expect(secrets).toEqual(expect.arrayContaining(["LTAIfile", "key-of-file"]));
    const byValue = {
      ALICLOUD_ACCESS_KEY: "LTAIother",
      ALICLOUD_SECRET_KEY: "s",
      ALICLOUD_SECURITY_TOKEN: "t",
    };
    expect((await settingsOf("alidns", byValue)).settings).toEqual({
      accessKeyId: "LTAIother",
      accessKeySecret: "s",
      securityToken: "t",
    });
  });

  it.each(["ALIBABA_CLOUD_ACCESS_KEY_SECRET", "ALIBABA_CLOUD_ACCESS_KEY_SECRET_FILE"])(
    "counts for nothing beside %s: no pair is made of two halves",
    async (own) => {
      const env = { ALICLOUD_ACCESS_KEY: "LTAIother", ALICLOUD_SECRET_KEY: "s", [own]: "key" };
      const { settings } = await settingsOf("alidns", env);
      expect(Object.keys(settings ?? {})).toEqual(["accessKeySecret"]);
    },
  );
});

it("DNSPod's own key comes from files, too", async () => {
  const env = { DNSPOD_SECRET_ID_FILE: "id", DNSPOD_SECRET_KEY_FILE: "key" };
  const { settings, secrets } = await settingsOf("dnspod", env);
  expect(settings).toEqual({ secretId: "LTAIfile", secretKey: "key-of-file" });
  expect(secrets).toContain("key-of-file");
});
