import type { SpfWarning } from "../../../plan/spf/warning.ts";
import type { SpfTermFault } from "../../../plan/spf/warning.ts";
import { countWords } from "../words.ts";
import type { SentencesOf } from "./sentences-of.ts";

export const SPF_SENTENCES: SentencesOf<SpfWarning> = {
  "spf-void-lookups": ({ owner, count }) =>
    `The SPF record of ${owner} makes ${countWords(count, "lookup")} that find nothing; receivers may stop at 2 (RFC 7208 section 4.6.4). Remove the mechanisms whose names no longer exist.`,
  "spf-decides-nothing": ({ owner }) =>
    `The SPF record of ${owner} ends without "all" or "redirect", so it condemns nobody. Add ~all once every sender is listed.`,
  "spf-term-broken": ({ owner, term, because }) =>
    `Receivers give up on "${term}" in the SPF record of ${owner}: ${BROKEN_TERM[because]}. Correct or remove this term; until then the whole record counts as an error.`,
  "spf-not-counted": ({ owner, term, because }) =>
    `"${term}" in the SPF record of ${owner} could not be looked up (${because}), so there may be more lookups than counted. Run plan again later.`,
};

const BROKEN_TERM: Readonly<Record<SpfTermFault, string>> = {
  "no-record": "there is no SPF record at its name",
  "two-records": "there are two SPF records at its name",
  syntax: "the SPF record at its name has a syntax error",
  loop: "it leads back to itself",
  "too-many-mx": "its name has more than 10 MX",
};
