import type { OnboardEvent } from "./event.ts";

export type EventOf<T extends OnboardEvent["type"]> = Extract<OnboardEvent, { readonly type: T }>;

/** Anything that holds events in the order in which they happened. */
interface Told {
  readonly events: readonly OnboardEvent[];
}

/** All events of one type. */
export function told<T extends OnboardEvent["type"]>({ events }: Told, type: T): readonly EventOf<T>[] {
  return events.filter((event): event is EventOf<T> => event.type === type);
}

export function lastTold<T extends OnboardEvent["type"]>(story: Told, type: T): EventOf<T> | undefined {
  return told(story, type).at(-1);
}
