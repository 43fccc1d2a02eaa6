import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation } from "../../../src/dns/observation.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { walkAgain } from "../../../src/onboard/propagate/walk-again.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";
import { APEX, createFakes, D, eventsOf, NAME_SERVERS, type Fakes } from "../fakes.ts";

/** A walk past what is remembered finds this, too. */
function findsNow({ authority }: Fakes, changes: Partial<Delegation>): void {
  const delegation = authority.delegation.bind(authority);
  authority.delegation = async (name, options) => ({
    ...(await delegation(name, options)),
    ...(options.fresh === true ? changes : {}),
  });
}

function addressesOf(servers: readonly FakeServer[]): Pick<Delegation, "addresses"> {
  return { addresses: servers.map(({ server, address, port }) => ({ server, address, port })) };
}

describe("a walk during the wait lets nobody go who may still be asked", () => {
  it("where it finds one family alone of a server's addresses", async () => {
    const fakes = createFakes();
    const { authority } = fakes;
    const [first, second] = authority.servers;
    const other = serverAt(second.server, "2001:db8::2");
    authority.servers.push(other);
    second.lagMs = 45_000;
    findsNow(fakes, addressesOf([first, other]));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeGreaterThanOrEqual(45_000);
    expect(eventsOf(fakes, "delegation.changed")).toEqual([]);
  });

  it("where it finds no address of a server of the zone around", async () => {
    const fakes = createFakes();
    const { authority } = fakes;
    const around = { ...serverAt("ns.around.test", "192.0.2.9"), lagMs: 45_000 };
    const own = [...authority.servers];
    authority.servers.push(around);
    const enclosing = { apex: parseDomainName("com"), nameServers: [around.server], isWithout: true };
    const names = own.map(({ server }) => server);
    authority.delegated = { parentNameServers: names, childNameServers: names, enclosing };
    findsNow(fakes, { ...addressesOf(own), unresolved: [around.server] });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeGreaterThanOrEqual(45_000);
    expect(eventsOf(fakes, "delegation.changed")).toEqual([]);
  });

  it("where no server of the zone answers, which would tell the zone's own list", async () => {
    const fakes = createFakes();
    const { authority } = fakes;
    const [first, second] = authority.servers;
    authority.parentNameServers = [first.server];
    second.lagMs = 45_000;
    findsNow(fakes, { soa: undefined, childNameServers: [], ...addressesOf([first]) });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeGreaterThanOrEqual(45_000);
    expect(eventsOf(fakes, "delegation.changed")).toEqual([]);
  });
});

it("names beyond those that a walk looks up are not told as names without an address", async () => {
  const fakes = createFakes();
  const { authority } = fakes;
  const [first, second] = authority.servers;
  const parentNameServers = [first.server, second.server, parseDomainName("ns17.example.net")];
  second.lagMs = 45_000;
  findsNow(fakes, {
    parentNameServers,
    childNameServers: parentNameServers,
    leftOut: { servers: 1, addresses: 0 },
  });
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  const [changed] = eventsOf(fakes, "delegation.changed");
  expect(changed?.nameServers).toEqual(parentNameServers);
  expect(changed).not.toHaveProperty("unresolved");
});

it("a zone that names the host's servers itself has not left it, whomever else the parent names now", async () => {
  const fakes = createFakes();
  const rival = serverAt("ns.rival.test", "192.0.2.9");
  const own = [...fakes.authority.servers];
  fakes.authority.servers[1].lagMs = 45_000;
  fakes.authority.servers.push(rival);
  fakes.authority.delegated = {
    parentNameServers: NAME_SERVERS,
    childNameServers: NAME_SERVERS,
    ...addressesOf(own),
  };
  findsNow(fakes, {
    parentNameServers: [rival.server],
    childNameServers: [...NAME_SERVERS, rival.server],
    ...addressesOf([...own, rival]),
  });
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  expect(eventsOf(fakes, "delegation.changed")).toHaveLength(1);
});

it("a walk before the last word takes five seconds at most", async () => {
  const fakes = createFakes();
  const { authority, clock } = fakes;
  authority.servers[1].lagMs = Infinity;
  const delegation = authority.delegation.bind(authority);
  authority.delegation = async (name, options) => {
    if (options.fresh === true) await clock.sleep(60_000, options);
    return delegation(name, options);
  };
  const { error } = await fakes.play(onboardDomain, { waitMs: 10_000 });
  expect(error?.code).toBe("NOT_PROPAGATED");
  expect(fakes.elapsed()).toBe(10_000 + 5_000);
});

