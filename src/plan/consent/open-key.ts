import { parentOf } from "../../dns/domain-name.ts";
import type { Swap } from "../../dns/rrset.ts";
import { findDkimKey } from "../dkim/dkim.ts";
import { rsaBitsOf, SHORTEST_RSA_BITS } from "../dkim/rsa-key.ts";
import { findTags } from "../tags.ts";
import type { OpenKeys } from "./plan.ts";

/** Verifiers need not take a longer one (RFC 6376 section 3.3.3), and SES makes none. */
const LONGEST_BITS = 4096;

/** `t=` is missing: `t=y` would have SES's mail judged as if it were not signed. */
const OPEN_TAGS = new Set(["v", "k", "p", "h", "s"]);

/**
 * Whether a swap publishes nothing but a key of the kind that SES makes with an identity, at a name with nothing
 * there: an RSA key of 1024 to 4096 bits, and no tag that says more.
 */
export function isOpenKey({ before, after }: Swap, { below }: Pick<OpenKeys, "below">): boolean {
  if (before !== undefined || after === undefined || after.type !== "TXT") return false;
  const [value, ...others] = after.values;
  if (value === undefined || others.length > 0 || parentOf(after.owner) !== below) return false;
  const key = findDkimKey(value);
  const isPlain = [...(findTags(value)?.keys() ?? [])].every((tag) => OPEN_TAGS.has(tag));
  if (key === undefined || !isPlain || key.algorithm !== "rsa") return false;
  const bits = rsaBitsOf(key.publicKey) ?? 0;
  return bits >= SHORTEST_RSA_BITS && bits <= LONGEST_BITS;
}
