import { describe, expect, it } from "vitest";
import { says, silent } from "../delegations/manners.ts";
import { serves, worldsOn, type Plan } from "../delegations/world.ts";

const plant = worldsOn("127.82.9");

async function checksIn(plan: Plan) {
  const found = await (await plant(plan)).diagnose();
  return (check: string) => found.find((one) => one.check === check);
}

describe("a diagnosis on name servers of our own", () => {
  it("names those that refuse, fail or are silent, and stops for none while at least half answer", async () => {
    const servers = { ns1: serves, ns2: says("REFUSED"), ns3: silent, ns4: serves };
    const checkOf = await checksIn({ servers });
    expect(checkOf("servers")).toMatchObject({
      exit: 0,
      finding: {
        finding: "servers",
        apex: "example.test",
        agreeing: 2,
        asked: 4,
        serving: ["ns1.example.test", "ns4.example.test"],
      },
    });
    const heard = checkOf("servers")?.heard ?? [];
    expect(heard.map(({ at, observation: { kind } }) => [at.server, kind])).toEqual([
      ["ns1.example.test", "answer"],
      ["ns2.example.test", "lame"],
      ["ns3.example.test", "unreachable"],
      ["ns4.example.test", "answer"],
    ]);
    expect(checkOf("provider")?.finding).toMatchObject({ nameServers: 4, delegated: 4, serving: 2 });
  });

  it("says that the host serves the zone where all of its servers do", async () => {
    const checkOf = await checksIn({ servers: { ns1: serves, ns2: serves } });
    expect(checkOf("servers")?.finding).toMatchObject({ agreeing: 2, asked: 2 });
    expect(checkOf("provider")?.finding).toMatchObject({ nameServers: 2, delegated: 2, serving: 2 });
  });

  it("fails where all refuse, in the words of each, and looks at the DNS host all the same", async () => {
    const checkOf = await checksIn({ servers: { ns1: says("REFUSED"), ns2: says("SERVFAIL") } });
    const { error } = checkOf("servers") ?? {};
    expect(error?.code).toBe("ZONE_NOT_DELEGATED");
    expect(error?.message).toMatch(/ns1\.example\.test refuses.*ns2\.example\.test fails \(SERVFAIL\)/);
    expect(error?.hint).not.toMatch(/port 53/);
    expect(checkOf("provider")?.finding).toMatchObject({ nameServers: 2, delegated: 2, serving: 0 });
  });

  it("is not observable only where all are silent", async () => {
    const checkOf = await checksIn({ servers: { ns1: silent, ns2: silent } });
    expect(checkOf("servers")?.error?.code).toBe("NOT_OBSERVABLE");
  });
});
