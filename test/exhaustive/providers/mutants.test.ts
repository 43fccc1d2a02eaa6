import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conformanceCases, type ConformanceSubject } from "../../../providers/conformance.ts";
import { compareSwap, findAtSwap } from "../../../providers/kit/swaps.ts";
import { createMemoryProvider } from "../../../providers/memory/adapter.ts";
import { MemoryHost } from "../../../providers/memory/host.ts";
import type { DnsProvider, ProviderTraits } from "../../../src/dns/provider.ts";
import type { RRset, Swap } from "../../../src/dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../../src/errors/onboard-error.ts";
import type { Admit } from "../../../src/async/rate-limit.ts";
import type { RetryAdvice } from "../../../src/async/retry.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";
import { PowerDnsProvider } from "../../providers/powerdns/adapter.ts";
import { apex, openPowerDns } from "../../providers/powerdns/subject.ts";

// The kit is worth what it catches: each of these adapters breaks one promise, by a mistake that adapters of other
// programs really make, and one case at least must say so. Both are whole adapters otherwise: the reference
// adapter, and that for PowerDNS over real HTTP (own fakes).

interface Mutant {
  readonly mistake: string;
  /** The cases that are meant to catch it, by what their names begin with; others may, too. */
  readonly meant: string;
  readonly open: () => Promise<ConformanceSubject>;
}

type Spoil = (provider: DnsProvider, host: MemoryHost) => Partial<DnsProvider>;

const FEW_MX = { min: 1, max: 50, null: false };

function memory(mistake: string, meant: string, spoil: Spoil): Mutant {
  const open = async (): Promise<ConformanceSubject> => {
    const host = new MemoryHost(apex, { tells: true, mx: FEW_MX });
    const createProvider: ConformanceSubject["createProvider"] = (given) => {
      const provider = createMemoryProvider(host, { clock: NO_PAUSE, ...given });
      return { ...provider, ...spoil(provider, host) };
    };
    return { apex, host, secrets: [], createProvider };
  };
  return { mistake, meant, open };
}

const READ_LAG_MS = 30_000;
const servers: (() => void)[] = [];

function powerDns(
  mistake: string,
  meant: string,
  Provider: typeof PowerDnsProvider,
  readLagMs?: number,
): Mutant {
  const open = (): Promise<ConformanceSubject> =>
    openPowerDns(readLagMs, Provider, (close) => void servers.push(close));
  return { mistake, meant, open };
}

