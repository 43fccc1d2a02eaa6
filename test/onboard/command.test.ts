import { describe, expect, it } from "vitest";
import type { DnsProvider } from "../../src/dns/provider.ts";
import { Interruption } from "../../src/errors/interruption.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { checkDomain } from "../../src/onboard/check/check-domain.ts";
import { onboardDomain, planDomain } from "../../src/onboard/onboard-domain.ts";
import type { Run } from "../../src/onboard/run.ts";
import { createFakes, eventsOf, type Fakes } from "./fakes.ts";
import { loadAnotherCopy } from "../support/another-copy.ts";

/** A world in which everything takes time, so that an interrupt can come in the middle of everything. */
function createSlow(): Fakes {
  const fakes = createFakes();
  fakes.trace.latencyMs = 100;
  fakes.authority.servers[1].lagMs = 3_000;
  fakes.identities.sees = () => (fakes.elapsed() < 20_000 ? [] : fakes.host.rrsets);
  fakes.settled = () => fakes.elapsed() > 4_000;
  return fakes;
}

/** Another port in place of some of its functions. */
function withHost(fakes: Fakes, changes: Partial<DnsProvider>): Pick<Run, "findProvider"> {
  const { findProvider } = fakes.run();
  return { findProvider: async (...given) => ({ ...(await findProvider(...given)), ...changes }) };
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
      const fakes = createSlow();
      fakes.clock.at(ms, () => fakes.interrupt.abort(new Interruption(130)));
      const result = await fakes.play(command);
      expect(result, `at ${ms} ms`).toMatchObject({ state: "interrupted", exit: 130, error: null });
      expect(fakes.elapsed()).toBe(ms);
      expect(fakes.clock.sleepers()).toBe(0);
      const told = fakes.events.length;
      await fakes.clock.drive(fakes.clock.sleep(60_000));
      expect(fakes.events).toHaveLength(told);
      expect(fakes.events.at(-1)).toBe(result);
    }
  });

  it("during a check ends it at once, too", async () => {
    for (const ms of [0, 50, 150, 250]) {
      const fakes = createSlow();
      await fakes.play(onboardDomain);
      const began = fakes.elapsed();
      fakes.clock.at(ms, () => fakes.interrupt.abort(new Interruption(143)));
      expect(await fakes.play(checkDomain)).toMatchObject({ state: "interrupted", exit: 143 });
      expect(fakes.elapsed() - began).toBe(ms);
      expect(fakes.clock.sleepers()).toBe(0);
    }
  });

  it("after which the command is given again goes on where it stopped, from any point, and ends in the same state", async () => {
    const undisturbed = createSlow();
    const { timings } = await undisturbed.play(onboardDomain);
    for (let ms = 50; ms < timings.totalMs; ms += 350) {
      const fakes = createSlow();
      fakes.clock.at(ms, () => fakes.interrupt.abort(new Interruption(130)));
      await fakes.play(onboardDomain);
      const result = await fakes.play(onboardDomain, { signal: new AbortController().signal });
      expect(result).toMatchObject({ state: "verified" });
      expect(fakes.host.rrsets).toEqual(undisturbed.host.rrsets);
      expect(fakes.identities.kept.size).toBe(1);
    }
  });

  it("before anything began asks nobody anything", async () => {
    const fakes = createFakes();
    fakes.interrupt.abort(new Interruption(143));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "interrupted", exit: 143 });
    expect(fakes.trace.calls).toEqual([]);
  });

  it("that is a failure from outside ends it with that, and what the step had to say to it", async () => {
    const failure = new OnboardError("UNEXPECTED", "Something failed.", { hint: "Report it." });
    const fakes = createSlow();
    fakes.clock.at(150, () => fakes.interrupt.abort(failure));
    expect(await fakes.play(onboardDomain)).toMatchObject({
      state: "failed",
      exit: 1,
      error: { code: "UNEXPECTED", message: "Something failed.", hint: "Report it." },
    });
    const writing = createFakes();
    const apply = () => {
      writing.interrupt.abort(failure);
      const facts = { mayHaveArrived: true };
      return Promise.reject(
        new OnboardError("API_UNAVAILABLE", "It may have arrived.", { hint: "-", facts }),
      );
    };
    expect(await writing.play(onboardDomain, withHost(writing, { apply }))).toMatchObject({
      state: "failed",
      exit: 1,
      identity: { created: true },
      error: {
        code: "UNEXPECTED",
        message: "Something failed. And: It may have arrived.",
        facts: { ended: { code: "API_UNAVAILABLE", mayHaveArrived: true } },
      },
    });
  });

  it("that a port does not hear ends it when it is given up, and it tells and writes nothing more", async () => {
    const [fakes, giveUp] = [createFakes(), new AbortController()];
    let goOn = (): void => undefined;
    const zonesAt = async () => {
      await new Promise<void>((resolve) => (goOn = resolve));
      return fakes.zones;
    };
    fakes.clock.at(1, () => fakes.interrupt.abort(new Interruption(143)));
    fakes.clock.at(2, () => giveUp.abort(fakes.interrupt.signal.reason));
    const result = await fakes.play(onboardDomain, {
      ...withHost(fakes, { zonesAt }),
      giveUp: giveUp.signal,
    });
    expect(result).toMatchObject({ state: "interrupted", exit: 143 });
    goOn();
    await fakes.clock.drive(fakes.clock.sleep(60_000));
    expect(fakes.events.at(-1)).toBe(result);
    expect([fakes.host.rrsets, fakes.identities.kept.size]).toEqual([[], 0]);
  });

  it("by a caller's own signal has the exit of Ctrl-C", async () => {
    const fakes = createSlow();
    fakes.clock.at(150, () => fakes.interrupt.abort());
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "interrupted", exit: 130 });
  });

  it("keeps what a port has to say about a write that may have arrived", async () => {
    const fakes = createSlow();
    const { findProvider } = fakes.run();
    const apply = () => {
      fakes.interrupt.abort(new Interruption(130));
      throw new OnboardError("API_UNAVAILABLE", "It may have arrived.", {
        hint: "Run again.",
        facts: { mayHaveArrived: true },
      });
    };
    const result = await fakes.play(onboardDomain, {
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
    const fakes = createFakes();
    const { findProvider } = fakes.run();
    const readRRsets = () => {
      throw new other.OnboardError("RIGHTS_MISSING", "The key may not read.", {
        hint: "Allow it.",
        facts: { zone: 7 },
      });
    };
    const result = await fakes.play(onboardDomain, {
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
    const fakes = createFakes();
    const { findProvider } = fakes.run();
    let races = 0;
    const result = await fakes.play(onboardDomain, {
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
  function failFrom(fakes: Fakes, nth: number) {
    return (body: Fakes["events"][number]) => {
      if (fakes.events.push(body) >= nth)
        throw new OnboardError("CONFIG_INVALID", "The disk is full.", { hint: "Make room." });
    };
  }

  it("is a failure like any other, whichever it is, and leaves nobody at work", async () => {
    const undisturbed = createFakes();
    undisturbed.authority.servers[1].lagMs = 3_000;
    await undisturbed.play(onboardDomain);
    for (let nth = 1; nth <= undisturbed.events.length; nth += 1) {
      const fakes = createFakes();
      fakes.authority.servers[1].lagMs = 3_000;
      const result = await fakes.play(onboardDomain, { emit: failFrom(fakes, nth) });
      // A resolver's report is no part of the work.
      if (result.state !== "failed") expect(undisturbed.events[nth - 1]?.type).toBe("resolver.observed");
      expect(fakes.clock.sleepers()).toBe(0);
    }
  });

  it("stops the run before any write when it is the plan that is to be undone from", async () => {
    const fakes = createFakes();
    const nth = 1 + (await createWorldEvents()).findIndex(({ type }) => type === "rrset.planned");
    expect(await fakes.play(onboardDomain, { emit: failFrom(fakes, nth) })).toMatchObject({
      state: "failed",
      exit: 2,
    });
    expect(fakes.host.history()).toHaveLength(1);
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  async function createWorldEvents() {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    return fakes.events;
  }
});

it("a surprise is our bug: UNEXPECTED, exit 1, and nobody goes on working behind the result", async () => {
  const fakes = createFakes();
  fakes.authority.servers[1].lagMs = Infinity;
  const observe: typeof fakes.authority.observe = async (address, question, options) => {
    if (fakes.elapsed() > 5_000) throw new TypeError("undefined is not a function");
    return fakes.authority.observe(address, question, options);
  };
  const more = {
    server: fakes.authority.servers[0].server,
    address: "192.0.2.9",
    port: 53,
    lagMs: Infinity,
    mood: "serves",
  } as const;
  fakes.authority.servers.push(more);
  const result = await fakes.play(onboardDomain, { authority: { ...fakes.authority, observe } });
  expect(result).toMatchObject({ state: "failed", exit: 1, error: { code: "UNEXPECTED" } });
  expect(fakes.clock.sleepers()).toBe(0);
  expect(eventsOf(fakes, "result")).toHaveLength(1);
});
