import { HOSTILE } from "../ended.ts";
import { as, bodies, goesOn, refusals, surprise, without, type AnswerRow, type Fields } from "./answers.ts";

// What the API of Alibaba Cloud DNS may answer.

const zones = "DescribeDomains";
const zone = "DescribeDomainInfo";
const records = "DescribeDomainRecords";
const add = "AddDomainRecord";

const inside = (fields: Fields, list: string, entry: string) =>
  (fields[list] as Fields)[entry] as readonly Fields[];
const eachZone = (change: (zone: Fields) => unknown) => (fields: Fields) => ({
  ...fields,
  Domains: { Domain: inside(fields, "Domains", "Domain").map(change) },
});
/** One record more, and counted. */
const more =
  (...items: readonly unknown[]) =>
  (fields: Fields) => {
    const list = [...inside(fields, "DomainRecords", "Record"), ...items];
    return { ...fields, TotalCount: list.length, DomainRecords: { Record: list } };
  };
const record = (fields: Fields): Fields => ({
  RecordId: "9000000000000000001",
  DomainName: "example.test",
  RR: "elsewhere",
  Type: "TXT",
  Value: "hello",
  TTL: 600,
  Line: "default",
  Status: "ENABLE",
  Locked: false,
  Weight: 1,
  ...fields,
});
const one = (fields: Fields) => more(record(fields));

export const ALIDNS_ROWS: readonly AnswerRow[] = [
  ...bodies(zones, (fields) => JSON.stringify(fields)),
  ...refusals(zones, 400, (Code, Message) =>
    JSON.stringify({ Code, Message, RequestId: "r-1", HostId: "x" }),
  ),
  { what: "an answer without a request id", on: zones, ...surprise, answer: without("RequestId") },
  {
    what: "zones: none",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: (all) => ({ ...all, TotalCount: 0, Domains: { Domain: [] } }),
  },
  { what: "zones: a list that is null", on: zones, ...surprise, answer: as("Domains", null) },
  { what: "zones: a list that is not wrapped", on: zones, ...surprise, answer: as("Domains", []) },
  { what: "zones: one that is no list", on: zones, ...surprise, answer: as("Domains", { Domain: {} }) },
  { what: "zones: a null among them", on: zones, ...surprise, answer: eachZone(() => null) },
  { what: "zones: no count", on: zones, ...surprise, answer: without("TotalCount") },
  { what: "zones: a count that is a text", on: zones, ...surprise, answer: as("TotalCount", "2") },
  {
    what: "zones: more counted than listed, on each page",
    on: zones,
    ...surprise,
    answer: as("TotalCount", 1e9),
  },
  { what: "zones: no id", on: zones, ...surprise, answer: eachZone(without("DomainId")) },
  { what: "zones: an id that is a number", on: zones, ...surprise, answer: eachZone(as("DomainId", 62)) },
  {
    what: "zones: no name",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone((one) => without("PunyCode")(without("DomainName")(one))),
  },
  {
    what: "zones: a name that only ends alike",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone((one) => ({ ...one, DomainName: "notexample.test", PunyCode: "notexample.test" })),
  },
  {
    what: "zones: a name with workflow commands",
    on: zones,
    end: "ZONE_NOT_FOUND",
    answer: eachZone((one) => ({ ...one, DomainName: HOSTILE, PunyCode: HOSTILE })),
  },
  { what: "zones: no name servers", on: zones, ...goesOn, answer: eachZone(without("DnsServers")) },
  {
    what: "zones: a name server with workflow commands",
    on: zones,
    ...goesOn,
    answer: eachZone(as("DnsServers", { DnsServer: [HOSTILE] })),
  },
  { what: "zone: no lowest TTL", on: zone, ...goesOn, answer: without("MinTtl") },
  { what: "zone: a lowest TTL that is a text", on: zone, ...goesOn, answer: as("MinTtl", HOSTILE) },
  {
    what: "zone: in a black hole, by a word of nobody's",
    on: zone,
    ...goesOn,
    answer: as("InBlackHole", HOSTILE),
  },
  { what: "records: a list that is null", on: records, ...surprise, answer: as("DomainRecords", null) },
  { what: "records: no list", on: records, ...surprise, answer: without("DomainRecords") },
  { what: "records: no count", on: records, ...surprise, answer: without("TotalCount") },
  {
    what: "records: fewer listed than counted, on each page",
    on: records,
    ...surprise,
    answer: as("TotalCount", 1e9),
  },
  {
    what: "records: one page again and again",
    on: records,
    ...surprise,
    answer: (all) => ({ ...all, TotalCount: 1e9, DomainRecords: { Record: [record({})] } }),
  },
  { what: "records: a null among them", on: records, ...surprise, answer: more(null) },
  { what: "records: no id", on: records, ...surprise, answer: more(without("RecordId")(record({}))) },
  { what: "records: an id that is a number", on: records, ...surprise, answer: one({ RecordId: 9 }) },
  { what: "records: one id twice", on: records, ...surprise, answer: more(record({}), record({})) },
  { what: "records: no name", on: records, ...surprise, answer: more(without("RR")(record({}))) },
  { what: "records: a name with two dots inside", on: records, ...goesOn, answer: one({ RR: "a..b" }) },
  {
    what: "records: a name of 255 characters",
    on: records,
    ...goesOn,
    answer: one({ RR: "abcdefg.".repeat(32).slice(0, 255) }),
  },
  { what: "records: a name with workflow commands", on: records, ...goesOn, answer: one({ RR: HOSTILE }) },
  { what: "records: `__proto__` as a name", on: records, ...goesOn, answer: one({ RR: "__proto__" }) },
  {
    what: "records: one of another domain",
    on: records,
    ...surprise,
    answer: one({ RR: "mail", DomainName: "example.com" }),
  },
  { what: "records: no type", on: records, ...surprise, answer: more(without("Type")(record({}))) },
  { what: "records: a type that nobody knows", on: records, ...goesOn, answer: one({ Type: "WALLET" }) },
  { what: "records: a type with workflow commands", on: records, ...goesOn, answer: one({ Type: HOSTILE }) },
  {
    what: "records: a redirection of the host's own (REDIRECT_URL)",
    on: records,
    ...goesOn,
    answer: one({ Type: "REDIRECT_URL", Value: "https://example.test/" }),
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
  { what: "records: a TTL that is a text", on: records, ...surprise, answer: one({ TTL: "600" }) },
  { what: "records: a TTL below zero", on: records, ...surprise, answer: one({ TTL: -1 }) },
  {
    what: "records: an MX without a preference",
    on: records,
    ...surprise,
    answer: one({ Type: "MX", Value: "mx.example.test" }),
  },
  { what: "records: a status that nobody knows", on: records, ...goesOn, answer: one({ Status: HOSTILE }) },
  {
    what: "records: a line with workflow commands, at the sender domain",
    on: records,
    end: "RECORD_IN_THE_WAY",
    answer: one({ RR: "mail", Line: HOSTILE }),
  },
  { what: "records: a weight that is a text", on: records, ...goesOn, answer: one({ Weight: HOSTILE }) },
  {
    what: "records: a remark with workflow commands",
    on: records,
    ...goesOn,
    answer: one({ Remark: HOSTILE }),
  },
  { what: "writes: an answer without an id", on: add, ...goesOn, answer: without("RecordId") },
  { what: "writes: an id with workflow commands", on: add, ...goesOn, answer: as("RecordId", HOSTILE) },
];
