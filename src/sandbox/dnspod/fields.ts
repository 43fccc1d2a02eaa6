import type { Parameters } from "../tencent/api3.ts";
import type { RecordInput } from "./changes.ts";
import type { Site } from "./grades.ts";
import { pairsOf, wrongType } from "./parameters.ts";
import type { RecordListItem } from "./records.ts";
import { lineOf } from "./sites.ts";

// Some fields of a record, and the others as they stand: ModifyRecordFields, ModifyRecordStatus, ModifyRecordRemark.

/** By the names of ModifyRecordFields; it has none for the remark. */
export type Fields = Readonly<Partial<Record<Field | "remark", string | undefined>>>;

type Field = (typeof NAMES)[number];

const NAMES = [
  "sub_domain",
  "record_line",
  "record_line_id",
  "record_type",
  "value",
  "ttl",
  "status",
  "mx",
  "weight",
] as const;

/** What a FieldList changes; every value in it is a text. @throws TencentFault for a name that it does not know */
export function listedFields(given: Parameters): Fields {
  const fields = pairsOf(given, "FieldList");
  if (Object.keys(fields).some((name) => !NAMES.some((known) => known === name)))
    throw wrongType("FieldList");
  return fields;
}

/** @throws TencentFault RecordLineInvalid, and for a number that is none */
export function withFields(site: Site, before: RecordListItem, fields: Fields): RecordInput {
  const { record_line: lineName, record_line_id: lineId, remark } = fields;
  const isLineGiven = (lineName ?? lineId) !== undefined;
  return {
    host: fields.sub_domain ?? before.Name,
    type: fields.record_type ?? before.Type,
    line: isLineGiven ? lineOf(site, lineName, lineId) : { name: before.Line, id: before.LineId },
    value: fields.value ?? before.Value,
    mx: wholeOf(fields.mx) ?? before.MX,
    ttl: wholeOf(fields.ttl) ?? before.TTL,
    weight: wholeOf(fields.weight) ?? before.Weight ?? undefined,
    status: fields.status ?? before.Status,
    remark,
  };
}

function wholeOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw wrongType("FieldList");
}
