import type { Clock } from "../../async/clock.ts";
import type { Endpoint } from "./endpoint.ts";

/** Which addresses don't take a question with an OPT record. */
export interface EdnsMemory {
  /** Known well enough to ask it without from now on. */
  isWithout(endpoint: Endpoint): boolean;
  /** One sign of it is enough by TCP, where an OPT record is of little use and one try is all there is. */
  isDoubtful(endpoint: Endpoint): boolean;
  /** It refused the question for its OPT record, and answered it without. */
  noteRefused(endpoint: Endpoint): void;
  /** It answered the second datagram, without OPT, and not the first, with it: dropped, or lost on the way. */
  noteUnanswered(endpoint: Endpoint): void;
  noteAnswered(endpoint: Endpoint): void;
}

/** Short, since it costs extended errors and answers of more than 512 octets; long enough to save a round of questions. */
const REMEMBERED_MS = 60_000;
/** A lost datagram looks like a dropped one, and twice in a row it hardly ever happens. */
const ENOUGH_UNANSWERED = 2;
const MOST_REMEMBERED = 10_000;

export function createEdnsMemory(clock: Clock): EdnsMemory {
  const unanswered = new Map<string, { readonly times: number; readonly at: number }>();
  const keyOf = ({ address, port }: Endpoint): string => `${address} ${port}`;
  const timesOf = (endpoint: Endpoint): number => {
    const { times, at } = unanswered.get(keyOf(endpoint)) ?? { times: 0, at: 0 };
    return clock.now() - at < REMEMBERED_MS ? times : 0;
  };
  const note = (endpoint: Endpoint, times: number): void => {
    const [oldest] = unanswered.keys();
    if (oldest !== undefined && unanswered.size >= MOST_REMEMBERED) unanswered.delete(oldest);
    unanswered.set(keyOf(endpoint), { times, at: clock.now() });
  };
  return {
    isWithout: (endpoint) => timesOf(endpoint) >= ENOUGH_UNANSWERED,
    isDoubtful: (endpoint) => timesOf(endpoint) > 0,
    noteRefused: (endpoint) => note(endpoint, ENOUGH_UNANSWERED),
    noteUnanswered: (endpoint) => note(endpoint, timesOf(endpoint) + 1),
    noteAnswered: (endpoint) => void unanswered.delete(keyOf(endpoint)),
  };
}
