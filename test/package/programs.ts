import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startChild, type Child, type ChildOptions } from "../support/child.ts";

// The whole programs that docs/library.md shows, each as a file beside the installed package.

const ROOT = join(import.meta.dirname, "../..");

/** By the names that their first lines give them. */
export const PROGRAMS = ["service.mjs", "worker.mjs", "host.mjs", "events.mjs"] as const;

type Program = (typeof PROGRAMS)[number];

export interface Programs {
  readonly folder: string;
  readonly start: (
    program: Program,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    options?: ChildOptions,
  ) => Child;
}

/**
 * As they stand on the page, but for the domain of the sandbox.
 * @param consumer a folder in which the package is installed
 * @throws Error where the page shows other programs
 */
export function takeOut(consumer: string): Programs {
  const folder = join(consumer, "programs");
  mkdirSync(folder);
  const page = readFileSync(join(ROOT, "docs/library.md"), "utf8");
  const shown = [...page.matchAll(/```js\n(\/\/ (\w+\.mjs)\b[^]*?)```/g)];
  const names = shown.map(([, , name]) => name);
  if (names.join() !== PROGRAMS.join()) throw new Error(`docs/library.md shows ${names.join(", ")}`);
  for (const [, text = "", name = ""] of shown)
    writeFileSync(join(folder, name), text.replaceAll("example.com", "example.test"));
  cpSync(join(ROOT, "examples/third-party-adapter/inhouse.mjs"), join(folder, "inhouse.mjs"));
  return {
    folder,
    start: (program, args, env, options) =>
      startChild(args, env, { cwd: folder, entry: join(folder, program), ...options }),
  };
}
