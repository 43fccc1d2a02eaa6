import { describe, expect, it } from "vitest";
import { parseDomainName, type DomainName } from "../../../../src/dns/domain-name.ts";
import type { Lookup } from "../../../../src/dns/observation.ts";
import { measureImpact, type SpfImpact } from "../../../../src/plan/spf/impact/impact.ts";
import { mergeSpf } from "../../../../src/plan/spf/merge.ts";
import type { SpfLookup } from "../../../../src/plan/spf/prove.ts";

const D = parseDomainName("mail.example.com");
const APEX = parseDomainName("example.com");
const WANTED = "v=spf1 include:qcloudmail.com ~all";

type World = Readonly<Record<string, readonly string[] | "failed">>;

const SES: World = { "TXT qcloudmail.com": ["v=spf1 ip4:203.0.113.0/24 ip6:2001:db8:5e5::/48 ~all"] };

/** A world of `TYPE name` → values; what is not in it does not exist. Keeps what it was asked. */
function lookupIn(given: World): SpfLookup & { readonly asked: string[] } {
  const world: World = { ...SES, ...given };
  const asked: string[] = [];
  const lookup: SpfLookup = async ({ owner, type }): Promise<Lookup> => {
    asked.push(`${type} ${owner}`);
    const values = world[`${type} ${owner}`];
    if (values === "failed") return { kind: "failed", because: "no server answers" };
    if (values === undefined) return { kind: "nxdomain" };
    return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values } };
  };
  return Object.assign(lookup, { asked });
}

/** A change of the record alone. */
async function measure(before: string, lookup: SpfLookup, above: readonly DomainName[] = []) {
  const change = { owner: D, before, after: mergeSpf(before, WANTED), wanted: WANTED };
  const { impact } = await measureImpact(change, { now: lookup, later: lookup, above });
  return impact as SpfImpact;
}

function hosts(count: number): { readonly terms: string; readonly world: World } {
  const names = Array.from({ length: count }, (_, index) => `h${index}.example`);
  return {
    terms: names.map((name) => `a:${name}`).join(" "),
    world: Object.fromEntries(names.map((name, index) => [`A ${name}`, [`198.51.100.${index * 4}`]])),
  };
}

