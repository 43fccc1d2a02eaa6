import { describe, expect, it } from "vitest";
import { parentOf, parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import type { Authority } from "../../../src/dns/authority.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { findRRset, type RRset } from "../../../src/dns/rrset.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { findZone } from "../../../src/onboard/preflight/find-zone.ts";
import { findSynthesised, namesToWrite, withWildcardsNow } from "../../../src/onboard/preflight/wildcards.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import type { Warning } from "../../../src/plan/warning.ts";
import type { DomainResult } from "../../../src/events/result.ts";
import { APEX, createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { onboard, undo } from "../run-undo.ts";
import { warningsOf } from "./worlds.ts";

const WILD_MX = rrset("MX", "*.example.com", ["10 mx.example.com"], 1800);
const WILD_SPF = rrset("TXT", "*.example.com", ["v=spf1 mx -all"], 900);
const EU = parseDomainName("mail.eu.example.com");

/** What stands at a name, with its TTL. */
function standsAt({ host }: Fakes, owner: DomainName, type: string): readonly unknown[] | undefined {
  const found = findRRset(host.rrsets, owner, type);
  return found && [found.ttl, found.values];
}

function recordOf(result: DomainResult, purpose: string) {
  return result.records.find((record) => record.purpose === purpose);
}

function warningsIn(result: DomainResult, purpose: string): readonly Warning["warning"][] {
  return recordOf(result, purpose)?.warnings.map(({ warning }) => warning) ?? [];
}

/** What ends, by all records. */
function endedIn({ records }: DomainResult): readonly Warning[] {
  const all = records.flatMap(({ warnings }) => warnings);
  return all.filter(({ warning }) => warning === "wildcard-ended");
}

/** Names that were asked for before the first write, and not at the zone's own. */
function askedBelow({ trace }: Fakes, domain: DomainName): readonly string[] {
  return trace.of("dns.lookup").flatMap(({ about }) => (about.endsWith(domain) ? [about] : []));
}

describe("a wildcard's MX and SPF record", () => {
  it("are written out at the name with their TTL, and mail goes where it went", async () => {
    const fakes = createFakes([WILD_MX, WILD_SPF]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ state: "verified" });
    expect(standsAt(fakes, D, "MX")).toEqual([1800, ["10 mx.example.com"]]);
    expect(standsAt(fakes, D, "TXT")).toEqual([900, ["v=spf1 mx include:qcloudmail.com -all"]]);
    expect(recordOf(result, "mx")).toMatchObject({ action: "written-out", before: null });
    expect(recordOf(result, "spf")).toMatchObject({ action: "merged", before: null });
    expect(warningsIn(result, "mx")).toEqual(["mx-kept", "from-wildcard", "wildcard-ended"]);
    expect(warningsIn(result, "spf")).toEqual(["from-wildcard"]);
  });

  it("ask DNS for nothing that the run writes, and for one name that nobody has", async () => {
    const fakes = createFakes([WILD_MX, WILD_SPF]);
    await fakes.play(planDomain);
    expect(askedBelow(fakes, D)).toEqual([expect.stringMatching(/^TXT [0-9a-f]{16}\.mail\.example\.com$/)]);
    const own = createFakes([WILD_MX, rrset("A", D, ["192.0.2.1"])]);
    await own.play(planDomain);
    expect(askedBelow(own, D)).toEqual([]);
  });

  it("stand there the second time, and check finds no drift", async () => {
    const fakes = createFakes([WILD_MX, WILD_SPF]);
    await fakes.play(onboardDomain);
    const before = fakes.host.history().length;
    const again = await fakes.play(onboardDomain);
    expect(again.records.map(({ action }) => action)).toEqual([
      "unchanged",
      "kept",
      "unchanged",
      "unchanged",
    ]);
    expect(fakes.host.history()).toHaveLength(before);
    const checked = await fakes.play(checkDomain);
    expect(checked).toMatchObject({ state: "verified", exit: 0 });
    expect(warningsIn(checked, "mx")).toEqual(["mx-kept"]);
  });

  it("are taken away by undo, and the wildcard answers as before", async () => {
    const fakes = createFakes([WILD_MX, WILD_SPF]);
    const before = fakes.host.rrsets;
    await onboard(fakes);
    expect(await undo(fakes)).toMatchObject({ state: "undone" });
    expect(fakes.host.rrsets).toEqual(before);
  });

  it.each([
    ["add", ["10 mx.example.com", "20 mxbiz1.qq.com"], 1800],
    ["replace", ["10 mxbiz1.qq.com"], 300],
  ] as const)("follow --mx %s", async (mx, values, ttl) => {
    const fakes = createFakes([WILD_MX]);
    await fakes.play(onboardDomain, { policy: { ...DEFAULT_POLICY, mx } });
    expect(standsAt(fakes, D, "MX")).toEqual([ttl, values]);
  });

  it("stop the run before Create where they can't be merged, by the wildcard's name", async () => {
    const fakes = createFakes([rrset("TXT", "*.example.com", ["v=spf1 -include:qcloudmail.com -all"])]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ exit: 4, error: { code: "SPF_UNMERGEABLE" } });
    expect(result.error?.message).toContain("*.example.com");
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });
});

