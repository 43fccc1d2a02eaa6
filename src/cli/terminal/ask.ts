import { createInterface } from "node:readline/promises";
import { isatty } from "node:tty";
import { systemClock } from "../../async/clock.ts";
import { onAbort } from "../../async/on-abort.ts";

// A person at a terminal: ask.ts (one line is typed), lost.ts (the terminal is closed).

interface Asking {
  readonly signal: AbortSignal;
  /** The terminal is closed: aborts the signal. */
  readonly hangUp: () => void;
}

/**
 * One line that is typed behind the question; "" where the input was ended (Ctrl-D).
 * @throws the signal's reason, or an AbortError
 */
export async function ask(question: string, { signal, hangUp }: Asking): Promise<string> {
  await dropTypedAhead(signal);
  const { stdin } = process;
  const prompt = createInterface({ input: stdin, output: process.stderr });
  // It passes on what the terminal says, and what nobody hears ends the process.
  prompt.on("error", hangUp);
  // While readline waits for an answer, Ctrl-C and Ctrl-Z reach it and not the process.
  prompt.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  prompt.on("SIGTSTP", () => {
    stdin.setRawMode(false);
    process.kill(OWN_GROUP, "SIGTSTP");
  });
  const askAnew = (): void => {
    // Whoever had the terminal meanwhile left it as he wanted it; a mode that is set already is not set again.
    stdin.setRawMode(false);
    stdin.setRawMode(true);
    prompt.prompt(true);
  };
  process.on("SIGCONT", askAnew);
  // Ctrl-D ends the input and answers nothing; the question alone would then stay open for ever. So does a terminal
  // that is closed, and SIGHUP comes late or never where this process is not the first one of its session.
  const closed = new Promise<string>((resolve, reject) => {
    prompt.once("close", () => {
      // A terminal that is closed wakes who was stopped at it.
      process.off("SIGCONT", askAnew);
      if (isatty(stdin.fd)) return resolve("");
      onAbort(signal, () => reject(signal.reason as Error));
      hangUp();
    });
  });
  try {
    return await Promise.race([prompt.question(question, { signal }), closed]);
  } finally {
    prompt.close();
  }
}

/** As a terminal stops all that a line of the shell has started, `npx` among them. */
const OWN_GROUP = 0;

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