describe("measureImpact", () => {
  it("judges each edge of each network before and after, and SES's senders", async () => {
    const lookup = lookupIn({ "TXT i.example": ["v=spf1 ip4:192.0.2.0/25 -all"] });
    expect(await measure("v=spf1 include:i.example -all", lookup)).toEqual({
      checked: 8,
      otherwise: 0,
      senders: 1,
      passing: 4,
      notProved: [],
      above: [],
      referring: [],
      rows: [
        {
          ...row(
            "include:qcloudmail.com",
            ["203.0.113.0", "203.0.113.255", "2001:db8:5e5::", "2001:db8:5e5:ffff:ffff:ffff:ffff:ffff"],
            "fail",
            "pass",
          ),
          ses: true,
        },
        row(
          "include:qcloudmail.com",
          ["203.0.112.255", "203.0.114.0", "2001:db8:5e4:ffff:ffff:ffff:ffff:ffff", "2001:db8:5e6::"],
          "fail",
          "fail",
        ),
        row("include:i.example", ["192.0.2.0", "192.0.2.127"], "pass", "pass"),
        row("include:i.example", ["192.0.1.255", "192.0.2.128"], "fail", "fail"),
      ],
    });
  });

  it("takes the name's own addresses and MX as the DNS host says, and never asks for its texts", async () => {
    const lookup = lookupIn({
      "A mx.example": ["192.0.2.25"],
      "TXT i.example": [`v=spf1 a:${D} -all`],
      [`MX ${D}`]: ["10 mx.example"],
      [`A ${D}`]: ["192.0.2.7"],
      "AAAA mx.example": ["2001:db8::25"],
      [`AAAA ${D}`]: ["2001:db8::7"],
    });
    const impact = await measure("v=spf1 mx a include:i.example -all", lookup);
    expect(lookup.asked).not.toContain(`TXT ${D}`);
    expect(impact.rows.filter(({ after }) => after === "pass").flatMap(({ addresses }) => addresses)).toEqual(
      expect.arrayContaining(["192.0.2.25", "192.0.2.7"]),
    );
  });

  it("judges the addresses of each exchanger", async () => {
    const mx = { [`MX ${D}`]: ["10 a.example", "20 b.example"] };
    const lookup = lookupIn({ ...mx, "A a.example": ["192.0.2.1"], "A b.example": ["198.51.100.1"] });
    const { rows } = await measure("v=spf1 mx -all", lookup);
    expect(rows).toContainEqual(row("mx", ["192.0.2.1", "198.51.100.1"], "pass", "pass"));
  });

  it("judges the IPv6 addresses of a host, too", async () => {
    const lookup = lookupIn({ "A h.example": ["192.0.2.1"], "AAAA h.example": ["2001:db8::1"] });
    const { rows } = await measure("v=spf1 a:h.example -all", lookup);
    expect(rows).toContainEqual(row("a:h.example", ["192.0.2.1", "2001:db8::1"], "pass", "pass"));
  });

  it("ends on records that include each other, which receivers give up on", async () => {
    const lookup = lookupIn({
      "TXT i.example": ["v=spf1 include:j.example -all"],
      "TXT j.example": ["v=spf1 include:i.example -all"],
    });
    await expect(measure("v=spf1 include:i.example -all", lookup)).rejects.toMatchObject({
      code: "SPF_UNMERGEABLE",
      facts: { before: "permerror" },
    });
  });

  it("asks each question once", async () => {
    const lookup = lookupIn({ "TXT i.example": ["v=spf1 a:h.example -all"], "A h.example": ["192.0.2.1"] });
    await measure("v=spf1 a:h.example include:i.example -all", lookup);
    expect(new Set(lookup.asked).size).toBe(lookup.asked.length);
  });

  it.each([
    ["v=spf1 -ip4:203.0.113.128/25 -all", "203.0.113.255", "fail", "fail"],
    ["v=spf1 ~ip4:203.0.0.0/8 -all", "203.0.113.0", "softfail", "softfail"],
    ["v=spf1 include:gone.example -all", "203.0.113.0", "permerror", "permerror"],
  ])("refuses %s, by which SES's senders would not pass", async (before, address, was, is) => {
    await expect(measure(before, lookupIn({}))).rejects.toMatchObject({
      code: "SPF_UNMERGEABLE",
      facts: { owner: D, name: D, address, before: was, after: is, ses: true },
    });
  });

  it("names the first term that has an address, and judges that once", async () => {
    const lookup = lookupIn({ "A h.example": ["192.0.2.1"] });
    const { rows } = await measure("v=spf1 ip4:192.0.2.1 a:h.example -all", lookup);
    expect(rows.filter(({ addresses }) => addresses.includes("192.0.2.1"))).toEqual([
      row("ip4:192.0.2.1", ["192.0.2.1"], "pass", "pass"),
    ]);
  });

  it("leads to an include where it is by the limit that SES's senders don't pass", async () => {
    const names = Array.from({ length: 10 }, (_, index) => `i${index}.example`);
    const lookup = lookupIn(Object.fromEntries(names.map((name) => [`TXT ${name}`, ["v=spf1 ?all"]])));
    const record = `v=spf1 ${names.map((name) => `include:${name}`).join(" ")} -all`;
    await expect(measure(record, lookup)).rejects.toMatchObject({
      facts: { before: "fail", after: "permerror", ses: true },
      hint: expect.stringContaining("Take an include out") as string,
    });
  });

  it("names the term on which receivers give up", async () => {
    await expect(measure("v=spf1 include:gone.example -all", lookupIn({}))).rejects.toThrow(
      'give up on the record of mail.example.com at "include:gone.example" (there is no SPF record at its name)',
    );
    const deep = lookupIn({ "TXT i.example": ["v=spf1 include:gone.example -all"] });
    await expect(measure("v=spf1 include:i.example -all", deep)).rejects.toThrow(
      'at "include:gone.example" (there is no SPF record at its name)',
    );
  });

  it("tells SES's senders apart from others by one term, and the record from those that refer to it", async () => {
    const record = "v=spf1 ip4:203.0.112.0/23 -all";
    const impact = await measure(record, lookupIn({}), [APEX]);
    expect(impact.referring).toEqual([]);
    const ses = row("include:qcloudmail.com", ["203.0.113.0", "203.0.113.255"], "pass", "pass");
    expect(impact.rows).toContainEqual({ ...ses, ses: true });
    expect(impact.rows).toContainEqual(row("ip4:203.0.112.0/23", ["203.0.112.0"], "pass", "pass"));
  });

  it("blames SES's own record where that is broken, and no sender of others", async () => {
    const lookup = lookupIn({ "TXT qcloudmail.com": ["v=spf1 include:gone.example -all"] });
    await expect(measure("v=spf1 ip4:192.0.2.1 -all", lookup)).rejects.toMatchObject({
      code: "SPF_UNMERGEABLE",
      message: expect.stringMatching(/^Receivers give up on what SES itself asks for/) as string,
      hint: expect.stringContaining("Tencent Cloud") as string,
    });
  });

  it("refuses the lookup that is one too many, although the first match of some comes before it", async () => {
    const { terms, world } = hosts(10);
    await expect(measure(`v=spf1 ${terms} -all`, lookupIn(world))).rejects.toMatchObject({
      code: "SPF_UNMERGEABLE",
      facts: { before: "fail", after: "permerror", ses: true },
    });
  });

  it("takes a broken term behind SES's for what it is: no matter of theirs, and as before for others", async () => {
    const impact = await measure("v=spf1 redirect=gone.example", lookupIn({}));
    expect(impact).toMatchObject({ passing: 4, notProved: [] });
  });

  it("gives no verdict where a lookup fails, and goes on with the rest", async () => {
    const lookup = lookupIn({ "TXT slow.example": "failed" });
    expect(await measure("v=spf1 include:slow.example ip4:192.0.2.1 -all", lookup)).toMatchObject({
      senders: 1,
      passing: 4,
      notProved: [{ term: "include:slow.example", because: expect.any(String) as string }],
    });
    expect(await measure("v=spf1 redirect=slow.example", lookup)).toMatchObject({
      passing: 4,
      notProved: [{ term: "redirect=slow.example" }],
    });
  });

  it.each(["ptr", "exists:%{i}.v.example"])(
    "trusts in no %s that may match first, since in the worst case it does not",
    async (term) => {
      await expect(measure(`v=spf1 ${term} -ip4:203.0.113.0/24 -all`, lookupIn({}))).rejects.toMatchObject({
        code: "SPF_UNMERGEABLE",
        facts: { after: "fail", ses: true },
      });
    },
  );

  it("gives no verdict on SES's senders where a lookup in front of them fails", async () => {
    const lookup = lookupIn({ "TXT slow.example": "failed" });
    const impact = await measure("v=spf1 include:slow.example -ip4:203.0.113.0/24 -all", lookup);
    expect(impact).toMatchObject({ passing: 0, notProved: [{ term: "include:slow.example" }] });
  });

  it.each([400, 4_000])("judges SES's senders first, whatever else there is: %i networks", async (count) => {
    const many = Array.from({ length: count }, (_, index) => `ip4:10.${index >> 8}.${index & 255}.0/28`);
    await expect(
      measure(`v=spf1 ${many.join(" ")} -ip4:203.0.113.0/24 -all`, lookupIn({})),
    ).rejects.toMatchObject({ code: "SPF_UNMERGEABLE", facts: { after: "fail", ses: true } });
  });

  it("has questions enough for three mx of ten hosts each in front of SES's senders", async () => {
    const names = Array.from({ length: 30 }, (_, index) => `h${index}.example`);
    const exchangers = (from: number) => names.slice(from, from + 10).map((name) => `10 ${name}`);
    const lookup = lookupIn({
      ...Object.fromEntries(
        names.flatMap((name) => [
          [`A ${name}`, ["192.0.2.9"]],
          [`AAAA ${name}`, ["2001:db8::9"]],
        ]),
      ),
      "MX a.example": exchangers(0),
      "MX b.example": exchangers(10),
      "MX c.example": exchangers(20),
    });
    const impact = await measure("v=spf1 mx:a.example mx:b.example mx:c.example -all", lookup);
    expect(impact).toMatchObject({ passing: 4, notProved: [] });
  });

  it("asks nothing that depends on a mail", async () => {
    const lookup = lookupIn({ [`A ${D}.x.example`]: ["127.0.0.2"] });
    const { notProved } = await measure(
      "v=spf1 exists:%{i}.x.example exists:%{l}.x.example exists:%{p}.x.example ptr include:%{h} a:%{i}.x.example mx:%{i}.x.example ?exists:%{d}.y.example -all",
      lookup,
    );
    expect(notProved.map(({ term }) => term)).toEqual([
      "exists:%{i}.x.example",
      "exists:%{l}.x.example",
      "exists:%{p}.x.example",
      "ptr",
      "include:%{h}",
      "a:%{i}.x.example",
      "mx:%{i}.x.example",
    ]);
    expect(lookup.asked).toEqual(["TXT qcloudmail.com", `A ${D}.y.example`]);
  });

  it("asks for no exchanger where there is no MX", async () => {
    const lookup = lookupIn({});
    await measure("v=spf1 mx:gone.example -all", lookup);
    expect(lookup.asked.toSorted()).toEqual(["MX gone.example", "TXT qcloudmail.com"]);
  });

  it("asks for the addresses of ten exchangers, as receivers do at most", async () => {
    const exchangers = Array.from({ length: 11 }, (_, index) => `10 h${index}.example`);
    const lookup = lookupIn({ "TXT r.example": ["v=spf1 mx:m.example"], "MX m.example": exchangers });
    await measure("v=spf1 redirect=r.example", lookup);
    expect(lookup.asked).toContain("A h9.example");
    expect(lookup.asked).not.toContain("A h10.example");
  });

  it("passes over what a name server gives as an address and is none", async () => {
    const lookup = lookupIn({ "A h.example": ["none", "192.0.2.1"] });
    const { rows } = await measure("v=spf1 a:h.example -all", lookup);
    expect(rows).toContainEqual(row("a:h.example", ["192.0.2.1"], "pass", "pass"));
  });

  it("reads forty records, the domain's own among them, and tells that there are more", async () => {
    const openOf = async (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `i${index}.example`);
      const lookup = lookupIn({
        ...Object.fromEntries(names.map((name) => [`TXT ${name}`, ["v=spf1 -all"]])),
        "TXT r.example": [`v=spf1 ${names.map((name) => `include:${name}`).join(" ")} -all`],
      });
      return (await measure("v=spf1 redirect=r.example", lookup)).notProved;
    };
    expect(await openOf(38)).toEqual([]);
    expect(await openOf(39)).toEqual([{ term: "…", because: "more than 40 records would have to be read" }]);
  });

  it("says that SES's senders pass only when it could learn who they are", async () => {
    const lookup = lookupIn({ "TXT qcloudmail.com": "failed" });
    expect(await measure("v=spf1 ip4:192.0.2.1 -all", lookup)).toMatchObject({ passing: 0 });
  });

  it("ends on a tree without end, and tells it", async () => {
    const lookup = lookupIn({});
    const endless: SpfLookup = async ({ owner, type }) => {
      const known = await lookup({ owner, type });
      if (!owner.endsWith("x.example")) return known;
      const values = [`v=spf1 include:a.${owner} include:b.${owner} -all`];
      return { kind: "answer", canonicalName: owner, rrset: { owner, type, ttl: 60, values } };
    };
    const impact = await measure("v=spf1 redirect=x.example", endless);
    expect(lookup.asked.length).toBeLessThan(60);
    expect(impact).toMatchObject({
      passing: 4,
      notProved: [{ because: "more than 40 records would have to be read" }],
    });
  });

  it("judges a thousand addresses, and tells that there are more", async () => {
    const many = Array.from({ length: 300 }, (_, index) => `ip4:10.${index % 250}.${index}.0/28`);
    const lookup = lookupIn({
      "TXT many.example": [`v=spf1 ${many.join(" ").replaceAll(/\.2[5-9]\d\./g, ".9.")} -all`],
    });
    const { notProved } = await measure("v=spf1 include:many.example -all", lookup);
    expect(notProved).toEqual([{ term: "…", because: expect.stringContaining("1000") as string }]);
  });

  it("tells of no more where there are a thousand addresses exactly", async () => {
    const cutOf = async (count: number) => {
      const many = Array.from({ length: count }, (_, index) => `ip4:10.${index}.0.0/28`);
      const lookup = lookupIn({ "TXT many.example": [`v=spf1 ${many.join(" ")} -all`] });
      return (await measure("v=spf1 include:many.example -all", lookup)).notProved.length;
    };
    // Four of each network, and SES's eight.
    expect([await cutOf(248), await cutOf(249)]).toEqual([0, 1]);
  });

  it("lets an abort through", async () => {
    const reason = new Error("stop");
    await expect(measure("v=spf1 -all", async () => Promise.reject(reason))).rejects.toBe(reason);
  });
});