describe("which wildcard is in effect", () => {
  it.each([
    [
      "the name exists by what stands below it, which no host lists",
      D,
      rrset("A", `www.${D}`, ["192.0.2.1"]),
    ],
    ["a name between exists", EU, rrset("A", "www.eu.example.com", ["192.0.2.1"])],
  ])("is none where %s", async (_, domain, hidden) => {
    const fakes = createFakes([WILD_MX, hidden]);
    const result = await fakes.play(onboardDomain, { domain });
    expect(recordOf(result, "mx")).toMatchObject({ action: "created" });
    expect(standsAt(fakes, domain, "MX")).toEqual([300, ["10 mxbiz1.qq.com"]]);
    expect(warningsIn(result, "mx")).toEqual([]);
  });

  it("is none where the host lists something at the name or below", async () => {
    for (const stands of [rrset("A", D, ["192.0.2.1"]), rrset("TXT", `*.${D}`, ["x"])]) {
      const fakes = createFakes([WILD_MX, stands]);
      const result = await fakes.play(planDomain);
      expect(warningsIn(result, "mx")).not.toContain("from-wildcard");
      expect(askedBelow(fakes, D).filter((about) => about.startsWith("MX"))).toEqual([]);
    }
  });

  it("is the closest: further up is nothing, and what it ends begins between", async () => {
    const fakes = createFakes([WILD_MX]);
    const result = await fakes.play(onboardDomain, { domain: EU });
    expect(standsAt(fakes, EU, "MX")).toEqual([1800, ["10 mx.example.com"]]);
    expect(recordOf(result, "mx")?.warnings).toContainEqual({
      warning: "wildcard-ended",
      owner: "eu.example.com",
      wildcard: "*.example.com",
      lost: [{ type: "MX", ttl: 1800, values: ["10 mx.example.com"] }],
      below: ["MX"],
    });
  });

  it("is taken as the one that is listed where it can't be seen, which is said", async () => {
    const fakes = createFakes([WILD_MX]);
    const authority: Authority = {
      ...fakes.authority,
      lookup: (question, options) =>
        question.owner.endsWith(`.${D}`)
          ? Promise.resolve({ kind: "failed", because: "nobody answers" })
          : fakes.authority.lookup(question, options),
    };
    await fakes.play(onboardDomain, { authority });
    expect(standsAt(fakes, D, "MX")).toEqual([1800, ["10 mx.example.com"]]);
    expect(eventsOf(fakes, "warning.raised").map(({ warning }) => warning)).toEqual([
      { warning: "wildcard-not-seen", owner: D, wildcard: "*.example.com", because: "nobody answers" },
    ]);
  });

  it("is known for the policy's name, too: of the domain's own wildcard where the domain exists", async () => {
    const below = rrset("CNAME", `*.${D}`, ["vendor.example.net"]);
    const fakes = createFakes([below, rrset("MX", D, ["10 mxbiz1.qq.com"])]);
    const result = await fakes.play(onboardDomain);
    expect(endedIn(result)).toEqual([
      {
        warning: "wildcard-ended",
        owner: DMARC_NAME,
        wildcard: `*.${D}`,
        lost: [{ type: "CNAME", ttl: 3600, values: ["vendor.example.net"] }],
        below: ["CNAME"],
      },
      {
        warning: "wildcard-ended",
        owner: `_domainkey.${D}`,
        wildcard: `*.${D}`,
        lost: [{ type: "CNAME", ttl: 3600, values: ["vendor.example.net"] }],
        below: ["CNAME"],
      },
    ]);
    expect(askedBelow(fakes, D).filter((about) => about.startsWith("CNAME"))).toHaveLength(2);
  });

  it("is not asked for at a name for text alone where it holds nothing but addresses", async () => {
    const fakes = createFakes([
      rrset("A", `*.${D}`, ["192.0.2.1"]),
      rrset("MX", D, ["10 mxbiz1.qq.com"]),
      rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all"]),
    ]);
    expect(endedIn(await fakes.play(planDomain))).toEqual([]);
    expect(askedBelow(fakes, D)).toEqual([]);
  });

  it("is not looked for over a selector, which nobody has used", async () => {
    const fakes = createFakes([rrset("TXT", `*._domainkey.${D}`, ["v=DKIM1; p="])]);
    const result = await fakes.play(onboardDomain);
    expect(endedIn(result)).toEqual([]);
    expect(standsAt(fakes, KEY_NAME, "TXT")).toBeDefined();
    const known = createFakes([rrset("TXT", `*._domainkey.${D}`, ["v=DKIM1; p="])]);
    known.identities.seed(D, false);
    expect(endedIn(await known.play(onboardDomain))).toEqual([]);
  });

  it("is none where the name exists without a record, which a signed zone says of every name", async () => {
    const fakes = createFakes([WILD_MX]);
    const authority: Authority = {
      ...fakes.authority,
      lookup: (question, options) =>
        question.owner.endsWith(`.${D}`)
          ? Promise.resolve({ kind: "nodata" })
          : fakes.authority.lookup(question, options),
    };
    expect(recordOf(await fakes.play(onboardDomain, { authority }), "mx")).toMatchObject({
      action: "created",
    });
  });

  it("is seen by whatever type it holds", async () => {
    for (const type of ["A", "AAAA"]) {
      const fakes = createFakes([rrset(type, "*.example.com", [type === "A" ? "192.0.2.1" : "2001:db8::1"])]);
      expect(endedIn(await fakes.play(onboardDomain))).toMatchObject([{ owner: D, lost: [{ type }] }]);
      expect(eventsOf(fakes, "warning.raised")).toEqual([]);
    }
  });
});

