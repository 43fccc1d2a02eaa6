import { describe, expect, it } from "vitest";
import type { Authority } from "../../../src/dns/authority.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { preflight } from "../../../src/onboard/preflight/preflight.ts";
import { mtaStsNameOf } from "../../../src/plan/mx/mta-sts.ts";
import { DEFAULT_POLICY, type Policy } from "../../../src/plan/requirement.ts";
import { APEX, createFakes, D, DMARC_NAME, eventsOf, NAME_SERVERS, rrset, type Fakes } from "../fakes.ts";
import { hostWith, warningsOf } from "./worlds.ts";

/**
 * What must hold whenever preflight stops a run: nothing created, nothing written, nobody asked too early.
 */
function expectUntouched(fakes: Fakes): void {
  expect(fakes.trace.of("ses.create")).toEqual([]);
  expect(fakes.trace.of("host.apply")).toEqual([]);
  expect(fakes.host.history()).toHaveLength(1);
  expect(fakes.trace.calls.filter(({ port }) => /observe|resolvers|verify/.test(port))).toEqual([]);
  expect(fakes.clock.sleepers()).toBe(0);
}

it("the zone's own name servers are no cut where its apex is the sender domain", async () => {
  const fakes = createFakes([rrset("NS", APEX, ["ns1.dns-host.test"])]);
  expect(await fakes.play(onboardDomain, { domain: APEX })).toMatchObject({ state: "verified" });
});

describe("what is found before anything is created", () => {
  it("is whether the identity exists, and whether it is verified", async () => {
    const fakes = createFakes();
    await fakes.play(planDomain);
    fakes.identities.seed(D, false);
    await fakes.play(planDomain);
    await fakes.play(onboardDomain);
    await fakes.play(planDomain);
    expect(eventsOf(fakes, "identity.found").map(({ exists, verified }) => [exists, verified])).toEqual([
      [false, false],
      [true, false],
      [true, false],
      [true, true],
    ]);
  });

  it("is what stands at the names that are asked for, and not the marks of programs beside them", async () => {
    const mark = "heritage=external-dns,external-dns/owner=blue";
    const fakes = createFakes([rrset("A", D, ["192.0.2.1"]), rrset("TXT", `txt-${D}`, [mark])]);
    const known = await fakes.clock.drive(preflight(fakes.run()));
    expect(known.rrsets.map(({ owner }) => owner)).toEqual([D]);
    expect(known.owners).not.toContain(`txt-${D}`);
    expect(warningsOf(fakes)).toEqual([
      { warning: "kept-by-program", owner: `txt-${D}`, type: "TXT", program: "external-dns", mark },
    ]);
  });

  it("is told as seen from outside where a person enters the records", async () => {
    const fakes = createFakes();
    await fakes.play(planDomain, hostWith(fakes, { byHand: true }));
    expect(warningsOf(fakes)).toEqual([{ warning: "seen-from-outside", owner: APEX }]);
  });
});

