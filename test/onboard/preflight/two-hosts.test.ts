import { describe, expect, it } from "vitest";
import type { Said } from "../../../src/dns/observation.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { APEX, createFakes, type Fakes } from "../fakes.ts";
import { named, ns, serversSay, soa, warningsOf } from "./worlds.ts";

const [OURS, THEIRS] = [named("ns1.dns.test"), named("ns2.dns.test")];
const OURS_TOO = named("ns3.dns.test");
const VANITY = [named("ns1.example.com"), named("ns2.example.com")];

/** The host has ns1 alone, and the parent delegates to ns2 as well, which says these things. */
function twoHosts(
  theirs: { readonly soa?: Said; readonly ns?: Said },
  { ours = soa(APEX, OURS, 7), nameServers = [OURS, OURS_TOO] as readonly (typeof OURS)[] } = {},
): Fakes {
  const fakes = createFakes();
  fakes.zones = [{ apex: APEX, id: "Z1", nameServers: [OURS, OURS_TOO] }];
  serversSay(fakes, ({ server }, { owner, type }) => {
    if (owner !== APEX || (type !== "SOA" && type !== "NS")) return undefined;
    if (server === THEIRS) return type === "SOA" ? theirs.soa : theirs.ns;
    return type === "SOA" ? ours : ns(APEX, nameServers);
  });
  return fakes;
}

describe("two hosts that serve one zone", () => {
  it.each<[title: string, theirs: { readonly soa: Said; readonly ns?: Said }]>([
    ["the other names another primary", { soa: soa(APEX, "ns2.dns.test", 7) }],
    [
      "the other has a zone file that was carried over, with another version and NS of its own",
      { soa: soa(APEX, OURS, 3), ns: ns(APEX, [THEIRS]) },
    ],
    [
      "its version happens to be the same, and its NS are its own",
      { soa: soa(APEX, OURS, 7), ns: ns(APEX, [THEIRS]) },
    ],
  ])("are ZONE_NOT_DELEGATED before Create where %s", async (_title, theirs) => {
    for (const command of [onboardDomain, planDomain]) {
      const fakes = twoHosts(theirs);
      const result = await fakes.play(command);
      expect(result).toMatchObject({
        exit: 3,
        error: {
          code: "ZONE_NOT_DELEGATED",
          hint: expect.stringContaining(`options: { allow: "NS:${APEX}" }`) as unknown,
          facts: { apex: APEX, assigned: [OURS, OURS_TOO], otherCopy: [{ server: THEIRS }] },
        },
      });
      expect(result.error?.message).toContain(
        `${THEIRS} (192.0.2.2) shows another copy of the zone than memory's servers (${OURS}, ${OURS_TOO})`,
      );
      expect(fakes.trace.of("ses.create")).toEqual([]);
    }
  });

  it("are a warning with --allow NS:APEX, which names who has the other copy", async () => {
    const fakes = twoHosts({ soa: soa(APEX, THEIRS, 7) });
    const policy = { ...DEFAULT_POLICY, allow: [`NS:${APEX}`] as const };
    expect(await fakes.play(planDomain, { policy })).toMatchObject({ state: "planned" });
    expect(warningsOf(fakes)).toEqual([
      {
        warning: "half-moved",
        owner: APEX,
        notAtHost: [THEIRS],
        notDelegated: [OURS_TOO],
        otherCopy: [THEIRS],
      },
    ]);
  });

  it("are not lifted by the same consent for another zone", async () => {
    const fakes = twoHosts({ soa: soa(APEX, THEIRS, 7) });
    const policy = { ...DEFAULT_POLICY, allow: ["NS:example.org"] as never };
    expect((await fakes.play(planDomain, { policy })).error?.code).toBe("ZONE_NOT_DELEGATED");
  });
});

describe("a server that is not the host's and has the same copy", () => {
  it.each<
    [
      title: string,
      theirs: { readonly soa?: Said; readonly ns?: Said },
      nameServers?: readonly (typeof OURS)[],
    ]
  >([
    ["a secondary service, or the host under a vanity name: the same SOA", { soa: soa(APEX, OURS, 7) }],
    [
      "a secondary that has the host's NS with the same SOA",
      { soa: soa(APEX, OURS, 7), ns: ns(APEX, [OURS_TOO, OURS]) },
    ],
    [
      "with NS that could not be read and a version behind",
      { soa: soa(APEX, OURS, 6), ns: { kind: "lame", because: "refused" } },
    ],
    [
      "a secondary that lags, whose NS name the host's servers",
      { soa: soa(APEX, OURS, 6), ns: ns(APEX, [OURS, THEIRS]) },
    ],
    [
      "the host's own server under another name, which names another one of the host's as the primary",
      { soa: soa(APEX, OURS_TOO, 7), ns: ns(APEX, [THEIRS]) },
    ],
    [
      "a server that is a version behind and names the servers that the host's name, too",
      { soa: soa(APEX, OURS, 6), ns: ns(APEX, VANITY) },
      VANITY,
    ],
    ["one that refuses", { soa: { kind: "lame", because: "refused" } }],
    ["one without authority", { soa: { ...soa(APEX, THEIRS, 1), withoutAuthority: true } as Said }],
  ])("stays a warning: %s", async (_title, theirs, nameServers = [OURS, OURS_TOO]) => {
    const fakes = twoHosts(theirs, { nameServers });
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
    expect(warningsOf(fakes)[0]).toMatchObject({ warning: "half-moved", otherCopy: [] });
  });

  it.each<[title: string, nameServers: readonly (typeof OURS)[] | undefined]>([
    ["all delegated servers are the host's", [OURS, THEIRS]],
    ["the host does not tell its servers", undefined],
  ])("is nobody, and nobody is asked for NS, where %s", async (_title, nameServers) => {
    const fakes = createFakes();
    fakes.zones = [{ apex: APEX, id: "Z1", nameServers }];
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
    const cuts = fakes.trace.calls.filter(({ port }) => port.startsWith("dns.cut"));
    expect(cuts.map(({ about }) => about)).not.toContain(`NS ${APEX}`);
  });

  it("is no verdict where the host's own servers say nothing to compare it with", async () => {
    const fakes = twoHosts({ soa: soa(APEX, THEIRS, 7) }, { ours: { kind: "lame", because: "refused" } });
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
  });
});
