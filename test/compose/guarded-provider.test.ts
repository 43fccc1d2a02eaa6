import { describe, expect, it } from "vitest";
import { guarded, guardedProvider, type Guard } from "../../src/compose/guarded-provider.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { DnsProvider, Zone } from "../../src/dns/provider.ts";
import type { RRset, Swap } from "../../src/dns/rrset.ts";
import { Interruption } from "../../src/errors/interruption.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { loadAnotherCopy } from "../support/another-copy.ts";
import { createVirtualClock, type VirtualClock } from "../support/virtual-clock.ts";

// Own fakes: adapters that do what none should.

const APEX = parseDomainName("example.com");
const ZONE: Zone = { apex: APEX, id: "z1", nameServers: undefined };
const SET: RRset = { owner: APEX, type: "TXT", ttl: 300, values: ["v=spf1 -all"] };
const SWAPS: readonly Swap[] = [{ before: undefined, after: SET }];
const never = (): Promise<never> => new Promise(() => undefined);

describe("a call that never settles", () => {
  const CALLS: Readonly<Record<string, (port: DnsProvider, options: object) => Promise<unknown>>> = {
    zonesAt: (port, options) => port.zonesAt(APEX, options),
    readRRsets: (port, options) => port.readRRsets(ZONE, [APEX], options),
    apply: (port, options) => port.apply(ZONE, SWAPS, options),
    settled: async (port, options) => port.settled?.({ written: 1 }, options),
    mayWrite: async (port, options) => port.mayWrite?.(ZONE, [SET], options),
    pausedAt: async (port, options) => port.pausedAt?.(ZONE, [APEX], options),
    holdsOthers: async (port, options) => port.holdsOthers?.(ZONE, { top: APEX, known: [] }, options),
  };

  it.each(Object.entries(CALLS))("ends after the patience and a minute: %s", async (name, call) => {
    const { clock, guard } = scene();
    const began = clock.now();
    const port = guardedProvider(guard, hostThat({ [name]: never }));
    await expect(clock.drive(call(port, { patienceMs: 3_000 }))).rejects.toMatchObject({
      code: "API_UNAVAILABLE",
      message: expect.stringContaining("./own.mjs") as string,
      facts: { adapter: "./own.mjs", call: name, ...(name === "apply" ? { mayHaveArrived: true } : {}) },
    });
    expect([clock.now() - began, clock.sleepers()]).toEqual([63_000, 0]);
  });

  it("ends at an abort: a read with its reason, a write with that it may have arrived", async () => {
    const { clock, guard, abort } = scene();
    const port = guardedProvider(guard, hostThat({ zonesAt: never, apply: never }));
    const reason = new Interruption(130);
    clock.at(500, () => abort(reason));
    const ends = await clock.drive(
      Promise.allSettled([port.zonesAt(APEX, {}), port.apply(ZONE, SWAPS, { patienceMs: 600_000 })]),
    );
    expect(ends).toMatchObject([
      { reason },
      { reason: { code: "API_UNAVAILABLE", facts: { mayHaveArrived: true } } },
    ]);
  });

  it("ends at the abort of the call's own signal, too", async () => {
    const { clock, guard } = scene();
    const own = new AbortController();
    const reason = new Error("enough");
    clock.at(500, () => own.abort(reason));
    const asked = guardedProvider(guard, hostThat({ readRRsets: never })).readRRsets(ZONE, [APEX], {
      signal: own.signal,
    });
    await expect(clock.drive(asked)).rejects.toBe(reason);
  });

  it("may still say what became of a write that was aborted", async () => {
    const { clock, guard, signal, abort } = scene();
    const lastWord = new OnboardError("API_RATE_LIMITED", "Too fast.", { hint: "Wait." });
    const apply = () => clock.sleep(60_000, { signal }).catch(() => Promise.reject(lastWord));
    clock.at(500, () => abort(new Interruption(130)));
    const asked = guardedProvider(guard, hostThat({ apply })).apply(ZONE, SWAPS, {});
    await expect(clock.drive(asked)).rejects.toBe(lastWord);
  });

  it("does not count while it waits to be admitted, or was admitted a moment ago", async () => {
    const { clock, guard } = scene();
    const zonesAt = async () => {
      guard.signs.waiting += 1;
      await clock.sleep(1_000_000);
      guard.signs.waiting -= 1;
      guard.signs.lastAt = clock.now();
      await clock.sleep(59_000);
      return [ZONE];
    };
    const asked = guardedProvider(guard, hostThat({ zonesAt })).zonesAt(APEX, { patienceMs: 0 });
    expect(await clock.drive(asked)).toEqual([ZONE]);
  });
});

