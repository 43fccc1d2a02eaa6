import { syncBuiltinESMExports } from "node:module";
import { homedir, hostname, userInfo } from "node:os";
import { isatty } from "node:tty";
import { exitOf } from "../errors/codes.ts";
import { Interruption } from "../errors/interruption.ts";
import { phrase } from "../errors/phrase.ts";
import { OnboardError, stackOf, strayFault } from "../errors/onboard-error.ts";
import { createEnding, type Ending, type EndReason } from "./ending/ending.ts";
import type { Io, Sink } from "./io.ts";
import { quietWhileAsking } from "./quiet.ts";
import { say, sayPlainly } from "./ending/say-plainly.ts";
import { startedAs } from "./started-as.ts";
import { watchTaken } from "./streams/taken.ts";
import { ask } from "./terminal/ask.ts";
import { leaveLostTerminals } from "./terminal/lost.ts";

/** What a process does with its arguments and its surroundings; resolves to the exit status. */
export type Program = (argv: readonly string[], io: Io) => Promise<number>;

/** With terminal/ the one place that touches `process`: arguments, environment, streams, signals, faults, exit status. */
export async function startProcess(program: Program): Promise<void> {
  // The bundled SDKs use parts of Node that newer versions deprecate (punycode, url.parse under Node 24):
  // nothing that a user could mend.
  process.noDeprecation = true;
  const ending = createEnding(endNow);
  for (const [signal, exit] of SIGNALS) process.on(signal, () => ending.next(new Interruption(exit)));
  let isHungUp = false;
  const hangUp = (): void => {
    // The shell sends it, and the system behind it: the second is nobody who can't wait.
    if (!isHungUp) ending.next(new Interruption(HUNG_UP));
    isHungUp = true;
  };
  process.on("SIGHUP", hangUp);
  leaveLostTerminals();
  // An adapter's promise that nobody waits for, the error of an event emitter, what a timer throws.
  const fail = (thrown: unknown): void => ending.fail(strayFault(thrown));
  process.on("uncaughtException", fail).on("unhandledRejection", fail);
  disobeyExits(ending);
  const stdout = watchTaken(process.stdout);
  const stderr = watchTaken(process.stderr);
  sendOthersToStderr();
  // Where nothing is left that could ever go on (an adapter's promise that nobody settles), Node would end
  // without a word, with a status of its own (13) or none. A turn more, for who is told to end.
  const endStuck = (): void => {
    ending.next(stuck());
    setImmediate(() => undefined);
  };
  process.on("beforeExit", endStuck);
  process.on("exit", sayUnlessTold);
  const exit = await begin(program, ending, hangUp).catch(sayPlainly);
  ending.done();
  process.off("beforeExit", endStuck);
  process.off("exit", sayUnlessTold);
  process.exitCode = exit;
  // What can't be told on stderr is told beside the result, and changes nothing. At a terminal that is closed nobody
  // reads on.
  const unreadMs = ending.signal.aborted ? LEFT_BEHIND_MS : UNREAD_MS;
  const [lost] = await Promise.all([stdout, stderr].map((stream) => stream.untilTaken(unreadMs)));
  if (lost !== undefined && !isHungUp)
    process.exitCode = await tellLost(lost, ending, exit).catch(sayPlainly);
  endSoon();
}

async function begin(program: Program, ending: Ending, hangUp: () => void): Promise<number> {
  const isPerson = process.stdin.isTTY && process.stderr.isTTY;
  // A terminal that is closed can't be read, and its mode not be set.
  if (isPerson) process.stdin.on("error", hangUp);
  const io = quietWhileAsking({
    ...ioOf(ending),
    ask: isPerson ? (question: string, signal: AbortSignal) => ask(question, { signal, hangUp }) : undefined,
  });
  tellWarningsBy(io);
  return program(process.argv.slice(2), io);
}

async function tellLost(why: string, ending: Ending, exit: number): Promise<number> {
  const { exitWithLostOutput } = await import("./streams/lost-output.ts");
  return exitWithLostOutput(why, { argv: process.argv.slice(2), io: ioOf(ending), exit });
}

/** 128 plus the signal's number, as shells have it. */
const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const;
/** The same of SIGHUP, which comes when the terminal is closed. */
const HUNG_UP = 129;

