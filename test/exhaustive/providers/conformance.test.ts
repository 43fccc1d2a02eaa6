import { expect, test } from "vitest";
import { conformanceCases } from "../../../providers/conformance.ts";
import { createMemoryProvider } from "../../../providers/memory/adapter.ts";
import { MemoryHost } from "../../../providers/memory/host.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { DnsProvider } from "../../../src/dns/provider.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { NO_PAUSE } from "../../support/no-pause.ts";

// The kit is worth what it catches: each of these adapters breaks one promise, and the kit must say so.

const apex = parseDomainName("example.test");
type Spoil = (provider: DnsProvider, host: MemoryHost) => Partial<DnsProvider>;

const BROKEN: readonly (readonly [fault: string, spoil: Spoil])[] = [
  [
    "overwrites whatever stands there",
    (_provider, host) => ({
      apply: async (_zone, swaps) => {
        host.commit(
          swaps.map((swap) => ({
            key: swap.after ?? swap.before ?? { owner: apex, type: "TXT" },
            after: swap.after,
          })),
        );
        return { written: swaps.length };
      },
    }),
  ],
  [
    "deletes before it adds",
    (provider, host) => ({
      apply: async (zone, swaps, options) => {
        for (const { before } of swaps) if (before !== undefined) host.seed({ ...before, values: [] });
        return provider.apply(
          zone,
          swaps.map((swap) => ({ ...swap, before: undefined })),
          options,
        );
      },
    }),
  ],
  [
    "takes a failed read for an empty zone",
    (provider) => ({
      readRRsets: (zone, owners, options) => provider.readRRsets(zone, owners, options).catch(() => []),
    }),
  ],
  [
    "compares names by their characters",
    (provider, host) => ({
      zonesAt: (name, options) => provider.zonesAt(name.endsWith(host.apex) ? host.apex : name, options),
    }),
  ],
  [
    "swallows an abort",
    (provider) => ({ readRRsets: (zone, owners) => provider.readRRsets(zone, owners, {}) }),
  ],
  [
    "writes one by one although it says all or nothing",
    (provider) => ({
      apply: async (zone, swaps, options) => {
        for (const swap of swaps) await provider.apply(zone, [swap], options);
        return { written: swaps.length };
      },
    }),
  ],
  [
    "reports an unknown outcome as a stale swap",
    (provider) => ({
      apply: (zone, swaps, options) =>
        provider.apply(zone, swaps, options).catch((cause: unknown) => {
          throw new OnboardError("RRSET_CHANGED", "It failed.", { hint: "Run again.", cause });
        }),
    }),
  ],
];

test.each(BROKEN)("the kit catches an adapter that %s", async (_fault, spoil) => {
  const failed: string[] = [];
  for (const { name, run } of conformanceCases.filter((one) => !one.name.startsWith("TXT is"))) {
    const host = new MemoryHost(apex);
    const createProvider = () => {
      const provider = createMemoryProvider(host, { clock: NO_PAUSE });
      return { ...provider, ...spoil(provider, host) };
    };
    await run({ apex, createProvider, host }).catch(() => failed.push(name));
  }
  expect(failed).not.toEqual([]);
});

test("every case has a name of its own", () => {
  const names = conformanceCases.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});
