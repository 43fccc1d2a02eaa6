import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName, prefixed } from "../../../src/dns/domain-name.ts";
import type { Place } from "../../../src/dns/place.ts";
import { placeOf } from "../../../src/dns/place.ts";
import { keyOfSwap, type RRset, type Swap } from "../../../src/dns/rrset.ts";
import { beyond, lackingConsents, type Beyond } from "../../../src/plan/consent/beyond.ts";
import { makePlan } from "../../../src/plan/consent/make-plan.ts";
import type { Plan } from "../../../src/plan/consent/plan.ts";
import type { RecordPlan } from "../../../src/plan/record-plan.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { dkimValue } from "../../support/rsa-key.ts";
import { D, DKIM, KEY, KEY_NAME, rrset } from "../support.ts";

type Written = Pick<Plan, "records" | "swaps">;

const SETTINGS = {
  domain: D,
  site: "international",
  region: "ap-singapore",
  zone: { provider: "memory", apex: parseDomainName("example.com"), id: "z" },
  policy: DEFAULT_POLICY,
  dkimBits: 2048,
  tags: [],
} as const;

function planOf(swaps: readonly Swap[], records: readonly RecordPlan[] = []): Plan {
  return makePlan(SETTINGS, { creates: true, swaps, records }, { rrsets: [] });
}

function later(...swaps: readonly Swap[]): Written {
  return { records: swaps.flatMap(keyRecordOf), swaps };
}

/** The record of a DKIM key, as a later plan has one for each. */
function keyRecordOf({ before, after }: Swap): readonly RecordPlan[] {
  const [expected = ""] = after?.values ?? [];
  if (after === undefined || !after.owner.includes("_domainkey")) return [];
  const record = { purpose: "dkim", owner: after.owner, type: after.type, expected } as const;
  return [{ record, action: "created", before: before ?? null, after, warnings: [] }];
}

const added = (after: RRset): Swap => ({ before: undefined, after });
const key = (label: string, value = dkimValue(1024, label)) =>
  added(rrset("TXT", prefixed(`${label}._domainkey`, D), [value]));

const MX = added(rrset("MX", D, ["10 mx.example.net"]));
const TEXT: Swap = {
  before: rrset("TXT", D, ["site=1", "v=spf1 -all"]),
  after: rrset("TXT", D, ["site=1", "v=spf1 include:a.example -all"]),
};

const found = (plan: Written, agreed: Plan) =>
  beyond(plan, agreed).map(({ swap, writes, removes }) => [placeOf(keyOfSwap(swap)), writes, removes]);

describe("what goes beyond an agreed plan", () => {
  it("is nothing of it, nor of a part of it", () => {
    const agreed = planOf([MX, TEXT]);
    expect(beyond(agreed, agreed)).toEqual([]);
    expect(beyond(later(TEXT), agreed)).toEqual([]);
    expect(beyond(later(), agreed)).toEqual([]);
  });

  it.each<readonly [string, Swap, boolean, readonly string[]]>([
    ["another host", added(rrset("MX", D, ["10 evil.example.net"])), true, []],
    ["another preference", added(rrset("MX", D, ["5 mx.example.net"])), true, []],
    ["another TTL", added(rrset("MX", D, ["10 mx.example.net"], 60)), true, []],
    ["one value more", added(rrset("MX", D, ["10 mx.example.net", "20 b.example.net"])), true, []],
    ["another name", added(rrset("MX", prefixed("www", D), ["10 mx.example.net"])), true, []],
    ["another type", added(rrset("A", D, ["192.0.2.1"])), true, []],
    [
      "a text in other letter case",
      { ...TEXT, after: rrset("TXT", D, ["site=1", "v=spf1 include:A.example -all"]) },
      true,
      [],
    ],
    [
      "a text with a final dot",
      { ...TEXT, after: rrset("TXT", D, ["site=1", "v=spf1 include:a.example -all."]) },
      true,
      [],
    ],
    [
      "another value removed",
      { before: rrset("TXT", D, ["site=1", "v=spf1 -all", "theirs"]), after: TEXT.after },
      false,
      ["theirs"],
    ],
    ["a removal of all", { before: TEXT.before, after: undefined }, false, ["site=1"]],
    [
      "the same at a place with another value",
      { before: rrset("MX", D, ["5 theirs.example"]), after: MX.after },
      false,
      ["5 theirs.example"],
    ],
  ])("is %s", (_what, swap, writes, removes) => {
    expect(found(later(swap), planOf([MX, TEXT]))).toEqual([[placeOf(keyOfSwap(swap)), writes, removes]]);
  });

  it("is a value removed which the agreed plan removes at another place alone", () => {
    const elsewhere: Swap = {
      before: rrset("MX", prefixed("www", D), ["5 theirs.example"]),
      after: undefined,
    };
    const here: Swap = { before: rrset("MX", D, ["5 theirs.example"]), after: undefined };
    expect(found(later(here), planOf([elsewhere]))).toEqual([[`MX:${D}`, false, ["5 theirs.example"]]]);
  });

  it("is no other letter case or final dot of a name", () => {
    const spelt = added(rrset("MX", D, ["10 MX.Example.NET."]));
    expect(beyond(later(spelt), planOf([MX]))).toEqual([]);
    expect(beyond(later(MX), planOf([spelt]))).toEqual([]);
  });

  it("is nothing that the agreed plan finds standing, should it have gone since", () => {
    const after = rrset("MX", D, ["10 mx.example.net"]);
    const record = { purpose: "mx", owner: D, type: "MX", expected: "mx.example.net" } as const;
    const kept = { record, action: "kept", before: after, after, warnings: [] } as const;
    expect(beyond(later(MX), planOf([], [kept]))).toEqual([]);
  });
});

