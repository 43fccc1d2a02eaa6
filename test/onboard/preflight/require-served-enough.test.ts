import { describe, expect, it } from "vitest";
import type { Delegation, Heard, Said } from "../../../src/dns/observation.ts";
import type { OnboardError } from "../../../src/errors/onboard-error.ts";
import { counting, requireEnough, tooFewHolding } from "../../../src/onboard/preflight/require-served.ts";
import { APEX } from "../fakes.ts";
import { named, soa } from "./worlds.ts";

// Of the servers that the world is sent to at least half have to hold the zone: with fewer no wait could end.

const REFUSED: Said = { kind: "lame", because: "refused" };
const SILENT: Said = { kind: "unreachable", because: "timeout", family: 4 };
const HOLDS = soa(APEX, "ns1.dns.test", 1);

/** A server for each saying; one without is a name without an address. */
function worldOf(sayings: readonly (Said | undefined)[], changes: Partial<Delegation> = {}) {
  const servers = sayings.map((_said, index) => named(`ns${index + 1}.dns.test`));
  const heard = sayings.flatMap((said, index): readonly Heard[] => {
    const [server, address] = [servers[index] ?? APEX, `192.0.2.${index + 1}`];
    if (said === undefined) return [];
    return [
      { at: { server, address, port: 53 }, observation: { ...said, transport: "udp", roundTripMs: 1 } },
    ];
  });
  const delegation: Delegation = {
    apex: APEX,
    parentNameServers: servers,
    childNameServers: [],
    addresses: heard.map(({ at }) => at),
    unresolved: servers.filter((_server, index) => sayings[index] === undefined),
    soa: undefined,
    ...changes,
  };
  return { delegation, heard };
}

const failureOf = (...given: Parameters<typeof worldOf>): OnboardError | undefined => {
  const { delegation, heard } = worldOf(...given);
  return tooFewHolding(delegation, heard);
};

describe("servers that hold the zone", () => {
  it("are enough where they are half of all, names without an address included", () => {
    expect(failureOf([HOLDS])).toBeUndefined();
    expect(failureOf([HOLDS, REFUSED])).toBeUndefined();
    expect(failureOf([HOLDS, HOLDS, SILENT, undefined])).toBeUndefined();
    expect(failureOf([HOLDS, REFUSED, undefined])).toMatchObject({ facts: { agreeing: 1, asked: 3 } });
    expect(failureOf([REFUSED])).toMatchObject({ facts: { agreeing: 0, asked: 1 } });
  });

  it("are told with who does not and why, and who can mend it", () => {
    const error = failureOf([HOLDS, REFUSED, undefined], {
      unaddressed: new Map([[named("ns3.dns.test"), "alias"]]),
    });
    expect(error).toMatchObject({
      code: "ZONE_NOT_DELEGATED",
      facts: {
        apex: APEX,
        nameServers: ["ns1.dns.test", "ns2.dns.test", "ns3.dns.test"],
        agreeing: 1,
        asked: 3,
      },
    });
    expect(error?.message).toMatch(/^1 of 3 name servers of example\.com answers for it, and at least half/);
    expect(error?.message).toContain("ns2.dns.test refuses");
    expect(error?.message).toContain("; ns3.dns.test is an alias");
    expect(error?.message).not.toContain("ns1.dns.test");
    expect(error?.hint).toContain(`the DNS host serve ${APEX}`);
  });

  it("are not told with those that hold it, be it without an SOA", () => {
    const message = failureOf([{ kind: "nodata", soa: undefined }, REFUSED, REFUSED])?.message;
    expect(message).toContain("ns2.dns.test, ns3.dns.test refuses");
    expect(message).not.toContain("ns1.dns.test");
  });

  it("are told as what they are where there is one, or none of two", () => {
    expect(failureOf([REFUSED])?.message).toMatch(/^0 of 1 name server of example\.com answer for it/);
    expect(failureOf([REFUSED, SILENT])?.message).toMatch(/^0 of 2 name servers of example\.com answer for/);
    const without = failureOf([undefined, HOLDS, undefined])?.message;
    expect(without).toContain("ns1.dns.test has no address; ns3.dns.test has no address");
  });

  it("are not observable where all are silent, which opens port 53 and corrects nothing", () => {
    const error = failureOf([SILENT, SILENT]);
    expect(error?.code).toBe("NOT_OBSERVABLE");
    expect(error?.hint).toContain("port 53");
  });

  it("are not observable where nobody who knows their addresses answers, unless one of them does", () => {
    const [first, second] = [named("ns1.dns.test"), named("ns2.dns.test")];
    const because = (word: "unanswered" | "none"): Partial<Delegation> => ({
      unaddressed: new Map([
        [first, "unanswered"],
        [second, word],
      ]),
    });
    const unanswered = failureOf([undefined, undefined], because("unanswered"));
    expect(unanswered?.code).toBe("NOT_OBSERVABLE");
    expect(unanswered?.hint).toBe(
      "Have the servers answer again that know these addresses, or run from another network.",
    );
    expect(failureOf([undefined, undefined], because("none"))?.code).toBe("ZONE_NOT_DELEGATED");
    const nobody = failureOf([]);
    expect(nobody?.code).toBe("ZONE_NOT_DELEGATED");
    expect(nobody?.message).toContain("the delegation names no server");
  });

  it("count by each address and port that the world is sent to, and by no other", () => {
    const { delegation, heard } = worldOf([HOLDS, HOLDS]);
    const hasAll = () => true;
    expect(counting(delegation, heard, hasAll)).toEqual({ agreeing: 2, asked: 2 });
    expect(counting(delegation, heard, ({ at }) => at.address === "192.0.2.1")).toEqual({
      agreeing: 1,
      asked: 2,
    });
    for (const other of [{ port: 5_353 }, { address: "192.0.2.9" }, { server: named("ns9.dns.test") }]) {
      const elsewhere = heard.map(({ at, observation }) => ({ at: { ...at, ...other }, observation }));
      expect(counting(delegation, elsewhere, hasAll)).toEqual({ agreeing: 0, asked: 2 });
    }
    const sentToOne = { ...delegation, parentNameServers: [named("ns1.dns.test")] };
    expect(counting(sentToOne, heard, hasAll)).toEqual({ agreeing: 1, asked: 1 });
    const nameless = { ...sentToOne, unresolved: [named("ns3.dns.test")] };
    expect(counting(nameless, heard, hasAll)).toEqual({ agreeing: 1, asked: 1 });
  });
});

describe("a run", () => {
  const required = (sayings: readonly (Said | undefined)[]) => () => {
    const { delegation, heard } = worldOf(sayings);
    requireEnough(delegation, heard);
  };

  it("ends where too few hold the zone, and goes on where enough do", () => {
    expect(required([HOLDS, REFUSED, SILENT])).toThrow(
      expect.objectContaining({ code: "ZONE_NOT_DELEGATED" }),
    );
    expect(required([HOLDS, SILENT])).not.toThrow();
  });

  it("goes on where all are silent, or nobody was asked: SES has the last word", () => {
    expect(required([SILENT, SILENT])).not.toThrow();
    expect(required([])).not.toThrow();
  });
});
