import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { runChild } from "../support/child.ts";
import { withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** A text of each SDK that stays in its code however it is bundled. */
const MARKS = {
  tencent: "TC3-HMAC-SHA256",
  dnspod: "DescribeRecordExistExceptDefaultNS",
  aws: "AWS4-HMAC-SHA256",
  cloudflare: "X-Stainless-Lang",
  // No SDK, and loaded on first use all the same.
  alidns: "ACS3-HMAC-SHA256",
} as const;
type Sdk = keyof typeof MARKS;

describe("an SDK is loaded on first use only", () => {
  it.for(["--help", "--version", "run --help", "providers", "completion"])("%s loads none", async (line) => {
    expect(await sdksLoadedBy(line.split(" "), {})).toEqual([]);
  });

  it.for([
    { host: "cloudflare", sdks: ["tencent", "cloudflare"] },
    { host: "dnspod", sdks: ["tencent", "dnspod"] },
    { host: "route53", sdks: ["tencent", "aws"] },
    { host: "alidns", sdks: ["tencent", "alidns"] },
  ])("plan at $host loads that of SES and that of the host, and no other", async ({ host, sdks }) => {
    await withSandbox({}, async (_sandbox, env) => {
      expect(await sdksLoadedBy(["plan", "mail.example.test", "--provider", host], env)).toEqual(sdks);
    });
  });
});

it("loading a config brings neither yaml nor zod, which cost more to import than the rest", async () => {
  const inputs = await staticInputsOf(join(import.meta.dirname, "../../src/config/load.ts"));
  expect(inputs.some((input) => input.endsWith("src/config/sources/options.ts"))).toBe(true);
  expect(inputs.filter((input) => /node_modules\/(?:yaml|zod)\//.test(input))).toEqual([]);
});

/** By V8's own account of the scripts that ran. */
async function sdksLoadedBy(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<readonly Sdk[]> {
  const folder = scratchFolder();
  const { exit, stderr } = await runChild(args, { ...env, NODE_V8_COVERAGE: folder });
  expect(exit, stderr).toBe(0);
  const reports = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as { result: { url: string }[] },
  );
  const loaded = reports
    .flatMap(({ result }) => result.map(({ url }) => url))
    .filter((url) => url.includes("/dist/"));
  expect(loaded.some((url) => url.endsWith("/cli/main.js"))).toBe(true);
  const code = loaded.map((url) => readFileSync(fileURLToPath(url), "utf8")).join("\n");
  return (Object.keys(MARKS) as Sdk[]).filter((sdk) => code.includes(MARKS[sdk]));
}

/**
 * What a module imports without waiting, all the way down: Node 20 can't run TypeScript, so the bundler
 * tells.
 */
async function staticInputsOf(entry: string): Promise<readonly string[]> {
  const { metafile } = await build({
    entryPoints: [entry],
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    write: false,
    outdir: "out",
    metafile: true,
  });
  const reached = new Set(
    Object.keys(metafile.outputs).filter((name) =>
      metafile.outputs[name]?.entryPoint?.endsWith("config/load.ts"),
    ),
  );
  for (const name of reached)
    for (const { path, kind } of metafile.outputs[name]?.imports ?? [])
      if (kind === "import-statement") reached.add(path);
  return [...reached].flatMap((name) => Object.keys(metafile.outputs[name]?.inputs ?? {}));
}
