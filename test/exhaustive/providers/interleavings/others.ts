import { prefixed } from "../../../../src/dns/domain-name.ts";
import type { StoredRecord, StoredZone } from "../../../../src/sandbox/zone-store.ts";
import { D } from "../../../onboard/fakes.ts";

// What the other writer does at the same record sets, beside one run of ours, and whether it is in force at the end.

export const OURS = "include:qcloudmail.com";
const STANDING_TEXT = "verification=0";
const DMARC = prefixed("_dmarc", D);

export interface Stranger {
  readonly title: string;
  /** What stands before: `spf`, there is an SPF record; `text`, another text. */
  readonly stands: readonly ("spf" | "text")[];
  /**
   * One write, at once. `listed`: the records as the writer has them from a listing that may be as old as ours.
   * False: by what is listed there is nothing to do.
   */
  readonly write: (zone: StoredZone, listed: readonly StoredRecord[]) => boolean;
  /** Whether it is in force. */
  readonly isKept: (records: readonly StoredRecord[]) => boolean;
  /** It changes the very value that ours changes, and can be lost where it comes between our reading and our write. */
  readonly editsOurs?: true;
}

export const STRANGERS: readonly Stranger[] = [
  {
    title: "another text",
    stands: ["text"],
    write: (zone) => add(zone, { owner: D, type: "TXT", value: "verification=1" }),
    isKept: (records) => valuesAt(records, D).includes("verification=1"),
  },
  {
    title: "an edit of another text",
    stands: ["text", "spf"],
    write: (zone) => edit(zone, (value) => value === STANDING_TEXT, "verification=2"),
    isKept: (records) =>
      valuesAt(records, D).includes("verification=2") && !valuesAt(records, D).includes(STANDING_TEXT),
  },
  {
    title: "another text removed",
    stands: ["text", "spf"],
    write: (zone) => {
      zone.commit((records) => records.filter(({ value }) => value !== STANDING_TEXT));
      return true;
    },
    isKept: (records) => !valuesAt(records, D).includes(STANDING_TEXT),
  },
  {
    title: "an SPF record",
    stands: ["text"],
    // Whoever sees one joins it.
    write: (zone, listed) => {
      const seen = listed.find(({ owner, value }) => owner === D && isSpf(value));
      return seen === undefined
        ? add(zone, { owner: D, type: "TXT", value: "v=spf1 ip4:198.51.100.7 -all" })
        : editById(zone, seen.id, seen.value.replace(" ", " ip4:198.51.100.7 "));
    },
    isKept: (records) => spfAt(records).length === 1 && spfAt(records)[0]?.includes("198.51.100.7") === true,
  },
  {
    title: "a DMARC record",
    stands: [],
    write: (zone, listed) =>
      !listed.some(({ owner, value }) => owner === DMARC && isDmarc(value)) &&
      add(zone, { owner: DMARC, type: "TXT", value: "v=DMARC1; p=reject" }),
    isKept: (records) => valuesAt(records, DMARC).join() === "v=DMARC1; p=reject",
  },
  {
    title: "an edit of the very SPF record",
    stands: ["spf", "text"],
    write: (zone, listed) => {
      const seen = listed.find(({ owner, value }) => owner === D && isSpf(value));
      return seen !== undefined && editById(zone, seen.id, seen.value.replace(" ", " ip4:198.51.100.7 "));
    },
    isKept: (records) => spfAt(records).length === 1 && spfAt(records)[0]?.includes("198.51.100.7") === true,
    editsOurs: true,
  },
];

/** What stands at the sender domain before anybody writes. */
export function standing(
  stands: Stranger["stands"],
): readonly Pick<StoredRecord, "owner" | "type" | "value">[] {
  const values = { text: STANDING_TEXT, spf: "v=spf1 ip4:198.51.100.1 -all" };
  return stands.map((name) => ({ owner: D, type: "TXT", value: values[name] }));
}

/** At which name two stand where receivers take none: RFC 7208 section 4.5, RFC 9989 section 4.10. */
export function doubledAt(records: readonly StoredRecord[]): string | undefined {
  if (spfAt(records).length > 1) return D;
  return valuesAt(records, DMARC).filter(isDmarc).length > 1 ? DMARC : undefined;
}

export function isDoubled(records: readonly StoredRecord[]): boolean {
  return doubledAt(records) !== undefined;
}

export function spfAt(records: readonly StoredRecord[]): readonly string[] {
  return valuesAt(records, D).filter(isSpf);
}

function valuesAt(records: readonly StoredRecord[], at: string): readonly string[] {
  return records.flatMap(({ owner, type, value }) => (owner === at && type === "TXT" ? [value] : []));
}

function isSpf(value: string): boolean {
  return value.startsWith("v=spf1");
}

function isDmarc(value: string): boolean {
  return value.startsWith("v=DMARC1");
}

function add(zone: StoredZone, record: Pick<StoredRecord, "owner" | "type" | "value">): true {
  const fresh = zone.newRecord({ ...record, ttl: 600 });
  zone.commit((records) => [...records, fresh]);
  return true;
}

function edit(zone: StoredZone, isIt: (value: string) => boolean, to: string): boolean {
  const found = zone.current.records.find(({ owner, value }) => owner === D && isIt(value));
  return found !== undefined && editById(zone, found.id, to);
}

function editById(zone: StoredZone, id: string, value: string): boolean {
  if (!zone.current.records.some((record) => record.id === id)) return false;
  zone.commit((records) => records.map((record) => (record.id === id ? { ...record, value } : record)));
  return true;
}
