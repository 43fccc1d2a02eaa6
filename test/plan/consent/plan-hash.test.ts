import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import type { RRset, Swap } from "../../../src/dns/rrset.ts";
import {
  differingParts,
  findPlanHash,
  HASH_PARTS,
  partsOf,
  type HashPart,
} from "../../../src/plan/consent/hash-text.ts";
import { makePlan } from "../../../src/plan/consent/make-plan.ts";
import { isOfHash, joinHashes, planHash, type Standing } from "../../../src/plan/consent/plan-hash.ts";
import type { Plan, PlanHash, PlanSettings } from "../../../src/plan/consent/plan.ts";
import { DEFAULT_POLICY, type Requirement } from "../../../src/plan/requirement.ts";
import { planSwaps } from "../../../src/plan/swaps.ts";
import { D, DKIM, DMARC, DMARC_NAME, KEY_NAME, MX, rrset, SPF } from "../support.ts";

const SETTINGS: PlanSettings = {
  domain: D,
  site: "international",
  region: "ap-singapore",
  zone: { provider: "cloudflare", apex: parseDomainName("example.com"), id: "z1" },
  policy: DEFAULT_POLICY,
  dkimBits: 2048,
  tags: [],
};

const RRSETS = [
  rrset("TXT", D, ["a", "b"]),
  rrset("MX", D, ["10 mx.example.net"]),
  rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"]),
];

interface Given {
  readonly settings?: Partial<PlanSettings>;
  readonly standing?: Partial<Standing>;
  readonly asks?: readonly Requirement[];
  readonly creates?: boolean;
}

/** What stands in the zone is varied by itself: the swaps are those over RRSETS. */
function planWith({ settings = {}, standing = {}, asks = [MX, SPF, DMARC], creates = true }: Given): Plan {
  const { records, swaps } = planSwaps(asks, RRSETS, DEFAULT_POLICY, {});
  return makePlan({ ...SETTINGS, ...settings }, { creates, records, swaps }, { rrsets: RRSETS, ...standing });
}

const hashWith = (given: Given): PlanHash => planWith(given).hash;
const PLAIN = hashWith({});

