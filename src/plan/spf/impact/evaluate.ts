import { findDomainName, type DomainName } from "../../../dns/domain-name.ts";
import type { Lookup } from "../../../dns/observation.ts";
import { findSpf, isSpf, type SpfRecord } from "../parse.ts";
import type { SpfLookup } from "../prove.ts";
import type { SpfDirective, SpfModifier, SpfQualifier, SpfTerm } from "../term.ts";
import { findAddress, isIn, networkOf } from "./address.ts";
import { expandDomainSpec, needsOwnerOfAddress, type SpfMail } from "./expand.ts";
import { namesOfAddress } from "./owner-of-address.ts";

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
  /** The term on which a receiver gave up, with `permerror`; undefined: it is the record itself. */
  readonly broken?: string;
}

export interface PassedOver {
  readonly term: string;
  readonly because: string;
}

/** RFC 7208 section 4.6.4. */
export const LIMITS = { lookups: 10, voids: 2, mx: 10, ptr: 10 } as const;

/**
 * What a receiver makes of mail from an address in the name of a domain.
 * @param mail with a sender as receivers do: a failed lookup is `temperror`; without one, what can't be known is
 * passed over
 * @param lookup answers for the domain's own records too, so that those may be asked that are not published yet
 */
export async function evaluateSpf(mail: SpfMail, lookup: SpfLookup): Promise<SpfJudgement> {
  const check: Check = { mail, lookup, lookups: 0, voids: 0, passedOver: [] };
  const result = await checkHost(mail.domain, check);
  const { passedOver, broken } = check;
  return { result, passedOver, ...(broken === undefined ? {} : { broken }) };
}

/** One mail under judgement; the counts are of all of its terms. */
export interface Check {
  readonly mail: SpfMail;
  readonly lookup: SpfLookup;
  lookups: number;
  voids: number;
  readonly passedOver: PassedOver[];
  broken?: string;
}

type Match = boolean | "permerror" | Unknown;
interface Unknown {
  readonly unknown: string;
}

const RESULTS: Readonly<Record<SpfQualifier, SpfResult>> = {
  "+": "pass",
  "-": "fail",
  "~": "softfail",
  "?": "neutral",
};

async function checkHost(name: DomainName, check: Check): Promise<SpfResult> {
  const found = await check.lookup({ owner: name, type: "TXT" });
  if (found.kind === "failed") return "temperror";
  const [text, ...more] = found.kind === "answer" ? found.rrset.values.filter(isSpf) : [];
  if (text === undefined) return "none";
  const record = more.length > 0 ? undefined : findSpf(text);
  return record === undefined ? "permerror" : evaluateRecord(record, name, check);
}

async function evaluateRecord({ terms }: SpfRecord, self: DomainName, check: Check): Promise<SpfResult> {
  for (const directive of terms.filter(isDirective)) {
    const match = await matches(directive, self, check);
    if (match === "permerror") {
      check.broken ??= directive.text;
      return match;
    }
    if (match === true) return RESULTS[directive.qualifier];
    if (match !== false && !passOver(directive, match.unknown, check)) return "temperror";
  }
  const redirect = terms.find(isRedirect);
  return redirect === undefined ? "neutral" : follow(redirect, self, check);
}

/** False: a receiver has a mail at hand, so it knows. */
function passOver({ text: term }: SpfTerm, because: string, { mail, passedOver }: Check): boolean {
  if (mail.sender === undefined) passedOver.push({ term, because });
  return mail.sender === undefined;
}

async function follow(redirect: SpfModifier, self: DomainName, check: Check): Promise<SpfResult> {
  if (isBeyond(check)) return "permerror";
  const name = await targetOf(redirect.value, self, check);
  if (name === undefined) return "permerror";
  const unknown = typeof name === "string" ? undefined : name.unknown;
  const result = typeof name === "string" ? await checkHost(name, check) : "temperror";
  if (result === "temperror") passOver(redirect, unknown ?? NO_ANSWER, check);
  return result === "none" ? "permerror" : result;
}

const NO_ANSWER = "what it refers to could not be looked up";

/** Whether one more lookup is one too many. */
function isBeyond(check: Check): boolean {
  check.lookups += 1;
  return check.lookups > LIMITS.lookups;
}