describe("measureImpact on records that refer to this one", () => {
  it.each([
    `v=spf1 include:${D} -all`,
    `v=spf1 ?include:${D} -all`,
    `v=spf1 redirect=${D}`,
    "v=spf1 include:mail.%{d} -all",
  ])("judges %s as well", async (theirs) => {
    const impact = await measure("v=spf1 ip4:192.0.2.1 -all", lookupIn({ [`TXT ${APEX}`]: [theirs] }), [
      APEX,
    ]);
    expect(impact.referring).toEqual([APEX]);
    expect(impact.rows.map(({ name }) => name)).toContain(APEX);
  });

  it("judges the networks of their own, too, and counts this record's addresses alone", async () => {
    const theirs = `v=spf1 ip4:198.51.100.7 include:${D} -all`;
    const lookup = lookupIn({ [`TXT ${APEX}`]: [theirs] });
    const impact = await measure("v=spf1 ip4:192.0.2.1 -all", lookup, [APEX]);
    expect(impact.rows).toContainEqual({
      ...row("ip4:198.51.100.7", ["198.51.100.7"], "pass", "pass"),
      name: APEX,
    });
    // Two addresses and their neighbours, and the four next to SES's: each once, although both records are judged.
    expect(impact).toMatchObject({ senders: 1, passing: 4, checked: 10 });
  });

  it("judges one that refers to the name by its address, although nobody is judged otherwise", async () => {
    const lookup = lookupIn({
      [`TXT ${D}`]: [WANTED],
      [`TXT ${APEX}`]: [`v=spf1 a:${D} include:${D} -all`],
      [`A ${D}`]: ["192.0.2.1"],
    });
    const change = { owner: D, before: undefined, after: WANTED, wanted: WANTED };
    const { impact } = await measureImpact(change, { now: lookup, later: lookup, above: [APEX] });
    expect(impact).toMatchObject({ referring: [APEX], otherwise: 0, senders: 0, checked: 0 });
  });

  it("passes by one that does not", async () => {
    const theirs = "v=spf1 ip4:192.0.2.1 -all";
    const lookup = lookupIn({ [`TXT ${APEX}`]: [theirs] });
    const impact = await measure("v=spf1 -all", lookup, [APEX]);
    expect(impact.referring).toEqual([]);
  });

  it("refuses when theirs would go over the limit by ours", async () => {
    const { terms, world } = hosts(9);
    const theirs = `v=spf1 ${terms} include:${D} -all`;
    const lookup = lookupIn({ ...world, [`TXT ${APEX}`]: [theirs] });
    await expect(measure("v=spf1 ip4:192.0.2.1 -all", lookup, [APEX])).rejects.toMatchObject({
      code: "SPF_UNMERGEABLE",
      facts: { owner: D, name: APEX, after: "permerror" },
      hint: expect.stringContaining(`SPF record of ${APEX}`) as string,
    });
  });

  it.each(["exists:%{i}.vendor.example", "ptr"])(
    "refuses so although one holds %s, which no proof can know",
    async (unknowable) => {
      const { terms, world } = hosts(8);
      const theirs = `v=spf1 include:${D} ${unknowable} ${terms} -all`;
      await expect(
        measure("v=spf1 ip4:192.0.2.1 -all", lookupIn({ ...world, [`TXT ${APEX}`]: [theirs] }), [APEX]),
      ).rejects.toMatchObject({
        code: "SPF_UNMERGEABLE",
        facts: { owner: D, name: APEX, before: "fail", after: "permerror" },
      });
    },
  );

  it.each(["~", "-", "?"])(
    "refuses when SES's own mail would come out otherwise by %sinclude",
    async (qualifier) => {
      const theirs = `v=spf1 ${qualifier}include:${D} include:qcloudmail.com -all`;
      await expect(
        measure("v=spf1 ip4:192.0.2.1 -all", lookupIn({ [`TXT ${APEX}`]: [theirs] }), [APEX]),
      ).rejects.toMatchObject({ code: "SPF_UNMERGEABLE", facts: { name: APEX, before: "pass", ses: true } });
    },
  );

  it("lets one be mended by a record where none stood", async () => {
    const lookup = lookupIn({ [`TXT ${APEX}`]: [`v=spf1 include:${D} -all`] });
    const change = { owner: D, before: undefined, after: WANTED, wanted: WANTED };
    const { impact } = await measureImpact(change, { now: lookup, later: lookup, above: [APEX] });
    expect(impact).toMatchObject({ referring: [APEX], passing: 4 });
  });

  it("does not when they are over it already", async () => {
    const { terms, world } = hosts(12);
    const theirs = `v=spf1 ${terms} include:${D} -all`;
    const lookup = lookupIn({ ...world, [`TXT ${APEX}`]: [theirs] });
    const impact = await measure("v=spf1 ip4:192.0.2.1 -all", lookup, [APEX]);
    expect(impact.referring).toEqual([APEX]);
  });
});

