import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { formatContent, parseHostRecord, type HostRecord } from "../../../providers/alidns/convert.ts";
import { servedIn } from "../../../providers/kit/host-records.ts";
import { formatMx } from "../../../src/dns/rdata.ts";
import { apex, item, mail } from "./script.ts";

const parse = (given: Parameters<typeof item>[0]) => parseHostRecord(item(given), apex);
const record = (given: Parameters<typeof item>[0]) => parse(given) as HostRecord;

test("TXT that the host keeps goes raw, in one piece and unquoted, and comes back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 600 }), (text) => {
      fc.pre(text.isWellFormed() && !/"|\s$/.test(text) && Buffer.byteLength(text) <= 512);
      expect(formatContent("TXT", text)).toEqual({ Type: "TXT", Value: text });
      expect(parse(formatContent("TXT", text))?.value).toBe(text);
    }),
  );
});

test("MX of any preference comes back as it was, its host without a final dot on the way", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65_535 }), fc.domain(), (preference, domain) => {
      const exchange = domain.toLowerCase();
      const value = formatMx({ preference, exchange });
      const { Priority, ...sent } = formatContent("MX", value);
      expect({ Priority, ...sent }).toEqual({ Type: "MX", Value: exchange, Priority: String(preference) });
      expect(parse({ ...sent, Priority: Number(Priority) })?.value).toBe(value);
    }),
  );
});

test.each([
  [{ RecordId: 1 }],
  [{ RR: undefined }],
  [{ Type: 16 }],
  [{ Value: null }],
  [{ TTL: "600" }],
  [{ DomainName: "example.com" }],
  [{ Type: "MX", Value: "mx.example.net" }],
])("what is no record is never skipped: %j", (given) => {
  expect(() => parse(given)).toThrow(expect.objectContaining({ code: "API_SURPRISE" }));
});

test.each([
  ['say "hello"'],
  ['"v=DKIM1; p=quoted"'],
  ["ends with a space "],
  ["x".repeat(513)],
  ["é".repeat(257)],
])("a text that the host would change or refuse is not sent: %s", (text) => {
  expect(() => formatContent("TXT", text)).toThrow(expect.objectContaining({ code: "VALUE_REJECTED" }));
});

test("octets that are no text, and types that it does not know, are not written", () => {
  for (const [type, value] of [
    ["TXT", "\uD800"],
    ["SRV", "0 5 5060 sip.example.test"],
  ] as const)
    expect(() => formatContent(type, value)).toThrow(expect.objectContaining({ code: "VALUE_REJECTED" }));
});

describe("what the world is answered", () => {
  it("is the default line; a set with another line beside it is locked, and the line is named", () => {
    const other = record({ RecordId: "2", Line: "telecom", Value: "theirs" });
    expect(servedIn([record({ Value: "ours" }), other])).toMatchObject([
      { owner: mail, values: ["ours"], locked: "line telecom" },
    ]);
  });

  it("is without what is paused, however that is spelt", () => {
    for (const Status of ["DISABLE", "Disable"]) expect(servedIn([record({ Status })])).toEqual([]);
    for (const Status of ["ENABLE", "Enable"]) expect(servedIn([record({ Status })])).toHaveLength(1);
  });

  it.each([
    [{ Locked: true }, "Locked"],
    [{ LbaStatus: true }, "weighted"],
    [{ Weight: 20 }, "weighted"],
    [{ Weight: 0 }, "weighted"],
  ])("is locked where %j", (given, locked) => {
    expect(servedIn([record(given)])).toMatchObject([{ locked }]);
  });

  it("is free where nobody asked for a weight", () => {
    for (const Weight of [1, undefined, null])
      expect(servedIn([record({ Weight })])[0]).not.toHaveProperty("locked");
  });
});

describe("a record as the run sees it", () => {
  it("is none at a name that this program can't hold, and of this zone where the host names none", () => {
    expect(parse({ RR: "a b" })).toBeUndefined();
    for (const DomainName of [undefined, 7]) expect(parse({ DomainName })?.owner).toBe(mail);
  });

  it("is on the default line where none is told, and free and without a remark where nothing is written", () => {
    const plain = parse({ Line: undefined, Remark: "", Weight: undefined });
    for (const member of ["line", "lock", "remark"]) expect(plain).not.toHaveProperty(member);
    for (const Remark of [null, 7]) expect(parse({ Remark })).not.toHaveProperty("remark");
    expect(parse({ Remark: "ask Li" })?.remark).toBe("ask Li");
  });

  it("may have a TTL of 0, and none below", () => {
    expect(parse({ TTL: 0 })?.ttl).toBe(0);
    expect(() => parse({ TTL: -1 })).toThrow(expect.objectContaining({ code: "API_SURPRISE" }));
  });
});

test("what is no record is shown, and why it is none", () => {
  for (const [given, why] of [
    [{ RecordId: 1 }, "it lists something that is not a DNS record"],
    [{ DomainName: "example.com" }, "it lists a record of another zone"],
  ] as const)
    expect(() => parse(given)).toThrow(
      expect.objectContaining({
        message: expect.stringContaining(why) as unknown,
        facts: expect.objectContaining({ item: item(given) }) as unknown,
      }),
    );
});

test.each([
  ["say hello ", "takes double quotes and spaces at the end away"],
  ["x".repeat(513), "holds at most 512 octets in one"],
])("a refused text is told whole, with why and what to do: %s", (value, why) => {
  expect(() => formatContent("TXT", value)).toThrow(
    expect.objectContaining({
      message: `Alibaba Cloud DNS can't hold this TXT value: it ${why}.`,
      hint: "Shorten or correct the value, or host the domain's DNS elsewhere.",
      facts: { type: "TXT", value },
    }),
  );
});

test("the longest text that the host holds is sent", () => {
  expect(formatContent("TXT", "x".repeat(512))["Value"]).toHaveLength(512);
});

test("texts alone are kept as they are; a host is read without its final dot, in lower case", () => {
  expect(formatContent("CNAME", "target.example.net")).toEqual({
    Type: "CNAME",
    Value: "target.example.net",
  });
  expect(parse({ Type: "CNAME", Value: "Target.Example.NET." })?.value).toBe("target.example.net");
  expect(parse({ Type: "TXT", Value: "Target.Example.NET." })?.value).toBe("Target.Example.NET.");
});

test("what can't be written names the host", () => {
  expect(() => formatContent("TXT", "\uD800")).toThrow(/Alibaba Cloud DNS/);
});
