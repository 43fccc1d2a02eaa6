import { assert, asyncProperty, infiniteStream, integer } from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { serverAt } from "../fake-authority.ts";
import { createFakes, D, eventsOf, KEY_NAME, type Fakes } from "../fakes.ts";
import { answer, BASE, NODATA, SERVFAIL, type Answering, type Given } from "./answers.ts";

// The closing round, and servers of which not every machine is up to date or well.

const [FIRST, SECOND] = ["192.0.2.1", "192.0.2.2"];
const GOALS = [`TXT ${KEY_NAME}`, `MX ${D}`, `TXT ${D}`, `TXT _dmarc.${D}`];
const of = (given: readonly Given[], about: string) =>
  given.filter((one) => one.about === about).map(({ observation }) => observation.kind);

describe("the closing round", () => {
  it("asks again only for what was not served twice in a row", async () => {
    const fakes = createFakes();
    let isFirst = true;
    const given = answer(fakes, SECOND, (_inOrder, { type }) => {
      if (type !== "MX" || fakes.elapsed() === 0 || !isFirst) return undefined;
      isFirst = false;
      return NODATA;
    });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.trace.of(`dns.observe ${FIRST}`)).toHaveLength(8);
    expect(GOALS.map((about) => of(given, about).length)).toEqual([2, 4, 2, 2]);
    expect(of(given, `MX ${D}`)).toEqual(["answer", "nodata", "answer", "answer"]);
  });

  it("asks again at once where one SERVFAIL came, which says nothing about the record", async () => {
    const fakes = createFakes();
    let isFirst = true;
    answer(fakes, SECOND, (_inOrder, { type }) => {
      if (type !== "MX" || fakes.elapsed() === 0 || !isFirst) return undefined;
      isFirst = false;
      return SERVFAIL;
    });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBe(200 + 100);
    expect(eventsOf(fakes, "server.excluded")).toEqual([]);
  });

  it("asks nobody three times who was found silent in it", async () => {
    const fakes = createFakes();
    const [, second] = fakes.authority.servers;
    fakes.clock.at(100, () => (second.mood = "silent"));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    const silent = fakes.trace.of(`dns.observe ${SECOND}`).filter(({ at }) => at > 100 && at < 5_000);
    // Each record once, and the first one again when the round is over.
    expect(silent).toHaveLength(GOALS.length + 1);
  });

  it("that began before the deadline ends within the time of one question", async () => {
    const fakes = createFakes();
    answer(fakes, SECOND, async (inOrder, _question, signal) => {
      if (fakes.elapsed() > 0) await fakes.clock.sleep(60_000, { signal });
      return inOrder;
    });
    const { error } = await fakes.play(onboardDomain, { waitMs: 5_000 });
    expect(fakes.elapsed()).toBe(5_000 + 4_000);
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(error?.message).toBe(
      "All 2 name servers serve the records, but the time was up before a second look could confirm it.",
    );
  });

  it("does not begin after the deadline", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, { waitMs: 150 });
    expect(result.error?.message).toContain("the time was up before a second look");
    expect(fakes.elapsed()).toBe(150);
  });
});

it("comes back not before all that lag may have fetched the zone, be it unknown of one", async () => {
  const retryAfter = async (isUnknown: boolean): Promise<number> => {
    const fakes = createFakes();
    const [, second] = fakes.authority.servers;
    const third = serverAt("ns3.dns.test", "192.0.2.3");
    fakes.authority.servers.push(third);
    fakes.authority.refresh = 380;
    second.lagMs = Infinity;
    if (isUnknown) third.mood = "lame";
    const { error } = await fakes.play(onboardDomain, { waitMs: 300_000 });
    return Date.parse(String(error?.facts["retryAfter"])) - fakes.clock.now();
  };
  expect([await retryAfter(false), await retryAfter(true)]).toEqual([80_000, 300_000]);
});

describe("one address with several machines behind it", () => {
  it("that takes turns between serving and SERVFAIL opens the gate all the same", async () => {
    const fakes = createFakes();
    let turn = 0;
    answer(fakes, SECOND, () => ((turn += 1) % 2 === 0 ? SERVFAIL : undefined));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeLessThan(5_000);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
  });

  it("that takes strict turns between serving and not having it is told as what it is", async () => {
    const fakes = createFakes();
    const turns = new Map<string, number>();
    answer(fakes, SECOND, (_inOrder, { owner, type }) => {
      const turn = (turns.get(`${type} ${owner}`) ?? 0) + 1;
      turns.set(`${type} ${owner}`, turn);
      return turn % 2 === 0 ? NODATA : undefined;
    });
    const { error } = await fakes.play(onboardDomain, { waitMs: 20_000 });
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(error?.message).toContain(
      `ns2.dns.test (${SECOND}) served them and then did not, as several machines behind one address do`,
    );
    expect(error?.message).not.toMatch(/missing|: \./);
  });

  it("is not told any more once each record was served twice in a row", async () => {
    const fakes = createFakes();
    let isFirst = true;
    answer(fakes, FIRST, (_inOrder, { type }) => {
      if (type !== "MX" || fakes.elapsed() === 0 || !isFirst) return undefined;
      isFirst = false;
      return NODATA;
    });
    let turn = 0;
    answer(fakes, SECOND, (_inOrder, { type }) =>
      type === "MX" && (turn += 1) % 2 === 0 ? NODATA : undefined,
    );
    const { error } = await fakes.play(onboardDomain, { waitMs: 20_000 });
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(error?.message).toContain(`ns2.dns.test (${SECOND}) served them and then did not`);
    expect(error?.message).not.toContain("ns1.dns.test");
  });

  it("opens the gate only when each record was served twice in a row since it last was not (seeded)", async () => {
    await assert(
      asyncProperty(infiniteStream(integer({ min: 0, max: 99 })), async (stream) => {
        const fakes = createFakes();
        const given = answer(
          fakes,
          SECOND,
          machines(fakes, () => stream.next().value ?? 0),
        );
        const { state } = await fakes.play(onboardDomain, { waitMs: 120_000 });
        expect(state).toBe("verified");
        // All machines have the records after ten seconds; a few of their answers are SERVFAIL for ever.
        expect(fakes.elapsed()).toBeLessThan(40_000);
        if (eventsOf(fakes, "server.excluded").length > 0) return;
        for (const about of GOALS) {
          const kinds = of(given, about).filter((kind) => kind !== "servfail");
          expect(kinds.slice(-2)).toEqual(["answer", "answer"]);
        }
      }),
      { seed: 11, numRuns: 60 },
    );
  });
});

