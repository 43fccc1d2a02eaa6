import { beforeAll, describe, expect, it } from "vitest";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { quoteTxt } from "../../../src/dns/presentation.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { parseRecordLine, type Sandbox } from "../../../src/sandbox/sandbox.ts";
import { groupedBy } from "../../../src/sandbox/dns/zone.ts";
import type { StoredRecord, ZoneSettings } from "../../../src/sandbox/zone-store.ts";
import { runChild } from "../../support/child.ts";
import { eventsIn, resultsIn, withSandbox, type Result } from "../../support/cli.ts";
import { VENDOR_ZONES } from "./vendors.ts";

// Zones as other people have them, each onboarded by the built program against the sandbox (our own fakes of SES and
// the DNS hosts), and what must stand there at the end. Domains with the same options share one process.

export const HOSTS = ["cloudflare", "route53"] as const;
export type Host = (typeof HOSTS)[number];

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

/** How a domain's run ended, and what stands in its zone then. */
interface Played {
  readonly result: Result;
  readonly warnings: readonly string[];
  readonly zone: readonly StoredRecord[];
}

/** A table of zones, at each host. `kind` matches the names of the warnings that it is about. */
export function describeZones(title: string, kind: RegExp, cases: readonly ZoneCase[]): void {
  describe.each(HOSTS)(`${title} at %s`, (host) => {
    let played: ReadonlyMap<string, Played>;
    beforeAll(async () => {
      played = await playZones(host, cases);
    });

    it.each(cases.map((zone) => [zone.title, zone] as const))("%s", (_title, zone) => {
      const end = played.get(zone.title);
      expectEnd(zone, end && { ...end, warnings: end.warnings.filter((name) => kind.test(name)) });
    });
  });

  it("has a title for each zone", () => {
    expect(new Set(cases.map(({ title }) => title)).size).toBe(cases.length);
  });
}

/** Every case at one host, by title. */
async function playZones(host: Host, cases: readonly ZoneCase[]): Promise<ReadonlyMap<string, Played>> {
  const zones = cases.map((one, index) => settingsOf(one, index));
  const sandboxed = { zones: [...zones.flat(), ...VENDOR_ZONES], quota: cases.length };
  return withSandbox(sandboxed, async (sandbox, env) => {
    const groups = grouped(cases).map(async (group) => {
      const domains = group.map(({ index, one }) => named(domainOf(one), index));
      const consents = group.flatMap(({ index, one }) =>
        (one.consents ?? []).map((text) => named(text, index)),
      );
      const options = [...(group[0]?.one.options ?? []), ...consents];
      const said = await runChild(["run", ...domains, ...options, ...wordsFor(host)], env);
      return group.map(
        ({ index, one }, at) =>
          [one.title, playedOf(said, domains[at] ?? "", zoneOf(sandbox, index))] as const,
      );
    });
    return new Map((await Promise.all(groups)).flat());
  });
}

export function wordsFor(host: Host): readonly string[] {
  return ["--provider", host, "--format", "json"];
}

/** Exit status, code, warnings, and the whole zone. */
function expectEnd({ exit = 0, code, warnings, ...rest }: ZoneCase, played: Played | undefined): void {
  if (played === undefined) throw new TypeError("the case was not played");
  const { result, zone } = played;
  expect([result.exit, result.error?.code], JSON.stringify(result.error)).toEqual([exit, code]);
  expect(standing(zone)).toEqual(expected(rest, result));
  for (const [place, ttl] of Object.entries(rest.ttl ?? {}))
    expect([
      ...new Set(zone.filter((record) => placeOf(record) === place).map((record) => record.ttl)),
    ]).toEqual([ttl]);
  if (warnings !== undefined) expect(played.warnings).toEqual(warnings);
}

/** `TYPE owner` → its values, the names as in the case. */
type Standing = Readonly<Record<string, readonly unknown[]>>;

