import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation, Observation } from "../../../src/dns/observation.ts";
import { findRRset, keyOf, type RRset } from "../../../src/dns/rrset.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Goal } from "../../../src/onboard/propagate/goal.ts";
import { createWatch, type WatchSettings } from "../../../src/onboard/propagate/watch.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, D, eventsOf, rrset, type Fakes } from "../fakes.ts";
import { answer, BASE, SERVFAIL } from "./answers.ts";

// All addresses together: who is asked when, and what the watch comes to.

const [FIRST, SECOND] = ["192.0.2.1", "192.0.2.2"];
const MX = rrset("MX", D, ["10 mx.example.com"]);
const SPF = rrset("TXT", D, ["v=spf1 -all"]);
const goalOf = (wanted: RRset): Goal => ({
  ...keyOf(wanted),
  accepts: (now) => findRRset(now, wanted.owner, wanted.type) !== undefined,
});
const asked = (fakes: Fakes, address: string) => fakes.trace.of(`dns.observe ${address}`);

/** A watch of the fakes' zone as it is delegated now. */
async function watchOf(fakes: Fakes, changes: Partial<WatchSettings> = {}) {
  const run = fakes.run();
  const delegation = await fakes.authority.delegation(D, { signal: run.signal });
  const goals = [MX, SPF].map(goalOf);
  const settings = { goals, delegation, since: fakes.clock.now(), deadline: run.signal };
  return createWatch(run, { ...settings, ...changes });
}

const onlyFirst = ({ authority }: Fakes): Pick<Delegation, "parentNameServers"> => ({
  parentNameServers: [authority.servers[0].server],
});

describe("the beginning of a watch", () => {
  it("names the servers without an address where there are some", async () => {
    const fakes = createFakes([MX, SPF]);
    (await watchOf(fakes)).sayStarted(0);
    const unresolved = [parseDomainName("ns3.dns.test")];
    fakes.authority.delegated = { unresolved };
    (await watchOf(fakes)).sayStarted(0);
    const [all, without] = eventsOf(fakes, "propagation.started");
    expect(all).not.toHaveProperty("unresolved");
    expect(without).toHaveProperty("unresolved", unresolved);
  });
});

describe("a single look", () => {
  it("asks nobody whom the world can't reach", async () => {
    const fakes = createFakes([MX, SPF]);
    Object.assign(fakes.authority.servers[1], { address: "10.0.0.2" });
    fakes.authority.delegated = onlyFirst(fakes);
    expect(await (await watchOf(fakes)).once()).toBe("open");
    expect(asked(fakes, "10.0.0.2")).toEqual([]);
    expect(asked(fakes, FIRST)).toHaveLength(2);
  });

  it("sees nothing where nobody answers, and goes by the others where one does", async () => {
    const fakes = createFakes([MX, SPF]);
    const [first, second] = fakes.authority.servers;
    second.mood = "silent";
    expect(await fakes.clock.drive((await watchOf(fakes)).once())).toBe("open");
    first.mood = "silent";
    expect(await fakes.clock.drive((await watchOf(fakes)).once())).toBe("unobservable");
  });

  it("tells who is silent, also where nobody was asked for the zone before", async () => {
    const fakes = createFakes([MX, SPF]);
    fakes.authority.servers[1].mood = "silent";
    fakes.authority.isSilent = ({ address }) => address === SECOND;
    const watch = await watchOf(fakes);
    watch.sayEnd(await fakes.clock.drive(watch.once()));
    expect(eventsOf(fakes, "warning.raised").map(({ warning }) => warning)).toMatchObject([
      { warning: "server-silent", servers: [{ address: SECOND }], whole: true },
    ]);
  });

  it("takes a server that serves one record, and fails on the other, for silent and not for one that objects", async () => {
    const fakes = createFakes([MX, SPF]);
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) =>
      at.address === SECOND && question.type === "TXT" ? SERVFAIL : observe(at, question, options);
    const watch = await watchOf(fakes);
    expect(await watch.once()).toBe("open");
    expect(watch.tally()).toEqual({ agreeing: 1, asked: 2 });
  });
});

describe("a zone that is delegated otherwise", () => {
  it("has a new server told at once that the world can't reach", async () => {
    const fakes = createFakes([MX, SPF]);
    const watch = await watchOf(fakes);
    fakes.authority.servers.push(serverAt("ns3.dns.test", "10.0.0.3"));
    const { delegation: before } = watch;
    watch.redelegate({
      ...(await fakes.authority.delegation(D, {})),
      parentNameServers: before.parentNameServers,
    });
    expect(eventsOf(fakes, "server.excluded")).toMatchObject([
      { at: { address: "10.0.0.3" }, because: "private" },
    ]);
  });

  it("leaves nobody out who stays and answers, be it known as silent by now", async () => {
    const fakes = createFakes([MX, SPF]);
    const watch = await watchOf(fakes);
    await watch.once();
    fakes.authority.isSilent = ({ address }) => address === SECOND;
    watch.redelegate(await fakes.authority.delegation(D, {}));
    expect(await fakes.clock.drive(watch.untilServed(() => 60_000))).toBe("open");
    // Twice in a row each of the two, as everywhere.
    expect(asked(fakes, SECOND)).toHaveLength(4);
  });

  it("has nobody asked before the last word who was left out", async () => {
    const fakes = createFakes();
    fakes.authority.servers[0].lagMs = Infinity;
    fakes.authority.servers[1].mood = "lame";
    const third = { ...serverAt("ns3.dns.test", "192.0.2.3"), lagMs: Infinity };
    fakes.clock.at(3_000, () => fakes.authority.servers.push(third));
    const { error } = await fakes.play(onboardDomain, { waitMs: 10_000 });
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(asked(fakes, third.address).map(({ at }) => at)).toEqual([10_000]);
    expect(asked(fakes, SECOND).at(-1)?.at).toBeLessThan(10_000);
  });
});