const MUTANTS: readonly Mutant[] = [
  memory("reads the first page only", "reads what stands among more than a thousand", (_provider, host) => ({
    readRRsets: async (_zone, owners) =>
      host.rrsets.slice(0, 100).filter(({ owner }) => owners.includes(owner)),
  })),
  memory("drops types that it does not write", "reads every type that stands at the names", (provider) => ({
    readRRsets: async (...given) =>
      (await provider.readRRsets(...given)).filter(({ type }) => ["A", "CNAME", "MX", "TXT"].includes(type)),
  })),
  memory("takes a read that failed for an empty zone", "a read that fails throws", (provider) => ({
    readRRsets: (...given) => provider.readRRsets(...given).catch(() => []),
  })),
  memory(
    "says “no zone” to credentials that are refused",
    "credentials that are unauthorized",
    (provider) => ({
      zonesAt: (...given) =>
        provider.zonesAt(...given).catch((error: unknown) => {
          if (isOnboardError(error) && error.code === "CREDENTIALS_REJECTED") return [];
          throw error;
        }),
    }),
  ),
  memory("probes the right to write by creating a record", "after 100 probes", (provider, host) => ({
    mayWrite: async (_zone, [place]) => {
      const probe: RRset = { owner: place?.owner ?? apex, type: "TXT", ttl: 300, values: ["probe"] };
      const before = host.peek(probe.owner, probe.type);
      host.seed({ ...probe, values: [...(before?.values ?? []), "probe"] });
      host.seed(before ?? { ...probe, values: [] });
      return provider.mayWrite === undefined ? undefined : true;
    },
  })),
  memory("says by another error that it may not write", "credentials that may only read", (provider) => ({
    mayWrite: async (...given) => {
      if ((await provider.mayWrite?.(...given)) !== false) return true;
      throw new OnboardError("API_SURPRISE", "It may not.", { hint: "Ask." });
    },
  })),
  memory("does not know that it may not write", "credentials that may only read", () => ({
    mayWrite: () => Promise.resolve(undefined),
  })),
  memory("says that nothing else stands there", "tells what else stands at or below a name", () => ({
    holdsOthers: () => Promise.resolve(false),
  })),
  memory("compares ends of names", "tells what else stands at or below a name", (_provider, host) => ({
    holdsOthers: (_zone, { top, known }) =>
      Promise.resolve(
        host.rrsets.some(({ owner }) => owner.endsWith(top.slice(1)) && !known.includes(owner)),
      ),
  })),
  memory("writes over what the host has locked", "a swap over a locked record set", (provider, host) => ({
    async apply(zone, swaps, options) {
      for (const swap of swaps) {
        const now = findAtSwap(swap, host.rrsets);
        const { locked: _locked, ...unlocked } = now ?? swap.after ?? swap.before ?? NOTHING;
        if (now?.locked !== undefined) host.seed({ ...unlocked, values: ["unlocked"] });
        if (now?.locked !== undefined) host.seed(unlocked);
      }
      return provider.apply(zone, swaps, options);
    },
  })),
  memory("throws when the host has no word on its change", "a host that answers", (provider) => ({
    settled: async (receipt, options) => {
      const word = await provider.settled?.(receipt, options);
      if (word !== undefined) return word;
      throw new OnboardError("API_UNAVAILABLE", "It can't be learned.", { hint: "Wait." });
    },
  })),
  memory("keeps one MX of each preference", "keeps two MX of one preference apart", (provider) => ({
    readRRsets: async (...given) => (await provider.readRRsets(...given)).map(oneOfEachPreference),
  })),
  memory("bends an MX into what the host can hold", "takes every preference of MX", (provider) => ({
    apply: (zone, swaps, options) => provider.apply(zone, swaps.map(bent), options),
  })),
  memory("answers for names below the zone's apex", "finds the zone by its exact apex", (provider, host) => ({
    zonesAt: (name, options) => provider.zonesAt(name.endsWith(host.apex) ? host.apex : name, options),
  })),
  memory("swallows an abort", "an abort before the call", (provider) => ({
    readRRsets: (zone, owners) => provider.readRRsets(zone, owners, {}),
  })),
  memory("writes one by one although it says all or nothing", "a stale before is refused", (provider) => ({
    apply: async (zone, swaps, options) => {
      for (const swap of swaps) await provider.apply(zone, [swap], options);
      return { written: swaps.length };
    },
  })),
  memory("deletes before it adds", "adds a value beside foreign ones", (provider, host) => ({
    apply: async (zone, swaps, options) => {
      for (const { before } of swaps) if (before !== undefined) host.seed({ ...before, values: [] });
      return provider.apply(
        zone,
        swaps.map((swap) => ({ ...swap, before: undefined })),
        options,
      );
    },
  })),
  memory("reports an unknown outcome as a stale swap", "a write that never succeeds", (provider) => ({
    apply: (...given) =>
      provider.apply(...given).catch((cause: unknown) => {
        throw new OnboardError("RRSET_CHANGED", "It failed.", { hint: "Run again.", cause });
      }),
  })),
  powerDns(
    "writes without looking at what it replaces (UPSERT)",
    "a stale before is refused",
    class extends PowerDnsProvider {
      override async apply(...[zone, swaps, options]: Parameters<DnsProvider["apply"]>) {
        const { admit } = this.context;
        if (swaps.length > 0) await this.write({ zone, options, admit }, swaps);
        return { written: swaps.length };
      }
    },
  ),
  powerDns(
    "sends a refused write again",
    'a write that is answered "refused"',
    class extends PowerDnsProvider {
      protected override advise(error: unknown): RetryAdvice {
        return isOnboardError(error) ? { retry: true } : super.advise(error);
      }
    },
  ),
  powerDns(
    "does not listen to the signal in a pause",
    "an abort ends the pause",
    class extends PowerDnsProvider {
      constructor(...[context, limits]: ConstructorParameters<typeof PowerDnsProvider>) {
        super({ ...context, clock: { ...context.clock, sleep: (ms) => context.clock.sleep(ms) } }, limits);
      }
    },
  ),
  powerDns(
    "sends without waiting for its turn",
    "each request is admitted once",
    class extends PowerDnsProvider {
      protected override async admit(): Promise<void> {}
    },
  ),
  powerDns(
    "asks for its turn and does not wait for it",
    "a request waits until it is admitted",
    class extends PowerDnsProvider {
      protected override async admit(...given: [Admit, AbortSignal | undefined]): Promise<void> {
        super.admit(...given).catch(() => {});
      }
    },
  ),
  powerDns(
    "queues for each request of a swap alone",
    "between the last reading and the write of a checked swap",
    class extends PowerDnsProvider {
      protected override async admit(_admit: Admit, signal: AbortSignal | undefined): Promise<void> {
        await this.context.admit(signal);
      }
    },
  ),
  powerDns(
    "forgets a swap that changes the TTL alone",
    "a swap of the TTL alone",
    class extends PowerDnsProvider {
      override apply(...[zone, swaps, options]: Parameters<DnsProvider["apply"]>) {
        const sameTtl = ({ before, after }: Swap): boolean =>
          compareSwap(
            { before: undefined, after: before && after && { ...before, ttl: after.ttl } },
            after,
          ) === "met";
        return super.apply(
          zone,
          swaps.filter((swap) => swap.before === undefined || !sameTtl(swap)),
          options,
        );
      }
    },
  ),
  powerDns(
    "reads back within the lag",
    "a write that the listing does not show yet",
    class extends PowerDnsProvider {
      protected override readonly lag = { wrote: () => {}, passed: async () => {} };
    },
    READ_LAG_MS,
  ),
  powerDns(
    "tells its key in an error's facts",
    "no error holds what the adapter authenticates with",
    class extends PowerDnsProvider {
      protected override refusal(status: number, text: string): OnboardError {
        const { code, message, hint, facts } = super.refusal(status, text);
        return new OnboardError(code, message, {
          hint,
          facts: { ...facts, headers: { "x-api-key": this.key } },
        });
      }
    },
  ),
  powerDns(
    "says that it loses nothing where a write replaces the whole set",
    "of 20 foreign values",
    class extends PowerDnsProvider {
      override readonly traits: ProviderTraits = { ...TRAITS, writes: "value" };
    },
  ),
  powerDns(
    "has no deadline but the caller's",
    "a host that stalls (read)",
    class extends PowerDnsProvider {
      constructor(...[context]: ConstructorParameters<typeof PowerDnsProvider>) {
        super(context, { requestMs: 3_600_000 });
      }
    },
  ),
  powerDns(
    "holds a throttling host for broken however patient the caller is",
    "a host that throttles (read)",
    class extends PowerDnsProvider {
      override readRRsets(...[zone, owners]: Parameters<DnsProvider["readRRsets"]>) {
        return super.readRRsets(zone, owners, {});
      }
    },
  ),
];

