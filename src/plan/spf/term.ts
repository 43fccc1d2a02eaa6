import { isIPv4, isIPv6 } from "node:net";
import { hasMacro, isDomainSpec, isMacroString } from "./macro.ts";
import { oddCharactersIn } from "./odd-characters.ts";
import { faultOfTarget } from "./target.ts";

export type SpfQualifier = "+" | "-" | "~" | "?";
export type SpfMechanism = "all" | "include" | "a" | "mx" | "ptr" | "ip4" | "ip6" | "exists";

/** A mechanism with its qualifier: matching mail gets the qualifier's result. */
export interface SpfDirective {
  readonly kind: "directive";
  /** As written. */
  readonly text: string;
  /** Where the text begins in the record. */
  readonly at: number;
  readonly qualifier: SpfQualifier;
  readonly mechanism: SpfMechanism;
  /** Domain-spec or address, as written; undefined where the mechanism stands alone. */
  readonly target: string | undefined;
  /** Prefix lengths; 32 and 128 when the record gives none. */
  readonly prefix4: number;
  readonly prefix6: number;
}

export interface SpfModifier {
  readonly kind: "modifier";
  readonly text: string;
  readonly at: number;
  /** Lower case. */
  readonly name: string;
  readonly value: string;
}

export type SpfTerm = SpfDirective | SpfModifier;

/** One term of a record, or what is wrong with it. */
export function parseTerm(text: string, at: number): SpfTerm | string {
  const term = readTerm(text, at);
  if (typeof term !== "string") return term;
  const odd = oddCharactersIn(text);
  if (odd.length > 0) return `it holds ${odd.join(" and ")}`;
  return missingSpace(text) ?? term;
}

/**
 * Why a term that the grammar takes can't be followed: its target can be no name. Undefined where it can be one, and
 * where macros decide.
 */
export function brokenTarget(term: SpfTerm): string | undefined {
  const target = domainOf(term);
  if (target === undefined || hasMacro(target)) return undefined;
  return missingSpace(term.text) ?? faultOfTarget(target);
}

/** The domain-spec that a term has looked up, as written. */
export function domainOf(term: SpfTerm): string | undefined {
  if (term.kind === "modifier") return term.name === "redirect" ? term.value : undefined;
  return term.mechanism === "ip4" || term.mechanism === "ip6" ? undefined : term.target;
}

/** How a term begins that has lost the space in front of it: two character-strings are joined without one. */
const GLUED = /[-+~?]?(?:include|exists|ip4|ip6|ptr|mx|a):|(?:redirect|exp)=|[-+~?]all$/gi;

function missingSpace(text: string): string | undefined {
  const glued = text.slice(1).matchAll(GLUED).next().value;
  if (glued === undefined) return undefined;
  const [left, right] = [text.slice(0, glued.index + 1), text.slice(glued.index + 1)];
  return typeof readTerm(left, 0) === "string" ? undefined : `a space is missing in front of "${right}"`;
}

// No pattern here can be tried in more than one way: a TXT value of 64 KiB is read in the time that its length takes.
function readTerm(text: string, at: number): SpfTerm | string {
  const modifier = /^([a-z][a-z0-9_.-]*)=(.*)$/is.exec(text);
  if (modifier !== null)
    return parseModifier({ text, at, name: (modifier[1] ?? "").toLowerCase(), value: modifier[2] ?? "" });
  const match = /^([+\-~?]?)([a-z0-9]+)(.*)$/is.exec(text);
  const mechanism = (match?.[2] ?? "").toLowerCase();
  if (match === null || !isMechanism(mechanism)) return "it is no mechanism of SPF";
  const operand = parseOperand(mechanism, match[3] ?? "");
  if (typeof operand === "string") return operand;
  return { kind: "directive", text, at, qualifier: qualifierOf(match[1]), mechanism, ...operand };
}

/** Whether two directives match the same mail, whatever result they give it. */
export function sameMechanism(a: SpfDirective, b: SpfDirective): boolean {
  return (
    a.mechanism === b.mechanism &&
    targetOf(a) === targetOf(b) &&
    a.prefix4 === b.prefix4 &&
    a.prefix6 === b.prefix6
  );
}

