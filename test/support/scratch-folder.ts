import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An empty folder that is gone when the tests are done (one-place.ts). */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), "t-"));
}
