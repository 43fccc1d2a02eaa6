import { describe, expect, test } from "vitest";
import { OnboardError, parseDomainName, type AdapterContext } from "../../providers/adapter.ts";
import { conformanceCases } from "../../providers/conformance.ts";
import { MemoryHost } from "../../providers/memory/host.ts";
import { createPaperProvider, type PaperApi } from "../fixtures/paperdns/adapter.ts";
import { toLine, toRRset } from "../fixtures/paperdns/convert.ts";
import { NO_PAUSE } from "../support/no-pause.ts";

const apex = parseDomainName("example.test");
const context: AdapterContext = {
  settings: { key: "k" },
  env: {},
  credentialChain: "env",
  userAgent: "test",
  clock: NO_PAUSE,
  admit: async () => {},
  onRetry: () => {},
};

/** The host's API over a zone in memory: it compares what a write saw with what stands there. */
function apiOf(host: MemoryHost): PaperApi {
  const current = () => host.rrsets.map(toLine);
  return {
    list: (name, { signal }) =>
      host.request("read", signal, () => (name === host.apex ? current() : undefined)),
    write: (seen, changes, { signal }) =>
      host.request("write", signal, () => {
        const standing = new Set(current().map((line) => JSON.stringify(line)));
        const same =
          seen.length === standing.size && seen.every((line) => standing.has(JSON.stringify(line)));
        if (!same)
          throw new OnboardError("API_UNAVAILABLE", "The zone has moved on.", { hint: "Read again." });
        host.commit(changes.map(({ key, line }) => ({ key, after: line && toRRset(line) })));
      }),
  };
}

describe("a host added by the recipe keeps every promise", () => {
  for (const { name, run } of conformanceCases) {
    test(name, async () => {
      const host = new MemoryHost(apex);
      const createProvider = () => createPaperProvider(apiOf(host), context);
      await expect(run({ apex, host, createProvider })).resolves.toBeUndefined();
    });
  }
});