/** The target in one spelling; `""` where the mechanism stands alone and means the record's own name. */
function targetOf(directive: SpfDirective): string {
  return (directive.target ?? "").toLowerCase().replace(/\.$/, "");
}

type Operand = Pick<SpfDirective, "target" | "prefix4" | "prefix6">;

/** What may follow a mechanism's name. `required`: it can't stand alone. */
const OPERANDS: Readonly<
  Record<SpfMechanism, { readonly target: "none" | "optional" | "required"; readonly prefixes: boolean }>
> = {
  all: { target: "none", prefixes: false },
  include: { target: "required", prefixes: false },
  exists: { target: "required", prefixes: false },
  ptr: { target: "optional", prefixes: false },
  a: { target: "optional", prefixes: true },
  mx: { target: "optional", prefixes: true },
  ip4: { target: "required", prefixes: true },
  ip6: { target: "required", prefixes: true },
};

function parseOperand(mechanism: SpfMechanism, text: string): Operand | string {
  const rule = OPERANDS[mechanism];
  const { rest, first, second } = rule.prefixes ? cutPrefixes(text) : { rest: text };
  if (rest !== "" && !rest.startsWith(":")) return `"${rest}" can't follow ${mechanism}`;
  const target = rest === "" ? undefined : rest.slice(1);
  if (target === undefined && rule.target === "required") return `${mechanism} needs a target`;
  if (target !== undefined && rule.target === "none") return `${mechanism} takes no target`;
  if (mechanism === "ip4" || mechanism === "ip6")
    return parseNetwork(mechanism, target ?? "", second === undefined ? first : "//");
  if (target !== undefined && !isDomainSpec(target)) return `"${target}" is no domain`;
  return withPrefixes(target, first, second);
}

interface Prefixes {
  readonly rest: string;
  readonly first?: string | undefined;
  readonly second?: string | undefined;
}

/** The target may hold slashes of its own (they are macro literals), so the prefixes are taken from the end. */
function cutPrefixes(text: string): Prefixes {
  const [rest, second] = cutNumber(text, "//");
  const [front, first] = cutNumber(rest, "/");
  return { rest: front, first, second };
}

function cutNumber(text: string, mark: "/" | "//"): readonly [rest: string, number: string | undefined] {
  const at = text.lastIndexOf(mark);
  const number = text.slice(at + mark.length);
  return at === -1 || !/^[0-9]+$/.test(number) ? [text, undefined] : [text.slice(0, at), number];
}

function parseNetwork(
  mechanism: "ip4" | "ip6",
  address: string,
  length: string | undefined,
): Operand | string {
  const isAddress = mechanism === "ip4" ? isIPv4(address) : isIPv6(address) && !address.includes("%");
  if (!isAddress) return `"${address}" is no address for ${mechanism}`;
  return mechanism === "ip4"
    ? withPrefixes(address, length, undefined)
    : withPrefixes(address, undefined, length);
}

function withPrefixes(
  target: string | undefined,
  first: string | undefined,
  second: string | undefined,
): Operand | string {
  const prefix4 = prefixLength(first, 32);
  const prefix6 = prefixLength(second, 128);
  if (prefix4 === undefined || prefix6 === undefined) return "the prefix length is out of range";
  return { target, prefix4, prefix6 };
}

function prefixLength(text: string | undefined, longest: number): number | undefined {
  if (text === undefined) return longest;
  if (!/^(?:0|[1-9][0-9]{0,2})$/.test(text)) return undefined;
  return Number(text) <= longest ? Number(text) : undefined;
}

function parseModifier(term: Omit<SpfModifier, "kind">): SpfModifier | string {
  const takesDomain = term.name === "redirect" || term.name === "exp";
  if (takesDomain && !isDomainSpec(term.value)) return `"${term.value}" is no domain`;
  if (!isMacroString(term.value)) return `"${term.value}" is no value of a modifier`;
  return { kind: "modifier", ...term };
}

function qualifierOf(text: string | undefined): SpfQualifier {
  return text === "-" || text === "~" || text === "?" ? text : "+";
}

function isMechanism(name: string): name is SpfMechanism {
  return Object.hasOwn(OPERANDS, name);
}
