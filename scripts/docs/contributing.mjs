import { row } from "./command.mjs";
import { between, exportsOf, sourceOf } from "./source.mjs";

const BEGIN =
  "<!-- Written by `npm run docs` from test/architecture-table.ts; edits up to the end of the table are lost. -->\n";
const END = "<!-- End of the table. -->\n";

/** CONTRIBUTING.md with the table of who may import whom, as the architecture test holds it. */
export async function contributingPage() {
  const { PLACES } = await exportsOf("test/architecture-table.ts");
  const table = rowsOf(PLACES).map(({ names, may, why }) => row(names.map(shown).join(", "), may, why));
  const lines = ["| folder or file | may import | why |", "|---|---|---|", ...table];
  return between(await sourceOf("CONTRIBUTING.md"), BEGIN, END, `\n${lines.join("\n")}\n\n`);
}

/** Places that stand together for the same reason share a row. */
function rowsOf(places) {
  const rows = [];
  for (const [name, { may, why }] of Object.entries(places)) {
    if (why === "") throw new Error(`test/architecture-table.ts does not say why ${name} is a place`);
    const cell = cellOf(name, may, places);
    const last = rows.at(-1);
    if (last?.may === cell && last.why === why) last.names.push(name);
    else rows.push({ names: [name], may: cell, why });
  }
  return rows;
}

/** In place of the whole list its upper ends, in bold where one stands for all that it may import itself, too. */
function cellOf(place, may, places) {
  const [left, bold] = [new Set(may), new Set()];
  for (const entry of may.toReversed()) {
    const below = ownImports(entry, places);
    if (!left.has(entry) || entry === place || below.length === 0) continue;
    if (!below.every((name) => may.some((allowed) => isIn(allowed, name)))) continue;
    bold.add(entry);
    for (const name of below) left.delete(name);
  }
  const hasFolders = Object.keys(places).some((name) => name !== place && isIn(place, name));
  if (!hasFolders) left.delete(place);
  const cells = [...left].map((name) => {
    if (name === place) return "the folders in it";
    return bold.has(name) ? `**${shown(name)}**` : shown(name);
  });
  return cells.length === 0 ? "nothing" : cells.toSorted(packagesLast).join(", ");
}

function packagesLast(a, b) {
  return Number(a.startsWith("`")) - Number(b.startsWith("`"));
}

/** What a folder may import of this repository, beside itself. */
function ownImports(entry, places) {
  const all = Object.entries(places)
    .filter(([name]) => isIn(entry, name))
    .flatMap(([, { may }]) => may);
  return [...new Set(all)].filter((name) => /^(?:src|providers)\b/.test(name) && !isIn(entry, name));
}

function isIn(folder, path) {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Without `src/`, where nearly all is; packages as code. */
function shown(name) {
  if (/^(?:src|providers)\//.test(name)) return name.replace("src/", "");
  return name === "src" || name === "providers" ? name : `\`${name}\``;
}
