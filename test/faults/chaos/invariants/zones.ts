import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import { createAttributes, type SesProfile } from "../../../../src/sandbox/ses/attributes.ts";
import type { StoredRecord, StoredZone } from "../../../../src/sandbox/zone-store.ts";
import { sameValue, type Commit } from "../world/watch.ts";
import type { World } from "../world/world.ts";
import type { Violation } from "./violation.ts";

// What became of each zone, change by change: whose value each one is, and what the program did to those of others.

export interface ZoneVerdict {
  readonly violations: readonly Violation[];
  /** Losses that the host's traits admit to: in a race, or in the gap of a change that was broken off. */
  readonly admitted: readonly string[];
}

/** How long before a write somebody else's may have come and still be the race that a checked swap can lose. */
const RACE_MS = 5_000;
const SPF = /^v=spf1(?: |$)/i;
const DMARC = /^v=DMARC1\s*;/i;

export function judgeZones(world: World): ZoneVerdict {
  const verdicts = world.zones.map((zone) => judgeZone(world, zone));
  return {
    violations: verdicts.flatMap(({ violations }) => violations),
    admitted: verdicts.flatMap(({ admitted }) => admitted),
  };
}

function judgeZone(world: World, zone: StoredZone): ZoneVerdict {
  const history = new History(world, world.initial.get(zone) ?? []);
  for (const commit of world.watch.commits) if (commit.zone === zone) history.add(commit);
  return history.end();
}

class History {
  readonly #world: World;
  readonly #violations: Violation[] = [];
  readonly #admitted: string[] = [];
  /** What somebody else wrote. */
  #theirs: readonly StoredRecord[];
  /** Theirs, in place of which a record of ours with all of their terms stands. */
  readonly #merged: StoredRecord[] = [];
  /** Theirs, taken away by a host that changes a value with a gap. */
  #away: readonly StoredRecord[] = [];
  readonly #written: { readonly record: StoredRecord; readonly at: number }[] = [];
  readonly #takenAway: { readonly record: StoredRecord; readonly at: number }[] = [];
  readonly #theirTtls = new Set<string>();
  #othersAt = -Infinity;
  /** When two programs ran last. */
  #crowdedAt = -Infinity;

  constructor(world: World, initial: readonly StoredRecord[]) {
    this.#world = world;
    this.#theirs = initial;
  }

  add(commit: Commit): void {
    if (commit.by === "others") this.#addOthers(commit);
    else this.#addOurs(commit);
  }

