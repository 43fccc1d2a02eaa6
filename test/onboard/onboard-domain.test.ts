import { describe, expect, it } from "vitest";
import { isPending, onboardDomain, planDomain } from "../../src/onboard/onboard-domain.ts";
import type { Plan } from "../../src/plan/consent/plan.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { createFakes, D, DMARC_NAME, KEY_NAME, rrset, eventsOf } from "./fakes.ts";
import { KEY } from "./fake-identities.ts";

const PUBLISHED = [
  rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all"], 300),
  rrset("MX", D, ["10 mxbiz1.qq.com"], 300),
  rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"], 300),
  rrset("TXT", KEY_NAME, [KEY], 300),
];

describe("a new domain", () => {
  it("ends verified, with what SES asks for published", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({
      state: "verified",
      exit: 0,
      error: null,
      identity: { created: true, verified: true },
    });
    expect(new Set(fakes.host.rrsets)).toEqual(new Set(PUBLISHED));
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it("takes the steps in their order: look, create, write, look everywhere, have SES look", async () => {
    const fakes = createFakes();
    fakes.authority.signed = true;
    await fakes.play(onboardDomain);
    const steps = [...new Set(fakes.trace.calls.map(({ port }) => port.replace(/ .*/, "")))];
    expect(steps.filter((step) => step !== "ses.get" && step !== "dns.lookup")).toEqual([
      "dns.delegation",
      "host.zones",
      "host.read",
      "dns.version",
      "ses.list",
      "dns.bogus",
      "dns.cut",
      "ses.create",
      "host.apply",
      "dns.observe",
      "dns.resolvers",
      "ses.verify",
    ]);
  });

  it("asks no server, resolver or SES about a name before it is written", async () => {
    const fakes = createFakes();
    fakes.authority.signed = true;
    await fakes.play(onboardDomain);
    const written = fakes.trace.calls.findIndex(({ port }) => port === "host.apply");
    const early = fakes.trace.calls
      .slice(0, written)
      .filter(({ port }) => /^dns\.(?!delegation)|verify/.test(port));
    // Whether a deeper zone begins at the keys: a question of a type that no run writes.
    const cut = early.filter(({ port }) => port.startsWith("dns.cut"));
    expect([...new Set(cut.map(({ about }) => about))]).toEqual([`NS _domainkey.${D}`]);
    expect(early.filter((call) => !cut.includes(call) && call.about.endsWith(D))).toEqual([]);
    const onlyTheApex = early.filter(({ port }) => /^dns\.(?:version|bogus)/.test(port));
    expect([...new Set(onlyTheApex.map(({ about }) => about))]).toEqual(["SOA example.com", "example.com"]);
    expect(
      early
        .filter((call) => ![...cut, ...onlyTheApex].includes(call))
        .every(({ port }) => port === "dns.lookup"),
    ).toBe(true);
  });

  it("asks the resolvers and SES only when every server serves every record", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 7_000;
    await fakes.play(onboardDomain);
    const gate = [...fakes.trace.of("dns.resolvers"), ...fakes.trace.of("ses.verify")];
    expect(gate.length).toBe(5);
    for (const call of gate) expect(call.at).toBeGreaterThan(7_000);
  });

  it("creates exactly once and needs four calls of SES and three of the host", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain);
    expect(fakes.trace.of("ses.create")).toHaveLength(1);
    expect(result.calls).toMatchObject({ ses: 4, provider: 3 });
  });

  it("creates in its turn, and holds nobody up once it needs none", async () => {
    const turned = createFakes();
    const turns: string[] = [];
    const takeTurn = () => ({
      take: async <T>(_domain: typeof D, create: () => Promise<T>) => {
        turns.push(`after ${turned.trace.calls.at(-1)?.port}`);
        return create();
      },
      leave: () => void turns.push("left"),
    });
    await turned.play(onboardDomain, { takeTurn });
    expect(turns[0]).toMatch(/^after (?!ses.create)/);
    expect(turns.slice(1)).toEqual(["left"]);
    const existing = createFakes();
    existing.identities.seed(D, false);
    const leftAt: number[] = [];
    const leave = () => void leftAt.push(existing.trace.calls.length);
    await existing.play(onboardDomain, { takeTurn: () => ({ ...takeTurn(), leave }) });
    const written = existing.trace.calls.findIndex(({ port }) => port === "host.apply");
    expect(leftAt[0]).toBeLessThanOrEqual(written);
  });

  it("is not created while its DNS host wants silence for longer than the time budget", async () => {
    const fakes = createFakes();
    const asked: string[] = [];
    const requireOpen = (provider: string): never => {
      asked.push(`${provider} after ${fakes.trace.calls.at(-1)?.port}`);
      throw new OnboardError("API_RATE_LIMITED", "No request within an hour.", { hint: "Wait." });
    };
    expect(await fakes.play(onboardDomain, { requireOpen })).toMatchObject({
      exit: 5,
      error: { code: "API_RATE_LIMITED" },
      identity: { created: false },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);
    expect(asked).toHaveLength(1);
    fakes.identities.seed(D, false);
    expect(await fakes.play(onboardDomain, { requireOpen })).toMatchObject({ state: "verified" });
  });

  it("is created with the key and the tags that were asked for, and with the patience of the time budget", async () => {
    const fakes = createFakes();
    const { identities } = fakes;
    const asked: unknown[] = [];
    const ensure: typeof identities.ensure = (domain, options) => {
      asked.push({ ...options, domain, signal: undefined });
      return identities.ensure(domain, options);
    };
    const tags = [{ key: "team", value: "mail" }];
    const changes = { identities: { ...identities, ensure }, waitMs: 120_000 };
    await fakes.play(onboardDomain, { ...changes, dkimBits: 1024, tags });
    identities.kept.clear();
    await fakes.play(onboardDomain, changes);
    const usual = { domain: D, signal: undefined, patienceMs: 120_000 };
    expect(asked).toEqual([
      { ...usual, dkimBits: 1024, tags },
      { ...usual, dkimBits: 2048, tags: [] },
    ]);
  });

  it.each([
    [30_000, 30_000],
    [600_000, 60_000],
  ])("waits for an API that is away, before Create, within %i ms for %i", async (waitMs, awayMs) => {
    const fakes = createFakes();
    const asked: unknown[] = [];
    const { identities } = fakes;
    const get: typeof identities.get = (domain, options) => {
      asked.push(options.awayMs);
      return identities.get(domain, options);
    };
    await fakes.play(onboardDomain, { identities: { ...identities, get }, waitMs });
    expect(asked[0]).toBe(awayMs);
  });

  it("is not created where the account is full by now, though it was not at first", async () => {
    const fakes = createFakes();
    let total = 1;
    const list: typeof fakes.identities.list = () =>
      Promise.resolve({ total: total++, lowestLevel: 1, highestLevel: 1, dailyQuota: 500 });
    const identities = { ...fakes.identities, list };
    const result = await fakes.play(onboardDomain, { identities, domainLimit: 2 });
    expect([result.error?.code, result.error?.facts]).toEqual([
      "QUOTA_EXCEEDED",
      { domain: D, total: 2, domainLimit: 2 },
    ]);
    expect(fakes.trace.of("ses.create")).toEqual([]);
    total = 0;
    expect(await fakes.play(onboardDomain, { identities, domainLimit: 3 })).toMatchObject({
      state: "verified",
    });
  });

  it("has its time budget running from Create on: what is written after it has the rest", async () => {
    const fakes = createFakes();
    const { identities } = fakes;
    const ensure: typeof identities.ensure = async (domain, options) => {
      await fakes.clock.sleep(20_000);
      return identities.ensure(domain, options);
    };
    fakes.authority.servers[1].lagMs = Infinity;
    const result = await fakes.play(onboardDomain, {
      identities: { ...identities, ensure },
      waitMs: 60_000,
    });
    expect([result.error?.code, fakes.elapsed()]).toEqual(["NOT_PROPAGATED", 60_000]);
  });

  it("is planned as a run would do it, for whoever approves the plan, and left at that", async () => {
    const fakes = createFakes();
    const plans: Plan[] = [];
    const agree = (plan: Plan) => Promise.resolve((plans.push(plan), plan));
    const result = await fakes.play(planDomain, { agreement: { agree } });
    expect(plans.map(({ hash, creates }) => [hash, creates])).toEqual([[result.planHash, true]]);
    fakes.authority.servers[1].mood = "silent";
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, readOnlyKey: true }));
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned", exit: 0 });
    expect(eventsOf(fakes, "warning.raised").map(({ warning }) => warning.warning)).toEqual([
      "server-silent",
      "key-reads-only",
    ]);
    expect(fakes.host.history()).toHaveLength(1);
    await fakes.play(onboardDomain);
    expect(eventsOf(fakes, "run.started").map(({ command }) => command)).toEqual(["plan", "plan", "run"]);
  });

  it("folds the result out of the events", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain);
    expect(result.zone).toEqual({
      apex: "example.com",
      provider: "memory",
      id: "Z1",
      nameServers: ["ns1.dns.test", "ns2.dns.test"],
    });
    expect(
      result.records.map(({ purpose, action, servers, ses }) => [purpose, action, servers, ses?.status]),
    ).toEqual(
      ["mx", "spf", "dmarc", "dkim"].map((purpose) => [purpose, "created", { agreeing: 2, asked: 2 }, true]),
    );
    expect(result.planHash).toMatch(/^sha256:[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{32}$/);
    expect(result.timings).toEqual({ totalMs: 200, propagationMs: 200 });
    expect(fakes.events.at(-1)).toBe(result);
  });

  it("tells each record's before and after before it is written", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain, {
      emit: (body) => {
        fakes.events.push(body);
        if (body.type === "rrset.planned") expect(fakes.host.history()).toHaveLength(1);
      },
    });
    expect(eventsOf(fakes, "rrset.planned")).toHaveLength(4);
    expect(eventsOf(fakes, "rrset.written")).toHaveLength(4);
  });
});

