// The CLI must feel like a small program: SDKs load on first use only.
import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { interleaved, median, timeOf } from "./measure.mjs";

export const title = "`ses-onboard --help` against `node -e 0`, 20 interleaved pairs";

const PAIRS = 20;
const MOST = 1.7;
const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export async function run(report) {
  await access(main).catch(() => {
    throw new Error("dist/cli/main.js is missing; run `npm run build` first");
  });
  const [bare, help] = await interleaved(
    PAIRS,
    () => timeOf(["-e", "0"]),
    () => timeOf([main, "--help"]),
  );
  const ratio = median(help) / median(bare);
  report(`node -e 0           ${median(bare).toFixed(1)} ms (median)`);
  report(`ses-onboard --help  ${median(help).toFixed(1)} ms (median)`);
  report(`ratio               ${ratio.toFixed(2)} (at most ${MOST} is promised)`);
  if (ratio > MOST) throw new Error(`the ratio ${ratio.toFixed(2)} is above ${MOST}`);
}
