import type { Clock } from "../../async/clock.ts";
import type { AskedQuestion, Question } from "../../dns/observation.ts";
import type { Answered } from "./answered.ts";
import type { Endpoint } from "./endpoint.ts";

type AskFunction<To extends Endpoint, Options> = (
  to: To,
  question: Question,
  options: Options,
) => Promise<Answered>;

export interface Listener {
  readonly clock: Clock;
  readonly onAnswer: (asked: AskedQuestion) => void;
}

/** The same way of asking, which tells of each question once it is answered or given up. */
export function withListener<To extends Endpoint, Options>(
  ask: AskFunction<To, Options>,
  { clock, onAnswer }: Listener,
): AskFunction<To, Options> {
  return async (to, question, options) => {
    const startedAt = clock.now();
    const tell = (observation: AskedQuestion["observation"]): void =>
      onAnswer({ to, question, observation, tookMs: clock.now() - startedAt });
    try {
      const answered = await ask(to, question, options);
      tell(answered.observation);
      return answered;
    } catch (error) {
      tell(undefined);
      throw error;
    }
  };
}
