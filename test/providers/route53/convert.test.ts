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
  expect(written.ResourceRecords).toEqual([{ Value: "target.example.net." }]);
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

test("what is no record set is a surprise, and is not overlooked", () => {
  const set = { Name: recordNameOf(D), Type: "TXT", TTL: 60, ResourceRecords: [{ Value: '"a"' }] };
  const { Type: _type, ...untyped } = set;
  const { TTL: _ttl, ...timeless } = set;
  const mx = { ...set, Type: "MX", ResourceRecords: [{ Value: "mx.example.test." }] };
  for (const raw of [untyped, timeless, { ...set, ResourceRecords: [] }, mx])
    expect(() => toRRsets([raw])).toThrow(expect.objectContaining({ code: "API_SURPRISE" }));
});
