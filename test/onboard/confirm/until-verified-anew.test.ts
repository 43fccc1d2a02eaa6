import { describe, expect, it } from "vitest";
import { prefixed, type DomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Place } from "../../../src/dns/place.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { DEFAULT_POLICY, type Requirement } from "../../../src/plan/requirement.ts";
import { serverAt, type FakeServer } from "../fake-authority.ts";
import { createFakes, D, eventsOf, NAME_SERVERS, rrset, type Fakes } from "../fakes.ts";

// What changes while a run waits: the records by somebody else, and whom the world asks. On our own fakes, which keep
// state, by virtual time. test/onboard/publish/overtaken.test.ts and test/onboard/propagate/redelegation.test.ts have more.

describe("what somebody writes in place of a record while it is awaited", () => {
  const spf = (term: string) => rrset("TXT", D, [`v=spf1 ${term} -all`]);

  /** One of these each time that a wait begins; undefined: nothing then. */
  function later(fakes: Fakes, ...theirs: readonly (RRset | undefined)[]): Pick<Run, "emit"> {
    const left = [...theirs];
    return {
      emit: (event) => {
        fakes.events.push(event);
        const next = event.type === "propagation.started" ? left.shift() : undefined;
        if (next !== undefined) fakes.host.seed(next);
      },
    };
  }
  /** SES asks for it from its first look on; it is written with somebody's consent alone. */
  function asksLater({ identities, trace }: Fakes, requirement: Requirement): Pick<Run, "policy"> {
    const { asks } = identities;
    identities.asks = (domain) => [
      ...asks(domain),
      ...(trace.of("ses.verify").length > 0 ? [requirement] : []),
    ];
    return { policy: { ...DEFAULT_POLICY, allow: [`TXT:${requirement.owner}` satisfies Place] } };
  }

  const lost = (fakes: Fakes) => eventsOf(fakes, "race.lost").map(({ attempt }) => attempt);
  const added = (fakes: Fakes) => eventsOf(fakes, "identity.refused").map((told) => told.added);

  it("is planned anew three times, and no more", async () => {
    const fakes = createFakes();
    const theirs = ["mx", "a", "ip4:192.0.2.1", "ip4:192.0.2.2"].map(spf);
    const result = await fakes.play(onboardDomain, later(fakes, ...theirs));
    expect([result.error?.code, lost(fakes)]).toEqual(["RRSET_CHANGED", [1, 2, 3]]);
    const thrice = createFakes();
    expect((await thrice.play(onboardDomain, later(thrice, ...theirs.slice(1)))).state).toBe("verified");
    expect(lost(thrice)).toEqual([1, 2, 3]);
  });

  it("stands beside what SES asks for after that, without another race", async () => {
    const fakes = createFakes();
    const other: Requirement = { purpose: "other", owner: D, type: "TXT", expected: "ses-site=2" };
    const changes = { ...asksLater(fakes, other), ...later(fakes, spf("mx")) };
    expect(await fakes.play(onboardDomain, changes)).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(D, "TXT")?.values).toEqual([
      "v=spf1 mx include:qcloudmail.com -all",
      "ses-site=2",
    ]);
    expect([lost(fakes), added(fakes)]).toEqual([[1], [[other]]]);
  });

  it("changes nothing of the records of the rounds before, which SES is not taken to ask for anew", async () => {
    const fakes = createFakes();
    const owner = prefixed("news", D);
    const other: Requirement = { purpose: "other", owner, type: "TXT", expected: "ses-site=2" };
    const consented = asksLater(fakes, other);
    fakes.identities.sees = () => (fakes.elapsed() > 60_000 ? fakes.host.rrsets : []);
    const changes = { ...consented, ...later(fakes, undefined, rrset("TXT", owner, ["note"])) };
    expect(await fakes.play(onboardDomain, changes)).toMatchObject({ state: "verified" });
    expect([lost(fakes), added(fakes)]).toEqual([[1], [[other], undefined]]);
    expect(fakes.host.peek(owner, "TXT")?.values).toEqual(["note", "ses-site=2"]);
  });

  it("is part of what SES's word is compared with", async () => {
    const fakes = createFakes();
    const { accepts } = fakes.identities;
    fakes.identities.accepts = (requirement, values) =>
      requirement.purpose !== "spf" && accepts(requirement, values);
    const { error } = await fakes.play(onboardDomain, later(fakes, spf("mx")));
    const currentValue = "v=spf1 mx include:qcloudmail.com -all";
    expect(error).toMatchObject({
      code: "IDENTITY_UNVERIFIED",
      facts: { refused: [{ currentValue, finding: "refused" }] },
    });
  });

  it("has SES asked a minute after the last write, where nobody can look any more", async () => {
    const fakes = createFakes();
    const { emit } = later(fakes, spf("mx"));
    fakes.trace.latencyMs = 100;
    const result = await fakes.play(onboardDomain, {
      emit: (event) => {
        emit(event);
        if (event.type !== "race.lost") return;
        for (const server of fakes.authority.servers) server.mood = "silent";
      },
    });
    expect([result.state, lost(fakes)]).toEqual(["verified", [1]]);
    const written = fakes.trace.of("host.apply").map(({ at }) => at + 100);
    expect(fakes.trace.of("ses.verify").map(({ at }) => at - 60_000)).toEqual(written.slice(1));
  });
});

describe("SES's no, where the zone is delegated otherwise by then", () => {
  const NEW = serverAt("ns3.dns.test", "192.0.2.3");
  const RIVAL = serverAt("ns.rival.test", "192.0.2.9");

  function createMoving(to: FakeServer, hosts: readonly DomainName[]): Fakes {
    const fakes = createFakes();
    fakes.identities.sees = () => [];
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, nameServers: [...NAME_SERVERS, ...hosts] }));
    fakes.clock.at(60_000, () => {
      fakes.authority.servers.push(to);
      const names = [to.server];
      fakes.authority.delegated = { parentNameServers: names, childNameServers: names, addresses: [to] };
    });
    return fakes;
  }

  it("is not the last word on servers that were not asked", async () => {
    const fakes = createMoving({ ...NEW, lagMs: Infinity }, [NEW.server]);
    expect((await fakes.play(onboardDomain)).error?.code).toBe("NOT_PROPAGATED");
    const away = createMoving(RIVAL, []);
    expect((await away.play(onboardDomain)).error?.code).toBe("ZONE_NOT_DELEGATED");
    const blind = createMoving(RIVAL, []);
    for (const server of blind.authority.servers) server.mood = "silent";
    expect((await blind.play(onboardDomain)).error?.code).toBe("ZONE_NOT_DELEGATED");
  });

  it("is the last word on a value that it sees: nobody is asked once more", async () => {
    const fakes = createFakes();
    fakes.identities.accepts = ({ purpose }) => purpose !== "dkim";
    expect((await fakes.play(onboardDomain)).error?.code).toBe("IDENTITY_UNVERIFIED");
    expect(fakes.trace.of("dns.delegation")).toHaveLength(1);
  });
});