describe("keys that are open", () => {
  const agreed = planOf([MX]);

  it("may come: one, or two of any label", () => {
    expect(beyond(later(key("a")), agreed)).toEqual([]);
    expect(beyond(later(key("a"), key("b", dkimValue(2048, "b"))), agreed)).toEqual([]);
  });

  it("may not be three, whatever is written of them at once", () => {
    const three = later(key("a"), key("b"), key("c"));
    expect(found(three, agreed)).toHaveLength(3);
    expect(found({ ...three, swaps: [key("c")] }, agreed)).toHaveLength(1);
  });

  it("are none more where the agreed plan knows two, and one where it knows one", () => {
    const one = planOf([], keyRecordOf(key("a")));
    expect(beyond(later(key("b")), one)).toEqual([]);
    expect(beyond(later(key("a"), key("b")), one)).toEqual([]);
    expect(found(later(key("b"), key("c")), one)).toHaveLength(2);
    const two = planOf([], [key("a"), key("b")].flatMap(keyRecordOf));
    expect(found(later(key("c")), two)).toHaveLength(1);
    const three = planOf([], [key("a"), key("b"), key("c")].flatMap(keyRecordOf));
    expect([one, two, three].map(({ open }) => open.most)).toEqual([1, 0, 0]);
  });

  it("are counted without the records of other kinds", () => {
    const others = (["mx", "spf", "dmarc"] as const).map((purpose) => ({
      record: { purpose, owner: D, type: "TXT", expected: `${purpose} of the customer` },
      action: "kept" as const,
      before: null,
      after: null,
      warnings: [],
    }));
    const keys = later(key("a"), key("b"));
    expect(beyond({ ...keys, records: [...keys.records, ...others] }, agreed)).toEqual([]);
  });

  const at = (owner: string, values: readonly string[]) => added(rrset("TXT", owner, values));
  it.each<readonly [string, Swap]>([
    [
      "where something stands",
      { before: rrset("TXT", KEY_NAME, ["x"]), after: rrset("TXT", KEY_NAME, [KEY]) },
    ],
    ["beside another value", at(KEY_NAME, [KEY, "x"])],
    ["of another domain", at("x._domainkey.example.com", [KEY])],
    ["at a name that only ends alike", at("x._domainkey.notmail.example.com", [KEY])],
    ["two labels below", at(`a.b._domainkey.${D}`, [KEY])],
    ["at _domainkey itself", at(`_domainkey.${D}`, [KEY])],
    ["as an alias", added(rrset("CNAME", KEY_NAME, ["k.example"]))],
    ["for a test", at(KEY_NAME, [`${KEY}; t=y`])],
    ["with a note", at(KEY_NAME, [`${KEY}; n=x`])],
    ["for a local part", at(KEY_NAME, [`${KEY}; g=x`])],
    ["of another algorithm", at(KEY_NAME, [KEY.replace("rsa", "ed25519")])],
    ["of 512 bits", at(KEY_NAME, [dkimValue(512)])],
    ["of 5120 bits", at(KEY_NAME, [dkimValue(5120)])],
    ["of 8192 bits", at(KEY_NAME, [dkimValue(8192)])],
    ["at a wildcard", at(`*._domainkey.${D}`, [KEY])],
    ["at a name that is no word", at(`_x._domainkey.${D}`, [KEY])],
    ["at a name that begins as a word", at(`x_y._domainkey.${D}`, [KEY])],
    ["with no value", at(KEY_NAME, [])],
    ["for SHA-1 alone", at(KEY_NAME, [`${KEY}; h=sha1`])],
    ["for no mail", at(KEY_NAME, [`${KEY}; s=tlsrpt`])],
    ["with more behind it", at(KEY_NAME, [dkimValue(1024).replace(/=*$/, "AAAA")])],
    ["with a long word in it", at(KEY_NAME, [`${KEY}; h=sha256:${"x".repeat(1_000)}`])],
    ["that everybody can sign with", at(KEY_NAME, [dkimValue(1024, "ours", 1)])],
    ["that is none", at(KEY_NAME, ["v=DKIM1; k=rsa; p=AAAA"])],
    ["that is revoked", at(KEY_NAME, ["v=DKIM1; k=rsa; p="])],
  ])("are none %s", (_what, swap) => {
    expect(found(later(swap), agreed)).toHaveLength(1);
  });

  it.each([1024, 4096])("may have %d bits, as the shortest and the longest", (bits) => {
    expect(beyond(later(at(KEY_NAME, [dkimValue(bits)])), agreed)).toEqual([]);
  });

  it("may say less, and name hash and service", () => {
    const bare = KEY.replace("v=DKIM1; k=rsa; ", "");
    for (const value of [bare, `${KEY}; h=sha256; s=email`, DKIM.expected])
      expect(beyond(later(at(KEY_NAME, [value])), agreed)).toEqual([]);
  });
});

