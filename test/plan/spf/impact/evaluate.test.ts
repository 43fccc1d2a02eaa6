import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import type { Lookup } from "../../../../src/dns/observation.ts";
import { findAddress } from "../../../../src/plan/spf/impact/address.ts";
import { evaluateSpf } from "../../../../src/plan/spf/impact/evaluate.ts";

// What a judgement says beside its result, which test/plan/spf/rfc7208 is about: where receivers give up and why, what
// was passed over, and what is asked for it.

const D = parseDomainName("mail.example.com");

/** `TYPE name` → values; the kind of another answer; what is not in it does not exist. */
type World = Readonly<Record<string, readonly string[] | "failed" | "nodata">>;

async function evaluate(record: string, given: World = {}, from = "192.0.2.1") {
  const world: World = { ...given, [`TXT ${D}`]: [record] };
  const asked: string[] = [];
  const lookup = async ({ owner, type }: { owner: typeof D; type: string }): Promise<Lookup> => {
    asked.push(`${type} ${owner}`);
    const found = world[`${type} ${owner}`];
    if (found === undefined) return { kind: "nxdomain" };
    if (found === "nodata") return { kind: "nodata" };
    if (found === "failed") return { kind: "failed", because: "no server answers" };
    return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values: found } };
  };
  const address = findAddress(from);
  if (address === undefined) throw new TypeError(`${from} is no address`);
  return { ...(await evaluateSpf({ address, domain: D }, lookup)), asked: asked.slice(1) };
}

const includes = (count: number) =>
  Array.from({ length: count }, (_, index) => `include:i${index}.example`).join(" ");
const included = (count: number): World =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`TXT i${index}.example`, ["v=spf1 ?all"]]));
const ELEVEN_MX: World = {
  "MX m.example": Array.from({ length: 11 }, (_, index) => `10 h${index}.example`),
};

describe("receivers give up", () => {
  it.each([
    [
      "an include of a record with a syntax error",
      "v=spf1 include:bad.example -all",
      { "TXT bad.example": ["v=spf1 nonsense"] },
      "include:bad.example",
      "the SPF record at bad.example has a syntax error, or stands there twice",
    ],
    [
      "an include without a record",
      "v=spf1 include:gone.example -all",
      {},
      "include:gone.example",
      "there is no SPF record at its name",
    ],
    [
      "a redirect without a record",
      "v=spf1 redirect=gone.example",
      {},
      "redirect=gone.example",
      "there is no SPF record at its name",
    ],
    [
      "a redirect to what is no name",
      "v=spf1 redirect=a..example",
      {},
      "redirect=a..example",
      "what it names can be no domain name",
    ],
    [
      "the eleventh lookup",
      `v=spf1 ${includes(11)} -all`,
      included(11),
      "include:i10.example",
      "more than 10 DNS lookups are needed",
    ],
    [
      "the tenth lookup for another reason",
      `v=spf1 ${includes(9)} include:gone.example -all`,
      included(9),
      "include:gone.example",
      "there is no SPF record at its name",
    ],
    [
      "the third lookup that finds nothing",
      "v=spf1 a:a.example exists:b.example mx:c.example -all",
      {},
      "mx:c.example",
      "more than 2 lookups find nothing",
    ],
    [
      "the third name without addresses of either family",
      "v=spf1 a:a.example a:b.example a:c.example -all",
      Object.fromEntries(["a", "b", "c"].map((name) => [`A ${name}.example`, "nodata" as const])),
      "a:c.example",
      "more than 2 lookups find nothing",
    ],
    [
      "the third name without MX, though each has an address",
      "v=spf1 mx:a.example mx:b.example mx:c.example -all",
      Object.fromEntries(
        ["a", "b", "c"].flatMap((name) => [
          [`MX ${name}.example`, "nodata" as const],
          [`A ${name}.example`, ["198.51.100.1"]],
        ]),
      ),
      "mx:c.example",
      "more than 2 lookups find nothing",
    ],
    [
      "more than ten MX",
      "v=spf1 mx:m.example -all",
      ELEVEN_MX,
      "mx:m.example",
      "its name has more than 10 MX",
    ],
  ] as const)("at %s", async (_what, record, world, broken, why) => {
    expect(await evaluate(record, world)).toMatchObject({ result: "permerror", broken, why });
  });
});