describe("measureImpact beside other changes of the plan", () => {
  const both = (now: World, later: World) => ({ now: lookupIn(now), later: lookupIn(later), above: [APEX] });
  const merged = (before: string) => ({ owner: D, before, after: mergeSpf(before, WANTED), wanted: WANTED });

  it("shows who passes no more, since the name loses the address that a wildcard gave it", async () => {
    const around = both({ [`A ${D}`]: ["192.0.2.1"] }, {});
    const { impact } = await measureImpact(merged("v=spf1 a -all"), around);
    expect(impact).toMatchObject({ otherwise: 1, passing: 4, checked: 6 });
    expect(impact?.rows).toContainEqual(row("a", ["192.0.2.1"], "pass", "fail"));
  });

  it("shows who passes from now on, by the MX that is written", async () => {
    const mx = { [`MX ${D}`]: ["10 mx.example"], "A mx.example": ["192.0.2.25"] };
    const { impact } = await measureImpact(merged("v=spf1 mx -all"), both({}, mx));
    expect(impact?.rows).toContainEqual(row("mx", ["192.0.2.25"], "fail", "pass"));
  });

  it("takes a record for broken only where it is, once all is written", async () => {
    const before = "v=spf1 a mx a:gone.example ip4:192.0.2.1 -all";
    const mx = {
      [`MX ${D}`]: ["10 mx.example"],
      "A mx.example": ["192.0.2.25"],
      "AAAA mx.example": ["2001:db8::25"],
    };
    const { impact } = await measureImpact(merged(before), both({}, mx));
    expect(impact).toMatchObject({ passing: 4 });
  });

  it.each([
    ["a", `v=spf1 a:${D} -all`, { [`A ${D}`]: ["192.0.2.1"] }],
    ["mx", `v=spf1 mx:${D} -all`, { [`MX ${D}`]: ["10 h.example"], "A h.example": ["192.0.2.1"] }],
    ["its own mx", "v=spf1 mx -all", { [`MX ${APEX}`]: [`10 ${D}`], [`A ${D}`]: ["192.0.2.1"] }],
  ] as const)("judges a record above that refers to the name by %s", async (_how, theirs, now) => {
    const text = {
      [`TXT ${APEX}`]: [theirs],
      ...("MX example.com" in now ? { [`MX ${APEX}`]: now["MX example.com"] } : {}),
    };
    const change = { owner: D, before: undefined, after: WANTED, wanted: WANTED };
    const { impact } = await measureImpact(change, both({ ...now, ...text }, text));
    expect(impact).toMatchObject({ referring: [APEX], otherwise: 1 });
    expect(impact?.rows.filter(({ before, after }) => before === "pass" && after === "fail")).toHaveLength(1);
  });

  it("judges a record above that refers to the name by the MX that it had", async () => {
    const text = { [`TXT ${APEX}`]: ["v=spf1 mx -all"] };
    const change = { owner: D, before: undefined, after: WANTED, wanted: WANTED };
    const now = { ...text, [`MX ${APEX}`]: [`10 ${D}`], [`A ${D}`]: ["192.0.2.1"] };
    const { impact } = await measureImpact(change, both(now, text));
    expect(impact).toMatchObject({ referring: [APEX], otherwise: 1 });
  });
});

