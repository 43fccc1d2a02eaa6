import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasDefaultProfile } from "../../../providers/route53/profile.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

function files(credentials: string, config = ""): Readonly<Record<string, string>> {
  const folder = scratchFolder();
  writeFileSync(join(folder, "credentials"), credentials);
  writeFileSync(join(folder, "config"), config);
  return {
    AWS_SHARED_CREDENTIALS_FILE: join(folder, "credentials"),
    AWS_CONFIG_FILE: join(folder, "config"),
  };
}

test.each([
  ["keys in the credentials file", "[default]\naws_access_key_id = A\naws_secret_access_key = b\n", "", true],
  ["a role in the config file", "", "[default]\nrole_arn = arn:aws:iam::1:role/x\n", true],
  ["a login in the config file", "", "[default]\nsso_session = work\n", true],
  ["a region alone", "", "[default]\nregion = eu-west-1\n", false],
  ["keys of another profile", "[work]\naws_access_key_id = A\n", "[profile default]\nrole_arn = x\n", false],
])("the default profile with %s holds credentials: %s", (_what, credentials, config, holds) => {
  expect(hasDefaultProfile(files(credentials, config))).toBe(holds);
});

test("without a home, without files, or with one that can't be read, nothing is there", () => {
  expect(hasDefaultProfile({})).toBe(false);
  expect(hasDefaultProfile({ HOME: scratchFolder() })).toBe(false);
  expect(hasDefaultProfile({ AWS_SHARED_CREDENTIALS_FILE: scratchFolder() })).toBe(false);
});