describe("what stands in the way", () => {
  it("is told with each target where a host answers with another alias to some", async () => {
    const fakes = createFakes([rrset("CNAME", D, ["a.elsewhere.test", "b.elsewhere.test"])]);
    const { error } = await fakes.play(planDomain);
    expect(error?.message).toContain(`${D} is an alias (CNAME) of a.elsewhere.test, b.elsewhere.test;`);
  });

  const conflicts: readonly (readonly [string, string, readonly RRset[]])[] = [
    ["a CNAME at the sender domain", "CNAME_IN_THE_WAY", [rrset("CNAME", D, ["elsewhere.test"])]],
    ["name servers at the sender domain", "ZONE_NOT_DELEGATED", [rrset("NS", D, ["ns.elsewhere.test"])]],
    [
      "name servers at _dmarc that serve no policy",
      "RECORD_IN_THE_WAY",
      [rrset("NS", DMARC_NAME, ["ns.elsewhere.test"])],
    ],
    [
      "name servers at _domainkey",
      "ZONE_NOT_DELEGATED",
      [rrset("NS", `_domainkey.${D}`, ["ns.elsewhere.test"])],
    ],
    [
      "a CNAME at _dmarc that leads to no policy",
      "CNAME_IN_THE_WAY",
      [rrset("CNAME", DMARC_NAME, ["elsewhere.test"])],
    ],
    ["two SPF records", "SPF_UNMERGEABLE", [rrset("TXT", D, ["v=spf1 a -all", "v=spf1 mx -all"])]],
    ["an SPF record that is none", "SPF_UNMERGEABLE", [rrset("TXT", D, ["v=spf1 inlcude:a.test -all"])]],
    [
      "two DMARC records",
      "RECORD_IN_THE_WAY",
      [rrset("TXT", DMARC_NAME, ["v=DMARC1; p=quarantine", "v=DMARC1; p=reject"])],
    ],
  ];

  it.each(conflicts)("%s stops the run before Create", async (_what, code, existing) => {
    const fakes = createFakes(existing);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ state: "failed", error: { code } });
    expectUntouched(fakes);
  });

  it.each([
    ["a record", rrset("TXT", `_mta-sts.${D}`, ["v=STSv1; id=1"])],
    ["an alias", rrset("CNAME", `_mta-sts.${D}`, ["mta-sts.elsewhere.test"])],
    ["name servers", rrset("NS", `_mta-sts.${D}`, ["ns.elsewhere.test"])],
    ["a wildcard's alias", rrset("CNAME", `*.${D}`, ["elsewhere.test"])],
  ])("%s of MTA-STS stops a first MX before Create, unless it is allowed", async (_what, existing) => {
    const fakes = createFakes([existing]);
    expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 4, error: { code: "RECORD_IN_THE_WAY" } });
    expectUntouched(fakes);
    const policy: Policy = { ...DEFAULT_POLICY, allow: [`TXT:${mtaStsNameOf(D)}`] };
    expect(await fakes.play(onboardDomain, { policy })).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(D, "MX")?.values).toEqual(["10 mxbiz1.qq.com"]);
    expect(fakes.trace.of("dns.lookup").filter(({ about }) => about.includes(" _mta-sts"))).toEqual([]);
  });

  it("a CNAME at the sender domain stops the run although SES asks for records below it only", async () => {
    const fakes = createFakes([rrset("CNAME", D, ["elsewhere.test"])]);
    const { asks } = fakes.identities;
    fakes.identities.asks = (domain) => asks(domain).filter(({ purpose }) => purpose === "dkim");
    fakes.identities.seed(D, false);
    expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 4, error: { code: "CNAME_IN_THE_WAY" } });
    expectUntouched(fakes);
  });

  it("an SPF record over the limit of ten lookups stops the run before Create", async () => {
    const includes = Array.from({ length: 10 }, (_, index) => `spf${index}.test`);
    const fakes = createFakes([
      rrset("TXT", D, [`v=spf1 ${includes.map((name) => `include:${name}`).join(" ")} -all`]),
    ]);
    for (const name of includes) fakes.authority.elsewhere.set(`TXT ${name}`, ["v=spf1 ip4:192.0.2.1 -all"]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ exit: 4, error: { code: "SPF_UNMERGEABLE" } });
    expectUntouched(fakes);
  });
});

