// @ts-check
// Every promise of the contract, by the kit that comes with ses-onboard: `node --test`.
import { test } from "node:test";
import { admitAll, parseDomainName } from "ses-onboard/adapter";
import { casesWithout } from "ses-onboard/conformance";
import { KEY, startFakeHost } from "./fake-host.mjs";
import { createProvider } from "./inhouse.mjs";

/** @import { AdapterContext } from "ses-onboard/adapter" */

const apex = parseDomainName("example.test");

// What this host does not have is named here, and each of its cases would fail.
for (const { name, run } of casesWithout("locks", "keys", "probes", "settled", "lag", "others")) {
  void test(name, async (t) => {
    const host = await startFakeHost(apex);
    t.after(() => host.close());
    /** @type {AdapterContext} */
    const context = {
      settings: { url: host.url, key: KEY },
      env: {},
      credentialChain: "env",
      userAgent: "inhouse-test",
      clock: { now: () => 0, sleep: async () => {}, random: () => 0 },
      admit: admitAll,
      holdBack: () => {},
      onRetry: () => {},
    };
    await run({
      apex,
      host: host.side,
      secrets: [KEY],
      createProvider: ({ requestMs, ...given } = {}) =>
        createProvider({ ...context, ...given }, { requestMs }),
    });
  });
}
