import { expect, it, onTestFinished } from "vitest";
import { METAS } from "../../../providers/registry.ts";
import { eachOf } from "../../../src/async/each-of.ts";
import { compose } from "../../../src/compose/compose.ts";
import { loadConfig } from "../../../src/config/load.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { EventBody } from "../../../src/events/event.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { environmentOf, startSandbox } from "../../../src/sandbox/sandbox.ts";

// In this process, in real time, against our own fakes: a list of domains on one account of Cloudflare, as
// `run --file` has it, while the API asks for silence now and then.

const SILENCE_S = 3;
/**
 * Milliseconds: what had left before the refusal came back arrives within these. Ten listings leave at once, and a busy
 * machine was seen to take the last of them up 400 ms after the first.
 */
const UNDER_WAY_MS = 1_000;

it("of ten domains on one account none sends anything while a Retry-After runs", async () => {
  const sandbox = await startSandbox({
    quota: 20,
    profile: "seed",
    cloudflare: { retryAfterSeconds: SILENCE_S },
  });
  onTestFinished(() => sandbox.close());
  const env = environmentOf(sandbox.description);
  const flags = { provider: "cloudflare", dkim: "1024", wait: "0" };
  const config = await loadConfig({ flags, env, cwd: "/", home: "/", metas: METAS, ignoreFile: true });
  const { signal } = new AbortController();
  const composition = compose(config, { env, signal });
  for (const operation of ["GET dns_records", "POST dns_records/batch", "GET dns_records"])
    sandbox.journal.inject({ operation, kind: "rate-limit", times: 1 });
  const domains = Array.from({ length: 10 }, (_, index) => parseDomainName(`m${index}.example.test`));
  const events: EventBody[] = [];
  const results = await eachOf(domains, 10, (domain) =>
    onboardDomain(composition.runFor(domain, { emit: (body) => events.push(body) })),
  );
  expect(new Set(results.map(({ state }) => state))).toEqual(new Set(["verified"]));

  const sent = sandbox.journal.entries.filter(({ api }) => api === "cloudflare");
  const refusals = sent.filter(({ status }) => status === 429);
  expect(refusals).toHaveLength(3);
  const early = refusals.flatMap((refusal) =>
    sent.filter(({ at }) => at > refusal.at + UNDER_WAY_MS && at < refusal.at + SILENCE_S * 1_000),
  );
  expect(early).toEqual([]);
  expect(events.filter(({ type }) => type === "api.retried").length).toBeGreaterThan(0);
  console.log(
    `${sent.length} requests for 10 domains, ${refusals.length} refused, ${early.length} within a Retry-After`,
  );
}, 60_000);
