import { describe, expect, it } from "vitest";
import { Interruption } from "../../src/errors/interruption.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { checkDomain } from "../../src/onboard/check/check-domain.ts";
import { onboardDomain, planDomain } from "../../src/onboard/onboard-domain.ts";
import { createWorld, told, type World } from "./world.ts";
import { loadAnotherCopy } from "../support/another-copy.ts";

/** A world in which everything takes time, so that an interrupt can come in the middle of everything. */
function createSlow(): World {
  const world = createWorld();
  world.trace.latencyMs = 100;
  world.authority.servers[1].lagMs = 3_000;
  world.identities.sees = () => (world.elapsed() < 20_000 ? [] : world.host.rrsets);
  world.settled = () => world.elapsed() > 4_000;
  return world;
}

describe("an interrupt", () => {
  it.each([
    ["run", onboardDomain],
    ["plan", planDomain],
  ] as const)("at any time of %s ends it at once, with nothing left behind", async (_name, command) => {
    const undisturbed = createSlow();
    const { timings } = await undisturbed.play(command);
    // In the middle of each call of a port, and between them.
    const times = undisturbed.trace.calls.flatMap(({ at }) => [at, at + 50]);
    for (const ms of new Set(times.filter((at) => at < timings.totalMs))) {
      const world = createSlow();
      world.clock.at(ms, () => world.interrupt.abort(new Interruption(130)));
      const result = await world.play(command);
      expect(result, `at ${ms} ms`).toMatchObject({ state: "interrupted", exit: 130, error: null });
      expect(world.elapsed()).toBe(ms);
      expect(world.clock.sleepers()).toBe(0);
      const told = world.events.length;
      await world.clock.drive(world.clock.sleep(60_000));
      expect(world.events).toHaveLength(told);
      expect(world.events.at(-1)).toBe(result);
    }
  });

  it("during a check ends it at once, too", async () => {
    for (const ms of [0, 50, 150, 250]) {
      const world = createSlow();
      await world.play(onboardDomain);
      const began = world.elapsed();
      world.clock.at(ms, () => world.interrupt.abort(new Interruption(143)));
      expect(await world.play(checkDomain)).toMatchObject({ state: "interrupted", exit: 143 });
      expect(world.elapsed() - began).toBe(ms);
      expect(world.clock.sleepers()).toBe(0);
    }
  });

  it("after which the command is given again goes on where it stopped, from any point, and ends in the same state", async () => {
    const undisturbed = createSlow();
    const { timings } = await undisturbed.play(onboardDomain);
    for (let ms = 50; ms < timings.totalMs; ms += 350) {
      const world = createSlow();
      world.clock.at(ms, () => world.interrupt.abort(new Interruption(130)));
      await world.play(onboardDomain);
      const result = await world.play(onboardDomain, { signal: new AbortController().signal });
      expect(result).toMatchObject({ state: "verified" });
      expect(world.host.rrsets).toEqual(undisturbed.host.rrsets);
      expect(world.identities.kept.size).toBe(1);
    }
  });

  it("before anything began asks nobody anything", async () => {
    const world = createWorld();
    world.interrupt.abort(new Interruption(143));
    expect(await world.play(onboardDomain)).toMatchObject({ state: "interrupted", exit: 143 });
    expect(world.trace.calls).toEqual([]);
  });

  it("by a caller's own signal has the exit of Ctrl-C", async () => {
    const world = createSlow();
    world.clock.at(150, () => world.interrupt.abort());
    expect(await world.play(onboardDomain)).toMatchObject({ state: "interrupted", exit: 130 });
  });

  it("keeps what a port has to say about a write that may have arrived", async () => {
    const world = createSlow();
    const { findProvider } = world.run();
    const apply = () => {
      world.interrupt.abort(new Interruption(130));
      throw new OnboardError("API_UNAVAILABLE", "It may have arrived.", {
        hint: "Run again.",
        facts: { mayHaveArrived: true },
      });
    };
    const result = await world.play(onboardDomain, {
      findProvider: async (...given) => ({ ...(await findProvider(...given)), apply }),
    });
    expect(result).toMatchObject({
      state: "interrupted",
      exit: 130,
      error: { facts: { mayHaveArrived: true } },
    });
  });
});

