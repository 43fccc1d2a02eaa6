import { describe, expect, it } from "vitest";
import { isAtOrBelow } from "../../../src/dns/domain-name.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { findZone, isBlind, portCauseOf, tellZone } from "../../../src/onboard/preflight/find-zone.ts";
import { APEX, createFakes, D, eventsOf, NAME_SERVERS, type Fakes } from "../fakes.ts";
import { hostWith, named } from "./worlds.ts";

const DELEGATION = {
  apex: APEX,
  parentNameServers: NAME_SERVERS,
  childNameServers: [],
  addresses: [],
  unresolved: [],
  soa: undefined,
};
const unseen = (facts = {}) => new OnboardError("NOT_OBSERVABLE", "No.", { hint: "Ask the test.", facts });
const find = (fakes: Fakes, changes: Parameters<Fakes["run"]>[0] = {}) =>
  fakes.clock.drive(findZone(fakes.run(changes)));

describe("a zone that was found", () => {
  it("is told with the servers that the host has for it, or those of the delegation where it tells none", async () => {
    const fakes = createFakes();
    const [first = APEX] = NAME_SERVERS;
    fakes.zones = [{ apex: APEX, id: "Z1", nameServers: [first] }];
    await find(fakes);
    fakes.zones = [{ apex: APEX, id: "Z2", nameServers: undefined }];
    await find(fakes);
    expect(eventsOf(fakes, "zone.found")).toStrictEqual([
      { type: "zone.found", provider: "memory", apex: APEX, id: "Z1", nameServers: [first] },
      { type: "zone.found", provider: "memory", apex: APEX, id: "Z2", nameServers: NAME_SERVERS },
    ]);
  });

  it("is told with the address of a host that is not at its vendor's, and that a person changes it", async () => {
    const fakes = createFakes();
    const askedAt = { of: "provider", url: "https://dns.example.net/" } as const;
    const found = await find(fakes, hostWith(fakes, { askedAt, byHand: true }));
    fakes.events.length = 0;
    tellZone(fakes.run(), found);
    expect(eventsOf(fakes, "zone.found")).toMatchObject([{ endpoint: askedAt, byHand: true }]);
  });
});

describe("a look at DNS that fails at once", () => {
  it("is repeated until the time is up, and once more at its very end", async () => {
    const fakes = createFakes();
    const looks: number[] = [];
    const delegation = () => {
      looks.push(fakes.elapsed());
      return Promise.reject(unseen());
    };
    await expect(
      find(fakes, { authority: { ...fakes.authority, delegation }, awayMs: 1_500 }),
    ).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
    expect(looks).toEqual([0, 500, 1_500]);
  });
});

describe("what is in the way of every name server", () => {
  it.each(["blocked", "intercepted"] as const)("is told where port 53 is %s", (because) => {
    expect(portCauseOf(unseen({ because }))).toBe(because);
  });

  it("is not known of another failure", () => {
    expect(portCauseOf(unseen({ because: "no name server answers" }))).toBeUndefined();
    const refused = new OnboardError("API_UNAVAILABLE", "No.", { hint: "-", facts: { because: "blocked" } });
    expect(portCauseOf(refused)).toBeUndefined();
    expect(portCauseOf(new TypeError("a bug"))).toBeUndefined();
  });
});

it("no name server can be asked where none has an address, and none has a name that led to no address", () => {
  const [first = APEX] = NAME_SERVERS;
  const at = { server: first, address: "192.0.2.1", port: 53 };
  expect(isBlind({ addresses: [], unresolved: [] })).toBe(true);
  expect(isBlind({ addresses: [at], unresolved: [] })).toBe(false);
  expect(isBlind({ addresses: [], unresolved: [first] })).toBe(false);
});

describe("without port 53", () => {
  it("no resolver is asked for a name above those that people register", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    await expect(find(fakes, { domain: named("com") })).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
    expect(fakes.trace.of("dns.doh")).toEqual([]);
  });

  it("the account is asked for zones inside the registrable domain alone", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    const provider = await fakes.run().findProvider(D, DELEGATION, {});
    const asked: string[] = [];
    const zonesAt: typeof provider.zonesAt = (apex, options) => {
      asked.push(apex);
      return provider.zonesAt(apex, options);
    };
    await find(fakes, hostWith(fakes, { zonesAt }));
    expect(asked).toContain(APEX);
    expect(asked.filter((name) => !isAtOrBelow(name as typeof APEX, APEX))).toEqual([]);
  });
});
