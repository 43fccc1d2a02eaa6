import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Played } from "../scenarios.ts";
import type { World } from "../world/world.ts";
import { parseLines } from "./ends.ts";
import type { Violation } from "./violation.ts";

// What it leaves: logs that can be read again, reports that are not empty, and no secret anywhere.

export function judgeFiles(world: World, played: readonly Played[]): readonly Violation[] {
  const isKilled = played.some(({ killed }) => killed === "SIGKILL");
  return [
    ...world.logs().flatMap((path) => judgeLog(path, isKilled)),
    ...played.flatMap(judgeReports),
    ...judgeSecrets(world, played),
  ];
}

/** A kill may leave half a line; the next run ends it. */
function judgeLog(path: string, isKilled: boolean): readonly Violation[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line !== "");
  const torn = lines.filter((line) => parseLines(line) === undefined);
  return torn.length > (isKilled ? 1 : 0)
    ? [{ rule: "each line of the log is JSON", seen: torn[0]?.slice(0, 200) ?? "" }]
    : [];
}

function judgeReports({ reports, ended, killed, command }: Played): readonly Violation[] {
  if (killed !== undefined || ended.exit === 2) return [];
  return reports
    .filter((path) => !existsSync(path) || statSync(path).size < 100)
    .map((path) => ({
      rule: "the report is written",
      seen: `${command}, exit ${ended.exit}: ${path}: ${ended.stderr.slice(0, 200)}`,
    }));
}

function judgeSecrets(world: World, played: readonly Played[]): readonly Violation[] {
  const needles = world.secrets.flatMap(formsOf);
  const files = readdirSync(world.folder)
    .filter((file) => /\.(?:ndjson|html|md|json)$/.test(file))
    .map((file) => [file, readFileSync(join(world.folder, file), "latin1")] as const);
  const outputs = played.flatMap(({ command, ended }) => [
    [`stdout of ${command}`, ended.stdout] as const,
    [`stderr of ${command}`, ended.stderr] as const,
  ]);
  return [...files, ...outputs].flatMap(([where, text]) => {
    const needle = needles.find((one) => text.includes(one));
    return needle === undefined
      ? []
      : [{ rule: "no secret anywhere", seen: `${where} has ${needle.slice(0, 12)}…` }];
  });
}

/** In the encodings that are cheap to look for. */
export function formsOf(secret: string): readonly string[] {
  const octets = Buffer.from(secret, "utf8");
  // Wherever it begins in a longer text: whole groups of four that hold nothing else.
  const base64 = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), octets]).toString("base64");
    return text.slice(shift === 0 ? 0 : 4, Math.floor(((octets.length + shift) * 8) / 24) * 4);
  });
  return [
    ...new Set([
      secret,
      JSON.stringify(secret).slice(1, -1),
      encodeURIComponent(secret),
      secret.replaceAll("&", "&amp;").replaceAll('"', "&quot;"),
      octets.toString("hex"),
      ...base64,
      ...base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
    ]),
  ].filter((text) => text.length >= 8);
}
