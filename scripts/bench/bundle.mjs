// The measurements on real name servers use the TypeScript of src/ and of the tests' name servers as it
// stands, bundled on the fly.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** What a TypeScript file exports; the path is the repository's, or that of another checkout of it. */
export async function importTypeScript(path, checkout = root) {
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-bench-"));
  try {
    const outfile = join(folder, "bundle.mjs");
    await build({
      entryPoints: [join(checkout, path)],
      // For a checkout in which nothing is installed.
      nodePaths: [join(root, "node_modules")],
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
