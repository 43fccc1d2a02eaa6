import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { readKeys } from "../../providers/route53/credentials.ts";
import { loadConfig } from "../../src/config/load.ts";
import { isThere } from "../../src/files/unread.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const sources = { flags: {}, env: {}, metas: METAS };

/** A folder in which a link of this name leads nowhere. */
function folderWithLink(...path: readonly string[]): string {
  const folder = scratchFolder();
  mkdirSync(join(folder, ...path.slice(0, -1)), { recursive: true });
  symlinkSync("nowhere", join(folder, ...path));
  return folder;
}

it("a name is taken by a link that leads nowhere, and by nothing below a file", () => {
  const folder = folderWithLink("link");
  const names = [join(folder, "link"), folder, join(folder, "other"), "/dev/null/other"];
  expect(names.map(isThere)).toEqual([true, true, false, false]);
});

describe("a link that leads nowhere is never taken for a file that is not there", () => {
  const leadsNowhere = expect.stringContaining("it is a link that leads nowhere") as unknown;

  it("as the config file that is read unasked", async () => {
    const cwd = folderWithLink("ses-onboard.yaml");
    await expect(loadConfig({ ...sources, cwd, home: undefined })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: leadsNowhere,
      facts: { file: "ses-onboard.yaml", why: "ENOENT" },
    });
  });

  it("as Tencent Cloud's profile file", async () => {
    const home = folderWithLink(".tencentcloud", "credentials");
    await expect(loadConfig({ ...sources, cwd: home, home })).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: leadsNowhere,
    });
  });

  it("as AWS's file of credentials", () => {
    const env = { HOME: folderWithLink(".aws", "credentials"), AWS_PROFILE: "work" };
    expect(() => readKeys(env)).toThrow(
      expect.objectContaining({ code: "CREDENTIALS_MISSING", message: leadsNowhere }),
    );
  });
});

it("a home that is no folder holds no profile", async () => {
  const config = await loadConfig({ ...sources, cwd: scratchFolder(), home: "/dev/null" });
  expect(config.ses.credentials).toHaveProperty("missing");
});