async function matches(directive: SpfDirective, self: DomainName, check: Check): Promise<Match> {
  const { mechanism, target, prefix4, prefix6 } = directive;
  const { address } = check.mail;
  if (mechanism === "all") return true;
  if (mechanism === "ip4" || mechanism === "ip6") {
    const base = findAddress(target ?? "");
    return base !== undefined && isIn(address, networkOf(base, mechanism === "ip4" ? prefix4 : prefix6));
  }
  if (isBeyond(check)) return "permerror";
  const name = target === undefined ? self : await targetOf(target, self, check);
  // A name that no name can be is one that does not exist (section 4.8).
  if (name === undefined) return mechanism === "include" ? "permerror" : false;
  if (typeof name !== "string") return name;
  return MATCHERS[mechanism](name, directive, check);
}

type Matcher = (name: DomainName, directive: SpfDirective, check: Check) => Promise<Match>;

const MATCHERS: Readonly<Record<Exclude<SpfDirective["mechanism"], "all" | "ip4" | "ip6">, Matcher>> = {
  include: async (name, _directive, check) => matchOfIncluded(await checkHost(name, check)),
  a: (name, directive, check) => hasAddress(name, directive, check),
  mx: matchesMx,
  exists: async (name, _directive, check) => {
    const found = await answersAt(name, "A", check);
    return Array.isArray(found) ? found.length > 0 : found;
  },
  ptr: async (name, _directive, check) => {
    if (check.mail.sender === undefined) return { unknown: "it asks for the name of each sender's address" };
    const names = await namesOfAddress(check.mail.address, check.lookup);
    return names.some((owner) => owner === name || owner.endsWith(`.${name}`));
  },
};

/** Section 5.2. */
function matchOfIncluded(result: SpfResult): Match {
  if (result === "none" || result === "permerror") return "permerror";
  return result === "temperror" ? { unknown: NO_ANSWER } : result === "pass";
}

async function matchesMx(name: DomainName, directive: SpfDirective, check: Check): Promise<Match> {
  const found = await answersAt(name, "MX", check);
  if (!Array.isArray(found)) return found;
  if (found.length > LIMITS.mx) return "permerror";
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
  const found = await answersAt(name, address.family === 4 ? "A" : "AAAA", check);
  if (!Array.isArray(found)) return found;
  const prefix = address.family === 4 ? directive.prefix4 : directive.prefix6;
  return found.some((text) => {
    const base = findAddress(text);
    return base !== undefined && isIn(address, networkOf(base, prefix));
  });
}

type Answers = readonly string[] | "permerror" | Unknown;

/** The values at a name. Two lookups may find nothing, the third is one too many. */
async function answersAt(
  name: DomainName,
  type: "A" | "AAAA" | "MX",
  check: Check,
): Promise<string[] | Exclude<Answers, readonly string[]>> {
  const found = await check.lookup({ owner: name, type });
  if (found.kind === "failed") return { unknown: found.because };
  if (found.kind === "answer") return [...found.rrset.values];
  if (!(await isVoid({ name, type, found }, check))) return [];
  check.voids += 1;
  return check.voids > LIMITS.voids ? "permerror" : [];
}

/**
 * A name that has addresses of the other family only is no void lookup, as prove.ts counts it. Some receivers are
 * stricter (pyspf 2.0.14, November 2026), and others look at both families (mailauth 4.13).
 */
async function isVoid(
  {
    name,
    type,
    found,
  }: { readonly name: DomainName; readonly type: "A" | "AAAA" | "MX"; readonly found: Lookup },
  check: Check,
): Promise<boolean> {
  if (type === "MX" || found.kind !== "nodata") return true;
  const other = await check.lookup({ owner: name, type: type === "A" ? "AAAA" : "A" });
  return other.kind !== "answer";
}

/** Undefined: it is no name. */
export async function targetOf(
  domainSpec: string,
  self: DomainName,
  { mail, lookup }: Pick<Check, "mail" | "lookup">,
): Promise<DomainName | Unknown | undefined> {
  const owners =
    mail.sender !== undefined && needsOwnerOfAddress(domainSpec)
      ? await namesOfAddress(mail.address, lookup)
      : [];
  const owner = owners.find((name) => name === self || name.endsWith(`.${self}`)) ?? owners[0];
  const expanded = expandDomainSpec(domainSpec, mail, owner === undefined ? { self } : { self, owner });
  return expanded === undefined ? { unknown: "it depends on a mail" } : findDomainName(expanded);
}

export function isDirective(term: SpfTerm): term is SpfDirective {
  return term.kind === "directive";
}

export function isRedirect(term: SpfTerm): term is SpfModifier {
  return term.kind === "modifier" && term.name === "redirect";
}