describe("the zone", () => {
  const zone = { apex: APEX, id: "Z1", nameServers: NAME_SERVERS };
  const elsewhere = [parseDomainName("ns1.elsewhere.test")];

  it.each([
    ["no zone", [], "ZONE_NOT_FOUND"],
    ["a zone that the world is not sent to", [{ ...zone, nameServers: elsewhere }], "ZONE_NOT_DELEGATED"],
    ["two zones on the live name servers", [zone, { ...zone, id: "Z2" }], "ZONE_AMBIGUOUS"],
    ["a zone that the host does not serve yet", [{ ...zone, notServing: "pending" }], "ZONE_NOT_DELEGATED"],
  ] as const)("%s stops the run before Create", async (_what, zones, code) => {
    const fakes = createFakes();
    fakes.zones = zones;
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ exit: 3, error: { code } });
    expectUntouched(fakes);
  });

  it("among two of one name is the one that the world is sent to", async () => {
    const fakes = createFakes();
    fakes.zones = [{ ...zone, id: "OLD", nameServers: elsewhere }, zone];
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ state: "verified", zone: { id: "Z1" } });
  });

  it("that a list names twice, with one id, is one zone", async () => {
    const fakes = createFakes();
    fakes.zones = [zone, { ...zone }];
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified", zone: { id: "Z1" } });
  });

  it("counts as found where the host does not tell its name servers", async () => {
    const fakes = createFakes();
    fakes.zones = [{ ...zone, nameServers: undefined }];
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  });
});

describe("a failed look", () => {
  it.each([
    ["run", onboardDomain, 3, "verified", 4],
    ["run", onboardDomain, 9, "pending", 4],
    ["plan", planDomain, 2, "planned", 3],
    ["plan", planDomain, 9, "pending", 3],
  ] as const)(
    "for the zone is repeated by %s for some seconds, where DNS fails at once",
    async (_command, command, failures, state, looks) => {
      const fakes = createFakes();
      let asked = 0;
      const delegation: Authority["delegation"] = async (name, options) => {
        asked += 1;
        if (asked <= failures) throw new OnboardError("NOT_OBSERVABLE", "No.", { hint: "Ask the test." });
        return fakes.authority.delegation(name, options);
      };
      const result = await fakes.play(command, { authority: { ...fakes.authority, delegation } });
      expect([result.state, asked]).toEqual([state, looks]);
      if (state === "pending") expect(fakes.elapsed()).toBeLessThan(6_000);
    },
  );

  it("for the zone is not repeated where it took long, as silence does", async () => {
    const fakes = createFakes();
    let asked = 0;
    const delegation: Authority["delegation"] = async (_name, options) => {
      asked += 1;
      await fakes.clock.sleep(8_000, options);
      throw new OnboardError("NOT_OBSERVABLE", "No.", { hint: "Ask the test." });
    };
    await fakes.play(onboardDomain, { authority: { ...fakes.authority, delegation } });
    expect([asked, fakes.elapsed()]).toEqual([1, 8_000]);
  });

  it("at the inherited DMARC policy stops the run before Create: a policy that can't be read is never overridden", async () => {
    const fakes = createFakes();
    // The organisation's zone is another one than the host's, so the host can't tell.
    const domain = parseDomainName("mail.example.org");
    fakes.authority.elsewhere.set("TXT _dmarc.example.org", "failed");
    expect(await fakes.play(onboardDomain, { domain })).toMatchObject({
      state: "pending",
      exit: 7,
      error: { code: "NOT_OBSERVABLE" },
    });
    expectUntouched(fakes);
  });

  it("at an inherited DMARC policy in the same zone is made up for by the host's word", async () => {
    const fakes = createFakes([rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=reject"])]);
    fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(DMARC_NAME, "TXT")?.values).toEqual(["v=DMARC1; p=reject"]);
  });

  it("at the organisation's policy stops nothing where the domain's own stands and is kept", async () => {
    const fakes = createFakes([rrset("TXT", DMARC_NAME, ["v=DMARC1; p=quarantine"])], D);
    fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ state: "verified", error: null });
    expect(result.records.find(({ purpose }) => purpose === "dmarc")?.action).toBe("kept");
    expect(fakes.host.peek(DMARC_NAME, "TXT")?.values).toEqual(["v=DMARC1; p=quarantine"]);
  });

  it.each<Partial<Policy>>([{ dmarc: "replace" }, { replace: [`TXT:${DMARC_NAME}`] }])(
    "at the organisation's policy stops the run where the domain's own is to be replaced: %o",
    async (consent) => {
      const fakes = createFakes([rrset("TXT", DMARC_NAME, ["v=DMARC1; p=quarantine"])], D);
      fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
      const result = await fakes.play(onboardDomain, { policy: { ...DEFAULT_POLICY, ...consent } });
      expect(result.error?.code).toBe("NOT_OBSERVABLE");
      expectUntouched(fakes);
    },
  );

  it("at the host's records stops the run before Create", async () => {
    const fakes = createFakes();
    fakes.host.inject({ on: "read", kind: "unavailable", times: 9 });
    expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 5, error: { code: "API_UNAVAILABLE" } });
    expectUntouched(fakes);
  });

  it("of both the zone and SES always tells of the zone, whichever fails first, and leaves nobody asking", async () => {
    for (const [zoneMs, sesMs] of [
      [10, 1_000],
      [1_000, 10],
    ] as const) {
      const fakes = createFakes();
      const failing =
        (code: "ZONE_NOT_DELEGATED" | "CREDENTIALS_REJECTED", ms: number) =>
        async (_: unknown, options: { readonly signal?: AbortSignal }) => {
          await fakes.clock.sleep(ms, options);
          throw new OnboardError(code, "No.", { hint: "Ask the test." });
        };
      const result = await fakes.play(onboardDomain, {
        authority: { ...fakes.authority, delegation: failing("ZONE_NOT_DELEGATED", zoneMs) },
        identities: { ...fakes.identities, get: failing("CREDENTIALS_REJECTED", sesMs) },
      });
      expect(result.error?.code).toBe("ZONE_NOT_DELEGATED");
      expect(fakes.elapsed()).toBe(zoneMs);
      expect(fakes.clock.sleepers()).toBe(0);
    }
  });
});

