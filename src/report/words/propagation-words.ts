import { inEnglish } from "../../errors/phrase.ts";
import { keyText } from "../../dns/rrset.ts";
import type { ServerAddress } from "../../dns/observation.ts";
import { serverNames } from "../../events/tally.ts";
import type { EventOf } from "../../events/events-of.ts";
import { saidOfMistake, verdictClause } from "../../events/said-of-record.ts";
import type { Mistake } from "../../plan/mistake.ts";
import { addressName } from "./names.ts";
import { observationDetail } from "./verdict-words.ts";
import { countWords, durationWords, listWords } from "./words.ts";

// Who is asked, and what the answers are.

export function watchedWords(event: EventOf<"propagation.started">): string {
  const { servers, unresolved, rrsets, budgetMs } = event;
  if (servers.length === 0)
    return `no name server can be asked from here for ${countWords(rrsets.length, "record")}`;
  const wait =
    budgetMs === 0 ? "once, without waiting" : `until all serve them, for at most ${durationWords(budgetMs)}`;
  return `asking ${serversWords(servers)}${withoutAddress(unresolved)} for ${countWords(rrsets.length, "record")}, ${wait}`;
}

/** A server is a name: the same count as everywhere else. How many addresses that are is told where it differs. */
function serversWords(servers: readonly ServerAddress[]): string {
  const [names, addresses] = [
    serverNames(servers).length,
    new Set(servers.map(({ address }) => address)).size,
  ];
  const count = countWords(names, "authoritative server");
  return names === addresses ? count : `${count} at ${countWords(addresses, "address", "addresses")}`;
}

/** Nobody can ask these, and they count all the same. */
function withoutAddress(names: EventOf<"propagation.started">["unresolved"]): string {
  return names === undefined ? "" : ` (not ${listWords(names)}, whose name leads to no address)`;
}

export function changedWords(event: EventOf<"delegation.changed">): string {
  const { apex, nameServers, before, servers, unresolved } = event;
  const names = listWords(nameServers);
  const asked = `asking ${serversWords(servers)}${withoutAddress(unresolved)} from now on`;
  return listWords(before) === names
    ? `${apex} is still delegated to ${names}, but their addresses are others now; ${asked}`
    : `${apex} is delegated to ${names} now, before to ${listWords(before)}; ${asked}`;
}

/** A primary tells its secondaries of a change (NOTIFY, RFC 1996); where that is lost, they look by themselves. */
export function behindWords({ at, serial, newestSerial, dueInMs }: EventOf<"server.behind">): string {
  return `${addressName(at)} still has version ${serial} of the zone, others have ${newestSerial}; it usually follows within a minute, at worst in ${durationWords(dueInMs)}, when it fetches the zone by itself`;
}

export function observedWords(event: EventOf<"propagation.observed">): string {
  const what = `${addressName(event.at)} ${inEnglish(verdictClause(event.verdict, keyText(event.rrset)))}${observationDetail(event.observation)}`;
  return `${what} after ${durationWords(event.sinceWriteMs)}${event.verdict === "serves" ? "" : remembered(event.expiresInMs)}`;
}

export function mistypedWords({ at, rrset, mistake }: EventOf<"rrset.mistyped">): string {
  return `${keyText(rrset)} is not as asked for: ${inEnglish(saidOfMistake(mistake))}, says ${addressName(at)}. ${CORRECTIONS[mistake.because]}`;
}

const CORRECTIONS: Readonly<Record<Mistake["because"], string>> = {
  quotes: "Enter it without them.",
  blanks: "Enter it in one line, blank for blank as asked for.",
  case: "Copy it instead of typing it.",
  cut: "Enter it whole.",
  "zone-appended": "Put a dot at the end of the host.",
  other: "Compare it with what was asked for.",
  beside: "Remove that.",
  gone: "Enter it again.",
  misplaced: "Move it; most consoles append the zone's name to the host record by themselves.",
};

/** An authoritative server forgets nothing: it is the resolvers which asked too early that remember. */
function remembered(expiresInMs: number | null): string {
  return expiresInMs === null
    ? ""
    : ` (a resolver that asked now would remember that for ${durationWords(expiresInMs)})`;
}

export function progressWords(event: EventOf<"propagation.progress">): string {
  const { elapsedMs, agreeing, asked, laggards, seen } = event;
  const verb = laggards.length === 1 ? "does" : "do";
  const others = laggards.length === 0 ? "" : `; ${listWords(laggards.map(addressName))} ${verb} not`;
  const lead = seen === undefined ? "" : `${seen.records} of ${countWords(seen.of, "record")} seen: `;
  return `${lead}${servingWords(agreeing, asked)} every record after ${durationWords(elapsedMs)}${others}`;
}

/** `1 of 2 servers serves`, `2 of 2 servers serve`. */
export function servingWords(agreeing: number, asked: number): string {
  return `${agreeing} of ${countWords(asked, "server")} ${agreeing === 1 ? "serves" : "serve"}`;
}

export function excludedWords({ at, because }: EventOf<"server.excluded">): string {
  if (because === "private")
    return `${addressName(at)} is left out: only the zone itself names it, and the world can't reach such an address`;
  return `${addressName(at)} is left out: it ${EXCLUDED_WORDS[because] ?? "gives no usable answer"}`;
}

const EXCLUDED_WORDS: Readonly<Partial<Record<EventOf<"server.excluded">["because"], string>>> = {
  lame: "does not serve the zone (lame)",
  servfail: "fails again and again (SERVFAIL)",
  unreachable: "does not answer from here",
  malformed: "sends answers that can't be read",
  referral: "sends us elsewhere",
};
