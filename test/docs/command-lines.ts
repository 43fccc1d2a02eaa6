// The command lines that a page shows, in its blocks and in its sentences, read from the page.

/** What a reader types, and the exit status that the page tells of it. */
export interface CommandLine {
  /** As it stands on the page, with its remark; a line that goes on behind `\` is one. */
  readonly text: string;
  /** Behind the remark's word "exit"; else 0. */
  readonly exit: number;
}

/** A block, or a command between backquotes in a sentence. */
const SHOWN = /^( *)```(\w*)\n([^]*?)^ *```$|`(npx ses-onboard [^`\n]*)`/gm;
const SHELLS: ReadonlySet<string> = new Set(["", "sh", "bash"]);
/** Of a help page: the examples, with what they do behind two blanks. */
const EXAMPLE = /^ {2}(ses-onboard [^[<]*?)(?: {2,}(.*))?$/gm;
/** A command of which the reader has to fill in a part. */
const INCOMPLETE = /[[<…]|\bFILE\b/;

/** In their order; an example of a help page, and a command in a sentence, once. */
export function commandLinesOf(page: string): readonly CommandLine[] {
  const lines: CommandLine[] = [];
  const addOnce = (line: CommandLine): void => {
    if (!lines.some(({ text }) => withoutRemark(text) === withoutRemark(line.text))) lines.push(line);
  };
  for (const [, , language = "", block = "", inSentence] of page.matchAll(SHOWN)) {
    if (inSentence !== undefined) {
      if (!INCOMPLETE.test(inSentence)) addOnce({ text: inSentence, exit: 0 });
    } else if (SHELLS.has(language)) lines.push(...typedIn(block));
    else if (language === "text") for (const line of examplesIn(block)) addOnce(line);
  }
  return lines;
}

function withoutRemark(text: string): string {
  return text.replace(/ +#.*$/, "");
}

function typedIn(block: string): readonly CommandLine[] {
  return block
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((text) => ({ text, exit: exitToldIn(/\s#\s(.*)$/.exec(text)?.[1]) }));
}

function examplesIn(help: string): readonly CommandLine[] {
  return [...help.matchAll(EXAMPLE)].map(([, text = "", remark]) => ({ text, exit: exitToldIn(remark) }));
}

function exitToldIn(remark: string | undefined): number {
  return Number(/\bexit (\d)/.exec(remark ?? "")?.[1] ?? 0);
}
