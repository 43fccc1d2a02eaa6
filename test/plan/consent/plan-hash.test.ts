import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { keyOfSwap, type RRset, type Swap } from "../../../src/dns/rrset.ts";
import { isOnboardError } from "../../../src/errors/onboard-error.ts";
import {
  allowedUnderHash,
  planHash,
  requireAllowedUnderHash,
  requirePlanHash,
  type Consent,
  type PlanHashInput,
} from "../../../src/plan/plan-hash.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { planSwaps } from "../../../src/plan/swaps.ts";
import { D, DKIM, DMARC, DMARC_NAME, KEY_NAME, MX, rrset, SPF } from "../support.ts";

const INPUT: PlanHashInput = {
  domain: D,
  site: "international",
  region: "ap-singapore",
  zone: { provider: "cloudflare", apex: parseDomainName("example.com"), id: "z1" },
  policy: DEFAULT_POLICY,
  dkimBits: 2048,
  rrsets: [
    rrset("TXT", D, ["a", "b"]),
    rrset("MX", D, ["10 mx.example.net"]),
    rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"]),
  ],
};

describe("planHash", () => {
  it("is a sha256 that stays the same from version to version", () => {
    expect(planHash(INPUT)).toBe("sha256:6e3ede1de2e4996d243296adefaaf443f3c1a538d4721b92e0ce033da01978af");
  });

  it("doesn't depend on the order in which a host lists things", () => {
    const shuffled = fc.shuffledSubarray([...INPUT.rrsets], { minLength: 3 });
    fc.assert(
      fc.property(shuffled, fc.shuffledSubarray(["a", "b"], { minLength: 2 }), (rrsets, values) => {
        const listed = rrsets.map((one) => (one.values.includes("a") ? { ...one, values } : one));
        expect(planHash({ ...INPUT, rrsets: listed })).toBe(planHash(INPUT));
      }),
    );
  });

  it("leaves out other names, and what changes without anybody's decision", () => {
    const more = [
      rrset("TXT", "example.com", ["x"]),
      rrset("TXT", KEY_NAME, ["x"]),
      rrset("SOA", D, ["ns. h. 7 1 1 1 1"]),
      rrset("RRSIG", D, ["x"]),
    ];
    expect(planHash({ ...INPUT, rrsets: [...INPUT.rrsets, ...more] })).toBe(planHash(INPUT));
  });

  it("covers what wildcards answer, as far as it can be written out, and changes for nobody without one", () => {
    const wildcard = parseDomainName("*.example.com");
    const hashWith = (...answers: readonly RRset[]) =>
      planHash({ ...INPUT, synthesised: answers.map((answer) => ({ ...answer, wildcard })) });
    const mx = rrset("MX", D, ["10 mx.example.com"]);
    expect(hashWith()).toBe(planHash(INPUT));
    expect(hashWith(rrset("A", D, ["192.0.2.1"]), rrset("MX", "eu.example.com", ["5 x"]))).toBe(
      planHash(INPUT),
    );
    const hashes = [
      planHash(INPUT),
      hashWith(mx),
      hashWith({ ...mx, values: ["10 mx2.example.com"] }),
      hashWith({ ...mx, ttl: 60 }),
      hashWith(rrset("TXT", D, ["v=spf1 -all"])),
      hashWith(rrset("TXT", DMARC_NAME, ["v=spf1 -all"])),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  const OTHERS: readonly (readonly [string, Partial<PlanHashInput>])[] = [
    ["domain", { domain: parseDomainName("other.example.com") }],
    ["site", { site: "china" }],
    ["region", { region: "ap-hongkong" }],
    ["zone id", { zone: { ...INPUT.zone, id: "z2" } }],
    ["zone apex", { zone: { ...INPUT.zone, apex: D } }],
    ["provider", { zone: { ...INPUT.zone, provider: "route53" } }],
    ["key size", { dkimBits: 1024 }],
    ["TTL policy", { policy: { ...DEFAULT_POLICY, ttl: 60 } }],
    ["MX policy", { policy: { ...DEFAULT_POLICY, mx: "add" } }],
    ["MX preference", { policy: { ...DEFAULT_POLICY, mxPriority: 11 } }],
    ["DMARC policy", { policy: { ...DEFAULT_POLICY, dmarc: "replace" } }],
    ["consents to replace", { policy: { ...DEFAULT_POLICY, replace: [`MX:${D}`] } }],
    ["consents to more records", { policy: { ...DEFAULT_POLICY, allow: [`MX:${D}`] } }],
    ["a value", { rrsets: [rrset("TXT", D, ["a", "c"]), ...INPUT.rrsets.slice(1)] }],
    ["a TTL", { rrsets: [rrset("TXT", D, ["a", "b"], 1), ...INPUT.rrsets.slice(1)] }],
    ["inherited DMARC policy", { inheritedDmarc: "v=DMARC1; p=reject" }],
    ["an RRset less", { rrsets: INPUT.rrsets.slice(1) }],
    ["an RRset more", { rrsets: [...INPUT.rrsets, rrset("A", D, ["192.0.2.1"])] }],
  ];

  it.each(OTHERS)("changes with the %s", (_what, change) => {
    expect(planHash({ ...INPUT, ...change })).not.toBe(planHash(INPUT));
  });

  it("refuses a plan with another hash", () => {
    requirePlanHash(planHash(INPUT), planHash(INPUT));
    expect(() => requirePlanHash("sha256:0", planHash(INPUT))).toThrow(
      expect.objectContaining({ code: "PLAN_CHANGED" }),
    );
  });
});

describe("what a hash allows after Create", () => {
  it("is what a plan with the default policy does", () => {
    const existing = [rrset("TXT", D, ["v=spf1 a -all", "x"]), rrset("MX", D, ["10 mx.example.net"])];
    for (const before of [[], existing]) {
      const { swaps } = planSwaps([DKIM, SPF, MX, DMARC], before, DEFAULT_POLICY, {});
      requireAllowedUnderHash(swaps, D);
    }
  });

  const txt = (owner: string, values: readonly string[] | undefined): RRset | undefined =>
    values === undefined ? undefined : rrset("TXT", owner, values);
  const swap = (
    owner: string,
    before: readonly string[] | undefined,
    after: readonly string[] | undefined,
  ): Swap => ({
    before: txt(owner, before),
    after: txt(owner, after),
  });
  const KEY = "v=DKIM1; p=AAAA";

  const REFUSED: readonly (readonly [string, Swap])[] = [
    ["a key where something stands", swap(KEY_NAME, ["x"], [KEY])],
    ["a key and something else", swap(KEY_NAME, undefined, [KEY, "x"])],
    ["a key elsewhere", swap("x._domainkey.example.com", undefined, [KEY])],
    ["a key at a name that only ends alike", swap("x._domainkey.notmail.example.com", undefined, [KEY])],
    ["a TXT at _domainkey itself", swap("_domainkey.mail.example.com", undefined, [KEY])],
    ["a TXT at another name", swap("www.mail.example.com", undefined, ["x"])],
    ["a new TXT at the domain that is no SPF", swap(D, undefined, ["x"])],
    ["a TXT beside the SPF merge", swap(D, ["v=spf1 a -all"], ["v=spf1 a include:b.example -all", "x"])],
    ["a TXT lost in the SPF merge", swap(D, ["v=spf1 a -all", "x"], ["v=spf1 a include:b.example -all"])],
    ["an SPF record that loses a term", swap(D, ["v=spf1 a mx -all"], ["v=spf1 mx include:b.example -all"])],
    ["an SPF record with another all", swap(D, ["v=spf1 a -all"], ["v=spf1 a include:b.example ~all"])],
    ["two SPF records", swap(D, ["v=spf1 a -all"], ["v=spf1 a -all", "v=spf1 include:b.example -all"])],
    [
      "a DMARC policy in the place of another",
      swap(DMARC_NAME, ["v=DMARC1; p=none"], ["v=DMARC1; p=reject"]),
    ],
    ["a deletion", swap(DMARC_NAME, ["x"], undefined)],
    [
      "an MX beside another",
      { before: rrset("MX", D, ["10 a.example"]), after: rrset("MX", D, ["10 a.example", "20 b.example"]) },
    ],
    ["an MX elsewhere", { before: undefined, after: rrset("MX", "example.com", ["10 a.example"]) }],
    ["an address", { before: undefined, after: rrset("A", D, ["192.0.2.1"]) }],
    ["a CNAME for a key", { before: undefined, after: rrset("CNAME", KEY_NAME, ["k.example"]) }],
  ];

  it.each(REFUSED)("is not %s", (_what, refused) => {
    expect(allowedUnderHash(refused, D)).toBe(false);
    expect(() => requireAllowedUnderHash([refused], D)).toThrow(
      expect.objectContaining({ code: "PLAN_CHANGED" }),
    );
  });

  it.each([
    ["a key at an empty name", swap(KEY_NAME, undefined, [KEY])],
    ["a first SPF record beside other values", swap(D, ["x"], ["x", "v=spf1 include:b.example ~all"])],
    ["a first DMARC policy beside other values", swap(DMARC_NAME, ["x"], ["x", "v=DMARC1; p=none"])],
    ["a first MX", { before: undefined, after: rrset("MX", D, ["10 a.example"]) }],
  ])("is %s", (_what, allowed) => {
    expect(allowedUnderHash(allowed, D)).toBe(true);
  });

  const www = parseDomainName(`www.${D}`);
  const acme = parseDomainName(`_acme-challenge.${D}`);
  const address: Swap = { before: undefined, after: rrset("A", www, ["192.0.2.1"]) };
  const otherAddress: Swap = {
    before: rrset("A", www, ["192.0.2.9"]),
    after: rrset("A", www, ["192.0.2.1"]),
  };
  const key = swap(KEY_NAME, ["v=DKIM1; p=BBBB"], [KEY]);
  const keyBeside = swap(KEY_NAME, ["x"], ["x", KEY]);
  const given = (consent: Partial<Consent>): Consent => ({ ...DEFAULT_POLICY, ...consent });
  const A_WWW: Consent["allow"] = [`A:${www}`];
  const KEY_PLACE: Consent["allow"] = [`TXT:${KEY_NAME}`];

  it.each<readonly [string, Swap, Partial<Consent>, boolean]>([
    ["a record that an identity does not usually need, with --allow", address, { allow: A_WWW }, true],
    ["it with --replace alone", address, { replace: A_WWW }, false],
    ["it with --allow for another type", address, { allow: [`AAAA:${www}`] }, false],
    ["it with --allow for another name", address, { allow: [`A:${D}`] }, false],
    ["such a record in the place of another, with --allow alone", otherAddress, { allow: A_WWW }, false],
    ["such a record in the place of another, with --replace alone", otherAddress, { replace: A_WWW }, false],
    ["it with both", otherAddress, { allow: A_WWW, replace: A_WWW }, true],
    ["another key in the place of one, with --replace", key, { replace: KEY_PLACE }, true],
    ["another key in the place of one, with --allow", key, { allow: KEY_PLACE }, false],
    ["a key beside something, with --allow", keyBeside, { allow: KEY_PLACE }, true],
    ["a key beside something, with --replace", keyBeside, { replace: KEY_PLACE }, false],
  ])("consents by name: %s", (_what, asked, consent, isAllowed) => {
    expect(allowedUnderHash(asked, D, given(consent))).toBe(isAllowed);
  });

  it("is no other MX than the domain's, whatever --mx says", () => {
    const elsewhere: Swap = { before: undefined, after: rrset("MX", www, ["10 a.example"]) };
    for (const mx of ["add", "replace"] as const)
      expect(allowedUnderHash(elsewhere, D, given({ mx }))).toBe(false);
  });

  const NEVER: readonly Swap[] = [
    { before: undefined, after: rrset("NS", D, ["ns1.example.net"]) },
    { before: undefined, after: rrset("TXT", acme, ["x"]) },
    swap(DMARC_NAME, ["x"], undefined),
  ];

  it.each(NEVER)("no consent lets name servers, a certificate's proof or a deletion through: %j", (asked) => {
    const { type, owner } = keyOfSwap(asked);
    const both = given({ allow: [`${type}:${owner}`], replace: [`${type}:${owner}`] });
    expect(allowedUnderHash(asked, D, both)).toBe(false);
    expect(hintOf(() => requireAllowedUnderHash([asked], D, both))).toContain("no option allows");
  });

  it.each([
    [[address], {}, `with --allow A:${www},`],
    [[otherAddress], { allow: A_WWW }, `with --replace A:${www},`],
    [[otherAddress, key], {}, `with --allow A:${www} --replace A:${www} --replace TXT:${KEY_NAME},`],
  ] as const)("a refusal names the consents that are lacking: %j %j", (swaps, consent, said) => {
    expect(hintOf(() => requireAllowedUnderHash(swaps, D, given(consent)))).toContain(said);
  });
});

function hintOf(attempt: () => void): string {
  try {
    attempt();
  } catch (thrown) {
    if (isOnboardError(thrown)) return thrown.hint;
  }
  throw new Error("nothing was refused");
}

it("allows what is written out from a wildcard, and what is merged into its SPF record", () => {
  const wildcard = parseDomainName("*.example.com");
  const answers = [rrset("MX", D, ["10 mx.example.com"]), rrset("TXT", D, ["v=spf1 mx -all"])];
  const synthesised = answers.map((answer) => ({ ...answer, wildcard }));
  const { swaps } = planSwaps([MX, SPF, DMARC, DKIM], [], DEFAULT_POLICY, { synthesised });
  expect(swaps.map(({ after }) => after?.values)).toContainEqual(["10 mx.example.com"]);
  expect(swaps.filter((swap) => !allowedUnderHash(swap, D))).toEqual([]);
});
