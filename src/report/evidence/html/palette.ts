import type { Tone } from "../tracks/verdict-look.ts";

type Palette = Readonly<Record<Tone, readonly [line: string, fill: string]>> & { readonly page: string };

// Line on fill and line on paper have a contrast of at least 4.5:1 (WCAG 2.2 AA), since both carry words.

const LIGHT: Palette = {
  page: "--paper: #fffffc; --ink: #1f1f1d; --soft: #696861; --rule: #e4e2da;",
  good: ["#186a42", "#cde8d8"],
  partly: ["#4f6c1c", "#e3eecb"],
  old: ["#855600", "#fbe6b8"],
  absent: ["#4d5969", "#dfe4eb"],
  broken: ["#a42d18", "#f8d2c8"],
  neutral: ["#565094", "#e5e3f4"],
};

const DARK: Palette = {
  page: "--paper: #17181a; --ink: #e7e5df; --soft: #a09d94; --rule: #34363a;",
  good: ["#7fd6aa", "#1d4934"],
  partly: ["#b9d680", "#3b4a1c"],
  old: ["#f0c468", "#574013"],
  absent: ["#b3bfcf", "#333c48"],
  broken: ["#f7a08c", "#5c261b"],
  neutral: ["#bdb7ee", "#38345c"],
};

const PAPER: Palette = { ...LIGHT, page: "--paper: #fff; --ink: #000; --soft: #555; --rule: #ddd;" };

/** Light and dark by the reader's choice, paper always light, and a class for each tone. */
export function paletteCss(): string {
  return `
:root { color-scheme: light dark; ${variablesOf(LIGHT)} }
@media (prefers-color-scheme: dark) { :root { ${variablesOf(DARK)} } }
@media print { :root { color-scheme: light; ${variablesOf(PAPER)} } }
${TONES.map((tone) => `.${tone} { --tone: var(--${tone}); --fill: var(--${tone}-fill); }`).join("\n")}`;
}

const TONES = ["good", "partly", "old", "absent", "broken", "neutral"] as const satisfies readonly Tone[];

function variablesOf(colors: Palette): string {
  return `${colors.page} ${TONES.map((tone) => `--${tone}: ${colors[tone][0]}; --${tone}-fill: ${colors[tone][1]};`).join(" ")}`;
}
