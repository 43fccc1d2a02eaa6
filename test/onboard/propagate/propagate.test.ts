import { describe, expect, it, onTestFinished } from "vitest";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { pauseAfter, strikePause } from "../../../src/onboard/propagate/pace.ts";
import { createFakes, D, KEY_NAME, eventsOf, type Fakes } from "../fakes.ts";
import { serverAt } from "../fake-authority.ts";
import { answer, REFUSED } from "./answers.ts";

/** When a server is asked, in milliseconds, until one question comes at or after this time. */
function questionsUntil(ms: number): readonly number[] {
  const times = [0];
  for (let last = 0; last < ms; times.push(last)) last += pauseAfter(last, 0);
  return times;
}

/** How long three rounds take of which each takes this long and gives no answer, in milliseconds. */
function threeRounds(roundMs: number): number {
  return 3 * roundMs + strikePause(1) + strikePause(2);
}

const isoAt = (ms: number) => new Date(ms).toISOString();
const observed = (fakes: Fakes, address: string) => fakes.trace.of(`dns.observe ${address}`);
const [FIRST, SECOND] = ["192.0.2.1", "192.0.2.2"];

describe("the gate", () => {
  it("waits for the last server, and no longer", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 930;
    const result = await fakes.play(onboardDomain);
    expect(result.state).toBe("verified");
    const served = questionsUntil(930).at(-1) ?? 0;
    expect(served).toBeLessThan(930 + 300);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([
      { agreeing: 2, asked: 2, elapsedMs: served + 200 },
    ]);
  });

  it("rests at a server that serves everything, but for the closing round", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 5_000;
    await fakes.play(onboardDomain);
    const end = fakes.elapsed();
    expect(observed(fakes, FIRST).map(({ at }) => at)).toEqual([0, 0, 0, 0, end, end, end, end]);
  });

  it("asks a server that lags for one record only, and for the others once that is served", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 250;
    await fakes.play(onboardDomain);
    const times = questionsUntil(250);
    const served = times.at(-1) ?? 0;
    const others = [`MX ${D}`, `TXT ${D}`, `TXT _dmarc.${D}`];
    expect(observed(fakes, SECOND).map(({ at, about }) => `${at} ${about}`)).toEqual([
      ...times.map((at) => `${at} TXT ${KEY_NAME}`),
      ...others.map((about) => `${served} ${about}`),
      ...[`TXT ${KEY_NAME}`, ...others].map((about) => `${served + 200} ${about}`),
    ]);
  });

  it("asks a server for the first record that it lacks only, and not again for what it serves", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMsOf = { [`MX ${D}`]: 250, [`TXT ${D}`]: 250 };
    await fakes.play(onboardDomain);
    const [first = 0, ...later] = questionsUntil(250);
    const served = later.at(-1) ?? 0;
    const all = [`TXT ${KEY_NAME}`, `MX ${D}`, `TXT ${D}`, `TXT _dmarc.${D}`];
    expect(observed(fakes, SECOND).map(({ at, about }) => `${at} ${about}`)).toEqual([
      ...all.map((about) => `${first} ${about}`),
      ...later.map((at) => `${at} MX ${D}`),
      `${served} TXT ${D}`,
      ...all.map((about) => `${served + 200} ${about}`),
    ]);
  });

  it.each(["lame", "servfail"] as const)(
    "names one %s server after three rounds and leaves it out",
    async (mood) => {
      const fakes = createFakes();
      fakes.authority.servers[1].mood = mood;
      const result = await fakes.play(onboardDomain);
      expect(eventsOf(fakes, "server.excluded")).toMatchObject([
        { type: "server.excluded", at: { server: "ns2.dns.test", address: SECOND }, because: mood },
      ]);
      // Once more in the closing round.
      expect(observed(fakes, SECOND)).toHaveLength(4);
      expect(result).toMatchObject({ state: "verified" });
      expect(result.records.map(({ servers }) => servers?.agreeing)).toEqual([1, 1, 1, 1]);
      expect(fakes.elapsed()).toBe(threeRounds(0) + 200);
    },
  );

  it("counts a server as served when one of its addresses is, and the other is silent", async () => {
    const fakes = createFakes();
    fakes.authority.servers.push({ ...serverAt("ns2.dns.test", "2001:db8::2"), mood: "silent" });
    const result = await fakes.play(onboardDomain);
    for (const { servers } of result.records) expect(servers).toEqual({ agreeing: 2, asked: 2 });
  });

  it("does not count a server as served while one of its addresses says otherwise", async () => {
    const fakes = createFakes();
    fakes.authority.servers.push({ ...serverAt("ns2.dns.test", "2001:db8::2"), lagMs: Infinity });
    expect(await fakes.play(onboardDomain, { waitMs: 40_000 })).toMatchObject({
      error: { code: "NOT_PROPAGATED" },
    });
    expect(eventsOf(fakes, "propagation.progress")).toMatchObject([
      { elapsedMs: 30_000, agreeing: 1, asked: 2, laggards: [{ address: "2001:db8::2" }] },
      { elapsedMs: 40_000, agreeing: 1, asked: 2, laggards: [{ address: "2001:db8::2" }] },
    ]);
    // The gate never opened, so nothing says that it did.
    expect(eventsOf(fakes, "propagation.done")).toEqual([]);
  });

  it("puts nobody out for a record that is not answered beside one that is: a round counts once", async () => {
    const fakes = createFakes();
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) => {
      const observation = await observe(at, question, options);
      const isRefused = at.address === SECOND && question.type === "MX";
      return isRefused ? { kind: "lame", because: "refused", transport: "udp", roundTripMs: 0 } : observation;
    };
    await fakes.play(onboardDomain);
    const about = observed(fakes, SECOND).filter((call) => call.about === `MX ${D}`);
    // Once beside the records that it serves, three times alone, and once in the closing round.
    expect(about).toHaveLength(5);
    expect(eventsOf(fakes, "server.excluded")).toMatchObject([{ at: { address: SECOND }, because: "lame" }]);
  });

  it("opens without a server that fell silent, whatever that said before", async () => {
    const fakes = createFakes();
    // Two records are old there, and only the first of them is asked for again.
    fakes.authority.servers[1].lagMsOf = { [`MX ${D}`]: Infinity, [`TXT ${D}`]: Infinity };
    fakes.clock.at(10_000, () => {
      fakes.authority.servers[1].mood = "lame";
    });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeGreaterThanOrEqual(10_000);
    expect(fakes.elapsed()).toBeLessThan(15_000);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 1, asked: 2 }]);
  });

  it("tells when a server that is behind fetches the zone only while it is behind", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 20_000;
    fakes.clock.at(10_000, () => {
      fakes.authority.servers[1].mood = "servfail";
    });
    fakes.clock.at(11_000, () => {
      fakes.authority.servers[1].mood = "serves";
    });
    await fakes.play(onboardDomain);
    const own = eventsOf(fakes, "propagation.observed").filter(({ at }) => at.address === SECOND);
    const late = own.filter(({ verdict }) => verdict === "servfail");
    expect(late.map(({ dueInMs = 0, sinceWriteMs }) => dueInMs + sinceWriteMs)).toEqual([3_600_000]);
    const served = own.filter(({ verdict }) => verdict === "serves");
    expect(served).toHaveLength(4);
    for (const event of served) expect(event).not.toHaveProperty("dueInMs");
  });

  it("counts every question, those about the zone's version at both servers included", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = 5_000;
    const { trace, events } = fakes;
    let before = 0;
    await fakes.play(onboardDomain, {
      emit: (body) => {
        if (body.type === "propagation.started") before = trace.calls.length;
        events.push(body);
      },
    });
    const asked = trace.calls.slice(before).filter(({ port }) => /^dns\.(?:observe|version) /.test(port));
    expect(asked.filter(({ port }) => port.startsWith("dns.version"))).toHaveLength(2);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ queries: asked.length }]);
  });

  it("does not take a mistake of ours for a server that lags", async () => {
    const fakes = createFakes();
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = (at, question, options) =>
      fakes.trace.of("host.apply").length === 0
        ? observe(at, question, options)
        : Promise.reject(new TypeError("a slip"));
    expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 1, error: { code: "UNEXPECTED" } });
    expect(fakes.elapsed()).toBe(0);
  });

  it("stays closed while fewer than half of the servers can be asked, and opens when they come back", async () => {
    const fakes = createFakes();
    const more = ["192.0.2.3", "192.0.2.4"].map((address, index) =>
      serverAt(`ns${index + 3}.dns.test`, address),
    );
    fakes.authority.servers.push(...more);
    const dead = fakes.authority.servers.slice(1);
    for (const { address } of dead)
      answer(fakes, address, () => (fakes.elapsed() < 60_000 ? REFUSED : undefined));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeGreaterThanOrEqual(60_000);
    expect(fakes.elapsed()).toBeLessThan(65_000);
    expect(eventsOf(fakes, "server.excluded")).toHaveLength(3);
    expect(observed(fakes, FIRST)).toHaveLength(8);
    expect(observed(fakes, SECOND).length).toBeLessThanOrEqual(100);
  });

  it("asks a server that takes a minute a hundred times at most, whatever the jitter", async () => {
    for (const random of [0, 0.5, 0.999]) {
      const fakes = createFakes();
      fakes.authority.servers[1].lagMs = 59_999;
      await fakes.play(onboardDomain, { clock: { ...fakes.clock, random: () => random } });
      expect(observed(fakes, SECOND).length).toBeLessThanOrEqual(100);
    }
  });
});

