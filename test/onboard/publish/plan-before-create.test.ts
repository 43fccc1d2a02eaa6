import { describe, expect, it } from "vitest";
import type { RRset } from "../../../src/dns/rrset.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { Interruption } from "../../../src/errors/interruption.ts";
import { isPending, onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { DEFAULT_POLICY, type Policy } from "../../../src/plan/requirement.ts";
import { HASH_DIGITS, partsOf } from "../../../src/plan/consent/hash-text.ts";
import { asking, planIn, underHash } from "../agreements.ts";
import { KEY } from "../fake-identities.ts";
import { createFakes, D, DMARC_NAME, KEY_NAME, rrset, eventsOf } from "../fakes.ts";

/** A zone with a life of its own: everything that a careless tool would break. */
const LIVED_IN = [
  rrset("TXT", D, ["v=spf1 include:_spf.google.com -all", "google-site-verification=abc"]),
  rrset("MX", D, ["10 mx.mine.test"]),
  rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
];

function createLivedIn() {
  const fakes = createFakes(LIVED_IN);
  fakes.authority.elsewhere.set("TXT _spf.google.com", ["v=spf1 ip4:198.51.100.0/24 ~all"]);
  return fakes;
}

describe("plan", () => {
  it("creates and writes nothing, and asks nobody, not even for consent", async () => {
    const fakes = createLivedIn();
    const result = await fakes.play(planDomain);
    expect(result).toMatchObject({
      state: "planned",
      exit: 0,
      identity: { created: false, verified: false },
    });
    expect(eventsOf(fakes, "plan.ready")).toMatchObject([{ creates: true, changes: 1 }]);
    expect(
      fakes.trace.calls.filter(({ port }) => /create|apply|observe|resolvers|verify/.test(port)),
    ).toEqual([]);
    expect(isPending(result)).toBe(true);
  });

  it("says exactly what run then does, and what stood there survives", async () => {
    const fakes = createLivedIn();
    const planned = await fakes.play(planDomain);
    const done = await fakes.play(onboardDomain);
    const known = done.records.filter(({ purpose }) => purpose !== "dkim");
    const bare = (records: typeof done.records) =>
      records.map(({ formerUntilAt: _of, ...record }) => ({
        ...record,
        written: false,
        servers: null,
        ses: null,
      }));
    expect(bare(known)).toEqual(bare(planned.records));
    expect(planned.planHash).toBe(done.planHash);
    expect(done.state).toBe("verified");
    const written = fakes.events.flatMap((event) => (event.type === "rrset.written" ? [event] : []));
    expect(
      written.map(({ before, formerUntilAt }) => [before === null, formerUntilAt === undefined]),
    ).toEqual(written.map(({ before }) => [before === null, before === null]));
    expect(done.records.find(({ purpose }) => purpose === "spf")?.formerUntilAt).toBeGreaterThan(0);
    expect(fakes.host.peek(D, "TXT")?.values).toEqual([
      "v=spf1 include:_spf.google.com include:qcloudmail.com -all",
      "google-site-verification=abc",
    ]);
    expect(fakes.host.peek(D, "MX")).toEqual(LIVED_IN[1]);
    expect(fakes.host.peek(DMARC_NAME, "TXT")).toEqual(LIVED_IN[2]);
  });

  it("has a hash that covers the DMARC record that a record above has it publish, and no other one", async () => {
    const hashWith = async (above: string, own: readonly string[] = []): Promise<string | null> => {
      const texts = own.length === 0 ? [] : [rrset("TXT", DMARC_NAME, own)];
      const result = await createFakes([rrset("TXT", "_dmarc.example.com", [above]), ...texts]).play(
        planDomain,
      );
      return result.planHash;
    };
    const none = await hashWith("v=DMARC1; p=none");
    expect(await hashWith("v=DMARC1; p=none; fo=1")).toBe(none);
    expect(await hashWith("v=DMARC1; p=reject")).not.toBe(none);
    const fakes = createFakes([
      rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=reject; rua=mailto:d@example.com"]),
    ]);
    const changed = await fakes.play(onboardDomain, underHash(none));
    expect(changed).toMatchObject({ error: { code: "PLAN_CHANGED" } });
    expect(fakes.host.peek(DMARC_NAME, "TXT")).toBeUndefined();
    const kept = ["v=DMARC1; p=quarantine"];
    expect(await hashWith("v=DMARC1; p=reject", kept)).toBe(await hashWith("v=DMARC1; p=none", kept));
  });

  it("shows a record above by the part of the hash that tells what stands, where a policy is published by it", async () => {
    const standingOf = async (above: string, own: readonly string[] = []) => {
      const texts = own.length === 0 ? [] : [rrset("TXT", DMARC_NAME, own)];
      const { hash } = await planIn(createFakes([rrset("TXT", "_dmarc.example.com", [above]), ...texts]));
      return partsOf(hash)?.standing;
    };
    expect(await standingOf("v=DMARC1; p=none")).toHaveLength(HASH_DIGITS.standing);
    expect(await standingOf("v=DMARC1; p=reject")).not.toBe(await standingOf("v=DMARC1; p=none"));
    const kept = ["v=DMARC1; p=quarantine"];
    expect(await standingOf("v=DMARC1; p=reject", kept)).toBe(await standingOf("v=DMARC1; p=none", kept));
  });

  it("looks up what an SPF record names, also once it stands, since what it names changes", async () => {
    const fakes = createLivedIn();
    const lookups = () => fakes.trace.of("dns.lookup").map(({ about }) => about);
    await fakes.play(planDomain);
    expect(lookups()).toContain("TXT _spf.google.com");
    await fakes.play(onboardDomain);
    fakes.trace.calls.length = 0;
    await fakes.play(planDomain);
    expect(lookups()).toContain("TXT _spf.google.com");
  });

  it("has nothing to do once everything stands and is verified", async () => {
    const fakes = createLivedIn();
    await fakes.play(onboardDomain);
    const result = await fakes.play(planDomain);
    expect(isPending(result)).toBe(false);
    expect(result.records.map(({ action }) => action)).toEqual(["unchanged", "kept", "unchanged", "kept"]);
  });

  it("has something to do while the identity is not verified, though every record stands", async () => {
    const fakes = createLivedIn();
    fakes.identities.accepts = () => false;
    await fakes.play(onboardDomain, { waitMs: 0 });
    expect(isPending(await fakes.play(planDomain))).toBe(true);
  });
});

describe("under a plan hash", () => {
  const hashOf = async (fakes: ReturnType<typeof createFakes>, policy: Policy = DEFAULT_POLICY) =>
    (await fakes.play(planDomain, { policy })).planHash;

  it("what was agreed upon is done", async () => {
    const fakes = createLivedIn();
    const planHash = await hashOf(fakes);
    expect(await fakes.play(onboardDomain, underHash(planHash))).toMatchObject({ state: "verified" });
  });

  it("a zone that changed since ends the run before Create", async () => {
    const fakes = createLivedIn();
    const planHash = await hashOf(fakes);
    fakes.host.seed(rrset("TXT", D, ["v=spf1 -all"]));
    expect(await fakes.play(onboardDomain, underHash(planHash))).toMatchObject({
      exit: 4,
      error: { code: "PLAN_CHANGED" },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("a lost race is not planned anew", async () => {
    const fakes = createLivedIn();
    const planHash = await hashOf(fakes);
    fakes.host.intercept("write", () => fakes.host.seed(rrset("TXT", D, ["v=spf1 -all"])));
    expect(await fakes.play(onboardDomain, underHash(planHash))).toMatchObject({
      exit: 4,
      error: { code: "PLAN_CHANGED" },
    });
    expect(fakes.trace.of("host.apply")).toHaveLength(1);
    expect(fakes.host.peek(KEY_NAME, "TXT")).toBeUndefined();
  });

  it("a record of which the plan knew nothing leaves the zone untouched", async () => {
    const fakes = createLivedIn();
    const planHash = await hashOf(fakes);
    const { asks } = fakes.identities;
    fakes.identities.asks = (domain) => [
      ...asks(domain),
      { purpose: "other", owner: domain, type: "A", expected: "192.0.2.1" },
    ];
    expect(await fakes.play(onboardDomain, underHash(planHash))).toMatchObject({
      error: { code: "PLAN_CHANGED" },
    });
    expect(fakes.host.history()).toHaveLength(1);
  });

  it.each([
    ["allowed by name is written", [`A:${parseDomainName(`www.${D}`)}`], "verified"],
    ["allowed at another name leaves the zone untouched", [`A:${D}`], "failed"],
  ] as const)("a record of which the plan knew nothing and which is %s", async (_what, allow, state) => {
    const fakes = createLivedIn();
    const policy = { ...DEFAULT_POLICY, allow };
    const planHash = await hashOf(fakes, policy);
    const owner = parseDomainName(`www.${D}`);
    const { asks } = fakes.identities;
    fakes.identities.asks = (domain) => [
      ...asks(domain),
      { purpose: "other", owner, type: "A", expected: "192.0.2.1" },
    ];
    const result = await fakes.play(onboardDomain, { ...underHash(planHash), policy });
    const isWritten = state === "verified";
    expect([result.state, result.error?.code]).toEqual([state, isWritten ? undefined : "PLAN_CHANGED"]);
    expect(fakes.host.peek(owner, "A")?.values).toEqual(isWritten ? ["192.0.2.1"] : undefined);
  });

  it("the consent to an unusual record is part of what was agreed upon", async () => {
    const fakes = createLivedIn();
    const planHash = await hashOf(fakes);
    const policy = { ...DEFAULT_POLICY, allow: [`A:${D}`] as const };
    expect(await fakes.play(onboardDomain, { ...underHash(planHash), policy })).toMatchObject({
      error: { code: "PLAN_CHANGED" },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it.each([
    ["--mx replace", { mx: "replace" }, "MX", D, ["10 mxbiz1.qq.com"]],
    ["--mx add", { mx: "add" }, "MX", D, ["10 mx.mine.test", "20 mxbiz1.qq.com"]],
    ["--dmarc replace", { dmarc: "replace" }, "TXT", DMARC_NAME, ["v=DMARC1; p=none"]],
    ["--replace", { replace: [`TXT:${DMARC_NAME}`] }, "TXT", DMARC_NAME, ["v=DMARC1; p=none"]],
  ] as const)(
    "a replacement that was consented to is part of what was agreed upon: %s",
    async (_what, consent, type, owner, values) => {
      const fakes = createLivedIn();
      const policy = { ...DEFAULT_POLICY, ...consent };
      const planHash = await hashOf(fakes, policy);
      expect(await fakes.play(onboardDomain, { ...underHash(planHash), policy })).toMatchObject({
        state: "verified",
      });
      expect(fakes.host.peek(owner, type)?.values).toEqual(values);
    },
  );

  it("SES's own record beside another is joined in, as the plan showed", async () => {
    const joined = "v=spf1 include:_spf.google.com -all";
    const fakes = createFakes([rrset("TXT", D, [joined, "v=spf1 include:qcloudmail.com ~all"])]);
    const planHash = await hashOf(fakes);
    expect(await fakes.play(onboardDomain, underHash(planHash))).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(D, "TXT")?.values).toEqual([
      "v=spf1 include:_spf.google.com include:qcloudmail.com -all",
    ]);
  });
});

describe("the person at the terminal", () => {
  it("is asked once, when everything is checked and nothing is created", async () => {
    const fakes = createLivedIn();
    const asked: number[] = [];
    const answer = () => {
      asked.push(
        fakes.trace.of("host.read").length,
        fakes.trace.of("ses.create").length,
        eventsOf(fakes, "plan.ready").length,
      );
      return Promise.resolve(true);
    };
    await fakes.play(onboardDomain, asking(answer));
    expect(asked).toEqual([1, 0, 1]);
  });

  it("says no, and nothing is created", async () => {
    const fakes = createLivedIn();
    const result = await fakes.play(
      onboardDomain,
      asking(() => Promise.resolve(false)),
    );
    expect(result).toMatchObject({ state: "interrupted", exit: 130, error: null });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("is not asked where nothing is to be done", async () => {
    const fakes = createLivedIn();
    await fakes.play(onboardDomain);
    expect(
      await fakes.play(
        onboardDomain,
        asking(() => Promise.reject(new Error("asked"))),
      ),
    ).toMatchObject({ state: "verified" });
  });

  it("is asked before Create also where every record stands already, as after a change of the account", async () => {
    const fakes = createLivedIn();
    await fakes.play(onboardDomain);
    const { identities } = createFakes();
    const confirm = () => Promise.resolve(false);
    expect(await fakes.play(onboardDomain, { identities, ...asking(confirm) })).toMatchObject({
      state: "interrupted",
      exit: 130,
      identity: { created: false },
    });
    expect(eventsOf(fakes, "plan.ready").at(-1)).toMatchObject({ creates: true, changes: 0 });
  });

  it("may leave the question open when the run is interrupted", async () => {
    const fakes = createLivedIn();
    fakes.clock.at(1_000, () => fakes.interrupt.abort(new Interruption(143)));
    const result = await fakes.play(
      onboardDomain,
      asking(() => new Promise(() => undefined)),
    );
    expect(result).toMatchObject({ state: "interrupted", exit: 143 });
  });
});

describe("the right to write", () => {
  const probed = async (existing: readonly RRset[], isKnown: boolean) => {
    const fakes = createFakes(existing);
    fakes.mayWrite = () => true;
    if (isKnown) fakes.identities.seed(D, false);
    await fakes.play(onboardDomain);
    return fakes.trace.of("host.probe").map(({ about }) => about);
  };
  const usual = [
    rrset("MX", D, ["10 mxbiz1.qq.com"]),
    rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all"]),
    rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"]),
  ];
  const key = rrset("TXT", KEY_NAME, [KEY]);

  it("is asked for wherever something is to be written, be it under a name that is still unknown", async () => {
    expect(await probed(usual, false)).toEqual([`TXT ${D}`]);
    expect(await probed(usual, true)).toEqual([`TXT ${KEY_NAME}`]);
    expect(await probed([...usual, key], true)).toEqual([]);
  });
});

describe("a plan that has waited before Create", () => {
  /** A turn, or an answer, that takes so long, while somebody does something in the zone. */
  function waiting(fakes: ReturnType<typeof createFakes>, ms: number) {
    const slowly = async <T>(then: () => Promise<T>): Promise<T> => {
      await fakes.clock.sleep(ms);
      return then();
    };
    const take = async <T>(_domain: typeof D, create: () => Promise<T>) => slowly(create);
    return {
      turn: { takeTurn: () => ({ take, leave: () => {} }) },
      person: asking(() => slowly(() => Promise.resolve(true))),
    };
  }
  const reads = (fakes: ReturnType<typeof createFakes>) =>
    fakes.trace.calls
      .map(({ port }) => port)
      .filter((port, index, all) => port === "host.read" && index < all.indexOf("ses.create")).length;

  it.each(["turn", "person"] as const)(
    "for its %s is made anew, and what is in the way by now stops before Create",
    async (what) => {
      const fakes = createFakes();
      fakes.clock.at(3_000, () => fakes.host.seed(rrset("CNAME", D, ["shop.example.net"])));
      const result = await fakes.play(onboardDomain, waiting(fakes, 6_000)[what]);
      expect(result).toMatchObject({ exit: 4, error: { code: "CNAME_IN_THE_WAY" } });
      expect(fakes.trace.of("ses.create")).toEqual([]);
      expect(eventsOf(fakes, "plan.ready")).toHaveLength(1);
    },
  );

  it("is told anew where it differs, and taken", async () => {
    const fakes = createFakes();
    fakes.clock.at(3_000, () => fakes.host.seed(rrset("TXT", D, ["v=spf1 ip4:192.0.2.1 -all"])));
    const result = await fakes.play(onboardDomain, waiting(fakes, 6_000).turn);
    expect(result.state).toBe("verified");
    expect(fakes.host.peek(D, "TXT")?.values).toEqual(["v=spf1 ip4:192.0.2.1 include:qcloudmail.com -all"]);
    const created = fakes.events.findIndex(({ type }) => type === "identity.ready");
    const told = fakes.events
      .slice(0, created)
      .flatMap((event) =>
        event.type === "rrset.planned" ? [`${event.record.purpose} ${event.action}`] : [],
      );
    expect(told).toEqual(["mx created", "spf created", "dmarc created", "spf merged"]);
    const hashes = eventsOf(fakes, "plan.ready").map(({ planHash }) => planHash);
    expect(new Set(hashes).size).toBe(2);
    expect(result.planHash).toBe(hashes[1]);
    expect(eventsOf(fakes, "race.lost")).toEqual([]);
  });

  it("is not taken under a plan hash where it differs", async () => {
    const fakes = createFakes();
    const { planHash } = await fakes.play(planDomain);
    fakes.clock.at(3_000, () => fakes.host.seed(rrset("TXT", D, ["v=spf1 ip4:192.0.2.1 -all"])));
    const changes = { ...waiting(fakes, 6_000).turn, ...underHash(planHash) };
    expect(await fakes.play(onboardDomain, changes)).toMatchObject({ error: { code: "PLAN_CHANGED" } });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("asks for its rights again", async () => {
    const fakes = createFakes();
    let asked = 0;
    fakes.mayWrite = () => {
      asked += 1;
      return asked === 1;
    };
    const result = await fakes.play(onboardDomain, waiting(fakes, 6_000).turn);
    expect(result).toMatchObject({ error: { code: "RIGHTS_MISSING" } });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("costs one reading more after a long wait, none after a short one, and says nothing twice", async () => {
    for (const [ms, count] of [
      [6_000, 2],
      [5_000, 1],
      [4_000, 1],
    ] as const) {
      const fakes = createFakes();
      expect((await fakes.play(onboardDomain, waiting(fakes, ms).turn)).state).toBe("verified");
      expect(reads(fakes)).toBe(count);
      expect(eventsOf(fakes, "plan.ready")).toHaveLength(1);
      expect(eventsOf(fakes, "rrset.planned")).toHaveLength(4);
    }
  });
});
