import { styleText } from "node:util";

/** Colour as functions, so that a renderer neither knows nor asks whether there is any. */
export interface Colors {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly cyan: Paint;
}
export type Paint = (text: string) => string;

const SAME: Paint = (text) => text;
export const NO_COLORS: Colors = { bold: SAME, dim: SAME, red: SAME, green: SAME, yellow: SAME, cyan: SAME };

// yoctocolors decides by its own look at the process when it is imported, so neither `--color` nor a test
// could overrule it.
const paint =
  (style: keyof Colors): Paint =>
  (text) =>
    styleText(style, text, { validateStream: false });

export const ANSI_COLORS: Colors = {
  bold: paint("bold"),
  dim: paint("dim"),
  red: paint("red"),
  green: paint("green"),
  yellow: paint("yellow"),
  cyan: paint("cyan"),
};

export interface ColorSituation {
  readonly choice?: "always" | "never" | "auto" | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isTTY: boolean;
}

/**
 * `--color`, then FORCE_COLOR (force-color.org; 0 and false mean no), then NO_COLOR (no-color.org), then
 * TERM=dumb, then whether it is a terminal.
 */
export function wantsColor({ choice, env, isTTY }: ColorSituation): boolean {
  if (choice === "always" || choice === "never") return choice === "always";
  const [force, no] = [env["FORCE_COLOR"] ?? "", env["NO_COLOR"] ?? ""];
  if (force !== "") return force !== "0" && force !== "false";
  if (no !== "" || env["TERM"] === "dumb") return false;
  return isTTY;
}
