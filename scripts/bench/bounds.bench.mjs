// The built program with answers, zones and files of unusual size, against the sandbox and servers that answer in
// its place. The rows are those of test/faults/bounds.test.ts.
import { access } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { importTypeScript } from "./bundle.mjs";

export const title = "what is too large, row by row: seconds, largest resident set, how it ends";

const PROMISES = { seconds: 10, megabytes: 300 };
const checkout = fileURLToPath(new URL("../../", import.meta.url));

export async function run(report) {
  await access(`${checkout}dist/cli/main.js`).catch(() => {
    throw new Error("dist/cli/main.js is missing; run `npm run build` first");
  });
  const [{ ROWS }, { measured }] = await Promise.all([
    importTypeScript("test/support/bounds/rows.ts"),
    importTypeScript("test/support/bounds/measure.ts"),
  ]);
  const only = process.env.BOUNDS_ROWS;
  report("| what | seconds | peak MB | exit | code |");
  report("|---|---|---|---|---|");
  const broken = [];
  for (const row of ROWS.filter(({ name }) => only === undefined || name.includes(only))) {
    const place = await row.start();
    try {
      const ended = await measured(checkout, place);
      const { seconds, megabytes, exit, code } = ended;
      report(
        `| ${row.name} | ${seconds.toFixed(1)} | ${megabytes.toFixed(0)} | ${exit ?? "killed"} | ${code ?? ""} |`,
      );
      if (process.env.BOUNDS_SAY) report(`    ${ended.message.slice(0, 300)} ${ended.stderr.slice(0, 300)}`);
      if (exit !== row.exit || code !== row.code) broken.push(`${row.name}: ${exit} ${code}`);
      if (seconds > PROMISES.seconds || megabytes > PROMISES.megabytes) broken.push(row.name);
    } finally {
      await place.close();
    }
  }
  if (broken.length > 0) throw new Error(broken.join("; "));
}
