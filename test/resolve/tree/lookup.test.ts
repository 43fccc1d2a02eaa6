import { Packet } from "dns2";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/async/clock.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { heldAt, type FindHeld } from "../../../src/dns/held.ts";
import type { Lookup } from "../../../src/dns/observation.ts";
import { createDns } from "../../../src/resolve/dns.ts";
import { replyTo } from "../../support/dns-reply.ts";
import { createManualClock } from "../../support/dns-clock.ts";
import type { Script } from "../../support/dns-server.ts";
import { startTree, type TestTree, type TreePlan } from "../../support/dns-tree.ts";
import { serveZones } from "../../support/dns-zones.ts";
import { edited, NS1, NS2, smallTreesOn, TLD } from "./small-tree.ts";

const ROOT = "127.81.0.1";
const NS = "127.81.0.2";
const OTHER = "127.81.0.3";
const BROKEN = "127.81.0.4";

const soaLine = (apex: string): string => `${apex} 300 SOA ns.${apex} hostmaster.${apex} 1 3600 600 86400 60`;
const chain = Array.from(
  { length: 14 },
  (_, index) => `hop${index}.example.test 300 CNAME hop${index + 1}.example.test`,
);

let tree: TestTree;
beforeAll(async () => {
  tree = await startTree({
    [ROOT]: [
      {
        apex: ".",
        records: [
          ". 300 SOA ns.root hostmaster.root 1 3600 600 86400 60",
          ...["example", "other", "broken"].map((label) => `${label}.test 300 NS ns.${label}.test`),
          `ns.example.test 300 A ${NS}`,
          `ns.other.test 300 A ${OTHER}`,
          `ns.broken.test 300 A ${BROKEN}`,
        ],
      },
    ],
    [NS]: [
      {
        apex: "example.test",
        records: [
          soaLine("example.test"),
          "example.test 300 TXT v=spf1 include:spf.other.test -all",
          "alias.example.test 300 CNAME spf.other.test",
          "dangling.example.test 300 CNAME nothing.other.test",
          "lost.example.test 300 CNAME www.broken.test",
          "loop.example.test 300 CNAME pool.example.test",
          "pool.example.test 300 CNAME loop.example.test",
          ...chain,
        ],
      },
      // Not delegated to this server: what it says here is hearsay.
      { apex: "spf.other.test", records: [soaLine("spf.other.test"), "spf.other.test 300 TXT v=spf1 +all"] },
    ],
    [OTHER]: [
      {
        apex: "other.test",
        records: [soaLine("other.test"), "spf.other.test 60 TXT v=spf1 ip4:192.0.2.1 -all"],
      },
    ],
    [BROKEN]: ({ query }) => replyTo(query, { rcode: Packet.RCODE.SERVFAIL }),
  });
});
afterAll(() => tree.close());

const open: TestTree[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((one) => one.close()))));

const asked: string[] = [];

function lookUp(owner: string, type = "TXT", held?: FindHeld): Promise<Lookup> {
  const { authority } = createDns({
    roots: tree.roots,
    port: tree.port,
    resolvers: [],
    clock: systemClock,
    onAnswer: ({ question }) => asked.push(question.owner),
  });
  return authority.lookup({ owner: parseDomainName(owner), type }, { held });
}

