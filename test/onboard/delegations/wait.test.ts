import { Packet } from "dns2";
import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { EventBody } from "../../../src/events/event.ts";
import { record, replyTo } from "../../support/dns-reply.ts";
import { serveZones } from "../../support/dns-zones.ts";
import { edited, noFor, offersRecursion, once, when, withoutAa, type Asked } from "./manners.ts";
import {
  APEX,
  D,
  nsAndGlue,
  registryZone,
  row,
  serves,
  soaLine,
  worldsOn,
  type AddressOf,
  type Manners,
  type Told,
} from "./world.ts";

// What shows only once something is written.

const plant = worldsOn("127.82.4");
const KEYS = parseDomainName(`_domainkey.${D}`);
const POLICY = parseDomainName(`_dmarc.${D}`);

row("cut-during-wait", () => {
  const isAt = (cut: string) => (name: string) => name === cut || name.endsWith(`.${cut}`);
  /** For TXT alone: before anything is written, nobody asks for that. */
  const below = (cut: string, then: Manners): Manners =>
    when(({ name, type }) => type === "TXT" && isAt(cut)(name), then);
  const refers =
    (cut: string): Manners =>
    () =>
    ({ query }) =>
      replyTo(query, { authoritative: false, authorities: [record(cut, "NS", "ns.vendor.test")] });
  const deeper =
    (cut: string): Manners =>
    () =>
    (received) =>
      noFor(received, Packet.RCODE.NXDOMAIN, cut);

  const told = async (manners: Manners): Promise<Told> => {
    const world = await plant({ servers: { ns1: manners, ns2: manners } });
    return world.run();
  };

  function expectCut({ result, sentence, events }: Told, cut: string): void {
    expect([result.state, result.error?.code]).toEqual(["failed", "ZONE_NOT_DELEGATED"]);
    expect(sentence).toContain(cut);
    expect(sentence).toMatch(/ns[12]\.example\.test/);
    expect(events.some(({ type }) => type === "identity.asked")).toBe(false);
    expect(result.timings.totalMs).toBeLessThan(10_000);
  }

  it("ends at a referral to another zone's servers", async () => {
    const seen = await told(below(KEYS, refers(KEYS)));
    expectCut(seen, KEYS);
    expect(seen.sentence).toContain("ns.vendor.test");
  });

  it("ends at a no that comes from a deeper zone on the same servers", async () => {
    expectCut(await told(below(KEYS, deeper(KEYS))), KEYS);
  });

  it("ends at a deeper zone for the policy's name", async () => {
    expectCut(await told(below(POLICY, deeper(POLICY))), POLICY);
  });

  it("goes on where one server of five shows it once, and not when it is asked again", async () => {
    const isKey = ({ name, type }: Asked) => type === "TXT" && name.startsWith("qcloud.");
    const [ns1, ns2, ns3, ns4] = [serves, serves, serves, serves];
    const world = await plant({ servers: { ns1, ns2, ns3, ns4, ns5: once(isKey, deeper(KEYS)) } });
    const { result, sentence } = await world.run();
    expect([result.state, sentence]).toEqual(["verified", ""]);
  });
});

row("redelegated", () => {
  /** The registry sends the world to `after` from the moment on that the test says so. */
  function moving(after: (of: AddressOf) => readonly string[]) {
    const state = { moved: false };
    const registry =
      (of: AddressOf): Manners =>
      (live) =>
      (received) =>
        (state.moved ? serveZones([registryZone(after(of), of)]) : live)(received);
    return { state, registry };
  }
  /** A copy that was made before anything was written. */
  const oldCopy: Manners = () =>
    serveZones([
      {
        apex: APEX,
        records: [
          soaLine(APEX, 1),
          `${APEX} 300 NS ns1.example.test`,
          `${APEX} 300 NS ns2.example.test`,
          "ns1.example.test 300 A 127.82.4.3",
          "ns2.example.test 300 A 127.82.4.4",
        ],
      },
    ]);
  const onWritten = (then: () => void) => (event: EventBody) => {
    if (event.type === "rrset.written") then();
  };
  const NEW = (of: AddressOf) => [...nsAndGlue("ns3", of("ns3")), ...nsAndGlue("ns4", of("ns4"))];

  it("says so within a minute, goes on by the new servers and lets the old ones go", async () => {
    const { state, registry } = moving(NEW);
    const world = await plant({
      servers: { ns1: oldCopy, ns2: oldCopy, ns3: serves, ns4: serves },
      delegation: (of) => [...nsAndGlue("ns1", of("ns1")), ...nsAndGlue("ns2", of("ns2"))],
      ownNames: NEW,
      registry,
      speed: 10,
    });
    const told = await world.run(
      { waitMs: 120_000 },
      onWritten(() => (state.moved = true)),
    );
    expect([told.result.state, told.sentence]).toEqual(["verified", ""]);
    expect(told.events.find(({ type }) => type === "delegation.changed")).toMatchObject({
      apex: APEX,
      nameServers: ["ns3.example.test", "ns4.example.test"],
    });
    expect(told.result.timings.propagationMs).toBeLessThan(60_000);
  });

  it("stops within a minute where the new servers are not this host's, and names them", async () => {
    const { state, registry } = moving((of) => [
      `${APEX} 300 NS ns.rival.test`,
      `ns.rival.test 300 A ${of("rival")}`,
    ]);
    const world = await plant({
      servers: { ns1: oldCopy, ns2: oldCopy },
      registry,
      others: (of) => ({
        [of("rival")]: [{ apex: APEX, records: [soaLine(APEX, 9), `${APEX} 300 NS ns.rival.test`] }],
      }),
      speed: 10,
    });
    const told = await world.run(
      { waitMs: 120_000 },
      onWritten(() => (state.moved = true)),
    );
    expect([told.result.state, told.result.error?.code]).toEqual(["failed", "ZONE_NOT_DELEGATED"]);
    expect(told.sentence).toContain("ns.rival.test");
    expect(told.result.timings.totalMs).toBeLessThan(60_000);
  });

  it("looks again before it gives up", async () => {
    const { state, registry } = moving(NEW);
    const world = await plant({
      servers: { ns1: oldCopy, ns2: oldCopy, ns3: serves, ns4: serves },
      delegation: (of) => [...nsAndGlue("ns1", of("ns1")), ...nsAndGlue("ns2", of("ns2"))],
      ownNames: NEW,
      registry,
    });
    const told = await world.run(
      { waitMs: 2_000 },
      onWritten(() => (state.moved = true)),
    );
    expect(told.events.find(({ type }) => type === "delegation.changed")).toMatchObject({
      nameServers: ["ns3.example.test", "ns4.example.test"],
    });
    expect(told.sentence).not.toMatch(/ns[12]\.example\.test/);
  });
});

