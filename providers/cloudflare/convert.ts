import { findDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import { keeperIn } from "../../src/dns/keeper.ts";
import { quoteTxt } from "../../src/dns/presentation.ts";
import { canonicalTarget, formatMx, parseMx } from "../../src/dns/rdata.ts";
import type { RRset, RRType } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import { groupRRsets, valueOfPresentation } from "../kit/values.ts";

/** One record of the host, as far as a swap needs it. */
export interface HostRecord {
  readonly id: string;
  readonly owner: DomainName;
  readonly type: RRType;
  /** The value as canonical text (docs/glossary.md). */
  readonly value: string;
  /** As the host keeps it: seconds, or 1 for "automatic". */
  readonly hostTtl: number;
  /** What somebody, or a program, has noted beside it. */
  readonly comment?: string;
  /** The product of Cloudflare's that alone may change it. */
  readonly locked?: string;
  /** The product that made it, has let it go, and takes it away with itself. */
  readonly belongsTo?: string;
  /** The comment or tag that names the program which keeps it. */
  readonly managedBy?: string;
}

/** What a record's type and value become in a request. */
export type HostContent =
  | { readonly type: "TXT"; readonly content: string }
  | { readonly type: "MX"; readonly content: string; readonly priority: number }
  | { readonly type: "A" | "AAAA" | "CNAME"; readonly content: string; readonly proxied: false };

/** What a rule of planning looks into; of all others only whether they stand there. */
const OUR_TYPES = new Set(["A", "AAAA", "CNAME", "MX", "TXT"]);
export const EMAIL_ROUTING = "Email Routing";
/** By what a record's `meta` says of whom it belongs to. */
const PRODUCTS = [
  ["email_routing", EMAIL_ROUTING],
  ["origin_worker_id", "Workers"],
  ["managed_by_argo_tunnel", "Cloudflare Tunnel"],
  ["managed_by_apps", "Cloudflare Apps"],
] as const;
const PROXIABLE = ["A", "AAAA", "CNAME"] as const;
/** As each record of a listing has it (API documentation, November 2026): `TXT`, `HTTPS`. */
const RECORD_TYPE = /^[A-Z][A-Z0-9-]*$/;
const AUTOMATIC_TTL = 1;
/** What an automatic TTL is served as. */
const AUTOMATIC_TTL_SECONDS = 300;
const LOWEST_TTL = 60;
const HIGHEST_TTL = 86_400;

/**
 * One item of a listing; undefined for a record at another name than these. Of types that this program neither
 * reads nor writes it counts that they stand there, whatever they hold.
 * @throws OnboardError API_SURPRISE when it is no record: to skip it would be to overlook what stands there
 */
export function parseHostRecord(item: unknown, owners: readonly DomainName[]): HostRecord | undefined {
  const { id, name, type, content, ttl, priority, comment, tags, meta } = Object(item) as Record<
    string,
    unknown
  >;
  // A zone has a name and a type, too (`full`): an answer to another request would read as "nothing there".
  if (typeof name !== "string" || typeof type !== "string" || !RECORD_TYPE.test(type)) throw surprise(item);
  const named = findDomainName(name);
  const owner = owners.find((one) => one === named);
  if (owner === undefined) return undefined;
  const marks = {
    ...marksOf(Object(meta) as Record<string, unknown>),
    ...(typeof comment === "string" ? { comment } : {}),
    ...managedBy([comment, ...(Array.isArray(tags) ? (tags as readonly unknown[]) : [])]),
  };
  if (typeof id === "string" && typeof content === "string" && isTtl(ttl)) {
    const preference = Number.isInteger(priority) ? Number(priority) : undefined;
    // Never guessed: it would be taken for what stands there.
    if (type === "MX" && preference === undefined && !/^\s*\d+\s/.test(content)) throw surprise(item);
    const value = parseContent(type, content, preference);
    return { id, owner, type, value, hostTtl: ttl, ...marks };
  }
  if (OUR_TYPES.has(type)) throw surprise(item);
  return { id: "", owner, type, value: textOf(content), hostTtl: AUTOMATIC_TTL, ...marks };
}

/** 1 is "automatic", all else seconds: one below would be refused when it is written back with the set. */
function isTtl(ttl: unknown): ttl is number {
  return Number.isInteger(ttl) && Number(ttl) >= AUTOMATIC_TTL;
}

/** Comments and tags (`managed-by:terraform`) are all that Cloudflare keeps of who keeps a record. */
function managedBy(notes: readonly unknown[]): Pick<HostRecord, "managedBy"> {
  const note = notes.find((one): one is string => typeof one === "string" && keeperIn(one) !== undefined);
  return note === undefined ? {} : { managedBy: note };
}

function textOf(content: unknown): string {
  return typeof content === "string" ? content : (JSON.stringify(content) ?? "");
}

/**
 * Which product's record it is. Email Routing locks the records that it makes; who unlocks them there may
 * change them, and they still go when routing is switched off (cloudflare-docs#32101).
 */
function marksOf(meta: Readonly<Record<string, unknown>>): Pick<HostRecord, "locked" | "belongsTo"> {
  const product = PRODUCTS.find(([mark]) => Boolean(meta[mark]))?.[1];
  if (meta["read_only"] === true) return { locked: product ?? "Cloudflare" };
  return product === EMAIL_ROUTING ? { belongsTo: product } : {};
}

export function rrsetsOf(records: readonly HostRecord[]): readonly RRset[] {
  return groupRRsets(
    records.map(({ id: _id, comment: _comment, value, hostTtl, ...rest }) => ({
      ...rest,
      ttl: secondsOf(hostTtl),
      values: [value],
    })),
  );
}

export function secondsOf(hostTtl: number): number {
  return hostTtl === AUTOMATIC_TTL ? AUTOMATIC_TTL_SECONDS : hostTtl;
}

/** The nearest TTL that the host takes, in seconds. */
export function hostTtlOf(seconds: number): number {
  return Math.min(HIGHEST_TTL, Math.max(LOWEST_TTL, seconds));
}

/** @throws OnboardError VALUE_REJECTED for a type that this adapter can't write */
export function formatContent(type: RRType, value: string): HostContent {
  // Quoted, in strings of at most 255 octets: what is sent bare is not split.
  if (type === "TXT") return { type: "TXT", content: quoteTxt(value) };
  if (type === "MX") {
    const { preference, exchange } = parseMx(value);
    return { type: "MX", content: exchange, priority: preference };
  }
  const proxiable = PROXIABLE.find((candidate) => candidate === type);
  // Never proxied: resolvers would get the addresses of Cloudflare's proxy instead of this value.
  if (proxiable !== undefined) return { type: proxiable, content: value, proxied: false };
  throw new OnboardError("VALUE_REJECTED", phrase`This adapter does not write ${type} records.`, {
    hint: phrase`Create the record by hand, then run the same command again.`,
    facts: { type, value },
  });
}

function parseContent(type: string, content: string, priority: number | undefined): string {
  if (type === "MX" && priority !== undefined)
    return formatMx({ preference: priority, exchange: canonicalTarget(content) });
  return valueOfPresentation(type, content);
}

function surprise(item: unknown): OnboardError {
  return new OnboardError("API_SURPRISE", phrase`Cloudflare listed something that is not a DNS record.`, {
    hint: phrase`Run the same command again with ${{ option: "debug" }} and report its output.`,
    facts: { item },
  });
}