describe("what wildcards answer", () => {
  const foundBy = async (rrsets: readonly RRset[], domain = D, apex = APEX) => {
    const fakes = createFakes(rrsets, apex);
    const foundZone = await fakes.clock.drive(findZone(fakes.run()));
    fakes.trace.calls.length = 0;
    const synthesised = await fakes.clock.drive(
      findSynthesised(fakes.run({ domain }), foundZone, rrsets, undefined),
    );
    return { fakes, foundZone, synthesised };
  };
  const NO_QUESTION = "there is no question that would show it";

  it("is found for the names that are written, those between, and where these have their policies", async () => {
    const { synthesised } = await foundBy([rrset("TXT", "*.example.com", ["v=DMARC1; p=reject"])], EU);
    expect(synthesised?.map(({ owner }) => owner).toSorted()).toEqual([
      "_dmarc.eu.example.com",
      `_dmarc.${EU}`,
      `_domainkey.${EU}`,
      "eu.example.com",
      EU,
    ]);
  });

  it("is nothing where there is no wildcard", async () => {
    expect((await foundBy([rrset("A", D, ["192.0.2.1"])])).synthesised).toBeUndefined();
  });

  it("is taken as listed, and told as unseen, where it holds nothing that one could ask for", async () => {
    const { fakes, synthesised } = await foundBy([rrset("CAA", "*.example.com", ['0 issue "ca.test"'])]);
    expect(synthesised).toMatchObject([{ owner: D, type: "CAA" }]);
    expect(warningsOf(fakes)).toEqual([
      { warning: "wildcard-not-seen", owner: D, wildcard: "*.example.com", because: NO_QUESTION },
    ]);
    expect(fakes.trace.calls).toEqual([]);
  });

  it("is taken as listed, and told as unseen, below a name that leaves no room for a question", async () => {
    const labels = ["a", "b", "c"].map((letter) => letter.repeat(63)).join(".");
    const long = parseDomainName(`mail.${labels}.${"d".repeat(38)}.com`);
    const wildcard = rrset("MX", `*.${parentOf(long)}`, ["10 mx.example.com"]);
    const { fakes, synthesised } = await foundBy([wildcard], long, parentOf(long));
    expect(synthesised).toMatchObject([{ owner: long, type: "MX" }]);
    expect(warningsOf(fakes)).toMatchObject([{ warning: "wildcard-not-seen", because: NO_QUESTION }]);
  });

  it("is known by the host's word where no name server can be asked: by what it holds at the name or below", async () => {
    const answered = async (hidden: readonly RRset[], port53: "open" | "blocked" = "blocked") => {
      const fakes = createFakes([WILD_MX, ...hidden]);
      const foundZone = await fakes.clock.drive(findZone(fakes.run()));
      const asked: unknown[] = [];
      const provider: typeof foundZone.provider = {
        ...foundZone.provider,
        holdsOthers: (zone, names, options) => {
          asked.push(names);
          return foundZone.provider.holdsOthers?.(zone, names, options) ?? Promise.resolve(undefined);
        },
      };
      fakes.authority.port53 = port53;
      const found = await findSynthesised(fakes.run(), { ...foundZone, provider }, [WILD_MX], undefined);
      expect(warningsOf(fakes)).toEqual([]);
      return { owners: found?.map(({ owner }) => owner), asked };
    };
    const asked = [{ top: D, known: [] }];
    expect(await answered([])).toEqual({ owners: [D], asked });
    expect(await answered([rrset("A", `www.${D}`, ["192.0.2.1"])])).toEqual({ owners: undefined, asked });
    expect(await answered([], "open")).toEqual({ owners: [D], asked: [] });
  });

  it("is not known of a host that has no such word, which is told, nor asked of it where DNS fails otherwise", async () => {
    const seen = async (changes: Partial<DnsProvider>, outOfSight: boolean) => {
      const fakes = createFakes([WILD_MX]);
      const foundZone = await fakes.clock.drive(findZone(fakes.run()));
      const provider = { ...foundZone.provider };
      Reflect.deleteProperty(provider, "holdsOthers");
      const failed = {
        kind: "failed",
        because: "nobody answers",
        ...(outOfSight && { outOfSight }),
      } as const;
      fakes.authority.lookup = () => Promise.resolve(failed);
      const heldZone = { ...foundZone, provider: { ...provider, ...changes } };
      const found = await findSynthesised(fakes.run(), heldZone, [WILD_MX], undefined);
      expect(found).toMatchObject([{ owner: D }]);
      return warningsOf(fakes).map(({ warning }) => warning);
    };
    expect(await seen({}, true)).toEqual(["wildcard-not-seen"]);
    expect(await seen({ holdsOthers: () => Promise.resolve(true) }, false)).toEqual(["wildcard-not-seen"]);
  });

  it("is followed from a CNAME alone, and to a name alone", async () => {
    for (const held of [
      rrset("TXT", "*.example.com", ["elsewhere.test"]),
      rrset("CNAME", "*.example.com", ["not a name"]),
    ]) {
      const { fakes, synthesised = [] } = await foundBy([held]);
      expect(new Set(synthesised.map(({ type }) => type))).toEqual(new Set([held.type]));
      const asked = fakes.trace.of("dns.lookup").map(({ about }) => about);
      expect(asked.filter((about) => !about.endsWith(`.${D}`))).toEqual([]);
    }
  });

  it("is a CNAME and no more where nothing stands behind it", async () => {
    const { synthesised } = await foundBy([rrset("CNAME", "*.example.com", ["elsewhere.test"])]);
    expect(synthesised?.map(({ owner, type }) => `${type} ${owner}`).toSorted()).toEqual([
      `CNAME _dmarc.${D}`,
      `CNAME _domainkey.${D}`,
      `CNAME ${D}`,
    ]);
  });

  it("is what the host holds there now, once it is read again", async () => {
    const { fakes, foundZone, synthesised = [] } = await foundBy([WILD_MX]);
    const known = { ...foundZone, surroundings: { synthesised } };
    const values = ["10 new.example.com"];
    const now = await withWildcardsNow(fakes.run(), known, [{ ...WILD_MX, values }]);
    expect(now.surroundings.synthesised).toEqual(synthesised.map((one) => ({ ...one, values })));
    const without = { ...foundZone, surroundings: {} };
    expect(await withWildcardsNow(fakes.run(), without, [WILD_MX])).toBe(without);
  });

  it("is looked for at each other name that SES asks for, and at no selector", () => {
    const fakes = createFakes();
    const bounces = parseDomainName(`bounces.${D}`);
    const requirements = [
      ...fakes.identities.asks(D),
      { purpose: "other", owner: bounces, type: "MX", expected: "mx.qq.com" } as const,
    ];
    const records = requirements.map((requirement) => ({ requirement, currentValue: "", status: false }));
    const names = namesToWrite(D, { domain: D, verified: false, records, requestId: "fake" });
    expect(names).toContain(bounces);
    expect(names).not.toContain(KEY_NAME);
  });
});

