import { listPhrase, phrase, type Phrase } from "../../errors/phrase.ts";
import type { AccountPolicy, RightsWithoutPolicy } from "../../events/diagnosis/policy.ts";
import { hanging } from "../layout.ts";
import { oneLine } from "../words/one-line.ts";
import type { DiagnosisStyle } from "./lines.ts";

/** A head line, the document as it is pasted, and what there is to say about it. Only the document is never broken. */
export function policyLines(
  policy: AccountPolicy,
  { wordOf, width }: Pick<DiagnosisStyle, "wordOf" | "width">,
): readonly string[] {
  const told = (text: Phrase): readonly string[] => hanging("", wordOf(text), width);
  return [
    ...told(headText(policy)),
    JSON.stringify(policy.document, null, 2),
    ...remarksOn(policy).flatMap(told),
  ];
}

/** What its adapter says, in the adapter's words. */
export function rightsLines(
  { of, rights }: RightsWithoutPolicy,
  { wordOf, width }: Pick<DiagnosisStyle, "wordOf" | "width">,
): readonly string[] {
  const head = phrase`${oneLine(of)}: its adapter tells no policy to paste. Its keys need:`;
  return [
    ...hanging("", wordOf(head), width),
    ...rights.flatMap((right) => hanging("  - ", oneLine(right), width)),
  ];
}

function headText({ of, language, pastedAt, proved }: AccountPolicy): Phrase {
  const pages = listPhrase(pastedAt, " or ");
  const head =
    language === "token"
      ? phrase`${of}: make a custom token with these rights at ${pages}.`
      : phrase`${of}: paste this policy of ${language} at ${pages}.`;
  return proved ? head : phrase`${head} Unproved on the live service.`;
}

function remarksOn({ allowsEachZone, reads }: AccountPolicy): readonly Phrase[] {
  return [
    ...(allowsEachZone
      ? [
          phrase`It allows each zone of the account. With keys and a domain, doctor --policy names the one zone.`,
        ]
      : []),
    phrase`Keys for plan and check alone need only ${listPhrase(reads, ", ")}.`,
  ];
}
