import { findDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import { keeperIn } from "../../src/dns/keeper.ts";
import { keyText, type RRset, type RRsetKey, type RRType } from "../../src/dns/rrset.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import { groupRRsets } from "./values.ts";

// For hosts that keep one record for each value, with lines (the answer to some resolvers only) and paused records.

/** One record of a host, as far as the rules below need it. */
export interface HostRecord {
  readonly owner: DomainName;
  readonly type: RRType;
  /** The value as canonical text (docs/glossary.md). */
  readonly value: string;
  /** Seconds. */
  readonly ttl: number;
  /** It is not served. */
  readonly isPaused: boolean;
  /** The answer to some resolvers only; undefined: the default line. */
  readonly line?: string;
  /** Why we can't write it, in the host's word, where the line is not the reason. */
  readonly lock?: string;
  /** What somebody, or a program, has noted beside it. */
  readonly remark?: string;
}

/**
 * What the world is answered, of the default line where there is one. A set that has another line or a lock beside it
 * is locked as a whole. What is paused is not served, so it is not there.
 */
export function servedIn(records: readonly HostRecord[]): readonly RRset[] {
  const served = records.filter(({ isPaused }) => !isPaused);
  const locks = new Map(served.flatMap((record) => lockOf(record)));
  const onDefault = new Set(served.filter(({ line }) => line === undefined).map((record) => keyText(record)));
  return groupRRsets(
    served
      .filter((record) => record.line === undefined || !onDefault.has(keyText(record)))
      .map((record) => {
        const { owner, type, ttl, value, remark } = record;
        const locked = locks.get(keyText(record));
        return {
          owner,
          type,
          ttl,
          values: [value],
          ...(locked === undefined ? {} : { locked }),
          ...(remark === undefined || keeperIn(remark) === undefined ? {} : { managedBy: remark }),
        };
      }),
  );
}

function lockOf(record: RRsetKey & HostRecord): readonly (readonly [place: string, why: string])[] {
  const why = record.line === undefined ? record.lock : `line ${record.line}`;
  return why === undefined ? [] : [[keyText(record), why]];
}

/** What is kept and not served, whatever its line. */
export function pausedIn(records: readonly HostRecord[]): readonly RRset[] {
  const paused = records.filter(({ isPaused }) => isPaused);
  return groupRRsets(paused.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })));
}

/** A name as hosts write it beside its zone, `@` or nothing for the apex; undefined: no name that can be held. */
export function ownerIn(name: string, apex: DomainName): DomainName | undefined {
  return name === "@" || name === "" ? apex : findDomainName(`${name}.${apex}`);
}

export function nameWithin(owner: DomainName, apex: DomainName): string {
  return owner === apex ? "@" : owner.slice(0, -apex.length - 1);
}

const WRITABLE: ReadonlySet<RRType> = new Set(["A", "AAAA", "CNAME", "MX", "NS", "TXT"]);

/**
 * What these hosts' APIs can be asked to hold: text, of the types that this program knows.
 * @param title what people call the host
 * @throws OnboardError VALUE_REJECTED
 */
export function requireWritable(type: RRType, value: string, title: string): void {
  if (!WRITABLE.has(type))
    throw new OnboardError("VALUE_REJECTED", phrase`This adapter does not write ${type} records.`, {
      hint: phrase`Create the record by hand, then run the same command again.`,
      facts: { type, value },
    });
  // JSON and queries have no way to say such octets, and others would be written in their place.
  if (!value.isWellFormed())
    throw new OnboardError(
      "VALUE_REJECTED",
      phrase`The ${type} value holds octets that are no UTF-8, and the API of ${title} takes text alone.`,
      {
        hint: phrase`Write the record by hand in the console of ${title}, then run the same command again.`,
        facts: { type },
      },
    );
}
