import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BY_HTTPS } from "./by-https.ts";
import { COMMANDS, observe, SLOWER, type Cell } from "./cell.ts";
import { PORT53 } from "./port53.ts";
import { brokenIn } from "./promises.ts";
import { tablesOf, type Played } from "./table.ts";

// The built program in networks as companies and hotels have them: real sockets, own fakes of name servers, resolvers,
// proxies and of what stands in between. By `npm run networks` each with each; else a selection.

const IS_ALL = process.env["NETWORKS"] === "all";
const played: Played[] = [];

const CELLS: readonly Cell[] = PORT53.flatMap((port53) =>
  BY_HTTPS.flatMap((byHttps) => COMMANDS.map((command) => ({ port53, byHttps, command }))),
);

describe.concurrent("a network keeps each promise", () => {
  it.each((IS_ALL ? CELLS : CELLS.filter(isAlways)).map((cell) => [nameOf(cell), cell] as const))(
    "%s",
    { timeout: 300_000 * SLOWER },
    async (_name, cell) => {
      const seen = await observe(cell);
      const broken = brokenIn(seen, cell);
      played.push({ cell, seen, broken });
      if (IS_ALL) console.log(lineOf({ cell, seen, broken }));
      expect(broken, seen.output).toEqual([]);
    },
  );
});

/** A plan by each row and by each column, the other looks in some of them; of the runs that wait for a minute, one. */
function isAlways({ command, port53, byHttps }: Cell): boolean {
  const [row, column] = [port53.title, byHttps.title];
  if (command === "plan") return column === "fine" || row === "closed";
  const isBlind = row === "closed" || row === PORTAL_ROW;
  if (command !== "run") return isBlind && (column === "fine" || column === "403");
  if (row === "open" || row === "UDP answered by a resolver that refuses") return column === "fine";
  return (row === "closed" && column === "fine") || (row === PORTAL_ROW && column === "403");
}

const PORTAL_ROW = "a gateway is every name, with authority";

/** Told as soon as it is known: all of them take a while. */
function lineOf({ cell, seen: { exit, error, tookMs }, broken }: Played): string {
  const end = `exit ${exit} ${error?.code ?? ""} after ${(tookMs / 1_000).toFixed(1)} s`;
  return [`${nameOf(cell)}: ${end}`, ...broken].join("\n  ");
}

function nameOf({ command, port53, byHttps }: Cell): string {
  return `${command}, port 53: ${port53.title}, by HTTPS: ${byHttps.title}`;
}

afterAll(() => {
  if (!IS_ALL) return;
  const tables = tablesOf(played);
  console.log(tables);
  if (process.env["UPDATE"] === "1") {
    const page = join(import.meta.dirname, "../../../docs/reliability.md");
    const place = /(?<=<!-- networks -->\n\n)[^]*?(?=\n\n<!-- end of the networks -->)/;
    writeFileSync(
      page,
      readFileSync(page, "utf8").replace(place, () => tables),
    );
  }
  const broken = played.filter((one) => one.broken.length > 0);
  console.log(
    `networks: ${CELLS.length} cells, ${played.length} played, ${broken.length} with a broken promise`,
  );
});
