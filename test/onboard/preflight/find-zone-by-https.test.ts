import { describe, expect, it } from "vitest";
import type { Delegation } from "../../../src/dns/observation.ts";
import type { DnsProvider, Zone } from "../../../src/dns/provider.ts";
import { DS, type RRset, type RRType } from "../../../src/dns/rrset.ts";
import type { ErrorCode } from "../../../src/errors/codes.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { findZone } from "../../../src/onboard/preflight/find-zone.ts";
import type { FindProvider } from "../../../src/onboard/run.ts";
import { APEX, createFakes, D, NAME_SERVERS, rrset, type Fakes } from "../fakes.ts";
import { named } from "./worlds.ts";

// Where name servers can't be asked: which zone it is, by the records of the zone around it at its host.

const DEEP = named(`a.${D}`);
const AROUND: Zone = { apex: APEX, id: "Z1", nameServers: NAME_SERVERS };
const OWN: Zone = { apex: D, id: "Z2", nameServers: NAME_SERVERS };

interface Account {
  readonly zones: readonly Zone[];
  /** What stands in the zone around. */
  readonly stands?: readonly RRset[];
}

/** Port 53 is closed, and one account holds these zones. */
function inBlindWorld({ zones, stands = [] }: Account) {
  const fakes = createFakes();
  fakes.authority.port53 = "blocked";
  const asked: (readonly [Delegation, AbortSignal | undefined])[] = [];
  const read: string[] = [];
  const changes: Partial<DnsProvider> = {
    zonesAt: (apex) => Promise.resolve(zones.filter((zone) => zone.apex === apex)),
    readRRsets: ({ apex }, owners) => {
      read.push(`${apex}: ${owners.join(" ")}`);
      return Promise.resolve(apex === APEX ? stands : []);
    },
  };
  const { findProvider: usual } = fakes.run();
  const findProvider: FindProvider = async (domain, delegation, options) => {
    asked.push([delegation, options.signal]);
    return { ...(await usual(domain, delegation, options)), ...changes };
  };
  return { fakes, asked, read, findProvider };
}

const find = (fakes: Fakes, findProvider: FindProvider, domain = D) =>
  fakes.clock.drive(findZone(fakes.run({ domain, findProvider })));

describe("a zone below, without port 53,", () => {
  it("is what the zone around refers to, and no more is known of it", async () => {
    const { fakes, findProvider } = inBlindWorld({
      zones: [AROUND, OWN],
      stands: [rrset("NS", D, NAME_SERVERS)],
    });
    const found = await find(fakes, findProvider);
    expect(found.delegation).toStrictEqual({
      apex: D,
      parentNameServers: NAME_SERVERS,
      childNameServers: [],
      addresses: [],
      unresolved: [],
      soa: undefined,
    });
    expect(found.above).toMatchObject({ zone: AROUND, holdsKey: false });
  });

  it("has no name servers where the zone around holds none that could be one", async () => {
    const { fakes, findProvider } = inBlindWorld({
      zones: [AROUND, { ...OWN, nameServers: undefined }],
      stands: [rrset("NS", D, ["not a name"])],
    });
    expect((await find(fakes, findProvider)).delegation).toMatchObject({ apex: D, parentNameServers: [] });
  });

  it("is found also where nothing refers to a name between", async () => {
    const own = { ...OWN, apex: DEEP };
    const stands = [rrset("NS", DEEP, NAME_SERVERS)];
    const { fakes, findProvider } = inBlindWorld({ zones: [AROUND, own], stands });
    expect((await find(fakes, findProvider, DEEP)).zone).toEqual(own);
  });

  it("is not looked for where the domain is the organisation's own", async () => {
    const { fakes, findProvider, read } = inBlindWorld({ zones: [AROUND] });
    expect((await find(fakes, findProvider, APEX)).zone).toEqual(AROUND);
    expect(read).toEqual([]);
  });

  it.each<[type: RRType, owner: typeof D, holdsKey: boolean]>([
    ["DS", D, true],
    [DS, D, true],
    ["TXT", D, false],
    ["DS", DEEP, false],
    [DS, DEEP, false],
  ])("has a key in the zone around by a %s at %s: %s", async (type, owner, holdsKey) => {
    const { fakes, findProvider } = inBlindWorld({
      zones: [AROUND, OWN],
      stands: [rrset("NS", D, NAME_SERVERS), rrset(type, owner, ["1 13 2 ab"])],
    });
    expect((await find(fakes, findProvider, DEEP)).above?.holdsKey).toBe(holdsKey);
  });

  it("that is listed and not referred to may be what the servers answer from: that is told", async () => {
    const { fakes, findProvider } = inBlindWorld({ zones: [AROUND, OWN] });
    await expect(find(fakes, findProvider)).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
      message: `memory lists the zones ${APEX} and ${D}, and ${APEX} holds no NS records of ${D}: out of which of them its name servers answer can't be seen from here.`,
      hint: `Delegate ${D} by NS records in ${APEX}, or delete the zone that is not used; or allow outgoing UDP and TCP to port 53 from here.`,
      facts: { apex: APEX, deeper: D, provider: "memory" },
    });
  });
});

