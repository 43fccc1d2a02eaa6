import { HOSTILE } from "../ended.ts";
import { as, bodies, goesOn, refusals, surprise, without, type AnswerRow, type Fields } from "./answers.ts";

// What DNSPod's API may answer. `answer` is given what stands below `Response`.

const zones = "DescribeDomainList";
const records = "DescribeRecordList";
const create = "CreateRecord";

const listIn = (fields: Fields, name: string) => fields[name] as readonly Fields[];
const eachZone = (change: (zone: Fields) => unknown) => (fields: Fields) => ({
  ...fields,
  DomainList: listIn(fields, "DomainList").map(change),
});
const counted = (name: string, value: unknown) => (fields: Fields) => ({
  ...fields,
  [name]: { ...(fields[name] as Fields), DomainTotal: value, TotalCount: value },
});
/** One record more, and counted. */
const more =
  (...items: readonly unknown[]) =>
  (fields: Fields) => {
    const list = [...listIn(fields, "RecordList"), ...items];
    return counted("RecordCountInfo", list.length)({ ...fields, RecordList: list });
  };
const record = (fields: Fields): Fields => ({
  RecordId: 4_000_000_001,
  Name: "elsewhere",
  Type: "TXT",
  Value: "hello",
  TTL: 600,
  MX: 0,
  Line: "Default",
  LineId: "0",
  Status: "ENABLE",
  Weight: null,
  Remark: "",
  ...fields,
});
const one = (fields: Fields) => more(record(fields));

