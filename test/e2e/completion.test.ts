import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";
import { startAtTerminal, type Terminal } from "../support/terminal.ts";

// A real Bash at a terminal, the built program, and the script that it prints; keys are typed.

const ROOT = join(import.meta.dirname, "../..");
const TAB = "\t";
/** Takes the line away. */
const CTRL_U = "\u0015";

it("Bash completes values, domains and files by the printed script", { timeout: 60_000 }, async () => {
  const bash = await startBash();
  const lines = [
    { keys: `run --mx a${TAB}`, becomes: "run --mx add" },
    { keys: `plan --provider=ro${TAB}`, becomes: "plan --provider=route53" },
    { keys: `plan --provider reg${TAB}`, becomes: "plan --provider registrar" },
    { keys: `plan --export bi${TAB}`, becomes: "plan --export bind" },
    { keys: `check --format j${TAB}conf${TAB}`, becomes: "check --format json configured.example.com" },
    { keys: `run --file list.yaml lis${TAB}`, becomes: "run --file list.yaml listed.example.com" },
    { keys: `undo kep${TAB}`, becomes: "undo kept.example.com" },
    { keys: `undo run.nd${TAB}`, becomes: "undo run.ndjson" },
    { keys: `run --file li${TAB}`, becomes: "run --file list.yaml" },
    { keys: `hist${TAB}kep${TAB}`, becomes: "history kept.example.com" },
    { keys: `run --dma${TAB}rep${TAB}`, becomes: "run --dmarc replace" },
  ];
  for (const { keys, becomes } of lines) {
    bash.type(`ses-onboard ${keys}\r`);
    await bash.shows(`ran: ${becomes}|`);
  }
});

it("Bash lists all values where several fit", { timeout: 60_000 }, async () => {
  const bash = await startBash();
  bash.type(`ses-onboard plan --export ${TAB}${TAB}`);
  for (const format of ["bind", "csv", "html-zh", "table", "terraform"]) await bash.shows(format);
  bash.type(`${CTRL_U}exit\r`);
  expect((await bash.ended).exit).toBe(0);
});

/** In a folder with a config, a list, a log of somebody's and one that was kept. */
async function startBash(): Promise<Terminal> {
  const cwd = scratchFolder();
  const bin = join(cwd, "bin");
  for (const folder of [bin, join(cwd, "ses-onboard")]) mkdirSync(folder);
  writeFileSync(join(cwd, "ses-onboard", "kept.example.com.ndjson"), "");
  writeFileSync(join(cwd, "run.ndjson"), "");
  writeFileSync(join(cwd, "list.yaml"), "- listed.example.com\n");
  writeFileSync(
    join(cwd, "ses-onboard.yaml"),
    "providers:\n  registrar: { type: manual }\ndomains:\n  - match: configured.example.com\n    provider: registrar\n",
  );
  // What is not about completion is told in place of being run.
  writeFileSync(
    join(bin, "ses-onboard"),
    `#!/bin/sh\ncase "$1" in\ncompletion|--get-yargs-completions) exec '${process.execPath}' '${join(ROOT, "dist/cli/main.js")}' "$@" ;;\nesac\necho "ran: $*|"\n`,
    { mode: 0o755 },
  );
  const env = { PATH: `${bin}:${process.env["PATH"]}`, HOME: cwd, XDG_STATE_HOME: cwd, SHELL: "/bin/bash" };
  const bash = startAtTerminal([], env, [], { line: "exec bash --norc --noprofile -i", cwd });
  onTestFinished(() => bash.close());
  bash.type("PS1=; source <(ses-onboard completion); complete -p ses-onboard\r");
  await bash.shows("complete -o bashdefault");
  return bash;
}
