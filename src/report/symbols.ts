/**
 * All that the outputs draw with beside letters, and what stands for it where a terminal has no such sign: as wide,
 * so that tables keep their columns.
 */
const ASCII: Readonly<Record<string, string>> = {
  "✔": "v",
  "✖": "x",
  "◑": "o",
  "•": "*",
  "·": "-",
  "…": "~",
  "→": ">",
  "⚠": "!",
  ℹ: "i",
};

/** The same for such a terminal. Foreign letters are spelt, since each would be shown as several wrong ones. */
export function inAscii(text: string): string {
  return text.replace(/[\u0080-\u{10ffff}]/gu, (sign) => ASCII[sign] ?? `\\u{${codeOf(sign)}}`);
}

function codeOf(sign: string): string {
  return (sign.codePointAt(0) ?? 0).toString(16);
}

export interface TerminalSituation {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

/**
 * Whether the locale has another character set than UTF-8 (POSIX.1-2024 section 8.2: LC_ALL goes before LC_CTYPE,
 * that before LANG; C and POSIX have ASCII), or it is Linux's own console, whose font lacks the signs. Where nobody says, it has them: containers
 * and pipelines often set no locale, and a page shows what they print.
 */
export function lacksSigns({ env, isTTY }: TerminalSituation): boolean {
  if (env["GITHUB_ACTIONS"] === "true") return false;
  if (isTTY && env["TERM"] === "linux") return true;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "";
  return locale !== "" && !/utf-?8/i.test(locale);
}
