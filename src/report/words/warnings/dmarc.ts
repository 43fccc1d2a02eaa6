import type { DmarcWarning } from "../../../plan/dmarc/warning.ts";
import type { SentencesOf } from "./sentences-of.ts";

export const DMARC_SENTENCES: SentencesOf<DmarcWarning> = {
  "dmarc-inherited": ({ owner, policy }) =>
    `${owner} inherits the DMARC policy "${policy}" from its organisational domain; SES's own p=none would override it, so a record with that policy is used instead. Check that SES's mail passes DMARC.`,
};
