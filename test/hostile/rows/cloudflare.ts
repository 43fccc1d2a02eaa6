import { HOSTILE } from "../ended.ts";
import { SECRET } from "../front.ts";
import type { Row } from "../row.ts";

// What Cloudflare's API may answer.

type Fields = Record<string, unknown>;
export type Listing = "zones" | "records" | "batch";

export interface CloudflareRow extends Row {
  readonly on: Listing;
  /** The envelope of an answer, as another. */
  readonly envelope?: (envelope: Fields) => unknown;
  /** The first item of its result, as another. */
  readonly item?: (item: Fields) => unknown;
  readonly body?: (text: string) => string | Buffer;
  readonly status?: number;
}

const goesOn = { end: "goes on" } as const;
const surprise = { end: "API_SURPRISE" } as const;
/** Beside the zone's own it is passed over; alone, after Create, it is no answer to what was asked. */
const stray = { end: "API_SURPRISE", left: "the identity" } as const;
const without = (name: string) => (fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
const as = (name: string, value: unknown) => (fields: Fields) => ({ ...fields, [name]: value });
/** An item more. */
const more = (item: unknown) => (envelope: Fields) => ({
  ...envelope,
  result: [...(envelope["result"] as unknown[]), item],
});
const foreign = (fields: Fields): Fields => ({
  id: "0".repeat(32),
  name: "mail.example.test",
  type: "TXT",
  content: '"hello"',
  ttl: 300,
  ...fields,
});
const pages = (fields: Fields) => as("result_info", fields);

export const CLOUDFLARE_ROWS: readonly CloudflareRow[] = [
  { what: "zones: none", on: "zones", end: "ZONE_NOT_FOUND", envelope: as("result", []) },
  { what: "zones: `result` null", on: "zones", ...surprise, envelope: as("result", null) },
  { what: "zones: `result` an object", on: "zones", ...surprise, envelope: as("result", { 0: 1 }) },
  { what: "zones: a null among them", on: "zones", ...surprise, envelope: more(null) },
  {
    what: "zones: success with errors beside it",
    on: "zones",
    ...goesOn,
    envelope: as("errors", [{ code: 1, message: HOSTILE }]),
  },
  {
    what: "zones: no success, status 200",
    on: "zones",
    ...surprise,
    envelope: (all) => ({ ...all, success: false, result: null, errors: [{ code: 1, message: HOSTILE }] }),
  },
  { what: "zones: `success` as a text", on: "zones", ...surprise, envelope: as("success", "true") },
  {
    what: "zones: errors that are no list",
    on: "zones",
    ...surprise,
    envelope: (all) => ({ ...all, success: false, errors: "no" }),
  },
  { what: "zones: a page of a proxy", on: "zones", ...surprise, body: () => "<html>Sign in</html>" },
  {
    what: "zones: JSON cut in the middle",
    on: "zones",
    end: "API_UNAVAILABLE",
    body: (text) => text.slice(0, text.length / 2),
  },
  {
    what: "zones: octets that are not UTF-8",
    on: "zones",
    ...surprise,
    body: () => Buffer.from([0xff, 0xfe, 0x80]),
  },
  {
    what: "zones: a zone of another name",
    on: "zones",
    end: "ZONE_NOT_FOUND",
    item: as("name", "example.com"),
  },
  {
    what: "zones: a zone whose name only ends alike",
    on: "zones",
    end: "ZONE_NOT_FOUND",
    item: as("name", "notexample.test"),
  },
  { what: "zones: a name in upper case", on: "zones", ...goesOn, item: as("name", "EXAMPLE.TEST") },
  { what: "zones: a name with a final dot", on: "zones", ...goesOn, item: as("name", "example.test.") },
  { what: "zones: no name", on: "zones", ...surprise, item: without("name") },
  {
    what: "zones: a name with escape sequences and workflow commands",
    on: "zones",
    ...surprise,
    item: as("name", HOSTILE),
  },
  { what: "zones: no id", on: "zones", ...surprise, item: without("id") },
  { what: "zones: an id as a number", on: "zones", ...surprise, item: as("id", 7) },
  { what: "zones: an id with `../`", on: "zones", ...surprise, item: as("id", "../../accounts/x") },
  {
    what: "zones: an id with a slash and a question mark",
    on: "zones",
    ...surprise,
    item: as("id", "a/b?c=d"),
  },
  { what: "zones: an empty id", on: "zones", ...surprise, item: as("id", "") },
  {
    what: "zones: an id with escape sequences and workflow commands",
    on: "zones",
    ...surprise,
    item: as("id", HOSTILE),
  },
  {
    what: "zones: one zone twice",
    on: "zones",
    ...goesOn,
    envelope: (all) => ({ ...all, result: [all["result"], all["result"]].flat() }),
  },
  { what: "zones: `name_servers` null", on: "zones", ...goesOn, item: as("name_servers", null) },
  { what: "zones: `name_servers` of numbers", on: "zones", ...goesOn, item: as("name_servers", [1, 2]) },
  { what: "zones: an unknown status", on: "zones", end: "ZONE_NOT_DELEGATED", item: as("status", HOSTILE) },
  { what: "zones: `permissions` as a text", on: "zones", ...goesOn, item: as("permissions", "all") },
  { what: "records: `result` null", on: "records", ...surprise, envelope: as("result", null) },
  { what: "records: a null among them", on: "records", ...surprise, envelope: more(null) },
  {
    what: "records: one of another name",
    on: "records",
    ...stray,
    envelope: more(foreign({ name: "www.example.test" })),
  },
  {
    what: "records: one outside of the zone",
    on: "records",
    ...stray,
    envelope: more(foreign({ name: "mail.example.com" })),
  },
  {
    what: "records: one without a name",
    on: "records",
    ...surprise,
    envelope: more(without("name")(foreign({}))),
  },
  {
    what: "records: a name that is a number",
    on: "records",
    ...surprise,
    envelope: more(foreign({ name: 1 })),
  },
  {
    what: "records: a name in mixed case",
    on: "records",
    ...goesOn,
    envelope: more(foreign({ name: "Mail.Example.Test" })),
  },
  {
    what: "records: a name with an escape",
    on: "records",
    ...stray,
    envelope: more(foreign({ name: "ma\\105l.example.test" })),
  },
  { what: "records: no type", on: "records", ...surprise, envelope: more(without("type")(foreign({}))) },
  {
    what: "records: a type that nobody knows",
    on: "records",
    ...goesOn,
    envelope: more(foreign({ type: "WALLET" })),
  },
  {
    what: "records: a type with escape sequences and workflow commands",
    on: "records",
    ...surprise,
    envelope: more(foreign({ type: HOSTILE })),
  },
  {
    what: "records: no content",
    on: "records",
    ...surprise,
    envelope: more(without("content")(foreign({}))),
  },
  {
    what: "records: a content that is an object",
    on: "records",
    ...surprise,
    envelope: more(foreign({ content: {} })),
  },
  {
    what: "records: a content with escape sequences and workflow commands",
    on: "records",
    ...goesOn,
    envelope: more(foreign({ content: HOSTILE })),
  },
  {
    what: "records: a content with a quote that is not closed",
    on: "records",
    ...goesOn,
    envelope: more(foreign({ content: '"hello' })),
  },
  { what: "records: no id", on: "records", ...surprise, envelope: more(without("id")(foreign({}))) },
  {
    what: "records: an id twice",
    on: "records",
    ...goesOn,
    envelope: (all) => more(foreign({}))(more(foreign({ content: '"other"' }))(all)),
  },
  { what: "records: TTL 0", on: "records", ...surprise, envelope: more(foreign({ ttl: 0 })) },
  { what: "records: TTL below zero", on: "records", ...surprise, envelope: more(foreign({ ttl: -1 })) },
  { what: "records: TTL as a text", on: "records", ...surprise, envelope: more(foreign({ ttl: "300" })) },
  { what: "records: TTL a fraction", on: "records", ...surprise, envelope: more(foreign({ ttl: 1.5 })) },
  {
    what: "records: an MX without a priority",
    on: "records",
    ...surprise,
    envelope: more(foreign({ type: "MX", content: "mx.example.test" })),
  },
  {
    what: "records: an MX whose priority is a text",
    on: "records",
    ...surprise,
    envelope: more(foreign({ type: "MX", content: "mx.example.test", priority: "x" })),
  },
  {
    what: "records: a comment with escape sequences and workflow commands",
    on: "records",
    ...goesOn,
    envelope: more(foreign({ comment: `managed by terraform ${HOSTILE}` })),
  },
  { what: "records: `meta` as a text", on: "records", ...goesOn, envelope: more(foreign({ meta: "x" })) },
  { what: "records: no `result_info`", on: "records", ...surprise, envelope: without("result_info") },
  {
    what: "records: `total_pages` as a text",
    on: "records",
    ...surprise,
    envelope: pages({ page: 1, per_page: 100, count: 0, total_count: 0, total_pages: "1" }),
  },
  {
    what: "records: `total_pages` below zero",
    on: "records",
    ...goesOn,
    envelope: pages({ page: 1, per_page: 100, count: 0, total_count: 0, total_pages: -1 }),
  },
  {
    what: "records: a count that is not that of the page",
    on: "records",
    ...surprise,
    envelope: pages({ page: 1, per_page: 100, count: 90, total_count: 90, total_pages: 1 }),
  },
  {
    what: "records: a content that holds the API token",
    on: "records",
    ...goesOn,
    envelope: more(foreign({ name: "_dmarc.mail.example.test", content: `"token=${SECRET}"` })),
  },
  {
    what: "zones: an error that holds the API token",
    on: "zones",
    ...surprise,
    envelope: (all) => ({ ...all, success: false, result: null, errors: [{ code: 1, message: SECRET }] }),
  },
  { what: "writes: `result` null", on: "batch", ...goesOn, envelope: as("result", null) },
  { what: "writes: a page of a proxy, after the write", on: "batch", ...goesOn, body: () => "<html>" },
  { what: "writes: success with nothing written down", on: "batch", ...goesOn, envelope: as("result", {}) },
];
