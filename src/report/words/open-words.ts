import { momentText } from "../../async/wait-words.ts";
import type { EventOf } from "../../events/events-of.ts";
import type { RecordResult } from "../../events/record.ts";

import { hadFormer } from "../../plan/record-plan.ts";
import type { DomainResult } from "../../events/result.ts";
import { recordTitle } from "./names.ts";
import { isPlayed, rehearsalLead } from "./rehearsal-words.ts";
import { stateWords as wordsOfState } from "./run-words.ts";
import { countWords } from "./words.ts";

// What is left when a command has ended: what to look at, and what receivers may still hold.

type End = Pick<DomainResult, "state" | "saidNo" | "records" | "warnings" | "error" | "endpoints">;

/** How a result reads after the domain's name: its state, and how much there is to look at. */
export function endWords(result: End): string {
  const { warnings, error } = result;
  const words = stateWords(result);
  const verb = warnings.length === 1 ? "is" : "are";
  return error !== null || warnings.length === 0 ? words : `${words}; there ${verb} ${thingsWords(warnings)}`;
}

/** `mail.example.com is verified at Tencent Cloud SES`; a rehearsal's says that first. */
export function headlineWords(result: End & Pick<EventOf<"result">, "domain" | "rehearsal">): string {
  return `${rehearsalLead(result)}${result.domain} ${endWords(result)}`;
}

export function resultWords(result: EventOf<"result">): string {
  const { error } = result;
  return `${headlineWords(result)}${error === null ? "" : `: ${error.code}`}`;
}

function stateWords(result: End): string {
  const { state, records, error } = result;
  if (state === "undone" && records.length === 0) return NEVER_WRITTEN;
  if (result.saidNo === true) return "stays as it is: the answer was no";
  const asked = records.filter(({ requested }) => requested === true);
  if (state === "pending" && asked.some(({ action }) => action === "removed" || action === "restored"))
    return `has ${countWords(asked.length, "record")} still to be put back by hand`;
  return state === "verified" && isPlayed(result)
    ? "is verified at an SES on this machine"
    : wordsOfState(state, error?.code);
}

const NEVER_WRITTEN = "was not written to by a run of this log, so nothing was put back";

/** `2 things to look at`. */
export function thingsWords(warnings: DomainResult["warnings"]): string {
  return `${countWords(warnings.length, "thing")} to look at`;
}

/** Until when receivers may go by what stood there before; undefined: that has passed, or nothing stood there. */
export function formerSentence(record: RecordResult, now: number): string | undefined {
  const { purpose, type, owner, written, before, formerUntilAt } = record;
  if (!written || formerUntilAt === undefined || formerUntilAt <= now) return undefined;
  const ttl = before === null ? "" : ` (its TTL of ${before.ttl} s)`;
  const what = `${recordTitle({ purpose, type })}${type === "MX" ? "" : " record"} of ${owner}`;
  const held = hadFormer({ record, ...record })
    ? `the former ${what}`
    : `${type} at ${owner} as it was, without the ${recordTitle({ purpose, type })} record,`;
  return `Receivers may hold ${held} until ${momentText(formerUntilAt, now)}${ttl}.`;
}
