// The CLI must feel like a small program: SDKs load on first use only.
import { access } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { cpuOf, interleaved, median, timeOf } from "./measure.mjs";

export const title = "`ses-onboard --help` against `node -e 0` and another build, in interleaved pairs";

const MOST = 1.7;
const RUN = ["run", "mail.example.test", "--sandbox", "--format", "json"];
const root = fileURLToPath(new URL("../../", import.meta.url));

export async function run(report, { runs: pairs = 20, against } = {}) {
  const main = await programOf(root);
  if (against !== undefined) await compare(report, pairs, main, await programOf(resolve(against)));
  const [bare, help] = await interleaved(
    pairs,
    () => timeOf(["-e", "0"]),
    () => timeOf([main, "--help"]),
  );
  const ratio = median(help) / median(bare);
  report(`node -e 0           ${median(bare).toFixed(1)} ms (median)`);
  report(`ses-onboard --help  ${median(help).toFixed(1)} ms (median)`);
  report(`ratio               ${ratio.toFixed(2)} (at most ${MOST} is promised)`);
  if (ratio > MOST) throw new Error(`the ratio ${ratio.toFixed(2)} is above ${MOST}`);
}

async function programOf(checkout) {
  const main = join(checkout, "dist/cli/main.js");
  await access(main).catch(() => {
    throw new Error(`${main} is missing; run \`npm run build\` there first`);
  });
  return main;
}

/** Of a run, the processor's time: most of the clock's is spent waiting for the second name server. */
async function compare(report, pairs, own, others) {
  const rows = [
    ["--help", (main) => timeOf([main, "--help"])],
    ["run --sandbox, CPU", (main) => cpuOf([main, ...RUN])],
  ];
  for (const [name, measure] of rows) {
    const [these, those] = await interleaved(
      pairs,
      () => measure(own),
      () => measure(others),
    );
    const ratio = median(these) / median(those);
    report(
      `${name.padEnd(19)} ${pairs} pairs: ${median(these).toFixed(1)} ms against ${median(those).toFixed(1)} ms = ${ratio.toFixed(2)} × (medians)`,
    );
  }
}
