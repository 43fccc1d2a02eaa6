import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

/**
 * Compares rendered text with its golden file; UPDATE=1 rewrites the file, and the diff is then read by a
 * person.
 */
export function expectGolden(file: string, text: string): void {
  const path = join(import.meta.dirname, "golden", file);
  if (process.env["UPDATE"] === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}
