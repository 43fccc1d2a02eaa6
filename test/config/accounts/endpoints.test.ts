import { describe, expect, it } from "vitest";
import { METAS } from "../../../providers/registry.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { isOnboardError } from "../../../src/errors/onboard-error.ts";
import { folderWith } from "../scratch.ts";

// Where credentials may be sent: with the built-in adapters as they are.

const EVIL = "https://evil.example";
const CLOUDFLARE = { CLOUDFLARE_API_TOKEN: "cf-token-1" };
const AWS = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "secret-1" };
const ROLE = {
  TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
  TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
};

interface Scene {
  readonly env?: Readonly<Record<string, string>>;
  readonly file?: string;
}

/** What is wrong, each with where it was given; empty: nothing. */
async function problemsIn({ env = {}, file }: Scene): Promise<readonly object[]> {
  const cwd = folderWith(file === undefined ? {} : { "ses-onboard.yaml": file });
  try {
    await loadConfig({ flags: {}, env, cwd, home: cwd, metas: METAS });
    return [];
  } catch (error) {
    if (!isOnboardError(error) || error.code !== "CONFIG_INVALID") throw error;
    return error.facts["problems"] as readonly object[];
  }
}

/** Every way in which an address gets in. */
const WAYS: readonly (readonly [way: string, scene: (url: string) => Scene])[] = [
  ["SES's in the config", (url) => ({ file: `ses: { endpoint: "${url}" }` })],
  ["SES's by a variable", (url) => ({ env: { SES_ONBOARD_SES_ENDPOINT: url } })],
  ["STS's by a variable", (url) => ({ env: { ...ROLE, SES_ONBOARD_STS_ENDPOINT: url } })],
  [
    "Cloudflare's in the config",
    (url) => ({ env: CLOUDFLARE, file: `providers: { cf: { type: cloudflare, baseUrl: "${url}" } }` }),
  ],
  ["Cloudflare's by a variable", (url) => ({ env: { ...CLOUDFLARE, CLOUDFLARE_BASE_URL: url } })],
  [
    "Route 53's in the config",
    (url) => ({ env: AWS, file: `providers: { aws: { type: route53, endpoint: "${url}" } }` }),
  ],
  ["Route 53's by its variable", (url) => ({ env: { ...AWS, AWS_ENDPOINT_URL_ROUTE_53: url } })],
  ["AWS's by its variable for all", (url) => ({ env: { ...AWS, AWS_ENDPOINT_URL: url } })],
  ["AWS's STS by its variable", (url) => ({ env: { ...AWS, AWS_ENDPOINT_URL_STS: url } })],
];

describe.each(WAYS)("an address that is no vendor's own: %s", (_way, scene) => {
  it("is refused, with its host named", async () => {
    expect(await problemsIn(scene(EVIL))).toEqual([
      expect.objectContaining({ problem: expect.stringContaining("leads to evil.example,") as unknown }),
    ]);
  });

  it.each([EVIL, "evil.example", `https://other.example,${EVIL}:443`])(
    "is taken where the environment allows %s",
    async (allowed) => {
      const { env, ...others } = scene(EVIL);
      const given = { ...others, env: { ...env, SES_ONBOARD_ALLOWED_ENDPOINTS: allowed } };
      expect(await problemsIn(given)).toEqual([]);
    },
  );

  it.each(["https://evil.example:8443", "https://a.evil.example", "https://notevil.example"])(
    "is not taken at %s where another one is allowed",
    async (url) => {
      const { env, ...others } = scene(url);
      const given = { ...others, env: { ...env, SES_ONBOARD_ALLOWED_ENDPOINTS: EVIL } };
      expect(await problemsIn(given)).toHaveLength(1);
    },
  );

  it.each(["http://127.0.0.1:8080", "http://localhost:9", "http://[::1]:9"])(
    "is free on the loopback: %s",
    async (url) => {
      expect(await problemsIn(scene(url))).toEqual([]);
    },
  );
});

describe("an address", () => {
  it.each([
    ["https://ses.ap-singapore.tencentcloudapi.com", WAYS[1]],
    ["https://sts.tencentcloudapi.com", WAYS[2]],
    ["https://api.cloudflare.com/client/v4", WAYS[4]],
    ["https://api.cloudflare.com./client/v4", WAYS[4]],
    ["https://route53.amazonaws.com", WAYS[6]],
    ["https://route53-fips.amazonaws.com", WAYS[6]],
    ["https://route53.us-gov.amazonaws.com", WAYS[6]],
    ["https://route53.amazonaws.com.cn", WAYS[6]],
    ["https://route53.amazonaws.eu", WAYS[6]],
    ["https://route53.global.api.aws", WAYS[6]],
    ["https://sts.eu-central-1.amazonaws.com", WAYS[8]],
  ])("%s is the vendor's own", async (url, way) => {
    expect(await problemsIn(way?.[1](url) ?? {})).toEqual([]);
  });

  it.each([
    ["https://nottencentcloudapi.com", WAYS[1]],
    ["https://tencentcloudapi.com.evil.example", WAYS[1]],
    ["https://api.cloudflare.com.evil.example", WAYS[4]],
    ["https://mine.workers.cloudflare.com", WAYS[4]],
    // Below AWS's domain everybody may have a name.
    ["https://route53.mine.s3.amazonaws.com", WAYS[6]],
    ["https://mine.execute-api.us-east-1.amazonaws.com", WAYS[6]],
    ["https://route53-1.us-east-1.elb.amazonaws.com", WAYS[6]],
  ])("%s is not", async (url, way) => {
    expect(await problemsIn(way?.[1](url) ?? {})).toHaveLength(1);
  });

  it.each(["http://evil.example", "https://evil.example/path", "https://*.example", "https://a:b@c.example"])(
    "%s can't be allowed",
    async (text) => {
      expect(await problemsIn({ env: { SES_ONBOARD_ALLOWED_ENDPOINTS: text } })).toEqual([
        expect.objectContaining({ variable: "SES_ONBOARD_ALLOWED_ENDPOINTS" }),
      ]);
    },
  );

  it("is allowed by no config file", async () => {
    const file = 'ses: { endpoint: "https://evil.example", allowedEndpoints: ["https://evil.example"] }';
    expect(await problemsIn({ file })).toEqual([
      expect.objectContaining({ problem: expect.stringContaining("unknown key") as unknown }),
    ]);
  });
});