describe("what is no conflict", () => {
  it("is addresses and other texts: the record to add is told with the record that ends them", async () => {
    const site = rrset("TXT", "*.example.com", ["site=1"]);
    const fakes = createFakes([rrset("A", "*.example.com", ["192.0.2.80"]), site]);
    const result = await fakes.play(onboardDomain);
    expect(recordOf(result, "mx")).toMatchObject({ action: "created" });
    expect(endedIn(result)).toMatchObject([
      { warning: "wildcard-ended", owner: D, lost: [{ values: ["192.0.2.80"] }, { values: ["site=1"] }] },
    ]);
    // The first SPF record of a name that has had an address.
    expect(recordOf(result, "spf")?.warnings).toContainEqual({
      warning: "spf-first-record",
      owner: D,
      leftOut: ["192.0.2.80"],
    });
  });

  it("is a name server at the wildcard", async () => {
    const fakes = createFakes([rrset("NS", "*.example.com", ["ns.elsewhere.test"])]);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  });
});

describe("a wildcard's CNAME", () => {
  const alias = rrset("CNAME", "*.example.com", ["pages.elsewhere.test"], 600);

  function behind(records: Readonly<Record<string, readonly string[] | "failed">>): Fakes {
    const fakes = createFakes([alias]);
    for (const [type, values] of Object.entries(records))
      fakes.authority.elsewhere.set(`${type} pages.elsewhere.test`, values);
    return fakes;
  }

  it("has the MX and SPF record written out to which it leads", async () => {
    const fakes = behind({ MX: ["10 mx.elsewhere.test"], TXT: ["v=spf1 -all", "theirs=1"] });
    const result = await fakes.play(onboardDomain);
    expect(standsAt(fakes, D, "MX")).toEqual([300, ["10 mx.elsewhere.test"]]);
    expect(standsAt(fakes, D, "TXT")).toEqual([300, ["v=spf1 include:qcloudmail.com -all"]]);
    expect(recordOf(result, "mx")?.warnings).toContainEqual({
      warning: "from-wildcard",
      owner: D,
      type: "MX",
      wildcard: "*.example.com",
      values: ["10 mx.elsewhere.test"],
      through: "pages.elsewhere.test",
    });
    expect(recordOf(result, "mx")?.warnings).toMatchObject([
      { warning: "mx-kept" },
      { warning: "from-wildcard" },
      { warning: "wildcard-ended", lost: [{ type: "CNAME", values: ["pages.elsewhere.test"] }] },
    ]);
  });

  it("has that written out with the lower TTL of both, and never below the zone's lowest", async () => {
    for (const [minTtl, ttl] of [
      [60, 120],
      [200, 200],
      [900, 900],
    ] as const) {
      const fakes = createFakes([{ ...alias, ttl: 120 }]);
      fakes.zones = fakes.zones.map((zone) => ({ ...zone, minTtl }));
      fakes.authority.elsewhere.set("MX pages.elsewhere.test", ["10 mx.elsewhere.test"]);
      await fakes.play(onboardDomain);
      expect(standsAt(fakes, D, "MX")).toEqual([ttl, ["10 mx.elsewhere.test"]]);
      expect(standsAt(fakes, KEY_NAME, "TXT")?.[0]).toBe(Math.max(300, minTtl));
    }
  });

  it("is followed once for all names, and not to what the run writes", async () => {
    const fakes = behind({ MX: ["10 mx.elsewhere.test"] });
    await fakes.play(planDomain);
    const asked = fakes.trace.of("dns.lookup").map(({ about }) => about);
    expect(asked.filter((about) => about === "MX pages.elsewhere.test")).toHaveLength(1);
    const circle = createFakes([{ ...alias, values: [D] }]);
    await circle.play(planDomain);
    expect(circle.trace.of("dns.lookup").filter(({ about }) => about === `MX ${D}`)).toEqual([]);
  });

  it("is told with its target where that takes no mail", async () => {
    const result = await behind({}).play(onboardDomain);
    expect(recordOf(result, "mx")).toMatchObject({
      action: "created",
      warnings: [{ warning: "wildcard-ended", lost: [{ values: ["pages.elsewhere.test"] }] }],
    });
  });

  it("stops the run where it can't be seen what stands there", async () => {
    const fakes = behind({ MX: "failed" });
    expect(await fakes.play(onboardDomain)).toMatchObject({
      exit: 7,
      error: { code: "NOT_OBSERVABLE" },
    });
    expect(fakes.host.history()).toHaveLength(1);
  });
});