describe("the hash of a plan", () => {
  it("has a digest for each part, and differs in all of them from what is none", () => {
    const parts = HASH_PARTS.map((part) => partsOf(PLAIN)?.[part]);
    expect(`sha256:${parts.join("-")}`).toBe(PLAIN);
    expect(partsOf("sha256:0")).toBeUndefined();
    expect([differingParts(PLAIN, "sha256:0"), differingParts("sha256:0", PLAIN)]).toEqual([
      HASH_PARTS,
      HASH_PARTS,
    ]);
  });

  it("is three digests that stay the same from version to version", () => {
    expect(PLAIN).toBe("sha256:b727ee8f7ece4f55-06f2e12ac62bd398-2e01da61d2d2c1772ab95686a19bcdd4");
    expect(findPlanHash(PLAIN)).toBe(PLAIN);
  });

  it("stays the same from version to version with a rehearsal's zone and with what a swap creates, too", () => {
    const swaps = [{ before: undefined, after: rrset("TXT", D, ["x"]) }];
    const created = makePlan(SETTINGS, { creates: true, records: [], swaps }, { rrsets: RRSETS }).hash;
    expect([partsOf(hashWith(zone({ rehearsal: true })))?.settings, partsOf(created)?.written]).toEqual([
      "1c8f8789cf09ef4b",
      "7fe0524c319a19d3f69e02072b1ba5d0",
    ]);
  });

  it.each(["", "sha256:", `sha256:${"0".repeat(64)}`, `${PLAIN} `, PLAIN.toUpperCase(), PLAIN.slice(0, -1)])(
    "is not %j",
    (text) => {
      expect(findPlanHash(text)).toBeUndefined();
    },
  );

  it("doesn't depend on the order in which a host lists things", () => {
    const shuffled = fc.shuffledSubarray([...RRSETS], { minLength: 3 });
    fc.assert(
      fc.property(shuffled, fc.shuffledSubarray(["a", "b"], { minLength: 2 }), (rrsets, values) => {
        const listed = rrsets.map((one) => (one.values.includes("a") ? { ...one, values } : one));
        expect(hashWith({ standing: { rrsets: listed } })).toBe(PLAIN);
      }),
    );
  });

  it("leaves out other names, and what changes without anybody's decision", () => {
    const more = [
      rrset("TXT", "example.com", ["x"]),
      rrset("TXT", KEY_NAME, ["x"]),
      rrset("SOA", D, ["ns. h. 7 1 1 1 1"]),
      ...["RRSIG", "NSEC", "NSEC3", "NSEC3PARAM", "DNSKEY", "CDS", "CDNSKEY", "ZONEMD"].map((type) =>
        rrset(type, D, ["x"]),
      ),
    ];
    expect(hashWith({ standing: { rrsets: [...RRSETS, ...more] } })).toBe(PLAIN);
  });

  it("covers what wildcards answer at these names, and changes for nobody without one", () => {
    const wildcard = parseDomainName("*.example.com");
    const hashOf = (...answers: readonly RRset[]) =>
      hashWith({ standing: { synthesised: answers.map((answer) => ({ ...answer, wildcard })) } });
    const mx = rrset("MX", D, ["10 mx.example.com"]);
    expect(hashOf()).toBe(PLAIN);
    expect(hashOf(rrset("MX", "eu.example.com", ["5 x"]))).toBe(PLAIN);
    const hashes = [
      PLAIN,
      hashOf(mx),
      hashOf(rrset("A", D, ["192.0.2.1"])),
      hashOf({ ...mx, values: ["10 mx2.example.com"] }),
      hashOf({ ...mx, ttl: 60 }),
      hashOf(rrset("TXT", D, ["v=spf1 -all"])),
      hashOf(rrset("TXT", DMARC_NAME, ["v=spf1 -all"])),
    ];
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  const policy = (change: Partial<PlanSettings["policy"]>): Given => ({
    settings: { policy: { ...DEFAULT_POLICY, ...change } },
  });
  const standing = (...rrsets: readonly RRset[]): Given => ({ standing: { rrsets } });
  const zone = (change: Partial<PlanSettings["zone"]>): Given => ({
    settings: { zone: { ...SETTINGS.zone, ...change } },
  });
  const [text = expect.fail("no text"), ...rest] = RRSETS;

  it.each<readonly [HashPart, string, Given]>([
    ["settings", "site", { settings: { site: "china" } }],
    ["settings", "region", { settings: { region: "ap-hongkong" } }],
    ["settings", "zone id", zone({ id: "z2" })],
    ["settings", "zone apex", zone({ apex: D })],
    ["settings", "provider", zone({ provider: "route53" })],
    ["settings", "endpoint of a host of one's own", zone({ endpoint: "https://dns.example.com" })],
    ["settings", "rehearsal", zone({ rehearsal: true })],
    ["settings", "key size", { settings: { dkimBits: 1024 } }],
    ["settings", "tags", { settings: { tags: [{ key: "team", value: "mail" }] } }],
    ["settings", "rehearsal", zone({ rehearsal: true })],
    ["settings", "TTL policy", policy({ ttl: 60 })],
    ["settings", "MX policy", policy({ mx: "add" })],
    ["settings", "MX preference", policy({ mxPriority: 11 })],
    ["settings", "DMARC policy", policy({ dmarc: "replace" })],
    ["settings", "consents to replace", policy({ replace: [`MX:${D}`] })],
    ["settings", "consents to more records", policy({ allow: [`MX:${D}`] })],
    ["standing", "value", standing({ ...text, values: ["a", "c"] }, ...rest)],
    ["standing", "TTL", standing({ ...text, ttl: 1 }, ...rest)],
    ["standing", "inherited DMARC policy", { standing: { inheritedDmarc: "v=DMARC1; p=reject" } }],
    ["standing", "RRset less", standing(...rest)],
    ["standing", "RRset more", standing(...RRSETS, rrset("A", D, ["192.0.2.1"]))],
    ["written", "identity that is there", { creates: false }],
    ["written", "record more", { asks: [MX, SPF, DMARC, DKIM] }],
    [
      "written",
      "other senders",
      { asks: [MX, { ...SPF, expected: "v=spf1 include:a.example ~all" }, DMARC] },
    ],
  ])("differs in its part %s by the %s", (part, _what, given) => {
    expect(differingParts(PLAIN, hashWith(given))).toEqual([part]);
  });

  describe("is made of what each swap writes and takes away", () => {
    const [theirs, ours] = [rrset("TXT", D, ["x", "theirs"]), rrset("TXT", D, ["x", "ours"])];
    const writtenOf = (...swaps: readonly Swap[]) =>
      partsOf(makePlan(SETTINGS, { creates: true, records: [], swaps }, { rrsets: RRSETS }).hash)?.written;

    it("and differs by either", () => {
      const all = [
        writtenOf(),
        writtenOf({ before: undefined, after: ours }),
        writtenOf({ before: theirs, after: ours }),
        writtenOf({ before: rrset("TXT", D, ["x", "another's"]), after: ours }),
        writtenOf({ before: theirs, after: undefined }),
        writtenOf({ before: rrset("TXT", DMARC_NAME, theirs.values), after: undefined }),
        writtenOf({ before: theirs, after: { ...ours, ttl: 60 } }),
      ];
      expect(new Set(all).size).toBe(all.length);
    });

    it("and not of what stays, whatever the order", () => {
      const more = { before: rrset("TXT", D, ["theirs", "x"]), after: rrset("TXT", D, ["ours", "x"]) };
      expect(writtenOf(more)).toBe(writtenOf({ before: theirs, after: ours }));
    });

    it("and of records that have nothing at their place", () => {
      const record = { record: MX, action: "kept", before: null, after: null, warnings: [] } as const;
      const judged = { creates: true, records: [record], swaps: [] };
      expect(findPlanHash(makePlan(SETTINGS, judged, { rrsets: [] }).hash)).toBeDefined();
    });
  });

  it("tells one tag from another whose name has its value", () => {
    const tags = (key: string, value: string): Given => ({ settings: { tags: [{ key, value }] } });
    expect(hashWith(tags("a", "b=c"))).not.toBe(hashWith(tags("a=b", "c")));
  });

  it("of another domain differs in all that names it", () => {
    expect(
      differingParts(PLAIN, hashWith({ settings: { domain: parseDomainName("other.example.com") } })),
    ).toEqual(["settings", "standing", "written"]);
  });
});

describe("one hash for several plans", () => {
  const [A, B] = [parseDomainName("a.example.com"), parseDomainName("b.example.com")];
  const hashes = (...pairs: readonly (readonly [DomainName, PlanHash])[]) => joinHashes(new Map(pairs));
  const other = hashWith({ creates: false });

  it("is that plan's own for one, and none for none", () => {
    expect(hashes([A, PLAIN])).toBe(PLAIN);
    expect(hashes()).toBeUndefined();
  });

  it("is the same in whatever order they are named, and another for other plans or other domains", () => {
    const both = hashes([A, PLAIN], [B, other]);
    expect(findPlanHash(both ?? "")).toBe(both);
    expect(hashes([B, other], [A, PLAIN])).toBe(both);
    expect(both).toBe("sha256:a2ae1a529c169e91-003a873d85bd935e-e030351092f9acf20c7e14cd459e15bb");
    expect(new Set([both, hashes([A, other], [B, PLAIN]), hashes([A, PLAIN], [B, PLAIN])]).size).toBe(3);
  });

  it.each<readonly [HashPart, Given]>([
    ["settings", { settings: { site: "china" } }],
    ["standing", { standing: { rrsets: [] } }],
    ["written", { creates: false }],
  ])("says that one of them differs in its part %s", (part, given) => {
    const before = hashes([A, PLAIN], [B, PLAIN]);
    const after = hashes([A, PLAIN], [B, hashWith(given)]);
    expect(before === undefined || after === undefined || differingParts(before, after)).toEqual([part]);
  });
});

describe("a plan that was kept", () => {
  const plan = planWith({ asks: [MX, SPF, DMARC, DKIM] });

  it("is what its hash is of", () => {
    expect(isOfHash(plan)).toBe(true);
  });

  it.each<readonly [string, Partial<Plan>]>([
    ["another policy", { settings: { ...SETTINGS, policy: { ...DEFAULT_POLICY, mx: "replace" } } }],
    ["another zone", { settings: { ...SETTINGS, zone: { ...SETTINGS.zone, id: "z2" } } }],
    ["an identity to create", { creates: false }],
    ["more keys", { open: { ...plan.open, most: 2 } }],
    [
      "another value",
      { swaps: plan.swaps.map((swap) => ({ ...swap, after: rrset("A", D, ["192.0.2.1"]) })) },
    ],
    ["a value less", { swaps: plan.swaps.slice(1) }],
    [
      "a record that is held",
      { records: plan.records.map((one) => ({ ...one, after: rrset("A", D, ["192.0.2.1"]) })) },
    ],
    ["no hash", { hash: "sha256:0" }],
  ])("is not any more with %s", (_what, change) => {
    expect(isOfHash({ ...plan, ...change })).toBe(false);
  });

  it("says nothing of what stands, so that another zone's state is no change of it", () => {
    expect(isOfHash({ ...plan, hash: planHash(plan, { rrsets: [] }) })).toBe(true);
  });
});
