// Bundles the CLI, the library, the two entries for adapters and the GitHub Action. SDKs stay in chunks of their
// own, loaded on first use. The same bytes from any folder and on every Node (`absWorkingDir`): a release can be
// built again and compared.
// `--outdir` builds into another folder than dist; `--metafile` writes what went into which file.
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { noticesOf } from "./notices.mjs";
import { staleOf } from "./stale.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));

const { values } = parseArgs({
  options: { outdir: { type: "string", default: join(root, "dist") }, metafile: { type: "string" } },
});
const outdir = resolve(values.outdir);

const shared = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  mainFields: ["module", "main"],
  conditions: ["module"],
  minifySyntax: true,
  minifyWhitespace: true,
  // What Node prints of an uncaught error, and the place in a stack: a line that can be read, for 0.6 % of the bytes.
  lineLimit: 160,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
  // CommonJS packages in an ESM bundle need a `require`, and those of ours ask it for modules of Node's alone. One by
  // createRequire needs import.meta.url, which is undefined where a program is bundled once more, to CommonJS; and
  // webpack, which knows createRequire, looks for Node's modules among its own (5.112, November 2026).
  banner: { js: "const require = (name) => process.getBuiltinModule(name);" },
  define: { __SES_ONBOARD_VERSION__: JSON.stringify(version) },
  alias: await standIns(),
};

const results = await Promise.all([
  build({
    ...shared,
    entryPoints: {
      "cli/main": "src/cli/main.ts",
      index: "src/index.ts",
      adapter: "providers/adapter.ts",
      conformance: "providers/conformance.ts",
    },
    chunkNames: "chunks/[name]-[hash]",
    target: "node20.19",
  }),
  // The runner brings its own Node (action.yml). Apart from the rest, since a release's commit holds this
  // bundle and nothing else of dist.
  build({
    ...shared,
    entryPoints: { action: "src/action/main.ts" },
    chunkNames: "action/[name]-[hash]",
    target: "node24",
  }),
]);

const inputs = [...new Set(results.flatMap(({ metafile }) => Object.keys(metafile.inputs)))];
await removeStale(results.flatMap(({ metafile }) => Object.keys(metafile.outputs)));
await writeFile(join(outdir, "THIRD-PARTY-NOTICES.txt"), await noticesOf(inputs, root));
if (values.metafile !== undefined) await writeFile(values.metafile, JSON.stringify(merged(results)));
await chmod(join(outdir, "cli/main.js"), 0o755);

/** Name of a package → the file that is bundled in its place; the first comment of each says why. */
async function standIns() {
  const folder = join(root, "scripts/stand-ins");
  const files = await readdir(folder);
  return Object.fromEntries(files.map((file) => [file.replace(/\.mjs$/, ""), join(folder, file)]));
}

/** The two builds share no output. */
function merged(results) {
  return {
    inputs: Object.assign({}, ...results.map(({ metafile }) => metafile.inputs)),
    outputs: Object.assign({}, ...results.map(({ metafile }) => metafile.outputs)),
  };
}

/**
 * Chunks of earlier builds. Only now, so that whoever runs dist meanwhile finds it whole; dist/types is
 * tsc's.
 */
async function removeStale(outputs) {
  const found = await readdir(outdir, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  await Promise.all(staleOf(files, outputs, root).map((file) => rm(file, { force: true })));
}
