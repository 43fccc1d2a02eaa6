import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FileTooLarge, linesOf, readBounded } from "../../src/files/read-bounded.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

function fileOf(text: string): string {
  const path = join(scratchFolder(), "file");
  writeFileSync(path, text);
  return path;
}

describe("a bounded read", () => {
  it("brings all of a file that is not too large", () => {
    const text = "größe".repeat(30_000);
    expect(readBounded(fileOf(text)).toString("utf8")).toBe(text);
  });

  it.each([
    ["a file", fileOf("x".repeat(1_001))],
    ["a device that never ends", "/dev/zero"],
  ])("refuses %s that is", (_what, path) => {
    expect(() => readBounded(path, 1_000)).toThrow(FileTooLarge);
  });
});

describe("lines of a file", () => {
  it.each([["a\nb\n"], ["a\nb"], [""], ["\n\n"], [`${"long ".repeat(50_000)}\nä${"\nx".repeat(100_000)}`]])(
    "are those of the whole text, wherever its pieces end",
    (text) => {
      expect([...linesOf(fileOf(text), 1_000_000)]).toEqual(text.split("\n"));
    },
  );

  it("end where one is too long, and bring those before it", () => {
    const lines = linesOf(fileOf(`first\n${"x".repeat(300_000)}`), 100_000);
    expect(lines.next().value).toBe("first");
    expect(() => lines.next()).toThrow(FileTooLarge);
  });
});