describe("an identity that is there already", () => {
  it("is adopted when it came into being meanwhile", async () => {
    const fakes = createFakes();
    const { identities } = fakes;
    const result = await fakes.play(onboardDomain, {
      identities: {
        ...identities,
        async get(domain, options) {
          const found = await identities.get(domain, options);
          identities.seed(domain, false);
          return found;
        },
      },
    });
    expect(result).toMatchObject({ state: "verified", identity: { created: false, verified: true } });
  });

  it("costs one call of SES and no write on the second run, which never asks SES to look again", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    const [states, calls] = [fakes.host.history().length, fakes.trace.calls.length];
    const result = await fakes.play(onboardDomain);
    expect(fakes.host.history()).toHaveLength(states);
    const again = fakes.trace.calls.slice(calls).map(({ port }) => port);
    expect(again.filter((port) => port.startsWith("ses."))).toEqual(["ses.get"]);
    expect(again.filter((port) => port.startsWith("host."))).toEqual(["host.zones", "host.read"]);
    expect(result.records.map(({ action }) => action)).toEqual([
      "unchanged",
      "unchanged",
      "unchanged",
      "unchanged",
    ]);
    expect(result).toMatchObject({ state: "verified", identity: { created: false, verified: true } });
  });

  it("gets a lost record back without being verified anew", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    fakes.host.seed(rrset("TXT", KEY_NAME, []));
    const result = await fakes.play(onboardDomain);
    expect(fakes.host.peek(KEY_NAME, "TXT")?.values).toEqual([KEY]);
    expect(fakes.trace.of("ses.verify")).toHaveLength(1);
    expect(result.records.find(({ purpose }) => purpose === "dkim")).toMatchObject({
      action: "created",
      servers: { agreeing: 2, asked: 2 },
    });
  });

  it("counts as verified in the result when it was adopted verified and the wait is not over yet", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = Infinity;
    const { identities } = fakes;
    const get = (): Promise<undefined> => {
      identities.seed(D, true);
      return Promise.resolve(undefined);
    };
    identities.accepts = () => true;
    const result = await fakes.play(onboardDomain, { waitMs: 5_000, identities: { ...identities, get } });
    expect(result).toMatchObject({
      exit: 7,
      error: { code: "NOT_PROPAGATED" },
      identity: { created: false, verified: true },
    });
  });

  it("goes on where a killed run stopped, and creates and writes nothing twice", async () => {
    const fakes = createFakes();
    fakes.identities.seed(D, false);
    for (const one of PUBLISHED) fakes.host.seed(one);
    const result = await fakes.play(onboardDomain);
    expect(fakes.trace.of("ses.create")).toEqual([]);
    expect(fakes.trace.of("host.apply")).toEqual([]);
    expect(result).toMatchObject({ state: "verified", identity: { created: false, verified: true } });
  });
});

