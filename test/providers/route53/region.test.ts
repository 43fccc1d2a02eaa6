import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as sdk from "@aws-sdk/client-route-53";
import { describe, expect, test, vi } from "vitest";
import type { CredentialChain } from "../../../providers/describe.ts";
import { publicEndpoint, regionFor } from "../../../providers/route53/region.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const CONFIG = `
[default]
region = eu-north-1

[profile china]
region = cn-north-1
`;
const CREDENTIALS = "[gov]\naws_access_key_id = AKIA1\nregion = us-gov-east-1\n";

function homeWithProfiles(): string {
  const home = scratchFolder();
  mkdirSync(join(home, ".aws"));
  writeFileSync(join(home, ".aws/config"), CONFIG);
  writeFileSync(join(home, ".aws/credentials"), CREDENTIALS);
  return home;
}

interface Where {
  readonly region?: string;
  readonly endpoint?: string;
  readonly chain?: CredentialChain;
}

function regionBy(
  env: Readonly<Record<string, string>>,
  { region, endpoint, chain = "env" }: Where = {},
): Promise<string> {
  const settings = region === undefined ? {} : { region };
  const url = endpoint === undefined ? undefined : new URL(endpoint);
  return regionFor({ settings, env, credentialChain: chain }, url, sdk);
}

describe("the region", () => {
  test("is that of the setting, then AWS_REGION, AWS_DEFAULT_REGION, the profile, and us-east-1", async () => {
    const profile = { HOME: homeWithProfiles(), AWS_PROFILE: "china" };
    const fallback = { ...profile, AWS_DEFAULT_REGION: "eu-central-1" };
    const variable = { ...fallback, AWS_REGION: "eu-west-1" };
    expect(await regionBy(variable, { region: "ap-south-1" })).toBe("ap-south-1");
    expect(await regionBy(variable)).toBe("eu-west-1");
    expect(await regionBy(fallback)).toBe("eu-central-1");
    expect(await regionBy(profile)).toBe("cn-north-1");
    expect(await regionBy({})).toBe("us-east-1");
    expect(await regionBy({ AWS_REGION: "", AWS_DEFAULT_REGION: "" })).toBe("us-east-1");
  });

  test("of a profile may stand in the credentials file", async () => {
    expect(await regionBy({ HOME: homeWithProfiles(), AWS_PROFILE: "gov" })).toBe("us-gov-east-1");
  });

  test("of the default profile is nobody's where the environment alone counts", async () => {
    expect(await regionBy({ HOME: homeWithProfiles() })).toBe("us-east-1");
  });

  test("of a file that can't be read is none, and no failure: the keys there are told as missing", async () => {
    const home = homeWithProfiles();
    const env = { HOME: home, AWS_PROFILE: "china", AWS_SHARED_CREDENTIALS_FILE: home };
    expect(await regionBy(env)).toBe("us-east-1");
  });

  test("is left to the SDK's own chain where that is open: the process's profile, and none", async () => {
    const home = homeWithProfiles();
    vi.stubEnv("AWS_REGION", undefined);
    vi.stubEnv("AWS_CONFIG_FILE", join(home, ".aws/config"));
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(home, ".aws/credentials"));
    vi.stubEnv("AWS_PROFILE", "china");
    expect(await regionBy({}, { chain: "process" })).toBe("cn-north-1");
    expect(await regionBy({}, { chain: "env" })).toBe("us-east-1");
    expect(await regionBy({ AWS_DEFAULT_REGION: "eu-west-3" }, { chain: "process" })).toBe("eu-west-3");
    vi.stubEnv("AWS_PROFILE", "nobody");
    expect(await regionBy({}, { chain: "process" })).toBe("us-east-1");
  });

  test.each([
    ["https://route53.amazonaws.com/", "us-east-1"],
    ["https://route53-fips.amazonaws.com/", "us-east-1"],
    ["https://route53.global.api.aws/", "us-east-1"],
    ["https://route53.amazonaws.com.cn/", "cn-northwest-1"],
    ["https://route53.us-gov.amazonaws.com/", "us-gov-west-1"],
    ["https://route53.amazonaws.eu/", "eusc-de-east-1"],
    ["https://route53.amazonaws.com.example.org/", "eu-west-1"],
    ["http://127.0.0.1:4566/", "eu-west-1"],
  ])("that %s is signed for is %s, whatever a job sets for other services", async (endpoint, region) => {
    expect(await regionBy({ AWS_REGION: "eu-west-1" }, { endpoint })).toBe(region);
  });

  test.each(["us-east-1", "eu-central-1", "cn-north-1", "cn-northwest-1", "us-gov-east-1", "eusc-de-east-1"])(
    "%s leads to the host that the SDK takes for it",
    async (region) => {
      const client = new sdk.Route53Client({
        region,
        credentials: { accessKeyId: "a", secretAccessKey: "b" },
      });
      let host = "";
      client.middlewareStack.add(
        () => (args) => {
          host = (args.request as { readonly hostname: string }).hostname;
          throw new Error("asked enough");
        },
        { step: "finalizeRequest", priority: "low" },
      );
      await client.send(new sdk.GetHostedZoneCommand({ Id: "Z1" })).catch(() => {});
      expect(publicEndpoint(region).hostname).toBe(host);
    },
  );
});
