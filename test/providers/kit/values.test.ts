import { describe, expect, it } from "vitest";
import { groupRRsets, valueOfPresentation } from "../../../providers/kit/values.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";

const mail = parseDomainName("mail.example.test");
const txt = { owner: mail, type: "TXT", ttl: 300 } as const;

describe("a value in a zone file's spelling", () => {
  it.each([
    ["TXT", "decimal", String.raw`"v=spf1 " "-all"`, "v=spf1 -all"],
    ["TXT", "decimal", String.raw`"caf\195\169 \"x\""`, 'café "x"'],
    ["TXT", "octal", String.raw`"caf\303\251 \"x\""`, 'café "x"'],
    ["TXT", "decimal", "v=spf1 -all", "v=spf1 -all"],
    ["MX", "decimal", "10 MX.Example.NET.", "10 mx.example.net"],
    ["CNAME", "octal", "Target.Example.net.", "target.example.net"],
    ["AAAA", "decimal", "2001:DB8:0:0:0:0:0:1", "2001:db8::1"],
  ] as const)("%s, %s: %s", (type, radix, text, value) => {
    expect(valueOfPresentation(type, text, radix)).toBe(value);
  });
});

describe("what a host lists record by record", () => {
  it("becomes one RRset for each owner and type, each value once, in the order of the listing", () => {
    const listed = [
      { ...txt, values: ["b"] },
      { ...txt, type: "MX", values: ["10 mx.example.net"] },
      { ...txt, values: ["a", "b"] },
      { ...txt, owner: parseDomainName("example.test"), values: ["a"] },
    ];
    expect(groupRRsets(listed)).toEqual([
      { ...txt, values: ["b", "a"] },
      { ...txt, type: "MX", values: ["10 mx.example.net"] },
      { ...txt, owner: "example.test", values: ["a"] },
    ]);
  });

  it("has the lowest of its TTLs, whichever comes first", () => {
    const [low, high] = [
      { ...txt, ttl: 60, values: ["a"] },
      { ...txt, ttl: 600, values: ["b"] },
    ];
    expect(groupRRsets([low, high]).map(({ ttl }) => ttl)).toEqual([60]);
    expect(groupRRsets([high, low]).map(({ ttl }) => ttl)).toEqual([60]);
  });

  it("still shows a set of which the host lists no value: something stands there", () => {
    expect(groupRRsets([{ ...txt, values: [] }])).toEqual([{ ...txt, values: [] }]);
  });
});

it("a lock or a product of one of them is that of the set", () => {
  const listed = [
    { ...txt, values: ["a"] },
    { ...txt, values: ["b"], locked: "weighted", belongsTo: "Email Routing" },
  ];
  const whole = [{ ...txt, values: ["a", "b"], locked: "weighted", belongsTo: "Email Routing" }];
  expect(groupRRsets(listed)).toEqual(whole);
  expect(groupRRsets(listed.toReversed())).toMatchObject([
    { locked: "weighted", belongsTo: "Email Routing" },
  ]);
});
