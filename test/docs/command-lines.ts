// The command lines that a page shows in its blocks, read from the page.

/** What a reader types, and the exit status that the page tells of it. */
export interface CommandLine {
  /** As it stands on the page, with its remark; a line that goes on behind `\` is one. */
  readonly text: string;
  /** Behind the remark's word "exit"; else 0. */
  readonly exit: number;
}

const BLOCK = /^( *)```(\w*)\n([^]*?)^ *```$/gm;
const SHELLS: ReadonlySet<string> = new Set(["", "sh", "bash"]);
/** Of a help page: the examples, with what they do behind two blanks. */
const EXAMPLE = /^ {2}(ses-onboard [^[<]*?)(?: {2,}(.*))?$/gm;

/** Those of its shells in their order, then the examples of its help pages, each once. */
export function commandLinesOf(page: string): readonly CommandLine[] {
  const blocks = [...page.matchAll(BLOCK)].map(([, , language = "", text = ""]) => ({ language, text }));
  const helpPages = blocks.filter(({ language }) => language === "text").map(({ text }) => text);
  return [
    ...blocks.filter(({ language }) => SHELLS.has(language)).flatMap(({ text }) => typedIn(text)),
    ...examplesIn(helpPages.join("\n")),
  ];
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
  const remarks = new Map([...help.matchAll(EXAMPLE)].map(([, text = "", remark]) => [text, remark]));
  return [...remarks].map(([text, remark]) => ({ text, exit: exitToldIn(remark) }));
}

function exitToldIn(remark: string | undefined): number {
  return Number(/\bexit (\d)/.exec(remark ?? "")?.[1] ?? 0);
}
