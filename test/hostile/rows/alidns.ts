import { HOSTILE } from "../ended.ts";
import { as, goesOn, surprise, without, type AnswerRow, type Fields } from "./answers.ts";
import { rowsAbout, type RecordApi } from "./record-hosts.ts";

// What the API of Alibaba Cloud DNS may answer.

const zones = "DescribeDomains";
const zone = "DescribeDomainInfo";
const records = "DescribeDomainRecords";

const inside = (fields: Fields, list: string, entry: string) =>
  (fields[list] as Fields)[entry] as readonly Fields[];
const counted = (total: unknown) => (total === undefined ? without("TotalCount") : as("TotalCount", total));
const onlyRecords = (items: readonly unknown[], total: number) => (fields: Fields) => ({
  ...fields,
  TotalCount: total,
  DomainRecords: { Record: items },
});
/** One record more, and counted. */
const more =
  (...items: readonly unknown[]) =>
  (fields: Fields) => {
    const list = [...inside(fields, "DomainRecords", "Record"), ...items];
    return onlyRecords(list, list.length)(fields);
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

const API: RecordApi = {
  zones,
  records,
  create: "AddDomainRecord",
  envelope: (fields) => fields,
  refusal: (Code, Message) => ({ Code, Message, RequestId: "r-1", HostId: "x" }),
  refusalStatus: 400,
  zoneList: "Domains",
  recordList: "DomainRecords",
  eachZone: (change) => (fields) => ({
    ...fields,
    Domains: { Domain: inside(fields, "Domains", "Domain").map(change) },
  }),
  noZones: (all) => ({ ...all, TotalCount: 0, Domains: { Domain: [] } }),
  countZones: counted,
  countRecords: counted,
  onlyRecords,
  more,
  record,
  strangeId: 62,
  zoneId: "DomainId",
  zoneNames: ["DomainName", "PunyCode"],
  nameServers: "DnsServers",
  nameServersOf: (names) => ({ DnsServer: names }),
  recordName: "RR",
  redirection: "REDIRECT_URL",
  hostileLine: { Line: HOSTILE },
};

export const ALIDNS_ROWS: readonly AnswerRow[] = [
  ...rowsAbout(API),
  { what: "an answer without a request id", on: zones, ...surprise, answer: without("RequestId") },
  { what: "zones: a list that is not wrapped", on: zones, ...surprise, answer: as("Domains", []) },
  { what: "zones: one that is no list", on: zones, ...surprise, answer: as("Domains", { Domain: {} }) },
  { what: "zone: no lowest TTL", on: zone, ...goesOn, answer: without("MinTtl") },
  { what: "zone: a lowest TTL that is a text", on: zone, ...goesOn, answer: as("MinTtl", HOSTILE) },
  {
    what: "zone: in a black hole, by a word of nobody's",
    on: zone,
    ...goesOn,
    answer: as("InBlackHole", HOSTILE),
  },
  {
    what: "records: one of another domain",
    on: records,
    ...surprise,
    answer: more(record({ RR: "mail", DomainName: "example.com" })),
  },
  {
    what: "records: an MX without a preference",
    on: records,
    ...surprise,
    answer: more(record({ Type: "MX", Value: "mx.example.test" })),
  },
];
