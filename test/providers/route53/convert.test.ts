import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  findOwner,
  lockOf,
  recordNameOf,
  toRecordSet,
  toRRsets,
} from "../../../providers/route53/convert.ts";
import { prefixed } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { textOfOctets } from "../../../src/dns/rdata.ts";
import { faultOfValue } from "../../../src/sandbox/route53/value.ts";
import { D, txt } from "./bench.ts";

test("a wildcard's name is written as Route 53 lists it, and read again", () => {
  const wildcard = prefixed("*", D);
  expect(recordNameOf(wildcard)).toBe("\\052.mail.example.test.");
  expect(findOwner("\\052.Mail.Example.TEST.")).toBe(wildcard);
  expect(findOwner("a\\100b.example.test.")).toBeUndefined();
  expect(findOwner(undefined)).toBeUndefined();
  expect(findOwner("\\052.a\\137b.example.test.")).toBe("*.a_b.example.test");
  // One label with a dot in it, which is another name than two labels.
  expect(findOwner("mail\\056example.test.")).toBeUndefined();
  expect(findOwner("\\400a.example.test.")).toBeUndefined();
});

test("a set at a name that nobody looks for is left out, and the others are not", () => {
  const set = { Type: "TXT", TTL: 300, ResourceRecords: [{ Value: '"a"' }] };
  expect(
    toRRsets([
      { ...set, Name: "a\\100b.example.test." },
      { ...set, Name: "mail.example.test." },
    ]),
  ).toEqual([txt(D, "a")]);
});

describe("TXT", () => {
  test("is written in quoted strings of at most 255 octets, joined by a space, octets outside ASCII in octal", () => {
    const values = toRecordSet(txt(D, `${"a".repeat(254)}é"\\`), undefined).ResourceRecords;
    expect(values).toEqual([{ Value: `"${"a".repeat(254)}\\303" "\\251\\"\\\\"` }]);
  });

  test("comes back as it was, and Route 53 takes it, whatever its octets", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 700 }), (octets) => {
        const text = textOfOctets(octets);
        const raw = toRecordSet(txt(D, text), undefined);
        const written = raw.ResourceRecords?.map(({ Value }) => Value ?? "") ?? [];
        expect(faultOfValue({ owner: D, type: "TXT", ttl: 300, values: written })).toBeUndefined();
        expect(toRRsets([raw])).toEqual([txt(D, text)]);
      }),
    );
  });

  test.each([
    ['"two" "strings"', "twostrings"],
    ['"two"  "strings"', "twostrings"],
    ['"\\164ab"', "tab"],
    ['"a \\"quoted\\" word"', 'a "quoted" word'],
  ])("%s reads as %s", (Value, text) => {
    expect(
      toRRsets([{ Name: "mail.example.test.", Type: "TXT", TTL: 300, ResourceRecords: [{ Value }] }]),
    ).toEqual([txt(D, text)]);
  });
});

test("two values of one joined text, cut differently, are both created again, and leave together", () => {
  const cut = ['"ab" "c"', '"a" "bc"'];
  const existing = {
    Name: "mail.example.test.",
    Type: "TXT",
    TTL: 300,
    ResourceRecords: cut.map((Value) => ({ Value })),
  };
  expect(toRRsets([existing])).toEqual([txt(D, "abc")]);
  const values = (rrset: RRset) => toRecordSet(rrset, existing).ResourceRecords?.map(({ Value }) => Value);
  expect(values(txt(D, "abc", "ours"))).toEqual([...cut, '"ours"']);
  expect(values(txt(D, "ours"))).toEqual(['"ours"']);
});

test("MX and CNAME targets are compared without case or final dot, and written with it", () => {
  const listed = {
    Name: "mail.example.test.",
    Type: "MX",
    TTL: 60,
    ResourceRecords: [{ Value: "10 MX.Example.NET." }, { Value: "0 ." }],
  };
  const [mx] = toRRsets([listed]);
  expect(mx?.values).toEqual(["10 mx.example.net", "0 ."]);
  const written = toRecordSet(
    { owner: D, type: "CNAME", ttl: 60, values: ["target.example.net"] },
    undefined,
  );
  expect(written).toEqual({
    Name: "mail.example.test.",
    Type: "CNAME",
    TTL: 60,
    ResourceRecords: [{ Value: "target.example.net." }],
  });
});

test.each([
  ["MX", "10 mx.example.net", "10 mx.example.net."],
  ["MX", "0 .", "0 ."],
  ["CNAME", "target.example.net", "target.example.net."],
  ["NS", "ns1.example.net", "ns1.example.net."],
  ["PTR", "mail.example.net", "mail.example.net."],
  ["A", "192.0.2.1", "192.0.2.1"],
  ["CAA", '0 issue "ca.example.net"', '0 issue "ca.example.net"'],
])("%s %s is written as %s, and read again as it was", (type, value, Value) => {
  const rrset = { owner: D, type, ttl: 300, values: [value] };
  const raw = toRecordSet(rrset, undefined);
  expect(raw.ResourceRecords).toEqual([{ Value }]);
  expect(toRRsets([raw])).toEqual([rrset]);
});

