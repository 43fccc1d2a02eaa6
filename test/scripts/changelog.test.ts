import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";

const ROOT = join(import.meta.dirname, "../..");

async function changelog(...args: readonly string[]) {
  const command = promisify(execFile)(process.execPath, ["scripts/changelog.mjs", ...args], { cwd: ROOT });
  const ended = await command.catch(
    (error: unknown) => error as { code: number; stdout: string; stderr: string },
  );
  return { exit: "code" in ended ? ended.code : 0, stdout: ended.stdout, stderr: ended.stderr };
}

const GOOD = `# Changelog

## [Unreleased]

### Added
- What comes next.

## [1.10.0] - 2026-11-26

### Added
- A thing.

### Fixed
- Another thing.

## [1.9.0] - 2026-11-01

### Changed
- An older thing.
`;

const read = (text: string, version: string) => {
  const file = join(scratchFolder(), "CHANGELOG.md");
  writeFileSync(file, text);
  return changelog(version, file);
};

describe("the changelog", () => {
  it("has the form that a release asks for", async () => {
    expect(await changelog()).toEqual({ exit: 0, stdout: "", stderr: "" });
  });

  it("gives a release the text of its own entry", async () => {
    const { exit, stdout } = await read(GOOD, "1.10.0");
    expect([exit, stdout]).toEqual([0, "### Added\n- A thing.\n\n### Fixed\n- Another thing.\n"]);
  });

  it.each([
    [
      "the version is not there",
      "1.10.0] - 2026-11-26",
      "1.8.0] - 2026-11-26",
      "no `## [1.10.0] - YYYY-MM-DD`",
    ],
    ["it has no date", "1.10.0] - 2026-11-26", "1.10.0]", "neither [Unreleased] nor [1.2.3] - YYYY-MM-DD"],
    ["the day is none", "2026-11-26", "2026-13-26", "2026-13-26 is no day"],
    ["a section has a name of its own", "### Fixed", "### Bugs", '"Bugs" is not one of'],
    [
      "an item ends in the middle",
      "- Another thing.",
      "- Another thing",
      "no item of one line that ends with a dot",
    ],
    ["the newest is not first", "1.9.0] - 2026-11-01", "1.11.0] - 2026-11-01", "not in order"],
    ["an entry is empty", "### Added\n- A thing.\n\n### Fixed\n- Another thing.\n", "", "says nothing"],
  ])("stops a release where %s", async (_what, good, bad, fault) => {
    expect(GOOD).toContain(good);
    const { exit, stdout, stderr } = await read(GOOD.replace(good, bad), "1.10.0");
    expect([exit, stdout, stderr]).toEqual([1, "", expect.stringContaining(fault)]);
  });
});