function expected(
  { zone, ends, domain }: Pick<ZoneCase, "zone" | "ends" | "domain">,
  result: Result,
): Standing {
  const before = standing(zone.map((line) => lineOf(line)));
  const key = `TXT qcloudsg1024._domainkey.${domain ?? MAIL}`;
  const isOnboarded = result.state === "verified";
  const after = { ...before, ...(isOnboarded ? { [key]: [/^v=DKIM1; k=rsa; p=/] } : {}), ...ends };
  return Object.fromEntries(
    Object.entries(after).map(([place, values]) => [place, values.map(matching).toSorted(byText)]),
  );
}

function matching(value: unknown): unknown {
  return value instanceof RegExp ? (expect.stringMatching(value) as unknown) : value;
}

// A pattern stands alone at its place, so that order is a matter of texts only.
function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1;
}

function standing(records: readonly Pick<StoredRecord, "owner" | "type" | "value">[]): Standing {
  const places = [...new Set(records.map(placeOf))];
  const valuesAt = (place: string) =>
    records.filter((record) => placeOf(record) === place).map(({ value }) => value);
  return Object.fromEntries(places.map((place) => [place, valuesAt(place).toSorted(byText)]));
}

function placeOf({ type, owner }: Pick<StoredRecord, "owner" | "type">): string {
  return `${type} ${owner}`;
}

const MAIL = "mail.example.test";

function domainOf({ domain = MAIL }: ZoneCase): string {
  return domain;
}

/** Each case has a zone of its own. */
function named(text: string, index: number): string {
  return text.replaceAll(/\bexample\.(test|bank)\b/g, `zone${index}.$1`);
}

function unnamed(text: string, index: number): string {
  return text.replaceAll(new RegExp(`\\bzone${index}\\.(test|bank)\\b`, "g"), "example.$1");
}

function lineOf(line: string): StoredRecord {
  const parsed = parseRecordLine(line);
  if ("wrong" in parsed) throw new TypeError(`${line}: ${parsed.wrong}`);
  return { ...parsed, ttl: parsed.ttl ?? 300, id: "" };
}

function settingsOf(one: ZoneCase, index: number): readonly ZoneSettings[] {
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

function zoneOf(sandbox: Sandbox, index: number): readonly StoredRecord[] {
  const zone = sandbox.store.zones.find(({ apex }) => apex.startsWith(`zone${index}.`));
  const as = <T extends string>(text: T) => unnamed(text, index) as T;
  return (zone?.current.records ?? []).map((record) => ({
    ...record,
    owner: as(record.owner),
    value: as(record.value),
  }));
}

interface Placed {
  readonly one: ZoneCase;
  readonly index: number;
}

function grouped(cases: readonly ZoneCase[]): readonly (readonly Placed[])[] {
  const placed = cases.map((one, index) => ({ one, index }));
  return [...groupedBy(placed, ({ one }) => (one.options ?? []).join(" ")).values()].flatMap(inChunks);
}

/** A process sends Route 53 five requests a second, so few domains each, side by side, take less time. */
export function inChunks<T>(items: readonly T[]): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / MOST_DOMAINS);
  return Array.from({ length: count }, (_, at) => items.slice(at * MOST_DOMAINS, (at + 1) * MOST_DOMAINS));
}

const MOST_DOMAINS = 7;

function playedOf(
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
  domain: string,
  zone: readonly StoredRecord[],
): Played {
  const result = resultsIn(stdout).find((one) => one.domain === domain);
  if (result === undefined) throw new Error(`no result for ${domain}: ${stderr}${stdout.slice(-2_000)}`);
  const ofDomain = eventsIn(stdout).flatMap((event) =>
    event.type === "warning.raised" && event["domain"] === domain
      ? [(event["warning"] as { readonly warning: string }).warning]
      : [],
  );
  const ofRecords = result.records.flatMap(({ warnings }) => warnings.map(({ warning }) => warning));
  return { result, zone, warnings: [...ofDomain, ...ofRecords].toSorted() };
}
