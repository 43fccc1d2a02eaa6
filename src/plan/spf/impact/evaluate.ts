import { findDomainName, isAtOrBelow, type DomainName } from "../../../dns/domain-name.ts";
import type { SpfRecord } from "../parse.ts";
import type { SpfLookup } from "../count.ts";
import type { SpfDirective, SpfModifier, SpfQualifier, SpfTerm } from "../term.ts";
import { findAddress, isIn, networkOf } from "./address.ts";
import {
  answersAt,
  isBeyond,
  LIMITS,
  passOver,
  targetOf,
  type Check,
  type PassedOver,
  type Unknown,
} from "./check.ts";
import type { SpfMail } from "./mail.ts";
import { namesOfAddress } from "./owner-of-address.ts";
import { networkIn, readRecord } from "./read-record.ts";

// check_host() of RFC 7208. It explains what receivers do, and is held against mailauth, which would bring its
// own resolver and its dependencies into the tool.

export type SpfResult = "none" | "neutral" | "pass" | "fail" | "softfail" | "temperror" | "permerror";

export interface SpfJudgement {
  readonly result: SpfResult;
  /**
   * Terms that may match, or fail, by what is not known here: a lookup failed, or it depends on a mail and none is
   * at hand. They were taken to match nothing.
   */
  readonly passedOver: readonly PassedOver[];
  /** The first of these whose lookup failed: there is no verdict where it stands in the way. */
  readonly failed: PassedOver | undefined;
  /** The term on which a receiver gave up, with `permerror`; undefined: it is the record itself. */
  readonly broken: string | undefined;
  /** Why it gave up there. */
  readonly why: string | undefined;
  /** The term that matched; undefined: none did. */
  readonly by: string | undefined;
}

/**
 * What a receiver makes of mail from an address in the name of a domain.
 * @param mail with a sender as receivers do: a failed lookup is `temperror`; without one, what can't be known is
 * passed over
 * @param lookup answers for the domain's own records too, so that those may be asked that are not published yet
 */
export async function evaluateSpf(mail: SpfMail, lookup: SpfLookup): Promise<SpfJudgement> {
  const found = { failed: undefined, broken: undefined, why: undefined, by: undefined };
  const check: Check = { mail, lookup, lookups: 0, voids: 0, passedOver: [], ...found };
  const result = await checkHost(mail.domain, check);
  const { passedOver, failed, broken, why, by } = check;
  return { result, passedOver, failed, broken, why, by };
}

type Match = boolean | "permerror" | Unknown;

const NO_ANSWER = "what it refers to could not be looked up";
const NO_RECORD = "there is no SPF record at its name";
const NO_NAME = "what it names can be no domain name";

const RESULTS: Readonly<Record<SpfQualifier, SpfResult>> = {
  "+": "pass",
  "-": "fail",
  "~": "softfail",
  "?": "neutral",
};

async function checkHost(name: DomainName, check: Check): Promise<SpfResult> {
  const found = await check.lookup({ owner: name, type: "TXT" });
  if (found.kind === "failed") return "temperror";
  const record = found.kind === "answer" ? readRecord(found.rrset.values) : "none";
  if (record === "permerror")
    check.why ??= `the SPF record at ${name} has a syntax error, or stands there twice`;
  return typeof record === "string" ? record : evaluateRecord(record, name, check);
}

async function evaluateRecord({ terms }: SpfRecord, self: DomainName, check: Check): Promise<SpfResult> {
  for (const directive of terms.filter(isDirective)) {
    const match = await matches(directive, self, check);
    if (match === "permerror") {
      check.broken ??= directive.text;
      return match;
    }
    if (match === true) {
      check.by = directive.text;
      return RESULTS[directive.qualifier];
    }
    if (match !== false && !passOver(directive, match, check)) return "temperror";
  }
  // What matched in a record that is included decides nothing here.
  check.by = undefined;
  const redirect = terms.find(isRedirect);
  return redirect === undefined ? "neutral" : follow(redirect, self, check);
}

