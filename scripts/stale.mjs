// Which files of the output folder an earlier build has left.
import * as systemPath from "node:path";

/**
 * Compared as absolute paths: esbuild writes `dist/index.js` on every system, where Windows reads `dist\index.js`; as
 * text no file of the build would be one of its own there.
 * @param files absolute; @param outputs as esbuild's metafile names them, from `root`
 * @param path of node:path, or its other system's
 */
export function staleOf(files, outputs, root, path = systemPath) {
  const written = new Set(outputs.map((output) => path.resolve(root, output)));
  return files.filter((file) => file.endsWith(".js") && !written.has(path.resolve(file)));
}
