import type { OnboardEvent } from "./event.ts";

export type EventOf<T extends OnboardEvent["type"]> = Extract<OnboardEvent, { readonly type: T }>;

/** Anything that holds events in the order in which they happened. */
interface WithEvents {
  readonly events: readonly OnboardEvent[];
}

/** All events of one type. */
export function eventsOf<T extends OnboardEvent["type"]>(
  { events }: WithEvents,
  type: T,
): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

export function lastEventOf<T extends OnboardEvent["type"]>(
  story: WithEvents,
  type: T,
): EventOf<T> | undefined {
  return eventsOf(story, type).at(-1);
}
