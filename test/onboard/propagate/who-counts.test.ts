import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Observation } from "../../../src/dns/observation.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";
import { APEX, createFakes, eventsOf, type Fakes } from "../fakes.ts";
import { answer, type Answering } from "./answers.ts";

const [FIRST, SECOND] = ["192.0.2.1", "192.0.2.2"];

/** The parent delegates to the first server alone; the zone names the second one, too. */
function withZoneOnly(changes: Partial<FakeServer>): Fakes {
  const fakes = createFakes();
  Object.assign(fakes.authority.servers[1], changes);
  fakes.authority.parentNameServers = fakes.authority.servers.slice(0, 1).map(({ server }) => server);
  return fakes;
}

const withoutAuthority: Answering = (inOrder) =>
  inOrder.kind === "answer" ? { ...inOrder, withoutAuthority: true } : undefined;
const kinds = (fakes: Fakes) => eventsOf(fakes, "warning.raised").map(({ warning }) => warning.warning);

describe("a server that only the zone itself names", () => {
  it("must agree while it answers with authority", async () => {
    const fakes = withZoneOnly({ lagMs: 5_000 });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeGreaterThanOrEqual(5_000);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
  });

  it.each([
    ["refuses", { mood: "lame" }, "lame", 200],
    ["fails", { mood: "servfail" }, "servfail", 200],
    // Preflight looks for 1.5 s, and the closing round for a moment.
    ["is silent", { mood: "silent" }, "unreachable", 1_500 + 200 + 350],
  ] as const)("holds nothing up where it %s, and is told", async (_what, changes, because, elapsedMs) => {
    const fakes = withZoneOnly(changes);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBe(elapsedMs);
    expect(eventsOf(fakes, "server.excluded")).toMatchObject([{ at: { address: SECOND }, because }]);
    // Preflight and check tell that nobody delegates to it.
    expect(kinds(fakes)).not.toContain("server-silent");
    // It counts all the same.
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 1, asked: 2 }]);
  });

  it("holds nothing up where it answers something else without authority", async () => {
    const fakes = withZoneOnly({});
    const other: Observation = {
      transport: "udp",
      roundTripMs: 0,
      kind: "answer",
      rrset: { owner: APEX, type: "TXT", ttl: 60, values: ["x"] },
      withoutAuthority: true,
    };
    answer(fakes, SECOND, () => other);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBe(200);
    expect(eventsOf(fakes, "server.excluded")).toMatchObject([{ at: { address: SECOND }, because: "lame" }]);
  });

  it("holds nothing up where its name has no address: the world is not sent to it", async () => {
    const fakes = createFakes();
    const names = fakes.authority.servers.map(({ server }) => server);
    const lost = ["ns8.dns.test", "ns9.dns.test"].map(parseDomainName);
    fakes.authority.servers[1].mood = "silent";
    fakes.authority.delegated = {
      parentNameServers: names,
      childNameServers: [...names, ...lost],
      unresolved: lost,
    };
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 1, asked: 4 }]);
  });

  it("is not asked at an address that the world can't reach", async () => {
    const fakes = withZoneOnly({ address: "10.0.0.2" });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBe(200);
    expect(fakes.trace.of("dns.observe 10.0.0.2")).toEqual([]);
    expect(eventsOf(fakes, "server.excluded")).toMatchObject([
      { at: { address: "10.0.0.2" }, because: "private" },
    ]);
    expect(kinds(fakes)).not.toContain("server-silent");
  });
});

it("nothing can be seen where every delegated server is silent and the other one is private", async () => {
  const fakes = withZoneOnly({ address: "10.0.0.2" });
  const [first] = fakes.authority.servers;
  first.lagMs = Infinity;
  fakes.clock.at(100, () => (first.mood = "silent"));
  fakes.identities.sees = () => [];
  const { error } = await fakes.play(onboardDomain);
  expect(error?.code).toBe("NOT_OBSERVABLE");
  expect(fakes.trace.of("dns.observe 10.0.0.2")).toEqual([]);
});

it("a server that was silent from the beginning is not told as silent beside one that nobody asks", async () => {
  const fakes = withZoneOnly({ address: "10.0.0.2", mood: "silent" });
  fakes.authority.servers[0].mood = "silent";
  fakes.identities.sees = () => [];
  const { error } = await fakes.play(onboardDomain);
  expect(error?.code).toBe("NOT_OBSERVABLE");
  expect(kinds(fakes)).not.toContain("server-silent");
});

it("a server of the zone around one without a delegation of its own must agree", async () => {
  const fakes = createFakes();
  const around = { ...serverAt("ns.around.test", "192.0.2.9"), lagMs: 5_000 };
  fakes.authority.servers.push(around);
  fakes.authority.parentNameServers = fakes.authority.servers.slice(0, 2).map(({ server }) => server);
  fakes.authority.delegated = {
    enclosing: { apex: parseDomainName("com"), nameServers: [around.server], isWithout: true },
  };
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  expect(fakes.elapsed()).toBeGreaterThanOrEqual(5_000);
});

it.each([
  ["other servers than those that are asked", "ns.rival.test", "referral"],
  ["one of those that are asked", "ns1.dns.test", "lame"],
] as const)(
  "a delegated server that sends the world on for the very zone, to %s, is told as that",
  async (_to, server, verdict) => {
    const fakes = createFakes();
    const nameServers = [parseDomainName(server)];
    const away = { kind: "lame", because: "given-away", nameServers } as const;
    answer(fakes, SECOND, () => ({ ...away, transport: "udp", roundTripMs: 0 }));
    await fakes.play(onboardDomain, { waitMs: 10_000 });
    const told = eventsOf(fakes, "propagation.observed").find(({ at }) => at.address === SECOND);
    expect(told?.verdict).toBe(verdict);
  },
);

describe("answers without authority", () => {
  it("count, and are told where no server that agrees has it", async () => {
    const fakes = createFakes();
    answer(fakes, FIRST, withoutAuthority);
    answer(fakes, SECOND, withoutAuthority);
    const { state, warnings } = await fakes.play(onboardDomain);
    expect(state).toBe("verified");
    expect(warnings).toEqual([
      {
        warning: "without-authority",
        owner: APEX,
        servers: fakes.authority.servers.map(({ server, address, port }) => ({ server, address, port })),
      },
    ]);
  });

  it("are nothing to tell by the gate beside a server that has it", async () => {
    const fakes = createFakes();
    answer(fakes, SECOND, withoutAuthority);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(kinds(fakes)).toEqual([]);
  });
});
