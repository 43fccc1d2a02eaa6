import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { FindHeld } from "../../src/dns/held.ts";
import type { CallOptions, DnsProvider } from "../../src/dns/provider.ts";
import { budgetFrom } from "../../src/onboard/budget.ts";
import { onboardDomain } from "../../src/onboard/onboard-domain.ts";
import { lookUpOnce, patiently, withMemory } from "../../src/onboard/run.ts";
import { createFakes, D, DMARC_NAME, rrset, type Fakes } from "./fakes.ts";

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

describe("what a record refers to", () => {
  const about = { owner: parseDomainName("_spf.google.com"), type: "TXT" } as const;
  const lookups = ({ trace }: Fakes) => trace.of("dns.lookup").length;

  it("is looked up once in a run, and each time without a memory", async () => {
    const fakes = createFakes();
    const run = withMemory(fakes.run());
    const [first, second] = [await lookUpOnce(run, about), await lookUpOnce(run, about)];
    expect([first, lookups(fakes)]).toEqual([second, 1]);
    expect(first).toMatchObject({ kind: "answer", canonicalName: about.owner });
    await lookUpOnce(run, { ...about, type: "MX" });
    expect(lookups(fakes)).toBe(2);
    for (let times = 0; times < 2; times += 1) await lookUpOnce(fakes.run(), about);
    expect(lookups(fakes)).toBe(4);
  });

  it("is remembered where it failed, since a silent server costs seconds", async () => {
    const fakes = createFakes();
    fakes.authority.elsewhere.set(`TXT ${about.owner}`, "failed");
    const run = withMemory(fakes.run());
    await lookUpOnce(run, about);
    expect([await lookUpOnce(run, about), lookups(fakes)]).toMatchObject([{ kind: "failed" }, 1]);
  });

  it("is not remembered where it is a name of the run's own, be it behind an alias", async () => {
    const fakes = createFakes();
    const run = withMemory(fakes.run());
    for (const owner of [D, about.owner]) {
      let value = "before";
      const held: FindHeld = (question) => {
        if (question.owner === about.owner) return { kind: "alias", target: D };
        if (question.owner !== D) return undefined;
        return { kind: "answer", rrset: rrset("TXT", D, [value]), canonicalName: D };
      };
      const valueOf = async () => {
        const found = await lookUpOnce(run, { owner, type: "TXT" }, held);
        return found.kind === "answer" ? found.rrset.values[0] : found.kind;
      };
      expect(await valueOf()).toBe("before");
      value = "after";
      expect(await valueOf()).toBe("after");
    }
    expect(lookups(fakes)).toBe(0);
  });

  it("is looked up anew where an alias of somebody's leads back to such a name", async () => {
    const fakes = createFakes();
    const run = withMemory(fakes.run());
    const { authority } = fakes;
    const own = { owner: D, type: "TXT" } as const;
    let value = "before";
    const held: FindHeld = ({ owner }) =>
      owner === D ? { kind: "answer", rrset: rrset("TXT", D, [value]), canonicalName: D } : undefined;
    const lookup: typeof authority.lookup = async (question, options) => {
      await fakes.trace.call("dns.lookup", options.signal, question);
      const known = options.held?.(own);
      return known === undefined || known.kind === "alias" ? { kind: "nodata" } : known;
    };
    const led = { ...run, authority: { ...authority, lookup } };
    await lookUpOnce(led, about, held);
    value = "after";
    expect(await lookUpOnce(led, about, held)).toMatchObject({ rrset: { values: ["after"] } });
  });
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
