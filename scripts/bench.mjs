// `npm run bench [name…] [-- --runs N] [-- --against PATH]`: runs the measurements in scripts/bench/, each a module that
// exports `title` and `run(report, { runs, against })`; `against` is another checkout, see pairs.bench.mjs.
import { readdir } from "node:fs/promises";
import { basename } from "node:path";
import { parseArgs } from "node:util";

const folder = new URL("bench/", import.meta.url);
const { positionals: wanted, values } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: "string" }, against: { type: "string" } },
});
const options = { ...values, ...(values.runs === undefined ? {} : { runs: Number(values.runs) }) };
const names = (await readdir(folder))
  .filter((file) => file.endsWith(".bench.mjs"))
  .map((file) => basename(file, ".bench.mjs"));
const unknown = wanted.filter((name) => !names.includes(name));

if (unknown.length > 0) {
  console.error(`No such measurement: ${unknown.join(", ")}. There are: ${names.join(", ")}.`);
  process.exitCode = 2;
} else {
  for (const name of names.filter((known) => wanted.length === 0 || wanted.includes(known)))
    await runOne(name);
}

/** One that fails must not hide the others, and must not look measured. */
async function runOne(name) {
  const { title, run } = await import(new URL(`${name}.bench.mjs`, folder));
  console.log(`\n${name}: ${title}`);
  try {
    await run((line) => console.log(`  ${line}`), options);
  } catch (error) {
    console.error(`  ✗ ${error.message}`);
    process.exitCode = 1;
  }
}