describe("the time budget", () => {
  it("ends in NOT_PROPAGATED, naming who lags and when to come back, and no resolver or SES was asked", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = Infinity;
    const result = await fakes.play(onboardDomain, { waitMs: 120_000 });
    expect(fakes.elapsed()).toBe(120_000);
    // The write was at the beginning, and the zone's SOA has its secondaries look once an hour.
    const dueBy = new Date(fakes.clock.now() - 120_000 + 3_600_000).toISOString();
    expect(result).toMatchObject({
      state: "pending",
      exit: 7,
      timings: { totalMs: 120_000, propagationMs: 120_000 },
      error: {
        code: "NOT_PROPAGATED",
        facts: {
          laggards: [{ server: "ns2.dns.test", address: SECOND, port: 53, verdict: "nxdomain", dueBy }],
          agreeing: 1,
          asked: 2,
          // As long again as it took: a secondary seldom waits until it looks by itself.
          retryAfter: isoAt(fakes.clock.now() + 120_000),
        },
        message: `1 of 2 name servers serve the records so far: ns2.dns.test (${SECOND}) says that there is no such name: TXT ${KEY_NAME}.`,
      },
    });
    expect(result.error?.hint).toContain("usually has a change within a minute; at worst ns2.dns.test");
    expect(result.error?.hint).toMatch(
      /^Nothing is written twice\. After 03:04 UTC run the same call again\. .* fetches the zone by itself at 04:00 UTC\.$/,
    );
    expect(result.records.map(({ servers }) => servers)).toContainEqual({ agreeing: 1, asked: 2 });
    expect(fakes.trace.calls.filter(({ port }) => /resolvers|verify/.test(port))).toEqual([]);
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it("never says to come back at a time that has passed, though the laggard is overdue", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = Infinity;
    const { error } = await fakes.play(onboardDomain, { waitMs: 7_200_000 });
    const now = fakes.clock.now();
    expect(error).toMatchObject({
      code: "NOT_PROPAGATED",
      facts: { laggards: [{ dueBy: isoAt(now - 3_600_000) }], retryAfter: isoAt(now + 60_000) },
      hint: expect.stringMatching(
        /again\. ns2\.dns\.test was to fetch the zone by itself by 04:00 UTC and has not/,
      ) as unknown,
    });
  });

  it("does not wait for a laggard whose time has come in that very moment", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = Infinity;
    fakes.authority.refresh = 600;
    const { error } = await fakes.play(onboardDomain, { waitMs: 600_000 });
    expect(error?.hint).toContain("ns2.dns.test was to fetch the zone by itself by 03:10 UTC and has not");
  });

  it("names the day to come back where it is not today: the same time of day has passed", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = Infinity;
    fakes.authority.refresh = 86_400;
    // From 03:00 on the 22nd to 03:10.
    const { error } = await fakes.play(onboardDomain, { waitMs: 600_000 });
    expect(error?.hint).toContain("After 03:20 UTC");
    expect(error?.hint).toContain("at 2026-11-23 03:00 UTC");
  });

  it("lets a closing round end that has begun", async () => {
    const fakes = createFakes();
    fakes.trace.latencyMs = 40;
    // Create and the write, one round of 80 ms, 200 ms of pause, and half of the closing round.
    expect(await fakes.play(onboardDomain, { waitMs: 380 })).toMatchObject({ state: "verified" });
  });

  it("that ends before the closing round leaves the gate closed: nothing was confirmed", async () => {
    const fakes = createFakes();
    fakes.trace.latencyMs = 40;
    const result = await fakes.play(onboardDomain, { waitMs: 200 });
    expect(result).toMatchObject({ exit: 7, error: { code: "NOT_PROPAGATED" } });
    expect(fakes.trace.of("ses.verify")).toEqual([]);
    expect(result.error?.message).toBe(
      "All 2 name servers serve the records, but the time was up before a second look could confirm it.",
    );
  });

  it("says to come back after as long again as it took, where no server tells when it fetches the zone", async () => {
    const fakes = createFakes();
    for (const server of fakes.authority.servers) server.lagMs = Infinity;
    const { error } = await fakes.play(onboardDomain, { waitMs: 600_000 });
    expect(error?.facts["retryAfter"]).toBe(isoAt(fakes.clock.now() + 600_000));
    expect(error?.hint).toBe("Nothing is written twice. After 03:20 UTC run the same call again.");
  });

  it("ends in a failure when its sign of life can't be told, and in no crash before", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = Infinity;
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    onTestFinished(() => void process.off("unhandledRejection", note));
    const result = await fakes.play(onboardDomain, {
      waitMs: 120_000,
      emit: ({ type }) => {
        if (type === "propagation.progress") throw new Error("ENOSPC: no space left on device");
      },
    });
    expect(unhandled).toEqual([]);
    expect(result).toMatchObject({ state: "failed", error: { code: "UNEXPECTED" } });
  });

  it("gives a sign of life every 30 seconds, and in the end says how far it came", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = Infinity;
    await fakes.play(onboardDomain, { waitMs: 120_000 });
    expect(
      eventsOf(fakes, "propagation.progress").map(({ elapsedMs, agreeing, asked, laggards }) => [
        elapsedMs,
        agreeing,
        asked,
        laggards[0]?.address,
      ]),
    ).toEqual([30_000, 60_000, 90_000, 120_000].map((at) => [at, 1, 2, SECOND]));
  });

  it("of nothing at all still writes, asks every server for everything once, has SES look once, and leaves", async () => {
    const fakes = createFakes();
    fakes.trace.latencyMs = 40;
    const result = await fakes.play(onboardDomain, { waitMs: 0 });
    expect(result).toMatchObject({ state: "verified" });
    expect(observed(fakes, FIRST)).toHaveLength(4);
    expect(observed(fakes, SECOND)).toHaveLength(4);
    expect(fakes.trace.of("ses.verify")).toHaveLength(1);
  });

  it("of nothing at all leaves at once where one server lags, and asks SES nothing", async () => {
    const fakes = createFakes();
    fakes.trace.latencyMs = 40;
    fakes.authority.servers[1].lagMs = 5_000;
    const result = await fakes.play(onboardDomain, { waitMs: 0 });
    expect(result).toMatchObject({ exit: 7, error: { code: "NOT_PROPAGATED" } });
    expect(observed(fakes, SECOND)).toHaveLength(4);
    expect(fakes.trace.of("ses.verify")).toEqual([]);
  });
});

