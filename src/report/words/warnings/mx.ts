import type { MxWarning } from "../../../plan/mx/warning.ts";
import { listWords } from "../words.ts";
import type { SentencesOf } from "./sentences-of.ts";

export const MX_SENTENCES: SentencesOf<MxWarning> = {
  "mx-added-beside-others": ({ owner, others }) =>
    `Mail for ${owner} now has one more server, last in order after ${listWords(others)}. Make sure that it forwards what it receives, or take it away.`,
  "mx-replaced": ({ owner, lost }) =>
    `Mail for ${owner} no longer goes to ${listWords(lost)}. If people receive mail there, put that MX back.`,
  "mx-kept": ({ owner, because, kept }) =>
    `${KEPT_MX[because](owner, listWords(kept))} If SES insists on its own MX, run again with --mx add.`,
};

const KEPT_MX: Readonly<
  Record<
    Extract<MxWarning, { readonly warning: "mx-kept" }>["because"],
    (owner: string, kept: string) => string
  >
> = {
  mx: (owner, kept) => `${owner} receives mail at ${kept}, which stays; SES's MX was not added.`,
  address: (owner, kept) =>
    `${owner} has no MX but an address (${kept}), which receives its mail; an MX would divert it, so none was added.`,
  "null-mx": (owner) =>
    `${owner} says that it accepts no mail (null MX, RFC 7505), which stays; SES's MX was not added.`,
};
