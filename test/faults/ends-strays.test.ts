import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { runStep } from "../support/action.ts";
import { runChild, type EndedChild } from "../support/child.ts";
import { eventsIn, recordsBelow, resultsIn, withSandbox } from "../support/cli.ts";
import { startInhouseHost } from "../support/inhouse-host.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program with an adapter of somebody else, in which something fails that nobody waits for. Own fake.

const MAIL = "mail.example.test";
const ADAPTER = "stray-adapter.mjs";

interface Place {
  readonly sandbox: Sandbox;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

async function withStray<T>(use: (place: Place) => Promise<T>): Promise<T> {
  return withSandbox({}, async (sandbox, usual) => {
    const zone = sandbox.store.zones.find(({ apex }) => apex === "example.test");
    if (zone === undefined) throw new Error("the sandbox has its zone");
    const host = await startInhouseHost(zone);
    const cwd = scratchFolder();
    copyFileSync(join(import.meta.dirname, "../support", ADAPTER), join(cwd, ADAPTER));
    try {
      return await use({ sandbox, cwd, env: { ...usual, STRAY_URL: host.url, STRAY_KEY: host.key } });
    } finally {
      host.close();
    }
  });
}

function run(
  { cwd, env }: Place,
  stray: { readonly fault: string; readonly at: string },
  others: readonly string[] = [],
): Promise<EndedChild> {
  return runChild(
    [
      "run",
      MAIL,
      ...others,
      "--provider",
      `./${ADAPTER}`,
      "--format",
      "json",
      "--log",
      "log.ndjson",
      "--report",
      "report.md",
    ],
    { ...env, STRAY_FAULT: stray.fault, STRAY_AT: stray.at },
    { cwd },
  );
}

const CASES = [
  { fault: "rejection", at: "zonesAt" },
  { fault: "rejection without an error", at: "apply" },
  { fault: "timer", at: "apply" },
  { fault: "emitter", at: "apply-stuck" },
  { fault: "timer again and again", at: "apply-stuck" },
  { fault: "exit", at: "zonesAt" },
  { fault: "exit with the status of a wrong config", at: "apply" },
  { fault: "exit by import", at: "apply-stuck" },
] as const;

/** Several programs at once on a machine that may be busy. */
const PATIENT = { timeout: 90_000 } as const;

describe("what fails and nobody waits for", PATIENT, () => {
  it.for(CASES)("$fault behind $at: UNEXPECTED, a result, the whole log", async (stray) => {
    await withStray(async (place) => {
      const ended = await run(place, stray);
      const log = readFileSync(join(place.cwd, "log.ndjson"), "utf8");
      expect([ended.exit, ended.signal, ended.stderr]).toEqual([1, null, ""]);
      expect(resultsIn(ended.stdout)).toMatchObject([
        { state: "failed", exit: 1, error: { code: "UNEXPECTED" } },
      ]);
      expect(eventsIn(log)).toEqual(eventsIn(ended.stdout));
      const report = readFileSync(join(place.cwd, "report.md"), "utf8");
      expect(report).toContain("UNEXPECTED");
      expect(ended.stdout + log + report).not.toContain(place.env["STRAY_KEY"]);
      // What was written is told, and taken back by the log.
      const isWritten = stray.at !== "zonesAt";
      expect(recordsBelow(place.sandbox, MAIL).length > 0).toBe(isWritten);
      if (!isWritten) return;
      const undone = await runChild(["undo", "log.ndjson", "--provider", `./${ADAPTER}`], place.env, {
        cwd: place.cwd,
      });
      expect(undone.exit, undone.stderr).toBe(0);
      expect(recordsBelow(place.sandbox, MAIL)).toEqual([]);
    });
  });

  it("ends each domain that had begun with a result", async () => {
    await withStray(async (place) => {
      const others = ["news.example.test", "shop.example.test"];
      const { exit, stdout } = await run(place, { fault: "rejection", at: "readRRsets" }, others);
      expect(exit, stdout).toBe(1);
      const results = resultsIn(stdout).map(({ domain, error }) => `${domain} ${error?.code}`);
      expect(results.toSorted()).toEqual([MAIL, ...others].map((domain) => `${domain} UNEXPECTED`));
    });
  });

  it("leaves the action's outputs and summary", async () => {
    await withStray(async (place) => {
      const env = { ...place.env, STRAY_FAULT: "timer", STRAY_AT: "apply-stuck" };
      const inputs = { domain: MAIL, provider: `./${ADAPTER}` };
      const { exit, outputs, summary } = await runStep(inputs, env, place.cwd);
      expect([exit, outputs["state"], outputs["code"]]).toEqual([1, "failed", "UNEXPECTED"]);
      expect(summary).toContain("UNEXPECTED");
      expect(resultsIn(readFileSync(outputs["log-path"] ?? "", "utf8"))).toMatchObject([{ exit: 1 }]);
    });
  });
});
