import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { runMain, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { expectEnd, MAIL, PATIENCE, seenBy } from "./ended.ts";
import { FILE_ROWS, type FileRow } from "./rows/files.ts";

// In this process, over real sockets. A plan and a log are first made by the program itself, and then changed.

type Env = Readonly<Record<string, string>>;

const HOST = ["--provider", "cloudflare"];

let goodPlan = "";
beforeAll(async () => {
  const file = join(scratchFolder(), "plan.json");
  await withSandbox({}, async (_sandbox, env) => {
    goodPlan = await written(file, ["plan", MAIL, ...HOST, "--out", file], env);
  });
}, PATIENCE.timeout);

describe("a hostile file that is named", PATIENCE, () => {
  it.concurrent.for(FILE_ROWS)("$what: $end", async (row) => {
    await withSandbox({}, async (sandbox, env) => {
      const file = join(scratchFolder(), "given");
      writeFileSync(file, row.text(await goodOne(row.as, file, env)), { mode: 0o600 });
      expectEnd(row, await seenBy(argvOf(row, file), { env }), { sandbox });
    });
  });
});

/** A file of its kind as the program writes it. */
async function goodOne(as: FileRow["as"], file: string, env: Env): Promise<string> {
  if (as === "list") return "";
  return as === "plan" ? goodPlan : written(file, ["run", MAIL, ...HOST, "--log", file], env);
}

async function written(file: string, argv: readonly string[], env: Env): Promise<string> {
  const { exit, stderr } = await runMain(argv, { env });
  expect(exit, stderr).toBe(0);
  return readFileSync(file, "utf8");
}

function argvOf({ as, end }: FileRow, file: string): readonly string[] {
  if (as === "list") return [end === "goes on" ? "plan" : "run", "--file", file, ...HOST];
  return as === "plan" ? ["run", "--plan", file, ...HOST] : ["undo", file];
}
