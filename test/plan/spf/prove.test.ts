import { describe, expect, it } from "vitest";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import type { Lookup, Question } from "../../../src/dns/observation.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { proveSpf, type SpfLookup } from "../../../src/plan/spf/prove.ts";

const D = parseDomainName("mail.example.com");

type World = Readonly<Record<string, readonly string[] | Lookup["kind"]>>;

/** A world of `TYPE name` → values; what is not in it does not exist. Keeps what it was asked. */
function lookupIn(world: World): SpfLookup & { readonly asked: string[] } {
  const asked: string[] = [];
  const lookup = async ({ owner, type }: Question): Promise<Lookup> => {
    asked.push(`${type} ${owner}`);
    const found = world[`${type} ${owner}`] ?? "nxdomain";
    if (typeof found !== "string")
      return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values: found } };
    return found === "failed"
      ? { kind: "failed", because: "no server answered" }
      : { kind: found as "nodata" };
  };
  return Object.assign(lookup, { asked });
}

function includes(count: number): World {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`TXT i${index}.example`, ["v=spf1 ip4:192.0.2.1 -all"]]),
  );
}

function recordWith(count: number): string {
  return `v=spf1 ${Array.from({ length: count }, (_, index) => `include:i${index}.example`).join(" ")} -all`;
}

