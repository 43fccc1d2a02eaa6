import { parseMx } from "../../../dns/rdata.ts";
import { keyText } from "../../../dns/rrset.ts";
import { isSpf } from "../../../plan/spf/parse.ts";
import type { Warning } from "../../../plan/warning.ts";
import { oneLine } from "../one-line.ts";
import { listWords } from "../words.ts";

import { DELEGATION_SENTENCES } from "./delegation.ts";
import { DMARC_SENTENCES } from "./dmarc.ts";
import { MX_SENTENCES } from "./mx.ts";
import { OWNERSHIP_SENTENCES } from "./ownership.ts";
import { SPF_SENTENCES } from "./spf.ts";
import { WILDCARD_SENTENCES } from "./wildcard.ts";

type WarningKind = Warning["warning"];
type ByKind = { readonly [W in Warning as W["warning"]]: W };

/** What a warning means, and what to do about it. One line, foreign text made harmless. */
export function warningSentence(warning: Warning): string {
  return oneLine(wordsOf(warning.warning, warning));
}

function wordsOf<K extends WarningKind>(kind: K, warning: ByKind[K]): string {
  return WORDS[kind](warning);
}

/** The sentence of each. */
const WORDS: { readonly [K in WarningKind]: (warning: ByKind[K]) => string } = {
  ...MX_SENTENCES,
  ...SPF_SENTENCES,
  ...DMARC_SENTENCES,
  ...WILDCARD_SENTENCES,
  ...OWNERSHIP_SENTENCES,
  ...DELEGATION_SENTENCES,
  "quotes-in-value": ({ owner, value }) =>
    `A value at ${owner} has quotation marks inside (${value}), usually a slip when it was entered. Remove them at the DNS host.`,
  "cut-at-255": ({ owner, value }) =>
    `A value at ${owner} ends at exactly 255 characters (${value.slice(0, 24)}…), usually because a form cut it off. Enter it again in full.`,
  "not-put-back": ({ record, because }) => `${NOT_PUT_BACK[because](keyText(record))} ${byHand(record)}`,
  "doubled-suffix": ({ owner }) =>
    `There are records at ${owner}: the zone's name stands there twice, usually because a form appended it. Remove them; nobody asks there.`,
  "goes-with-product": ({ owner, type, product }) =>
    `The ${type} records at ${owner} belong to the DNS host's ${product}: they are deleted when that is switched off, and so is what is added to them here. Put a record set of your own there if that is to last.`,
  "paused-records": ({ owner, type, values }) =>
    `The DNS host keeps ${type} records at ${owner} that somebody has paused, and does not serve them: ${values.map((value) => `"${value}"`).join(", ")}. They count as absent, and stay as they are. Remove them there if nobody needs them: the host may refuse a second record of the same value.`,
  "answer-over-udp": ({ owner, type, octets, limit }) =>
    `The ${type} records at ${owner} grow to an answer of ${octets} octets, over the ${limit} that fit into UDP${limit === 512 ? " without EDNS" : ""}: it is fetched over TCP from then on. Make sure that the name servers answer over TCP, or remove values that nobody needs.`,
  "key-reads-only": ({ owner, provider }) =>
    `This key may read only: ${provider} lists no right to write in ${owner}. That is enough for a plan; a run needs a key that may write.`,
};

const NOT_PUT_BACK: Readonly<Record<ByKind["not-put-back"]["because"], (place: string) => string>> = {
  changed: (place) => `Somebody has changed ${place} since, so it is left alone.`,
  secret: (place) =>
    `The log does not hold what stood at ${place} before, since a secret was cut out of it, so it is left alone.`,
  locked: (place) => `The DNS host keeps ${place} locked now, so it is left alone.`,
};

/**
 * What somebody else has made of a value may no longer hold it, and what SES asked for need not be what was written
 * (an inherited DMARC policy), so no whole value is named.
 */
function byHand({ type, expected }: ByKind["not-put-back"]["record"]): string {
  const parts = type === "MX" ? [parseMx(expected).exchange] : mechanismsOf(expected);
  if (parts.length === 0)
    return "Compare what stands there with what the log has for before, and correct it by hand if that is not wanted.";
  return `If ${listWords(parts)} still ${parts.length === 1 ? "stands" : "stand"} in it and nothing needs that any more, take that out by hand, and that alone.`;
}

/** What is SES's in an SPF record that others write, too: all but the version and the end. */
function mechanismsOf(expected: string): readonly string[] {
  return isSpf(expected) ? expected.split(" ").filter((term) => /^\+?[a-z0-9]+:/i.test(term)) : [];
}
