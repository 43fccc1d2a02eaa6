import type { DmarcFound, DmarcWarning } from "../../../plan/dmarc/warning.ts";
import { listWords, shorten } from "../words.ts";
import type { SentencesOf } from "./sentences-of.ts";

type ByKind = { readonly [W in DmarcWarning as W["warning"]]: W };

export const DMARC_SENTENCES: SentencesOf<DmarcWarning> = {
  "dmarc-inherited": inherited,
  "dmarc-discoveries-differ": discoveriesDiffer,
  "dmarc-written-out": ({ owner, wildcard, policy }) =>
    `${wildcard} answers for ${owner} with the DMARC policy "${policy}", and no longer does once the name exists; so the record is written out there. It doesn't follow later changes of the wildcard: change both.`,
  "dmarc-own-organisation": ({ owner, domain }) =>
    `Receivers of RFC 9989 find no DMARC record above ${domain}, so ${owner} makes it an organisational domain of its own.`,
  "dmarc-pct": ({ owner, from, pct, trial }) =>
    trial
      ? `The policy of ${from} is on trial (pct=${pct}, which RFC 9989 no longer knows), and ${owner} says so by t=y. Receivers that don't know t yet enforce the policy: look at the reports before you send much.`
      : `The record at ${from} asks for its policy on ${pct}% of the mail only (pct, which RFC 9989 no longer knows), and at ${owner} it holds for all mail. Look at the reports before you send much.`,
  "dmarc-np-ends": ({ owner, from, np, policy }) =>
    `The record at ${from} says "${np}" (np) for names that do not exist; with ${owner} this one exists, and its policy is "${policy}". Put a stricter one there if that is too weak.`,
  "dmarc-weakened": weakened,
  "dmarc-flawed": ({ owner, value, flaws }) =>
    `The DMARC record at ${owner} is kept although receivers may stumble over it (${listWords(flaws.map(flawWords))}): "${value}". Correct it at the DNS host.`,
  "dmarc-flawed-above": ({ owner, from, policy, flaws }) =>
    `The DMARC record at ${from} has flaws (${listWords(flaws.map(flawWords))}): receivers take what is wrong for not said and a misspelt policy for "none", so they find "${policy}" in it for ${owner}. Correct it at ${from}, then look at ${owner} again.`,
  "dmarc-unreadable-above": ({ owner, from, values, policy }) =>
    `${values.length === 1 ? "A text" : `${values.length} texts`} at ${from} ${values.length === 1 ? "is" : "are"} meant as DMARC and ${values.length === 1 ? "gives" : "give"} no policy (${listWords(values.map((value) => shorten(value, LONGEST_VALUE)))}). So "${policy}" at ${owner} takes nothing from there. Correct ${from}, or put the policy that you want at ${owner}.`,
  "dmarc-not-read": ({ owner, because }) =>
    `It could not be seen from here whether ${owner} holds a DMARC policy (${because}), so nothing is inherited from it. Look it up from another network if you expect one there.`,
  "dmarc-misplaced": ({ owner, value }) =>
    `A DMARC text stands at ${owner} itself ("${shorten(value, LONGEST_VALUE)}"), where no receiver looks. Take it away; if it is what you want, put it in the place of the record at _dmarc.${owner}.`,
  "dmarc-reports-dropped": ({ owner, address, at, because }) =>
    because === undefined
      ? `Reports for ${owner} to ${address} will be dropped: no record at ${at} allows them (RFC 9990). Have its owner publish "v=DMARC1;" there.`
      : `It could not be looked up at ${at} whether reports for ${owner} to ${address} are allowed (${because}). Check later that a record "v=DMARC1;" stands there (RFC 9990).`,
};

const LONGEST_VALUE = 72;
const STRICTNESS_WORDS: readonly string[] = ["none", "quarantine", "reject"];

function inherited({ owner, policy, tag, from, reports }: ByKind["dmarc-inherited"]): string {
  const copied = reports.length === 0 ? "" : ` Reports go to ${listWords(reports)}, as there.`;
  return policy === "none"
    ? `${owner} takes over what the record at ${from} says beside its policy "none" (${tag}).${copied} Check that this is wanted here.`
    : `${owner} takes over the DMARC policy "${policy}" (${tag}) of ${from}: SES's own value would have ended it for this name.${copied} Check that SES's mail passes DMARC.`;
}

function discoveriesDiffer(warning: ByKind["dmarc-discoveries-differ"]): string {
  const { owner, rfc9989, rfc7489, taken, named, published, senders } = warning;
  const other = taken === "rfc9989" ? "rfc7489" : "rfc9989";
  const sends =
    senders.length === 0
      ? ""
      : ` The domain may send already: look that this mail passes (${listWords(senders.map((sender) => shorten(sender, LONGEST_VALUE)))}).`;
  const choice = named ? "" : ` To take the other, run again with --dmarc ${other} --replace TXT:${owner}.`;
  return `For ${owner} receivers of RFC 9989 find ${found(rfc9989)}, those of RFC 7489 ${found(rfc7489)}. Published is "${published}", by the policy that ${taken.replace("rfc", "RFC ")} gives.${sends}${choice}`;
}

function found(finding: DmarcFound | undefined): string {
  if (finding === undefined) return "no policy";
  const { policy, tag, from, beside } = finding;
  return `"${policy}" (${[`${tag} of ${from}`, ...beside].join(", ")})`;
}

function weakened({ owner, former, policy, was, lost }: ByKind["dmarc-weakened"]): string {
  const ends = lost.length === 0 ? "" : ` With it ${lost.length === 1 ? "ends" : "end"} ${listWords(lost)}.`;
  return `${WEAKENED[was](owner, former, policy)}${ends} Leave out the consent to replace it if that is not what you want.`;
}

/** How what stands there compares with what replaces it. */
const WEAKENED: Readonly<
  Record<ByKind["dmarc-weakened"]["was"], (owner: string, former: string, policy: string) => string>
> = {
  obeyed: (owner, former, policy) =>
    STRICTNESS_WORDS.indexOf(former) > STRICTNESS_WORDS.indexOf(policy)
      ? `The record at ${owner} has the DMARC policy "${former}" and is replaced by "${policy}", which is weaker.`
      : `The record at ${owner} has the DMARC policy "${former}" and asks for more than the "${policy}" that replaces it.`,
  meant: (owner, former, policy) =>
    `The record at ${owner} is meant as the DMARC policy "${former}", which receivers don't obey as it stands, and is replaced by "${policy}", which is weaker.`,
  unknown: (owner, former, policy) =>
    `The record at ${owner} asks for "${shorten(former, LONGEST_VALUE)}", which is no DMARC policy, and is replaced by "${policy}", which may be weaker than what was meant.`,
};

/** What is wrong with it, as it is written; empty where nothing stands between two semicolons. */
function flawWords(flaw: string): string {
  if (flaw === "no p") return "no p, which SES wants to see";
  return flaw === "" ? "an empty piece" : flaw;
}
