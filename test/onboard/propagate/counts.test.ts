import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { EventBody, OnboardEvent } from "../../../src/events/event.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { createPlainRenderer } from "../../../src/report/plain.ts";
import { sentence } from "../../../src/report/event-table.ts";
import { advance, newLiveDomain, tallyOf } from "../../../src/report/live/live-state.ts";
import { createStage } from "../../report/stage.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";
import { createFakes, D, eventsOf, type Fakes } from "../fakes.ts";

// A server is a name: whoever counts servers counts the same ones, however many addresses they have.

const TWO_EACH = [
  serverAt("ns1.dns.test", "192.0.2.1"),
  serverAt("ns1.dns.test", "2001:db8::1"),
  serverAt("ns2.dns.test", "192.0.2.2"),
  serverAt("ns2.dns.test", "2001:db8::2"),
] as const;
const ONE_ADDRESS = [serverAt("ns1.dns.test", "192.0.2.1"), serverAt("ns2.dns.test", "192.0.2.1")] as const;

function serve(fakes: Fakes, servers: readonly FakeServer[]): void {
  fakes.authority.servers.splice(0, 2, ...servers.map((server) => ({ ...server })));
  fakes.authority.parentNameServers = [...new Set(servers.map(({ server }) => server))];
}
const timed = (fakes: Fakes): readonly OnboardEvent[] =>
  fakes.events.map((event: EventBody, time) => ({ ...event, time, domain: D }));
const countsIn = (texts: readonly string[]) =>
  texts.flatMap((text) => [...text.matchAll(/(?:(\d+) of )?(\d+) (?:authoritative )?servers?\b/g)]);

describe("two names with two addresses each", () => {
  it.each([
    ["a run", onboardDomain],
    ["a check", checkDomain],
  ])("are two servers in every sentence and every count of %s", async (_what, command) => {
    const fakes = createFakes();
    serve(fakes, TWO_EACH);
    if (command === checkDomain) {
      await fakes.play(onboardDomain);
      fakes.events.length = 0;
    }
    const result = await fakes.play(command);
    const counts = countsIn(timed(fakes).map(sentence)).map(([, , asked]) => asked);
    expect(counts.length).toBeGreaterThanOrEqual(2);
    expect(new Set(counts)).toEqual(new Set(["2"]));
    expect(result.records.map(({ servers }) => servers)).toEqual(
      result.records.map(() => ({ agreeing: 2, asked: 2 })),
    );
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
  });

  it("are told with the number of their addresses where these are asked", async () => {
    const fakes = createFakes();
    serve(fakes, TWO_EACH);
    await fakes.play(onboardDomain);
    const started = timed(fakes).find(({ type }) => type === "propagation.started");
    expect(started === undefined ? "" : sentence(started)).toContain(
      "2 authoritative servers at 4 addresses",
    );
  });

  it("stay two where one of them is left out: all servers are the denominator", async () => {
    const fakes = createFakes();
    serve(fakes, TWO_EACH);
    for (const server of fakes.authority.servers.slice(2)) server.mood = "silent";
    const result = await fakes.play(onboardDomain);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 1, asked: 2 }]);
    expect(result.records.map(({ servers }) => servers?.asked)).toEqual([2, 2, 2, 2]);
  });
});

describe("a name server whose name leads to no address", () => {
  const LOST = parseDomainName("ns3.dns.test");

  it.each([
    ["a run", onboardDomain],
    ["a check", checkDomain],
  ])("counts in every sentence and every count of %s, and is named", async (_what, command) => {
    const fakes = createFakes();
    if (command === checkDomain) {
      await fakes.play(onboardDomain);
      fakes.events.length = 0;
    }
    const delegation = fakes.authority.delegation.bind(fakes.authority);
    fakes.authority.delegation = async (...given) => ({
      ...(await delegation(...given)),
      unresolved: [LOST],
    });
    const result = await fakes.play(command);
    expect(result.state).toBe("verified");
    expect(result.records.map(({ servers }) => servers)).toEqual(
      result.records.map(() => ({ agreeing: 2, asked: 3 })),
    );
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 3 }]);
    const started = timed(fakes).find(({ type }) => type === "propagation.started");
    expect(started === undefined ? "" : sentence(started)).toContain(`not ${LOST}`);
    const drawn = timed(fakes).slice(
      0,
      timed(fakes).findIndex(({ type }) => type === "propagation.done"),
    );
    expect(tallyOf(drawn.reduce(advance, newLiveDomain(D)))).toEqual({ agreeing: 2, asked: 3 });
  });
});

