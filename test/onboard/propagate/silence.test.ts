import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/dns/observation.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";
import { APEX, createFakes, eventsOf, type Fakes } from "../fakes.ts";
import { answer, BASE, REFUSED } from "./answers.ts";

// Six servers with an address of each family: who is silent is known from preflight on, holds nothing up, and is named.

const NAMES = [1, 2, 3, 4, 5, 6].map((number) => `ns${number}.dns.test`);
const V4 = (index: number) => `192.0.2.${index + 1}`;
const V6 = (index: number) => `2001:db8::${index + 1}`;
const LOOK_MS = 1_500;

function createTwelve(isSilent: (server: FakeServer) => boolean): Fakes {
  const fakes = createFakes();
  const all = NAMES.flatMap((name, index) => [serverAt(name, V4(index)), serverAt(name, V6(index))]);
  const servers = all.map((one): FakeServer => ({ ...one, mood: isSilent(one) ? "silent" : "serves" }));
  fakes.authority.servers.splice(0, 2, ...servers);
  fakes.trace.latencyMs = 20;
  return fakes;
}

/** From the first write until the gate opened, in milliseconds. */
const gateMs = (fakes: Fakes) => eventsOf(fakes, "propagation.done")[0]?.elapsedMs ?? Infinity;
const warnings = (fakes: Fakes) =>
  eventsOf(fakes, "warning.raised").flatMap(({ warning }) =>
    warning.warning === "server-silent"
      ? [[warning.whole, warning.servers.map(({ address }) => address)]]
      : [],
  );

describe("silence", () => {
  it.each([
    ["one address", ({ address }: FakeServer) => address === V6(2), [[false, [V6(2)]]], 6],
    [
      "every address of one family",
      ({ address }: FakeServer) => address.includes(":"),
      [[false, NAMES.map((_name, index) => V6(index))]],
      6,
    ],
    ["one server", ({ server }: FakeServer) => server === NAMES[3], [[true, [V4(3), V6(3)]]], 5],
    ["the first server", ({ server }: FakeServer) => server === NAMES[0], [[true, [V4(0), V6(0)]]], 5],
  ])("of %s costs less than a second, and is named once", async (_what, isSilent, named, agreeing) => {
    const undisturbed = createTwelve(() => false);
    await undisturbed.play(onboardDomain);
    const fakes = createTwelve(isSilent);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(gateMs(fakes) - gateMs(undisturbed)).toBeLessThan(1_000);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing, asked: 6 }]);
    expect(eventsOf(fakes, "propagation.done")[0]?.queries).toBeLessThanOrEqual(150);
    expect(warnings(fakes)).toEqual(named);
  });

  it("is a warning of the result, too", async () => {
    const fakes = createTwelve(({ address }) => address === V6(2));
    const { warnings: open } = await fakes.play(onboardDomain);
    expect(open).toContainEqual({
      warning: "server-silent",
      owner: APEX,
      whole: false,
      servers: [{ server: NAMES[2], address: V6(2), port: 53 }],
    });
  });

  it("is asked once more in the closing round: who answers by then must serve the records, too", async () => {
    const fakes = createTwelve(({ address }) => address === V6(2));
    const server = fakes.authority.servers.find(({ address }) => address === V6(2));
    fakes.clock.at(LOOK_MS + 200, () => {
      if (server !== undefined) Object.assign(server, { mood: "serves", lagMs: 5_000 });
    });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(gateMs(fakes)).toBeGreaterThanOrEqual(5_000);
    expect(gateMs(fakes)).toBeLessThan(6_000);
    expect(warnings(fakes)).toEqual([]);
  });

  it("that begins during the wait is found once, and not three times", async () => {
    const fakes = createTwelve(() => false);
    const server = fakes.authority.servers[3];
    answer(fakes, V4(0), (inOrder) => {
      if (server !== undefined) server.mood = "silent";
      return inOrder;
    });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(gateMs(fakes)).toBeLessThan(6_000);
    expect(eventsOf(fakes, "server.excluded")).toMatchObject([
      { at: { address: V6(1) }, because: "unreachable" },
    ]);
  });

  it("is not said of an address that this machine has no way to, and that one holds nothing up", async () => {
    const fakes = createTwelve(({ server }) => server === NAMES[3]);
    const noRoute: Observation = { ...BASE, kind: "unreachable", because: "no-route", family: 6 };
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = (at, question, options) =>
      at.server === NAMES[3] ? Promise.resolve(noRoute) : observe(at, question, options);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(gateMs(fakes)).toBeLessThan(500);
    expect(warnings(fakes)).toEqual([]);
  });

  it("of a machine that has no way out for a moment is no end: it may be its line", async () => {
    const fakes = createTwelve(() => false);
    const noRoute: Observation = { ...BASE, kind: "unreachable", because: "no-route", family: 4 };
    let cutAt = Infinity;
    for (const { address } of fakes.authority.servers)
      answer(fakes, address, () => {
        cutAt = Math.min(cutAt, fakes.elapsed());
        return fakes.elapsed() < cutAt + 300 ? noRoute : undefined;
      });
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 6, asked: 6 }]);
  });

  it("of more than half of the servers keeps the gate closed until they are back", async () => {
    const fakes = createTwelve(() => false);
    const { authority } = fakes;
    const observe = authority.observe.bind(authority);
    authority.observe = (...asked) => {
      const isAway = fakes.trace.of("host.apply").length > 0 && fakes.elapsed() < 30_000;
      for (const one of authority.servers.filter(({ server }) => NAMES.indexOf(server) > 1))
        one.mood = isAway ? "silent" : "serves";
      return observe(...asked);
    };
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(fakes.elapsed()).toBeGreaterThanOrEqual(30_000);
    expect(fakes.elapsed()).toBeLessThan(35_000);
  });
});

it("refusals everywhere are no silence: the servers are asked until the time is up, and told by what they said", async () => {
  const fakes = createFakes();
  for (const { address } of fakes.authority.servers) answer(fakes, address, () => REFUSED);
  const { error } = await fakes.play(onboardDomain, { waitMs: 20_000 });
  expect(error?.code).toBe("NOT_PROPAGATED");
  expect(error?.message).toContain("ns1.dns.test (192.0.2.1) refuses (REFUSED)");
  expect(error?.message).toContain("ns2.dns.test (192.0.2.2) refuses (REFUSED)");
  expect(error?.hint).not.toContain("53");
  expect(fakes.trace.of("ses.verify")).toEqual([]);
});
