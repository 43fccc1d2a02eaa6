import { HOSTILE } from "../ended.ts";
import { as, bodies, goesOn, refusals, surprise, without, type AnswerRow, type Fields } from "./answers.ts";

// What may come from an API that keeps one record for each value, by whatever names it tells the same things.

export interface RecordApi {
  /** The actions that list zones and records, and the one that creates a record. */
  readonly zones: string;
  readonly records: string;
  readonly create: string;
  /** The whole document around an answer. */
  readonly envelope: (fields: unknown) => unknown;
  /** The shape of an error, and its status. */
  readonly refusal: (code: unknown, message: unknown) => unknown;
  readonly refusalStatus: number;
  /** The field of an answer that has the list of zones, with all that is around it, and the one of records. */
  readonly zoneList: string;
  readonly recordList: string;
  readonly eachZone: (change: (zone: Fields) => unknown) => (fields: Fields) => Fields;
  readonly noZones: (fields: Fields) => Fields;
  /** Another count beside the zones, beside the records; undefined: none. */
  readonly countZones: (total: unknown) => (fields: Fields) => Fields;
  readonly countRecords: (total: unknown) => (fields: Fields) => Fields;
  /** These alone, and as many counted as are told. */
  readonly onlyRecords: (items: readonly unknown[], total: number) => (fields: Fields) => Fields;
  /** The records as they are listed, and these behind them. */
  readonly more: (...items: readonly unknown[]) => (fields: Fields) => Fields;
  /** A record at elsewhere.example.test. */
  readonly record: (fields: Fields) => Fields;
  /** A number where ids are texts, and the other way round. */
  readonly strangeId: unknown;
  readonly zoneId: string;
  readonly zoneNames: readonly [string, string];
  readonly nameServers: string;
  /** As the host wraps them. */
  readonly nameServersOf: (names: readonly string[]) => unknown;
  /** The field that has a record's name within the zone. */
  readonly recordName: string;
  /** A type of the host's own that no name server has. */
  readonly redirection: string;
  /** Another line than the default one, by a name with workflow commands. */
  readonly hostileLine: Fields;
}

export function rowsAbout(api: RecordApi): readonly AnswerRow[] {
  const { zones } = api;
  const json = (value: unknown) => JSON.stringify(value);
  return [
    ...bodies(zones, (fields) => json(api.envelope(fields))),
    ...refusals(zones, api.refusalStatus, (code, message) => json(api.refusal(code, message))),
    ...zoneRows(api),
    ...recordRows(api),
    ...writeRows(api),
  ];
}

function zoneRows(api: RecordApi): readonly AnswerRow[] {
  const { zones: on, zoneList, zoneId, zoneNames, eachZone, countZones, nameServers, nameServersOf } = api;
  const named = (name: string) =>
    eachZone((zone) => ({ ...zone, ...Object.fromEntries(zoneNames.map((field) => [field, name])) }));
  return [
    { what: "zones: none", on, end: "ZONE_NOT_FOUND", answer: api.noZones },
    { what: "zones: a list that is null", on, ...surprise, answer: as(zoneList, null) },
    { what: "zones: a null among them", on, ...surprise, answer: eachZone(() => null) },
    { what: "zones: no count", on, ...surprise, answer: countZones(undefined) },
    { what: "zones: a count that is a text", on, ...surprise, answer: countZones("2") },
    { what: "zones: more counted than listed, on each page", on, ...surprise, answer: countZones(1e9) },
    { what: "zones: no id", on, ...surprise, answer: eachZone(without(zoneId)) },
    {
      what: `zones: an id that is a ${typeof api.strangeId === "string" ? "text" : "number"}`,
      on,
      ...surprise,
      answer: eachZone(as(zoneId, api.strangeId)),
    },
    {
      what: "zones: no name",
      on,
      end: "ZONE_NOT_FOUND",
      answer: eachZone((zone) => without(zoneNames[0])(without(zoneNames[1])(zone))),
    },
    {
      what: "zones: a name that only ends alike",
      on,
      end: "ZONE_NOT_FOUND",
      answer: named("notexample.test"),
    },
    { what: "zones: a name with workflow commands", on, end: "ZONE_NOT_FOUND", answer: named(HOSTILE) },
    { what: "zones: no name servers", on, ...goesOn, answer: eachZone(without(nameServers)) },
    {
      what: "zones: a name server with workflow commands",
      on,
      ...goesOn,
      answer: eachZone(as(nameServers, nameServersOf([HOSTILE]))),
    },
  ];
}