it("names of delegated servers without an address keep the gate closed where they are most of them", async () => {
  const fakes = createFakes();
  const [first, second] = fakes.authority.servers;
  second.lagMs = Infinity;
  const lost = ["ns8.dns.test", "ns9.dns.test"].map(parseDomainName);
  const names = [first.server, ...lost];
  const { server, address, port } = first;
  const delegated = {
    parentNameServers: names,
    childNameServers: names,
    addresses: [{ server, address, port }],
    unresolved: lost,
  };
  fakes.clock.at(3_000, () => (fakes.authority.delegated = delegated));
  const { error } = await fakes.play(onboardDomain, { waitMs: 40_000 });
  expect(error?.code).toBe("NOT_PROPAGATED");
  expect(error?.message).toContain("1 of 3 name servers");
});

describe("two names on one address", () => {
  it("are both named where it does not answer", async () => {
    const fakes = createFakes();
    const dead = ["a.dns.test", "b.dns.test"].map((name) => serverAt(name, "192.0.2.9"));
    serve(fakes, [serverAt("ns1.dns.test", "192.0.2.1"), ...dead]);
    for (const server of fakes.authority.servers) server.lagMs = Infinity;
    const { error } = await fakes.play(onboardDomain, { waitMs: 10_000 });
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(error?.message).toContain("a.dns.test (192.0.2.9)");
    expect(error?.message).toContain("(and b.dns.test, at the same address)");
  });

  it("are asked once, and count as two", async () => {
    const fakes = createFakes();
    serve(fakes, ONE_ADDRESS);
    const result = await fakes.play(onboardDomain);
    expect(eventsOf(fakes, "propagation.done")).toMatchObject([{ agreeing: 2, asked: 2 }]);
    expect(result.records[0]?.servers).toEqual({ agreeing: 2, asked: 2 });
    // Each record in the first round and in the closing one.
    expect(fakes.trace.of("dns.observe 192.0.2.1")).toHaveLength(8);
  });

  it("never give the same line twice", async () => {
    const fakes = createFakes();
    serve(fakes, ONE_ADDRESS);
    await fakes.play(onboardDomain);
    const stage = createStage({ columns: 200 });
    const renderer = createPlainRenderer(stage);
    for (const event of timed(fakes)) renderer.report({ ...event, time: 0 });
    renderer.stop();
    const lines = stage
      .err()
      .split("\n")
      .filter((line) => line.includes("+0.0s"));
    expect(lines.filter((line) => line.includes("192.0.2.1"))).toHaveLength(1);
    expect(lines.filter((line, index) => lines.indexOf(line) !== index)).toEqual([]);
  });

  it("are named with it where one of them has no other that serves the records", async () => {
    const fakes = createFakes();
    serve(fakes, [
      serverAt("ns1.dns.test", "192.0.2.1"),
      { ...serverAt("ns1.dns.test", "192.0.2.2"), lagMs: Infinity },
      { ...serverAt("ns2.dns.test", "192.0.2.2"), lagMs: Infinity },
      { ...serverAt("ns3.dns.test", "192.0.2.3"), lagMs: Infinity },
    ]);
    for (const server of fakes.authority.servers.slice(1, 3)) server.mood = "lame";
    const { error } = await fakes.play(onboardDomain, { waitMs: 20_000 });
    expect(error?.code).toBe("NOT_PROPAGATED");
    expect(error?.facts["laggards"]).toMatchObject([{ address: "192.0.2.2" }, { address: "192.0.2.3" }]);
  });
});
