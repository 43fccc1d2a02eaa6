import { formatTags } from "../tags.ts";
import { strictnessOf, type InForce } from "./discovery.ts";
import { findDmarcBy, isTrial, sameDmarc, type DmarcRecord } from "./dmarc.ts";
import { isReportAddress, withoutSize } from "./values.ts";

/**
 * Tags that say nothing, or something else, at a name below an organisation (`sp`, `np`, `psd`), and historic
 * ones, which RFC 9989 ignores.
 */
const NEVER_WRITTEN = new Set(["sp", "np", "psd", "pct", "rf", "ri"]);

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
  const published = new Map([
    ["v", "DMARC1"],
    ["p", policy],
    ...[...own.tags].filter(([name]) => !NEVER_WRITTEN.has(name) && !RESTATED.has(name)),
    ...["adkim", "aspf"].filter((name) => [own, inForce.record].some(isStrictIn(name))).map(strict),
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

function isStrictIn(tag: string): (record: DmarcRecord) => boolean {
  return ({ tags }) => tags.get(tag)?.toLowerCase() === "s";
}

function strict(tag: string): readonly [string, string] {
  return [tag, "s"];
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