describe("a zone that no credentials show, without port 53,", () => {
  const failing = (code: ErrorCode) => new OnboardError(code, "No.", { hint: "Ask the test." });

  /** The zone around fails so, and the sender's own is listed, or fails, too. */
  function unshown(around: Error, own?: () => Error) {
    const world = inBlindWorld({ zones: [OWN] });
    const findProvider: FindProvider = (domain, delegation, options) => {
      const failure = delegation.apex === APEX ? around : own?.();
      const found = world.findProvider(domain, delegation, options);
      return failure === undefined ? found : Promise.reject(failure);
    };
    return { ...world, findProvider };
  }

  it.each<ErrorCode>(["ZONE_NOT_FOUND", "PROVIDER_AMBIGUOUS", "CREDENTIALS_MISSING"])(
    "hides whether it refers to the sender's own, which is told: %s",
    async (code) => {
      const { fakes, findProvider, asked } = unshown(failing(code));
      await expect(find(fakes, findProvider)).rejects.toMatchObject({
        code: "NOT_OBSERVABLE",
        message: `memory lists the zone ${D}, but whether ${APEX} delegates it can't be seen: name servers can't be asked from here, and none of these credentials shows the zone ${APEX}.`,
        hint: `Give credentials that show the zone ${APEX}, too, or allow outgoing UDP and TCP to port 53 from here, or run from a host on another network.`,
        facts: { apex: APEX, deeper: D, provider: "memory" },
      });
      const [delegation, signal] = asked.at(-1) ?? [];
      expect(delegation).toMatchObject({ apex: D, parentNameServers: [] });
      expect(signal).toBe(fakes.interrupt.signal);
    },
  );

  it.each([failing("API_UNAVAILABLE"), new TypeError("a bug")])(
    "is not what another failure says: %s",
    async (failure) => {
      const { fakes, findProvider, asked } = unshown(failure);
      await expect(find(fakes, findProvider)).rejects.toBe(failure);
      expect(asked.map(([{ apex }]) => apex)).not.toContain(D);
    },
  );

  it("is what is missing where the sender's own is not listed, or can't be asked for", async () => {
    const missing = failing("ZONE_NOT_FOUND");
    const { fakes, findProvider } = unshown(missing, () => failing("CREDENTIALS_REJECTED"));
    await expect(find(fakes, findProvider)).rejects.toBe(missing);
    const unlisted = unshown(missing);
    await expect(find(unlisted.fakes, unlisted.findProvider, named(`b.${APEX}`))).rejects.toBe(missing);
  });

  it("hides no mistake of ours, and no interrupt", async () => {
    const bug = unshown(failing("ZONE_NOT_FOUND"), () => new TypeError("a bug"));
    await expect(find(bug.fakes, bug.findProvider)).rejects.toThrow("a bug");
    const stopped = unshown(failing("ZONE_NOT_FOUND"), () => {
      stopped.fakes.interrupt.abort(new Error("stopped"));
      return failing("API_UNAVAILABLE");
    });
    await expect(find(stopped.fakes, stopped.findProvider)).rejects.toThrow("stopped");
  });
});
