import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { runChild, startChild } from "../support/child.ts";
import { resultsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// Adapters that keep a promise open or a timer alive, as processes of their own: own fakes.

const MAIL = "mail.example.test";
const TRAITS = `{ swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 }`;

function folderWithAdapter(zonesAt: string, before = ""): string {
  const cwd = scratchFolder();
  const text = `${before}
    export const meta = { id: "own", settings: [], traits: ${TRAITS} };
    const no = async () => { throw new Error("nobody asks this"); };
    export const createProvider = async () =>
      ({ name: "own", traits: meta.traits, readRRsets: no, apply: no, zonesAt: ${zonesAt} });`;
  writeFileSync(join(cwd, "own.mjs"), text);
  return cwd;
}

const RUN = ["run", MAIL, "--provider", "./own.mjs", "--wait", "0", "--yes"];

it("an interruption ends a run whose adapter never answers, with its result in the log", async () => {
  const cwd = folderWithAdapter(
    `() => new Promise(() => { setInterval(() => undefined, 1_000); console.error("asked"); })`,
  );
  await withSandbox({}, async (_sandbox, env) => {
    const child = startChild([...RUN, "--log", "log.ndjson"], env, { cwd });
    await child.says(/asked/, "stderr");
    child.process.kill("SIGINT");
    expect((await child.ended).exit).toBe(130);
    expect(resultsIn(readFileSync(join(cwd, "log.ndjson"), "utf8"))).toMatchObject([
      { state: "interrupted", exit: 130 },
    ]);
  });
});

it("an interruption ends a command whose adapter never finishes loading", async () => {
  const cwd = folderWithAdapter("undefined", `console.error("loading"); await new Promise(() => undefined);`);
  await withSandbox({}, async (_sandbox, env) => {
    const child = startChild(RUN, env, { cwd });
    await child.says(/loading/, "stderr");
    child.process.kill("SIGINT");
    expect((await child.ended).exit).toBe(130);
  });
});

it("what an adapter leaves running does not keep the process after its result", async () => {
  const cwd = folderWithAdapter(
    `async () => { throw new Error("no") }`,
    "setInterval(() => undefined, 1_000);",
  );
  await withSandbox({}, async (_sandbox, env) => {
    const { exit, stdout } = await runChild([...RUN, "--format", "json"], env, { cwd });
    expect(exit).toBe(1);
    expect(resultsIn(stdout)).toMatchObject([
      { error: { code: "UNEXPECTED", facts: { adapter: "./own.mjs", call: "zonesAt" } } },
    ]);
  });
});

it("what an adapter prints stands on stderr, and never between the lines of the result", async () => {
  const cwd = folderWithAdapter(
    `async () => { process.stdout.write("at work\\n"); console.table([{ row: 1 }]); throw new Error("no") }`,
    `console.log("loaded"); import("node:process").then(({ stdout }) => stdout.write("later\\n"));`,
  );
  await withSandbox({}, async (_sandbox, env) => {
    const { exit, stdout, stderr } = await runChild([...RUN, "--format", "json"], env, { cwd });
    expect(exit).toBe(1);
    expect(resultsIn(stdout)).toMatchObject([{ error: { facts: { call: "zonesAt" } } }]);
    expect(
      stdout
        .trim()
        .split("\n")
        .filter((line) => !line.startsWith("{")),
    ).toEqual([]);
    for (const word of ["loaded", "later", "at work", "row"]) expect(stderr).toContain(word);
  });
});

it("a process in which nothing can go on any more ends with 1, and with its result", async () => {
  // Even the deadlines of this program, so that nothing at all is left.
  const withoutTimers = `globalThis.setTimeout = () => ({ ref() {}, unref() {} });`;
  const cwd = folderWithAdapter(`() => new Promise(() => undefined)`, withoutTimers);
  await withSandbox({}, async (_sandbox, env) => {
    const { exit, stdout } = await runChild([...RUN, "--format", "json", "--log", "log.ndjson"], env, {
      cwd,
    });
    expect(exit).toBe(1);
    expect(resultsIn(stdout)).toMatchObject([{ state: "failed", exit: 1, error: { code: "UNEXPECTED" } }]);
    expect(resultsIn(readFileSync(join(cwd, "log.ndjson"), "utf8"))).toEqual(resultsIn(stdout));
  });
});
