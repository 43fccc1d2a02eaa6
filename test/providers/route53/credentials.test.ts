import { mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import { findKeys, readKeys } from "../../../providers/route53/credentials.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "AKIA1", AWS_SECRET_ACCESS_KEY: "secret-1" };
const FOUND = { accessKeyId: "AKIA1", secretAccessKey: "secret-1" };

const CREDENTIALS = `
[default]
aws_access_key_id = AKIADEFAULT
aws_secret_access_key = secret-default

[work]
aws_access_key_id = AKIAWORK
aws_secret_access_key = secret-work
aws_session_token = token-work

[half]
aws_access_key_id = AKIAHALF
`;

const CONFIG = `
[profile assumed]
role_arn = arn:aws:iam::1:role/x
source_profile = work

[profile elsewhere]
aws_access_key_id = AKIACONFIG
aws_secret_access_key = secret-config

[work]
aws_access_key_id = AKIAUNTITLED
aws_secret_access_key = secret-untitled
`;

function homeWithProfiles(): string {
  const home = scratchFolder();
  mkdirSync(join(home, ".aws"));
  writeFileSync(join(home, ".aws/credentials"), CREDENTIALS);
  writeFileSync(join(home, ".aws/config"), CONFIG);
  return home;
}

describe("keys in the environment", () => {
  it("are a whole pair, with the token of temporary ones", () => {
    expect(findKeys(KEYS)).toEqual(FOUND);
    expect(findKeys({ ...KEYS, AWS_SESSION_TOKEN: "token-1" })).toEqual({
      ...FOUND,
      sessionToken: "token-1",
    });
    expect(findKeys({ ...KEYS, AWS_SESSION_TOKEN: "" })).toEqual(FOUND);
    expect(findKeys({ AWS_ACCESS_KEY_ID: "AKIA1" })).toBeUndefined();
    expect(findKeys({ ...KEYS, AWS_ACCESS_KEY_ID: "" })).toBeUndefined();
  });

  it("go before a profile", () => {
    expect(readKeys({ ...KEYS, AWS_PROFILE: "work", HOME: homeWithProfiles() })).toEqual(FOUND);
  });
});

describe("the keys of a profile", () => {
  it.each([
    ["work", { accessKeyId: "AKIAWORK", secretAccessKey: "secret-work", sessionToken: "token-work" }],
    ["default", { accessKeyId: "AKIADEFAULT", secretAccessKey: "secret-default" }],
    ["elsewhere", { accessKeyId: "AKIACONFIG", secretAccessKey: "secret-config" }],
  ])("%s are read in the home that the environment names", (profile, keys) => {
    expect(readKeys({ AWS_PROFILE: profile, HOME: homeWithProfiles() })).toEqual(keys);
  });

  it("are read in the files that it names, whatever the home", () => {
    const [home, other] = [homeWithProfiles(), scratchFolder()];
    const files = {
      AWS_SHARED_CREDENTIALS_FILE: join(home, ".aws/credentials"),
      AWS_CONFIG_FILE: join(home, ".aws/config"),
    };
    for (const [AWS_PROFILE, accessKeyId] of [
      ["work", "AKIAWORK"],
      ["elsewhere", "AKIACONFIG"],
    ] as const)
      expect(readKeys({ ...files, HOME: other, AWS_PROFILE })).toMatchObject({ accessKeyId });
  });

  it("of the profile default stand in both files under its bare name", () => {
    const file = join(scratchFolder(), "config");
    writeFileSync(file, "[default]\naws_access_key_id = AKIA1\naws_secret_access_key = secret-1\n");
    expect(readKeys({ AWS_PROFILE: "default", AWS_CONFIG_FILE: file })).toEqual(FOUND);
  });

  it.each([
    ["no profile is named", {}],
    ["the profile is not there", { AWS_PROFILE: "other" }],
    ["it holds half a pair", { AWS_PROFILE: "half" }],
    ["it names a role, for which STS would have to be asked", { AWS_PROFILE: "assumed" }],
    ["its home is not named", { AWS_PROFILE: "work", HOME: "" }],
  ])("are missing where %s", (_title, env) => {
    expect(() => readKeys({ HOME: homeWithProfiles(), ...env })).toThrow(
      expect.objectContaining({ code: "CREDENTIALS_MISSING" }),
    );
  });

  it("are not those of another file where the file that may hold them can't be read", () => {
    const home = homeWithProfiles();
    const env = { HOME: home, AWS_PROFILE: "elsewhere", AWS_SHARED_CREDENTIALS_FILE: home };
    expect(() => readKeys(env)).toThrow(
      expect.objectContaining({ code: "CREDENTIALS_MISSING", facts: { path: home, why: "EISDIR" } }),
    );
  });

  it("are not looked for from where the process happens to stand", () => {
    const file = relative(process.cwd(), join(homeWithProfiles(), ".aws/credentials"));
    expect(() => readKeys({ AWS_PROFILE: "work", AWS_SHARED_CREDENTIALS_FILE: file })).toThrow(
      expect.objectContaining({ code: "CREDENTIALS_MISSING" }),
    );
  });
});
