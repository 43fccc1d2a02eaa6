import { expect, it, onTestFinished } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { eachOf } from "../../src/async/each-of.ts";
import { compose } from "../../src/compose/compose.ts";
import { loadConfig } from "../../src/config/load.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { EventBody } from "../../src/events/event.ts";
import { onboardDomain } from "../../src/onboard/onboard-domain.ts";
import { environmentOf, startSandbox } from "../../src/sandbox/sandbox.ts";

// In this process and in real time. How close together requests arrive is what counts, and in the fast group
// every core is busy: a reply that is a tenth of a second late breaks the quota.

it("keeps below the quotas of every account, however many domains are under way", async () => {
  const sandbox = await startSandbox({ quota: 60, profile: "seed" });
  onTestFinished(() => sandbox.close());
  const env = environmentOf(sandbox.description);
  const flags = { provider: "route53", dkim: "1024", wait: "0" };
  const config = await loadConfig({ flags, env, cwd: "/", home: "/", metas: METAS, ignoreFile: true });
  const { signal } = new AbortController();
  const composition = compose(config, { env, signal });
  const domains = Array.from({ length: 30 }, (_, index) => parseDomainName(`m${index}.example.test`));
  const events: EventBody[] = [];
  const results = await eachOf(domains, 30, (domain) =>
    onboardDomain(composition.runFor(domain, { emit: (body) => events.push(body) })),
  );
  expect(new Set(results.map(({ state }) => state))).toEqual(new Set(["verified"]));
  expect(events.filter(({ type }) => type === "api.retried")).toEqual([]);
  expect(sandbox.ses.account.identities).toHaveLength(30);
  expect(
    mostWithin(
      sandbox.journal.entries.filter(({ operation }) => operation === "GetEmailIdentity"),
      1_000,
    ),
  ).toBeLessThanOrEqual(20);
  expect(
    mostWithin(
      sandbox.journal.entries.filter(({ api }) => api === "route53"),
      1_000,
    ),
  ).toBeLessThanOrEqual(60);
});

/** The most requests that arrived in any span of so many milliseconds. */
function mostWithin(entries: readonly { readonly at: number }[], ms: number): number {
  return Math.max(
    ...entries.map(({ at }) => entries.filter((other) => other.at > at - ms && other.at <= at).length),
  );
}
