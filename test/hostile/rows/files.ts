import { HOSTILE } from "../ended.ts";
import type { Row } from "../row.ts";

// What the files may hold that a command is given by name: lists of domains, plans, event logs.

export interface FileRow extends Row {
  /** Which option names it; `log`: the one that `undo` goes by. */
  readonly as: "list" | "plan" | "log";
  /** `good`: a plan, or a log, that the program has just written; of a list nothing. */
  readonly text: (good: string) => string | Buffer;
}

/** Shown by `plan`, which leaves nothing, either. */
const shown = { end: "goes on", left: "nothing" } as const;
const refused = { end: "CONFIG_INVALID" } as const;
/** What the run before it has left. */
const kept = { end: "CONFIG_INVALID", left: "identity and records" } as const;
const nested = (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`;

const list = (what: string, text: string | Buffer, end: Row | object): FileRow => ({
  what: `list: ${what}`,
  as: "list",
  text: () => text,
  ...refused,
  ...end,
});
const plan = (what: string, text: FileRow["text"], end: object = refused): FileRow => ({
  what: `plan: ${what}`,
  as: "plan",
  text,
  ...refused,
  ...end,
});
const log = (what: string, text: FileRow["text"], end: object = kept): FileRow => ({
  what: `log: ${what}`,
  as: "log",
  text,
  ...kept,
  ...end,
});
const lines = (change: (lines: readonly string[]) => readonly string[]) => (good: string) =>
  `${change(good.trimEnd().split("\n")).join("\n")}\n`;
/** Each event of a type, as another. */
const events = (type: string, change: (line: string) => string) =>
  lines((all) => all.map((line) => (line.includes(`"type":"${type}"`) ? change(line) : line)));

export const FILE_ROWS: readonly FileRow[] = [
  list("one name a line, in upper case and with a final dot", "- MAIL.Example.TEST.\n", shown),
  list("nothing", "", refused),
  list("UTF-16, as Windows writes it", Buffer.from("\ufeff- mail.example.test\n", "utf16le"), refused),
  list("octets that are not UTF-8", Buffer.from([0x2d, 0x20, 0xff, 0xfe, 0x0a]), refused),
  list("NUL", "- mail\u0000.example.test\n", refused),
  list("a name with escape sequences and workflow commands", `- ${JSON.stringify(HOSTILE)}\n`, refused),
  list("a key with escape sequences and workflow commands", `- ${JSON.stringify(HOSTILE)}: 1\n`, refused),
  list("`__proto__` as a setting", "- domain: mail.example.test\n  __proto__: { ttl: 600 }\n", refused),
  list("a list in a list", "- [mail.example.test]\n", refused),
  list("10,000 brackets, one in another", nested(10_000), refused),
  list(
    "10,001 names",
    Array.from({ length: 10_001 }, (_, at) => `- m${at}.example.test\n`).join(""),
    refused,
  ),
  list("a URL", "- https://mail.example.test/\n", refused),
  plan("nothing", () => ""),
  plan("no JSON", () => "{ a: 1 }"),
  plan("`null`", () => "null"),
  plan("a list", () => "[]"),
  plan("cut in the middle", (good) => good.slice(0, good.length / 2)),
  plan("octets that are not UTF-8", () => Buffer.from([0xff, 0xfe, 0x80])),
  plan("10,000 brackets, one in another", () => nested(10_000)),
  plan("escape sequences and workflow commands for its version", (good) =>
    good.replace(/"version": ?[^,]+/, `"version":${JSON.stringify(HOSTILE)}`),
  ),
  plan("`__proto__` beside it", (good) => good.replace("{", '{"__proto__":{"x":1},')),
  plan("another name in place of the sender domain's", (good) =>
    good.replaceAll("mail.example.test", "www.example.test"),
  ),
  log("cut off in its last line, as a kill leaves it", (good) => good.slice(0, -20), { end: "goes on" }),
  log("nothing", () => ""),
  log("no JSON", () => "undo this\n"),
  log("octets that are not UTF-8", () => Buffer.from([0xff, 0xfe, 0x0a])),
  log(
    "a line in the middle cut off",
    lines((all) => all.map((line, at) => (at === 2 ? line.slice(0, -20) : line))),
  ),
  log("10,000 brackets, one in another", () => `${nested(10_000)}\n`),
  log(
    "an event that nobody knows, with workflow commands",
    (good) => `${JSON.stringify({ type: HOSTILE })}\n${good}`,
    { end: "goes on" },
  ),
  log(
    "a write at a name of somebody else's",
    events("rrset.written", (line) =>
      line.replaceAll('"owner":"mail.example.test"', '"owner":"www.example.test"'),
    ),
  ),
  log(
    "a zone of somebody else's",
    events("zone.found", (line) => line.replace('"apex":"example.test"', '"apex":"example.org"')),
  ),
  log(
    "an owner with escape sequences and workflow commands",
    events("rrset.written", (line) =>
      line.replaceAll('"owner":"mail.example.test"', `"owner":${JSON.stringify(HOSTILE)}`),
    ),
  ),
];