export const DNSPOD_ROWS: readonly AnswerRow[] = [
  ...bodies(zones, (fields) => JSON.stringify({ Response: fields })),
  { what: "`Response` null", on: zones, ...surprise, body: () => '{"Response":null}' },
  { what: "`Response` a list", on: zones, ...surprise, body: () => '{"Response":[]}' },
  ...refusals(zones, 200, (Code, Message) =>
    JSON.stringify({ Response: { Error: { Code, Message }, RequestId: "r-1" } }),
  ),
  { what: "an error that is null beside an answer", on: zones, ...goesOn, answer: as("Error", null) },
  {
    what: "zones: none",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: (all) => counted("DomainCountInfo", 0)({ ...all, DomainList: [] }),
  },
  { what: "zones: a list that is null", on: zones, ...surprise, answer: as("DomainList", null) },
  { what: "zones: a list that is an object", on: zones, ...surprise, answer: as("DomainList", { 0: 1 }) },
  { what: "zones: a null among them", on: zones, ...surprise, answer: eachZone(() => null) },
  { what: "zones: no count", on: zones, ...surprise, answer: without("DomainCountInfo") },
  { what: "zones: a count that is a text", on: zones, ...surprise, answer: counted("DomainCountInfo", "2") },
  { what: "zones: a count below zero", on: zones, ...goesOn, answer: counted("DomainCountInfo", -1) },
  {
    what: "zones: more counted than listed, on each page",
    on: zones,
    ...surprise,
    answer: counted("DomainCountInfo", 1e9),
  },
  { what: "zones: no id", on: zones, ...surprise, answer: eachZone(without("DomainId")) },
  { what: "zones: an id that is a text", on: zones, ...surprise, answer: eachZone(as("DomainId", "62")) },
  { what: "zones: an id above 2^53", on: zones, ...surprise, answer: eachZone(as("DomainId", 2 ** 60)) },
  {
    what: "zones: an id that the host does not know afterwards",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone(as("DomainId", 62)),
  },
  {
    what: "zones: no name",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone((zone) => without("Name")(without("Punycode")(zone))),
  },
  {
    what: "zones: a name that is a number",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone((zone) => ({ ...zone, Name: 1, Punycode: 1 })),
  },
  {
    what: "zones: a name that only ends alike",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone((zone) => ({ ...zone, Name: "notexample.test", Punycode: "notexample.test" })),
  },
  {
    what: "zones: a name in upper case",
    on: zones,
    ...goesOn,
    answer: eachZone((zone) => ({ ...zone, Name: "EXAMPLE.TEST", Punycode: "EXAMPLE.TEST" })),
  },
  {
    what: "zones: a name with workflow commands",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone((zone) => ({ ...zone, Name: HOSTILE, Punycode: HOSTILE })),
  },
  { what: "zones: no name servers", on: zones, ...goesOn, answer: eachZone(without("EffectiveDNS")) },
  {
    what: "zones: name servers that are a text",
    on: zones,
    ...goesOn,
    answer: eachZone(as("EffectiveDNS", "ns1.example.test")),
  },
  {
    what: "zones: a name server with workflow commands",
    on: zones,
    ...goesOn,
    answer: eachZone(as("EffectiveDNS", [HOSTILE])),
  },
  {
    what: "zones: a status that nobody knows",
    on: zones,
    ...goesOn,
    answer: eachZone(as("Status", HOSTILE)),
  },
  { what: "zones: a grade that nobody knows", on: zones, ...goesOn, answer: eachZone(as("Grade", HOSTILE)) },
  { what: "records: a list that is null", on: records, ...surprise, answer: as("RecordList", null) },
  { what: "records: no list", on: records, ...surprise, answer: without("RecordList") },
  { what: "records: no count", on: records, ...surprise, answer: without("RecordCountInfo") },
  {
    what: "records: fewer listed than counted, on each page",
    on: records,
    ...surprise,
    answer: counted("RecordCountInfo", 1e9),
  },
  {
    what: "records: one page again and again",
    on: records,
    ...surprise,
    answer: (all) => counted("RecordCountInfo", 1e9)({ ...all, RecordList: [record({})] }),
  },
  { what: "records: a null among them", on: records, ...surprise, answer: more(null) },
  { what: "records: no id", on: records, ...surprise, answer: more(without("RecordId")(record({}))) },
  { what: "records: an id that is a text", on: records, ...surprise, answer: one({ RecordId: "1" }) },
  { what: "records: one id twice", on: records, ...surprise, answer: more(record({}), record({})) },
  { what: "records: no name", on: records, ...surprise, answer: more(without("Name")(record({}))) },
  { what: "records: a name that is a number", on: records, ...surprise, answer: one({ Name: 7 }) },
  { what: "records: a name with two dots inside", on: records, ...goesOn, answer: one({ Name: "a..b" }) },
  {
    what: "records: a name of 255 characters",
    on: records,
    ...goesOn,
    answer: one({ Name: "abcdefg.".repeat(32).slice(0, 255) }),
  },
  { what: "records: a name with workflow commands", on: records, ...goesOn, answer: one({ Name: HOSTILE }) },
  { what: "records: `__proto__` as a name", on: records, ...goesOn, answer: one({ Name: "__proto__" }) },
  {
    what: "records: a name of another domain, written out",
    on: records,
    ...goesOn,
    answer: one({ Name: "mail.example.com." }),
  },
  { what: "records: no type", on: records, ...surprise, answer: more(without("Type")(record({}))) },
  { what: "records: a type that nobody knows", on: records, ...goesOn, answer: one({ Type: "WALLET" }) },
  { what: "records: a type with workflow commands", on: records, ...goesOn, answer: one({ Type: HOSTILE }) },
  {
    what: "records: a redirection of the host's own (显性URL)",
    on: records,
    ...goesOn,
    answer: one({ Type: "显性URL", Value: "https://example.test/" }),
  },
  { what: "records: a value that is null", on: records, ...surprise, answer: one({ Value: null }) },
  {
    what: "records: a value with workflow commands",
    on: records,
    ...goesOn,
    answer: one({ Value: HOSTILE }),
  },
  {
    what: "records: a value of 70,000 characters",
    on: records,
    ...goesOn,
    answer: one({ Value: "x".repeat(70_000) }),
  },
  { what: "records: no TTL", on: records, ...surprise, answer: more(without("TTL")(record({}))) },
  { what: "records: a TTL below zero", on: records, ...surprise, answer: one({ TTL: -1 }) },
  { what: "records: a TTL that is a fraction", on: records, ...surprise, answer: one({ TTL: 0.5 }) },
  {
    what: "records: an MX without a preference",
    on: records,
    ...surprise,
    answer: more(without("MX")(record({ Type: "MX", Value: "mx.example.test." }))),
  },
  {
    what: "records: an MX with a preference that is a text",
    on: records,
    ...surprise,
    answer: one({ Type: "MX", Value: "mx.example.test.", MX: "10" }),
  },
  { what: "records: a status that nobody knows", on: records, ...goesOn, answer: one({ Status: "SPAM" }) },
  {
    what: "records: a line with workflow commands, at the sender domain",
    on: records,
    end: "RECORD_IN_THE_WAY",
    answer: one({ Name: "mail", LineId: "7=7", Line: HOSTILE }),
  },
  { what: "records: a weight that is a text", on: records, ...goesOn, answer: one({ Weight: HOSTILE }) },
  {
    what: "records: a remark with workflow commands",
    on: records,
    ...goesOn,
    answer: one({ Remark: HOSTILE }),
  },
  {
    what: "records: 20,000 of them",
    on: records,
    ...goesOn,
    answer: more(
      ...Array.from({ length: 20_000 }, (_, at) => record({ RecordId: 5_000_000_000 + at, Name: `n${at}` })),
    ),
  },
  { what: "writes: an answer without an id", on: create, ...goesOn, answer: without("RecordId") },
  { what: "writes: an id with workflow commands", on: create, ...goesOn, answer: as("RecordId", HOSTILE) },
];
