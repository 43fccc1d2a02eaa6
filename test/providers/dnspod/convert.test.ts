import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { formatContent, parseHostRecord, type HostRecord } from "../../../providers/dnspod/convert.ts";
import { nameWithin, servedIn } from "../../../providers/kit/host-records.ts";
import { parseDomainName, prefixed } from "../../../src/dns/domain-name.ts";
import { formatMx } from "../../../src/dns/rdata.ts";
import { apex, item, mail } from "./script.ts";

const parse = (given: Parameters<typeof item>[0]) => parseHostRecord(item(given), apex);
const listed = (type: string, value: string) => {
  const { RecordType, ...content } = formatContent(type, value);
  return parse({ Type: RecordType, ...content });
};

test("TXT of any text goes raw, in one piece and unquoted, and comes back as it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 600 }), (text) => {
      fc.pre(text.isWellFormed());
      expect(formatContent("TXT", text)).toEqual({ RecordType: "TXT", Value: text });
      expect(listed("TXT", text)?.value).toBe(text);
    }),
  );
});

test("MX of any preference comes back as it was, its host with a final dot on the way", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 65_535 }), fc.domain(), (preference, domain) => {
      const exchange = domain.toLowerCase();
      const value = formatMx({ preference, exchange });
      expect(formatContent("MX", value)).toEqual({ RecordType: "MX", Value: `${exchange}.`, MX: preference });
      expect(listed("MX", value)?.value).toBe(value);
    }),
  );
});

test.each([
  ["CNAME", "target.example.net", "target.example.net."],
  ["NS", "ns1.example.net", "ns1.example.net."],
  ["A", "192.0.2.1", "192.0.2.1"],
  ["AAAA", "2001:db8::1", "2001:db8::1"],
])("%s %s is sent as %s and read as it was", (type, value, sent) => {
  expect(formatContent(type, value).Value).toBe(sent);
  expect(listed(type, value)?.value).toBe(value);
});

test("an owner is the apex by @, and every other name below it, wildcards too", () => {
  expect(parse({ Name: "@" })?.owner).toBe(apex);
  expect(parse({ Name: "_dmarc.Mail" })?.owner).toBe("_dmarc.mail.example.test");
  expect(parse({ Name: "*" })?.owner).toBe("*.example.test");
  expect(parse({ Name: "a b" })).toBeUndefined();
  for (const owner of [apex, mail, prefixed("_dmarc", mail), prefixed("*", apex)])
    expect(parse({ Name: nameWithin(owner, apex) })?.owner).toBe(owner);
});

test("a type that it can't write is refused", () => {
  expect(() => formatContent("SRV", "0 5 5060 sip.example.test")).toThrow(
    expect.objectContaining({ code: "VALUE_REJECTED" }),
  );
});

test.each([
  [{ RecordId: "1" }],
  [{ Name: undefined }],
  [{ Type: 16 }],
  [{ Value: null }],
  [{ TTL: "600" }],
  [{ TTL: -1 }],
  [{ Type: "MX", MX: undefined }],
])("an item with %j is no record, and is not skipped", (given) => {
  expect(() => parse(given)).toThrow(expect.objectContaining({ code: "API_SURPRISE" }));
});

test("octets that are no UTF-8 are refused: the API would be sent other ones", () => {
  expect(() => formatContent("TXT", "\udcff\udc80")).toThrow(
    expect.objectContaining({ code: "VALUE_REJECTED" }),
  );
});

describe("record sets", () => {
  const record = (given: Parameters<typeof item>[0]): HostRecord => {
    const parsed = parse(given);
    if (parsed === undefined) throw new Error("it has an owner");
    return parsed;
  };

  it("hold the default line, with the lowest TTL of their records", () => {
    const records = [record({ Value: "one", TTL: 600 }), record({ RecordId: 2, Value: "two", TTL: 120 })];
    expect(servedIn(records)).toEqual([{ owner: mail, type: "TXT", ttl: 120, values: ["one", "two"] }]);
  });

  it("are locked by another line at the same place, which is named, and show the default line alone", () => {
    const records = [
      record({ Value: "here" }),
      record({ RecordId: 2, Value: "there", Line: "电信", LineId: "10=0" }),
      record({ RecordId: 3, Name: "other", Value: "free" }),
    ];
    expect(servedIn(records)).toEqual([
      { owner: mail, type: "TXT", ttl: 600, values: ["here"], locked: "line 电信" },
      { owner: parseDomainName("other.example.test"), type: "TXT", ttl: 600, values: ["free"] },
    ]);
  });

  it("are there, and locked, where only another line has them", () => {
    const records = [record({ Value: "there", Line: "电信", LineId: "10=0" })];
    expect(servedIn(records)).toMatchObject([{ values: ["there"], locked: "line 电信" }]);
  });

  it("are locked by a weight, and not by one that is switched off", () => {
    for (const Weight of [1, 20])
      expect(servedIn([record({ Weight })])).toMatchObject([{ locked: "weighted" }]);
    for (const Weight of [null, 0, undefined])
      expect(servedIn([record({ Weight })])[0]).not.toHaveProperty("locked");
  });

  it("hold nothing that is paused", () => {
    expect(servedIn([record({ Status: "DISABLE" })])).toEqual([]);
    const paused = record({ RecordId: 2, Value: "two", Status: "DISABLE", Line: "电信", LineId: "10=0" });
    expect(servedIn([record({ Value: "one" }), paused])).toEqual([
      { owner: mail, type: "TXT", ttl: 600, values: ["one"] },
    ]);
  });

  it("name the program that keeps them, by the remark", () => {
    expect(servedIn([record({ Remark: "managed by Terraform" })])).toMatchObject([
      { managedBy: "managed by Terraform" },
    ]);
    expect(servedIn([record({ Remark: "ask Li" })])[0]).not.toHaveProperty("managedBy");
  });
});

describe("a record as the run sees it", () => {
  const seen = (given: Parameters<typeof item>[0]) => parse(given);

  it.each([
    ["by its name", { Line: "电信", LineId: "10=0" }, "电信"],
    ["by its id where it has no name", { Line: "", LineId: "10=0" }, "10=0"],
    ["by its id where the name is no text", { Line: 10, LineId: "10=0" }, "10=0"],
  ])("names another line %s", (_how, given, line) => {
    expect(seen(given)?.line).toBe(line);
  });

  it("has no remark where none is written, and no weight where that is no number", () => {
    for (const Remark of ["", null, 7]) expect(seen({ Remark })).not.toHaveProperty("remark");
    expect(seen({ Remark: "ask Li" })?.remark).toBe("ask Li");
    expect(seen({ Weight: "20" })).not.toHaveProperty("lock");
  });

  it("needs a preference where it is an MX, and there alone", () => {
    expect(seen({ MX: undefined })).toMatchObject({ type: "TXT" });
  });

  it("may have a TTL of 0, which another DNS server may have given it", () => {
    expect(seen({ TTL: 0 })?.ttl).toBe(0);
  });
});

test("a host with its final dot is sent as it is, with that one dot", () => {
  expect(formatContent("CNAME", "target.example.net.").Value).toBe("target.example.net.");
});

test("what can't be written names the host, and what is listed is shown where it is no record", () => {
  expect(() => formatContent("TXT", "\udcff")).toThrow(/DNSPod/);
  expect(() => parse({ RecordId: "1" })).toThrow(
    expect.objectContaining({
      message: expect.stringContaining("it lists something that is not a DNS record") as unknown,
      facts: expect.objectContaining({ item: item({ RecordId: "1" }) }) as unknown,
    }),
  );
});