describe("no term is named", () => {
  it("as broken where receivers don't give up", async () => {
    expect(await evaluate("v=spf1 redirect=r.example", { "TXT r.example": ["v=spf1 -all"] })).toMatchObject({
      result: "fail",
      by: "-all",
      broken: undefined,
      why: undefined,
    });
  });

  it("but the redirect as followed, whatever else is said by a modifier", async () => {
    const world = { "TXT r.example": ["v=spf1 -all"] };
    expect(await evaluate("v=spf1 exp=why.example redirect=r.example", world)).toMatchObject({
      result: "fail",
      asked: ["TXT r.example"],
    });
  });
});

describe("without a mail at hand", () => {
  const byMail = "it depends on a mail";
  const noAnswer = "what it refers to could not be looked up";
  it.each([
    ["ptr", {}, "it asks for the name of each sender's address"],
    ["exists:%{i}.example.net", {}, byMail],
  ] as const)("%s is passed over", async (term, world, because) => {
    expect(await evaluate(`v=spf1 ${term} -all`, world)).toMatchObject({
      result: "fail",
      passedOver: [{ term, because }],
      failed: undefined,
    });
  });

  it.each([
    ["include:slow.example", { "TXT slow.example": "failed" }, noAnswer],
    ["a:slow.example", { "A slow.example": "failed" }, "no server answers"],
    [
      "mx:m.example",
      {
        "MX m.example": ["10 slow.example", "20 h.example"],
        "A slow.example": "failed",
        "A h.example": ["192.0.2.9"],
      },
      "no server answers",
    ],
  ] as const)("%s is passed over as failed", async (term, world, because) => {
    expect(await evaluate(`v=spf1 ${term} -all`, world)).toMatchObject({
      result: "fail",
      passedOver: [{ term, because }],
      failed: { term, because },
    });
  });

  it("a redirect that depends on one, or fails, leaves no result", async () => {
    const depends = { term: "redirect=%{i}.example.net", because: byMail };
    expect(await evaluate(`v=spf1 ${depends.term}`)).toMatchObject({
      result: "temperror",
      passedOver: [depends],
      failed: undefined,
    });
    const slow = { term: "redirect=slow.example", because: noAnswer };
    expect(await evaluate(`v=spf1 ${slow.term}`, { "TXT slow.example": "failed" })).toMatchObject({
      result: "temperror",
      passedOver: [slow],
      failed: slow,
    });
  });
});

describe("nothing is asked", () => {
  it.each([
    [
      "behind the first exchanger that matches",
      "v=spf1 mx:m.example -all",
      {
        "MX m.example": ["10 h.example", "20 slow.example"],
        "A h.example": ["192.0.2.1"],
        "A slow.example": "failed",
      },
      "pass",
      ["MX m.example", "A h.example"],
    ],
    ["for a null MX", "v=spf1 mx:m.example -all", { "MX m.example": ["0 ."] }, "fail", ["MX m.example"]],
    [
      "for the other family of a name that does not exist",
      "v=spf1 a:a.example -all",
      {},
      "fail",
      ["A a.example"],
    ],
    [
      "for another family behind exists",
      "v=spf1 exists:x.example -all",
      { "A x.example": "nodata", "AAAA x.example": ["2001:db8::1"] },
      "fail",
      ["A x.example"],
    ],
  ] as const)("%s", async (_what, record, world, result, asked) => {
    expect(await evaluate(record, world)).toMatchObject({ result, asked });
  });
});

it("a name with IPv4 addresses alone is no void lookup for a sender by IPv6", async () => {
  const names = ["a.example", "b.example", "c.example"];
  const world = Object.fromEntries(
    names.flatMap((name): [string, World[string]][] => [
      [`AAAA ${name}`, "nodata"],
      [`A ${name}`, ["192.0.2.1"]],
    ]),
  );
  const record = `v=spf1 ${names.map((name) => `a:${name}`).join(" ")} -all`;
  expect(await evaluate(record, world, "2001:db8::1")).toMatchObject({ result: "fail" });
});

it("what a name server gives as an address and is none matches nobody", async () => {
  expect(await evaluate("v=spf1 a:h.example -all", { "A h.example": ["none", "192.0.2.1"] })).toMatchObject({
    result: "pass",
    by: "a:h.example",
  });
});
