import { execFile } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Metafile } from "esbuild";
import { expect, it } from "vitest";
import { runChild, startChild } from "../support/child.ts";
import { roleAt, startSilentServer } from "../support/oidc.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// What stands behind an import() is another thing in the bundle than in the source: of a CommonJS package there is a
// `default` alone (evanw/esbuild#3245). So each such chunk is loaded by a real command.

const ROOT = join(import.meta.dirname, "../..");
const dist = join(scratchFolder(), "dist");
const metafile = join(scratchFolder(), "metafile.json");

/** Each with what only it loads. */
const COMMANDS: readonly string[] = [
  "plan mail.example.test --sandbox --provider cloudflare",
  "plan mail.example.test --config config.yaml",
  "plan mail.example.test --sandbox --provider dnspod",
  "plan mail.example.test --sandbox --provider alidns",
  "plan mail.example.test --sandbox --provider manual --lang zh",
  "plan --sandbox --provider route53 --file domains.yaml",
  "run mail.example.test --plan missing.json",
  "plan mail.example.test --provider ./adapter.mjs",
  "doctor --sandbox",
  "doctor mail.example.test --sandbox --provider cloudflare --policy",
  "init mail.example.test --provider cloudflare",
  "history",
  "--get-yargs-completions ses-onboard run --mx a",
  "undo missing.ndjson --dry-run",
  "providers",
];

/** What only a program loads. */
const PROGRAM = `
  const { createOnboarder } = await import(process.cwd() + "/index.js");
  const onboarder = await createOnboarder({}, { env: {} });
  await onboarder.undo([]);
  await onboarder.close();
`;

/** The AWS SDK's ways to keys other than those of the environment: each asks a service that no test can be. */
const OF_OTHERS = /node_modules\/(?:@aws-sdk|@smithy)\//;

it(
  "every chunk of ours that only an import() reaches is loaded by a command",
  { timeout: 120_000 },
  async () => {
    const build = ["scripts/build.mjs", "--outdir", dist, "--metafile", metafile];
    await promisify(execFile)(process.execPath, build, { cwd: ROOT });
    const coverage = scratchFolder();
    const cwd = scratchFolder();
    writeFileSync(join(cwd, "config.yaml"), "{}\n");
    writeFileSync(join(cwd, "domains.yaml"), "- mail.example.test\n");
    writeFileSync(join(cwd, "adapter.mjs"), "export const meta = {};\n");
    const env = { NODE_V8_COVERAGE: coverage };
    const options = { cwd, entry: join(dist, "cli/main.js") };
    for (const line of COMMANDS) await runChild(line.split(" "), env, options);
    const sandbox = startChild(["sandbox", "--json"], env, options);
    await sandbox.says(/"ses"/);
    sandbox.process.kill("SIGTERM");
    await sandbox.ended;
    // One that a signal ends before a domain is begun.
    const { url, asked, close } = await startSilentServer();
    const waiting = startChild(["doctor", "mail.example.test"], { ...env, ...roleAt(url) }, options);
    await asked;
    waiting.process.kill("SIGTERM");
    await waiting.ended.finally(close);
    // A program whose output nobody can take.
    const full = `"${process.execPath}" "${options.entry}" providers > /dev/full`;
    await promisify(execFile)("sh", ["-c", full], { cwd, env }).catch(() => undefined);
    await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", PROGRAM], {
      cwd: dist,
      env,
    });
    const loaded = loadedIn(coverage);
    const missed = [...dynamicChunks()].filter(([file]) => !loaded.has(file)).map(([, entry]) => entry);
    expect(missed.filter((entry) => !OF_OTHERS.test(entry))).toEqual([]);
  },
);

/** File → what it was made of first. */
function dynamicChunks(): ReadonlyMap<string, string> {
  const { outputs } = JSON.parse(readFileSync(metafile, "utf8")) as Metafile;
  const action = resolve(dist, "action");
  const found = Object.entries(outputs)
    .filter(([file]) => !resolve(ROOT, file).startsWith(action))
    .flatMap(([, { imports }]) => imports)
    .filter(({ kind, external }) => kind === "dynamic-import" && external !== true)
    .map(({ path }) => [resolve(ROOT, path), outputs[path]?.entryPoint ?? path] as const);
  return new Map(found);
}

/** By V8's own account of the scripts that ran. */
function loadedIn(folder: string): ReadonlySet<string> {
  const reports = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as { result: { url: string }[] },
  );
  const urls = reports.flatMap(({ result }) => result.map(({ url }) => url));
  return new Set(urls.filter((url) => url.startsWith("file:")).map((url) => fileURLToPath(url)));
}
