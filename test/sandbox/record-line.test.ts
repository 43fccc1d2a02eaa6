import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { parseRecordKey, parseRecordLine, recordLine } from "../../src/sandbox/record-line.ts";

const owner = parseDomainName("mail.example.test");

describe("a record as a line of a zone file", () => {
  it.each([
    ['mail.example.test TXT "v=spf1 -all"', { type: "TXT", ttl: undefined, value: "v=spf1 -all" }],
    ['mail.example.test TXT "v=spf1 " "-all"', { type: "TXT", ttl: undefined, value: "v=spf1 -all" }],
    [
      'mail.example.test TXT "a \\"b\\" \\\\ \\195\\188"',
      { type: "TXT", ttl: undefined, value: 'a "b" \\ ü' },
    ],
    ['mail.example.test TXT ""', { type: "TXT", ttl: undefined, value: "" }],
    ["mail.example.test TXT proof=1", { type: "TXT", ttl: undefined, value: "proof=1" }],
    ["MAIL.example.test. 60 mx 10 MX.example.net.", { type: "MX", ttl: 60, value: "10 mx.example.net" }],
    ["mail.example.test MX 0 .", { type: "MX", ttl: undefined, value: "0 ." }],
    ["  mail.example.test\t300  A  192.0.2.1 ", { type: "A", ttl: 300, value: "192.0.2.1" }],
    ["mail.example.test AAAA 2001:DB8:0::1", { type: "AAAA", ttl: undefined, value: "2001:db8::1" }],
    ["mail.example.test CNAME Other.example.", { type: "CNAME", ttl: undefined, value: "other.example" }],
    ["mail.example.test NS ns1.example.net", { type: "NS", ttl: undefined, value: "ns1.example.net" }],
  ])("%s", (line, record) => {
    expect(parseRecordLine(line)).toEqual({ owner, ...record });
  });

  it.each([
    ["", "OWNER [TTL] TYPE VALUE"],
    ["mail.example.test", "OWNER [TTL] TYPE VALUE"],
    ["mail.example.test TXT", "no value"],
    ["mail..test TXT x", '"mail..test" is no domain name'],
    ["mail.example.test SRV 1 2 3 a.test", "A, AAAA, CNAME, MX, NS, TXT"],
    ["mail.example.test IN TXT x", '"IN" is not one of'],
    ["mail.example.test 0 TXT x", "TTL 0"],
    ["mail.example.test 2147483648 TXT x", "TTL 2147483648"],
    ["mail.example.test TXT v=spf1 -all", "double quotes"],
    ['mail.example.test TXT "v=spf1 -all', "double quotes"],
    ['mail.example.test TXT "a" b', "double quotes"],
    ["mail.example.test MX mx.example.net", "preference"],
    ["mail.example.test MX 65536 mx.example.net", "preference"],
    ["mail.example.test MX 10 mx..example.net", "no host name"],
    ["mail.example.test A 192.0.2.256", "no IPv4 address"],
    ["mail.example.test A 2001:db8::1", "no IPv4 address"],
    ["mail.example.test AAAA fe80::1%eth0", "no IPv6 address"],
    ["mail.example.test CNAME not a host", "no host name"],
  ])("refuses %j", (line, said) => {
    expect(parseRecordLine(line)).toEqual({ wrong: expect.stringContaining(said) });
  });

  it("is written as it is read, whatever a TXT holds", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.option(fc.integer({ min: 1, max: 9 })),
        (value, ttl) => {
          const record = { owner, type: "TXT", ttl: ttl ?? undefined, value: value.toWellFormed() } as const;
          expect(parseRecordLine(recordLine(record))).toEqual(record);
        },
      ),
    );
  });

  it("names a whole set, or one record of it", () => {
    expect(parseRecordKey("mail.example.test mx")).toEqual({ owner, type: "MX", value: undefined });
    expect(parseRecordKey("mail.example.test MX 10 a.test")).toEqual({
      owner,
      type: "MX",
      value: "10 a.test",
    });
    expect(parseRecordKey("mail.example.test")).toHaveProperty("wrong");
  });
});