it("keys are no longer open once SES has verified the identity", () => {
  const judged = { creates: false, isVerified: true, swaps: [], records: [] };
  expect(makePlan(SETTINGS, judged, { rrsets: [] }).open.most).toBe(0);
});

describe("consents by name", () => {
  const A_WWW: Place = `A:${parseDomainName(`www.${D}`)}`;
  const writes = added(rrset("A", prefixed("www", D), ["192.0.2.1"]));
  const both: Swap = { before: rrset("A", prefixed("www", D), ["192.0.2.9"]), after: writes.after };
  const KEY_PLACE: Place = `TXT:${KEY_NAME}`;
  const otherKey: Swap = {
    before: rrset("TXT", KEY_NAME, ["v=DKIM1; p=THEIRS"]),
    after: rrset("TXT", KEY_NAME, [KEY]),
  };
  const lacking = (swap: Swap, policy: Partial<Record<"allow" | "replace", readonly Place[]>>) =>
    beyond(later(swap), planOf([])).flatMap((one: Beyond) =>
      lackingConsents(one, { allow: [], replace: [], ...policy }).map(
        ({ option, place }) => `--${option} ${place}`,
      ),
    );

  it("to SES's exchange beside an MTA-STS policy is none to another policy", () => {
    const policy = added(rrset("TXT", prefixed("_mta-sts", D), ["v=STSv1; id=2"]));
    const place = placeOf(keyOfSwap(policy));
    expect(lacking(policy, { allow: [place] })).toEqual([`--allow ${place}`]);
  });

  it.each([
    [writes, {}, [`--allow ${A_WWW}`]],
    [writes, { replace: [A_WWW] }, [`--allow ${A_WWW}`]],
    [writes, { allow: [A_WWW] }, []],
    [both, {}, [`--allow ${A_WWW}`, `--replace ${A_WWW}`]],
    [both, { allow: [A_WWW] }, [`--replace ${A_WWW}`]],
    [both, { replace: [A_WWW] }, [`--allow ${A_WWW}`]],
    [both, { allow: [A_WWW], replace: [A_WWW] }, []],
    [{ before: both.before, after: undefined }, { allow: [A_WWW] }, [`--replace ${A_WWW}`]],
    [otherKey, {}, [`--allow ${KEY_PLACE}`, `--replace ${KEY_PLACE}`]],
    [otherKey, { replace: [KEY_PLACE] }, []],
    [otherKey, { allow: [KEY_PLACE] }, [`--replace ${KEY_PLACE}`]],
  ] as const)("%j with %j lacks %j", (swap, policy, options) => {
    expect(lacking(swap, policy)).toEqual(options);
  });
});

