import { expect, it } from "vitest";
import { jsonReport } from "../../../src/report/evidence/json-report.ts";
import { TWO } from "../recording.ts";
import { HOSTILE, poisoned } from "./poisoned.ts";

interface Report {
  readonly version: string;
  readonly asker: string | null;
  readonly results: readonly { readonly domain: string; readonly state: string }[];
  readonly events: readonly unknown[];
}

it("holds every event and each domain's result, unchanged", () => {
  const hostile = poisoned(TWO, HOSTILE.join(""));
  const report = JSON.parse(jsonReport(hostile, "octocat")) as Report;
  expect(report.events).toEqual(JSON.parse(JSON.stringify(hostile)));
  expect(report.results.map(({ state }) => state)).toEqual(["pending", "failed"]);
  expect(report.asker).toBe("octocat");
});

it("is JSON without any event too", () => {
  expect(JSON.parse(jsonReport([]))).toMatchObject({ asker: null, results: [], events: [] });
});

it("has a line for each event, and no command in any of them", () => {
  const text = jsonReport(poisoned(TWO, HOSTILE.join("")));
  expect(text.split("\n").filter((line) => line.startsWith('{"type":'))).toHaveLength(TWO.length + 2);
  expect(text).not.toContain("##[");
  expect(text).not.toContain("::");
});
