import { strictnessOf } from "./discovery.ts";
import { readTags } from "../tags.ts";
import { findDmarc, STRICTNESS, type DmarcPolicy } from "./dmarc.ts";

// How strict a text is, or was meant, to compare what stands with what is to stand.

/**
 * A text that receivers don't read counts as it was meant; undefined: it means a policy that can't be told, a
 * misspelt one.
 */
export function meantStrictness(text: string): number | undefined {
  const record = findDmarc(text);
  if (record !== undefined) return strictnessOf({ policy: record.policy, record });
  const meant = meantPolicy(text);
  return meant && 2 * STRICTNESS[meant];
}

/** The policy that a text asks for, as one word. */
export function policyIn(text: string): DmarcPolicy {
  return findDmarc(text)?.policy ?? meantPolicy(text) ?? "none";
}

/** The same, and a misspelt policy in its own spelling. */
export function spelledPolicyIn(text: string): string {
  return findDmarc(text)?.policy ?? meantPolicy(text) ?? readTags(text).tags.get("p") ?? text;
}

function meantPolicy(text: string): DmarcPolicy | undefined {
  const [tag, policy] = /(?:^|[^a-z])p\s*[=:]\s*["']?(none|quarantine|reject)?\b/i.exec(text) ?? [];
  return tag === undefined ? "none" : (policy?.toLowerCase() as DmarcPolicy | undefined);
}
