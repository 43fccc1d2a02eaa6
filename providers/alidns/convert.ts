import { findDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import { phrase } from "../../src/errors/phrase.ts";
import { canonicalTarget, formatMx, parseMx } from "../../src/dns/rdata.ts";
import type { RRType } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import * as kit from "../kit/host-records.ts";
import { valueOfPresentation } from "../kit/values.ts";
import type { Fields, Parameters } from "./api.ts";
import { surprise } from "./errors.ts";

/** One record of Alibaba Cloud DNS. */
export interface HostRecord extends kit.HostRecord {
  /** Digits; more of them than a number can hold. */
  readonly id: string;
}

/** The line that answers whom no other line answers. */
export const DEFAULT_LINE = "default";

/**
 * One item of a listing; undefined for a record at a name that this program can't hold.
 * @throws OnboardError API_SURPRISE when it is no record: to skip it would be to overlook what stands there
 */
export function parseHostRecord(item: Fields, apex: DomainName): HostRecord | undefined {
  const { RecordId: id, RR: name, Type: type, Value: text, TTL: ttl, Priority: priority } = item;
  if (isOfAnotherZone(item, apex)) throw surprise("it lists a record of another zone", { item });
  if (typeof id !== "string" || typeof name !== "string" || typeof type !== "string") throw strange(item);
  if (typeof text !== "string" || !isTtl(ttl)) throw strange(item);
  // Never guessed: it would be taken for what stands there.
  if (type === "MX" && !Number.isInteger(priority)) throw strange(item);
  const owner = kit.ownerIn(name, apex);
  if (owner === undefined) return undefined;
  const value =
    type === "MX"
      ? formatMx({ preference: Number(priority), exchange: canonicalTarget(text) })
      : valueOf(type, text);
  return { id, owner, type, value, ttl, ...marksOf(item) };
}

/** International names are shown as people write them. */
function isOfAnotherZone({ DomainName: name }: Fields, apex: DomainName): boolean {
  return typeof name === "string" && findDomainName(name) !== apex;
}

function marksOf({
  Status: status,
  Line: line,
  Locked: isLocked,
  LbaStatus: isBalanced,
  Weight: weight,
  Remark: remark,
}: Fields): Pick<HostRecord, "isPaused" | "line" | "lock" | "remark"> {
  // Its pages write ENABLE in one place and Enable in another.
  const isPaused = String(status).toUpperCase() === "DISABLE";
  // A weight of 1 stands beside records of which nobody has asked for a weight.
  const isWeighted = isBalanced === true || (typeof weight === "number" && weight !== 1);
  const lock = isLocked === true ? "Locked" : isWeighted ? "weighted" : undefined;
  return {
    isPaused,
    ...(typeof line === "string" && line !== DEFAULT_LINE ? { line } : {}),
    ...(lock === undefined ? {} : { lock }),
    ...(typeof remark === "string" && remark !== "" ? { remark } : {}),
  };
}

/**
 * What a type and a value become in a request. Names go without their final dot, as they are listed.
 * @throws OnboardError VALUE_REJECTED for what this adapter can't write
 */
export function formatContent(type: RRType, value: string): Parameters {
  kit.requireWritable(type, value, "Alibaba Cloud DNS");
  if (type === "TXT") requireKept(value);
  if (type !== "MX") return { Type: type, Value: value };
  const { preference, exchange } = parseMx(value);
  return { Type: type, Value: exchange, Priority: String(preference) };
}

/** Octets of a TXT: dnscontrol saw 511 taken and 764 refused (December 2025). */
const LONGEST_TXT = 512;

/**
 * It takes double quotes and spaces at the end away without a word (measured by dnscontrol, December 2025): what would
 * not stand there as it was agreed is not sent.
 */
function requireKept(text: string): void {
  const fault = /"|\s$/.test(text)
    ? "takes double quotes and spaces at the end away"
    : Buffer.byteLength(text) > LONGEST_TXT
      ? `holds at most ${LONGEST_TXT} octets in one`
      : undefined;
  if (fault === undefined) return;
  throw new OnboardError(
    "VALUE_REJECTED",
    phrase`Alibaba Cloud DNS can't hold this TXT value: it ${fault}.`,
    {
      hint: phrase`Shorten or correct the value, or host the domain's DNS elsewhere.`,
      facts: { type: "TXT", value: text },
    },
  );
}

/** TXT is listed as it was given: no quotes, and in one piece however long it is. */
function valueOf(type: string, text: string): string {
  return type === "TXT" ? text : valueOfPresentation(type, text);
}

function isTtl(ttl: unknown): ttl is number {
  return Number.isInteger(ttl) && Number(ttl) >= 0;
}

function strange(item: Fields): Error {
  return surprise("it lists something that is not a DNS record", { item });
}
