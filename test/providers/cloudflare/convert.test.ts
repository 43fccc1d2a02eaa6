import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  formatContent,
  hostTtlOf,
  parseHostRecord,
  rrsetsOf,
  secondsOf,
} from "../../../providers/cloudflare/convert.ts";
import { prefixed } from "../../../src/dns/domain-name.ts";
import { textOfOctets } from "../../../src/dns/rdata.ts";
import { apex } from "./bench.ts";

const mail = prefixed("mail", apex);
const listed = { id: "1", name: "Mail.Example.test", type: "TXT", content: '"a" "b"', ttl: 1, meta: {} };

test("TXT of any octets comes back as it was", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 700 }), (octets) => {
      const text = textOfOctets(octets);
      const content = formatContent("TXT", text);
      expect(content.content).toMatch(/^[ -~]+$/);
      expect(parseHostRecord({ ...listed, ...content })?.value).toBe(text);
    }),
  );
});

test("MX, CNAME and addresses come back as they were", () => {
  for (const [type, value] of [
    ["MX", "10 mx.example.net"],
    ["MX", "0 ."],
    ["CNAME", "target.example.net"],
    ["A", "192.0.2.1"],
    ["AAAA", "2001:db8::1"],
  ] as const) {
    expect(parseHostRecord({ ...listed, ...formatContent(type, value) })).toMatchObject({ type, value });
  }
});

test("bare TXT, a final dot and upper case are other spellings of the same", () => {
  expect(parseHostRecord({ ...listed, content: "v=spf1 -all" })?.value).toBe("v=spf1 -all");
  expect(parseHostRecord({ ...listed, type: "MX", content: "MX.Example.net.", priority: 5 })?.value).toBe(
    "5 mx.example.net",
  );
  expect(parseHostRecord(listed)).toMatchObject({ owner: mail, value: "ab", readOnly: false });
});

test("only meta.read_only makes a record read-only", () => {
  const marks = [undefined, null, {}, { read_only: false }, { read_only: "yes" }, { read_only: true }];
  expect(marks.map((meta) => parseHostRecord({ ...listed, meta })?.readOnly)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
  ]);
});

test("what is no record is a surprise, and is not overlooked", () => {
  for (const item of [
    null,
    "record",
    {},
    { ...listed, id: 1 },
    { ...listed, content: null },
    { ...listed, ttl: "1" },
    { ...listed, type: undefined },
  ]) {
    expect(() => parseHostRecord(item)).toThrow(expect.objectContaining({ code: "API_SURPRISE" }));
  }
});

describe("RRsets", () => {
  test("hold each value once, and the lowest TTL", () => {
    const record = (value: string, hostTtl: number) => ({
      id: value,
      owner: mail,
      type: "TXT",
      value,
      hostTtl,
      readOnly: false,
    });
    expect(rrsetsOf([record("a", 600), record("b", 1), record("a", 3_600)])).toEqual([
      { owner: mail, type: "TXT", ttl: 300, values: ["a", "b"] },
    ]);
  });

  test("have TTLs that the host takes", () => {
    expect([0, 59, 60, 300, 86_400, 604_800].map(hostTtlOf)).toEqual([60, 60, 60, 300, 86_400, 86_400]);
    expect([1, 60, 300].map(secondsOf)).toEqual([300, 60, 300]);
  });
});