describe("measureImpact on a record that stays", () => {
  it("shows who passes no more by what else the plan changes", async () => {
    const record = "v=spf1 a include:qcloudmail.com -all";
    const now = lookupIn({ [`A ${D}`]: ["192.0.2.1"] });
    const change = { owner: D, before: record, after: record, wanted: WANTED };
    const { impact } = await measureImpact(change, { now, later: lookupIn({}), above: [] });
    expect(impact).toMatchObject({ otherwise: 1 });
  });

  it("asks for nobody above it where nothing else changes", async () => {
    const lookup = lookupIn({ [`TXT ${APEX}`]: [`v=spf1 include:${D} -all`] });
    const change = { owner: D, before: WANTED, after: WANTED, wanted: WANTED };
    const { impact } = await measureImpact(change, { now: lookup, later: lookup, above: [APEX] });
    expect([impact, lookup.asked]).toEqual([undefined, ["TXT qcloudmail.com"]]);
  });

  const stays = (record: string, given: World = {}) => {
    const lookup = lookupIn(given);
    const change = { owner: D, before: record, after: record, wanted: WANTED };
    return measureImpact(change, { now: lookup, later: lookup, above: [] });
  };

  it.each([
    ["v=spf1 -ip4:203.0.113.0/24 include:qcloudmail.com -all", "fail", "-ip4:203.0.113.0/24"],
    ["v=spf1 -a:h.example/0 include:qcloudmail.com -all", "fail", "-a:h.example/0"],
    ["v=spf1 mx:dead.example include:qcloudmail.com -all", "permerror", undefined],
  ])("finds that SES's senders fail by %s, and refuses nothing", async (record, result, by) => {
    const hosts3 = ["10 d0.example", "10 d1.example", "10 d2.example"];
    const world = { "A h.example": ["192.0.2.1"], "MX dead.example": hosts3 };
    expect(await stays(record, world)).toMatchObject({
      impact: undefined,
      ses: { kind: "fails", judgement: { result, by } },
    });
  });

  it("finds that they pass", async () => {
    expect(await stays(WANTED)).toEqual({ impact: undefined, ses: { kind: "passes", addresses: 4 } });
  });

  it("gives no verdict where a lookup in front of theirs fails", async () => {
    const record = "v=spf1 include:slow.example -ip4:203.0.113.0/24 include:qcloudmail.com -all";
    expect(await stays(record, { "TXT slow.example": "failed" })).toMatchObject({
      ses: { kind: "unknown", open: { term: "include:slow.example" } },
    });
  });

  it("gives no verdict where what SES asks for can't be looked up", async () => {
    expect(await stays(WANTED, { "TXT qcloudmail.com": "failed" })).toMatchObject({
      ses: { kind: "unknown", open: { term: "include:qcloudmail.com" } },
    });
  });
});

function row(term: string, addresses: readonly string[], before: string, after: string) {
  return { name: D, term, addresses, before, after, ses: false };
}
