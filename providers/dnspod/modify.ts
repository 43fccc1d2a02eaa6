import type { DomainName } from "../../src/dns/domain-name.ts";
import type { Zone } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import { fieldsOf, parametersOf, type DnspodCall, type Fields } from "./api.ts";
import { NO_SUCH_ACTION, NOT_ALLOWED } from "./causes.ts";
import type { Change } from "./changes.ts";
import { formatContent, parseHostRecord, type HostRecord } from "./convert.ts";
import { apiCodeOf, surprise } from "./errors.ts";

type Modification = Extract<Change, { readonly kind: "modify" }>;

/** One for each adapter: it remembers which of the two calls there is. */
export type Modify = (call: DnspodCall, zone: Zone, change: Modification) => Promise<void>;

/** Where the API or the key has no ModifyRecordFields. */
function isLacking(error: unknown): boolean {
  const code = apiCodeOf(error) ?? "";
  return NO_SUCH_ACTION.has(code) || NOT_ALLOWED.test(code);
}

/**
 * Changes a record in place, by ModifyRecordFields, which leaves alone what it does not name. ModifyRecord does not:
 * without SubDomain it moves the record to the apex, without Weight it clears that, and without Status it wakes what
 * is paused (API page of November 2026), so it is sent each field as it was read.
 */
export function createModify(): Modify {
  let hasFields = true;
  return async (call, zone, change) => {
    if (!hasFields) return modifyWhole(call, zone, change);
    const { record } = change;
    await requireStill(call, zone, record);
    const parameters = { ...parametersOf(zone), RecordId: record.id, FieldList: fieldListOf(change) };
    try {
      await call("ModifyRecordFields", parameters);
    } catch (error) {
      if (!isLacking(error)) throw error;
      hasFields = false;
      await modifyWhole(call, zone, change);
    }
  };
}

/**
 * A list may be half a minute old, so a record is read by its id just before it is changed or removed: no page tells of
 * a delay there (November 2026). A key without the right to do so goes by the list alone.
 * @throws OnboardError RRSET_CHANGED where it is no longer the record that was listed
 */
export async function requireStill(call: DnspodCall, zone: Zone, record: HostRecord): Promise<void> {
  try {
    await readStill(call, zone, record);
  } catch (error) {
    if (!isLacking(error)) throw error;
  }
}

async function readStill(call: DnspodCall, zone: Zone, record: HostRecord): Promise<Fields> {
  const { RecordInfo } = await call("DescribeRecord", { ...parametersOf(zone), RecordId: record.id });
  const info = fieldsOf(RecordInfo);
  if (typeof info["SubDomain"] !== "string" || typeof info["Value"] !== "string")
    throw surprise("it describes no record", { item: info });
  if (!isStill(record, shownAlone(info, zone.apex))) throw changedMeanwhile(record);
  return info;
}

function fieldListOf({ record, value, ttl }: Modification): readonly Fields[] {
  const content = value === undefined ? undefined : formatContent(record.type, value);
  return [
    ...(content === undefined ? [] : [{ Key: "value", Value: content.Value }]),
    ...(content?.MX === undefined ? [] : [{ Key: "mx", Value: String(content.MX) }]),
    ...(ttl === undefined ? [] : [{ Key: "ttl", Value: String(ttl) }]),
  ];
}

/** @throws OnboardError RRSET_CHANGED where it is no longer the record that was listed */
async function modifyWhole(
  call: DnspodCall,
  zone: Zone,
  { record, value, ttl }: Modification,
): Promise<void> {
  const info = await readStill(call, zone, record);
  const { SubDomain, RecordType, RecordLine, RecordLineId, Value, Weight, MX, TTL, Enabled, Remark } = info;
  await call("ModifyRecord", {
    ...parametersOf(zone),
    RecordId: record.id,
    SubDomain,
    RecordType,
    RecordLine,
    RecordLineId,
    Value,
    ...(record.type === "MX" ? { MX } : {}),
    TTL,
    ...(typeof Weight === "number" ? { Weight } : {}),
    Status: Enabled === 0 ? "DISABLE" : "ENABLE",
    ...(typeof Remark === "string" ? { Remark } : {}),
    ...(value === undefined ? {} : formatContent(record.type, value)),
    ...(ttl === undefined ? {} : { TTL: ttl }),
  });
}

/** As in a list: a record by itself has the same facts under other names. */
function shownAlone(info: Fields, apex: DomainName): HostRecord | undefined {
  const { Id, SubDomain, RecordType, RecordLine, RecordLineId, Enabled } = info;
  const status = { Status: Enabled === 0 ? "DISABLE" : "ENABLE" };
  const place = { Name: SubDomain, Type: RecordType, Line: RecordLine, LineId: RecordLineId };
  return parseHostRecord({ ...info, RecordId: Id, ...place, ...status }, apex);
}

/** Its id stays whatever somebody makes of it: it may have moved to another name, line or type, and be his there. */
function isStill(listed: HostRecord, now: HostRecord | undefined): boolean {
  return (["owner", "type", "value", "isPaused", "line", "lock"] as const).every(
    (name) => now?.[name] === listed[name],
  );
}

function changedMeanwhile({ owner, type, value }: HostRecord): OnboardError {
  return new OnboardError(
    "RRSET_CHANGED",
    phrase`Somebody else changed the ${type} record at ${owner} meanwhile.`,
    {
      hint: phrase`Run the same command again: it reads and plans anew.`,
      facts: { owner, type, expected: value },
    },
  );
}