describe("over 10,000 pairs", () => {
  const owner = fc.constantFrom(D, prefixed("www", D), prefixed("_dmarc", D));
  const name = fc.constantFrom("a.example.net", "b.example.net", "c.example.net");
  const value = fc.record({ preference: fc.integer({ min: 0, max: 3 }), name });
  const mxSet = fc.record({
    values: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
    ttl: fc.constantFrom(300, 3600),
  });
  const swap = fc.tuple(fc.option(mxSet, { nil: undefined }), mxSet);
  const texts = (set: { readonly values: readonly { preference: number; name: string }[] }) =>
    set.values.map(({ preference, name: host }) => `${preference} ${host}`);
  const agreedSwaps = fc
    .uniqueArray(fc.tuple(owner, swap), { minLength: 1, maxLength: 3, selector: ([place]) => place })
    .map((pairs) =>
      pairs.map(([place, [before, after]]): Swap => ({
        before: before && rrset("MX", place, texts(before), before.ttl),
        after: rrset("MX", place, texts(after), after.ttl),
      })),
    );
  const spelt = (text: string) => fc.constantFrom(text, text.toUpperCase(), `${text}.`);
  /** The same set, its values in another order and spelling. */
  const respelt = (set: RRset) =>
    fc
      .shuffledSubarray([...set.values], { minLength: set.values.length })
      .chain((values) => fc.tuple(...values.map(spelt)).map((all): RRset => ({ ...set, values: all })));
  const RUNS = { numRuns: 2_500 };

  it("a part of it in any order and spelling is never beyond, half carried out or not", () => {
    const part = ({ before, after }: Swap) =>
      fc.tuple(fc.boolean(), respelt(after as RRset)).map(([isDone, set]): Swap => {
        return { before: isDone ? set : before, after: set };
      });
    const pair = agreedSwaps.chain((swaps) => {
      const some: fc.Arbitrary<readonly Swap[]> = fc
        .shuffledSubarray(swaps)
        .chain((chosen) => fc.tuple(...chosen.map(part)));
      return fc.tuple(fc.constant(swaps), some);
    });
    fc.assert(
      fc.property(pair, ([swaps, some]) => {
        expect(beyond(later(...some), planOf(swaps))).toEqual([]);
      }),
      RUNS,
    );
  });

  it("one value changed is beyond, and that alone", () => {
    fc.assert(
      fc.property(
        agreedSwaps,
        fc.nat(),
        fc.constantFrom("host", "preference", "ttl", "more"),
        (swaps, at, what) => {
          const index = at % swaps.length;
          const changed = swaps.map((one, position) =>
            position === index ? { ...one, after: changedSet(one.after as RRset, what) } : one,
          );
          expect(beyond(later(...changed), planOf(swaps)).map((one) => one.swap)).toEqual([changed[index]]);
        },
      ),
      RUNS,
    );
  });

  it("a value that somebody put there since is removed by nobody's leave", () => {
    fc.assert(
      fc.property(agreedSwaps, fc.nat(), (swaps, at) => {
        const index = at % swaps.length;
        const theirs = "0 theirs.example.org";
        const changed = swaps.map(({ before, after }, position): Swap =>
          position === index
            ? { before: { ...(after as RRset), values: [...(before?.values ?? []), theirs] }, after }
            : { before, after },
        );
        expect(found(later(...changed), planOf(swaps))).toEqual([
          [placeOf(keyOfSwap(changed[index] as Swap)), false, [theirs]],
        ]);
      }),
      RUNS,
    );
  });

  it("a superset is beyond by what is more", () => {
    fc.assert(
      fc.property(agreedSwaps, fc.array(name, { minLength: 1, maxLength: 4 }), (swaps, hosts) => {
        const more = hosts.map((host, index) =>
          added(rrset("MX", prefixed(`more${index}`, D), [`1 ${host}`])),
        );
        expect(beyond(later(...more, ...swaps), planOf(swaps)).map((one) => one.swap)).toEqual(more);
      }),
      RUNS,
    );
  });
});

function changedSet(set: RRset, what: "host" | "preference" | "ttl" | "more"): RRset {
  const [first = "", ...others] = set.values;
  const [preference = "", host = ""] = first.split(" ");
  switch (what) {
    case "host":
      return { ...set, values: [`${preference} other.${host}`, ...others] };
    case "preference":
      return { ...set, values: [`${Number(preference) + 100} ${host}`, ...others] };
    case "ttl":
      return { ...set, ttl: set.ttl + 1 };
    case "more":
      return { ...set, values: [...set.values, "9 more.example.net"] };
  }
}
