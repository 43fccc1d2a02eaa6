import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { quoteTxt } from "../../../src/dns/presentation.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { parseRecordLine, type Sandbox } from "../../../src/sandbox/sandbox.ts";
import type { StoredRecord, ZoneSettings } from "../../../src/sandbox/zone-store.ts";

/** In lines and options `example.test` is the zone and `mail.example.test` the sender domain. */
export interface ZoneCase {
  readonly title: string;
  /** What stands there before, as lines of a zone file. */
  readonly zone: readonly string[];
  /** A zone of somebody else's, delegated to by a record of `zone`. */
  readonly delegated?: { readonly apex: string; readonly zone: readonly string[] };
  /** The sender domain, where it is another one. */
  readonly domain?: string;
  readonly options?: readonly string[];
  /** Options that hold for one place each, and so do not part what can run in one process. */
  readonly consents?: readonly string[];
  /** 0 where nothing is said. */
  readonly exit?: number;
  readonly code?: string;
  /** The warnings of the table's kind, of the records and of the domain, sorted. Undefined: not compared. */
  readonly warnings?: readonly string[];
  /**
   * What stands at each place at the end that is not as before: `TXT mail.example.test` → values. SES's key is there
   * besides where the domain is onboarded.
   */
  readonly ends: Readonly<Record<string, readonly (string | RegExp)[]>>;
  /** Seconds, at places of `ends`. */
  readonly ttl?: Readonly<Record<string, number>>;
}

/** What SES asks for where nothing else stands. */
export const PLAIN_MX = ["10 mxbiz1.qq.com"];
export const PLAIN_SPF = "v=spf1 include:qcloudmail.com ~all";
export const PLAIN_DMARC = "v=DMARC1; p=none";

/** A text as a line of a zone file. */
export function txt(owner: string, text: string): string {
  return `${owner} TXT ${quoteTxt(text)}`;
}

export const MAIL = "mail.example.test";

export function domainOf({ domain = MAIL }: ZoneCase): string {
  return domain;
}

/** Each case has a zone of its own. */
export function named(text: string, index: number): string {
  return text.replaceAll(/\bexample\.(test|bank)\b/g, `zone${index}.$1`);
}

function unnamed(text: string, index: number): string {
  return text.replaceAll(new RegExp(`\\bzone${index}\\.(test|bank)\\b`, "g"), "example.$1");
}

export function lineOf(line: string): StoredRecord {
  const parsed = parseRecordLine(line);
  if ("wrong" in parsed) throw new TypeError(`${line}: ${parsed.wrong}`);
  return { ...parsed, ttl: parsed.ttl ?? 300, id: "" };
}

export function settingsOf(one: ZoneCase, index: number): readonly ZoneSettings[] {
  const at = (apex: DomainName, lines: readonly string[]) => ({
    apex,
    records: lines.map((line) => rrsetOf(named(line, index))),
  });
  const { delegated } = one;
  const own = at(apexOf(one, index), one.zone);
  if (delegated === undefined) return [own];
  const apex = parseDomainName(named(delegated.apex, index));
  return [own, { ...at(apex, delegated.zone), hosts: [] }];
}

function rrsetOf(line: string): RRset {
  const { owner, type, ttl, value } = lineOf(line);
  return { owner, type, ttl, values: [value] };
}

function apexOf(one: ZoneCase, index: number): DomainName {
  const apex = /example\.\w+$/.exec(domainOf(one))?.[0] ?? "";
  return parseDomainName(named(apex, index));
}

export function zoneOf(sandbox: Sandbox, index: number): readonly StoredRecord[] {
  const zone = sandbox.store.zones.find(({ apex }) => apex.startsWith(`zone${index}.`));
  const as = <T extends string>(text: T) => unnamed(text, index) as T;
  return (zone?.current.records ?? []).map((record) => ({
    ...record,
    owner: as(record.owner),
    value: as(record.value),
  }));
}
