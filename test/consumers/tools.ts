import { execFile } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

// What programs on the package are made with: tools/consumers, with a lock of its own, since nothing else needs them.

const ROOT = join(import.meta.dirname, "../..");
const TOOLS = join(ROOT, "tools/consumers");

/** What they lack here; undefined: nothing. */
export function missingConsumers(): string | undefined {
  if (existsSync(join(TOOLS, "node_modules"))) return undefined;
  return "tools/consumers is not installed: npm ci --prefix tools/consumers";
}

/** As tools/consumers/bundle.mjs calls them. */
export const BUNDLERS = ["esbuild-esm", "esbuild-cjs", "rollup", "vite", "webpack"] as const;

export const COMPILERS = [
  { version: "5.4", tsc: join(TOOLS, "node_modules/typescript-5.4/bin/tsc") },
  { version: "5.9", tsc: join(TOOLS, "node_modules/typescript-5.9/bin/tsc") },
  { version: "7.0", tsc: join(ROOT, "node_modules/typescript/bin/tsc") },
] as const;

/** By every DNS host that has an SDK, so that each of the chunks is loaded from the bundle. No top-level await: CommonJS has none. */
const PROGRAM = `
import { createOnboarder } from "ses-onboard";

async function onboard(provider) {
  const onboarder = await createOnboarder({}, { env: process.env, options: { provider, wait: "1m" } });
  const { state, error } = await onboarder.onboard(provider + ".example.test");
  await onboarder.close();
  return provider + " " + (error === null ? state : error.code + ": " + error.message);
}

const hosts = ["alidns", "cloudflare", "dnspod", "route53"];
void Promise.all(hosts.map(onboard)).then((said) => console.log(said.join("\\n")));
`;

/**
 * The lines that the bundle prints.
 * @param consumer a folder in which the package is installed
 * @param folder where the bundle comes, with no package in reach
 * @throws Error of the bundler or of the program, with what it said
 */
export async function bundleAndRun(
  how: (typeof BUNDLERS)[number],
  consumer: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const program = join(consumer, "bundled.mjs");
  writeFileSync(program, PROGRAM);
  const bundle = [join(TOOLS, "bundle.mjs"), how, program, folder];
  const { stdout: made } = await promisify(execFile)(process.execPath, bundle, { env, cwd: consumer });
  const file = made.trim().split("\n").at(-1) ?? "";
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env, cwd: folder });
  return stdout.trim().split("\n");
}
