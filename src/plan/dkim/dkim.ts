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
}

/** The key that a TXT value holds; undefined when verifiers would not take it for one. */
export function findDkimKey(text: string): DkimKey | undefined {
  const tags = findTags(text);
  const publicKey = tags?.get("p")?.replace(/\s+/g, "");
  if (tags === undefined || publicKey === undefined || !/^[a-z0-9+/]*={0,2}$/i.test(publicKey))
    return undefined;
  // v is optional, but when it is there it comes first and says DKIM1.
  if (tags.has("v") && (tags.get("v") !== "DKIM1" || [...tags.keys()][0] !== "v")) return undefined;
  return {
    algorithm: (tags.get("k") ?? "rsa").toLowerCase(),
    publicKey,
    hashes: listOf(tags, "h", ""),
    services: listOf(tags, "s", "*"),
    flags: listOf(tags, "t", ""),
  };
}

/**
 * Whether two records say the same to a verifier, in whatever spelling; notes and unknown tags don't count.
 */
export function sameDkimKey(a: DkimKey, b: DkimKey): boolean {
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

function comparable({ algorithm, publicKey, hashes, services, flags }: DkimKey): readonly unknown[] {
  return [algorithm, publicKey.replace(/=+$/, ""), hashes, services, flags];
}

function listOf(tags: TagList, name: string, fallback: string): readonly string[] {
  const items = (tags.get(name) ?? fallback).split(":").map((item) => item.trim().toLowerCase());
  return [...new Set(items.filter((item) => item !== ""))].sort();
}
