import type { WildcardWarning } from "../../../plan/wildcard/warning.ts";
import { listWords } from "../words.ts";
import type { SentencesOf } from "./sentences-of.ts";

type Lost = Extract<WildcardWarning, { readonly warning: "wildcard-ended" }>["lost"][number];

export const WILDCARD_SENTENCES: SentencesOf<WildcardWarning> = {
  "from-wildcard": ({ owner, type, wildcard, values, through }) =>
    `The ${type} ${quoted(values)} is written out from ${wildcard}${through === undefined ? "" : ` (its CNAME leads to ${through})`}, since that does not answer for ${owner} where a record stands. Make later changes of it at ${owner}, too.`,
  "wildcard-ended": ({ owner, wildcard, lost, below, diverts }) =>
    [
      `With these records ${wildcard} no longer answers ${ended(owner, lost.length > 0, below)}.`,
      lost.length === 0 ? "" : `Add at ${owner} what is still used there: ${lost.map(lostWords).join("; ")}.`,
      diverts === undefined
        ? ""
        : `Without an MX, mail for ${owner} could go to ${addressesOf(lost)}; with ${listWords(diverts)} it goes to that, and an address that is added again does not bring it back. If people receive mail at ${owner}, add the address and take that MX away.`,
      below.length === 0 ? "" : `If names below it are in use, add the records of ${wildcard} at *.${owner}.`,
    ]
      .filter((sentence) => sentence !== "")
      .join(" "),
  "wildcard-not-seen": ({ owner, wildcard, because }) =>
    `It could not be looked up whether ${wildcard} answers for ${owner} (${because}), so its records are taken as standing there. Look at the plan; if ${owner} exists already, remove what is written out too much.`,
  "wildcard-not-back": ({ owner, type, wildcard, values, top, because }) =>
    `${type} ${quoted(values)} is left at ${owner}, as ${wildcard} had answered it: ${NOT_BACK[because](top)}, so ${wildcard} ${because === "exists" ? "does" : "may"} not answer for ${owner} again. Remove it at the DNS host if nobody needs it.`,
  "mx-not-of-wildcard": ({ owner, wildcard, own, its }) =>
    `${wildcard} has the MX ${listWords(its)}, and ${owner} has ${listWords(own)}. If a run has written the MX of ${owner} out from the wildcard, change it at ${owner} as well.`,
};

const NOT_BACK: Readonly<
  Record<
    Extract<WildcardWarning, { readonly warning: "wildcard-not-back" }>["because"],
    (top: string) => string
  >
> = {
  exists: (top) => `something else stands at or below ${top}`,
  unknown: (top) => `the DNS host can't tell what else stands at or below ${top}`,
};

function ended(owner: string, itself: boolean, below: readonly string[]): string {
  if (below.length === 0) return `for ${owner}`;
  return `${listWords(below)} ${itself ? `for ${owner} and the names below it` : `for names below ${owner}`}`;
}

/** Beside the records that are written no CNAME can stand (RFC 1034 section 3.6.2). */
function lostWords({ type, ttl, values }: Lost): string {
  if (type === "CNAME") return `the addresses (A, AAAA, TTL ${ttl}) of ${listWords(values)}`;
  return `${type} ${type === "TXT" ? quoted(values) : listWords(values)} (TTL ${ttl})`;
}

const TYPES_OF_HOSTS: ReadonlySet<string> = new Set(["A", "AAAA", "CNAME"]);

function addressesOf(lost: readonly Lost[]): string {
  return listWords(lost.filter(({ type }) => TYPES_OF_HOSTS.has(type)).flatMap(({ values }) => values));
}

function quoted(values: readonly string[]): string {
  return listWords(values.map((value) => `"${value}"`));
}
