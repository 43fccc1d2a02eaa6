import type { SpfObstacle, SpfTermFault, SpfWarning } from "../../../plan/spf/warning.ts";
import { countWords, listWords } from "../words.ts";
import type { SentencesOf } from "./sentences-of.ts";

type Of<W extends SpfWarning["warning"]> = Extract<SpfWarning, { readonly warning: W }>;

export const SPF_SENTENCES: SentencesOf<SpfWarning> = {
  "spf-lookups": ({ owner, count, without }) =>
    `The SPF record of ${owner} costs receivers up to ${countWords(count, "DNS lookup")}; they give up beyond 10 (RFC 7208 section 4.6.4). ${withoutOurs(without, 10)} Remove terms that nobody needs any more.`,
  "spf-void-lookups": ({ owner, count, upTo, without }) =>
    `The SPF record of ${owner} makes ${voidWords(count, upTo)} that find nothing; receivers may stop at 2 (RFC 7208 section 4.6.4). ${withoutOurs(without, 2)} Remove the mechanisms whose names no longer exist.`,
  "spf-decides-nothing": ({ owner, term }) =>
    term === undefined
      ? `The SPF record of ${owner} ends without "all" or "redirect", so it condemns nobody. Add ~all once every sender is listed.`
      : `The SPF record of ${owner} ends with "${term}", so it condemns nobody. Change it to ~all once every sender is listed.`,
  "spf-never-counts": ({ owner, terms, all }) =>
    `Receivers end at "${all}" in the SPF record of ${owner}, so they never come to ${listWords(terms.map((term) => `"${term}"`))}. Move a mechanism that is needed in front of "${all}", and remove the rest.`,
  "spf-term-broken": brokenTerm,
  "spf-not-counted": ({ owner, term, because }) =>
    `"${term}" in the SPF record of ${owner} could not be looked up (${because}), so there may be more lookups than counted. Run plan again later.`,
  "spf-senders-fail": ({ owner, because, at, without }) =>
    `Mail that SES sends from ${owner} fails SPF in the worst case: ${OBSTACLES[because](at)}.${without === undefined ? "" : ` ${withoutOurs(without, because === "lookups" ? 10 : 2)}`} Correct what stands in front of SES's term, or move SES's term to the front.`,
  "spf-not-proved": ({ owner, term, because }) =>
    `It could not be learned whether mail that SES sends as ${owner} passes SPF: "${term}" could not be looked up (${because}). Run plan again later.`,
  "spf-sender-lost": ({ owner, name, term, addresses, result }) =>
    `Mail of ${name} from ${listWords(addresses)} passes SPF today by "${term}", and with this plan for ${owner} it comes out as "${result}". Add an ip4: or ip6: term for each of them that sends to the SPF record of ${name}.`,
  "spf-passes-all": ({ owner, at, term }) =>
    `Everybody may send as ${owner}: the SPF record ${placeWords(owner, at)} ends with "${term}". Change it to ~all or -all once every sender is listed.`,
  "spf-lookalike": ({ owner, value }) =>
    `A TXT value at ${owner} looks like a second SPF record (${value}), and receivers don't take it for one. Remove it at the DNS host if nobody needs it.`,
  "spf-first-record": firstRecord,
  "spf-follows-mx": ({ owner, term, lost }) =>
    `"${term}" in the SPF record of ${owner} follows the MX: ${listWords(lost)} may no longer send as ${owner}. Add an ip4: or a: term for each of these servers that still sends.`,
};

function withoutOurs(without: number, limit: number): string {
  return without > limit
    ? `Without SES's term it would be ${without}, over the limit already.`
    : `Without SES's term it would be ${without}.`;
}

function voidWords(count: number, upTo: number): string {
  return count === upTo ? countWords(count, "lookup") : `${count} to ${upTo} lookups`;
}

function brokenTerm({ owner, at, term, because, detail }: Of<"spf-term-broken">): string {
  const what = because === "target" && detail !== undefined ? detail : BROKEN_TERM[because];
  const more = because === "syntax" && detail !== undefined ? ` (${detail})` : "";
  return `Receivers give up on "${term}" in the SPF record ${placeWords(owner, at)}: ${what}${more}. Correct or remove this term; until then the whole record counts as an error.`;
}

function placeWords(owner: string, at: string): string {
  return at === owner ? `of ${owner}` : `at ${at}, to which that of ${owner} leads`;
}

function firstRecord({ owner, leftOut }: Of<"spf-first-record">): string {
  const change = `${owner} gets its first SPF record, so mail from any other sender turns from "none" to "softfail"`;
  return leftOut.length === 0
    ? `${change}. Add each other service that sends as ${owner} to it.`
    : `${change}: ${listWords(leftOut)} ${leftOut.length === 1 ? "is" : "are"} not listed. Add those that send mail as ${owner} to it.`;
}

const OBSTACLES: Readonly<Record<SpfObstacle, (at: string) => string>> = {
  lookups: (count) => `receivers need ${count} DNS lookups for SES's senders and give up beyond 10`,
  "void-lookups": (count) =>
    `${count} lookups up to SES's senders find nothing, and receivers may give up beyond 2`,
  term: (term) => `receivers give up at "${term}", before they know SES's senders`,
  match: (term) => `"${term}" decides before they come to SES's term`,
};

const BROKEN_TERM: Readonly<Record<SpfTermFault, string>> = {
  "no-record": "there is no SPF record at its name",
  "two-records": "there are two SPF records at its name",
  syntax: "the SPF record at its name has a syntax error",
  loop: "it leads back to itself",
  "too-many-mx": "its name has more than 10 MX",
  target: "what it names can be no domain name",
};
