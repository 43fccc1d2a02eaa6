import { isIP } from "node:net";
import { faultOfEndpoint } from "../../net/endpoint.ts";
import { findPlanHash } from "../../plan/consent/hash-text.ts";
import type { PlanHash } from "../../plan/consent/plan.ts";
import { didYouMean } from "../suggest.ts";
import { DURATION_SHAPE, findDuration } from "./duration.ts";
import { listPhrase, phrase, type Text } from "../../errors/phrase.ts";

// What the text of an option may be, for config/option-table.ts.

/** The value, or a clause about what is wrong with the text. */
export type Parsed<T> = { readonly value: T } | { readonly problem: Text };

/** What an option takes; `choices` are all that there are, where they can be named. */
export interface TextParser<T> {
  (given: string): Parsed<T>;
  readonly choices?: readonly string[];
}

export function anyText(given: string): Parsed<string> {
  return given.trim() === "" ? { problem: phrase`it is empty` } : { value: given };
}

export function oneOf<const T extends string>(choices: readonly T[]): TextParser<T> {
  const parse = (given: string): Parsed<T> => {
    const value = choices.find((choice) => choice === given);
    if (value !== undefined) return { value };
    return {
      problem: phrase`"${given}" is not one of ${listPhrase(choices, ", ")}${didYouMean(given, choices)}`,
    };
  };
  return Object.assign(parse, { choices });
}

export function duration(given: string): Parsed<number> {
  const value = findDuration(given);
  return value === undefined ? { problem: phrase`"${given}" is not ${DURATION_SHAPE}` } : { value };
}

export function dkimBits(given: string): Parsed<1024 | 2048> {
  if (given === "1024") return { value: 1024 };
  if (given === "2048") return { value: 2048 };
  return { problem: phrase`"${given}" is not one of 1024, 2048` };
}
dkimBits.choices = ["1024", "2048"];

export function planHashText(given: string): Parsed<PlanHash> {
  const hash = findPlanHash(given);
  return hash === undefined
    ? {
        problem: phrase`"${given}" is not a plan hash (sha256: and three groups of hexadecimal digits, as \`plan\` prints it)`,
      }
    : { value: hash };
}

export function endpoint(given: string): Parsed<string> {
  const fault = faultOfEndpoint(given);
  return fault === undefined ? { value: given } : { problem: phrase`the URL ${fault}` };
}

/** A host, or its origin; as an origin. */
export function allowedOrigin(given: string): Parsed<string> {
  const text = given.includes("://") ? given : `https://${given}`;
  const fault = faultOfEndpoint(text);
  if (fault !== undefined) return { problem: phrase`the URL ${fault}` };
  const { origin, pathname, hostname } = new URL(text);
  if (pathname !== "/") return { problem: phrase`"${given}" has a path; a whole host is allowed, or none` };
  if (hostname.includes("*"))
    return { problem: phrase`"${given}" has a *; each host is allowed by its name` };
  return { value: origin };
}

export function address(given: string): Parsed<string> {
  return isIP(given) === 0
    ? { problem: phrase`"${given}" is not an IPv4 or IPv6 address` }
    : { value: given };
}

export function wholeNumber(least: number, most: number): (given: string) => Parsed<number> {
  return (given) => {
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= least && value <= most) return { value };
    return { problem: phrase`"${given}" is not a whole number from ${least} to ${most}` };
  };
}

const TAG_SHAPE = "KEY=VALUE, like team=mail";
const TAG_TEXT = /^[\p{L}\p{N} +\-=._:/@]*$/u;

/**
 * As Tencent Cloud takes tags (pages on tags of several of its products, read in November 2026): letters, digits,
 * spaces and +-=._:/@; a key of up to 255 characters, a value of up to 127; some keys are its own.
 */
export function tagText(given: string): Parsed<{ readonly key: string; readonly value: string }> {
  const at = given.indexOf("=");
  const [key, value] = [given.slice(0, Math.max(0, at)).trim(), given.slice(at + 1).trim()];
  if (at === -1 || key === "") return { problem: phrase`"${given}" is not ${TAG_SHAPE}` };
  if (!TAG_TEXT.test(key) || !TAG_TEXT.test(value))
    return { problem: phrase`"${given}" has another character than letters, digits, spaces and +-=._:/@` };
  if (key.length > 255 || value.length > 127)
    return { problem: phrase`"${given}" is too long: a key has up to 255 characters, a value up to 127` };
  if (/^(?:qcloud|tencent|project)/i.test(key))
    return {
      problem: phrase`"${given}" has a key that begins like Tencent Cloud's own (qcloud, tencent, project)`,
    };
  return { value: { key, value } };
}

/**
 * A switch, wherever it is given: by a flag, which needs no text for it, by a variable, by an input of the action.
 * Python, YAML and runners write `True` as well. Any other word is refused: taken for "no" it would write for real.
 */
export function yesOrNo(given: string): Parsed<boolean> {
  const word = given.toLowerCase();
  if (["true", "1", "yes"].includes(word)) return { value: true };
  if (["false", "0", "no"].includes(word)) return { value: false };
  return { problem: phrase`"${given}" is neither true nor false` };
}

export const DEBUG_CHOICES = ["true", "false", "dns"] as const;

/** `dns` is more than true: each DNS question and its answer, too. */
export function debugging(given: string): Parsed<boolean | "dns"> {
  if (given === "dns") return { value: given };
  const parsed = yesOrNo(given);
  return "problem" in parsed
    ? { problem: phrase`"${given}" is not one of ${listPhrase(DEBUG_CHOICES, ", ")}` }
    : parsed;
}
debugging.choices = DEBUG_CHOICES;
