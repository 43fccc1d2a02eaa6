// Pictures of the HTML report for the documentation: a rehearsal in the sandbox, looked at in a real Chromium.
// node scripts/build.mjs && node scripts/screenshot.mjs FOLDER   (CHROMIUM names another browser of that family)

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const CLI = resolve(import.meta.dirname, "../dist/cli/main.js");
const BROWSER = process.env.CHROMIUM ?? "chromium";
const SCHEMES = { dark: 0, light: 1 };

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder for the pictures.");

const scratch = mkdtempSync(join(tmpdir(), "screenshot-"));
try {
  const page = join(scratch, "report.html");
  execFileSync(process.execPath, [CLI, "run", "mail.example.test", "--sandbox", "--report", page], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (const [scheme, number] of Object.entries(SCHEMES)) take(page, resolve(folder, `report-${scheme}.png`), number);
} finally {
  rmSync(scratch, { recursive: true });
}

function take(page, picture, scheme) {
  const quiet = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ];
  const look = [
    `--blink-settings=preferredColorScheme=${scheme}`,
    "--hide-scrollbars",
    "--force-device-scale-factor=2",
    "--window-size=1180,1100",
  ];
  // The page is our own and has no script; a container seldom allows the browser's sandbox.
  const place = ["--headless", "--no-sandbox", `--user-data-dir=${join(scratch, "profile")}`, `--screenshot=${picture}`];
  execFileSync(BROWSER, [...place, ...quiet, ...look, pathToFileURL(page).href], {
    stdio: ["ignore", "ignore", "ignore"],
    timeout: 60_000,
  });
  process.stdout.write(`${picture}\n`);
}
