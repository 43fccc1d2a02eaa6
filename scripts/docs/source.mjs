import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const at = (path) => new URL(`../../${path}`, import.meta.url);

/** A file's text, by its path from the root. */
export function sourceOf(path) {
  return readFile(at(path), "utf8");
}

/** What TypeScript files export, all together, with what they import bundled in: Node 20 runs no TypeScript. */
export async function exportsOf(...paths) {
  const { outputFiles } = await build({
    stdin: {
      contents: paths.map((path) => `export * from "./${path}";`).join("\n"),
      resolveDir: fileURLToPath(at("")),
    },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    mainFields: ["module", "main"],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** The text with that between two lines replaced; both stay. */
export function between(text, begin, end, content) {
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from === -1 || to < from) throw new Error(`there is no place for what is generated: ${begin.trim()}`);
  return `${text.slice(0, from)}${begin}${content}${text.slice(to)}`.trimEnd();
}

/** Throws where the words beside the code tell of too little or too much. */
export function demandSameNames(what, inCode, inWords) {
  const missing = inCode.filter((name) => !inWords.includes(name));
  const left = inWords.filter((name) => !inCode.includes(name));
  if (missing.length > 0) throw new Error(`${what} without words: ${missing.join(", ")}`);
  if (left.length > 0) throw new Error(`words about ${what} that the code does not have: ${left.join(", ")}`);
}
