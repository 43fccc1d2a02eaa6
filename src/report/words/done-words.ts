import { keyText } from "../../dns/rrset.ts";
import type { EventBody } from "../../events/event.ts";
import type { DomainResult } from "../../events/result.ts";
import { listWords } from "./words.ts";

// What was done by the time when a person, or a signal, ended it.

export interface Done {
  readonly created: boolean;
  /** `MX mail.example.com` each. */
  readonly written: readonly string[];
}

export function doneIn(events: readonly EventBody[]): Done {
  return {
    created: events.some((event) => event.type === "identity.ready" && event.created),
    written: unique(events.flatMap((event) => (event.type === "rrset.written" ? keyText(event.rrset) : []))),
  };
}

export function doneBy({ identity, records }: Pick<DomainResult, "identity" | "records">): Done {
  return {
    created: identity?.created === true,
    written: unique(records.filter(({ written }) => written).map(keyText)),
  };
}

/** `Nothing was created or written.` */
export function doneSentence({ created, written }: Done, { undoes = false } = {}): string {
  const verb = `${written.length === 1 ? "was" : "were"} ${undoes ? "put back" : "written"}`;
  const parts = [
    ...(created ? ["the identity was created"] : []),
    ...(written.length > 0 ? [`${listWords(written)} ${verb}`] : []),
  ];
  if (parts.length > 0) return `Already done: ${parts.join(", and ")}.`;
  return undoes ? "Nothing was put back." : "Nothing was created or written.";
}

function unique(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)];
}
