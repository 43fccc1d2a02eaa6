import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { HOSTS_BY_WAY } from "../../support/world-behind-proxy.ts";
import { action, commandOf, observe, type Program } from "./cell.ts";
import { CONDITIONS } from "./conditions.ts";
import { waysWith } from "./table.ts";

// A row of the matrix each on what else is shipped: other bundles, with chunks of their own.

const ROOT = join(import.meta.dirname, "../../..");
const ROWS = [/^plain/, /^407/, /^closes without/, /^`socks5/];
const conditions = CONDITIONS.filter(({ title }) => ROWS.some((row) => row.test(title)));
const ALL = waysWith("route53");
const HOSTS = ALL.flatMap((way) => HOSTS_BY_WAY[way]);

let fromTarball: Program;

beforeAll(async () => {
  const place = scratchFolder();
  // Without scripts: `prepare` would rewrite dist under the tests that run it.
  const pack = ["pack", "--ignore-scripts", "--pack-destination", place];
  const env = { PATH: process.env["PATH"], HOME: place, npm_config_cache: join(place, "cache") };
  await promisify(execFile)("npm", pack, { cwd: ROOT, env });
  const tarball = readdirSync(place).find((file) => file.endsWith(".tgz")) ?? "no tarball";
  await promisify(execFile)("tar", ["-xzf", tarball], { cwd: place });
  fromTarball = commandOf(join(place, "package/dist/cli/main.js"));
});

describe.concurrent.each([
  { what: "the tarball", program: () => fromTarball },
  { what: "the action's bundle", program: () => action },
])("behind a proxy $what", ({ program }) => {
  it("knows the rows that it is tried with", () => {
    expect(conditions).toHaveLength(ROWS.length);
  });

  it.each(conditions)("ends like the built program: $title", { timeout: 60_000 }, async (condition) => {
    const { fails } = condition;
    const seen = await observe(fails === undefined ? ALL : ["ses"], condition, program());
    expect(seen.error?.code, seen.outputs["stdout"]).toBe(fails?.code);
    expect(seen.error?.hint ?? "").toMatch(fails?.hint ?? /^$/);
    expect(seen).toMatchObject({ leaks: [], logged: { type: "result", exit: seen.result?.exit } });
    // In the action a run that fails makes the step fail with it.
    expect(seen.exit === 0).toBe(seen.result?.exit === 0);
    expect(new Set(seen.asked).size).toBe(fails === undefined ? HOSTS.length : Math.min(fails.tries, 1));
    expect(seen.asked.length).toBeLessThanOrEqual(fails?.tries ?? Infinity);
  });
});