async function follow(redirect: SpfModifier, self: DomainName, check: Check): Promise<SpfResult> {
  const result = await resultOf(redirect, self, check);
  if (result === "permerror") check.broken ??= redirect.text;
  return result;
}

async function resultOf(redirect: SpfModifier, self: DomainName, check: Check): Promise<SpfResult> {
  if (isBeyond(check)) return "permerror";
  const name = await targetOf(redirect.value, self, check);
  if (name === undefined) return givenUp(NO_NAME, check);
  const unknown: Unknown = typeof name === "string" ? { unknown: NO_ANSWER } : name;
  const result = typeof name === "string" ? await checkHost(name, check) : "temperror";
  if (result === "temperror") passOver(redirect, unknown, check);
  return result === "none" ? givenUp(NO_RECORD, check) : result;
}

function givenUp(why: string, check: Check): "permerror" {
  check.why ??= why;
  return "permerror";
}

async function matches(directive: SpfDirective, self: DomainName, check: Check): Promise<Match> {
  const { mechanism, target } = directive;
  if (mechanism === "all") return true;
  if (mechanism === "ip4" || mechanism === "ip6") {
    const network = networkIn(directive);
    return network !== undefined && isIn(check.mail.address, network);
  }
  if (isBeyond(check)) return "permerror";
  const name = target === undefined ? self : await targetOf(target, self, check);
  // A name that no name can be is one that does not exist (section 4.8).
  if (name === undefined) return mechanism === "include" && givenUp(NO_NAME, check);
  if (typeof name !== "string") return name;
  return MATCHERS[mechanism](name, directive, check);
}

type Matcher = (name: DomainName, directive: SpfDirective, check: Check) => Promise<Match>;

const MATCHERS: Readonly<Record<Exclude<SpfDirective["mechanism"], "all" | "ip4" | "ip6">, Matcher>> = {
  include: async (name, _directive, check) => matchOfIncluded(await checkHost(name, check), check),
  a: (name, directive, check) => hasAddress(name, directive, check),
  mx: matchesMx,
  exists: async (name, _directive, check) => {
    const found = await answersAt(name, "exists", check);
    return "end" in found ? found.end : found.length > 0;
  },
  ptr: async (name, _directive, check) => {
    if (check.mail.sender === undefined)
      return { unknown: "it asks for the name of each sender's address", byMail: true };
    const names = await namesOfAddress(check.mail.address, check.lookup);
    return names.some((owner) => isAtOrBelow(owner, name));
  },
};

/** Section 5.2. */
function matchOfIncluded(result: SpfResult, check: Check): Match {
  if (result === "none") return givenUp(NO_RECORD, check);
  if (result === "permerror") return "permerror";
  return result === "temperror" ? { unknown: NO_ANSWER } : result === "pass";
}

async function matchesMx(name: DomainName, directive: SpfDirective, check: Check): Promise<Match> {
  const found = await answersAt(name, "MX", check);
  if ("end" in found) return found.end;
  if (found.length > LIMITS.mx) return givenUp(`its name has more than ${LIMITS.mx} MX`, check);
  let unknown: Unknown | undefined;
  for (const value of found) {
    const host = findDomainName(value.split(" ")[1] ?? "");
    const match = host !== undefined && (await hasAddress(host, directive, check));
    if (match === true || match === "permerror") return match;
    if (match !== false) unknown = match;
  }
  return unknown ?? false;
}

async function hasAddress(name: DomainName, directive: SpfDirective, check: Check): Promise<Match> {
  const { address } = check.mail;
  const type = address.family === 4 ? "A" : "AAAA";
  const found = await answersAt(name, type, check);
  if ("end" in found) return found.end;
  const prefix = type === "A" ? directive.prefix4 : directive.prefix6;
  return found.some((text) => {
    const base = findAddress(text);
    return base !== undefined && isIn(address, networkOf(base, prefix));
  });
}

export function isDirective(term: SpfTerm): term is SpfDirective {
  return term.kind === "directive";
}

export function isRedirect(term: SpfTerm): term is SpfModifier {
  return term.kind === "modifier" && term.name === "redirect";
}
