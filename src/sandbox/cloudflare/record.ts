import { isIPv4, isIPv6 } from "node:net";
import { findDomainName, isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import { quoteTxt, unquoteTxt } from "../../dns/presentation.ts";
import { canonicalTarget, canonicalValue, formatMx, parseMx } from "../../dns/rdata.ts";
import type { StoredRecord } from "../zone-store.ts";
import { CloudflareFault } from "./envelope.ts";

/** How TXT content is listed: quoted, or bare as an old client wrote it (where the text needs no quotes). */
export type TxtSpelling = "quoted" | "bare";

/** A record as clients send it. */
export interface RecordInput {
  readonly id?: string;
  readonly name?: string;
  readonly type?: string;
  readonly content?: string;
  readonly ttl?: number;
  readonly priority?: number;
  readonly proxied?: boolean;
  readonly comment?: string | null;
  readonly tags?: readonly string[];
}

export type RecordDraft = Omit<StoredRecord, "id">;

const LONGEST_TXT = 4080;
/** On the Free plan. */
const LONGEST_COMMENT = 100;
const AUTOMATIC_TTL = 300;
const PROXIABLE = new Set(["A", "AAAA", "CNAME"]);
/** Printable, without quotes, backslashes and outer spaces. */
const PLAIN = /^(?! )[ !#-[\]-~]+(?<! )$/;
const TYPES = new Set(["A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SRV", "TXT"]);

/** A stored record in the API's shape. */
export function presentRecord(record: StoredRecord, spelling: TxtSpelling): object {
  return {
    id: record.id,
    name: record.owner,
    type: record.type,
    ...presentContent(record, spelling),
    proxiable: PROXIABLE.has(record.type),
    proxied: record.proxied ?? false,
    ttl: record.automaticTtl === true ? 1 : record.ttl,
    settings: {},
    meta: metaOf(record),
    comment: record.comment ?? null,
    tags: record.tags ?? [],
  };
}

/** A stored record back into what a client would have sent: the start of a PATCH. */
export function inputOf(record: StoredRecord): RecordInput {
  return {
    name: record.owner,
    type: record.type,
    ...presentContent(record, "quoted"),
    ttl: record.automaticTtl === true ? 1 : record.ttl,
    ...(record.proxied === undefined ? {} : { proxied: record.proxied }),
    ...(record.comment === undefined ? {} : { comment: record.comment }),
  };
}

/** What the API makes of an input. @throws Refusal with the code of what is wrong (9000–9999) */
export function draftOf(input: RecordInput, apex: DomainName): RecordDraft {
  const { type = "", ttl = 1, comment, proxied } = input;
  refuseFaults(type, ttl, input);
  return {
    owner: ownerOf(input.name ?? "", apex),
    type,
    value: valueOf(type, input),
    ttl: ttl === 1 ? AUTOMATIC_TTL : ttl,
    automaticTtl: ttl === 1,
    ...(proxied === undefined ? {} : { proxied }),
    ...(typeof comment === "string" ? { comment } : {}),
  };
}

/** Which product of Cloudflare's made it, where that is told, and whether it alone may change it. */
function metaOf({ locked, belongsTo }: StoredRecord): object {
  const isRouting = [locked, belongsTo].includes("Email Routing");
  return {
    ...(isRouting ? { email_routing: true } : {}),
    ...(locked === undefined ? {} : { read_only: true }),
  };
}

function refuseFaults(type: string, ttl: number, { comment, tags, proxied }: RecordInput): void {
  if (!TYPES.has(type)) throw invalid(9000, `Invalid or missing record type '${type}'`);
  if (ttl !== 1 && (ttl < 60 || ttl > 86_400)) {
    throw invalid(9021, "Invalid TTL. Must be between 60 and 86,400 seconds, or 1 for Automatic.");
  }
  if ((comment ?? "").length > LONGEST_COMMENT) throw invalid(9313, "DNS record comment is too long.");
  if ((tags ?? []).length > 0) throw invalid(9300, "DNS record tags are not available on this plan.");
  if (proxied === true && !PROXIABLE.has(type)) throw invalid(9004, "This record type cannot be proxied.");
}

function presentContent(
  { type, value }: StoredRecord,
  spelling: TxtSpelling,
): { content: string; priority?: number } {
  if (type === "TXT") return { content: spelling === "bare" && PLAIN.test(value) ? value : quoteTxt(value) };
  if (type !== "MX") return { content: value };
  const { preference, exchange } = parseMx(value);
  return { content: exchange, priority: preference };
}

/**
 * Cloudflare takes a name outside the zone for one relative to it: that is how `x.other.test.example.test`
 * comes about.
 */
function ownerOf(name: string, apex: DomainName): DomainName {
  const given = name === "@" ? apex : findDomainName(name);
  const owner = given === undefined || isAtOrBelow(given, apex) ? given : findDomainName(`${given}.${apex}`);
  if (owner === undefined) throw invalid(9000, "DNS name is invalid.");
  return owner;
}

function valueOf(type: string, { content = "", priority }: RecordInput): string {
  if (content === "") throw invalid(9020, `Content for ${type} record is missing.`);
  switch (type) {
    case "TXT":
      if (/[^\u0020-\u007e]/.test(content))
        throw invalid(9051, "Content for TXT record contains non-printable characters.");
      if (content.length > LONGEST_TXT) throw invalid(9207, "Content for TXT record is too long.");
      return unquoteTxt(content);
    case "MX":
      if (priority === undefined) throw invalid(9100, "MX records require a priority.");
      return formatMx({ preference: priority, exchange: canonicalTarget(content) });
    case "A":
      if (!isIPv4(content)) throw invalid(9005, "Content for A record must be a valid IPv4 address.");
      return content;
    case "AAAA":
      if (!isIPv6(content)) throw invalid(9006, "Content for AAAA record must be a valid IPv6 address.");
      return content;
    default:
      return canonicalValue(type, content);
  }
}

function invalid(code: number, message: string): CloudflareFault {
  return new CloudflareFault(400, code, message);
}
