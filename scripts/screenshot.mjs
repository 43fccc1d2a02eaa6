// The README's pictures: a rehearsal in the sandbox, as the terminal shows it and as the HTML report tells
// it, taken in a real Chromium. node scripts/build.mjs && node scripts/screenshot.mjs docs/pictures
// (CHROMIUM names another browser of that family)

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const CLI = resolve(import.meta.dirname, "../dist/cli/main.js");
const BROWSER = process.env.CHROMIUM ?? "chromium";
const SCHEMES = { dark: 0, light: 1 };

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error("Name the folder for the pictures.");
mkdirSync(folder, { recursive: true });

const scratch = mkdtempSync(join(tmpdir(), "screenshot-"));
try {
  const report = join(scratch, "report.html");
  const run = spawnSync(
    process.execPath,
    [CLI, "run", "mail.example.test", "--sandbox", "--color", "always", "--report", report],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  if (run.status !== 0) throw new Error(run.stderr);
  const terminal = join(scratch, "terminal.html");
  writeFileSync(terminal, terminalPage(`$ npm run demo\n${run.stderr}${run.stdout}`));
  take(terminal, "terminal.png", { scheme: SCHEMES.dark, size: "1240,1330" });
  for (const [scheme, number] of Object.entries(SCHEMES))
    take(report, `report-${scheme}.png`, { scheme: number, size: "1180,720" });
} finally {
  rmSync(scratch, { recursive: true });
}

/** What a terminal makes of the few codes that the renderers write (ECMA-48, SGR). */
function terminalPage(text) {
  const styles = {
    1: "font-weight:bold",
    2: "opacity:.6",
    31: "color:#ff7b72",
    32: "color:#7ee787",
    33: "color:#e3b341",
    36: "color:#79c0ff",
  };
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  // oxlint-disable-next-line no-control-regex -- the codes begin with a control character
  const body = escaped.replace(/\u001b\[(\d+)m/g, (_, code) =>
    code in styles ? `<span style="${styles[code]}">` : "</span>",
  );
  const page =
    "background:#0d1117;color:#e6edf3;margin:28px 32px;font:13px/1.5 'DejaVu Sans Mono',monospace;white-space:pre-wrap;overflow-wrap:anywhere";
  return `<!doctype html><meta charset="utf-8"><body style="${page}">${body}`;
}

function take(page, name, { scheme, size }) {
  const picture = resolve(folder, name);
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
    "--force-device-scale-factor=1",
    `--window-size=${size}`,
  ];
  // The pages are our own and have no script; a container seldom allows the browser's sandbox.
  const place = [
    "--headless",
    "--no-sandbox",
    `--user-data-dir=${join(scratch, "profile")}`,
    `--screenshot=${picture}`,
  ];
  execFileSync(BROWSER, [...place, ...quiet, ...look, pathToFileURL(page).href], {
    stdio: ["ignore", "ignore", "ignore"],
    timeout: 60_000,
  });
  process.stdout.write(`${picture}\n`);
}
