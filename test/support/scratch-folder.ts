import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const made: string[] = [];
process.once("exit", () => {
  for (const folder of made) rmSync(folder, { recursive: true, force: true });
});

/** An empty folder that is gone when the tests are done. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "ses-onboard-"));
  made.push(folder);
  return folder;
}
