import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { describeTools } from "../support/node24/describe-tools.ts";

const ROOT = join(import.meta.dirname, "../..");

describeTools("npm run mutate", () => {
  it("tries each place of the code, and tells how many its tests notice", async () => {
    const { stdout } = await mutate("src/dns/answer-size.ts");
    expect(stdout).toMatch(/^src\/dns\/answer-size\.ts: (1\d) of \1 noticed, 100\.0 %$/m);
  }, 120_000);

  it("asks which code where none is named", async () => {
    await expect(mutate()).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining("Which code?") });
  });
});

function mutate(...places: readonly string[]): Promise<{ stdout: string }> {
  return promisify(execFile)(process.execPath, [join(ROOT, "scripts/mutate.mjs"), ...places], { cwd: ROOT });
}
