// What is built, chunk by chunk, and what two commands load of it; beside another checkout where one is given. Each is
// built anew, by its own scripts/build.mjs. Limits stand in test/scripts/size.test.ts.
import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const title = "bytes by chunk, and what is loaded of them";

/** Smaller chunks are told together. */
const LEAST_TOLD = 20_000;
const COMMANDS = {
  "loaded by --help": ["--help"],
  "loaded by run --sandbox": ["run", "mail.example.test", "--sandbox", "--format", "json"],
};
const root = fileURLToPath(new URL("../../", import.meta.url));

export async function run(report, { against } = {}) {
  const own = await sizesOf(root);
  const others = against === undefined ? new Map() : await sizesOf(resolve(against));
  const names = [...new Set([...own.keys(), ...others.keys()])];
  for (const name of names.toSorted((a, b) => largest(b) - largest(a))) {
    const columns = against === undefined ? [own] : [others, own];
    report(`${name.padEnd(48)} ${columns.map((sizes) => figures(sizes.get(name) ?? 0)).join("")}`);
  }

  function largest(name) {
    return Math.max(own.get(name) ?? 0, others.get(name) ?? 0);
  }
}

function figures(bytes) {
  return bytes.toLocaleString("en-US").padStart(12);
}

/** What → bytes. */
async function sizesOf(checkout) {
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-sizes-"));
  try {
    const metafile = join(folder, "metafile.json");
    const build = ["scripts/build.mjs", "--outdir", join(folder, "dist"), "--metafile", metafile];
    await promisify(execFile)(process.execPath, build, { cwd: checkout });
    const { outputs } = JSON.parse(await readFile(metafile, "utf8"));
    const files = new Map(Object.entries(outputs).map(([file, output]) => [resolve(checkout, file), output]));
    const sizes = chunks(files, join(folder, "dist"));
    for (const [name, args] of Object.entries(COMMANDS)) {
      const loaded = await filesLoadedBy(join(folder, "dist/cli/main.js"), args);
      const own = loaded.filter((file) => files.has(file));
      sizes.set(`${name}, files`, own.length);
      sizes.set(name, sum(own.map((file) => files.get(file).bytes)));
    }
    return sizes;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function chunks(files, dist) {
  const sizes = new Map();
  const add = (name, bytes) => sizes.set(name, (sizes.get(name) ?? 0) + bytes);
  for (const [file, output] of files) {
    if (file.startsWith(join(dist, "action"))) add("the GitHub Action", output.bytes);
    else {
      add("command line, library and adapters", output.bytes);
      add(output.bytes < LEAST_TOLD ? "… chunks below 20 kB" : `… ${mainPartOf(output)}`, output.bytes);
    }
  }
  return sizes;
}

/** A chunk's name is a hash: it is told by the package, or the folder of ours, that most of it is from. */
function mainPartOf({ inputs }) {
  const parts = new Map();
  for (const [input, { bytesInOutput }] of Object.entries(inputs)) {
    const part =
      /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? input.split("/").slice(0, 2).join("/");
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  return [...parts].toSorted(([, a], [, b]) => b - a)[0]?.[0] ?? "nothing";
}

/** By V8's own account of the scripts that ran. */
async function filesLoadedBy(main, args) {
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-loaded-"));
  try {
    const env = { PATH: process.env.PATH, HOME: folder, NODE_V8_COVERAGE: join(folder, "coverage") };
    await promisify(execFile)(process.execPath, [main, ...args], { env, cwd: folder });
    const reports = await Promise.all(
      (await readdir(env.NODE_V8_COVERAGE)).map(async (file) =>
        JSON.parse(await readFile(join(env.NODE_V8_COVERAGE, file), "utf8")),
      ),
    );
    const urls = new Set(reports.flatMap(({ result }) => result.map(({ url }) => url)));
    return [...urls].filter((url) => url.startsWith("file:")).map((url) => fileURLToPath(url));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
