import { describe, expect, it } from "vitest";
import { parseDomainName, prefixed } from "../../../src/dns/domain-name.ts";
import type { Delegation } from "../../../src/dns/observation.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { DEFAULT_POLICY, type Requirement } from "../../../src/plan/requirement.ts";
import { dkimValue } from "../../support/rsa-key.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";
import { createFakes, D, eventsOf, NAME_SERVERS, type Fakes } from "../fakes.ts";

// A new domain is often moved to other name servers while a run waits for it.

const [FIRST, SECOND] = ["192.0.2.1", "192.0.2.2"];
const NEW = serverAt("ns3.dns.test", "192.0.2.3");
const RIVAL = serverAt("ns.rival.test", "192.0.2.9");

/** The host's zone has a third name server from the beginning, and one of the two at first never fetches. */
function createLate(): Fakes {
  const fakes = createFakes();
  fakes.zones = fakes.zones.map((zone) => ({ ...zone, nameServers: [...NAME_SERVERS, NEW.server] }));
  fakes.authority.servers[1].lagMs = Infinity;
  return fakes;
}

/** After so long the world is sent to these. */
function moveTo(fakes: Fakes, servers: readonly FakeServer[], afterMs = 3_000): void {
  const [first, ...more] = servers;
  if (first === undefined) throw new TypeError("to nobody");
  fakes.clock.at(afterMs, () => {
    // The old ones still answer who asks them.
    fakes.authority.servers.push(...servers.filter((one) => !fakes.authority.servers.includes(one)));
    fakes.authority.delegated = delegatedTo([first, ...more]);
  });
}

function delegatedTo(servers: readonly FakeServer[]): Partial<Delegation> {
  const names = [...new Set(servers.map(({ server }) => server))];
  const addresses = servers.map(({ server, address, port }) => ({ server, address, port }));
  return { parentNameServers: names, childNameServers: names, addresses };
}

const changes = (fakes: Fakes) =>
  eventsOf(fakes, "delegation.changed").map(({ nameServers, before, servers }) => [
    nameServers,
    before,
    servers.map(({ address }) => address),
  ]);
const walks = (fakes: Fakes) => fakes.trace.of("dns.delegation").map(({ at }) => at);