describe("a run that was killed after its first write at a host that writes one by one", () => {
  const MX = rrset("MX", D, ["10 mx.example.com"], 1800);

  it("left the MX alone, and the next one still joins the wildcard's SPF record and policy", async () => {
    const policy = rrset("TXT", "*.example.com", ["v=spf1 mx -all", "v=DMARC1; p=reject"], 900);
    const fakes = createFakes([WILD_MX, policy, MX]);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(standsAt(fakes, D, "MX")).toEqual([1800, ["10 mx.example.com"]]);
    expect(standsAt(fakes, D, "TXT")).toEqual([900, ["v=spf1 mx include:qcloudmail.com -all"]]);
    expect(standsAt(fakes, DMARC_NAME, "TXT")?.[1]).toEqual(["v=DMARC1; p=reject"]);
  });

  it.each([
    ["an MX of its own", { ...MX, values: ["10 own.example.com"] }, []],
    ["an MX of another TTL", { ...MX, ttl: 300 }, []],
    ["something beside it", MX, [rrset("A", D, ["192.0.2.1"])]],
  ])("is not what %s tells of", async (_, mx, others) => {
    const fakes = createFakes([WILD_MX, WILD_SPF, mx, ...others]);
    await fakes.play(onboardDomain);
    expect(standsAt(fakes, D, "TXT")?.[1]).toEqual(["v=spf1 include:qcloudmail.com ~all"]);
  });
});