describe("a DNS host's adapter that brings another copy of this package", () => {
  it("ends a run with its own code, words, facts and exit status", async () => {
    const other = await loadAnotherCopy();
    const world = createWorld();
    const { findProvider } = world.run();
    const readRRsets = () => {
      throw new other.OnboardError("RIGHTS_MISSING", "The key may not read.", {
        hint: "Allow it.",
        facts: { zone: 7 },
      });
    };
    const result = await world.play(onboardDomain, {
      findProvider: async (...given) => ({ ...(await findProvider(...given)), readRRsets }),
    });
    expect(result).toMatchObject({
      state: "failed",
      exit: 3,
      error: {
        code: "RIGHTS_MISSING",
        message: "The key may not read.",
        hint: "Allow it.",
        facts: { zone: 7 },
      },
    });
  });

  it("may lose a race and is planned with anew", async () => {
    const other = await loadAnotherCopy();
    const world = createWorld();
    const { findProvider } = world.run();
    let races = 0;
    const result = await world.play(onboardDomain, {
      findProvider: async (...given) => {
        const provider = await findProvider(...given);
        const apply: typeof provider.apply = (...swaps) => {
          races += 1;
          if (races === 1) throw new other.OnboardError("RRSET_CHANGED", "Outrun.", { hint: "Run again." });
          return provider.apply(...swaps);
        };
        return { ...provider, apply };
      },
    });
    expect(result).toMatchObject({ state: "verified", exit: 0 });
    expect(races).toBeGreaterThan(1);
  });
});

describe("an event that can't be told", () => {
  /** A full disk under the event log: from the nth event on nothing can be told. */
  function failFrom(world: World, nth: number) {
    return (body: World["events"][number]) => {
      if (world.events.push(body) >= nth)
        throw new OnboardError("CONFIG_INVALID", "The disk is full.", { hint: "Make room." });
    };
  }

  it("is a failure like any other, whichever it is, and leaves nobody at work", async () => {
    const undisturbed = createWorld();
    undisturbed.authority.servers[1].lagMs = 3_000;
    await undisturbed.play(onboardDomain);
    for (let nth = 1; nth <= undisturbed.events.length; nth += 1) {
      const world = createWorld();
      world.authority.servers[1].lagMs = 3_000;
      const result = await world.play(onboardDomain, { emit: failFrom(world, nth) });
      // A resolver's report is no part of the work.
      if (result.state !== "failed") expect(undisturbed.events[nth - 1]?.type).toBe("resolver.observed");
      expect(world.clock.sleepers()).toBe(0);
    }
  });

  it("stops the run before any write when it is the plan that is to be undone from", async () => {
    const world = createWorld();
    const nth = 1 + (await createWorldEvents()).findIndex(({ type }) => type === "rrset.planned");
    expect(await world.play(onboardDomain, { emit: failFrom(world, nth) })).toMatchObject({
      state: "failed",
      exit: 2,
    });
    expect(world.host.history()).toHaveLength(1);
    expect(world.trace.of("ses.create")).toEqual([]);
  });

  async function createWorldEvents() {
    const world = createWorld();
    await world.play(onboardDomain);
    return world.events;
  }
});

it("a surprise is our bug: UNEXPECTED, exit 1, and nobody goes on working behind the result", async () => {
  const world = createWorld();
  world.authority.servers[1].lagMs = Infinity;
  const observe: typeof world.authority.observe = async (address, question, options) => {
    if (world.elapsed() > 5_000) throw new TypeError("undefined is not a function");
    return world.authority.observe(address, question, options);
  };
  const more = {
    server: world.authority.servers[0].server,
    address: "192.0.2.9",
    port: 53,
    lagMs: Infinity,
    mood: "serves",
  } as const;
  world.authority.servers.push(more);
  const result = await world.play(onboardDomain, { authority: { ...world.authority, observe } });
  expect(result).toMatchObject({ state: "failed", exit: 1, error: { code: "UNEXPECTED" } });
  expect(world.clock.sleepers()).toBe(0);
  expect(told(world, "result")).toHaveLength(1);
});
