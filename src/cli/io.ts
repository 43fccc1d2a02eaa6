import type { ErrorReport } from "../errors/onboard-error.ts";
import type { OnboardEvent } from "../events/event.ts";
import type { OutputStream } from "../report/renderer.ts";

/** Everything of the outside that a command touches, so that tests run it in process. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** The words that start this program. Absent: its name. */
  readonly startedAs?: readonly string[];
  /** The program is the GitHub Action, and its options are inputs. */
  readonly inAction?: true;
  /** Undefined: the system knows of none. */
  readonly home: string | undefined;
  /** `user@host`; undefined: the system knows no name of the user. */
  readonly user?: string | undefined;
  readonly stdout: Sink;
  readonly stderr: Sink;
  /** One line typed by a person; undefined: nobody is there to ask. */
  readonly ask: ((question: string, signal: AbortSignal) => Promise<string>) | undefined;
  /**
   * Aborted with an Interruption by Ctrl-C, SIGTERM and SIGHUP; with an OnboardError by something that failed and
   * that nobody waited for.
   */
  readonly signal: AbortSignal;
  /** Aborted some time later: who has not ended by then is given up. Absent: never. */
  readonly giveUp?: AbortSignal;
  /** No config file is read but one that an option or a variable names. */
  readonly onlyNamedConfig?: true;
  /**
   * Receives what a command tells beside its streams; the GitHub Action makes outputs and a summary of it.
   */
  readonly observer?: Observer | undefined;
}

/** Called with every event after secrets are removed. Text from outside is not neutralised. */
export interface Observer {
  event(event: OnboardEvent): void;
  /** What was wrong with the whole command. */
  failure(error: ErrorReport): void;
  /** Somebody ended the command before it had a result: in a sentence. */
  interrupted(message: string): void;
}

export interface Sink extends OutputStream {
  readonly isTTY: boolean;
}
