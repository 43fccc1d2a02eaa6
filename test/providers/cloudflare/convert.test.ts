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
const parse = (item: unknown, owners = [mail]) => parseHostRecord(item, owners);
const SENTENCE: unknown = expect.stringMatching(/^[A-Z].+\.$/);
const listed = { id: "1", name: "Mail.Example.test", type: "TXT", content: '"a" "b"', ttl: 1, meta: {} };

test("TXT of any octets comes back as it was", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 700 }), (octets) => {
      const text = textOfOctets(octets);
      const content = formatContent("TXT", text);
      expect(content.content).toMatch(/^[ -~]+$/);
      expect(parse({ ...listed, ...content })?.value).toBe(text);
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
    expect(parse({ ...listed, ...formatContent(type, value) })).toMatchObject({ type, value });
  }
});

test("bare TXT, a final dot and upper case are other spellings of the same", () => {
  expect(parse({ ...listed, content: "v=spf1 -all" })?.value).toBe("v=spf1 -all");
  expect(parse({ ...listed, type: "MX", content: "MX.Example.net.", priority: 5 })?.value).toBe(
    "5 mx.example.net",
  );
  expect(parse(listed)).toMatchObject({ owner: mail, value: "ab" });
  expect(parse(listed)).not.toHaveProperty("locked");
});

test.each([
  [undefined, {}],
  [null, {}],
  [{ read_only: false }, {}],
  [{ read_only: "yes" }, {}],
  [{ read_only: true }, { locked: "Cloudflare" }],
  [{ read_only: true, email_routing: true }, { locked: "Email Routing" }],
  [{ read_only: true, origin_worker_id: "5f2b" }, { locked: "Workers" }],
  [{ email_routing: true }, { belongsTo: "Email Routing" }],
  [{ email_routing: false }, {}],
  [{ managed_by_apps: true }, {}],
  [{ read_only: true, managed_by_apps: true }, { locked: "Cloudflare Apps" }],
  [{ read_only: true, managed_by_argo_tunnel: true }, { locked: "Cloudflare Tunnel" }],
])("with meta %o a record is marked %o", (meta, marks) => {
  const [rrset] = rrsetsOf([parse({ ...listed, meta }) ?? expect.fail("no record")]);
  const { locked, belongsTo } = rrset ?? {};
  expect({
    ...(locked === undefined ? {} : { locked }),
    ...(belongsTo === undefined ? {} : { belongsTo }),
  }).toEqual(marks);
});

test.each([
  [{ comment: "managed by Terraform" }, "managed by Terraform"],
  [{ tags: ["team:mail", "managed-by:pulumi"] }, "managed-by:pulumi"],
  [{ comment: "newsletter", tags: ["octodns"] }, "octodns"],
  [{ comment: "newsletter", tags: ["team:mail"] }, undefined],
  [{ comment: null, tags: [7, null] }, undefined],
  [{ comment: ["terraform"], tags: "terraform" }, undefined],
  [{}, undefined],
])("with %o the program that keeps a record is named by %j", (notes, managedBy) => {
  const record = parse({ ...listed, ...notes }) ?? expect.fail("no record");
  expect(record.managedBy).toBe(managedBy);
  expect(rrsetsOf([record])[0]?.managedBy).toBe(managedBy);
});

test("a record is read whole, with its comment, and without what it does not have", () => {
  const record = { id: "1", owner: mail, type: "TXT", value: "ab", hostTtl: 1 };
  expect(parse({ ...listed, comment: "newsletter" })).toStrictEqual({ ...record, comment: "newsletter" });
  expect(parse({ ...listed, comment: null, meta: null, tags: null })).toStrictEqual(record);
});

test("records at names that were not asked for are left out, whatever they are", () => {
  for (const name of ["www.example.test", "two..dots", "ü.example.test", "*", "a\\.b.example.test", ""])
    for (const rest of [listed, { id: 7 }, { ttl: null, content: {} }])
      expect(parse({ type: "TXT", ...rest, name })).toBeUndefined();
});

