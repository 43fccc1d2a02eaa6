import { homedir, hostname, userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import { isatty } from "node:tty";
import { exitOf } from "../errors/codes.ts";
import { Interruption } from "../errors/interruption.ts";
import { systemClock } from "../async/clock.ts";
import type { Io, Sink } from "./io.ts";
import { quietWhileAsking } from "./quiet.ts";
import { startedAs } from "./started-as.ts";

/** What a process does with its arguments and its surroundings; resolves to the exit status. */
export type Program = (argv: readonly string[], io: Io) => Promise<number>;

/** The one place that touches `process`: arguments, environment, streams, signals, exit status. */
export async function startProcess(program: Program): Promise<void> {
  // The bundled SDKs use parts of Node that newer versions deprecate (punycode, url.parse under Node 24):
  // nothing that a user could mend.
  process.noDeprecation = true;
  const interrupt = new AbortController();
  process.once("SIGINT", () => interrupt.abort(new Interruption(130)));
  process.once("SIGTERM", () => interrupt.abort(new Interruption(143)));
  // A reader that leaves early (`| head`) is no failure of ours.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  // Where nothing is left that could ever go on (an adapter's promise that nobody settles), Node would end
  // without a word, with a status of its own (13) or none.
  const sayStuck = (): void => {
    process.exitCode = exitOf("UNEXPECTED");
    process.stderr.write(STUCK);
  };
  process.once("beforeExit", sayStuck);
  const io = ioOf(interrupt.signal);
  tellWarningsBy(io);
  const exit = await program(process.argv.slice(2), io);
  process.off("beforeExit", sayStuck);
  process.exitCode = exit;
  endSoon();
}

/** How long something that the program left behind may still be busy. */
const LEFT_BEHIND_MS = 3_000;

/**
 * An adapter's own timer or socket would keep the process alive for ever after its result. It does not count,
 * once all that was written has been taken.
 */
function endSoon(): void {
  const endIfTaken = (): void => {
    if (process.stdout.writableLength + process.stderr.writableLength === 0) process.exit();
    endSoon();
  };
  setTimeout(endIfTaken, LEFT_BEHIND_MS).unref();
}

const STUCK =
  "ses-onboard: ended without a result: something that it waited for can never come. Run the same command again with --debug and report its output as a bug.\n";

function ioOf(signal: AbortSignal): Io {
  const stdout = sinkOf(process.stdout, 1);
  const stderr = sinkOf(process.stderr, 2);
  const isPerson = process.stdin.isTTY && process.stderr.isTTY;
  return quietWhileAsking({
    env: process.env,
    cwd: process.cwd(),
    startedAs: startedAs({ script: process.argv[1] ?? "", env: process.env, cwd: process.cwd() }),
    home: homedir(),
    user: userAtHost(),
    stdout,
    stderr,
    ask: isPerson ? ask : undefined,
    signal,
  });
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

/** A container's user may have no entry in passwd: then nobody is named rather than a number or a variable's word. */
function userAtHost(): string | undefined {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return undefined;
  }
}

function sinkOf(stream: NodeJS.WriteStream, fd: number): Sink {
  return {
    write: (text) => stream.write(text),
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

/** Milliseconds in which the terminal hands over what was typed before. */
const TYPED_AHEAD_MS = 50;

/**
 * What was typed before the question was on the screen answers nothing. It is taken from the terminal as single keys:
 * a line without its end would stay there, and begin the answer.
 */
async function dropTypedAhead(signal: AbortSignal): Promise<void> {
  const { stdin } = process;
  const interruptAs = (typed: Buffer): void => {
    if (typed.includes(CTRL_C)) process.kill(process.pid, "SIGINT");
  };
  stdin.setRawMode(true);
  stdin.on("data", interruptAs).resume();
  try {
    await systemClock.sleep(TYPED_AHEAD_MS, { signal });
  } finally {
    stdin.off("data", interruptAs).pause();
    stdin.setRawMode(false);
  }
}

const CTRL_C = 0x03;

async function ask(question: string, signal: AbortSignal): Promise<string> {
  await dropTypedAhead(signal);
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  // While readline waits for an answer, Ctrl-C reaches it and not the process.
  prompt.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  // Ctrl-D ends the input and answers nothing; the question alone would then stay open for ever.
  const closed = new Promise<string>((resolve) => {
    prompt.once("close", () => resolve(""));
  });
  try {
    return await Promise.race([prompt.question(question, { signal }), closed]);
  } finally {
    prompt.close();
  }
}
