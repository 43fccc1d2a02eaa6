import type { Clock } from "../../async/clock.ts";
import type { AskedQuestion, Question } from "../../dns/observation.ts";
import type { Answered } from "./answered.ts";
import type { Endpoint } from "./endpoint.ts";

/** What is told of a question that leaves. */
interface Sending {
  readonly onSent?: (() => void) | undefined;
}

type AskFunction<To extends Endpoint, Options extends Sending> = (
  to: To,
  question: Question,
  options: Options,
) => Promise<Answered>;

export interface Listener {
  readonly clock: Clock;
  readonly onAnswer: (asked: AskedQuestion) => void;
}

/**
 * The same way of asking, which tells of each question once it is answered, or given up after it was sent. One that
 * was given up in line has asked nobody. The time is counted from when it left.
 */
export function withListener<To extends Endpoint, Options extends Sending>(
  ask: AskFunction<To, Options>,
  { clock, onAnswer }: Listener,
): AskFunction<To, Options> {
  return async (to, question, options) => {
    let leftAt: number | undefined;
    const onSent = (): void => {
      leftAt ??= clock.now();
      options.onSent?.();
    };
    const tell = (observation: AskedQuestion["observation"]): void =>
      onAnswer({ to, question, observation, tookMs: leftAt === undefined ? 0 : clock.now() - leftAt });
    try {
      const answered = await ask(to, question, { ...options, onSent });
      tell(answered.observation);
      return answered;
    } catch (error) {
      if (leftAt !== undefined) tell(undefined);
      throw error;
    }
  };
}
