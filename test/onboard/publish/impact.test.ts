import { describe, expect, it } from "vitest";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
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
});
