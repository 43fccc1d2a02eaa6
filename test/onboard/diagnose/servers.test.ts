import { describe, expect, it } from "vitest";
import { saidOfZone } from "../../../src/dns/said.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import { createFakes, D, type Fakes } from "../fakes.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";

type Mood = FakeServer["mood"];

/** A zone with as many servers, each in its mood. */
function withServers(...moods: readonly Mood[]): Fakes {
  const fakes = createFakes();
  const { servers } = fakes.authority;
  for (const [index, mood] of moods.entries()) {
    servers[index] ??= serverAt(`ns${index + 1}.dns.test`, `192.0.2.${index + 1}`);
    servers[index].mood = mood;
  }
  fakes.authority.parentNameServers = servers.map(({ server }) => server);
  return fakes;
}

async function serversOf(fakes: Fakes) {
  const found = await fakes.clock.drive(diagnose(fakes.run(), D));
  return found.find(({ check }) => check === "servers");
}

describe("the name servers in a diagnosis", () => {
  it.each<[moods: readonly Mood[], found: RegExp]>([
    [["serves", "serves"], /^2 of 2 servers of example\.com serve it with authority$/],
    [["serves", "lame"], /^1 of 2 servers of example\.com serves it/],
    [["silent", "serves", "serves"], /^2 of 3 /],
    [["serves", "servfail", "silent", "serves"], /^2 of 4 /],
  ])("stop nothing while at least half answer: %s", async (moods, found) => {
    const diagnosis = await serversOf(withServers(...moods));
    expect(diagnosis).toMatchObject({ exit: 0, error: null, found: expect.stringMatching(found) });
  });

  it("are told each with what it said", async () => {
    const { heard = [] } = (await serversOf(withServers("serves", "lame", "silent", "serves"))) ?? {};
    expect(heard.map(({ at, observation }) => [at.address, observation.kind])).toEqual([
      ["192.0.2.1", "answer"],
      ["192.0.2.2", "lame"],
      ["192.0.2.3", "unreachable"],
      ["192.0.2.4", "answer"],
    ]);
  });

  it.each<[moods: readonly Mood[], code: string, exit: number]>([
    [["lame", "lame"], "ZONE_NOT_DELEGATED", 3],
    [["serves", "lame", "silent"], "ZONE_NOT_DELEGATED", 3],
    [["silent", "lame"], "ZONE_NOT_DELEGATED", 3],
    [["silent", "silent"], "NOT_OBSERVABLE", 7],
  ])(
    "stop a run where fewer than half answer, which names each that does not: %s",
    async (moods, code, exit) => {
      const fakes = withServers(...moods);
      const { error, exit: ended, heard = [] } = (await serversOf(fakes)) ?? {};
      expect([error?.code, ended]).toEqual([code, exit]);
      for (const { at, observation } of heard) {
        const said = saidOfZone(observation);
        if (said !== "") expect(error?.message).toContain(`${at.server} (${at.address}) ${said}`);
      }
      expect(/port 53/.test(error?.hint ?? "")).toBe(code === "NOT_OBSERVABLE");
    },
  );

  it("count without authority as answering, and not as serving", async () => {
    const fakes = withServers("serves", "serves");
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) => {
      const seen = await observe(at, question, options);
      return seen.kind === "answer" ? { ...seen, withoutAuthority: true } : seen;
    };
    expect(await serversOf(fakes)).toMatchObject({
      exit: 0,
      found: expect.stringMatching(/^0 of 2 servers/),
    });
  });

  it("that have no address count, too", async () => {
    const fakes = withServers("serves", "lame");
    const delegation = fakes.authority.delegation.bind(fakes.authority);
    const unresolved = [serverAt("ns3.dns.test", "192.0.2.3").server];
    fakes.authority.delegation = async (name, options) => ({
      ...(await delegation(name, options)),
      unresolved,
    });
    const { error } = (await serversOf(fakes)) ?? {};
    expect(error?.facts).toMatchObject({ agreeing: 1, asked: 3 });
    expect(error?.message).toContain("ns3.dns.test has no address");
  });
});
