import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DOORS, hostileTable } from "./table.ts";

const PAGE = join(import.meta.dirname, "../../docs/reliability.md");
const BEGIN =
  "<!-- Written by `UPDATE=1 npx vitest run --project process test/hostile/table.test.ts` from test/hostile/rows; edits up to the end of the tables are lost. -->";
const END = "<!-- End of the tables. -->";

describe("the tables of docs/reliability.md", () => {
  it("say of every row what it was tested for", () => {
    const page = readFileSync(PAGE, "utf8");
    const [before = "", rest = ""] = page.split(BEGIN);
    const after = rest.split(END)[1] ?? "";
    const written = `${before}${BEGIN}\n\n${hostileTable()}\n\n${END}${after}`;
    if (process.env["UPDATE"] === "1") writeFileSync(PAGE, written);
    expect(readFileSync(PAGE, "utf8")).toBe(written);
  });

  it.each(DOORS)("name each thing once: $title", ({ rows }) => {
    const names = rows.map(({ what }) => what);
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
  });
});
