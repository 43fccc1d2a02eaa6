// `npm run docs` writes the pages that only repeat what the code says; `--check` writes nothing and fails
// when one is stale. Build before: the pages on commands and DNS hosts are printed by the command
// itself.
import { readFile, writeFile } from "node:fs/promises";
import { actionFile } from "./docs/action.mjs";
import { cliPage } from "./docs/cli.mjs";
import { contributingPage } from "./docs/contributing.mjs";
import { eventsPage } from "./docs/events.mjs";
import { exitCodesPage } from "./docs/exit-codes.mjs";
import { faultsPage } from "./docs/faults.mjs";
import { providersPage } from "./docs/providers.mjs";
import { sesCodesPage } from "./docs/ses-codes.mjs";
import { actionPage, workflowPages } from "./docs/workflows.mjs";

const PAGES = {
  "CONTRIBUTING.md": contributingPage,
  "action.yml": actionFile,
  "docs/cli.md": cliPage,
  "docs/events.md": eventsPage,
  "docs/exit-codes.md": exitCodesPage,
  "docs/faults.md": faultsPage,
  "docs/github-action.md": actionPage,
  "docs/providers.md": providersPage,
  "docs/ses-codes.md": sesCodesPage,
  ...(await workflowPages()),
};

const isCheck = process.argv.includes("--check");
const stale = [];
for (const [name, page] of Object.entries(PAGES)) {
  const file = new URL(`../${name}`, import.meta.url);
  const wanted = `${await page()}\n`;
  const existing = await readFile(file, "utf8").catch(() => "");
  if (existing === wanted) continue;
  stale.push(name);
  if (!isCheck) await writeFile(file, wanted);
}

if (stale.length === 0) console.log(`docs: ${Object.keys(PAGES).length} generated pages are fresh`);
else if (isCheck) {
  console.error(
    `docs: stale: ${stale.join(", ")}. Run \`npm run build && npm run docs\`, and look at the difference.`,
  );
  process.exitCode = 1;
} else console.log(`docs: wrote ${stale.join(", ")}`);
