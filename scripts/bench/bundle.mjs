// The measurements on real name servers use the TypeScript of src/ and of the tests' name servers as it
// stands, bundled on the fly.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a TypeScript file exports; the path is the repository's. */
export async function importTypeScript(path) {
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-bench-"));
  try {
    const outfile = join(folder, "bundle.mjs");
    await build({
      entryPoints: [join(root, path)],
      outfile,
      bundle: true,
      format: "esm",
      platform: "node",
      logLevel: "warning",
      banner: {
        js: 'import { createRequire as benchRequire } from "node:module"; const require = benchRequire(import.meta.url);',
      },
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