describe("a moment's silence", () => {
  it("of an address leaves nobody out: it is asked again", async () => {
    const fakes = createFakes();
    let isFirst = true;
    const reset: Observation = { ...BASE, kind: "unreachable", because: "reset", family: 4 };
    answer(fakes, SECOND, () => {
      const said = isFirst ? reset : undefined;
      isFirst = false;
      return said;
    });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "server.excluded")).toEqual([]);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
  });

  it("of all addresses leaves nobody out either: it may be this machine's line", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain, {
      emit: (event) => {
        fakes.events.push(event);
        if (event.type !== "propagation.started") return;
        for (const server of fakes.authority.servers) server.mood = "silent";
        fakes.clock.at(4_200, () => {
          for (const server of fakes.authority.servers) server.mood = "serves";
        });
      },
    });
    expect(eventsOf(fakes, "server.excluded")).toEqual([]);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
  });

  it("is found after one question where the others answer, be it that they are behind", async () => {
    const fakes = createFakes();
    for (const server of fakes.authority.servers) server.lagMs = Infinity;
    fakes.clock.at(5_000, () => (fakes.authority.servers[1].mood = "silent"));
    await fakes.play(onboardDomain, { waitMs: 30_000 });
    const late = asked(fakes, SECOND).filter(({ at }) => at >= 5_000);
    expect(late).toHaveLength(1);
  });
});

describe("while fewer than half answer", () => {
  /** One of four answers; the others refuse until a minute has passed. */
  function createFewAnswering(): Fakes {
    const fakes = createFakes();
    for (const number of [3, 4])
      fakes.authority.servers.push(serverAt(`ns${number}.dns.test`, `192.0.2.${number}`));
    for (const { address } of fakes.authority.servers.slice(1))
      answer(fakes, address, () => (fakes.elapsed() < 60_000 ? SERVFAIL : undefined));
    return fakes;
  }

  it("the others are asked once a round, and not three times", async () => {
    const fakes = createFewAnswering();
    await fakes.play(onboardDomain);
    const times = asked(fakes, SECOND).map(({ at }) => at);
    // Three times at first; then the pauses are those of a server that lags.
    expect(times.slice(0, 3)).toEqual([0, 500, 1_500]);
    const gaps = times.slice(3, 10).map((time, index) => time - (times[index + 2] ?? 0));
    expect(gaps).toEqual([300, 300, 300, 300, 300, 300, 300]);
  });

  it("the one that answers loses none of its tries by that", async () => {
    const fakes = createFewAnswering();
    let asking = 0;
    // After its first round it fails once, in all three tries of the closing one.
    answer(fakes, FIRST, () => ((asking += 1) > 4 && asking <= 16 ? SERVFAIL : undefined));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "server.excluded").map(({ at }) => at.address)).not.toContain(FIRST);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 4, asked: 4 }]);
  });
});

describe("while a person enters the records", () => {
  it("the signs of life tell how many records all servers serve that are asked", async () => {
    const fakes = createFakes([MX]);
    const watch = await watchOf(fakes, { byHand: true });
    const seen = async () => {
      await fakes.clock.drive(watch.once());
      watch.sayProgress();
      return eventsOf(fakes, "propagation.progress").at(-1)?.seen;
    };
    expect(await seen()).toEqual({ records: 1, of: 2 });
    fakes.host.seed(SPF);
    fakes.authority.servers[1].lagMs = Infinity;
    expect(await seen()).toEqual({ records: 1, of: 2 });
    fakes.authority.servers[1].mood = "lame";
    for (let round = 0; round < 3; round += 1) await seen();
    // It is left out by now.
    expect(await seen()).toEqual({ records: 2, of: 2 });
    fakes.authority.servers[0].mood = "lame";
    for (let round = 0; round < 3; round += 1) await seen();
    expect(await seen()).toEqual({ records: 0, of: 2 });
  });

  it("they don't where no person does", async () => {
    const fakes = createFakes([MX]);
    const watch = await watchOf(fakes);
    watch.sayProgress();
    expect(eventsOf(fakes, "propagation.progress")[0]).not.toHaveProperty("seen");
  });

  it("a server is asked for the zone's version alone until that moves", async () => {
    const fakes = createFakes([MX]);
    const over = new AbortController();
    const { clock } = fakes;
    const watch = await watchOf(fakes, { byHand: true, deadline: over.signal });
    clock.at(20_000, () => fakes.host.seed(SPF));
    clock.at(59_000, () => over.abort());
    expect(await clock.drive(watch.untilServed(() => 60_000))).toBe("open");
    const times = asked(fakes, FIRST).map(({ at, about }) => [at, about]);
    const [seen] = times.find(([at]) => Number(at) >= 20_000) ?? [];
    expect(times.slice(0, 3)).toEqual([
      [0, `MX ${D}`],
      [0, `TXT ${D}`],
      [seen, `TXT ${D}`],
    ]);
    const versions = fakes.trace.of(`dns.version ${FIRST}`);
    expect(versions.length).toBeGreaterThan(20);
  });
});

it("a server that agrees has the apex's version told only to those who are late", async () => {
  const fakes = createFakes([MX, SPF]);
  const watch = await watchOf(fakes);
  expect(await fakes.clock.drive(watch.untilServed(() => 60_000))).toBe("open");
  expect(fakes.trace.calls.filter(({ port }) => port.startsWith("dns.version"))).toEqual([]);
  expect(watch.delegation.apex).toBe(APEX);
});
