import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

// What users get: the tarball in an empty folder, with no other package beside it and no network. Packed here, or the
// file that TARBALL names: a release tests the one that it publishes.

const ROOT = join(import.meta.dirname, "../..");
export const TSC = join(ROOT, "node_modules/typescript/bin/tsc");

/** Milliseconds for one of what computes long, on a machine that is busy with other tests. */
export const LONG = 120_000;

export const place = mkdtempSync(join(tmpdir(), "package-"));
export const consumer = join(place, "consumer");
export const installed = join(consumer, "node_modules/ses-onboard");

/** Nothing of the real surroundings; npm must find neither a warm cache nor a config. */
export const bare = {
  PATH: process.env["PATH"] ?? "",
  HOME: place,
  npm_config_cache: join(place, "cache"),
  NO_COLOR: "1",
};

/** Installs the package into `consumer`; where its tarball lies. */
export async function installPackage(): Promise<string> {
  await run("node", [TSC, "-p", "tsconfig.build.json"], ROOT);
  mkdirSync(consumer);
  const tarball = process.env["TARBALL"] ?? (await packed());
  write("package.json", JSON.stringify({ name: "consumer", private: true, type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", tarball], consumer);
  return tarball;
}

/** Without scripts: `prepare` would rewrite dist under the tests that run it. */
async function packed(): Promise<string> {
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", place], ROOT);
  return join(place, readdirSync(place).find((file) => file.endsWith(".tgz")) ?? "no tarball");
}

/** A file of the consumer's. */
export function write(file: string, text: string): void {
  mkdirSync(dirname(join(consumer, file)), { recursive: true });
  writeFileSync(join(consumer, file), text);
}

/** Its stdout; rejects when it fails, with what it printed. */
export async function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const file = program === "node" ? process.execPath : program;
  const failed = (error: { stdout?: string; stderr?: string; message: string }) => {
    throw new Error(
      `${program} ${args.join(" ")}: ${error.message}\n${error.stdout ?? ""}\n${error.stderr ?? ""}`,
    );
  };
  return promisify(execFile)(file, [...args], { cwd, env: { ...bare, ...env } }).then(
    ({ stdout }) => stdout,
    failed,
  );
}
