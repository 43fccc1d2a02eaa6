import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, it } from "vitest";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { runChild } from "../support/child.ts";
import type { Ended, Place } from "../support/cli.ts";
import { expectEnd, seenBy } from "./ended.ts";
import { ENVIRONMENT_ROWS } from "./rows/environment.ts";

// One sandbox for all rows: each of them must leave it as it was.

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(() => sandbox.close());

describe("a hostile environment", () => {
  it.for(ENVIRONMENT_ROWS)("$what: $end", async (row) => {
    const own = environmentOf(sandbox.description);
    const { CLOUDFLARE_API_TOKEN: secret = "" } = own;
    const argv = ["plan", "mail.example.test", "--provider", "cloudflare"];
    const place = { env: { ...own, ...row.env(secret) } };
    const seen = await seenBy(argv, place, row.process === true ? onTheBuiltProgram : undefined);
    expectEnd(row, seen, { sandbox, secrets: [secret] });
  });
});

const GUARD = `--import=${pathToFileURL(join(import.meta.dirname, "../support/child-guard.mjs")).href}`;

async function onTheBuiltProgram(argv: readonly string[], { env = {} }: Place): Promise<Ended> {
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, value = ""]) => [[name, value] as const]),
  );
  const options = { NODE_OPTIONS: `${GUARD} ${given["NODE_OPTIONS"] ?? ""}` };
  const { exit, ...told } = await runChild(argv, { ...given, ...options });
  return { ...told, exit: exit ?? -1 };
}
