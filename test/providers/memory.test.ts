import { describe, expect, test } from "vitest";
import {
  conformanceCases,
  casesWithout,
  type ConformanceSubject,
  type HostSide,
} from "../../providers/conformance.ts";
import { createMemoryProvider } from "../../providers/memory/adapter.ts";
import { MemoryHost } from "../../providers/memory/host.ts";
import type { DnsProvider } from "../../src/dns/provider.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { NO_PAUSE } from "../support/no-pause.ts";

const apex = parseDomainName("example.test");

function subjectOn(host: MemoryHost): ConformanceSubject {
  return {
    apex,
    host,
    secrets: [],
    ...(host.nameServers === undefined ? {} : { nameServers: host.nameServers }),
    createProvider: (given) => createMemoryProvider(host, { clock: NO_PAUSE, ...given }),
  };
}

describe("the reference adapter keeps every promise", () => {
  for (const { name, run } of casesWithout("lag")) {
    test(name, async () => {
      const nameServers = ["ns1.dns-host.test", "ns2.dns-host.test"].map(parseDomainName);
      const host = new MemoryHost(apex, { tells: true, nameServers });
      await expect(run(subjectOn(host))).resolves.toBeUndefined();
    });
  }
});

describe("also on a host that tells neither servers nor rights, and holds few preferences", () => {
  for (const { name, run } of casesWithout("lag", "settled", "probes")) {
    test(name, async () => {
      await expect(
        run(subjectOn(new MemoryHost(apex, { mx: { min: 1, max: 50, null: false } }))),
      ).resolves.toBeUndefined();
    });
  }
});

describe("a case that would see nothing", () => {
  test.each(conformanceCases.filter(({ needs }) => needs !== undefined))(
    "fails where the host has no $needs: $name",
    async ({ run }) => {
      const host = new MemoryHost(apex);
      const bare: ConformanceSubject = {
        ...subjectOn(host),
        host: unlocking(host),
        createProvider: ({ key: _key, ...given } = {}) => {
          const provider = createMemoryProvider(host, { clock: NO_PAUSE, ...given });
          delete provider.holdsOthers;
          return { ...provider, readRRsets: asText((...given) => provider.readRRsets(...given)) };
        },
      };
      await expect(run(bare)).rejects.toThrow();
    },
  );

  test("is left out by what it needs, and by nothing else", () => {
    expect(casesWithout()).toEqual(conformanceCases);
    const left = casesWithout("lag", "locks");
    expect(conformanceCases.filter((one) => !left.includes(one)).map(({ needs }) => needs)).toEqual(
      conformanceCases.flatMap(({ needs }) => (needs === "lag" || needs === "locks" ? [needs] : [])),
    );
  });
});

/** A host that locks nothing. */
function unlocking({ peek, history, intercept, inject, seed }: HostSide): HostSide {
  return { peek, history, intercept, inject, seed: ({ locked: _locked, ...rrset }) => seed(rrset) };
}

/** Of a host whose API shows UTF-8 alone, no quotes, no spaces at the end, and 512 octets. */
function asText(read: DnsProvider["readRRsets"]): DnsProvider["readRRsets"] {
  return async (...given) =>
    (await read(...given)).map((rrset) => ({
      ...rrset,
      values: rrset.values.map((value) => {
        const text = value.toWellFormed().replaceAll('"', "").trimEnd();
        return Buffer.from(text).subarray(0, 512).toString();
      }),
    }));
}
