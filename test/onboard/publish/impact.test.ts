import { describe, expect, it } from "vitest";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { DEFAULT_POLICY, type Policy } from "../../../src/plan/requirement.ts";
import { APEX, createFakes, D, eventsOf, rrset } from "../fakes.ts";

const OWN = rrset("TXT", D, ["v=spf1 mx include:_spf.google.com -all"]);
const MX = rrset("MX", D, ["10 mx.elsewhere.example"]);

function createMerge(atApex: string) {
  const fakes = createFakes([OWN, MX, rrset("TXT", APEX, [atApex])]);
  fakes.authority.elsewhere.set("A mx.elsewhere.example", ["192.0.2.25"]);
  return fakes;
}

describe("a plan that merges SPF", () => {
  it("says what it does to mail, with the records of the zone that refer to the name", async () => {
    const fakes = createMerge(`v=spf1 include:${D} -all`);
    const result = await fakes.play(planDomain);
    expect(result.records.find(({ purpose }) => purpose === "spf")?.impact).toMatchObject({
      senders: 2,
      passing: 2,
      notProved: [],
      referring: [APEX],
    });
  });

  it("asks DNS for nothing at the name, before it is written", async () => {
    const fakes = createMerge("other");
    await fakes.play(planDomain);
    const asked = fakes.trace.of("dns.lookup").map(({ about }) => about);
    expect(asked).toContain("A mx.elsewhere.example");
    expect(asked.filter((about) => [`TXT ${D}`, `MX ${D}`, `TXT ${APEX}`].includes(about))).toEqual([]);
  });

  it("stops before anything is created when a record that refers to the name would break", async () => {
    const names = Array.from({ length: 7 }, (_, index) => `a:h${index}.elsewhere.example`);
    const fakes = createMerge(`v=spf1 ${names.join(" ")} include:${D} ~all`);
    for (const name of names) fakes.authority.elsewhere.set(`A ${name.slice("a:".length)}`, ["192.0.2.77"]);
    // Seven, the include, and mx and include below it: ten lookups before, and one more by SES's.
    expect(await fakes.play(onboardDomain)).toMatchObject({
      state: "failed",
      error: {
        code: "SPF_UNMERGEABLE",
        facts: { owner: D, name: APEX, before: "softfail", after: "permerror" },
      },
    });
    expect(eventsOf(fakes, "identity.ready")).toEqual([]);
  });

  it("tells it once, also in the result of the run that has written it", async () => {
    const fakes = createMerge("other");
    const { state, records } = await fakes.play(onboardDomain);
    expect(state).toBe("verified");
    const spf = eventsOf(fakes, "rrset.planned").filter(({ record }) => record.purpose === "spf");
    expect(spf).toHaveLength(1);
    expect(records.find(({ purpose }) => purpose === "spf")?.impact).toEqual(spf[0]?.impact);
  });

  it("measures nothing where no record of somebody else stands", async () => {
    const { records } = await createFakes([]).play(planDomain);
    expect(records.filter(({ impact }) => impact !== undefined)).toEqual([]);
  });

  it("refuses also where that record holds a term that only a mail would answer", async () => {
    const names = Array.from({ length: 6 }, (_, index) => `a:h${index}.elsewhere.example`);
    const fakes = createMerge(`v=spf1 include:${D} exists:%{i}.vendor.example ${names.join(" ")} ~all`);
    for (const name of names) fakes.authority.elsewhere.set(`A ${name.slice("a:".length)}`, ["192.0.2.77"]);
    expect(await fakes.play(onboardDomain)).toMatchObject({
      error: { code: "SPF_UNMERGEABLE", facts: { name: APEX, after: "permerror" } },
    });
    expect(eventsOf(fakes, "identity.ready")).toEqual([]);
  });

  it("says at which other names it looked for records that refer to this one", async () => {
    const { records } = await createMerge("other").play(planDomain);
    expect(records.find(({ purpose }) => purpose === "spf")?.impact).toMatchObject({
      above: [APEX],
      referring: [],
    });
  });
});

