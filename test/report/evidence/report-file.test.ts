import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createRedactor } from "../../../src/errors/redact.ts";
import { openReportFile } from "../../../src/report/evidence/report-file.ts";
import { RUN } from "../recording.ts";
import { poisoned } from "./poisoned.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "report-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const same = (text: string) => text;

it.each([
  ["report.html", "<!doctype html>"],
  ["REPORT.HTML", "<!doctype html>"],
  ["report.md", "<!-- Written by ses-onboard. -->\n\n## ✔ `mail.example.test`"],
  ["report.json", '{"program":"Written by ses-onboard","version":'],
])("%s: the ending tells the kind", (file, beginning) => {
  const path = join(folder, file);
  const report = openReportFile({ path, redact: same });
  for (const event of RUN) report.report(event);
  expect(readFileSync(path, "utf8")).not.toContain("mail.example.test");
  report.close();
  expect(readFileSync(path, "utf8").startsWith(beginning)).toBe(true);
  expect(readFileSync(path, "utf8")).toContain("mail.example.test");
});

it.each(["report", "report.txt", "report.htm", "html"])(
  "refuses %s before anything happens, and creates no such file",
  (file) => {
    const path = join(folder, file);
    expect(() => openReportFile({ path, redact: same })).toThrow(
      expect.objectContaining({ code: "CONFIG_INVALID" }),
    );
    expect(existsSync(path)).toBe(false);
  },
);

it("finds out at once that a file can't be written", () => {
  expect(() => openReportFile({ path: join(folder, "no", "report.html"), redact: same })).toThrow(
    expect.objectContaining({
      code: "CONFIG_INVALID",
      facts: expect.objectContaining({ why: "ENOENT" }) as unknown,
    }),
  );
});

describe.each(["report.html", "report.md", "report.json"])("where a file %s is there already", (file) => {
  it("a report of an earlier run goes at once, and so does the empty file of one that was killed", () => {
    const path = join(folder, file);
    writeFileSync(path, "");
    openReportFile({ path, redact: same }).close();
    expect(readFileSync(path, "utf8").length).toBeGreaterThan(20);
    openReportFile({ path, redact: same });
    expect(readFileSync(path, "utf8")).toContain("Written by ses-onboard");
    expect(readFileSync(path, "utf8").length).toBeLessThan(400);
  });

  it("any other file is refused and stays", () => {
    const path = join(folder, file);
    writeFileSync(path, "my own page");
    expect(() => openReportFile({ path, redact: same })).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        message: expect.stringContaining("no report of ours") as unknown,
      }),
    );
    expect(readFileSync(path, "utf8")).toBe("my own page");
  });
});

it("is written once, also when it is closed twice", () => {
  const path = join(folder, "report.md");
  const report = openReportFile({ path, redact: same });
  report.close();
  const once = readFileSync(path, "utf8");
  report.close();
  expect(readFileSync(path, "utf8")).toBe(once);
  expect(once).toContain("Nothing happened");
});

it.each(["html", "md", "json"])("%s: holds no secret, wherever it turned up", (kind) => {
  const secret = "hunter2-is-the-secret";
  const path = join(folder, `report.${kind}`);
  const report = openReportFile({ path, redact: createRedactor([secret]) });
  for (const event of poisoned(RUN, ` ${secret} ${Buffer.from(secret).toString("base64")}`))
    report.report(event);
  report.close();
  const text = readFileSync(path, "utf8");
  expect(text).not.toContain(secret);
  expect(text).not.toContain(Buffer.from(secret).toString("base64").slice(0, 20));
});
