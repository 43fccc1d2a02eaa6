export type Format = "tty" | "plain" | "github" | "json";

export interface FormatSituation {
  readonly choice?: Format | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether stderr, where progress goes, is a terminal. */
  readonly isTTY: boolean;
}

/**
 * `--format`, else `github` on its runner, `tty` on a terminal that can move its cursor, `plain` elsewhere.
 */
export function chooseFormat({ choice, env, isTTY }: FormatSituation): Format {
  if (choice !== undefined) return choice;
  if (env["GITHUB_ACTIONS"] === "true") return "github";
  return isTTY && env["TERM"] !== "dumb" ? "tty" : "plain";
}