describe("what an adapter throws", () => {
  it.each([
    [new TypeError("zones.filter is not a function"), "zones.filter"],
    ["no", "no"],
    [undefined, "undefined"],
    [Object.create(null), "text"],
  ])("is told with its name: %j", async (thrown, text) => {
    const { guard } = scene();
    const port = guardedProvider(guard, hostThat({ zonesAt: () => reject(thrown) }));
    await expect(port.zonesAt(APEX, {})).rejects.toMatchObject({
      code: "UNEXPECTED",
      message: expect.stringContaining(text) as string,
      facts: { adapter: "./own.mjs", call: "zonesAt" },
    });
  });

  it("before it returns a promise is no other failure", async () => {
    const { guard } = scene();
    const ask = (): Promise<never> => {
      throw new TypeError("at once");
    };
    await expect(guarded(guard, { name: "createProvider" }, ask)).rejects.toMatchObject({
      facts: { adapter: "./own.mjs", call: "createProvider" },
    });
  });

  it("stays a bug of ours where the adapter is one of ours", async () => {
    const { guard } = scene();
    const bug = new TypeError("boom");
    const port = guardedProvider({ ...guard, isForeign: false }, hostThat({ zonesAt: () => reject(bug) }));
    await expect(port.zonesAt(APEX, {})).rejects.toBe(bug);
  });

  it("of another copy becomes an error of ours, with kind and exit status from here", async () => {
    const { guard } = scene();
    const other = await loadAnotherCopy();
    const given = new other.OnboardError("RRSET_CHANGED", "Raced.", {
      hint: "Again.",
      facts: { status: 412 },
    });
    const thrown = Object.defineProperty(given, "exit", { value: 0 });
    const port = guardedProvider(guard, hostThat({ apply: () => reject(thrown) }));
    const error: unknown = await port.apply(ZONE, SWAPS, {}).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(OnboardError);
    expect(error).toMatchObject({ code: "RRSET_CHANGED", exit: 4, kind: "conflict", facts: { status: 412 } });
  });
});

