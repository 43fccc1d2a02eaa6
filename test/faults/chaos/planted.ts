import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { playSeries, type SeriesOptions } from "./series.ts";

// Mistakes that the harness has to find: each is put into a copy of the checkout, which is built and played until a
// seed breaks the promise that it is about. What is shipped holds none of it.

interface Edit {
  readonly file: string;
  /** It stands there exactly once. */
  readonly text: string;
  readonly replacement: string;
}

export interface Planted {
  readonly title: string;
  /** The promise that has to be seen broken. */
  readonly rule: string;
  readonly edits: readonly Edit[];
}

export const PLANTED: readonly Planted[] = [
  {
    title: "rrset.planned after the write",
    rule: "rrset.planned is on disk before the write",
    edits: [
      {
        file: "src/onboard/publish/converge.ts",
        text: "    sayPlan(run, planned, said);\n",
        replacement: "    void said;\n",
      },
      {
        file: "src/onboard/publish/converge.ts",
        text: "  sayWritten(run, planned, receipt);",
        replacement: "  sayPlan(run, planned, plannedBefore);\n  sayWritten(run, planned, receipt);",
      },
    ],
  },
  {
    title: "a foreign value beside an SPF record that is merged is dropped",
    rule: "values of others stay",
    edits: [
      {
        file: "src/plan/spf/rule.ts",
        text: "values.filter((value) => !records.includes(value) || value === base);",
        replacement: "[base];",
      },
    ],
  },
  {
    title: "a second Create for an identity that exists",
    rule: "never a second Create",
    edits: [
      {
        file: "src/onboard/onboard-domain.ts",
        text: "existing === undefined ? await create(run, draft, turn)",
        replacement: "existing?.verified !== true ? await create(run, draft, turn)",
      },
    ],
  },
  {
    title: "success is told without SES's verdict",
    rule: "verified only where SES says so",
    edits: [
      {
        file: "src/onboard/confirm/confirm.ts",
        text: "if (identity.verified) return sayVerified(run, identity, 0);",
        replacement: "if (identity.records.length > 0) return sayVerified(run, identity, 0);",
      },
    ],
  },
  {
    title: "undo takes a foreign value with it",
    rule: "values of others stay",
    edits: [
      {
        file: "src/plan/undo.ts",
        text: "...(rrset?.values.filter((value) => !brought.includes(value)) ?? []), ",
        replacement: "",
      },
    ],
  },
  {
    title: "a secret in the event log",
    rule: "no secret anywhere",
    edits: [
      {
        file: "src/journal/write-log.ts",
        text: "jsonLine(redactDeep(event, redact))",
        replacement:
          'jsonLine({ ...redactDeep(event, redact), of: Buffer.from(process.env["TENCENTCLOUD_SECRET_KEY"] ?? "").toString("base64") })',
      },
    ],
  },
];

/** @returns the exit status: 0 when each was found */
export async function playPlanted(
  series: Omit<SeriesOptions, "build" | "onTold">,
  root: string,
): Promise<number> {
  let found = 0;
  for (const planted of PLANTED) {
    const copy = join(series.folder, "checkout");
    copyCheckout(root, copy);
    for (const edit of planted.edits) plant(copy, edit);
    execFileSync(process.execPath, [join(copy, "scripts/build.mjs")], { stdio: "inherit" });
    const seed = await firstSeed(planted, {
      ...series,
      build: { entry: join(copy, "dist/cli/main.js"), root },
    });
    if (seed !== undefined) found += 1;
    console.log(
      seed === undefined
        ? `NOT FOUND within ${series.runs} seeds: ${planted.title}`
        : `found by seed ${seed}, after ${seed - series.first + 1} of ${series.runs}: ${planted.title}`,
    );
    rmSync(series.folder, { recursive: true, force: true });
  }
  console.log(`${found} of ${PLANTED.length} planted mistakes found`);
  return found === PLANTED.length ? 0 : 1;
}

/** The lowest of those that were played. */
async function firstSeed(
  { rule }: Planted,
  options: Omit<SeriesOptions, "onTold">,
): Promise<number | undefined> {
  const told = await playSeries({
    ...options,
    onTold: ({ violations }) => violations.some((one) => one.rule === rule),
  });
  const seeds = told
    .filter(({ violations }) => violations.some((one) => one.rule === rule))
    .map(({ draw }) => draw.seed);
  return seeds.length === 0 ? undefined : Math.min(...seeds);
}

function plant(checkout: string, { file, text, replacement }: Edit): void {
  const path = join(checkout, file);
  const whole = readFileSync(path, "utf8");
  const pieces = whole.split(text);
  if (pieces.length !== 2) throw new Error(`${pieces.length - 1} times in ${file}, not once: ${text}`);
  writeFileSync(path, pieces.join(replacement));
}

/** All that the build reads. */
function copyCheckout(root: string, copy: string): void {
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
  const files = execFileSync("git", listing, { cwd: root, encoding: "utf8" }).split("\0").filter(Boolean);
  const isTaken = (file: string): boolean => /^(?:src|providers|scripts)\/|^package\.json$/.test(file);
  for (const file of files.filter(isTaken))
    if (existsSync(join(root, file))) cpSync(join(root, file), join(copy, file));
  symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
}
