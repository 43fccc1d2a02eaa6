import { formatTags } from "../tags.ts";
import { ALIGNMENTS, strictAlignmentOf, strictnessOf, type InForce } from "./discovery.ts";
import { findDmarcBy, isTrial, sameDmarc, type DmarcRecord } from "./dmarc.ts";
import { isReportAddress, isWellFormed, withoutSize } from "./values.ts";

/**
 * What a record says of the names below it. Of one above, it is no word about those below the new one; where a
 * wildcard answers at the name itself it has been in force for them, and goes on.
 */
const OF_NAMES_BELOW = ["sp", "np", "psd"] as const;

/** What is never copied from SES's value: those, and historic tags, which RFC 9989 ignores. */
const NEVER_WRITTEN = new Set<string>([...OF_NAMES_BELOW, "pct", "rf", "ri"]);

/**
 * What a new record says so that it weakens nothing: the policy in force, with what belongs to it (strict
 * alignment, trial) and the addresses that its reports go to, and never less than what SES asks for. Nothing in
 * force: SES's own value. `pct=0` becomes `t=y`; another `pct` is not taken over, so that the policy holds for
 * all mail: `inForce.record.percent` tells. Unknown tags stay behind.
 */
export function dmarcToPublish(expected: string, inForce: InForce | undefined): string {
  const own = findDmarcBy("9989", expected);
  if (own === undefined || inForce === undefined) return expected;
  const { policy, record } = stricterOf({ policy: own.policy, record: own }, inForce);
  const aligned = new Set([...strictAlignmentOf(own), ...inForce.strictAlignment]);
  const published = new Map<string, string>([
    ["v", "DMARC1"],
    ["p", policy],
    ...[...own.tags].filter(([name]) => !NEVER_WRITTEN.has(name) && !RESTATED.has(name)),
    ...(inForce.tag === "p" ? wordsOfNamesBelow(inForce.record) : []),
    ...ALIGNMENTS.filter((tag) => aligned.has(tag)).map((tag) => [tag, "s"] as const),
    ...(isTrial(record) && policy !== "none" ? [["t", "y"] as const] : []),
    ...REPORTS.flatMap((tag) => reportsTo(tag, own, inForce)),
  ]);
  const text = formatTags(published);
  const same = findDmarcBy("9989", text);
  return same !== undefined && sameDmarc(same, own) ? expected : text;
}

/** Where reports about a record's domain go, addresses alone. */
export function reportAddressesOf(record: DmarcRecord, tag: "rua" | "ruf"): readonly string[] {
  const addresses = (record.tags.get(tag) ?? "").split(",").filter(isReportAddress).map(withoutSize);
  return [...new Set(addresses)];
}

const REPORTS = ["rua", "ruf"] as const;
const RESTATED = new Set(["v", "p", "t", "adkim", "aspf", ...REPORTS]);

type Asked = Pick<InForce, "policy" | "record">;

function stricterOf(own: Asked, above: Asked): Asked {
  return strictnessOf(own) > strictnessOf(above) ? own : above;
}

function wordsOfNamesBelow({ tags }: DmarcRecord): readonly (readonly [string, string])[] {
  return OF_NAMES_BELOW.flatMap((tag) => {
    const value = tags.get(tag)?.toLowerCase();
    return value !== undefined && isWellFormed(tag, value) ? [[tag, value] as const] : [];
  });
}

function reportsTo(
  tag: "rua" | "ruf",
  own: DmarcRecord,
  { record, fromPublicSuffix }: InForce,
): readonly (readonly [string, string])[] {
  const inherited = fromPublicSuffix ? [] : reportAddressesOf(record, tag);
  const addresses = [...new Set([...reportAddressesOf(own, tag), ...inherited])];
  return addresses.length === 0 ? [] : [[tag, addresses.join(",")]];
}