describe("a plan that changes what SPF records refer to", () => {
  const spfOf = async (existing: readonly RRset[], policy: Partial<Policy> = {}) => {
    const fakes = createFakes(existing);
    fakes.authority.elsewhere.set("A mx.elsewhere.example", ["192.0.2.25"]);
    const { records } = await fakes.play(planDomain, { policy: { ...DEFAULT_POLICY, ...policy } });
    const asked = fakes.trace.of("dns.lookup").map(({ about }) => about);
    expect(asked.filter((about) => about?.endsWith(` ${D}`))).toEqual([]);
    return records.find(({ purpose }) => purpose === "spf");
  };
  const lost = (name: string, term: string, address: string) =>
    expect.objectContaining({
      warning: "spf-sender-lost",
      name,
      term,
      addresses: [address],
      result: "fail",
    }) as unknown;

  it("names the sender that a wildcard's address was, and is no more", async () => {
    const spf = await spfOf([
      rrset("A", "*.example.com", ["192.0.2.1"]),
      rrset("TXT", "*.example.com", ["v=spf1 a -all"]),
    ]);
    expect(spf?.impact).toMatchObject({ otherwise: 1 });
    expect(spf?.warnings).toContainEqual(lost(D, "a", "192.0.2.1"));
  });

  it("names it where the record above listed it, although the name's own SPF record is its first", async () => {
    const spf = await spfOf([
      rrset("A", "*.example.com", ["192.0.2.1"]),
      rrset("TXT", APEX, [`v=spf1 a:${D} -all`]),
    ]);
    expect(spf?.impact).toMatchObject({ referring: [APEX], otherwise: 1 });
    expect(spf?.warnings).toContainEqual(lost(APEX, `a:${D}`, "192.0.2.1"));
  });

  it("shows what replacing the MX does, and tells of the record's own mx once", async () => {
    const existing = [MX, rrset("TXT", D, ["v=spf1 mx -all"]), rrset("TXT", APEX, [`v=spf1 mx:${D} -all`])];
    const spf = await spfOf(existing, { mx: "replace" });
    expect(
      spf?.impact?.rows.filter(({ before, after }) => before === "pass" && after === "fail"),
    ).toMatchObject([
      { name: D, addresses: ["192.0.2.25"] },
      { name: APEX, addresses: ["192.0.2.25"] },
    ]);
    const told = spf?.warnings.filter(({ warning }) => /^spf-(?:sender-lost|follows-mx)$/.test(warning));
    expect(told).toEqual([
      expect.objectContaining({ warning: "spf-follows-mx" }),
      lost(APEX, `mx:${D}`, "192.0.2.25"),
    ]);
  });

  it("judges a record by the MX that it writes, and refuses nothing that is mended by it", async () => {
    const record = "v=spf1 a mx a:gone.vendor.example ip4:192.0.2.1 -all";
    expect(await spfOf([rrset("TXT", D, [record])])).toMatchObject({
      action: "merged",
      impact: { passing: 2 },
    });
  });
});

describe("what a plan looks up", () => {
  it("is asked once in a whole run, also where nobody answers", async () => {
    const fakes = createFakes([
      rrset("TXT", D, ["v=spf1 include:silent.example include:_spf.google.com -all"]),
    ]);
    fakes.authority.elsewhere.set("TXT silent.example", "failed");
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    const asked = fakes.trace.of("dns.lookup").map(({ about }) => about);
    for (const name of ["silent.example", "_spf.google.com", "qcloudmail.com"])
      expect(asked.filter((about) => about === `TXT ${name}`)).toHaveLength(1);
  });

  it("is asked anew by the next run", async () => {
    const fakes = createFakes();
    await fakes.play(planDomain);
    await fakes.play(planDomain);
    const asked = fakes.trace.of("dns.lookup").map(({ about }) => about);
    expect(asked.filter((about) => about === "TXT qcloudmail.com")).toHaveLength(2);
  });
});
