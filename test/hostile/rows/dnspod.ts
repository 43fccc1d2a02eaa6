import { HOSTILE } from "../ended.ts";
import { as, goesOn, surprise, without, type AnswerRow, type Fields } from "./answers.ts";
import { rowsAbout, type RecordApi } from "./record-hosts.ts";

// What DNSPod's API may answer. `answer` is given what stands below `Response`.

const zones = "DescribeDomainList";
const records = "DescribeRecordList";

const listIn = (fields: Fields, name: string) => fields[name] as readonly Fields[];
const eachZone = (change: (zone: Fields) => unknown) => (fields: Fields) => ({
  ...fields,
  DomainList: listIn(fields, "DomainList").map(change),
});
const counted = (name: string, total: unknown) => (fields: Fields) =>
  total === undefined
    ? without(name)(fields)
    : { ...fields, [name]: { ...(fields[name] as Fields), DomainTotal: total, TotalCount: total } };
const onlyRecords = (items: readonly unknown[], total: number) => (fields: Fields) =>
  counted("RecordCountInfo", total)({ ...fields, RecordList: items });
/** One record more, and counted. */
const more =
  (...items: readonly unknown[]) =>
  (fields: Fields) => {
    const list = [...listIn(fields, "RecordList"), ...items];
    return onlyRecords(list, list.length)(fields);
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

const API: RecordApi = {
  zones,
  records,
  create: "CreateRecord",
  envelope: (fields) => ({ Response: fields }),
  refusal: (Code, Message) => ({ Response: { Error: { Code, Message }, RequestId: "r-1" } }),
  refusalStatus: 200,
  zoneList: "DomainList",
  recordList: "RecordList",
  eachZone,
  noZones: (all) => counted("DomainCountInfo", 0)({ ...all, DomainList: [] }),
  countZones: (total) => counted("DomainCountInfo", total),
  countRecords: (total) => counted("RecordCountInfo", total),
  onlyRecords,
  more,
  record,
  strangeId: "1",
  zoneId: "DomainId",
  zoneNames: ["Name", "Punycode"],
  nameServers: "EffectiveDNS",
  nameServersOf: (names) => names,
  recordName: "Name",
  redirection: "显性URL",
  hostileLine: { LineId: "7=7", Line: HOSTILE },
};

export const DNSPOD_ROWS: readonly AnswerRow[] = [
  ...rowsAbout(API),
  { what: "`Response` null", on: zones, ...surprise, body: () => '{"Response":null}' },
  { what: "`Response` a list", on: zones, ...surprise, body: () => '{"Response":[]}' },
  { what: "an error that is null beside an answer", on: zones, ...goesOn, answer: as("Error", null) },
  { what: "zones: a list that is an object", on: zones, ...surprise, answer: as("DomainList", { 0: 1 }) },
  { what: "zones: a count below zero", on: zones, ...goesOn, answer: counted("DomainCountInfo", -1) },
  { what: "zones: an id above 2^53", on: zones, ...surprise, answer: eachZone(as("DomainId", 2 ** 60)) },
  {
    what: "zones: an id that the host does not know afterwards",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone(as("DomainId", 62)),
  },
  {
    what: "zones: a name that is a number",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone((zone) => ({ ...zone, Name: 1, Punycode: 1 })),
  },
  {
    what: "zones: a name in upper case",
    on: zones,
    ...goesOn,
    answer: eachZone((zone) => ({ ...zone, Name: "EXAMPLE.TEST", Punycode: "EXAMPLE.TEST" })),
  },
  {
    what: "zones: name servers that are a text",
    on: zones,
    ...goesOn,
    answer: eachZone(as("EffectiveDNS", "ns1.example.test")),
  },
  {
    what: "zones: a status that nobody knows",
    on: zones,
    ...goesOn,
    answer: eachZone(as("Status", HOSTILE)),
  },
  { what: "zones: a grade that nobody knows", on: zones, ...goesOn, answer: eachZone(as("Grade", HOSTILE)) },
  { what: "records: a name that is a number", on: records, ...surprise, answer: one({ Name: 7 }) },
  {
    what: "records: a name of another domain, written out",
    on: records,
    ...goesOn,
    answer: one({ Name: "mail.example.com." }),
  },
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
  {
    what: "records: 20,000 of them",
    on: records,
    ...goesOn,
    answer: more(
      ...Array.from({ length: 20_000 }, (_, at) => record({ RecordId: 5_000_000_000 + at, Name: `n${at}` })),
    ),
  },
];
