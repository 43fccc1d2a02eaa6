import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { exitOf } from "../../src/errors/codes.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { eventsIn, resultsIn, runMain, type Ended, type Place } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";
import { leftBy, type Left, type Row } from "./row.ts";

/** Milliseconds: rows run side by side, and some of them wait in real time for what never comes. */
export const PATIENCE = { timeout: 60_000 } as const;

export const MAIL = "mail.example.test";

/**
 * Clears the screen, sets the window's title, turns the text around, ends the line, commands GitHub's runner, opens a
 * tag.
 */
export const HOSTILE =
  "\u001b[2J\u001b]0;owned\u0007\u202e\r\n::set-output name=x::y\n##[add-mask]x<script>\u0000\u009b";
const WEAPONS = ["\u001b", "\u0007", "\u0000", "\u009b", "\u202e", "\r", "::set-output", "##[add-mask]"];

/** Of somebody who never saw what went wrong: our own mistakes on the screen. */
/** Characters: a flood hides what is said. */
const LONGEST_TOLD = 50_000;

const BROKEN =
  /^ +at .*:\d+:\d+\)?$|\[object |\bundefined\b|\bNaN\b|\b(?:Type|Range|Reference|Syntax)Error\b/m;

/** What the live table draws with. */
// oxlint-disable-next-line no-control-regex -- escape sequences begin with one
const SCREEN = /\u001b\[(?:\?25[lh]|\d+A|J)/g;

const FORMATS = ["tty", "plain", "github", "json"] as const;
let turn = 0;

export interface Seen extends Ended {
  /** The event log; empty where the command ended before it had one. */
  readonly log: string;
}

type Runner = (argv: readonly string[], place: Place) => Promise<Ended>;

/** One command line, in each of the formats by turns, with a log. */
export async function seenBy(
  argv: readonly string[],
  place: Place = {},
  runner: Runner = runMain,
): Promise<Seen> {
  const log = join(scratchFolder(), "log.ndjson");
  turn += 1;
  const format = FORMATS[turn % FORMATS.length] ?? "plain";
  const [command = "", ...rest] = argv;
  const common = [command, "--format", format, "--color", "never", "--debug", "--log", log];
  const ended = await runner([...common, ...rest], place);
  return {
    ...ended,
    stderr: ended.stderr.replaceAll(SCREEN, ""),
    log: existsSync(log) ? readFileSync(log, "utf8") : "",
  };
}

export function expectEnd(row: Row, seen: Seen, { sandbox, secrets = [] }: World): void {
  const { exit, stdout, stderr, log } = seen;
  const told = `${stdout}\n${stderr}`;
  const code = codeOf(seen);
  expect({ code, exit, left: leftIn(sandbox) }, told).toEqual({
    code: row.end,
    exit: row.end === "goes on" ? 0 : exitOf(row.end),
    left: leftBy(row),
  });
  for (const [name, text] of Object.entries({ stdout, stderr, log })) {
    for (const weapon of WEAPONS) expect(text, `${name} of: ${row.what}`).not.toContain(weapon);
    for (const secret of secrets) expect(text, `${name} of: ${row.what}`).not.toContain(secret);
  }
  const words = wordsOf(seen);
  expect(words.length, row.what).toBeLessThan(LONGEST_TOLD);
  expect(words, told).not.toMatch(BROKEN);
}

export interface World {
  readonly sandbox: Sandbox;
  readonly secrets?: readonly string[];
}

function codeOf({ stderr, log, exit }: Seen): string {
  const [result] = resultsIn(log);
  if (result !== undefined) return result.error?.code ?? "goes on";
  return /^✖ ([A-Z_]+) \(exit \d+\)$/m.exec(stderr)?.[1] ?? `no result, exit ${exit}`;
}

/** What people read: sentences and hints. Facts are for machines. */
function wordsOf({ stdout, stderr, log }: Seen): string {
  const said = eventsIn(log).map(({ error }) => `${error?.message ?? ""}\n${error?.hint ?? ""}`);
  const lines = `${stdout}\n${stderr}`.split("\n");
  return [...lines.filter((line) => !line.startsWith("{") && !line.startsWith("debug: ")), ...said].join(
    "\n",
  );
}

function leftIn(sandbox: Sandbox): Left {
  const created = sandbox.ses.account.identities.length > 0;
  if (isChanged(sandbox)) return "identity and records";
  return created ? "the identity" : "nothing";
}

/** A probe of rights is a write request that changes nothing. */
function isChanged({ store }: Sandbox): boolean {
  return store.zones.some(({ versions }) => versions.length > 1);
}
