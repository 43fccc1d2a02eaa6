// `node bundle.mjs HOW PROGRAM FOLDER`: bundles a program for Node with all that it imports, and prints the file to run.
// Each as its own documentation has it for a server, and nothing that this package would ask for. What the bundler has
// to say of the package goes to stderr.
import { join } from "node:path";

const [how, program, folder] = process.argv.slice(2);

const HOW = {
  "esbuild-esm": () => withEsbuild("esm", "mjs"),
  // As for AWS Lambda, whose console and tools still make CommonJS of a handler.
  "esbuild-cjs": () => withEsbuild("cjs", "cjs"),
  rollup: withRollup,
  vite: withVite,
  // To CommonJS, as it does where nothing else is said.
  webpack: withWebpack,
};

const MODULES = { entryFileNames: "program.mjs", chunkFileNames: "[name]-[hash].mjs" };

process.stdout.write(`${join(folder, await HOW[how]())}\n`);

async function withEsbuild(format, ending) {
  const { build } = await import("esbuild");
  const outfile = `program.${ending}`;
  const shared = { bundle: true, platform: "node", target: "node20", logLevel: "warning" };
  await build({ ...shared, entryPoints: [program], outfile: join(folder, outfile), format });
  return outfile;
}

async function withRollup() {
  const { rollup } = await import("rollup");
  const { nodeResolve } = await import("@rollup/plugin-node-resolve");
  const build = await rollup({ input: program, plugins: [nodeResolve({ preferBuiltins: true })] });
  await build.write({ dir: folder, format: "es", ...MODULES });
  return MODULES.entryFileNames;
}

async function withVite() {
  const { build } = await import("vite");
  await build({
    configFile: false,
    logLevel: "warn",
    ssr: { noExternal: true },
    build: { ssr: program, outDir: folder, rollupOptions: { output: MODULES } },
  });
  return MODULES.entryFileNames;
}

async function withWebpack() {
  const { default: webpack } = await import("webpack");
  const filename = "program.cjs";
  const stats = await new Promise((resolve, reject) => {
    webpack(
      {
        mode: "production",
        target: "node20",
        entry: program,
        output: { path: folder, filename },
        // Only shorter, in thrice the time.
        optimization: { minimize: false },
      },
      (error, done) => (error ? reject(error) : resolve(done)),
    );
  });
  process.stderr.write(stats.toString({ all: false, errors: true, warnings: true }));
  if (stats.hasErrors()) process.exitCode = 1;
  return filename;
}
