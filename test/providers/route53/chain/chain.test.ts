import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { openChain } from "../../../../providers/route53/chain/chain.ts";
import { createProvider } from "../../../../providers/route53/index.ts";
import { admitAll } from "../../../../src/async/rate-limit.ts";
import { toOnboardError, type OnboardError } from "../../../../src/errors/onboard-error.ts";
import { NO_PAUSE } from "../../../support/no-pause.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";
import { APEX, openFixture } from "../bench.ts";

const FILES = `
[profile empty]
region = eu-north-1

[profile elsewhere]
role_arn = arn:aws:iam::100000000001:role/dns
source_profile = gone

[profile logged-out]
sso_start_url = https://example.awsapps.com/start
sso_region = eu-north-1
sso_account_id = 100000000001
sso_role_name = dns
`;

/** Nothing of the machine's counts, and no metadata service is asked. */
const NOWHERE = {
  AWS_ACCESS_KEY_ID: "",
  AWS_SECRET_ACCESS_KEY: "",
  AWS_PROFILE: "",
  AWS_SHARED_CREDENTIALS_FILE: "",
  AWS_CONFIG_FILE: "",
  AWS_EC2_METADATA_DISABLED: "true",
};

afterEach(() => vi.unstubAllEnvs());

/** What becomes of a listing by AWS's own chain, and how often Route 53 was asked. */
async function failureIn(given: Readonly<Record<string, string>>): Promise<readonly [OnboardError, number]> {
  const home = scratchFolder();
  mkdirSync(join(home, ".aws"));
  writeFileSync(join(home, ".aws/config"), FILES);
  const env = { ...NOWHERE, HOME: home, ...given };
  for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value === "" ? undefined : value);
  const fixture = await openFixture();
  let admitted = 0;
  const provider = await createProvider({
    settings: { endpoint: fixture.url },
    env,
    credentialChain: "process",
    userAgent: "ses-onboard/1.2.3",
    clock: NO_PAUSE,
    admit: (signal) => {
      admitted += 1;
      return admitAll(signal);
    },
    holdBack: () => {},
    onRetry: () => {},
  });
  const error = await provider.zonesAt(APEX, {}).then(() => new Error("found"), toOnboardError);
  await fixture.close();
  return [toOnboardError(error), admitted + fixture.journal.entries.length];
}

describe("AWS's own chain that finds no keys", () => {
  test.each<[string, Readonly<Record<string, string>>, RegExp, RegExp]>([
    [
      "a profile that nobody wrote",
      { AWS_PROFILE: "nosuch" },
      /^No AWS credentials came from the AWS profile nosuch: AWS's files have no such profile\.$/,
      /^Correct AWS_PROFILE or this profile/,
    ],
    [
      "a profile without keys",
      { AWS_PROFILE: "empty" },
      /^No AWS credentials came from the AWS profile empty: Could not resolve credentials using profile: \[empty\] in configuration\/credentials file\(s\)\.$/,
      /^Correct AWS_PROFILE or this profile/,
    ],
    [
      "a role by a profile that is gone",
      { AWS_PROFILE: "elsewhere" },
      /^No AWS credentials came from the AWS profile elsewhere: .*\[gone\]/,
      /^Correct AWS_PROFILE or this profile/,
    ],
    [
      "a login that has ended",
      { AWS_PROFILE: "logged-out" },
      /^No AWS credentials came from the AWS profile logged-out: The SSO session .* is invalid/,
      /^Run aws sso login --profile logged-out, then/,
    ],
    [
      "a container's address that may not have it",
      { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://keys.example.com/" },
      /^No AWS credentials came from what AWS_CONTAINER_CREDENTIALS_FULL_URI names: URL not accepted[^\n]*$/,
      /^Correct AWS_CONTAINER_CREDENTIALS_FULL_URI, or set AWS_ACCESS_KEY_ID/,
    ],
    [
      "a token's file that is not there",
      {
        AWS_WEB_IDENTITY_TOKEN_FILE: "/nonexistent/token",
        AWS_ROLE_ARN: "arn:aws:iam::100000000001:role/dns",
      },
      /^No AWS credentials came from what AWS_WEB_IDENTITY_TOKEN_FILE names: ENOENT/,
      /^Correct AWS_WEB_IDENTITY_TOKEN_FILE, or/,
    ],
    [
      "nothing at all",
      {},
      /^No AWS credentials were found: not in variables, not in files, not from the machine\.$/,
      /^Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE/,
    ],
  ])("(%s) says so by its name, and Route 53 is not asked", async (_what, env, sentence, hint) => {
    const [error, asked] = await failureIn(env);
    expect(error).toMatchObject({ code: "CREDENTIALS_MISSING", message: expect.stringMatching(sentence) });
    expect(error.hint).toMatch(hint);
    expect(asked).toBe(0);
  });

  test("is given up when time is up, and says whose keys never came", async () => {
    const home = scratchFolder();
    const chain = openChain({ AWS_PROFILE: "slow", HOME: home }, 10);
    await expect(chain.find(() => new Promise(() => {}), undefined)).rejects.toMatchObject({
      code: "CREDENTIALS_MISSING",
      message: "No AWS credentials came from the AWS profile slow within 0.01 seconds.",
    });
  });

  test("ends at once with the command", async () => {
    const stop = new AbortController();
    const found = openChain({}, 60_000).find(() => new Promise(() => {}), stop.signal);
    stop.abort(new Error("stop"));
    await expect(found).rejects.toThrow("stop");
  });

  test("tells a refusal of AWS's service for keys as that service's, and not as Route 53's", async () => {
    const refusal = Object.assign(new Error("User: x is not authorized to perform: sts:AssumeRole on y"), {
      name: "AccessDenied",
      $metadata: { httpStatusCode: 403 },
    });
    const refused = openChain({ AWS_PROFILE: "dns" }, 1_000).find(() => Promise.reject(refusal), undefined);
    await expect(refused).rejects.toMatchObject({
      code: "RIGHTS_MISSING",
      message: expect.stringMatching(
        /^No AWS credentials came from the AWS profile dns: AWS says AccessDenied/,
      ),
      hint: "Allow sts:AssumeRole in the IAM policy of these credentials.",
    });
  });

  test("says nothing of what a program printed that the SDK started for a profile behind another", async () => {
    const chain = openChain({ AWS_PROFILE: "behind" }, 1_000);
    const failed = chain.find(async () => {
      chain.config.logger?.debug("@smithy/property-provider -> Command failed: print-keys\nAKIASECRET\n");
      throw Object.assign(new Error("Could not load credentials from any providers"), {
        name: "CredentialsProviderError",
      });
    }, undefined);
    const error = await failed.then(() => undefined, toOnboardError);
    expect(error?.message).toContain("no such profile");
    expect(JSON.stringify([error?.message, error?.hint, error?.facts])).not.toContain("AKIASECRET");
  });
});