describe("a DMARC policy", () => {
  const dmarcOf = (fakes: Fakes) => fakes.host.peek(DMARC_NAME, "TXT")?.values;

  it("is inherited from the organisational domain, so that SES's p=none does not weaken it", async () => {
    const fakes = createFakes([
      rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=none; sp=reject; rua=mailto:d@example.com"]),
    ]);
    const result = await fakes.play(onboardDomain);
    expect(dmarcOf(fakes)).toEqual(["v=DMARC1; p=reject; rua=mailto:d@example.com"]);
    expect(result.records.find(({ purpose }) => purpose === "dmarc")?.warnings).toEqual([
      {
        warning: "dmarc-inherited",
        owner: DMARC_NAME,
        policy: "reject",
        tag: "sp",
        from: "_dmarc.example.com",
        reports: ["mailto:d@example.com"],
      },
    ]);
  });

  it("behind a CNAME is kept", async () => {
    const fakes = createFakes([rrset("CNAME", DMARC_NAME, ["policy.elsewhere.test"])]);
    fakes.authority.elsewhere.set("TXT policy.elsewhere.test", ["v=DMARC1; p=quarantine"]);
    fakes.identities.accepts = () => true;
    const result = await fakes.play(onboardDomain);
    expect(result.records.find(({ purpose }) => purpose === "dmarc")).toMatchObject({
      action: "kept",
      servers: { agreeing: 2, asked: 2 },
    });
    expect(fakes.host.peek(DMARC_NAME, "CNAME")?.values).toEqual(["policy.elsewhere.test"]);
    expect(result.state).toBe("verified");
  });

  it("that is replaced by consent does not fall below the inherited one either", async () => {
    const existing = [
      rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=quarantine"]),
      rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
    ];
    const fakes = createFakes(existing);
    const result = await fakes.play(onboardDomain, { policy: { ...DEFAULT_POLICY, dmarc: "replace" } });
    expect(dmarcOf(fakes)).toEqual(["v=DMARC1; p=quarantine"]);
    expect(result.state).toBe("verified");
  });

  it("is not looked up where the identity does not ask for one", async () => {
    const fakes = createFakes();
    fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
    fakes.identities.asks = (domain) => [
      { purpose: "mx", owner: domain, type: "MX", expected: "mxbiz1.qq.com" },
    ];
    fakes.identities.seed(D, false);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  });
});
