import { describe, expect, it } from "vitest";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";
import { createFakes, eventsOf, type Fakes } from "../fakes.ts";

// Servers that give way during the wait: what preflight has seen of them was well, so the end of the wait tells it.

const THIRD = "192.0.2.3";

/** The third server is behind for ever, and from the fifth second on does this. */
function createGivingWay(mood: FakeServer["mood"]): Fakes {
  const fakes = createFakes();
  const third = { ...serverAt("ns3.dns.test", THIRD), lagMs: Infinity };
  fakes.authority.servers.push(third);
  fakes.clock.at(5_000, () => {
    third.mood = mood;
  });
  return fakes;
}

describe("a server that gives way during the wait holds nothing up, and is a warning of the result", () => {
  it.each([
    ["refuses", "lame", { warning: "server-lame", at: { address: THIRD }, said: { because: "refused" } }],
    ["fails", "servfail", { warning: "record-unanswered", servers: [{ address: THIRD }] }],
    ["falls silent", "silent", { warning: "record-unanswered", servers: [{ address: THIRD }] }],
  ] as const)("where it %s", async (_what, mood, warning) => {
    const { state, warnings } = await createGivingWay(mood).play(onboardDomain);
    expect(state).toBe("verified");
    expect(warnings.filter((one) => one.warning === warning.warning)).toMatchObject([warning]);
  });

  it("and once where it was so from the beginning", async () => {
    const fakes = createFakes();
    fakes.authority.servers.push({ ...serverAt("ns3.dns.test", THIRD), mood: "lame" });
    const { warnings } = await fakes.play(onboardDomain);
    expect(warnings.filter(({ warning }) => warning === "server-lame")).toHaveLength(1);
  });
});

it("where all fall silent, SES's yes leaves the warning that none of them answered any more", async () => {
  const fakes = createFakes();
  const { servers } = fakes.authority;
  servers[1].lagMs = Infinity;
  fakes.clock.at(5_000, () => {
    for (const server of servers) server.mood = "silent";
  });
  const { state, warnings } = await fakes.play(onboardDomain);
  expect(state).toBe("verified");
  expect(eventsOf(fakes, "propagation.done")).toEqual([]);
  const told = warnings.flatMap((one) => (one.warning === "record-unanswered" ? one.servers : []));
  expect(told.map(({ address }) => address)).toEqual(servers.map(({ address }) => address));
});