describe("a zone that is delegated otherwise during the wait", () => {
  it("holds nothing up by a new server that is known to be silent", async () => {
    const fakes = createLate();
    const silent: FakeServer = { ...NEW, mood: "silent" };
    moveTo(fakes, [fakes.authority.servers[0], silent]);
    const isSilent = fakes.authority.isSilent.bind(fakes.authority);
    fakes.authority.isSilent = (at) => at.address === silent.address || isSilent(at);
    const { state, warnings } = await fakes.play(onboardDomain);
    expect(state).toBe("verified");
    expect(fakes.elapsed()).toBeLessThan(31_500);
    expect(warnings).toContainEqual(expect.objectContaining({ warning: "server-silent", whole: true }));
  });

  it("is said so within a minute, and who left holds the gate no longer", async () => {
    const fakes = createLate();
    moveTo(fakes, [fakes.authority.servers[0], NEW]);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({ state: "verified" });
    const names = [NAME_SERVERS[0], NEW.server];
    expect(changes(fakes)).toEqual([[names, NAME_SERVERS, [FIRST, NEW.address]]]);
    expect(fakes.elapsed()).toBe(30_000 + 200);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
    // The counts of the result are those of the servers by now.
    expect(result.records.map(({ servers }) => servers)).toEqual(
      result.records.map(() => ({ agreeing: 2, asked: 2 })),
    );
    // Who stays is not asked anew: each record once, and once more in the closing round.
    expect(fakes.trace.of(`dns.observe ${FIRST}`)).toHaveLength(8);
    expect(fakes.trace.of(`dns.observe ${SECOND}`).every(({ at }) => at <= 30_000)).toBe(true);
    // Those to who left are counted, too; preflight has asked for the version and for NS alone.
    const asked = fakes.trace.calls.filter(({ port }) => port.startsWith("dns.observe "));
    const versions = fakes.trace.calls.filter(({ port, at }) => port.startsWith("dns.version ") && at > 0);
    expect(eventsOf(fakes, "propagation.done")[0]?.queries).toBe(asked.length + versions.length);
  });

  it("is looked for after 30 seconds, and then after twice as long each time", async () => {
    const fakes = createLate();
    await fakes.play(onboardDomain, { waitMs: 300_000 });
    // Once at the beginning, and once more before the last word.
    expect(walks(fakes)).toEqual([0, 30_000, 90_000, 210_000, 300_000]);
    expect(changes(fakes)).toEqual([]);
  });

  it("ends at once where none of the new servers is the host's", async () => {
    const fakes = createLate();
    moveTo(fakes, [RIVAL]);
    const { state, error } = await fakes.play(onboardDomain);
    expect([state, error?.code]).toEqual(["failed", "ZONE_NOT_DELEGATED"]);
    expect(error?.facts).toEqual({
      apex: "example.com",
      provider: "memory",
      assigned: [...NAME_SERVERS, NEW.server],
      live: [RIVAL.server],
      before: NAME_SERVERS,
    });
    expect(error?.message).toContain("memory's (ns1.dns.test, ns2.dns.test, ns3.dns.test)");
    expect(error?.hint).toMatch(
      /delegate example\.com to ns1\.dns\.test, ns2\.dns\.test, ns3\.dns\.test again, or .*serves ns\.rival\.test/,
    );
    expect(error?.message).toContain("delegated to ns.rival.test now (before: ns1.dns.test, ns2.dns.test)");
    expect(fakes.elapsed()).toBe(30_000);
    expect(fakes.trace.of("ses.verify")).toEqual([]);
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it("ends at once where the domain is a zone of its own now", async () => {
    const fakes = createLate();
    fakes.clock.at(3_000, () => (fakes.authority.delegated = { apex: D, ...delegatedTo([RIVAL]) }));
    const { error } = await fakes.play(onboardDomain);
    expect(error).toMatchObject({
      code: "ZONE_NOT_DELEGATED",
      facts: { domain: D, apex: D, before: "example.com", nameServers: [RIVAL.server] },
    });
    expect(error?.message).toContain(
      `belongs to the zone ${D} on ns.rival.test now, and no longer to example`,
    );
    expect(error?.hint).toContain(`Undo the delegation of ${D}`);
    expect(fakes.elapsed()).toBe(30_000);
  });

  it("is looked for before the last word, which names nobody who left", async () => {
    const fakes = createLate();
    moveTo(fakes, [fakes.authority.servers[0], { ...NEW, lagMs: Infinity }]);
    const { error } = await fakes.play(onboardDomain, { waitMs: 10_000 });
    expect(changes(fakes)).toHaveLength(1);
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(error?.message).toContain("1 of 2");
    expect(error?.message).toContain("ns3.dns.test (192.0.2.3) says that there is no such name");
    expect(error?.message).not.toContain("ns2.dns.test");
  });

  it("is told once, also where it is looked for again, be it before the last word", async () => {
    const fakes = createLate();
    moveTo(fakes, [fakes.authority.servers[0], { ...NEW, lagMs: Infinity }]);
    const { error } = await fakes.play(onboardDomain, { waitMs: 100_000 });
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(walks(fakes)).toEqual([0, 30_000, 90_000, 100_000]);
    expect(changes(fakes)).toHaveLength(1);
  });

  it("is looked for past what is remembered", async () => {
    const fakes = createLate();
    const { authority } = fakes;
    const delegation = authority.delegation.bind(authority);
    const before = { ...delegatedTo([...authority.servers]) };
    authority.delegation = async (name, options) => ({
      ...(await delegation(name, options)),
      ...(options.fresh === true ? {} : before),
    });
    moveTo(fakes, [authority.servers[0], NEW]);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(changes(fakes)).toHaveLength(1);
  });

  it("asks a new server last, and briefly, that was silent a moment ago", async () => {
    const fakes = createLate();
    const { authority } = fakes;
    const isSilent = authority.isSilent.bind(authority);
    authority.isSilent = (at) => at.address === NEW.address || isSilent(at);
    moveTo(fakes, [authority.servers[0], { ...NEW, mood: "silent" }, serverAt("ns4.dns.test", "192.0.2.4")]);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeLessThan(31_000);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 3 }]);
  });

  it("asks no word any more for the gate of servers that only the zone still names, and that refuse", async () => {
    const fakes = createLate();
    const [first, second] = fakes.authority.servers;
    const third = { ...NEW, lagMs: Infinity };
    fakes.authority.servers.push(third);
    fakes.clock.at(100, () => (second.mood = third.mood = "lame"));
    fakes.clock.at(3_000, () => (fakes.authority.delegated = { parentNameServers: [first.server] }));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeLessThan(32_000);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 1, asked: 3 }]);
  });

  it("is looked for before SES's no is the last word", async () => {
    const fakes = createFakes();
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, nameServers: [...NAME_SERVERS, NEW.server] }));
    fakes.identities.sees = () => [];
    moveTo(fakes, [{ ...NEW, lagMs: Infinity }], 60_000);
    const { error } = await fakes.play(onboardDomain);
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(error?.message).toContain("0 of 1 name servers serve the records so far: ns3.dns.test");
    expect(eventsOf(fakes, "propagation.progress").at(-1)).toMatchObject({
      agreeing: 0,
      asked: 1,
      laggards: [{ server: "ns3.dns.test" }],
    });
    moveTo(fakes, [RIVAL], 0);
    expect((await fakes.play(onboardDomain)).error?.code).toBe("ZONE_NOT_DELEGATED");
  });

  it("is looked for when all servers fall silent, before SES is asked: the old ones may have been switched off", async () => {
    const fakes = createLate();
    moveTo(fakes, [{ ...NEW, lagMs: 5_000 }]);
    fakes.clock.at(3_000, () => {
      for (const server of fakes.authority.servers.slice(0, 2)) server.mood = "silent";
    });
    fakes.authority.servers[0].lagMs = Infinity;
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(changes(fakes)).toHaveLength(1);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 1, asked: 1 }]);
    expect(fakes.elapsed()).toBeLessThan(30_000);
  });

  it("leaves SES its word where the new servers can't be seen", async () => {
    const fakes = createLate();
    fakes.authority.servers[1].lagMs = 0;
    fakes.identities.sees = () => [];
    moveTo(fakes, [{ ...NEW, mood: "silent" }], 60_000);
    expect((await fakes.play(onboardDomain)).error?.code).toBe("VERIFICATION_PENDING");
  });

  it("is told once, also where SES is late after it", async () => {
    const fakes = createLate();
    fakes.identities.sees = () => [];
    moveTo(fakes, [fakes.authority.servers[0], NEW]);
    expect((await fakes.play(onboardDomain)).error?.code).toBe("VERIFICATION_PENDING");
    expect(changes(fakes)).toHaveLength(1);
  });

  it("is known when SES asks for more: the servers that left are not asked for that", async () => {
    const fakes = createLate();
    const { identities, trace } = fakes;
    const { asks } = identities;
    const owner = prefixed("qcloudsg1024._domainkey", D);
    const late: Requirement = { purpose: "dkim", owner, type: "TXT", expected: dkimValue(1024) };
    identities.asks = (domain) => [...asks(domain), ...(trace.of("ses.verify").length > 0 ? [late] : [])];
    moveTo(fakes, [fakes.authority.servers[0], NEW]);
    const policy = { ...DEFAULT_POLICY, allow: [`TXT:${owner}`] as const };
    expect(await fakes.play(onboardDomain, { policy })).toMatchObject({ state: "verified" });
    expect(changes(fakes)).toHaveLength(1);
    expect(trace.of(`dns.observe ${SECOND}`).filter(({ at }) => at > 30_000)).toEqual([]);
  });

  it("is looked for before nothing can be seen from here", async () => {
    const fakes = createFakes();
    for (const server of fakes.authority.servers) server.mood = "silent";
    fakes.identities.sees = () => [];
    const blind = await fakes.play(onboardDomain);
    expect(blind.error).toMatchObject({
      code: "NOT_OBSERVABLE",
      message: expect.stringContaining("each of ns1.dns.test, ns2.dns.test does not answer") as unknown,
    });
    moveTo(fakes, [RIVAL], 30_000);
    expect((await fakes.play(onboardDomain)).error?.code).toBe("ZONE_NOT_DELEGATED");
  });
});