describe("refusals of SES", () => {
  it.each([
    ["QUOTA_EXCEEDED", 3, { quota: 0 }],
    ["IDENTITY_HELD_BY_OTHER", 3, { heldByOther: true }],
  ] as const)("%s ends the run and writes nothing", async (code, exit, trouble) => {
    const fakes = createFakes();
    Object.assign(fakes.identities, trouble);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ state: "failed", exit, error: { code } });
    expect(fakes.host.history()).toHaveLength(1);
  });
});

describe("something is left to do", () => {
  it("while the identity is not there or not verified, or a record is to be written", async () => {
    const fakes = createFakes();
    const pendingAfter = async (change: () => void) => {
      change();
      return isPending(await fakes.play(planDomain));
    };
    expect(await pendingAfter(() => undefined)).toBe(true);
    await fakes.play(onboardDomain);
    expect(await pendingAfter(() => undefined)).toBe(false);
    expect(await pendingAfter(() => fakes.host.seed(rrset("TXT", KEY_NAME, [])))).toBe(true);
    expect(await pendingAfter(() => fakes.host.seed(rrset("TXT", KEY_NAME, [KEY])))).toBe(false);
    expect(await pendingAfter(() => fakes.identities.seed(D, false))).toBe(true);
    expect(isPending({ ...(await fakes.play(planDomain)), identity: null, records: [] })).toBe(true);
  });
});

describe("a domain's place in the line", () => {
  it("is taken when it begins, and given up however it ends", async () => {
    const fakes = createFakes([rrset("CNAME", D, ["shop.example.net"])]);
    const told: string[] = [];
    const takeTurn = () => {
      told.push(`taken after ${fakes.trace.calls.length} calls`);
      return {
        take: <T>(_domain: typeof D, create: () => Promise<T>) => create(),
        leave: () => void told.push("left"),
      };
    };
    expect((await fakes.play(onboardDomain, { takeTurn })).error?.code).toBe("CNAME_IN_THE_WAY");
    expect(told).toEqual(["taken after 0 calls", "left"]);
  });

  it("is waited for no longer than the run goes on", async () => {
    const fakes = createFakes();
    const signals: boolean[] = [];
    const take = async <T>(domain: typeof D, create: () => Promise<T>, signal: AbortSignal) => {
      signals.push(domain === D && !signal.aborted);
      fakes.interrupt.abort();
      signals.push(signal.aborted);
      return create();
    };
    const result = await fakes.play(onboardDomain, { takeTurn: () => ({ take, leave: () => undefined }) });
    expect([signals, result.state]).toEqual([[true, true], "interrupted"]);
  });
});