  end(): ZoneVerdict {
    for (const record of this.#away) this.#admitted.push(`in the gap: ${textOf(record)}`);
    return { violations: this.#violations, admitted: this.#admitted };
  }

  #addOthers({ before, after, at }: Commit): void {
    const added = missingIn(before, after);
    const gone = missingIn(after, before);
    this.#othersAt = at;
    this.#theirs = [...after.filter((one) => this.#isTheirs(one)), ...added].filter((one) => !has(gone, one));
    for (const record of added) this.#written.push({ record, at });
    for (const record of after)
      if (!before.some((one) => sameValue(one, record) && one.ttl === record.ttl))
        this.#theirTtls.add(placeAndTtl(record));
    for (const record of gone) this.#takenAway.push({ record, at });
  }

  #addOurs(commit: Commit): void {
    const { before, after, unplanned } = commit;
    const added = missingIn(before, after);
    const gone = missingIn(after, before);
    for (const record of unplanned)
      if (this.#isPutBack(record, commit.at)) this.#admitted.push(`in a race, put back: ${textOf(record)}`);
      else if (!this.#isLostRace(record, commit.at))
        this.#break("rrset.planned is on disk before the write", textOf(record));
    for (const record of gone) if (this.#isTheirs(record)) this.#lose(record, added, commit);
    for (const record of added) this.#gain(record);
    for (const record of after) this.#keep(record, commit);
    this.#countAlone(commit);
  }

  /** A value of others goes: only an SPF record may, for one that has all of its terms. */
  #lose(record: StoredRecord, added: readonly StoredRecord[], { before, after, at }: Commit): void {
    const { traits } = this.#world.draw.host;
    this.#theirs = this.#theirs.filter((one) => !sameValue(one, record));
    if (isOneTooMany(record, before, after)) return void this.#merged.push(record);
    const heir = added.find((one) => inherits(one, record));
    if (heir !== undefined) {
      this.#merged.push(record);
      const isSame = heir.ttl === record.ttl && marksOf(heir) === marksOf(record);
      if (!isSame && traits.replace === "in-place")
        this.#break("TTL and comment of others stay", `${textOf(record)} → ${textOf(heir)}`);
    } else if (traits.replace === "gap" && SPF.test(record.value)) this.#away = [...this.#away, record];
    else if (this.#isLostRace(record, at)) this.#admitted.push(`in a race: ${textOf(record)}`);
    else this.#break("values of others stay", textOf(record));
  }

  /**
   * What a host that can't compare may lose: of one that writes whole sets any value that just came, else what was
   * just made of the very value that is changed (`unguarded` in the log).
   */
  #isLostRace(record: StoredRecord, at: number): boolean {
    const { swap, writes } = this.#world.draw.host.traits;
    const isRecent = this.#written.some((one) => sameValue(one.record, record) && at - one.at < RACE_MS);
    return swap === "checked" && isRecent && (writes !== "value" || SPF.test(record.value));
  }

  /** What somebody takes away between our reading and our write of the whole set comes back with it. */
  #isPutBack(record: StoredRecord, at: number): boolean {
    const { swap, writes } = this.#world.draw.host.traits;
    const isRecent = this.#takenAway.some((one) => sameValue(one.record, record) && at - one.at < RACE_MS);
    return swap === "checked" && writes !== "value" && isRecent;
  }

  #gain(record: StoredRecord): void {
    if (!this.#isOwnName(record.owner)) this.#break("nothing outside the domain's names", textOf(record));
    this.#away = this.#away.filter((one) => {
      if (!inherits(record, one)) return true;
      this.#merged.push(one);
      return false;
    });
    const former = this.#merged.find((one) => sameValue(one, record));
    if (former === undefined) return;
    // Put back: theirs again.
    if (former.ttl !== record.ttl && !this.#isTheirTtl(record))
      this.#break("TTL of others stays", `${textOf(former)} → ${record.ttl}`);
    this.#theirs = [...this.#theirs, record];
  }

  /** They gave it to the record set meanwhile, to our value in it as well. */
  #isTheirTtl(record: StoredRecord): boolean {
    return this.#theirTtls.has(placeAndTtl(record));
  }

  /** A value that stays keeps its TTL, comment and tags. */
  #keep(record: StoredRecord, { before, at }: Commit): void {
    const former = before.find((one) => sameValue(one, record));
    if (former === undefined || former === record || !this.#isTheirs(record)) return;
    const isSame = former.ttl === record.ttl && marksOf(former) === marksOf(record);
    if (!isSame && !(at - this.#othersAt < RACE_MS && this.#world.draw.host.traits.swap === "checked"))
      this.#break("TTL and comment of others stay", `${textOf(former)} → ${textOf(record)}`);
  }

  #countAlone({ before, after, at, running }: Commit): void {
    if (running > 1) this.#crowdedAt = at;
    const lately = Math.max(this.#othersAt, this.#crowdedAt);
    const isRace = this.#world.draw.host.traits.swap === "checked" && at - lately < RACE_MS;
    const owners = new Set(missingIn(before, after).map(({ owner }) => owner));
    for (const owner of owners) {
      const rows = ONLY_ONE.map(
        ([rule, count]) => [rule, count(at_(before, owner)), count(at_(after, owner))] as const,
      );
      for (const [rule, was, is] of rows) {
        if (is <= Math.max(1, was)) continue;
        if (isRace) this.#admitted.push(`in a race: ${rule} at ${owner}`);
        else this.#break(rule, owner);
      }
    }
  }

  #isTheirs(record: StoredRecord): boolean {
    return has(this.#theirs, record);
  }

  #isOwnName(owner: string): boolean {
    return this.#world.drawn.domains.some(
      (domain) =>
        owner === domain ||
        owner === `_dmarc.${domain}` ||
        (owner.endsWith(`._domainkey.${domain}`) &&
          !owner.slice(0, -`._domainkey.${domain}`.length).includes(".")),
    );
  }

  #break(rule: string, seen: string): void {
    this.#violations.push({ rule, seen });
  }
}

