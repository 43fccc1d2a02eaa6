import type { EventBody } from "../events/event.ts";

type Emit = (body: EventBody) => unknown;

/**
 * Told of what is done already, or from within a request that is under way. A failure to tell it must not hide the
 * rest of what was written, nor break off a request whose outcome is then unknown.
 */
const AFTERWARDS: ReadonlySet<EventBody["type"]> = new Set(["rrset.written", "rrset.kept", "api.retried"]);

/**
 * Whoever is told may fail: a log on a full disk, a program's own callback. What announces a step then stops it; what
 * tells of one that is done fails at the next event instead. An async callback is not awaited, and its failure counts
 * in the same way: left to itself it would end the process in the middle of a write.
 */
export function tellAfterwards(emit: Emit): (body: EventBody) => void {
  let late: { readonly thrown: unknown } | undefined;
  const fail = (thrown: unknown): void => void (late ??= { thrown });
  return (body) => {
    if (AFTERWARDS.has(body.type)) {
      try {
        follow(emit(body), fail);
      } catch (thrown) {
        fail(thrown);
      }
      return;
    }
    follow(emit(body), fail);
    if (late !== undefined && body.type !== "result") throw late.thrown;
  };
}

function follow(told: unknown, fail: (thrown: unknown) => void): void {
  if (told instanceof Promise) told.catch(fail);
}