describe("lookup", () => {
  it("finds a record at its own servers", async () => {
    expect(await lookUp("spf.other.test")).toStrictEqual({
      kind: "answer",
      rrset: { owner: "spf.other.test", type: "TXT", ttl: 60, values: ["v=spf1 ip4:192.0.2.1 -all"] },
      canonicalName: "spf.other.test",
    });
  });

  it("follows an alias to the servers of its target, whatever the first server says about it", async () => {
    expect(await lookUp("alias.example.test")).toMatchObject({
      kind: "answer",
      canonicalName: "spf.other.test",
      rrset: { values: ["v=spf1 ip4:192.0.2.1 -all"] },
    });
  });

  it("asks nobody for what is held already, be it behind an alias, and goes on behind an alias that is held", async () => {
    const own = parseDomainName("spf.other.test");
    const held = heldAt(
      [own, parseDomainName("held.example.test")],
      [
        { owner: own, type: "TXT", ttl: 60, values: ["by the host"] },
        {
          owner: parseDomainName("held.example.test"),
          type: "CNAME",
          ttl: 60,
          values: ["alias.example.test"],
        },
      ],
    );
    asked.length = 0;
    expect(await lookUp("held.example.test", "TXT", held)).toMatchObject({
      kind: "answer",
      canonicalName: own,
      rrset: { values: ["by the host"] },
    });
    expect(await lookUp("alias.example.test", "MX", held)).toStrictEqual({ kind: "nodata" });
    expect(asked).toContain("alias.example.test");
    expect(asked.filter((owner) => owner === own || owner === "held.example.test")).toEqual([]);
  });

  it("gives the alias itself when that is the question", async () => {
    expect(await lookUp("alias.example.test", "CNAME")).toMatchObject({
      kind: "answer",
      rrset: { values: ["spf.other.test"] },
    });
  });

  it("tells NODATA, NXDOMAIN, an alias into nothing and an unknown top-level domain", async () => {
    expect(await lookUp("example.test", "MX")).toStrictEqual({ kind: "nodata" });
    expect(await lookUp("nothing.example.test")).toStrictEqual({ kind: "nxdomain" });
    expect(await lookUp("dangling.example.test")).toStrictEqual({ kind: "nxdomain" });
    expect(await lookUp("example.nowhere")).toStrictEqual({ kind: "nxdomain" });
  });

  it.each(["www.broken.test", "lost.example.test"])(
    "says failed, not nothing, for %s whose servers fail",
    async (owner) => {
      const failed = await lookUp(owner);
      expect(failed).toMatchObject({ kind: "failed" });
      // Asked twice, and named once.
      expect(
        "because" in failed ? failed.because.split(`ns.broken.test (${BROKEN}) fails (SERVFAIL)`) : [],
      ).toHaveLength(2);
    },
  );

  it("gives up on aliases that come to no end", async () => {
    expect(await lookUp("loop.example.test")).toMatchObject({ kind: "failed" });
    expect(await lookUp("hop0.example.test")).toMatchObject({ kind: "failed" });
    expect(await lookUp("hop8.example.test")).toStrictEqual({ kind: "nxdomain" });
  });

  it("gives the only server of a zone all the time of a question", async () => {
    const { at, cut, zones, plant } = smallTreesOn("127.81.2", open);
    const clock = createManualClock();
    const zone = serveZones([zones.example("example.test 300 TXT here")]);
    const slow: Script = (received) => {
      if (received.via === "tcp") return zone(received);
      clock.advance(1_500);
      return undefined;
    };
    const plan = { [at(TLD)]: [zones.registry(...cut("ns1", NS1))], [at(NS1)]: slow };
    const { authority } = await plant(plan, { clock });
    const question = { owner: parseDomainName("example.test"), type: "TXT" };
    expect(await authority.lookup(question, {})).toMatchObject({ rrset: { values: ["here"] } });
    expect(clock.now()).toBe(3_000);
  });

  describe("at servers that forget AA", () => {
    const { at, zones, plant } = smallTreesOn("127.81.1", open);
    const records = ["example.test 300 TXT here", "alias.example.test 300 CNAME example.test"];
    const withoutAa = edited([zones.example(...records)], (reply) => {
      reply.header.aa = 0;
    });
    const within = (name: string, settings: TreePlan): Promise<Lookup> =>
      plant(settings).then(({ authority }) =>
        authority.lookup({ owner: parseDomainName(name), type: "TXT" }, {}),
      );

    it("takes the records, and no absence", async () => {
      const all = { [at(NS1)]: withoutAa, [at(NS2)]: withoutAa };
      for (const name of ["example.test", "alias.example.test"])
        expect(await within(name, all)).toMatchObject({ kind: "answer", rrset: { values: ["here"] } });
      expect(await within("nothing.example.test", all)).toMatchObject({
        kind: "failed",
        because: expect.stringContaining("answers without authority (AA=0)") as string,
      });
    });

    it("prefers one that has authority", async () => {
      const other = [zones.example("example.test 300 TXT there")];
      expect(await within("example.test", { [at(NS1)]: withoutAa, [at(NS2)]: other })).toMatchObject({
        rrset: { values: ["there"] },
      });
    });

    it("says why where the servers' names need each other", async () => {
      const cyclic = ["example.test 300 NS ns.other.test", "other.test 300 NS ns.example.test"];
      expect(await within("example.test", { [at(TLD)]: [zones.registry(...cyclic)] })).toEqual({
        kind: "failed",
        because:
          "no name server of example.test tells of example.test: to find the addresses of its servers they would have to be asked",
      });
    });
  });
});
