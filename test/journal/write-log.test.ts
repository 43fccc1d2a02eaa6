import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { createRedactor } from "../../src/errors/redact.ts";
import { openEventLog } from "../../src/journal/write-log.ts";
import { RUN } from "../report/recording.ts";

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "log-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

it("has each event on disk when report returns", () => {
  const path = join(freshFolder(), "run.ndjson");
  const log = openEventLog(path, (text) => text);
  RUN.forEach((event, index) => {
    log.report(event);
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(index + 1);
    expect(JSON.parse(lines.at(-1) ?? "")).toEqual(JSON.parse(JSON.stringify(event)));
  });
  log.close();
});

it("appends to what an earlier run left, for its owner's eyes only", () => {
  const path = join(freshFolder(), "run.ndjson");
  for (const event of RUN.slice(0, 2)) {
    const log = openEventLog(path, (text) => text);
    log.report(event);
    log.close();
  }
  expect(readFileSync(path, "utf8").trimEnd().split("\n")).toHaveLength(2);
  expect(statSync(path).mode & 0o077).toBe(0);
});

it("goes on behind a line that was cut off, and refuses a file that is no log: undo could not read it", () => {
  const path = join(freshFolder(), "run.ndjson");
  for (const left of ["", '{"ty', '{"type":"run.started"']) {
    writeFileSync(path, left);
    openEventLog(path, (text) => text).close();
    expect(readFileSync(path, "utf8")).toBe(left === "" ? "" : `${left}\n`);
  }
  writeFileSync(path, "# Notes\n");
  expect(() => openEventLog(path, (text) => text)).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      message: expect.stringContaining("no event log") as unknown,
    }),
  );
  expect(readFileSync(path, "utf8")).toBe("# Notes\n");
});

it("is redacted", () => {
  const path = join(freshFolder(), "run.ndjson");
  const log = openEventLog(path, createRedactor(["google-site-verification"]));
  for (const event of RUN) log.report(event);
  log.close();
  expect(readFileSync(path, "utf8")).not.toContain("google-site-verification");
});

it("that can't be opened stops before anything is done", () => {
  const folder = freshFolder();
  writeFileSync(join(folder, "file"), "");
  for (const path of [folder, join(folder, "nowhere", "run.ndjson"), join(folder, "file", "run.ndjson")])
    expect(() => openEventLog(path, (text) => text)).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
});

it.runIf(process.platform === "linux")(
  "that can't be written stops as well, instead of losing the journal",
  () => {
    const log = openEventLog("/dev/full", (text) => text);
    const [event] = RUN;
    expect(() => event && log.report(event)).toThrow(expect.objectContaining({ code: "CONFIG_INVALID" }));
    log.close();
    log.close();
  },
);