describe("proveSpf", () => {
  it("counts what costs a lookup, and nothing else", async () => {
    const world = {
      "TXT i0.example": ["v=spf1 a mx ip4:192.0.2.1 include:i1.example -all"],
      "TXT i1.example": ["other", "v=spf1 exists:%{i}.x.example"],
    };
    const proof = await proveSpf(
      D,
      "v=spf1 ip4:192.0.2.1 ip6:::1 include:i0.example mx ptr -all",
      lookupIn({ ...world, "A i0.example": ["192.0.2.1"], "MX i0.example": ["10 m.example"] }),
    );
    expect(proof.costs).toEqual([
      { term: "include:i0.example", lookups: 5 },
      { term: "mx", lookups: 1 },
      { term: "ptr", lookups: 1 },
    ]);
    expect(proof).toMatchObject({ lookups: 7, voidLookups: 0, warnings: [] });
  });

  it("takes ten lookups", async () => {
    expect((await proveSpf(D, recordWith(10), lookupIn(includes(10)))).lookups).toBe(10);
  });

  it("refuses eleven, naming the terms and their counts", async () => {
    await expect(proveSpf(D, recordWith(11), lookupIn(includes(11)))).rejects.toMatchObject({
      code: "SPF_UNMERGEABLE",
      facts: {
        lookups: 11,
        limit: 10,
        costs: expect.arrayContaining([{ term: "include:i3.example", lookups: 1 }]),
      },
    });
  });

  it("follows redirect only where there is no all, and nothing behind all", async () => {
    const world = { "TXT r.example": ["v=spf1 a:x.example -all"], "A x.example": ["192.0.2.1"] };
    expect((await proveSpf(D, "v=spf1 redirect=r.example", lookupIn(world))).lookups).toBe(2);
    const lookup = lookupIn(world);
    expect((await proveSpf(D, "v=spf1 redirect=r.example -all a mx include:r.example", lookup)).lookups).toBe(
      0,
    );
    expect(lookup.asked).toEqual([]);
  });

  it("counts a name with macros as one and asks nobody", async () => {
    const lookup = lookupIn({});
    expect(
      (await proveSpf(D, "v=spf1 include:%{d}.x.example exists:%{i}.y.example -all", lookup)).lookups,
    ).toBe(2);
    expect(lookup.asked).toEqual([]);
  });

  it("never asks for the sender domain itself", async () => {
    const lookup = lookupIn({ "TXT i.example": [`v=spf1 include:${D} a:${D} mx:${D} -all`] });
    const proof = await proveSpf(D, `v=spf1 a mx a:${D} include:i.example -all`, lookup);
    expect(lookup.asked).toEqual(["TXT i.example"]);
    expect(proof.warnings).toEqual([
      { warning: "spf-term-broken", owner: D, term: `include:${D}`, because: "loop" },
    ]);
  });

  it.each([
    ["no-record", { "TXT i.example": ["hello"] }],
    ["no-record", {}],
    ["two-records", { "TXT i.example": ["v=spf1 -all", "v=spf1 a -all"] }],
    ["syntax", { "TXT i.example": ["v=spf1 nonsense -all"] }],
    [
      "loop",
      { "TXT i.example": ["v=spf1 include:j.example"], "TXT j.example": ["v=spf1 include:i.example"] },
    ],
  ] as const)("says %s when receivers would give up on an include", async (because, world) => {
    const { warnings } = await proveSpf(D, "v=spf1 include:i.example -all", lookupIn(world));
    expect(warnings).toEqual([expect.objectContaining({ warning: "spf-term-broken", because })]);
  });

  it("says so when more than ten exchangers would have to be looked up", async () => {
    const exchanges = Array.from({ length: 11 }, (_, index) => `10 m${index}.example`);
    const { warnings } = await proveSpf(
      D,
      "v=spf1 mx:m.example -all",
      lookupIn({ "MX m.example": exchanges }),
    );
    expect(warnings).toEqual([
      { warning: "spf-term-broken", owner: D, term: "mx:m.example", because: "too-many-mx" },
    ]);
  });

  it("doesn't read a failed lookup as nothing there", async () => {
    const proof = await proveSpf(
      D,
      "v=spf1 include:i.example a:h.example -all",
      lookupIn({ "TXT i.example": "failed", "A h.example": "failed" }),
    );
    expect(proof).toMatchObject({ lookups: 2, voidLookups: 0 });
    expect(proof.warnings.map((warning) => warning.warning)).toEqual(["spf-not-counted", "spf-not-counted"]);
  });

  it("counts a void lookup only when the name has addresses of neither family", async () => {
    const world: World = {
      "A six.example": "nodata",
      "AAAA six.example": ["2001:db8::1"],
      "A none.example": "nodata",
      "AAAA none.example": "nodata",
      "MX m.example": "nodata",
    };
    const proof = await proveSpf(
      D,
      "v=spf1 a:six.example a:none.example mx:m.example exists:gone.example -all",
      lookupIn(world),
    );
    expect(proof.voidLookups).toBe(3);
    expect(proof.warnings).toEqual([{ warning: "spf-void-lookups", owner: D, count: 3 }]);
  });

  it("ends on a tree without end", async () => {
    const lookup = async ({ owner, type }: Question): Promise<Lookup> => ({
      kind: "answer",
      canonicalName: owner,
      rrset: { owner, type, ttl: 60, values: [`v=spf1 include:a.${owner} include:b.${owner} -all`] },
    });
    await expect(proveSpf(D, "v=spf1 include:x.example -all", lookup)).rejects.toMatchObject({
      code: "SPF_UNMERGEABLE",
    });
  });

  it("lets an abort through", async () => {
    const reason = new Error("stop");
    await expect(proveSpf(D, "v=spf1 include:x.example", async () => Promise.reject(reason))).rejects.toBe(
      reason,
    );
  });

  it("doesn't take a failure of ours below an include for a fault of the include", async () => {
    const failure = new OnboardError("NOT_OBSERVABLE", "Nothing can be seen from here.", {
      hint: "Run again.",
    });
    const world = lookupIn({ "TXT i.example": ["v=spf1 a:h.example"] });
    const lookup: SpfLookup = async (question) =>
      question.type === "A" ? Promise.reject(failure) : world(question);
    await expect(proveSpf(D, "v=spf1 include:i.example", lookup)).rejects.toBe(failure);
  });

  it("asks for each name as a domain name, whatever its spelling", async () => {
    const asked: DomainName[] = [];
    await proveSpf(D, "v=spf1 include:_SPF.Example. -all", async ({ owner }) => {
      asked.push(owner);
      return { kind: "nodata" };
    });
    expect(asked).toEqual(["_spf.example"]);
  });
});
