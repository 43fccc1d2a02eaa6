// yargs brings three copies of string-width, each building an Intl.Segmenter at start. Its help texts are plain ASCII.
import { stripVTControlCharacters } from "node:util";

export default function stringWidth(text) {
  return stripVTControlCharacters(String(text)).length;
}