const NOTHING: RRset = { owner: apex, type: "TXT", ttl: 300, values: [] };
const TRAITS: ProviderTraits = {
  swap: "checked",
  writes: "rrset",
  batch: "all-or-nothing",
  replace: "in-place",
  minTtl: 0,
};

function bent({ before, after }: Swap): Swap {
  if (after?.type !== "MX") return { before, after };
  const bend = (value: string): string =>
    value.replace(/^\d+/, (preference) =>
      String(Math.min(FEW_MX.max, Math.max(FEW_MX.min, Number(preference)))),
    );
  return { before, after: { ...after, values: after.values.map(bend) } };
}

function oneOfEachPreference(rrset: RRset): RRset {
  if (rrset.type !== "MX") return rrset;
  const byPreference = new Map(rrset.values.map((value) => [value.split(" ")[0], value]));
  return { ...rrset, values: [...byPreference.values()] };
}

describe("the kit catches an adapter that", () => {
  /** By mistake: the meant cases that failed. */
  const caughtBy = new Map<string, readonly string[]>();
  beforeAll(async () => {
    // Side by side: some of them are only caught by waiting for what never comes.
    await Promise.all(
      MUTANTS.map(async (mutant) => caughtBy.set(mutant.mistake, await failingCases(mutant))),
    );
  });
  afterAll(() => {
    for (const close of servers) close();
    const rows = [...caughtBy].map(([mistake, [name]]) => `| ${mistake} | ${name ?? "nobody"} |`);
    console.log(["| an adapter that | is caught by |", ...rows].join("\n"));
  });

  test.each(MUTANTS)("$mistake", ({ mistake }) => {
    expect(caughtBy.get(mistake)).not.toEqual([]);
  });

  test("are twelve at least, each with a mistake of its own", () => {
    const mistakes = MUTANTS.map(({ mistake }) => mistake);
    expect(mistakes.length).toBeGreaterThanOrEqual(12);
    expect(new Set(mistakes).size).toBe(mistakes.length);
  });
});

async function failingCases({ meant, open }: Mutant): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const { name, run } of conformanceCases.filter((one) => one.name.startsWith(meant)))
    await run(await open()).catch(() => failed.push(name));
  return failed;
}

test("every case has a name of its own", () => {
  const names = conformanceCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
