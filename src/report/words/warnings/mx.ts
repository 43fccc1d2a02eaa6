import type { MxWarning } from "../../../plan/mx/warning.ts";
import { hasRoomBehind, isNullMx } from "../../../plan/mx/mx.ts";
import { listWords } from "../words.ts";
import type { SentencesOf } from "./sentences-of.ts";

export const MX_SENTENCES: SentencesOf<MxWarning> = {
  "mx-added-beside-others": ({ owner, others }) =>
    `With SES's MX mail for ${owner} has one more server, last in order after ${listWords(others)}. Make sure that it forwards what it receives, or take it away.`,
  "mx-replaced": ({ owner, lost, wildcard }) =>
    isNullMx(lost)
      ? `SES's MX takes the place of the null MX of ${owner}${by(wildcard)}, which said that it accepts no mail: from then on mail for it goes to SES's servers.`
      : `SES's MX takes the place of ${listWords(lost)} for mail to ${owner}${by(wildcard)}. If people receive mail there, put that MX back.`,
  "mx-kept": (warning) => KEPT_MX[warning.because](warning),
  "mta-sts-allowed": ({ owner, type, exchange }) =>
    `${owner} ${type === "TXT" ? "has an MTA-STS policy" : `has a ${type} record, behind which an MTA-STS policy may stand`}; its file was not read. Make sure that the file lists ${exchange} and that the id in the TXT record has changed with it: mail bounces where the policy is enforced without.`,
};

function by(wildcard: string | undefined): string {
  return wildcard === undefined ? "" : ` (which ${wildcard} answers until now)`;
}

type Kept = Extract<MxWarning, { readonly warning: "mx-kept" }>;

const KEPT_MX: Readonly<Record<Kept["because"], (warning: Kept) => string>> = {
  mx: ({ owner, kept, allow }) =>
    `${owner} receives mail at ${listWords(kept)}, which stays; SES's MX is not added. If SES insists on its own MX, ${hasRoomBehind(kept) ? "" : "lower the preference 65535 at the DNS host, then "}run again with --mx add${consent(allow)}.`,
  address: ({ owner, kept, allow }) =>
    `${owner} has no MX but an address (${listWords(kept)}), which receives its mail; an MX would divert it, so none is added. If SES insists on its own MX, run again with --mx add${consent(allow)}.`,
  // No MX can stand beside a null MX (RFC 7505 section 3); what it does to sending: section 4.2.
  "null-mx": ({ owner, allow }) =>
    `${owner} says that it accepts no mail (null MX, RFC 7505), which stays; SES's MX is not added. Some receivers refuse mail from such a name, so what SES sends for it may be refused. To send from it, run again with --mx replace${consent(allow)}: SES's MX then takes the place of the null MX, and mail for ${owner} goes to SES's servers.`,
};

function consent(allow: string | undefined): string {
  return allow === undefined
    ? ""
    : ` --allow ${allow}, once the file of the MTA-STS policy lists SES's exchange and the id in its TXT record has changed`;
}