test.each([
  ["LOC", { content: undefined }, ""],
  ["SRV", { content: null, ttl: undefined }, "null"],
  ["HTTPS", { content: { svc: 1 }, id: undefined }, '{"svc":1}'],
  ["URI", { content: "10 1 x:y", id: undefined }, "10 1 x:y"],
  ["TYPE65400", { content: "\\# 1 00" }, "\\# 1 00"],
])("%s, which this program does not read, stands there whatever it holds", (type, odd, value) => {
  const record = parse({ ...listed, type, ...odd }) ?? expect.fail("no record");
  expect(record).toMatchObject({ owner: mail, type, value, hostTtl: 1 });
  // Only what has an id can be changed, and a record that was not read whole must not be.
  expect(record.id).toBe(type === "TYPE65400" ? "1" : "");
});

test("a priority is a preference of MX alone, and one that stands in the content counts as well", () => {
  expect(parse({ ...listed, priority: 5 })?.value).toBe("ab");
  expect(parse({ ...listed, type: "SRV", content: "5 443 sip.example.net", priority: 5 })?.value).toBe(
    "5 443 sip.example.net",
  );
  for (const content of ["20 MX.Example.net.", " 20 MX.Example.net."])
    expect(parse({ ...listed, type: "MX", content })?.value).toBe("20 mx.example.net");
});

test.each(['"open', "\\", '"a" b', "\u0000", "😀"])(
  "TXT with content %j is a value like any other",
  (content) => {
    expect(parse({ ...listed, content })?.type).toBe("TXT");
  },
);

test("what is no record is a surprise, and is not overlooked", () => {
  for (const item of [
    null,
    "record",
    {},
    { ...listed, id: 1 },
    { ...listed, content: null },
    { ...listed, ttl: "1" },
    { ...listed, ttl: 0 },
    { ...listed, ttl: 1.5 },
    { ...listed, type: "MX", content: "mx.example.test" },
    { ...listed, type: "MX", content: "mx.example.test", priority: "10" },
    { ...listed, type: "MX", content: "mx 10 backup", priority: null },
    { ...listed, type: "MX", content: "10mx.example.test" },
    { ...listed, type: undefined },
    ...["A", "AAAA", "CNAME", "MX", "TXT"].map((type) => ({
      ...listed,
      type,
      content: undefined,
      priority: 10,
    })),
  ]) {
    expect(() => parse(item)).toThrow(
      expect.objectContaining({
        code: "API_SURPRISE",
        message: SENTENCE,
        hint: SENTENCE,
        facts: { item },
      }),
    );
  }
});

test.each([
  ["SRV", "10 5 443 sip.example.net"],
  ["NS", "ns1.example.net"],
])("%s, which the adapter can't write, is refused by name", (type, value) => {
  expect(() => formatContent(type, value)).toThrow(
    expect.objectContaining({
      code: "VALUE_REJECTED",
      message: expect.stringContaining(type),
      hint: SENTENCE,
      facts: { type, value },
    }),
  );
});

test("addresses and aliases are never written as proxied", () => {
  for (const [type, content] of [
    ["A", "192.0.2.1"],
    ["AAAA", "2001:db8::1"],
    ["CNAME", "target.example.net"],
  ] as const)
    expect(formatContent(type, content)).toStrictEqual({ type, content, proxied: false });
});

describe("RRsets", () => {
  test("hold each value once, and the lowest TTL", () => {
    const record = (value: string, hostTtl: number) => ({
      id: value,
      owner: mail,
      type: "TXT",
      value,
      hostTtl,
    });
    expect(rrsetsOf([record("a", 600), record("b", 1), record("a", 3_600)])).toEqual([
      { owner: mail, type: "TXT", ttl: 300, values: ["a", "b"] },
    ]);
  });

  test("are marked when one of their records is", () => {
    const record = (value: string, marks: object) => ({
      id: value,
      owner: mail,
      type: "TXT",
      value,
      hostTtl: 300,
      ...marks,
    });
    for (const order of [0, 1]) {
      const listed = [record("a", { locked: "Email Routing" }), record("b", {})];
      expect(rrsetsOf(order === 0 ? listed : listed.toReversed())).toMatchObject([
        { values: expect.arrayContaining(["a", "b"]), locked: "Email Routing" },
      ]);
    }
  });

  test("have TTLs that the host takes", () => {
    expect([0, 59, 60, 300, 86_400, 604_800].map(hostTtlOf)).toEqual([60, 60, 60, 300, 86_400, 86_400]);
    expect([1, 60, 300].map(secondsOf)).toEqual([300, 60, 300]);
  });
});
