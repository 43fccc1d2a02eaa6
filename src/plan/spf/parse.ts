import { OnboardError } from "../../errors/onboard-error.ts";
import { asTyped } from "./odd-characters.ts";
import { parseTerm, type SpfTerm } from "./term.ts";

/**
 * An SPF record, read as RFC 7208 section 12 has it. The text is kept: an edit must leave what it doesn't
 * touch byte for byte.
 */
export interface SpfRecord {
  readonly text: string;
  readonly terms: readonly SpfTerm[];
}

/**
 * Whether receivers take this TXT value for an SPF record: `v=spf1`, then a space or the end (RFC 7208
 * section 4.5).
 */
export function isSpf(value: string): boolean {
  return /^v=spf1(?: |$)/i.test(value);
}

/**
 * Whether somebody meant this TXT value to be an SPF record although receivers don't take it for one: quoted
 * twice or typographically, indented, with a tab, of a version that does not exist, without `v=`.
 */
export function resemblesSpf(value: string): boolean {
  return !isSpf(value) && /^[\s"'\\]*(?:v\s*=\s*spf|(?:v[\s=:]*)?spf1\s)/i.test(asTyped(value));
}

/**
 * TXT value → SPF record.
 * @throws OnboardError SPF_UNMERGEABLE, saying which term breaks the grammar: receivers answer permerror to
 * such a record
 */
export function parseSpf(text: string): SpfRecord {
  if (!isSpf(text)) throw broken(text, "it doesn't begin with v=spf1 and a space");
  const terms = [...text.matchAll(/[^ ]+/g)].slice(1).map((match) => {
    const term = parseTerm(match[0], match.index);
    if (typeof term === "string") throw broken(text, term, match[0]);
    return term;
  });
  const repeated = ["redirect", "exp"].find(
    (name) => terms.filter((term) => term.kind === "modifier" && term.name === name).length > 1,
  );
  if (repeated !== undefined) throw broken(text, `it has ${repeated}= twice`, `${repeated}=`);
  return { text, terms };
}

/**
 * The record that a TXT value holds, or undefined when it is not valid: for records of others, whose faults
 * are reported and not refused.
 */
export function findSpf(text: string): SpfRecord | undefined {
  try {
    return parseSpf(text);
  } catch {
    return undefined; // The one failure of parseSpf is "not valid", which is what is asked here.
  }
}

function broken(record: string, because: string, term?: string): OnboardError {
  const place = term === undefined ? "" : ` at "${term}"`;
  return new OnboardError("SPF_UNMERGEABLE", `The SPF record "${record}" is not valid${place}: ${because}.`, {
    hint: "Correct this TXT record at the DNS host, then run again.",
    facts: { record, because, term: term ?? null },
  });
}