/** Four machines: one fails half of the time, one has the records ten seconds later than the others. */
function machines(fakes: Fakes, draw: () => number): Answering {
  return () => {
    const machine = draw() % 4;
    if (machine === 0 && draw() % 2 === 0) return SERVFAIL;
    return machine === 1 && fakes.elapsed() < 10_000
      ? { ...BASE, kind: "nxdomain", soa: undefined }
      : undefined;
  };
}

describe("the end of the wait names", () => {
  it("why a server has no address, where that is known", async () => {
    const messageWith = async (unaddressed: ReadonlyMap<DomainName, "alias"> | undefined) => {
      const fakes = createFakes();
      const lost = parseDomainName("ns3.dns.test");
      const names = [...fakes.authority.servers.map(({ server }) => server), lost];
      const known = unaddressed === undefined ? {} : { unaddressed };
      fakes.authority.delegated = {
        parentNameServers: names,
        childNameServers: names,
        unresolved: [lost],
        ...known,
      };
      fakes.authority.servers[1].lagMs = Infinity;
      return (await fakes.play(onboardDomain, { waitMs: 10_000 })).error?.message;
    };
    expect(await messageWith(undefined)).toContain("; ns3.dns.test has no address.");
    const why = new Map([[parseDomainName("ns3.dns.test"), "alias" as const]]);
    expect(await messageWith(why)).toContain("; ns3.dns.test is an alias (CNAME)");
  });

  it("who has not answered, where it was known to be silent and nobody has asked it for a record", async () => {
    const fakes = createFakes();
    fakes.authority.servers[0].lagMs = Infinity;
    fakes.authority.servers[1].mood = "silent";
    const { error } = await fakes.play(onboardDomain, { waitMs: 10_000 });
    expect(error?.message).toContain(`; ns2.dns.test (${SECOND}) has not answered.`);
    expect(error?.facts["laggards"]).toMatchObject([{ verdict: "nxdomain" }, { verdict: "unreachable" }]);
  });

  it("every server at an address that lags", async () => {
    const fakes = createFakes();
    const names = ["a.dns.test", "b.dns.test", "c.dns.test"];
    fakes.authority.servers.push(
      ...names.map((name) => ({ ...serverAt(name, "192.0.2.9"), lagMs: Infinity })),
    );
    const { error } = await fakes.play(onboardDomain, { waitMs: 10_000 });
    expect(error?.message).toContain("(and b.dns.test, c.dns.test, at the same address)");
  });

  it.each([
    ["later", [600, 7_200], "ns3.dns.test"],
    ["earlier", [7_200, 600], "ns2.dns.test"],
  ] as const)("the one of several that fetches the zone last, be it told %s", async (_when, each, last) => {
    const fakes = createFakes();
    const { authority } = fakes;
    authority.servers.push(serverAt("ns3.dns.test", "192.0.2.3"));
    for (const server of authority.servers.slice(1)) server.lagMs = Infinity;
    const observe = authority.observe.bind(authority);
    authority.observe = async (at, question, options) => {
      const seen = await observe(at, question, options);
      if (question.type !== "SOA" || seen.kind !== "answer") return seen;
      // The leader is asked once for each: the zone's REFRESH has changed between.
      const refresh =
        each[
          fakes.trace.calls.filter(({ port }) => port.startsWith("dns.version 192.0.2.1")).length > 2 ? 1 : 0
        ];
      const [soa = ""] = seen.rrset.values;
      return { ...seen, rrset: { ...seen.rrset, values: [soa.replace(" 3600 ", ` ${refresh} `)] } };
    };
    const { error } = await fakes.play(onboardDomain, { waitMs: 300_000 });
    const began = fakes.clock.now() - 300_000;
    expect(error?.facts["laggards"]).toMatchObject([
      { server: "ns2.dns.test", dueBy: new Date(began + each[0] * 1_000).toISOString() },
      { server: "ns3.dns.test", dueBy: new Date(began + each[1] * 1_000).toISOString() },
    ]);
    expect(error?.hint).toContain(`at worst ${last} fetches the zone by itself at 05:00 UTC`);
  });
});