it("a server at another address is asked there at once, whatever was said at the former one", async () => {
  const fakes = createFakes();
  const [first, second] = fakes.authority.servers;
  const moved = serverAt(first.server, "192.0.2.9");
  fakes.authority.servers.push(moved);
  fakes.authority.delegated = addressesOf([first, second]);
  second.lagMs = 45_000;
  findsNow(fakes, addressesOf([moved, second]));
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  expect(fakes.trace.of("dns.observe 192.0.2.9")[0]?.at).toBe(30_000);
});

describe("a walk by itself", () => {
  const THIRD = parseDomainName("ns3.dns.test");

  /** From what was known to what is found. */
  async function walk(
    fakes: Fakes,
    { before = {}, now = {}, signal = fakes.interrupt.signal }: WalkChanges = {},
  ): Promise<Delegation | undefined> {
    const run = fakes.run();
    const delegation = { ...(await fakes.authority.delegation(D, { signal: run.signal })), ...before };
    const zone = { apex: APEX, id: "Z1", nameServers: NAME_SERVERS };
    const provider = await run.findProvider(D, delegation, { signal: run.signal });
    fakes.authority.delegated = now;
    fakes.trace.calls.length = 0;
    return walkAgain(run, { delegation, provider, zone }, signal);
  }

  it("is none where who serves the zone was told over HTTPS", async () => {
    const fakes = createFakes();
    expect(await walk(fakes, { before: { addresses: [] } })).toBeUndefined();
    expect(fakes.trace.of("dns.delegation")).toEqual([]);
  });

  it("tells each name that leads to no address by now, and none that does", async () => {
    const fakes = createFakes();
    const parentNameServers = [...NAME_SERVERS, THIRD];
    const now = await walk(fakes, { now: { parentNameServers, unresolved: [THIRD] } });
    expect(now?.unresolved).toEqual([THIRD]);
    expect(eventsOf(fakes, "delegation.changed")).toMatchObject([
      { nameServers: parentNameServers, before: NAME_SERVERS, unresolved: [THIRD] },
    ]);
  });

  it("keeps a name without an address where no server of the zone told its own list", async () => {
    const fakes = createFakes();
    const moved = serverAt("ns1.dns.test", "192.0.2.9");
    const now = await walk(fakes, {
      before: { childNameServers: [...NAME_SERVERS, THIRD], unresolved: [THIRD] },
      now: { soa: undefined, childNameServers: [], ...addressesOf([moved]) },
    });
    expect(now).toMatchObject({ childNameServers: [...NAME_SERVERS, THIRD], unresolved: [THIRD] });
  });

  it("tells that the zone has a delegation of its own by now, be it to the servers of the zone around it", async () => {
    const fakes = createFakes();
    const enclosing = { apex: parseDomainName("com"), nameServers: NAME_SERVERS, isWithout: true };
    expect(await walk(fakes, { before: { enclosing } })).not.toHaveProperty("enclosing");
    expect(eventsOf(fakes, "delegation.changed")).toHaveLength(1);
    expect(await walk(createFakes(), { before: { enclosing }, now: { enclosing } })).toBeUndefined();
  });

  it("ends with the run, also where a failure is the reason for that", async () => {
    const fakes = createFakes();
    const reason = new OnboardError("API_UNAVAILABLE", "Enough.", { hint: "Ask the test." });
    await expect(walk(fakes, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it("that finds the zone at others names all of these", async () => {
    const rivals = ["ns1.rival.test", "ns2.rival.test"].map(parseDomainName);
    const elsewhere = { parentNameServers: rivals, childNameServers: rivals };
    await expect(walk(createFakes(), { now: elsewhere })).rejects.toMatchObject({
      message: expect.stringContaining("is delegated to ns1.rival.test, ns2.rival.test now") as unknown,
      hint: expect.stringContaining(
        "serves ns1.rival.test, ns2.rival.test with the option `provider`",
      ) as unknown,
    });
    await expect(walk(createFakes(), { now: { apex: D, ...elsewhere } })).rejects.toMatchObject({
      message: expect.stringContaining(`the zone ${D} on ns1.rival.test, ns2.rival.test now`) as unknown,
    });
  });
});

interface WalkChanges {
  readonly before?: Partial<Delegation>;
  readonly now?: Partial<Delegation>;
  readonly signal?: AbortSignal;
}
