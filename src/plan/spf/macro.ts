// Macros of SPF (RFC 7208 section 7.1). Only their grammar: what they expand to depends on a mail that nobody
// has sent yet.

const DELIMITERS = String.raw`[.\-+,/_=]*`;
/** How many labels to keep; zero is forbidden (section 7.3). */
const TRANSFORMERS = String.raw`(?:0*[1-9][0-9]*)?r?`;
/** c, r and t say something about the receiver and are allowed in explanations only (section 7.2). */
const LETTERS = "[slodiphv]";
const EXPANSION = String.raw`%(?:\{${LETTERS}${TRANSFORMERS}${DELIMITERS}\}|[%_-])`;
const LITERAL = String.raw`[\x21-\x24\x26-\x7e]`;
const TOP_LABEL = String.raw`(?:[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9])`;

const MACRO_STRING = new RegExp(`^(?:${EXPANSION}|${LITERAL})*$`, "i");
const DOMAIN_END = new RegExp(String.raw`(?:\.${TOP_LABEL}\.?|${EXPANSION})$`, "i");

/** Whether a text is a macro-string: what an unknown modifier may hold. */
export function isMacroString(text: string): boolean {
  return MACRO_STRING.test(text);
}

/** Whether a text is a domain-spec: a macro-string that ends in a top-level label or in a macro. */
export function isDomainSpec(text: string): boolean {
  return isMacroString(text) && DOMAIN_END.test(text);
}

/** Whether the text names a fixed domain, so that it can be looked up before any mail is sent. */
export function hasMacro(text: string): boolean {
  return text.includes("%");
}