row("without-aa", () => {
  const told = async (ns1: Manners, ns2: Manners, waitMs = 20_000): Promise<Told> => {
    const world = await plant({ servers: { ns1, ns2 } });
    return world.run({ waitMs });
  };

  it("verifies where every server answers so, and tells that none has authority", async () => {
    const { result, sentence, warnings } = await told(withoutAa, withoutAa);
    expect([result.state, sentence, result.zone?.apex]).toEqual(["verified", "", APEX]);
    expect(warnings.join(" ")).toMatch(/ns1\.example\.test .*without authority \(AA=0\)/);
    expect(warnings.join(" ")).toContain("ns2.example.test");
  });

  it("waits for one of two that does, and names it", async () => {
    const { result, sentence, warnings, events } = await told(serves, withoutAa);
    expect([result.state, sentence]).toEqual(["verified", ""]);
    expect(events.find(({ type }) => type === "propagation.done")).toMatchObject({ agreeing: 2, asked: 2 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain("ns2.example.test (127.82.4.4)");
    expect(warnings[0]).toContain("AA=0");
  });

  it("takes nothing from one that offers recursion, too: that is a resolver's memory", async () => {
    const { result, sentence, warnings, events } = await told(serves, offersRecursion(withoutAa));
    expect([result.state, sentence]).toEqual(["verified", ""]);
    expect(events.find(({ type }) => type === "propagation.done")).toMatchObject({ agreeing: 1, asked: 2 });
    expect(warnings.join(" ")).toContain("ns2.example.test");
  });

  it("takes a no without AA for no absence: the zone is found by the other server", async () => {
    const denies: Manners = () => (received) => {
      const no = noFor(received, Packet.RCODE.NXDOMAIN, APEX);
      no.header.aa = 0;
      return no;
    };
    const { result, sentence } = await told(denies, serves, 1_500);
    expect([result.state, result.error?.code, result.zone?.apex]).toEqual([
      "pending",
      "NOT_PROPAGATED",
      APEX,
    ]);
    expect(sentence).toContain("ns1.example.test (127.82.4.3) says that there is no such name");
  });
});

row("private-roots", () => {
  it("goes on where they refer and offer recursion, too", async () => {
    const world = await plant({ servers: { ns1: serves, ns2: serves }, root: () => offersRecursion(serves) });
    const told = await world.run();
    expect([told.result.state, told.sentence, told.warnings]).toEqual(["verified", "", []]);
  });

  it("says that they are resolvers where they give no way down", async () => {
    const resolver: Manners = offersRecursion(
      edited((reply) => {
        reply.header.aa = 0;
        reply.header.rcode = Packet.RCODE.REFUSED;
        reply.authorities.length = 0;
      }),
    );
    const world = await plant({ servers: { ns1: serves, ns2: serves }, root: () => resolver });
    const told = await world.plan();
    expect(told.result.error?.code).toBe("NOT_OBSERVABLE");
    expect(told.sentence).toContain("offer recursion and give no way down: they are resolvers");
    expect(told.hint).toContain("the option `dns-roots`");
    expect(told.sentence).not.toMatch(/in the place of|on the way/);
  });
});
