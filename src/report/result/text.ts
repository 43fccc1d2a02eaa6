import type { Paint } from "../color.ts";
import type { TextStyle } from "../diff.ts";
import { codeWords } from "../error-text.ts";
import { wrapped } from "../layout.ts";
import { oneLine } from "../words/one-line.ts";
import { settingWords } from "../words/commands/command-line.ts";
import { consentsWords } from "../words/run-words.ts";
import { headlineWords } from "../words/open-words.ts";
import { durationWords, listWords } from "../words/words.ts";
import type { DomainResult } from "../../events/result.ts";
import type { ResultEvent, ResultContext } from "./context.ts";
import { recordParts } from "./records.ts";
import { nextLines } from "./next.ts";
import { openLines } from "./open.ts";

// The end of one domain as a person reads it: text.ts, records.ts, open.ts, next.ts; of several: overview.ts,
// totals.ts.

/**
 * The end of one domain as a person reads it: what is, how each record stands, what it took, what to do next.
 */
export function resultLines(result: ResultEvent, look: TextStyle, context: ResultContext): readonly string[] {
  const { colors } = look;
  const records = recordParts(result, look, context);
  const parts = [
    records,
    openLines(result, look),
    effortLines(result, look, context),
    nextLines(result, look, context),
  ].filter((part) => part.length > 0);
  const [head = "", ...more] = wrapped(headline(result), look.width - 2).map(colors.bold);
  return [
    "",
    `${stateMark(result.state, look)} ${head}`,
    ...more.map((line) => `  ${line}`),
    ...parts.flatMap((part) => ["", ...part]),
    "",
  ];
}

function headline(result: ResultEvent): string {
  const { exit, identity, error } = result;
  const account = identity === null ? "" : ` (${oneLine(identity.site)}, ${oneLine(identity.region)})`;
  return `${headlineWords(result)}${error === null ? account : `: ${codeWords(error, exit)}`}`;
}

export const MARKS = {
  verified: "✔",
  published: "✔",
  planned: "•",
  pending: "…",
  drifted: "!",
  failed: "✖",
  interrupted: "!",
  undone: "✔",
} as const;

export function paintOf(state: DomainResult["state"], { colors }: TextStyle): Paint {
  const paints = {
    verified: colors.green,
    published: colors.green,
    planned: colors.cyan,
    pending: colors.yellow,
    drifted: colors.yellow,
    failed: colors.red,
    interrupted: colors.yellow,
    undone: colors.green,
  };
  return paints[state];
}

function stateMark(state: DomainResult["state"], look: TextStyle): string {
  return paintOf(state, look)(MARKS[state]);
}

/** Where the zone is, and who was asked how often. */
function hostTexts(
  zone: ResultEvent["zone"],
  calls: ResultEvent["calls"],
): { readonly place: readonly string[]; readonly requests: string } {
  const byHand = zone?.byHand === true;
  const provider = zone?.provider ?? "the DNS host";
  const where = byHand ? "changed by hand" : `at ${provider}`;
  const toHost = byHand ? "" : `, ${calls.provider} to ${provider}`;
  return {
    place:
      zone === null
        ? []
        : [`zone ${zone.apex} ${where}, whose name servers are ${listWords(zone.nameServers, 3)}`],
    requests: `requests: ${calls.ses} to SES${toHost}, ${calls.dns} by DNS`,
  };
}

function effortLines(
  { zone, calls, timings, identity }: ResultEvent,
  { colors, width }: TextStyle,
  { started, creates }: ResultContext,
): readonly string[] {
  const { place, requests } = hostTexts(zone, calls);
  const time = `${durationWords(timings.totalMs)} in all${timings.propagationMs > 0 ? `, ${durationWords(timings.propagationMs)} of it propagation` : ""}`;
  const consents = settingWords(started ?? {}, ["replace", "allow"]);
  const standing = consentsWords(started?.standing ?? []);
  const consented = consents === "" ? [] : [`consented to by name: ${consents}`];
  const stands = standing === "" ? [] : [`standing consents: ${standing}`];
  // Tags and the length of the key are given to an identity once, where it is created.
  const late =
    identity === null || identity.created || creates ? "" : settingWords(started ?? {}, ["tag", "dkim"]);
  const unheeded = late === "" ? [] : [`without effect, since the identity exists already: ${late}`];
  return [...consented, ...stands, ...unheeded, ...place, requests, time]
    .flatMap((text) => wrapped(oneLine(text), width - 2))
    .map((line) => colors.dim(`  ${line}`));
}
