import type { Warning } from "../warning.ts";
import type { SpfFault } from "./warning.ts";

// What is wrong with an SPF record that stands, as `check` names it.

type Fault = Extract<Warning, { readonly warning: keyof typeof PHRASES }>;

/** In short, for a list after the record's name. The gravest first: what SES's mail fails by, then what all mail does. */
const PHRASES: Readonly<{
  [W in SpfFault | "cut-at-255" | "quotes-in-value"]: (warning: Extract<Warning, { warning: W }>) => string;
}> = {
  "spf-senders-fail": () => "mail that SES sends fails SPF in the worst case",
  "spf-term-broken": ({ term }) => `receivers give up on "${term}"`,
  "spf-lookups": ({ count }) => `it costs up to ${count} DNS lookups, and receivers give up beyond 10`,
  "spf-void-lookups": ({ count, upTo }) =>
    `${count === upTo ? count : `up to ${upTo}`} of its lookups find nothing, and receivers may stop at 2`,
  "spf-passes-all": ({ term }) => `by "${term}" everybody may send`,
  "cut-at-255": () => "it is exactly 255 octets long, so its end is probably cut off",
  "spf-decides-nothing": () => "it condemns nobody",
  "spf-never-counts": ({ terms }) => `receivers never come to ${terms.map((term) => `"${term}"`).join(", ")}`,
  "quotes-in-value": () => "a value beside it holds quotes",
  "spf-lookalike": () => "a value beside it looks like a second one",
};

const RANKS = Object.keys(PHRASES);

/** Whether SES's mail would not pass: what `check` calls drift although the record is there. */
function isDrift({ warning }: Warning): boolean {
  return warning === "spf-senders-fail";
}

function isFault(warning: Warning): warning is Fault {
  return warning.warning in PHRASES;
}

/** The gravest first. `strict`: also those that SES's mail does not depend on. */
export function faultsIn(
  warnings: readonly Warning[],
  { strict }: { readonly strict: boolean },
): readonly Fault[] {
  const rank = ({ warning }: Warning) => RANKS.indexOf(warning);
  return warnings
    .filter(isFault)
    .filter((warning) => strict || isDrift(warning))
    .sort((a, b) => rank(a) - rank(b));
}

export function phraseOf(fault: Fault): string {
  // The table holds for each kind the words of that very kind.
  const phrase = PHRASES[fault.warning] as (warning: Fault) => string;
  return phrase(fault);
}