it("a mistake of ours in a walk ends the run, and is no walk that tells nothing", async () => {
  const fakes = createLate();
  const { authority } = fakes;
  const delegation = authority.delegation.bind(authority);
  authority.delegation = async (name, options) => {
    if (options.fresh === true) throw new TypeError("undefined is not a function");
    return delegation(name, options);
  };
  expect(await fakes.play(onboardDomain)).toMatchObject({ exit: 1, error: { code: "UNEXPECTED" } });
  expect(fakes.elapsed()).toBe(30_000);
});

describe("a walk that tells nothing new", () => {
  it.each([
    ["fails", () => failing()],
    ["finds no server that answers", (): Partial<Delegation> => ({ apex: D, soa: undefined })],
    ["finds the zone around one that nobody delegates", (): Partial<Delegation> => ({ apex: AROUND.apex })],
    ["finds the servers in another order", (): Partial<Delegation> => reversed],
    ["finds no address of one", (): Partial<Delegation> => addressless],
  ])("changes nothing: one that %s", async (_what, delegated) => {
    const fakes = createLate();
    const { authority } = fakes;
    authority.delegated = { enclosing: AROUND };
    const delegation = authority.delegation.bind(authority);
    authority.delegation = async (name, options) => {
      const known = await delegation(name, options);
      return options.fresh === true ? { ...known, ...delegated() } : known;
    };
    fakes.clock.at(45_000, () => (authority.servers[1].lagMs = 0));
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(changes(fakes)).toEqual([]);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
  });
});

const AROUND = { apex: parseDomainName("com"), nameServers: NAME_SERVERS, isWithout: true };
const both = [serverAt("ns1.dns.test", FIRST), serverAt("ns2.dns.test", SECOND)] as const;
const reversed = delegatedTo(both.toReversed());
const addressless: Partial<Delegation> = {
  addresses: delegatedTo([both[0]]).addresses ?? [],
  unresolved: [both[1].server],
};

function failing(): never {
  throw new OnboardError("NOT_OBSERVABLE", "No.", { hint: "Ask the test." });
}
