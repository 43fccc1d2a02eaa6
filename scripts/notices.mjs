// dist/THIRD-PARTY-NOTICES.txt: the licence of every package that went into a bundle. Each asks that its text goes with
// every copy, also in a bundle; the build fails where there is none to be had.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The packages' folders among the inputs of a metafile, each once, in order. */
export function foldersOf(inputs) {
  const folders = inputs.map((input) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1]);
  return [...new Set(folders.filter(Boolean))].toSorted((a, b) => (a < b ? -1 : 1));
}

/** @param inputs of an esbuild metafile, relative to `root` */
export async function noticesOf(inputs, root) {
  const notices = await Promise.all(foldersOf(inputs).map((folder) => noticeOf(join(root, folder), root)));
  return `${notices.join(`\n${"-".repeat(80)}\n`)}\n`;
}

async function noticeOf(folder, root) {
  const meta = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const files = await readdir(folder);
  const own = await Promise.all(
    [/^(?:licen[cs]e|copying)/i, /^notice/i].map((name) =>
      textOf(
        folder,
        files.find((file) => name.test(file)),
      ),
    ),
  );
  const [licence = (await inReadme(folder, files)) ?? (await standard(meta, root)), notice] = own;
  return [`${meta.name} ${meta.version} (${meta.license})`, licence, notice]
    .filter((part) => part !== undefined)
    .map((part) => part.trim())
    .join("\n\n");
}

async function textOf(folder, file) {
  return file === undefined ? undefined : readFile(join(folder, file), "utf8");
}

/** Some write it there and nowhere else. */
async function inReadme(folder, files) {
  const text = await textOf(
    folder,
    files.find((file) => /^readme/i.test(file)),
  );
  const section = /^#*\s*licen[cs]e\s*\n(?:-+\n)?([^]*)$/im.exec(text ?? "")?.[1];
  return section?.includes("AS IS") ? section : undefined;
}

/** Of a package that names its licence and brings no text. */
async function standard({ name, author, license }, root) {
  // Word for word the same in each package of the SDK.
  if (license === "Apache-2.0") return readFile(join(root, "node_modules/@aws-sdk/core/LICENSE"), "utf8");
  const holder = typeof author === "string" ? author : author?.name;
  if (license === "MIT" && holder !== undefined) return `Copyright (c) ${holder}\n\n${MIT}`;
  throw new Error(`${name} (${license}) brings no licence; find its text before it is bundled`);
}

const MIT = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;
