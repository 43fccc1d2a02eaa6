import type { Clock } from "../../async/clock.ts";
import type { Asked, Question } from "../../dns/observation.ts";
import type { Answered } from "./answered.ts";
import type { Endpoint } from "./endpoint.ts";

type Way<To extends Endpoint, Options> = (to: To, question: Question, options: Options) => Promise<Answered>;

export interface Listener {
  readonly clock: Clock;
  readonly onAnswer: (asked: Asked) => void;
}

/** The same way of asking, which tells of each question once it is answered or given up. */
export function telling<To extends Endpoint, Options>(
  ask: Way<To, Options>,
  { clock, onAnswer }: Listener,
): Way<To, Options> {
  return async (to, question, options) => {
    const startedAt = clock.now();
    const tell = (observation: Asked["observation"]): void =>
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
