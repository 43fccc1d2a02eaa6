import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROWS, type Row } from "./rows.ts";

/** Servers of our own, and real ones. */
const FOLDERS = [import.meta.dirname, join(import.meta.dirname, "..", "..", "servers")];

/** The rows that a test file names, each with what its block holds. */
function blocksIn(file: string): readonly { readonly id: string; readonly isTested: boolean }[] {
  const [, ...blocks] = readFileSync(file, "utf8").split(/^ *row\("/m);
  return blocks.map((block) => ({
    id: block.slice(0, block.indexOf('"')),
    isTested: /\bit(?:\.each\([^]*?\))?\(/.test(block),
  }));
}

describe("the rows of untidy delegations", () => {
  const blocks = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((file) => file.endsWith(".test.ts"))
    .flatMap(blocksIn);

  it("have a test each, on sockets", () => {
    const tested = new Set(blocks.filter(({ isTested }) => isTested).map(({ id }) => id));
    expect(Object.keys(ROWS).filter((id) => !tested.has(id))).toEqual([]);
  });

  it("are all that the tests name", () => {
    expect(blocks.map(({ id }) => id).filter((id) => !Object.hasOwn(ROWS, id))).toEqual([]);
    expect(blocks.filter(({ isTested }) => !isTested)).toEqual([]);
  });

  it("say each where they were seen, and what must come of them", () => {
    const rows: readonly Row[] = Object.values(ROWS);
    expect(rows.filter(({ world, seenIn, must }) => [world, seenIn, must].includes(""))).toEqual([]);
  });
});
