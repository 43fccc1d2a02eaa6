import { describe, expect, it } from "vitest";
import { METAS } from "../../../providers/registry.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { withoutOthersSecrets } from "../../../src/config/accounts/known-secrets.ts";
import { isOnboardError } from "../../../src/errors/onboard-error.ts";
import { folderWith } from "../scratch.ts";

const ADAPTER = `export const meta = ${JSON.stringify({
  id: "own",
  settings: [{ name: "key", secret: true, required: true }],
  traits: { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
})};
export const createProvider = () => undefined;`;

async function refusedIn(config: string, env: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const cwd = folderWith({ "ses-onboard.yaml": config, "own.mjs": ADAPTER, "key.txt": "k-1234567" });
  try {
    await loadConfig({ flags: {}, env, cwd, home: cwd, metas: METAS });
    return [];
  } catch (error) {
    if (!isOnboardError(error) || error.code !== "CONFIG_INVALID") throw error;
    return (error.facts["problems"] as readonly { readonly problem: string }[]).map(({ problem }) => problem);
  }
}

const TENCENT = ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "TENCENTCLOUD_SESSION_TOKEN"] as const;

describe("a secret of one vendor", () => {
  it.each([
    ...TENCENT,
    "AWS_SECRET_ACCESS_KEY",
    "CLOUDFLARE_API_KEY",
    "GITHUB_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  ])("is never sent to another adapter, built in or not: %s", async (variable) => {
    const env = { [variable]: "hunter2hunter2", CLOUDFLARE_API_TOKEN: "t-1234567" };
    const own = `providers: { a: { type: ./own.mjs, key: { env: ${variable} } } }`;
    expect(await refusedIn(own, env)).toEqual([expect.stringContaining(`${variable} is a credential of`)]);
    const cloudflare = `providers: { a: { type: cloudflare, apiToken: { env: ${variable} } } }`;
    const isCloudflares = variable.startsWith("CLOUDFLARE");
    expect(await refusedIn(cloudflare, env)).toHaveLength(isCloudflares ? 0 : 1);
  });

  it("is never sent to SES", async () => {
    const config = "ses: { secretId: { env: CLOUDFLARE_API_TOKEN }, secretKey: { env: MY_KEY } }";
    expect(await refusedIn(config, { CLOUDFLARE_API_TOKEN: "t-1234567", MY_KEY: "k" })).toEqual([
      expect.stringContaining("CLOUDFLARE_API_TOKEN is a credential of Cloudflare's"),
    ]);
  });

  it("is known by the file, too, that its variable names", async () => {
    const config = "providers: { a: { type: ./own.mjs, key: { file: ./key.txt } } }";
    expect(await refusedIn(config, {})).toEqual([]);
    expect(await refusedIn(config, { TENCENTCLOUD_SECRET_KEY_FILE: "key.txt" })).toEqual([
      expect.stringContaining("TENCENTCLOUD_SECRET_KEY is a credential of Tencent Cloud's"),
    ]);
    expect(await refusedIn(config, { AWS_WEB_IDENTITY_TOKEN_FILE: "key.txt" })).toHaveLength(1);
  });

  it("goes to its own vendor, and one that nobody knows to whom the config says", async () => {
    const config = `ses: { secretId: { env: TENCENTCLOUD_SECRET_ID }, secretKey: { env: MINE } }
providers:
  a: { type: cloudflare, apiToken: { env: CLOUDFLARE_API_TOKEN } }
  b: { type: ./own.mjs, key: { env: MY_DNS_KEY } }
`;
    const env = { TENCENTCLOUD_SECRET_ID: "i", MINE: "k", CLOUDFLARE_API_TOKEN: "t", MY_DNS_KEY: "d" };
    expect(await refusedIn(config, env)).toEqual([]);
  });

  it("is known, too, where a config takes the path to it for the secret", async () => {
    const config = "providers: { a: { type: ./own.mjs, key: { env: AWS_SECRET_ACCESS_KEY_FILE } } }";
    expect(await refusedIn(config, { AWS_SECRET_ACCESS_KEY_FILE: "key.txt" })).toEqual([
      expect.stringContaining("AWS_SECRET_ACCESS_KEY is a credential of"),
    ]);
  });

  it("may go to each of two vendors that name the same variable", async () => {
    const [cloudflare] = Object.values(METAS);
    if (cloudflare === undefined) throw new Error("no adapter");
    const second = { ...cloudflare, id: "second", title: "Second" };
    for (const type of ["cloudflare", "second"]) {
      const cwd = folderWith({
        "ses-onboard.yaml": `providers: { a: { type: ${type}, apiToken: { env: CLOUDFLARE_API_TOKEN } } }`,
      });
      const env = { CLOUDFLARE_API_TOKEN: "t-1234567" };
      const config = await loadConfig({ flags: {}, env, cwd, home: cwd, metas: { ...METAS, second } });
      expect(config.providers[0]?.settings).toEqual({ apiToken: "t-1234567" });
    }
  });

  it("may go to another host of that vendor: DNSPod is Tencent Cloud's", async () => {
    const [cloudflare] = Object.values(METAS);
    if (cloudflare === undefined) throw new Error("no adapter");
    const dnspod = { ...cloudflare, id: "dnspod", title: "DNSPod", vendor: "tencent" };
    const cwd = folderWith({
      "ses-onboard.yaml": "providers: { a: { type: dnspod, apiToken: { env: TENCENTCLOUD_SECRET_KEY } } }",
    });
    const env = { TENCENTCLOUD_SECRET_KEY: "k-1234567" };
    const config = await loadConfig({ flags: {}, env, cwd, home: cwd, metas: { ...METAS, dnspod } });
    expect(config.providers[0]?.settings).toEqual({ apiToken: "k-1234567" });
  });
});

describe("the environment of an adapter that is written elsewhere", () => {
  it("has what it names, what is no secret, and nothing of others", () => {
    const [cloudflare] = Object.values(METAS);
    if (cloudflare === undefined) throw new Error("no adapter");
    const meta = {
      ...cloudflare,
      id: "own",
      settings: [{ name: "key", summary: "", secret: true, required: true, env: "OWN_KEY" }],
      secretVariables: ["OWN_SESSION_TOKEN", "TENCENTCLOUD_TOKEN"],
    };
    const kept = { OWN_KEY_FILE: "a", OWN_SESSION_TOKEN: "b", HTTPS_PROXY: "c", HOME: "d", OWN_REGION: "e" };
    const others = {
      TENCENTCLOUD_SECRET_KEY: "x",
      TENCENTCLOUD_SECRET_KEY_FILE: "x",
      TENCENTCLOUD_TOKEN: "x",
      CLOUDFLARE_API_TOKEN: "x",
      AWS_SECRET_ACCESS_KEY: "x",
      ACTIONS_RUNTIME_TOKEN: "x",
      NPM_TOKEN: "x",
      DB_PASSWORD: "x",
    };
    expect(withoutOthersSecrets({ ...kept, ...others }, meta, METAS)).toEqual(kept);
  });
});
