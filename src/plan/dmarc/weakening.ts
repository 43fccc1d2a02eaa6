import type { Case } from "../verdict.ts";
import type { Warning } from "../warning.ts";
import { strictAlignmentOf } from "./discovery.ts";
import { findDmarc, isDmarc, STRICTNESS, type DmarcRecord } from "./dmarc.ts";
import { reportAddressesOf } from "./publish.ts";
import { meantStrictness, policyIn, spelledPolicyIn } from "./strictness.ts";

/**
 * What ends when these texts are replaced: a stricter policy, one that can't be told and so may have been stricter,
 * and what the record that receivers obey asks for beside it.
 */
export function weakeningBy(
  { requirement: { owner } }: Pick<Case, "requirement">,
  records: readonly string[],
  publish: string,
): readonly Warning[] {
  const [strictest] = records
    .map((value) => ({ value, strictness: meantStrictness(value) }))
    .toSorted((a, b) => (b.strictness ?? Infinity) - (a.strictness ?? Infinity));
  if (strictest === undefined) return [];
  const obeyed = obeyedOf(records);
  const lost = obeyed === undefined ? [] : lostBy(obeyed, findDmarc(publish));
  const isWeaker = (strictest.strictness ?? Infinity) > (meantStrictness(publish) ?? 0);
  if (!isWeaker && lost.length === 0) return [];
  const unread = strictest.strictness === undefined ? "unknown" : "meant";
  return [
    {
      warning: "dmarc-weakened",
      owner,
      former: spelledPolicyIn(strictest.value),
      policy: policyIn(publish),
      was: obeyed?.text === strictest.value ? "obeyed" : unread,
      lost,
    },
  ];
}

function obeyedOf(records: readonly string[]): DmarcRecord | undefined {
  const [record, ...others] = records.filter(isDmarc);
  return record === undefined || others.length > 0 ? undefined : findDmarc(record);
}

function lostBy(former: DmarcRecord, now: DmarcRecord | undefined): readonly string[] {
  if (now === undefined) return [];
  const isStricter = (tag: "subdomainPolicy" | "nonexistentPolicy"): boolean =>
    STRICTNESS[former[tag]] > STRICTNESS[now[tag]];
  const aligned = strictAlignmentOf(now);
  return [
    ...(former.tags.has("sp") && isStricter("subdomainPolicy") ? [`sp=${former.subdomainPolicy}`] : []),
    ...(former.tags.has("np") && isStricter("nonexistentPolicy") ? [`np=${former.nonexistentPolicy}`] : []),
    ...strictAlignmentOf(former).flatMap((tag) => (aligned.includes(tag) ? [] : [`${tag}=s`])),
    ...(["rua", "ruf"] as const).flatMap((tag) => {
      const kept = new Set(reportAddressesOf(now, tag));
      return reportAddressesOf(former, tag)
        .filter((address) => !kept.has(address))
        .map((address) => `${tag}=${address}`);
    }),
  ];
}