describe("what an adapter answers", () => {
  it.each([
    ["no list", "x"],
    ["no zone", [null]],
    ["another zone", [{ ...ZONE, apex: "other.test" }]],
    ["no id", [{ apex: APEX }]],
    ["a TTL that is no number", [{ ...ZONE, minTtl: "x" }]],
    ["name servers that are no list", [{ ...ZONE, nameServers: "ns1.example" }]],
  ])("is refused before it is used: %s for zonesAt", async (_what, answer) => {
    const { guard } = scene();
    const port = guardedProvider(guard, hostThat({ zonesAt: async () => answer }));
    await expect(port.zonesAt(APEX, {})).rejects.toMatchObject({
      code: "API_SURPRISE",
      facts: { adapter: "./own.mjs", faults: [expect.any(String)] },
    });
  });

  it.each([
    ["nothing", undefined],
    ["a set", new Set([SET])],
    ["no owner", [{ ...SET, owner: undefined }]],
    ["no type", [{ ...SET, type: 16 }]],
    ["a TTL that is no number", [{ ...SET, ttl: Number.NaN }]],
    ["values that are no list", [{ ...SET, values: "v" }]],
    ["a value that is no text", [{ ...SET, values: [7] }]],
    ["a lock without a word", [{ ...SET, locked: true }]],
  ])("is refused before it is used: %s for readRRsets", async (_what, answer) => {
    const { guard } = scene();
    const port = guardedProvider(guard, hostThat({ readRRsets: async () => answer }));
    await expect(port.readRRsets(ZONE, [APEX], {})).rejects.toMatchObject({
      code: "API_SURPRISE",
      facts: { adapter: "./own.mjs", faults: [expect.any(String)] },
    });
  });

  it.each([undefined, {}, { written: "1" }])(
    "that is no receipt leaves a write in doubt: %j",
    async (answer) => {
      const { guard } = scene();
      const port = guardedProvider(guard, hostThat({ apply: async () => answer }));
      await expect(port.apply(ZONE, SWAPS, {})).rejects.toMatchObject({
        code: "API_SURPRISE",
        facts: { mayHaveArrived: true },
      });
    },
  );

  it("has its names folded as ours are, and an empty list of name servers is none", async () => {
    const { guard } = scene();
    const port = guardedProvider(
      guard,
      hostThat({
        zonesAt: async () => [
          { apex: "EXAMPLE.com.", id: "a", nameServers: ["NS1.Example.NET."], url: "/a" },
          { apex: APEX, id: "b", nameServers: [] },
        ],
        readRRsets: async () => [{ ...SET, owner: "Example.COM.", type: "txt" }],
      }),
    );
    expect(await port.zonesAt(APEX, {})).toEqual([
      { apex: APEX, id: "a", nameServers: ["ns1.example.net"], url: "/a" },
      { apex: APEX, id: "b", nameServers: undefined },
    ]);
    expect(await port.readRRsets(ZONE, [APEX], {})).toEqual([SET]);
  });

  it("counts as yes or no only where it is one", async () => {
    const { guard } = scene();
    for (const [answer, counts] of [
      [true, true],
      [false, false],
      ["yes", undefined],
      [0, undefined],
    ]) {
      const port = guardedProvider(
        guard,
        hostThat({ settled: async () => answer, mayWrite: async () => answer }),
      );
      expect(await port.settled?.({ written: 1 }, {})).toBe(counts);
      expect(await port.mayWrite?.(ZONE, [SET], {})).toBe(counts);
    }
  });
});

describe("what an adapter is given", () => {
  it("is its own: what it changes there changes nothing of the run's", async () => {
    const { guard } = scene();
    const port = guardedProvider(
      guard,
      hostThat({
        readRRsets: async (zone: { apex: string }, owners: string[]) => {
          zone.apex = "other.test";
          owners.length = 0;
          return [];
        },
        apply: async (_zone: Zone, swaps: { after: { ttl: number; values: string[] } }[]) => {
          for (const { after } of swaps.splice(0)) Object.assign(after, { ttl: 1 }).values.push("foreign");
          return { written: 1 };
        },
      }),
    );
    const [zone, owners, swaps] = [{ ...ZONE }, [APEX], structuredClone(SWAPS)];
    await port.readRRsets(zone, owners, {});
    await port.apply(zone, swaps, {});
    expect([zone, owners, swaps]).toEqual([ZONE, [APEX], SWAPS]);
  });

  it("lacks what the adapter lacks", () => {
    const port = guardedProvider(scene().guard, hostThat({}));
    expect(Object.keys(port).sort()).toEqual(["apply", "name", "readRRsets", "traits", "zonesAt"]);
  });
});

interface Scene {
  readonly clock: VirtualClock;
  readonly guard: Guard;
  readonly signal: AbortSignal;
  readonly abort: (reason: unknown) => void;
}

function scene(): Scene {
  const clock = createVirtualClock();
  const { signal, abort } = ((given) => ({
    signal: given.signal,
    abort: (reason: unknown) => given.abort(reason),
  }))(new AbortController());
  const signs = { waiting: 0, lastAt: clock.now() };
  return { clock, guard: { adapter: "./own.mjs", isForeign: true, clock, signal, signs }, signal, abort };
}

function hostThat(members: Readonly<Record<string, unknown>>): DnsProvider {
  const traits = { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 };
  return {
    name: "own",
    traits,
    zonesAt: never,
    readRRsets: never,
    apply: never,
    ...members,
  } as unknown as DnsProvider;
}

function reject(thrown: unknown): Promise<never> {
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what adapters throw is anything
  return Promise.reject(thrown);
}