test("a value that stands there keeps its spelling, and a value given twice is written once", () => {
  const existing = {
    Name: "mail.example.test.",
    Type: "TXT",
    TTL: 60,
    ResourceRecords: [{ Value: '"v=sp" "f1 -all"' }],
  };
  const written = toRecordSet(txt(D, "v=spf1 -all", "new", "new"), existing);
  expect(written.ResourceRecords).toEqual([{ Value: '"v=sp" "f1 -all"' }, { Value: '"new"' }]);
});

test.each([
  ["an alias", { AliasTarget: { DNSName: "x." } }, "alias"],
  ["a weight", { SetIdentifier: "blue", Weight: 0 }, "weighted"],
  ["a weight, an alias at that", { SetIdentifier: "blue", Weight: 1, AliasTarget: {} }, "weighted"],
  ["a region", { SetIdentifier: "blue", Region: "eu-west-1" }, "latency"],
  ["a country", { SetIdentifier: "blue", GeoLocation: { CountryCode: "DE" } }, "geolocation"],
  ["a bias", { SetIdentifier: "blue", GeoProximityLocation: { Bias: 1 } }, "geoproximity"],
  ["networks", { SetIdentifier: "blue", CidrRoutingConfig: {} }, "IP-based"],
  ["a failover", { SetIdentifier: "blue", Failover: "PRIMARY" }, "failover"],
  ["one of several answers", { SetIdentifier: "blue", MultiValueAnswer: true }, "multivalue answer"],
  ["a set identifier alone", { SetIdentifier: "blue" }, "routing policy"],
  ["a traffic policy", { TrafficPolicyInstanceId: "1" }, "traffic policy"],
  ["a health check", { HealthCheckId: "1" }, "health check"],
  ["nothing of that kind", { TTL: 60, ResourceRecords: [{ Value: '"a"' }] }, undefined],
])("a set with %s is locked by Route 53's word for it", (_what, raw, word) => {
  const set = { Name: recordNameOf(D), Type: "TXT", ...raw };
  expect(lockOf(set)).toBe(word);
  expect(toRRsets([set])[0]?.locked).toBe(word);
});

test.each([
  [{ AliasTarget: { DNSName: "elb.example.net." } }, ["alias to elb.example.net."]],
  [{ AliasTarget: {} }, ["alias to an unnamed target"]],
  [{ TrafficPolicyInstanceId: "7f" }, ["traffic policy 7f"]],
  [{ TrafficPolicyInstanceId: "7f", ResourceRecords: [{ Value: "192.0.2.1" }] }, ["192.0.2.1"]],
  [{ SetIdentifier: "blue", ResourceRecords: [{ Value: "192.0.2.1" }, {}] }, ["192.0.2.1"]],
  [{ HealthCheckId: "1", TTL: 60, ResourceRecords: [{ Value: "192.0.2.1" }] }, ["192.0.2.1"]],
])("a locked set %o shows what it holds or where it points to", (raw, values) => {
  const [rrset] = toRRsets([{ Name: recordNameOf(D), Type: "A", ...raw }]);
  expect(rrset).toMatchObject({ owner: D, type: "A", ttl: "TTL" in raw ? 60 : 0, values });
});

test("what is no record set is a surprise, and is not overlooked", () => {
  const set = { Name: recordNameOf(D), Type: "TXT", TTL: 60, ResourceRecords: [{ Value: '"a"' }] };
  const { Type: _type, ...untyped } = set;
  const { TTL: _ttl, ...timeless } = set;
  const mx = { ...set, Type: "MX", ResourceRecords: [{ Value: "mx.example.test." }] };
  const at = "at mail.example.test has no";
  for (const [raw, because] of [
    [untyped, "no name or no type"],
    [{ ...set, Name: undefined }, "no name or no type"],
    [timeless, `the TXT set ${at} TTL or no value`],
    [{ ...set, ResourceRecords: [] }, `the TXT set ${at} TTL or no value`],
    [{ ...set, ResourceRecords: [{}] }, `the TXT set ${at} TTL or no value`],
    [mx, `an MX ${at} preference`],
    [
      { ...mx, ResourceRecords: [{ Value: "10 a.test." }, { Value: "b.test. 10 " }] },
      `an MX ${at} preference`,
    ],
    [{ ...mx, ResourceRecords: [{ Value: "10a.test." }] }, `an MX ${at} preference`],
    [{ ...mx, ResourceRecords: [{ Value: "mx1 a.test." }] }, `an MX ${at} preference`],
  ] as const)
    expect(() => toRRsets([raw])).toThrow(
      expect.objectContaining({
        code: "API_SURPRISE",
        message: expect.stringContaining(because),
        facts: expect.objectContaining({ operation: "ListResourceRecordSets" }),
      }),
    );
});
