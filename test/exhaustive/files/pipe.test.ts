import { execFileSync } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { untilWritten } from "../../../src/files/pipe.ts";
import { FileTooLarge, linesOf, readBounded } from "../../../src/files/read-bounded.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

function pipe(): string {
  const path = join(scratchFolder(), "pipe");
  execFileSync("mkfifo", [path]);
  return path;
}

describe("a pipe", () => {
  it("is read to its end, in whatever pieces it comes", async () => {
    const path = pipe();
    const read = untilWritten(path, undefined);
    const writer = await open(path, "w");
    await writer.write("ä\nb".repeat(100_000));
    await writer.write("end");
    await writer.close();
    const source = await read;
    expect(readBounded(source, 1_000_000).toString("utf8")).toBe(`${"ä\nb".repeat(100_000)}end`);
    expect([...linesOf(source, 100)]).toHaveLength(100_001);
    expect(() => readBounded(source, 1_000)).toThrow(FileTooLarge);
  });

  it("is no longer waited for when the signal comes, though its writer has it open", async () => {
    const path = pipe();
    const controller = new AbortController();
    const read = untilWritten(path, controller.signal);
    const writer = await open(path, "w");
    controller.abort(new Error("enough"));
    await expect(read).rejects.toThrow("enough");
    await writer.close();
  });
});

it("anything else is left to its reader", async () => {
  expect(await untilWritten("/dev/zero", undefined)).toBe("/dev/zero");
  expect(await untilWritten("/nowhere/at/all", undefined)).toBe("/nowhere/at/all");
});
