import { describe, expect, test } from "vitest";
import { conformanceCases } from "../../providers/conformance.ts";
import { createMemoryProvider } from "../../providers/memory/adapter.ts";
import { MemoryHost } from "../../providers/memory/host.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { NO_PAUSE } from "../support/no-pause.ts";

const apex = parseDomainName("example.test");

describe("the reference adapter keeps every promise", () => {
  for (const { name, run } of conformanceCases) {
    test(name, async () => {
      const host = new MemoryHost(apex);
      await expect(
        run({ apex, host, createProvider: () => createMemoryProvider(host, { clock: NO_PAUSE }) }),
      ).resolves.toBeUndefined();
    });
  }
});