function recordRows(api: RecordApi): readonly AnswerRow[] {
  const { records: on, recordList, record, recordName, more, countRecords, onlyRecords } = api;
  const one = (fields: Fields) => more(record(fields));
  const lacking = (field: string) => more(without(field)(record({})));
  const called = (name: unknown) => one({ [recordName]: name });
  return [
    { what: "records: a list that is null", on, ...surprise, answer: as(recordList, null) },
    { what: "records: no list", on, ...surprise, answer: without(recordList) },
    { what: "records: no count", on, ...surprise, answer: countRecords(undefined) },
    { what: "records: fewer listed than counted, on each page", on, ...surprise, answer: countRecords(1e9) },
    {
      what: "records: one page again and again",
      on,
      ...surprise,
      answer: onlyRecords([record({})], 1e9),
    },
    { what: "records: a null among them", on, ...surprise, answer: more(null) },
    { what: "records: no id", on, ...surprise, answer: lacking("RecordId") },
    {
      what: `records: an id that is a ${typeof api.strangeId === "string" ? "text" : "number"}`,
      on,
      ...surprise,
      answer: one({ RecordId: api.strangeId }),
    },
    { what: "records: one id twice", on, ...surprise, answer: more(record({}), record({})) },
    { what: "records: no name", on, ...surprise, answer: lacking(recordName) },
    { what: "records: a name with two dots inside", on, ...goesOn, answer: called("a..b") },
    {
      what: "records: a name of 255 characters",
      on,
      ...goesOn,
      answer: called("abcdefg.".repeat(32).slice(0, 255)),
    },
    { what: "records: a name with workflow commands", on, ...goesOn, answer: called(HOSTILE) },
    { what: "records: `__proto__` as a name", on, ...goesOn, answer: called("__proto__") },
    { what: "records: no type", on, ...surprise, answer: lacking("Type") },
    { what: "records: a type that nobody knows", on, ...goesOn, answer: one({ Type: "WALLET" }) },
    { what: "records: a type with workflow commands", on, ...goesOn, answer: one({ Type: HOSTILE }) },
    {
      what: `records: a redirection of the host's own (${api.redirection})`,
      on,
      ...goesOn,
      answer: one({ Type: api.redirection, Value: "https://example.test/" }),
    },
    { what: "records: a value that is null", on, ...surprise, answer: one({ Value: null }) },
    { what: "records: a value with workflow commands", on, ...goesOn, answer: one({ Value: HOSTILE }) },
    {
      what: "records: a value of 70,000 characters",
      on,
      ...goesOn,
      answer: one({ Value: "x".repeat(70_000) }),
    },
    { what: "records: no TTL", on, ...surprise, answer: lacking("TTL") },
    { what: "records: a TTL that is a text", on, ...surprise, answer: one({ TTL: "600" }) },
    { what: "records: a TTL that is a fraction", on, ...surprise, answer: one({ TTL: 0.5 }) },
    { what: "records: a TTL below zero", on, ...surprise, answer: one({ TTL: -1 }) },
    {
      what: "records: a status that nobody knows",
      on,
      ...goesOn,
      answer: one({ Status: HOSTILE }),
    },
    {
      what: "records: a line with workflow commands, at the sender domain",
      on,
      end: "RECORD_IN_THE_WAY",
      answer: one({ [recordName]: "mail", ...api.hostileLine }),
    },
    { what: "records: a weight that is a text", on, ...goesOn, answer: one({ Weight: HOSTILE }) },
    { what: "records: a remark with workflow commands", on, ...goesOn, answer: one({ Remark: HOSTILE }) },
  ];
}

function writeRows({ create: on }: RecordApi): readonly AnswerRow[] {
  return [
    { what: "writes: an answer without an id", on, ...goesOn, answer: without("RecordId") },
    { what: "writes: an id with workflow commands", on, ...goesOn, answer: as("RecordId", HOSTILE) },
  ];
}
