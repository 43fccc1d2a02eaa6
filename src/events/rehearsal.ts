import { isRehearsal, type AskedElsewhere } from "./endpoint.ts";
import type { EventBody } from "./event.ts";

/** What was asked elsewhere, by all that has happened. */
export function rehearsalIn(events: readonly EventBody[]): AskedElsewhere {
  return rehearsalSince(events.findLast((event) => event.type === "run.started") ?? {}, events);
}

/** The same of a command that tells no start: a zone that was found says which DNS host it was. */
export function rehearsalSince(started: AskedElsewhere, events: readonly EventBody[]): AskedElsewhere {
  const { endpoints: known = [], sandbox } = started;
  const zones = events.filter((event) => event.type === "zone.found");
  const found = zones.flatMap(({ endpoint }) => endpoint ?? []);
  const hosts = zones.length === 0 ? known.filter(({ of }) => of === "provider") : [...byUrl(found)];
  const endpoints = [...known.filter(({ of }) => of !== "provider"), ...hosts];
  return {
    ...(isRehearsal(endpoints) ? { rehearsal: true } : {}),
    ...(sandbox === true ? { sandbox } : {}),
    ...(endpoints.length > 0 ? { endpoints } : {}),
  };
}

/** A zone is found again whenever a run begins anew. */
function byUrl<T extends { readonly url: string }>(endpoints: readonly T[]): Iterable<T> {
  return new Map(endpoints.map((one) => [one.url, one])).values();
}
