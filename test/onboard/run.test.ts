import { expect, it } from "vitest";
import type { CallOptions, DnsProvider } from "../../src/dns/provider.ts";
import { budgetFrom } from "../../src/onboard/budget.ts";
import { onboardDomain } from "../../src/onboard/onboard-domain.ts";
import { patiently } from "../../src/onboard/run.ts";
import { createFakes, DMARC_NAME, rrset } from "./fakes.ts";

it("gives every question and write at the DNS host the time budget as its patience", async () => {
  const fakes = createFakes();
  fakes.mayWrite = () => true;
  const patience = new Map<string, number | undefined>();
  const run = fakes.run();
  const findProvider: typeof run.findProvider = async (...given) =>
    noting(await run.findProvider(...given), patience);
  await fakes.play(onboardDomain, { findProvider, waitMs: 123_000 });
  expect(Object.fromEntries(patience)).toEqual({
    zonesAt: 123_000,
    readRRsets: 123_000,
    mayWrite: 123_000,
    apply: 123_000,
  });
});

it("leaves it to the host's adapter where there is no time budget", async () => {
  const { signal, clock } = createFakes().run();
  expect(patiently({ signal, clock, waitMs: 0 })).toEqual({ signal, awayMs: 20_000 });
  expect(patiently({ signal, clock })).toEqual({ signal, awayMs: 20_000 });
});

it("waits for an API that is away for a minute before the first write, and then within the time budget", async () => {
  const fakes = createFakes();
  const { clock } = fakes;
  const run = fakes.run({ waitMs: 120_000 });
  const timed = { ...run, ...budgetFrom({ clock, waitMs: 120_000 }), awayMs: 60_000 };
  expect(patiently(timed)).toMatchObject({ patienceMs: 120_000, awayMs: 60_000 });
  timed.beforeWrite?.();
  await clock.drive(clock.sleep(50_000));
  timed.beforeWrite?.();
  expect(patiently(timed)).toEqual({ signal: run.signal, patienceMs: 70_000 });
});

it("waits for one that is away before the first write no longer than for all", async () => {
  const fakes = createFakes();
  const away: (number | undefined)[] = [];
  const run = fakes.run();
  const identities: typeof run.identities = {
    ...run.identities,
    get: (domain, options) => {
      away.push(options.awayMs);
      return run.identities.get(domain, options);
    },
  };
  await fakes.play(onboardDomain, { identities, waitMs: 5_000 });
  expect(away[0]).toBe(5_000);
});

it("is patient for what the running budget has left, and else counts from when the wait began", async () => {
  const { signal, clock } = createFakes().run();
  const timed = { signal, clock, waitMs: 10_000 };
  expect(patiently(timed, clock.now() - 4_000).patienceMs).toBe(6_000);
  expect(patiently(timed, clock.now() - 11_000).patienceMs).toBe(0);
  expect(patiently({ ...timed, leftMs: () => 2_000 }, clock.now() - 4_000).patienceMs).toBe(2_000);
});

it("plans no TTL below the zone's own lowest one", async () => {
  const fakes = createFakes([rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"], 60)]);
  fakes.zones = fakes.zones.map((zone) => ({ ...zone, minTtl: 600 }));
  await fakes.play(onboardDomain);
  const ttls = fakes.host.rrsets.map(({ owner, ttl }) => (owner === DMARC_NAME ? `kept ${ttl}` : ttl));
  expect(new Set(ttls)).toEqual(new Set(["kept 60", 600]));
});

/** The same provider, and how patient each of its methods was asked to be. */
function noting(provider: DnsProvider, patience: Map<string, number | undefined>): DnsProvider {
  return new Proxy(provider, {
    get(port, name, receiver) {
      const method: unknown = Reflect.get(port, name, receiver);
      if (typeof method !== "function") return method;
      return (...given: unknown[]): unknown => {
        patience.set(String(name), (given.at(-1) as CallOptions).patienceMs);
        return Reflect.apply(method, port, given);
      };
    },
  });
}
