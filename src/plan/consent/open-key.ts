import { labelsOf, parentOf } from "../../dns/domain-name.ts";
import type { Swap } from "../../dns/rrset.ts";
import { findDkimKey, type DkimKey } from "../dkim/dkim.ts";
import { rsaBitsOf, SHORTEST_RSA_BITS } from "../dkim/rsa-key.ts";
import { findTags } from "../tags.ts";
import type { OpenKeys } from "./plan.ts";

/** Verifiers need not take a longer one (RFC 6376 section 3.3.3), and SES makes none. */
const LONGEST_BITS = 4096;

/** SES's keys of 2048 bits have about 410 characters, and one of 4096 about 740. */
const LONGEST_VALUE = 1_000;

/** A selector is a word: no wildcard, which would be the key of every other selector, too. */
const SELECTOR = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

/** `t=` is missing: `t=y` would have SES's mail judged as if it were not signed. */
const OPEN_TAGS = new Set(["v", "k", "p", "h", "s"]);

/**
 * Whether a swap publishes nothing but a key of the kind that SES makes with an identity, at a name with nothing
 * there: an RSA key of 1024 to 4096 bits, and no tag that says more.
 */
export function isOpenKey({ before, after }: Swap, { below }: Pick<OpenKeys, "below">): boolean {
  const [value, ...others] = after?.values ?? [];
  if (before !== undefined || after?.type !== "TXT" || value === undefined || others.length > 0) return false;
  const isAtSelector = parentOf(after.owner) === below && SELECTOR.test(labelsOf(after.owner)[0] ?? "");
  return isAtSelector && isKeyOfSes(value);
}

function isKeyOfSes(value: string): boolean {
  const key = findDkimKey(value);
  const isPlain = [...(findTags(value)?.keys() ?? [])].every((tag) => OPEN_TAGS.has(tag));
  if (key === undefined || !isPlain || value.length > LONGEST_VALUE || !isOfUse(key)) return false;
  const bits = rsaBitsOf(key.publicKey) ?? 0;
  return bits >= SHORTEST_RSA_BITS && bits <= LONGEST_BITS;
}

/** SES signs mail by rsa-sha256; with another algorithm, hash or service its mail fails. */
function isOfUse({ algorithm, hashes, services }: DkimKey): boolean {
  const isForMail = services.includes("*") || services.includes("email");
  return algorithm === "rsa" && isForMail && (hashes.length === 0 || hashes.includes("sha256"));
}
