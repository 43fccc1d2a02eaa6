import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { requireSesCredentials } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import { readProfileCredentials } from "../../src/config/tencent-credentials.ts";
import { folderWith, METAS } from "./scratch.ts";
import { told } from "../support/told.ts";

const PROFILES =
  '; keys\n[default]\nsecret_id = id-default\nsecret_key=key-default\n\n[ci]\nsecret_id = id-ci\nsecret_key = "key=ci"\ntoken = token-ci\n[half]\nsecret_id = x\n';

function homeWith(profiles: string): string {
  const home = folderWith({});
  mkdirSync(join(home, ".tencentcloud"));
  writeFileSync(join(home, ".tencentcloud", "credentials"), profiles);
  return home;
}

const load = (home: string, given: { env?: Record<string, string>; profile?: string }) =>
  loadConfig({ flags: { profile: given.profile }, env: given.env ?? {}, cwd: home, home, metas: METAS });

describe("the profile file", () => {
  it("is used when the environment holds no keys", async () => {
    const config = await load(homeWith(PROFILES), {});
    expect(requireSesCredentials(config)).toEqual({
      secretId: "id-default",
      secretKey: "key-default",
      token: undefined,
      profile: "default",
    });
    expect(config.ses.account).toEqual({ profile: "default" });
  });

  it("stands behind the environment, but not behind it when a profile is named", async () => {
    const env = { TENCENTCLOUD_SECRET_ID: "id-env", TENCENTCLOUD_SECRET_KEY: "key-env" };
    const home = homeWith(PROFILES);
    expect(requireSesCredentials(await load(home, { env }))).toMatchObject({ secretId: "id-env" });
    expect(requireSesCredentials(await load(home, { env, profile: "ci" }))).toEqual({
      secretId: "id-ci",
      secretKey: "key=ci",
      token: "token-ci",
      profile: "ci",
    });
  });

  it("does not complete half a pair of the environment", async () => {
    const config = await load(homeWith(PROFILES), { env: { TENCENTCLOUD_SECRET_ID: "id-env" } });
    expect(() => requireSesCredentials(config)).toThrow(
      expect.objectContaining({ code: "CREDENTIALS_MISSING" }),
    );
  });

  it("says what a named profile lacks", async () => {
    const home = homeWith(PROFILES);
    const missingOf = async (profile: string) => (await load(home, { profile })).ses.credentials;
    expect(await missingOf("half")).toEqual({ missing: [expect.stringContaining("secret_key in [half]")] });
    expect(await missingOf("nobody")).toEqual({ missing: [expect.stringContaining("[nobody]")] });
  });

  it("that can't be read is a problem and not an absence", () => {
    const home = folderWith({});
    mkdirSync(join(home, ".tencentcloud", "credentials"), { recursive: true });
    expect(told(readProfileCredentials("default", { env: {}, cwd: home, home }))).toMatchObject({
      problem: expect.stringContaining("EISDIR"),
    });
  });
});
