import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PLANTED } from "./planted.ts";

const ROOT = join(import.meta.dirname, "../../..");

it.for(PLANTED.flatMap(({ title, edits }) => edits.map((edit) => ({ title, ...edit }))))(
  "the text that $title replaces stands once in $file",
  ({ file, text }) => {
    expect(readFileSync(join(ROOT, file), "utf8").split(text)).toHaveLength(2);
  },
);
