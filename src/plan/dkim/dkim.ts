import { labelsOf, prefixed, type DomainName } from "../../dns/domain-name.ts";
import { findTags, type TagList } from "../tags.ts";

const KEYS_LABEL = "_domainkey";

/** The name below which a domain's keys stand, each under its selector (RFC 6376 section 3.6.2.1). */
export function keysNameOf(domain: DomainName): DomainName {
  return prefixed(KEYS_LABEL, domain);
}

/** Whether verifiers look for a key there, of whatever domain. */
export function isKeyName(owner: DomainName): boolean {
  return labelsOf(owner).indexOf(KEYS_LABEL) > 0;
}

/** A DKIM key record (RFC 6376 section 3.6.1), tags with their defaults filled in. */
export interface DkimKey {
  /** `rsa`, `ed25519`, … */
  readonly algorithm: string;
  /** Base64 without white space; `""` is a revoked key. */
  readonly publicKey: string;
  /** Hash algorithms allowed, sorted; empty: all. */
  readonly hashes: readonly string[];
  readonly services: readonly string[];
  /** `y` (only testing), `s` (no subdomains), sorted. */
  readonly flags: readonly string[];
  /** The local parts that it is for, `*` by default. RFC 4871 had this tag, RFC 6376 drops it. */
  readonly granularity: string;
}

/** Tags in which two keys can differ to who verifies mail. */
export type KeyTag = "p" | "k" | "h" | "s" | "t" | "g";

/** The key that a TXT value holds; undefined when verifiers would not take it for one. */
export function findDkimKey(text: string): DkimKey | undefined {
  const tags = findTags(text);
  if (tags === undefined) return undefined;
  const publicKey = tags.get("p")?.replace(/\s/g, "");
  if (publicKey === undefined || !/^[a-z0-9+/]*={0,2}$/i.test(publicKey)) return undefined;
  // v is optional, but when it is there it comes first and says DKIM1.
  if (tags.has("v") && (tags.get("v") !== "DKIM1" || [...tags.keys()][0] !== "v")) return undefined;
  return {
    algorithm: (tags.get("k") ?? "rsa").toLowerCase(),
    publicKey,
    hashes: listOf(tags, "h", ""),
    services: listOf(tags, "s", "*"),
    flags: listOf(tags, "t", ""),
    granularity: tags.get("g") ?? "*",
  };
}

/** Whether two records say the same to who verifies mail, in whatever spelling. */
export function sameDkimKey(a: DkimKey, b: DkimKey): boolean {
  return differingTags(a, b).length === 0;
}

/** The tags in which two records differ to who verifies mail; notes and unknown tags don't count. */
export function differingTags(a: DkimKey, b: DkimKey): readonly KeyTag[] {
  return KEY_TAGS.filter((tag) => MEANING[tag](a) !== MEANING[tag](b));
}

/** What a tag says about mail that SES signs, by rsa-sha256 (RFC 6376 section 3.6.1, November 2026). */
const MEANING: Readonly<Record<KeyTag, (key: DkimKey) => string | boolean>> = {
  p: ({ publicKey }) => publicKey.replaceAll("=", ""),
  k: ({ algorithm }) => algorithm,
  // Verifiers take SHA-256 alone since RFC 8301 section 3.1, so whether it is allowed is all that counts.
  h: ({ hashes }) => hashes.length === 0 || hashes.includes("sha256"),
  s: ({ services }) => services.includes("*") || services.includes("email"),
  // Unknown flags are ignored.
  t: ({ flags }) => flags.filter((flag) => flag === "y" || flag === "s").join(":"),
  // Of no meaning to today's verifiers; one of 2007 takes the key for these local parts alone.
  g: ({ granularity }) => granularity,
};

// Sound, since a Record's literal holds every key of the union and no other.
const KEY_TAGS = Object.keys(MEANING) as readonly KeyTag[];

function listOf(tags: TagList, name: string, fallback: string): readonly string[] {
  const items = (tags.get(name) ?? fallback).split(":").map((item) => item.trim().toLowerCase());
  return [...new Set(items.filter((item) => item !== ""))].sort();
}