/** As long as a run waits: somebody who reads page by page takes his time, and nobody waits for ever. */
const UNREAD_MS = 600_000;
/** How long something that the program left behind may still be busy. */
const LEFT_BEHIND_MS = 3_000;

/** Ends the process: for us alone. */
const exitNow = process.exit.bind(process);

/** Whoever else ends the process, an adapter, would take the result with it and choose the status. */
function disobeyExits(ending: Ending): void {
  process.exit = (status) => {
    const thrown = calledExit(status);
    ending.fail(thrown);
    throw thrown;
  };
  // For who has it by `import { exit } from "node:process"`.
  syncBuiltinESMExports();
}

/** Ours alone: what scripts read from it has no line of anybody else. */
const writeResult = process.stdout.write.bind(process.stdout);

/** What an adapter prints (`console.log`, `process.stdout.write`) would stand between the lines of `--format json`. */
function sendOthersToStderr(): void {
  process.stdout.write = process.stderr.write.bind(process.stderr);
}

function calledExit(status: string | number | null | undefined): OnboardError {
  return new OnboardError(
    "UNEXPECTED",
    phrase`An adapter, or what it loads, called process.exit (status ${status ?? 0}).`,
    {
      hint: phrase`Have the adapter throw an error instead; this program never ends itself so.`,
      facts: stackOf(new Error("process.exit")),
    },
  );
}

/** An adapter's own timer or socket would keep the process alive for ever after its result. */
function endSoon(): void {
  setTimeout(() => exitNow(), LEFT_BEHIND_MS).unref();
}

function isTaken(): boolean {
  return process.stdout.writableLength + process.stderr.writableLength === 0;
}

/** The last step of an ending: what the command is to be told has been told, or nobody can tell it. */
function endNow({ exit }: EndReason): void {
  // Behind the result only a reader that takes nothing is left to be given up.
  exitNow(process.exitCode !== undefined && isTaken() ? process.exitCode : exit);
}

/** What was to be told could not be told, or not in time. */
function sayUnlessTold(): void {
  process.exitCode ||= exitOf("UNEXPECTED");
  say(NOT_TOLD);
}

const NOT_TOLD =
  "ses-onboard: ended without a result: something ended the process, or could not be ended. Run the same command again with --debug and report its output as a bug.\n";

function stuck(): OnboardError {
  return new OnboardError(
    "UNEXPECTED",
    "What the program waits for can never come: nothing is left that could go on.",
    {
      hint: "Run the same command again with --debug and report its output as a bug.",
    },
  );
}

function ioOf({ signal, giveUp }: Ending): Io {
  const stdout = sinkOf(process.stdout, 1, writeResult);
  const stderr = sinkOf(process.stderr, 2, process.stderr.write.bind(process.stderr));
  return {
    env: process.env,
    cwd: process.cwd(),
    startedAs: startedAs({ script: process.argv[1] ?? "", env: process.env, cwd: process.cwd() }),
    home: systemSays(homedir),
    user: systemSays(() => `${userInfo().username}@${hostname()}`),
    stdout,
    stderr,
    ask: undefined,
    signal,
    giveUp,
  };
}

/** Node's own warnings come by the same door, so that none is written into a question. */
function tellWarningsBy({ stderr }: Io): void {
  // Without a listener nobody wants them: `node --no-warnings`.
  if (process.listenerCount("warning") === 0) return;
  process.removeAllListeners("warning");
  process.on("warning", ({ name, message }) => void stderr.write(`(node) ${name}: ${message}\n`));
}

const USUAL_COLUMNS = 80;
const USUAL_ROWS = 24;

/** A container's user may have no entry in passwd: no name, and without HOME no home either (Node then throws). */
function systemSays(ask: () => string): string | undefined {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

function sinkOf(stream: NodeJS.WriteStream, fd: number, write: (text: string) => boolean): Sink {
  return {
    write,
    // A terminal that does not know its size says 0: over a serial line, in some containers and editors.
    get columns() {
      return stream.isTTY ? stream.columns || USUAL_COLUMNS : undefined;
    },
    get rows() {
      return stream.isTTY ? stream.rows || USUAL_ROWS : undefined;
    },
    isTTY: isatty(fd),
  };
}
