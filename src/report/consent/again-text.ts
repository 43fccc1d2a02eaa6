import type { DomainName } from "../../dns/domain-name.ts";
import type { OnboardEvent } from "../../events/event.ts";
import { rehearsalIn } from "../../events/rehearsal.ts";
import type { Beyond } from "../../plan/consent/beyond.ts";
import type { TextStyle } from "../diff.ts";
import { wrapped } from "../layout.ts";
import { doneSentence, doneIn } from "../words/done-words.ts";
import { rehearsalLead } from "../words/rehearsal-words.ts";
import { oneLine } from "../words/one-line.ts";
import { valueLines } from "./values.ts";

/** What the question had not shown, by its values, and what was done by then. */
export function againLines(
  { domain, changes }: { readonly domain: DomainName; readonly changes: readonly Beyond[] },
  events: readonly OnboardEvent[],
  look: TextStyle,
): readonly string[] {
  const lead = `${rehearsalLead(rehearsalIn(events))}${domain}: more would be written than was shown. ${doneSentence(doneIn(events))}`;
  return [
    "",
    ...wrapped(oneLine(lead), look.width).map((line) => look.colors.yellow(line)),
    ...valueLines([{ domain, identity: "stays", swaps: changes.map(({ swap }) => swap) }], look),
    "",
  ];
}

/** `Write this for mail.example.com, too?` */
export function againQuestion(domain: DomainName): string {
  return `Write this for ${domain}, too?`;
}
