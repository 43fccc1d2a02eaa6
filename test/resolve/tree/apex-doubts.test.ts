import { afterEach, describe, expect, it } from "vitest";
import type { TestTree } from "../../support/dns-tree.ts";
import {
  D,
  edited,
  NS1,
  NS2,
  ROOT,
  says,
  silent,
  smallTreesOn,
  soaLine,
  TLD,
  when,
  type Asked,
} from "./small-tree.ts";

// Words about an apex that mean less than they seem to.

const open: TestTree[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((tree) => tree.close()))));

const { at, cut, zones, plant } = smallTreesOn("127.80.4", open);

describe("the zone of a name", () => {
  it("is not the name itself where a no about it comes with an SOA of its own", async () => {
    const script = edited([zones.example()], (reply, { name }) => {
      if (name === "example.test") return;
      for (const one of reply.authorities) one.name = name;
    });
    const { walk } = await plant({ [at(NS1)]: script, [at(NS2)]: script });
    expect(await walk()).toMatchObject({ apex: "example.test", soa: { serial: 7 } });
  });

  it("is known where it is a registry's own and all of its servers fail: the root has told it", async () => {
    const { walk } = await plant({ [at(TLD)]: says("SERVFAIL") });
    expect(await walk("test")).toMatchObject({
      apex: "test",
      parentNameServers: ["ns.nic.test"],
      soa: undefined,
    });
    await expect(walk(D)).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
  });

  it("is served by those who say so, though one of its servers has neither its SOA nor its NS", async () => {
    const empty = edited([zones.example()], (reply, { name }) => {
      if (name === "example.test") reply.answers.length = 0;
    });
    const { walk } = await plant({ [at(NS1)]: empty });
    expect(await walk("example.test")).toMatchObject({
      apex: "example.test",
      childNameServers: ["ns1.example.test", "ns2.example.test"],
      soa: { serial: 7 },
    });
  });

  it("is not called empty at a server that has no NS there and was not asked for the SOA", async () => {
    const apexNs = ({ name, type }: Asked): boolean => name === "example.test" && type === "NS";
    const { walk } = await plant({
      [at(NS1)]: when([zones.example()], apexNs, says("REFUSED")),
      [at(NS2)]: edited([zones.example()], (reply, asked) => {
        if (apexNs(asked)) reply.answers.length = 0;
      }),
    });
    const found = await walk();
    expect(found).toMatchObject({ apex: "example.test", soa: { serial: 7 } });
    expect(found.heard?.filter(({ observation }) => observation.kind === "nodata")).toEqual([]);
  });

  it("is not asked for addresses in it where none of its servers serves it", async () => {
    const { walk, asked } = await plant({ [at(NS1)]: says("REFUSED"), [at(NS2)]: says("REFUSED") });
    expect(await walk("example.test")).toMatchObject({
      apex: "example.test",
      soa: undefined,
      unresolved: [],
    });
    expect(asked().filter((line) => /^A{1,4} .*example\.test$/.test(line))).toEqual([]);
  });
});

it("a server's name in the zone itself that is an alias is told as that, and not as one without glue", async () => {
  const delegation = ["example.test 300 NS alias.example.test"];
  const { walk } = await plant({
    [at(TLD)]: [zones.registry(...cut("ns1", NS1), ...delegation)],
    [at(NS1)]: [zones.example(...delegation, "alias.example.test 300 CNAME ns1.example.test")],
  });
  const { unaddressed } = await walk();
  expect(unaddressed).toEqual(new Map([["alias.example.test", "alias"]]));
});

it("a registry whose servers have no address is no closed port: nobody was asked", async () => {
  const { walk } = await plant({
    [at(ROOT)]: [
      {
        apex: ".",
        records: [". 300 SOA ns.root hostmaster.root 1 3600 600 86400 60", "test 300 NS ns.nic.test"],
      },
    ],
  });
  const error: unknown = await walk().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: "NOT_OBSERVABLE", facts: { zone: "test", tried: [] } });
  expect(error).not.toHaveProperty("facts.because");
});

it("servers of a registry that don't know a zone are no matter of an undelegated one below it", async () => {
  const root = zones.root("test 300 NS old.nic.test", `old.nic.test 300 A ${at(9)}`);
  const deeper = { apex: D, records: [soaLine(D), `${D} 300 NS ns1.example.test`] };
  const { walk } = await plant({
    [at(ROOT)]: edited([root], (reply) => {
      reply.authorities.reverse();
      reply.additionals.reverse();
    }),
    [at(9)]: [zones.registry()],
    [at(NS1)]: [zones.example(), deeper],
  });
  expect((await walk("news.example.test")).parentsWithout).toHaveLength(1);
  expect(await walk()).toMatchObject({
    apex: D,
    enclosing: { apex: "example.test" },
    parentsWithout: [],
  });
});

it("roots that are all silent are asked one question, and not one for each kind of evidence", async () => {
  const timing = { udpMs: 100, tcpMs: 100, questionMs: 300 };
  const { walk, asked } = await plant({ [at(ROOT)]: silent }, { timing });
  await expect(walk()).rejects.toMatchObject({ code: "NOT_OBSERVABLE", facts: { because: "blocked" } });
  expect(new Set(asked())).toEqual(new Set([`NS ${D}`]));
});
