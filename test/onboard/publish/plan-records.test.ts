import { expect, it } from "vitest";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { sayPlan, sayWritten } from "../../../src/onboard/publish/plan-records.ts";
import type { RecordPlan } from "../../../src/plan/record-plan.ts";
import { createFakes, D, DMARC_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";
import { hostWith } from "../preflight/worlds.ts";

async function hostWithTraits(fakes: Fakes, traits: Partial<DnsProvider["traits"]>) {
  const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
  return hostWith(fakes, { traits: { ...provider.traits, ...traits } });
}

it.each([
  ["checked", [["spf", true]]],
  ["atomic", []],
] as const)(
  "a plan says which value could be overwritten in the moment before the write (swap: %s)",
  async (swap, expected) => {
    const fakes = createFakes([
      rrset("TXT", D, ["v=spf1 mx -all", "verification=1"]),
      rrset("MX", D, ["10 mx.example.net"]),
    ]);
    await fakes.play(planDomain, {
      findProvider: async () => {
        const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
        return { ...provider, traits: { ...provider.traits, swap } };
      },
    });
    const planned = eventsOf(fakes, "rrset.planned");
    expect(planned.map(({ record }) => record.purpose)).toEqual(
      expect.arrayContaining(["mx", "spf", "dmarc"]),
    );
    expect(
      planned.flatMap(({ record, unguarded }) =>
        unguarded === undefined ? [] : [[record.purpose, unguarded]],
      ),
    ).toEqual(expected);
  },
);

it("a preference that the host can't hold ends a run before anything is created", async () => {
  const fakes = createFakes();
  const result = await fakes.play(onboardDomain, {
    findProvider: async () => {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
      return { ...provider, traits: { ...provider.traits, mx: { min: 11, max: 50, null: false } } };
    },
  });
  expect(result).toMatchObject({ error: { code: "VALUE_REJECTED", facts: { owner: D, type: "MX" } } });
  expect(fakes.trace.of("ses.create")).toEqual([]);
});

it("before Create room is kept for the keys that SES has not named yet", async () => {
  const sized = (fakes: Fakes) => hostWithTraits(fakes, { batch: "all-or-nothing", sizes: { values: 4 } });
  const fakes = createFakes();
  expect((await fakes.play(planDomain, await sized(fakes))).error?.code).toBe("VALUE_REJECTED");
  const known = createFakes();
  known.identities.seed(D, false);
  expect(await known.play(planDomain, await sized(known))).toMatchObject({ state: "planned", error: null });
});

it("an MX that stands is held against the wildcard above, and no other record is", async () => {
  const domain = parseDomainName("mail.eu.example.com");
  const fakes = createFakes([
    rrset("MX", "*.example.com", ["10 mx.example.com"]),
    rrset("MX", domain, ["10 own.example.com"]),
    rrset("TXT", domain, ["v=spf1 mx -all"]),
  ]);
  const { records } = await fakes.play(planDomain, { domain });
  const told = records.map(({ purpose, warnings }) => [
    purpose,
    warnings.some(({ warning }) => warning === "mx-not-of-wildcard"),
  ]);
  expect(told).toEqual([
    ["mx", true],
    ["spf", false],
    ["dmarc", false],
  ]);
});

it("a place that no record is planned for is told by what is done there, with the host's id of the change", () => {
  const fakes = createFakes();
  const [before, after] = [rrset("TXT", D, ["a"]), rrset("TXT", D, ["b"])];
  const swaps = [
    { before, after: undefined },
    { before, after },
  ];
  sayWritten(fakes.run(), { records: [], swaps }, { written: 2, changeId: "C1" });
  const untilAt = fakes.clock.now() + 3_600_000;
  const written = { type: "rrset.written", rrset: { owner: D, type: "TXT" }, before, formerUntilAt: untilAt };
  expect(fakes.events).toStrictEqual([
    { ...written, action: "removed", after: null, changeId: "C1" },
    { ...written, action: "restored", after, changeId: "C1" },
  ]);
  fakes.events.length = 0;
  sayWritten(fakes.run(), { records: [], swaps: [{ before, after }] }, undefined);
  expect(fakes.events).toStrictEqual([{ ...written, action: "restored", after }]);
});

it("a record that goes altogether loses its values", () => {
  const fakes = createFakes();
  const plan: RecordPlan = {
    record: { purpose: "other", owner: D, type: "TXT", expected: "a" },
    action: "removed",
    before: rrset("TXT", D, ["a"]),
    after: null,
    warnings: [],
  };
  sayPlan(fakes.run(), { records: [plan], swaps: [], isChecked: true }, undefined);
  expect(fakes.events).toEqual([{ type: "rrset.planned", ...plan, unguarded: true }]);
});

it("no host is asked for a lower TTL than it takes", async () => {
  const fakes = createFakes();
  await fakes.play(onboardDomain, {
    findProvider: async () => {
      const provider = await fakes.run().findProvider(D, await fakes.authority.delegation(D, {}), {});
      return { ...provider, traits: { ...provider.traits, minTtl: 900 } };
    },
  });
  expect(fakes.host.peek(D, "TXT")?.ttl).toBe(900);
});

it("a place that is written for one of two records says what was done there, and not what stood", async () => {
  const fakes = createFakes([rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all"])]);
  const { asks } = fakes.identities;
  fakes.identities.asks = (domain) => [
    ...asks(domain),
    { purpose: "other", owner: domain, type: "TXT", expected: "verification=1" },
  ];
  const policy = { ...DEFAULT_POLICY, allow: [`TXT:${D}`] as const };
  expect(await fakes.play(onboardDomain, { policy })).toMatchObject({ state: "verified" });
  const written = eventsOf(fakes, "rrset.written").filter(({ rrset: { owner } }) => owner === D);
  expect(written.map(({ rrset: { type }, action }) => [type, action])).toContainEqual(["TXT", "merged"]);
});

it("proves the name's own mx and a by what was read at the host, and asks DNS for none of its names", async () => {
  const eleven = Array.from({ length: 11 }, (_, index) => `10 m${index}.test`);
  const record = `v=spf1 mx a include:${DMARC_NAME} include:qcloudmail.com ~all`;
  const fakes = createFakes([rrset("MX", D, eleven), rrset("TXT", D, [record])]);
  await fakes.play(planDomain);
  const spf = eventsOf(fakes, "rrset.planned").find((plan) => plan.record.purpose === "spf");
  expect(spf?.warnings).toMatchObject([
    { warning: "spf-term-broken", term: "mx", because: "too-many-mx" },
    { warning: "spf-term-broken", term: `include:${DMARC_NAME}`, because: "no-record" },
    { warning: "spf-senders-fail", because: "term", at: "mx" },
  ]);
  const asked = fakes.trace.of("dns.lookup").map(({ about }) => about);
  expect(asked).toContain("TXT qcloudmail.com");
  expect(asked.filter((about) => / (?:_dmarc\.)?mail\.example\.com$/.test(about))).toEqual([]);
});

it("proves the name's own mx by the MX that the same plan writes", async () => {
  const fakes = createFakes([rrset("TXT", D, ["v=spf1 mx a:x.test a:y.test -all"])]);
  fakes.authority.elsewhere.set("A y.test", ["192.0.2.1"]);
  await fakes.play(planDomain);
  const spf = eventsOf(fakes, "rrset.planned").find((plan) => plan.record.purpose === "spf");
  expect(spf).toMatchObject({ action: "merged", warnings: [] });
});

it("proves it by that also where other MX stand there until then", async () => {
  const eleven = Array.from({ length: 11 }, (_, index) => `10 m${index}.test`);
  const fakes = createFakes([
    rrset("MX", D, eleven),
    rrset("TXT", D, ["v=spf1 mx include:qcloudmail.com -all"]),
  ]);
  await fakes.play(planDomain, { policy: { ...DEFAULT_POLICY, mx: "replace" } });
  const spf = eventsOf(fakes, "rrset.planned").find((plan) => plan.record.purpose === "spf");
  expect(spf).toMatchObject({ action: "unchanged", warnings: [{ warning: "spf-follows-mx" }] });
});

it.each([
  ["p.elsewhere.test", ["TXT p.elsewhere.test"], []],
  [D, [], ["spf-term-broken"]],
] as const)(
  "asks behind a CNAME of the run's own at its target, unless that is its own as well: %s",
  async (target, asked, told) => {
    const record = `v=spf1 include:qcloudmail.com include:${DMARC_NAME} ~all`;
    const fakes = createFakes([
      rrset("CNAME", DMARC_NAME, [target]),
      rrset("TXT", D, ["v=DMARC1; p=reject", record]),
    ]);
    fakes.authority.elsewhere.set("TXT p.elsewhere.test", [
      "v=DMARC1; p=reject",
      "v=spf1 ip4:192.0.2.1 -all",
    ]);
    await fakes.play(planDomain);
    const spf = eventsOf(fakes, "rrset.planned").find((plan) => plan.record.purpose === "spf");
    expect(spf?.warnings.map(({ warning }) => warning)).toEqual(told);
    const questions = fakes.trace.of("dns.lookup").map(({ about }) => about);
    expect(
      [...new Set(questions)].filter((about) =>
        / (?:p\.elsewhere\.test|(?:_dmarc\.)?mail\.example\.com)$/.test(about),
      ),
    ).toEqual(asked);
  },
);

it("lets a run go on that changes nothing, although the record that stands is broken", async () => {
  const fakes = createFakes();
  await fakes.play(onboardDomain);
  fakes.authority.elsewhere.set("TXT qcloudmail.com", ["v=spf1 ip4:192.0.2.1/99 -all"]);
  const writes = fakes.host.history().length;
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified", exit: 0 });
  expect(fakes.host.history()).toHaveLength(writes);
});
