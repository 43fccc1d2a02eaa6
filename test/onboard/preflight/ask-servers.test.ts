import { describe, expect, it } from "vitest";
import { askServers } from "../../../src/onboard/preflight/ask-servers.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, type Fakes } from "../fakes.ts";
import { BASE, SERVFAIL } from "../propagate/answers.ts";
import { ns, serversSay } from "./worlds.ts";

const SOA = { serial: 1, negativeTtl: 60 };
const heardBy = (fakes: Fakes) =>
  fakes.clock.drive(askServers(fakes.run(), { apex: APEX, addresses: fakes.authority.servers, soa: SOA }));

describe("askServers", () => {
  it("tells what each address says of the zone, the silent one too, after one and a half seconds", async () => {
    const fakes = createFakes();
    fakes.authority.servers[0].mood = "silent";
    fakes.authority.servers.push({ ...serverAt("ns3.dns.test", "192.0.2.3"), mood: "lame" });
    const heard = await heardBy(fakes);
    expect(heard.map(({ at, observation }) => [at.address, observation.kind])).toEqual([
      ["192.0.2.1", "unreachable"],
      ["192.0.2.2", "answer"],
      ["192.0.2.3", "lame"],
    ]);
    expect(fakes.elapsed()).toBe(1_500);
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it.each([
    ["with authority shows the zone where the SOA fails", false, "answer"],
    ["without authority (AA=0) proves no apex", true, "servfail"],
  ] as const)("an NS answer %s", async (_what, isWithoutAuthority, kind) => {
    const fakes = createFakes();
    const observe = fakes.authority.observe.bind(fakes.authority);
    const ns = { owner: APEX, type: "NS", ttl: 60, values: ["ns2.dns.test"] };
    fakes.authority.observe = async (at, question, options) => {
      if (at.address !== "192.0.2.2") return observe(at, question, options);
      if (question.type === "SOA") return SERVFAIL;
      return isWithoutAuthority
        ? { ...BASE, kind: "answer", rrset: ns, withoutAuthority: true }
        : { ...BASE, kind: "answer", rrset: ns };
    };
    const heard = await heardBy(fakes);
    expect(heard.map(({ observation }) => observation.kind)).toEqual(["answer", kind]);
  });

  it("asks a server that is silent to SOA for NS, too, unless the walk has seen an SOA", async () => {
    const fakes = createFakes();
    serversSay(fakes, ({ address }, { type }) =>
      type === "SOA" && address === "192.0.2.2"
        ? { kind: "unreachable", because: "timeout", family: 4 }
        : undefined,
    );
    const kinds = async (soa: typeof SOA | undefined) => {
      const { servers: addresses } = fakes.authority;
      const heard = await fakes.clock.drive(askServers(fakes.run(), { apex: APEX, addresses, soa }));
      return heard.map(({ observation }) => observation.kind);
    };
    serversSay(fakes, (_at, { type }) => (type === "NS" ? ns(APEX, ["ns1.dns.test"]) : undefined));
    expect(await kinds(undefined)).toEqual(["answer", "answer"]);
    expect(await kinds(SOA)).toEqual(["answer", "unreachable"]);
  });

  it("asks once more whoever fails with SERVFAIL, and no other", async () => {
    const fakes = createFakes();
    const { servers } = fakes.authority;
    const asked: string[] = [];
    serversSay(fakes, ({ address }, { type }) => {
      asked.push(`${type} ${address}`);
      const isFirst = asked.filter((one) => one === `${type} ${address}`).length === 1;
      return isFirst && address === "192.0.2.2" ? { kind: "servfail", extendedErrors: [] } : undefined;
    });
    const heard = await heardBy(fakes);
    expect(heard.map(({ observation }) => observation.kind)).toEqual(servers.map(() => "answer"));
    expect(asked.toSorted()).toEqual(["SOA 192.0.2.1", "SOA 192.0.2.2", "SOA 192.0.2.2"]);
  });

  it("asks no address of a family that this machine lacks, unless the server has no other", async () => {
    const fakes = createFakes();
    fakes.authority.withoutFamilies = [6];
    fakes.authority.servers.push(
      serverAt("ns2.dns.test", "2001:db8::2"),
      serverAt("ns3.dns.test", "2001:db8::3"),
    );
    const heard = await heardBy(fakes);
    expect(heard.map(({ at }) => at.address)).toEqual(["192.0.2.1", "192.0.2.2", "2001:db8::3"]);
  });

  it("ends at once when the run is interrupted", async () => {
    const fakes = createFakes();
    fakes.authority.servers[1].mood = "silent";
    fakes.clock.at(200, () => fakes.interrupt.abort(new Error("stopped")));
    await expect(heardBy(fakes)).rejects.toThrow("stopped");
    expect(fakes.elapsed()).toBe(200);
    expect(fakes.clock.sleepers()).toBe(0);
  });
});
