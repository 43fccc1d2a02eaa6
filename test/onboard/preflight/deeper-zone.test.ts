import { describe, expect, it } from "vitest";
import type { Said } from "../../../src/dns/observation.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, D } from "../fakes.ts";
import { named, ns, serversSay } from "./worlds.ts";

const KEYS = named(`_domainkey.${D}`);
const no = (zone: typeof D, kind: "nodata" | "nxdomain" = "nodata"): Said => ({ kind, soa: undefined, zone });

describe("a deeper zone at the DKIM keys", () => {
  it.each<[title: string, said: Said, cut: string, servers: readonly string[]]>([
    [
      "by a referral",
      { kind: "referral", to: KEYS, nameServers: [named("ns.keys.test")] },
      KEYS,
      ["ns.keys.test"],
    ],
    ["by its NS records", ns(KEYS, ["ns.keys.test"]), KEYS, ["ns.keys.test"]],
    ["by the SOA that comes with a no, on the same servers", no(KEYS), KEYS, []],
    ["also where it begins at the sender domain", no(D, "nxdomain"), D, []],
  ])("is told before Create %s", async (_title, said, cut, servers) => {
    for (const command of [onboardDomain, planDomain]) {
      const fakes = createFakes();
      serversSay(fakes, (_at, { owner, type }) => (owner === KEYS && type === "NS" ? said : undefined));
      const result = await fakes.play(command);
      expect(result).toMatchObject({
        exit: 3,
        error: { code: "ZONE_NOT_DELEGATED", facts: { apex: APEX, cut, nameServers: servers } },
      });
      for (const server of servers) expect(result.error?.message).toContain(server);
      expect(fakes.trace.of("ses.create")).toEqual([]);
    }
  });

  it("is told where the last server alone holds it", async () => {
    const fakes = createFakes();
    serversSay(fakes, ({ address }, { owner, type }) =>
      owner === KEYS && type === "NS" && address === "192.0.2.2" ? no(KEYS) : undefined,
    );
    expect((await fakes.play(planDomain)).error?.facts).toMatchObject({ apex: APEX, cut: KEYS });
  });

  it("is proved by a referral, so nobody is asked for a name beside it", async () => {
    const fakes = createFakes();
    const asked: string[] = [];
    serversSay(fakes, (_at, { owner, type }) => {
      asked.push(owner);
      const nameServers = [named("ns.keys.test")];
      return owner === KEYS && type === "NS" ? { kind: "referral", to: KEYS, nameServers } : undefined;
    });
    expect((await fakes.play(planDomain)).error?.code).toBe("ZONE_NOT_DELEGATED");
    expect(new Set(asked)).toEqual(new Set([APEX, KEYS]));
  });

  it.each<[title: string, said: Said]>([
    ["the zone's own no", no(APEX)],
    ["a no out of the zone above", no(named("com"))],
    ["a no out of a zone beside it", no(named("other.example.com"))],
    ["NS records without authority", { ...ns(KEYS, ["ns.keys.test"]), withoutAuthority: true } as Said],
    ["a refusal", { kind: "lame", because: "refused" }],
    ["silence", { kind: "unreachable", because: "timeout", family: 4 }],
  ])("is not read from %s", async (_title, said) => {
    const fakes = createFakes();
    serversSay(fakes, (_at, { owner, type }) => (owner === KEYS && type === "NS" ? said : undefined));
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
  });

  it("is not read from NS records at a wildcard, which stand at its neighbours, too", async () => {
    const fakes = createFakes();
    serversSay(fakes, (_at, { owner, type }) =>
      type === "NS" && owner !== APEX ? ns(owner, ["ns.elsewhere.test"]) : undefined,
    );
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned" });
  });

  it("is looked for at one address of each server that holds the zone, by a question for nothing that is written", async () => {
    const fakes = createFakes();
    fakes.authority.servers[0].mood = "lame";
    fakes.authority.servers.push(
      serverAt("ns2.dns.test", "2001:db8::2"),
      serverAt("ns3.dns.test", "192.0.2.3"),
      serverAt("ns4.dns.test", "192.0.2.4"),
    );
    await fakes.play(planDomain);
    expect(
      fakes.trace.calls
        .filter(({ port }) => /^dns\.(?:observe|cut)/.test(port))
        .map(({ port, about }) => [port, about])
        .filter(([, about]) => about !== `NS ${APEX}`),
    ).toEqual([
      ["dns.cut 192.0.2.2", `NS ${KEYS}`],
      ["dns.cut 192.0.2.3", `NS ${KEYS}`],
      ["dns.cut 192.0.2.4", `NS ${KEYS}`],
    ]);
    expect(fakes.trace.of("dns.resolvers")).toEqual([]);
  });
});
