import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Observation } from "../../../src/dns/observation.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, type Fakes } from "../fakes.ts";
import { answer, BASE } from "./answers.ts";

const KEYS = parseDomainName(`_domainkey.${D}`);
const VENDOR = parseDomainName("ns.vendor.test");
const [FIRST, SECOND] = ["192.0.2.1", "192.0.2.2"];

const referral = (to = KEYS): Observation => ({ ...BASE, kind: "referral", to, nameServers: [VENDOR] });
const no = (zone = KEYS): Observation => ({ ...BASE, kind: "nxdomain", soa: undefined, zone });

/** One server of two answers so about one name. */
function withOdd(observation: Observation, about: string = KEY_NAME): Fakes {
  const fakes = createFakes();
  answer(fakes, SECOND, (_inOrder, { owner }) => (owner === about ? observation : undefined));
  return fakes;
}

describe("a zone cut that shows between the apex and a record", () => {
  it("ends the wait at once at a referral, and says where to", async () => {
    const fakes = withOdd(referral());
    const { state, error } = await fakes.play(onboardDomain);
    expect([state, error?.code]).toEqual(["failed", "ZONE_NOT_DELEGATED"]);
    expect(error?.message).toBe(
      `ns2.dns.test (${SECOND}) refers TXT ${KEY_NAME} to another zone, ${KEYS} on ${VENDOR}: what is written into ${APEX} is never served there.`,
    );
    expect(error?.facts).toEqual({
      owner: KEY_NAME,
      apex: APEX,
      cut: KEYS,
      nameServers: [VENDOR],
      at: expect.objectContaining({ server: "ns2.dns.test", address: SECOND }) as unknown,
    });
    expect(error?.hint).toContain(`the NS records at ${KEYS}`);
    expect(fakes.elapsed()).toBe(0);
    expect(fakes.trace.of("ses.verify")).toEqual([]);
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it("names all servers of the other zone", async () => {
    const other = parseDomainName("ns2.vendor.test");
    const { error } = await withOdd({
      ...BASE,
      kind: "referral",
      to: KEYS,
      nameServers: [VENDOR, other],
    }).play(onboardDomain);
    expect(error?.message).toContain(`another zone, ${KEYS} on ${VENDOR}, ${other}: what is`);
  });

  it.each([
    ["and then serves the record", undefined],
    ["and then another one", no(D)],
  ])(
    "does not end it where a server shows it once, %s: one odd answer is asked again",
    async (_then, later) => {
      const fakes = createFakes();
      let asked = 0;
      answer(fakes, SECOND, (_inOrder, { owner }) => {
        if (owner !== KEY_NAME) return undefined;
        asked += 1;
        return asked === 1 ? no() : asked === 2 ? later : undefined;
      });
      expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    },
  );

  it("ends it where it shows in a closing round that ends after the deadline", async () => {
    const fakes = createFakes();
    fakes.trace.latencyMs = 40;
    answer(fakes, SECOND, (_inOrder, { owner }) =>
      owner === KEY_NAME && fakes.trace.of(`dns.observe ${FIRST}`).length > 4 ? referral() : undefined,
    );
    // The closing round begins in time, 200 ms after the first one: see "lets a closing round end that has begun".
    const { error } = await fakes.play(onboardDomain, { waitMs: 380 });
    expect(error?.code).toBe("ZONE_NOT_DELEGATED");
  });

  it("ends it at once where the same server says no out of a deeper zone", async () => {
    const { error } = await withOdd(no()).play(onboardDomain);
    expect(error?.message).toContain(`answers for TXT ${KEY_NAME} out of another zone, ${KEYS}`);
    expect(error).toMatchObject({ code: "ZONE_NOT_DELEGATED", facts: { cut: KEYS, nameServers: [] } });
    expect(error?.hint).toContain(`Remove the zone ${KEYS} at its DNS host`);
  });

  it("ends it where the policy's own name is a zone that has none", async () => {
    const { error } = await withOdd(no(DMARC_NAME), DMARC_NAME).play(onboardDomain);
    expect(error).toMatchObject({ code: "ZONE_NOT_DELEGATED", facts: { cut: DMARC_NAME } });
  });

  it("ends a single look, too", async () => {
    const { error } = await withOdd(referral()).play(onboardDomain, { waitMs: 0 });
    expect(error?.code).toBe("ZONE_NOT_DELEGATED");
  });

  it("ends it where it shows only in the closing round", async () => {
    const fakes = createFakes();
    answer(fakes, SECOND, (_inOrder, { owner }) =>
      owner === KEY_NAME && fakes.elapsed() > 0 ? referral() : undefined,
    );
    const { error } = await fakes.play(onboardDomain);
    expect(error?.code).toBe("ZONE_NOT_DELEGATED");
    expect(fakes.elapsed()).toBe(200);
  });

  it("ends it where a server shows it that was silent until the closing round", async () => {
    const fakes = withOdd(referral());
    const [, second] = fakes.authority.servers;
    second.mood = "silent";
    // Preflight has looked for 1.5 s.
    fakes.clock.at(1_600, () => (second.mood = "serves"));
    const { error } = await fakes.play(onboardDomain);
    expect(error?.code).toBe("ZONE_NOT_DELEGATED");
    expect(fakes.trace.of("ses.verify")).toEqual([]);
  });

  it("ends it where a server shows it that was asked only before the last word", async () => {
    const fakes = createFakes();
    const { authority } = fakes;
    const third = serverAt("ns3.dns.test", "192.0.2.3");
    authority.servers[1].lagMs = Infinity;
    answer(fakes, third.address, (_inOrder, { owner }) => (owner === KEY_NAME ? referral() : undefined));
    fakes.clock.at(3_000, () => {
      authority.servers.push(third);
      authority.parentNameServers = authority.servers.map(({ server }) => server);
    });
    const { error } = await fakes.play(onboardDomain, { waitMs: 10_000 });
    expect(error).toMatchObject({
      code: "ZONE_NOT_DELEGATED",
      facts: { cut: KEYS, at: { address: third.address } },
    });
  });

  it("is told instead of SES's no where the zone's new servers show it", async () => {
    const fakes = createFakes();
    const { authority } = fakes;
    const third = serverAt("ns3.dns.test", "192.0.2.3");
    fakes.identities.sees = () => [];
    answer(fakes, third.address, (_inOrder, { owner }) => (owner === KEY_NAME ? referral() : undefined));
    fakes.clock.at(60_000, () => {
      authority.servers.push(third);
      authority.parentNameServers = authority.servers.map(({ server }) => server);
    });
    const { error } = await fakes.play(onboardDomain);
    expect(error).toMatchObject({ code: "ZONE_NOT_DELEGATED", facts: { cut: KEYS } });
  });

  it.each([
    ["a no of the zone itself", no(APEX)],
    ["a no of the zone above", no(parseDomainName("com"))],
    ["a referral upward", referral(parseDomainName("com"))],
    ["a referral to another name", referral(parseDomainName(`other.${D}`))],
  ])("is not seen in %s", async (_what, observation) => {
    const fakes = withOdd(observation);
    fakes.clock.at(5_000, () => fakes.interrupt.abort());
    const { error } = await fakes.play(onboardDomain);
    expect(error).toBeNull();
  });

  it("does not count at a server that only the zone itself names", async () => {
    const fakes = withOdd(referral());
    fakes.authority.parentNameServers = fakes.authority.servers.slice(0, 1).map(({ server }) => server);
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "server.excluded")).toMatchObject([{ at: { address: SECOND }, because: "lame" }]);
    expect(fakes.trace.of(`dns.observe ${FIRST}`)).toHaveLength(8);
  });
});
