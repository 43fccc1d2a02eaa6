import { keyText } from "../../dns/rrset.ts";
import { addressName } from "./names.ts";
import type { Warning } from "../../plan/warning.ts";
import { seal } from "./one-line.ts";
import { countWords, listWords, shorten } from "./words.ts";

/** What a warning means, and what to do about it. One line, foreign text made harmless. */
export function warningSentence(warning: Warning): string {
  return seal(words(warning));
}

function words(warning: Warning): string {
  if (isDelegationWarning(warning)) return delegationWarningWords(warning);
  switch (warning.warning) {
    case "mx-added-beside-others":
      return `Mail for ${warning.owner} now has one more server, last in order after ${listWords(warning.others)}. Make sure that it forwards what it receives, or take it away.`;
    case "mx-replaced":
      return `Mail for ${warning.owner} no longer goes to ${listWords(warning.lost)}. If people receive mail there, put that MX back.`;
    case "mx-kept":
      return `${KEPT_MX[warning.because](warning.owner, listWords(warning.kept))} If SES insists on its own MX, run again with --mx add.`;
    case "spf-void-lookups":
      return `The SPF record of ${warning.owner} makes ${countWords(warning.count, "lookup")} that find nothing; receivers may stop at 2 (RFC 7208 section 4.6.4). Remove the mechanisms whose names no longer exist.`;
    case "spf-decides-nothing":
      return `The SPF record of ${warning.owner} ends without "all" or "redirect", so it condemns nobody. Add ~all once every sender is listed.`;
    case "spf-term-broken":
      return `Receivers give up on "${warning.term}" in the SPF record of ${warning.owner}: ${BROKEN_TERM[warning.because]}. Correct or remove this term; until then the whole record counts as an error.`;
    case "spf-not-counted":
      return `"${warning.term}" in the SPF record of ${warning.owner} could not be looked up (${warning.because}), so there may be more lookups than counted. Run plan again later.`;
    case "dmarc-inherited":
      return `${warning.owner} inherits the DMARC policy "${warning.policy}" from its organisational domain; SES's own p=none would override it, so a record with that policy is used instead. Check that SES's mail passes DMARC.`;
    case "quotes-in-value":
      return `A value at ${warning.owner} has quotation marks inside (${warning.value}), usually a slip when it was entered. Remove them at the DNS host.`;
    case "cut-at-255":
      return `A value at ${warning.owner} ends at exactly 255 characters (${warning.value.slice(0, 24)}…), usually because a form cut it off. Enter it again in full.`;
    case "not-put-back":
      return `${NOT_PUT_BACK[warning.because](keyText(warning.record))} Take out by hand what SES had asked for (${shorten(warning.record.expected, LONGEST_VALUE)}) if nothing needs it any more.`;
    case "doubled-suffix":
      return `There are records at ${warning.owner}: the zone's name stands there twice, usually because a form appended it. Remove them; nobody asks there.`;
    case "wildcard-shadowed":
      return `${warning.wildcard} no longer answers ${listWords(warning.types)} for ${warning.owner}, since names below it now exist. Add these records at ${warning.owner} if something uses them.`;
  }
}

const LONGEST_VALUE = 72;

type NotPutBack = Extract<Warning, { readonly warning: "not-put-back" }>;

const NOT_PUT_BACK: Readonly<Record<NotPutBack["because"], (place: string) => string>> = {
  changed: (place) => `Somebody has changed ${place} since, so it is left alone.`,
  secret: (place) =>
    `What stood at ${place} before is not in the log, since a secret was cut out of it, so it is left alone.`,
};

type BrokenTerm = Extract<Warning, { readonly warning: "spf-term-broken" }>;

const BROKEN_TERM: Readonly<Record<BrokenTerm["because"], string>> = {
  "no-record": "there is no SPF record at its name",
  "two-records": "there are two SPF records at its name",
  syntax: "the SPF record at its name has a syntax error",
  loop: "it leads back to itself",
  "too-many-mx": "its name has more than 10 MX",
};

type KeptMx = Extract<Warning, { readonly warning: "mx-kept" }>;

const KEPT_MX: Readonly<Record<KeptMx["because"], (owner: string, kept: string) => string>> = {
  mx: (owner, kept) => `${owner} receives mail at ${kept}, which stays; SES's MX was not added.`,
  address: (owner, kept) =>
    `${owner} has no MX but an address (${kept}), which receives its mail; an MX would divert it, so none was added.`,
  "null-mx": (owner) =>
    `${owner} says that it accepts no mail (null MX, RFC 7505), which stays; SES's MX was not added.`,
};

const NAMES = [
  "delegation-differs",
  "half-moved",
  "server-without-address",
  "server-lame",
  "family-missing",
] as const;

type Name = (typeof NAMES)[number];

type DelegationWarning = Extract<Warning, { readonly warning: Name }>;

type Of<N extends Name> = Extract<Warning, { readonly warning: N }>;

function isDelegationWarning(warning: Warning): warning is DelegationWarning {
  return NAMES.some((name) => name === warning.warning);
}

/** What is odd about who serves a zone, and who mends it. */
function delegationWarningWords(warning: DelegationWarning): string {
  switch (warning.warning) {
    case "delegation-differs":
      return differs(warning);
    case "half-moved":
      return halfMoved(warning);
    case "server-without-address":
      return `${listWords(warning.servers)} of ${warning.owner} ${warning.servers.length === 1 ? "has" : "have"} no address (missing glue, or a name that is gone), so nobody can ask there. Correct the delegation at the registrar.`;
    case "server-lame":
      return `${addressName(warning.at)} is named as a server of ${warning.owner} but ${warning.because === "lame" ? "does not serve it" : "fails on it (SERVFAIL)"}. Correct the delegation, or that server.`;
    case "family-missing":
      return `This machine has no IPv${warning.family}; servers are asked by IPv${warning.family === 6 ? 4 : 6} alone, which is enough.`;
  }
}

function differs({ owner, onlyParent, onlyZone }: Of<"delegation-differs">): string {
  const lists = [...named("only the parent", onlyParent), ...named("only the zone", onlyZone)].join("; ");
  return `The parent of ${owner} and the zone itself name different servers (${lists}). All of them are watched; make both lists the same, at the registrar or at the DNS host.`;
}

function halfMoved({ owner, notAtHost, notDelegated }: Of<"half-moved">): string {
  const lists = [
    ...named("live, but not the DNS host's", notAtHost),
    ...named("the DNS host's, but not live", notDelegated),
  ].join("; ");
  return `The zone ${owner} seems half moved (${lists}). Finish the move, or a part of the world will not see the records.`;
}

function named(title: string, servers: readonly string[]): readonly string[] {
  return servers.length === 0 ? [] : [`${title}: ${listWords(servers)}`];
}
