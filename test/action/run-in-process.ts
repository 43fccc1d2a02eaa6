import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runAction } from "../../src/action/run-action.ts";
import { outputsIn } from "../support/action-outputs.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** A step of the action without a process of its own: what it wrote where a runner reads. */
export async function runInProcess(
  env: Readonly<Record<string, string>>,
  signal = new AbortController().signal,
) {
  const place = scratchFolder();
  let log = "";
  const sink = { write: (text: string) => void (log += text), isTTY: false };
  const files = {
    GITHUB_OUTPUT: join(place, "output"),
    GITHUB_STEP_SUMMARY: join(place, "summary.md"),
    RUNNER_TEMP: place,
  };
  const io = {
    env: { ...files, ...env },
    cwd: place,
    home: place,
    stdout: sink,
    stderr: sink,
    ask: undefined,
    signal,
  };
  const exit = await runAction(io);
  const read = (file: string) => readFileSync(file, "utf8");
  return {
    exit,
    log,
    outputs: outputsIn(read(files.GITHUB_OUTPUT)),
    summary: read(files.GITHUB_STEP_SUMMARY),
  };
}