const ONLY_ONE: readonly (readonly [rule: string, count: (here: readonly StoredRecord[]) => number])[] = [
  ["never two SPF records", (here) => countText(here, SPF)],
  ["never two DMARC records", (here) => countText(here, DMARC)],
  ["no CNAME beside data", (here) => (here.some(({ type }) => type === "CNAME") ? here.length : 0)],
];

/** At each sender domain, after a run that was verified: of what SES asked for, one of a kind. */
export function judgeVerified(
  records: readonly StoredRecord[],
  domain: string,
  profile: SesProfile,
): readonly Violation[] {
  const asked = createAttributes(parseDomainName(domain), profile, 1024);
  return (
    [
      ["SPF", SPF],
      ["DMARC", DMARC],
    ] as const
  ).flatMap(([name, pattern]) => {
    const owner = asked.find(({ ExpectedValue }) => pattern.test(ExpectedValue))?.SendDomain;
    const count = owner === undefined ? 0 : countText(at_(records, owner), pattern);
    return count > 1
      ? [{ rule: `never two ${name} records`, seen: `${count} at ${owner}, and it is verified` }]
      : [];
  });
}

/** Whether an SPF record says all that another one said; a `redirect` is followed by an include in its place. */
function inherits(heir: StoredRecord, former: StoredRecord): boolean {
  if (heir.owner !== former.owner || !SPF.test(heir.value) || !SPF.test(former.value)) return false;
  const terms = termsOf(heir.value);
  return termsOf(former.value).every((term) => terms.includes(term));
}

/** What a run publishes where no SPF record stands: beside one of others, it is for theirs to say how strict. */
const OF_A_RUN = "v=spf1 include:qcloudmail.com ~all";

/** One of two SPF records, neither of which receivers obey, where the one that stays has its terms, or a stricter `all`. */
function isOneTooMany(
  record: StoredRecord,
  before: readonly StoredRecord[],
  after: readonly StoredRecord[],
): boolean {
  if (countText(at_(before, record.owner), SPF) < 2) return false;
  const terms = termsOf(record.value).filter((term) => !/^[-~?]?all$/.test(term));
  return at_(after, record.owner).some(
    ({ value }) =>
      SPF.test(value) &&
      terms.every((term) => termsOf(value).includes(term)) &&
      (record.value === OF_A_RUN || strictnessOf(value) >= strictnessOf(record.value)),
  );
}

function strictnessOf(value: string): number {
  const all = termsOf(value).find((term) => /^[-~?]?all$/.test(term)) ?? "?all";
  return ["all", "?all", "~all", "-all"].indexOf(all);
}

/** `+` is the qualifier of a term that has none (RFC 7208 section 4.6.2). */
function termsOf(value: string): readonly string[] {
  return value
    .toLowerCase()
    .split(/ +/)
    .slice(1)
    .filter((term) => term !== "")
    .map((term) => term.replace(/^\+/, ""));
}

function countText(here: readonly StoredRecord[], pattern: RegExp): number {
  return here.filter(({ type, value }) => type === "TXT" && pattern.test(value)).length;
}

function at_(records: readonly StoredRecord[], owner: string): readonly StoredRecord[] {
  return records.filter((one) => one.owner === owner);
}

function placeAndTtl({ owner, type, ttl }: StoredRecord): string {
  return `${owner} ${type} ${ttl}`;
}

function missingIn(some: readonly StoredRecord[], all: readonly StoredRecord[]): readonly StoredRecord[] {
  return all.filter((one) => !has(some, one));
}

function has(records: readonly StoredRecord[], one: StoredRecord): boolean {
  return records.some((other) => sameValue(other, one));
}

function marksOf({ comment = "", tags = [] }: StoredRecord): string {
  return JSON.stringify([comment, tags]);
}

export function textOf(record: StoredRecord): string {
  const { owner, ttl, type, value } = record;
  return `${owner} ${ttl} ${type} ${value} ${marksOf(record)}`;
}
