import { isCutAt255, isQuotedTwice, unquoted } from "../detect.ts";
import { rsaBitsOf, SHORTEST_RSA_BITS } from "./rsa-key.ts";
import { differingTags, findDkimKey, sameDkimKey, type DkimKey, type KeyTag } from "./dkim.ts";
import {
  added,
  conflict,
  fine,
  isConsented,
  replaced,
  replaceHint,
  existingRRset,
  valueRejected,
  type Case,
  type Verdict,
} from "../verdict.ts";
import { listPhrase, phrase, type Phrase, type Text } from "../../errors/phrase.ts";

/**
 * SES's key as the only value: with two records at one selector a verifier may take either (RFC 6376 section
 * 3.6.2.2).
 */
export function judgeDkim(given: Case): Verdict {
  const { expected } = given.requirement;
  const wanted = findDkimKey(expected);
  if (wanted === undefined || wanted.publicKey === "") return valueRejected(given, "no DKIM key record");
  const before = existingRRset(given);
  const because = unusable(wanted);
  if (because !== undefined && before?.values.includes(expected) !== true)
    return valueRejected(given, because);
  if (before === undefined) return added(given, [expected]);

  const other = before.values.find((value) => !holds(value, wanted));
  if (other === undefined) return fine("unchanged", before);
  if (isConsented(given)) return replaced(given, before, [expected]);
  const { owner } = given.requirement;
  return conflict(
    given,
    "RECORD_IN_THE_WAY",
    phrase`At ${owner} stands ${describe(other, wanted, expected)}.`,
    replaceHint(given),
  );
}

/** A short key can be broken, and then anybody signs as the domain; receivers refuse it (RFC 8301 section 3.2). */
function unusable({ algorithm, publicKey }: DkimKey): string | undefined {
  if (algorithm !== "rsa") return undefined;
  const bits = rsaBitsOf(publicKey);
  if (bits === undefined) return "no RSA key";
  return bits < SHORTEST_RSA_BITS
    ? `an RSA key of ${bits} bits, and ${SHORTEST_RSA_BITS} are the least`
    : undefined;
}

function holds(value: string, wanted: DkimKey): boolean {
  const key = findDkimKey(value);
  return key !== undefined && sameDkimKey(key, wanted);
}

function describe(value: string, wanted: DkimKey, expected: string): Text {
  if (isQuotedTwice(value) && holds(unquoted(value), wanted))
    return phrase`SES's key with quotes inside the value, which no verifier can read`;
  if (isCutAt255(value) && compact(expected).startsWith(compact(value)))
    return phrase`SES's key cut at 255 octets`;
  const key = findDkimKey(value);
  if (key === undefined) return describeNoKey(value, wanted);
  if (key.publicKey === "") return phrase`a revoked key (its p= is empty)`;
  const differing = differingTags(key, wanted);
  if (differing.includes("p")) return DIFFERENCE.p(key);
  return phrase`SES's key with ${listPhrase(
    differing.map((tag) => DIFFERENCE[tag](key)),
    ", and with ",
  )}`;
}

/** A tag list is discarded whole: for `v` behind another tag or a tag twice (RFC 6376 sections 3.2 and 3.6.1). */
function describeNoKey(value: string, wanted: DkimKey): Phrase {
  return compact(value).includes(`p=${wanted.publicKey}`)
    ? phrase`SES's key in a record that verifiers discard, since it is no valid list of tags: "${value}"`
    : phrase`a TXT value that is no DKIM key: "${value}"`;
}

const DIFFERENCE: Readonly<Record<KeyTag, (key: DkimKey) => Text>> = {
  p: () => phrase`another DKIM key, which mail of somebody else may still be signed with`,
  k: ({ algorithm }) => phrase`k=${algorithm}: verifiers take it for a key of another algorithm`,
  h: ({ hashes }) =>
    phrase`h=${hashes.join(":")}: verifiers accept no signature with SHA-256, the only hash that RFC 8301 allows`,
  s: ({ services }) => phrase`s=${services.join(":")}: it is for no mail`,
  t: ({ flags }) => (flags.length === 0 ? phrase`no t=` : listPhrase(flags.map(describeFlag), ", and with ")),
  g: ({ granularity }) =>
    phrase`g=${granularity}: older verifiers take it for these local parts alone (RFC 4871)`,
};

function describeFlag(flag: string): Phrase {
  if (flag === "y") return phrase`t=y: verifiers treat it as a test, and its mail as if it were not signed`;
  return flag === "s"
    ? phrase`t=s: verifiers take it for the domain itself, and for no name below it`
    : phrase`t=${flag}: verifiers ignore that`;
}

function compact(text: string): string {
  return text.replace(/\s/g, "");
}