describe("the host's own word", () => {
  it("is asked for every 5 seconds and waited for", async () => {
    const fakes = createFakes();
    fakes.settled = () => fakes.clock.now() >= settledAt;
    const settledAt = fakes.clock.now() + 38_000;
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("host.settled").map(({ at }) => at)).toEqual(
      [0, 5, 10, 15, 20, 25, 30, 35, 40].map((second) => second * 1_000),
    );
    expect(fakes.trace.of("ses.verify")[0]?.at).toBe(40_000);
  });

  it("that does not come within the budget is NOT_PROPAGATED, though every server that can be seen agrees", async () => {
    const fakes = createFakes();
    fakes.settled = () => false;
    const result = await fakes.play(onboardDomain, { waitMs: 12_000 });
    expect(result).toMatchObject({
      exit: 7,
      error: { code: "NOT_PROPAGATED", facts: { laggards: [], agreeing: 2, asked: 2 } },
    });
    expect(fakes.trace.of("host.settled").map(({ at }) => at)).toEqual([0, 5_000, 10_000, 12_000]);
    expect(fakes.trace.of("ses.verify")).toEqual([]);
  });

  it("is not asked for when nothing was written", async () => {
    const fakes = createFakes();
    fakes.settled = () => true;
    await fakes.play(onboardDomain);
    const before = fakes.trace.of("host.settled").length;
    await fakes.play(onboardDomain);
    expect(fakes.trace.of("host.settled")).toHaveLength(before);
  });

  it.each([
    ["refused", () => refuse()],
    ["unknown", () => undefined],
  ])(
    "that is %s says nothing about the records: the name servers decide, and it is told once",
    async (_why, ask) => {
      const fakes = createFakes();
      fakes.settled = ask;
      expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 0, state: "verified" });
      expect(eventsOf(fakes, "host.settled")).toMatchObject([{ settled: null }]);
    },
  );

  it("whose asking breaks ends the run, and nobody goes on asking name servers behind the result", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].lagMs = Infinity;
    fakes.settled = () => {
      throw new TypeError("a bug of the adapter's");
    };
    expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 1, error: { code: "UNEXPECTED" } });
    expect(fakes.elapsed()).toBe(0);
    expect(fakes.clock.sleepers()).toBe(0);
  });
});

function refuse(): never {
  throw new OnboardError("RIGHTS_MISSING", "No.", { hint: "Ask the test." });
}
