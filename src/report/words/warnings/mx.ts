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
  "mx-kept": ({ owner, because, kept }) => KEPT_MX[because](owner, kept),
  "mta-sts-allowed": ({ owner, exchange }) =>
    `${owner} has or may lead to an MTA-STS policy, whose file was not read. List ${exchange} in the policy file and change its id first, or mail bounces where the policy is enforced.`,
};

function by(wildcard: string | undefined): string {
  return wildcard === undefined ? "" : ` (which ${wildcard} answers until now)`;
}

const KEPT_MX: Readonly<
  Record<
    Extract<MxWarning, { readonly warning: "mx-kept" }>["because"],
    (owner: string, kept: readonly string[]) => string
  >
> = {
  mx: (owner, kept) =>
    `${owner} receives mail at ${listWords(kept)}, which stays; SES's MX is not added. If SES insists on its own MX, ${hasRoomBehind(kept) ? "" : "lower the preference 65535 at the DNS host, then "}run again with --mx add.`,
  address: (owner, kept) =>
    `${owner} has no MX but an address (${listWords(kept)}), which receives its mail; an MX would divert it, so none is added. If SES insists on its own MX, run again with --mx add.`,
  // No MX can stand beside a null MX (RFC 7505 section 3); what it does to sending: section 4.2.
  "null-mx": (owner) =>
    `${owner} says that it accepts no mail (null MX, RFC 7505), which stays; SES's MX is not added. Some receivers refuse mail from such a name, so what SES sends for it may be refused. To send from it, run again with --mx replace: SES's MX then takes the place of the null MX, and mail for ${owner} goes to SES's servers.`,
};
