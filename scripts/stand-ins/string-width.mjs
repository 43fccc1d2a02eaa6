// yargs brings three copies of string-width, each building an Intl.Segmenter at start. Its help texts are
// plain ASCII.
import { stripVTControlCharacters } from "node:util";

// oxlint-disable-next-line import/no-default-export -- the package that it stands for has a default export
export default function stringWidth(text) {
  return stripVTControlCharacters(String(text)).length;
}
