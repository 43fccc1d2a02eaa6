import { describe, expect, it } from "vitest";
import type { Delegation } from "../../../src/dns/observation.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { D, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { onboarded, THIRD } from "./onboarded.ts";

// What a check says of the name servers: who keeps the domain from being published, what they say, what to do.

describe("a server that serves something else", () => {
  it("is named with what it serves, and its host is to be asked", async () => {
    const fakes = await onboarded(THIRD);
    fakes.authority.servers[1].lagMs = Infinity;
    const { error, exit } = await fakes.play(checkDomain);
    expect([exit, error?.code]).toEqual([8, "DRIFT"]);
    expect(error?.message).toContain(
      "not every name server serves the same: ns2.dns.test (192.0.2.2) says that there is no such name: ",
    );
    expect(error?.message).not.toContain("ns1.dns.test");
    expect(error?.hint).toMatch(/^Check again later; .* why ns2\.dns\.test \(192\.0\.2\.2\) differs/);
    expect(error?.facts["servers"]).toContainEqual({
      server: "ns2.dns.test",
      address: "192.0.2.2",
      port: 53,
      owner: KEY_NAME,
      type: "TXT",
      verdict: "nxdomain",
    });
  });

  it("is told also where only the zone names it: whoever follows the zone's own list sees it", async () => {
    const fakes = await onboarded();
    const [first, second] = fakes.authority.servers;
    fakes.authority.parentNameServers = [first.server];
    second.lagMs = Infinity;
    const { error } = await fakes.play(checkDomain);
    expect(error?.code).toBe("DRIFT");
    expect(error?.message).toContain("not every name server serves the same: ns2.dns.test");
  });

  it("is named without another one that is dead: that one keeps nobody from seeing the records", async () => {
    const fakes = await onboarded(THIRD);
    fakes.authority.servers[1].lagMs = Infinity;
    for (const server of fakes.authority.servers.slice(2)) server.mood = "lame";
    const { error, warnings } = await fakes.play(checkDomain);
    expect(error?.code).toBe("DRIFT");
    expect(error?.message).toContain("ns2.dns.test");
    expect(error?.message).not.toContain("ns3.dns.test");
    expect(warnings.map(({ warning }) => warning)).toContain("server-lame");
  });

  it("makes no record missing that others serve, wherever the lookup came to", async () => {
    const fakes = await onboarded();
    fakes.host.seed(rrset("TXT", KEY_NAME, []));
    fakes.authority.servers[0].lagMs = 100;
    const { error } = await fakes.play(checkDomain);
    expect(error?.code).toBe("DRIFT");
    expect(error?.message).toContain(
      `ns2.dns.test (192.0.2.2) says that there is no such name: TXT ${KEY_NAME}`,
    );
    expect(error?.message).not.toContain("is missing");
    expect(error?.hint).not.toMatch(/ses-onboard (?:plan|run)/);
  });

  it("is told beside a record that no server serves, which is named without them", async () => {
    const fakes = await onboarded();
    fakes.host.seed(rrset("TXT", D, ["v=spf1 -all"]));
    fakes.authority.servers[1].lagMsOf = { [`TXT ${KEY_NAME}`]: Infinity };
    const { error } = await fakes.play(checkDomain);
    expect(error?.message).toMatch(
      /TXT mail\.example\.com lacks what SES asks for\. Beside that not every name server serves the same: ns2\.dns\.test/,
    );
    expect(error?.hint).toMatch(/`planDomain`.*`onboardDomain`/);
  });

  it("is told of an identity that SES has not verified, too", async () => {
    const fakes = await onboarded();
    fakes.identities.seed(D, false);
    fakes.authority.servers[1].lagMs = Infinity;
    const { error } = await fakes.play(checkDomain);
    expect(error?.code).toBe("VERIFICATION_PENDING");
    // Once, with all records of which it says so.
    expect(error?.message.split("ns2.dns.test (192.0.2.2) says that there is no such name: ")).toHaveLength(
      2,
    );
    expect(error?.message).toMatch(/not every name server serves what it asks for: ns2/);
    // SES is not asked before the servers agree.
    expect(error?.hint).toMatch(/^Check again later; .* differs from the others\. Then have SES look: /);
  });

  it("is named with the value that it serves", async () => {
    const fakes = await onboarded();
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) => {
      const seen = await observe(at, question, options);
      return at.address === "192.0.2.2" &&
        seen.kind === "answer" &&
        question.type === "TXT" &&
        question.owner === D
        ? { ...seen, rrset: { ...seen.rrset, values: ["v=spf1 -all"] } }
        : seen;
    };
    const { error } = await fakes.play(checkDomain);
    expect(error?.message).toContain(
      `ns2.dns.test (192.0.2.2) serves another value of TXT ${D} ("v=spf1 -all")`,
    );
  });
});

describe("a zone that has other servers by now", () => {
  /** The delegation that is remembered names one that serves the former zone for ever. */
  async function moved(now: (before: Delegation) => Promise<Delegation>): Promise<Fakes> {
    const fakes = await onboarded(THIRD);
    for (const server of fakes.authority.servers.slice(2)) server.lagMs = Infinity;
    const walk = fakes.authority.delegation.bind(fakes.authority);
    fakes.authority.delegation = async (name, options) => {
      const before = await walk(name, options);
      return options.fresh === true ? now(before) : before;
    };
    return fakes;
  }
  const without = ({ addresses, ...rest }: Delegation): Delegation => ({
    ...rest,
    addresses: addresses.filter(({ server }) => server !== THIRD.server),
  });

  it("is looked at again there before a server that has left is called drift", async () => {
    const fakes = await moved((before) => Promise.resolve(without(before)));
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified", exit: 0, error: null });
    expect(eventsOf(fakes, "delegation.found")).toHaveLength(2);
  });

  it("is looked at again where as many serve it as before, and one of them is another", async () => {
    const fakes = await moved((before) =>
      Promise.resolve({
        ...before,
        addresses: before.addresses.map((one) =>
          one.server === THIRD.server ? { ...one, address: "192.0.2.1" } : one,
        ),
      }),
    );
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified", exit: 0 });
    expect(eventsOf(fakes, "delegation.found")).toHaveLength(2);
  });

  it.each([
    ["is the same", (before: Delegation) => Promise.resolve(before)],
    [
      "can't be walked to",
      () => Promise.reject(new OnboardError("NOT_OBSERVABLE", "No.", { hint: "Ask the test." })),
    ],
  ])("and that %s leaves what was seen", async (_what, now) => {
    const fakes = await moved(now);
    const { error } = await fakes.play(checkDomain);
    expect(error?.message).toContain("ns3.dns.test (192.0.2.3) says that there is no such name");
    expect(eventsOf(fakes, "delegation.found")).toHaveLength(1);
  });
});
