import { execFileSync } from "node:child_process";
import { join } from "node:path";

/**
 * The end-to-end tests run what users run: the bundle. Edits since the last build would otherwise be tested
 * as they were.
 */
export function setup(): void {
  execFileSync(process.execPath, [join(import.meta.dirname, "../../scripts/build.mjs")], {
    stdio: "inherit",
  });
}
