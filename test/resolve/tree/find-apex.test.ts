import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { record, replyTo, soa } from "../../support/dns-reply.ts";
import type { Script } from "../../support/dns-server.ts";
import type { TestTree } from "../../support/dns-tree.ts";
import {
  askedOf,
  D,
  edited,
  NS1,
  NS2,
  says,
  silent,
  smallTreesOn,
  soaLine,
  TLD,
  ROOT,
  when,
} from "./small-tree.ts";

const open: TestTree[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((tree) => tree.close()))));

const { at, cut, zones, plant } = smallTreesOn("127.80.2", open);
const onBoth = (script: Script) => ({ [at(NS1)]: script, [at(NS2)]: script });
const FOUND = { apex: "example.test", parentNameServers: ["ns1.example.test", "ns2.example.test"] };
const SERVED = { ...FOUND, childNameServers: FOUND.parentNameServers, soa: { serial: 7 } };

describe("the zone of a name", () => {
  const failures: readonly (readonly [string, Script])[] = [
    ["SERVFAIL", says("SERVFAIL")],
    ["REFUSED", says("REFUSED")],
    ["NOTIMP", says("NOTIMP")],
  ];
  const types = ["SOA", "NS"] as const;

  it.each(failures.flatMap(([code, script]) => types.map((type) => [type, code, script] as const)))(
    "is found where the %s of a name below it is answered by %s",
    async (type, _code, script) => {
      const { walk } = await plant(
        onBoth(when([zones.example()], (asked) => asked.type === type && asked.name === D, script)),
      );
      expect(await walk()).toMatchObject({ ...SERVED, unresolved: [] });
    },
  );

  it("is found where the SOA below it is met with silence, without waiting for that", async () => {
    const { tree, walk } = await plant(
      onBoth(when([zones.example()], ({ name, type }) => type === "SOA" && name === D, silent)),
    );
    expect(await walk()).toMatchObject(SERVED);
    // The NS question's "no" has told the zone.
    const asked = [NS1, NS2].flatMap((last) => tree.server(at(last)).received.map(askedOf));
    expect(asked).toContainEqual({ name: D, type: "NS" });
    expect(asked).not.toContainEqual({ name: D, type: "SOA" });
  });

  it("is found where every question for the name fails: its parents tell it", async () => {
    const { walk, asked } = await plant(
      onBoth(when([zones.example()], ({ name }) => name === D || name === `deep.${D}`, says("SERVFAIL"))),
    );
    expect(await walk(`deep.${D}`)).toMatchObject(SERVED);
    // Of the name itself nothing but NS and SOA: the run may write an A there.
    expect(asked().filter((line) => line.endsWith(` deep.${D}`) && !/^(NS|SOA) /.test(line))).toEqual([]);
  });

  it("begins at a cut on the same servers that only an A record's no tells", async () => {
    const deeper = { apex: D, records: [soaLine(D), `${D} 300 NS ns1.example.test`] };
    const { walk } = await plant(
      onBoth(
        when(
          [zones.example(), deeper],
          ({ name, type }) => name === `x.y.${D}` || (name === `y.${D}` && type !== "A"),
          says("SERVFAIL"),
        ),
      ),
    );
    expect(await walk(`x.y.${D}`)).toMatchObject({ apex: D, childNameServers: ["ns1.example.test"] });
  });

  it("is not every name that has an SOA: an apex has NS", async () => {
    const everywhere = when(
      [zones.example()],
      ({ type }) => type === "SOA",
      (received) => {
        const { name } = askedOf(received);
        return replyTo(received.query, {
          answers: [record(name, "SOA", "ns1.example.test hostmaster.example.test 7 3600 600 86400 60")],
        });
      },
    );
    const { walk } = await plant(onBoth(everywhere));
    expect(await walk()).toMatchObject(SERVED);
  });

  it("is not every name that has NS: an apex has an SOA", async () => {
    const everywhere = when(
      [zones.example()],
      ({ type }) => type === "NS",
      ({ query }) =>
        replyTo(query, { answers: [record(query.questions[0]?.name ?? "", "NS", "ns1.example.test")] }),
    );
    const { walk } = await plant(onBoth(everywhere));
    expect(await walk()).toMatchObject({ ...FOUND, soa: { serial: 7 } });
  });

  it("is told by the owner of the SOA, also where that stands in the answer", async () => {
    const script = when(
      [zones.example()],
      ({ name, type }) => name !== "example.test" && (type === "SOA" || type === "NS"),
      (received) =>
        askedOf(received).type === "NS"
          ? says("REFUSED")(received)
          : replyTo(received.query, { answers: [soa("example.test")] }),
    );
    const { walk } = await plant(onBoth(script));
    expect(await walk()).toMatchObject(SERVED);
  });

  it("is the parent's cut where no SOA stands there, and the servers are heard to answer", async () => {
    const script = edited([zones.example()], (reply, { type }) => {
      if (type === "SOA") reply.answers.length = 0;
      reply.authorities.length = 0;
    });
    const { walk } = await plant(onBoth(script));
    const found = await walk();
    expect(found).toMatchObject({ ...FOUND, childNameServers: FOUND.parentNameServers, unresolved: [] });
    expect(found.soa).toBeUndefined();
    expect(found.heard?.map(({ at: { address }, observation }) => [address, observation.kind])).toEqual([
      [at(NS1), "nodata"],
      [at(NS2), "nodata"],
    ]);
  });

  it("is the parent's cut where an alias stands there, which is heard", async () => {
    const script = when(
      [zones.example()],
      ({ name }) => name === "example.test",
      ({ query }) => replyTo(query, { answers: [record("example.test", "CNAME", "elsewhere.test")] }),
    );
    const { walk } = await plant(onBoth(script));
    const found = await walk();
    expect([found.apex, found.soa]).toEqual(["example.test", undefined]);
    expect(found.heard?.[0]).toMatchObject({ observation: { kind: "cname", target: "elsewhere.test" } });
  });

  it("is found on servers that never set AA, which is heard; their no tells nothing", async () => {
    const { walk } = await plant(
      onBoth(edited([zones.example()], (reply) => void Object.assign(reply.header, { aa: 0 }))),
    );
    const found = await walk();
    expect(found).toMatchObject({ ...SERVED, unresolved: [] });
    expect(found.heard?.map(({ observation }) => observation)).toMatchObject([
      { kind: "answer", withoutAuthority: true },
      { kind: "answer", withoutAuthority: true },
    ]);
  });

  it.each([NS1, NS2])(
    "is found though one of its two servers (127.80.2.%i) holds an empty zone of that name",
    async (last) => {
      const empty: Script = ({ query }) =>
        replyTo(query, { rcode: Packet.RCODE.NXDOMAIN, authorities: [soa("example.test")] });
      const { walk } = await plant({ [at(last)]: empty });
      expect(await walk()).toMatchObject(SERVED);
    },
  );

  it.each([0, 1] as const)(
    "is found where the parent's servers put its NS into the answer, with AA=%i: they are not the zone's",
    async (aa) => {
      const lines = [...cut("ns1", NS1), ...cut("ns2", NS2)];
      const script = edited([zones.registry(...lines)], (reply, { name, type }) => {
        if (type !== "NS" || name !== "example.test") return;
        reply.answers.push(...reply.authorities.splice(0));
        reply.header.aa = aa;
      });
      const { walk } = await plant({ [at(TLD)]: script });
      expect(await walk("example.test")).toMatchObject(SERVED);
    },
  );

  it("is heard from each server where none serves it", async () => {
    const { walk } = await plant({ [at(NS1)]: says("REFUSED"), [at(NS2)]: says("SERVFAIL") });
    const found = await walk();
    expect(found).toMatchObject({ ...FOUND, childNameServers: [] });
    expect(found.heard).toMatchObject([
      { at: { server: "ns1.example.test" }, observation: { kind: "lame", because: "refused" } },
      { at: { server: "ns2.example.test" }, observation: { kind: "servfail" } },
    ]);
  });
});

describe("one SERVFAIL", () => {
  const failingOnce = (then: Script): Script => {
    let failed = false;
    return (received) => {
      if (failed) return then(received);
      failed = true;
      return says("SERVFAIL")(received);
    };
  };

  it.each(["root", "registry", "zone"])("of the only server of a %s is asked again", async (where) => {
    const [last, script] = {
      root: [ROOT, [zones.root()]],
      registry: [TLD, [zones.registry(...cut("ns1", NS1))]],
      zone: [NS1, [zones.example()]],
    }[where] as [number, Parameters<typeof edited>[0]];
    const { tree, walk } = await plant({
      [at(TLD)]: [zones.registry(...cut("ns1", NS1))],
      [at(NS2)]: silent,
      [at(last)]: failingOnce(edited(script, () => {})),
    });
    expect(await walk()).toMatchObject({ apex: "example.test", soa: { serial: 7 } });
    // The very question that failed, and not another one that happens to get an answer.
    const [failed, again] = tree.server(at(last)).received.map(askedOf);
    expect(again).toEqual(failed);
  });
});

describe("parents that disagree", () => {
  const OLD = 9;
  const root = zones.root("test 300 NS old.nic.test", `old.nic.test 300 A ${at(OLD)}`);
  // The one that does not know is asked first.
  const reversed = edited([root], (reply) => {
    reply.authorities.reverse();
    reply.additionals.reverse();
  });

  it("are asked all before there is no zone, and those that know of none are named", async () => {
    const { walk } = await plant({ [at(ROOT)]: reversed, [at(OLD)]: [zones.registry()] });
    const found = await walk();
    expect(found).toMatchObject({
      ...SERVED,
      parentsWithout: [
        { at: { server: "old.nic.test", address: at(OLD) }, observation: { kind: "nxdomain", zone: "test" } },
      ],
    });
    // The next name of the zone begins at what was learned.
    expect(await walk("news.example.test")).toMatchObject(SERVED);
  });

  it("say together that there is none", async () => {
    const { walk } = await plant({
      [at(ROOT)]: reversed,
      [at(TLD)]: [zones.registry()],
      [at(OLD)]: [zones.registry()],
    });
    await expect(walk()).rejects.toMatchObject({
      code: "ZONE_NOT_DELEGATED",
      facts: { missing: "example.test" },
    });
  });

  it("are not asked all where they are the world's roots", async () => {
    const plan = { [at(ROOT)]: [zones.root()], [at(OLD)]: [zones.root()] };
    const questions = async (rootsAre: "public" | "private") => {
      const { walk, asked } = await plant(plan, { roots: [at(ROOT), at(OLD)], rootsAre });
      await expect(walk("example.nowhere")).rejects.toMatchObject({ code: "ZONE_NOT_DELEGATED" });
      return asked().length;
    };
    expect([await questions("public"), await questions("private")]).toEqual([1, 3]);
  });
});

describe("a zone that its parent does not delegate", () => {
  const deeper = { apex: D, records: [soaLine(D), `${D} 300 NS ns1.example.test`] };

  it("is watched at the servers of the zone above as well", async () => {
    const { walk } = await plant({ [at(NS1)]: [zones.example(), deeper] });
    const found = await walk();
    expect(found).toMatchObject({
      apex: D,
      parentNameServers: ["ns1.example.test"],
      enclosing: { apex: "example.test", nameServers: ["ns1.example.test", "ns2.example.test"] },
    });
    expect(found.addresses.map(({ address }) => address)).toEqual([at(NS1), at(NS2)]);
    expect(found.heard?.find((heard) => heard.at.address === at(NS2))?.observation).toMatchObject({
      kind: "nxdomain",
      zone: "example.test",
    });
  });

  it("is one that is delegated where another server of the zone above says so", async () => {
    const { walk } = await plant({
      [at(NS1)]: [zones.example(), deeper],
      [at(NS2)]: [zones.example(`${D} 300 NS ns1.example.test`, `${D} 300 NS ns3.example.test`)],
    });
    const found = await walk();
    expect(found).toMatchObject({
      apex: D,
      parentNameServers: ["ns1.example.test", "ns3.example.test"],
      childNameServers: ["ns1.example.test"],
    });
    expect(found.enclosing).toBeUndefined();
  });

  it("is nothing to tell where all servers of the zone above hold it and are named by it", async () => {
    const full = { ...deeper, records: [...deeper.records, `${D} 300 NS ns2.example.test`] };
    const { walk } = await plant({
      [at(NS1)]: [zones.example(), full],
      [at(NS2)]: [zones.example(), full],
    });
    const found = await walk();
    expect([found.apex, found.enclosing]).toEqual([D, undefined]);
  });
});

describe("roots of a private tree", () => {
  const asResolver = edited([zones.root()], (reply) => void Object.assign(reply.header, { ra: 1 }));

  it("may offer recursion", async () => {
    const { walk } = await plant({ [at(ROOT)]: asResolver });
    expect(await walk()).toMatchObject(SERVED);
  });

  it("are said to be resolvers where they only offer recursion", async () => {
    const { walk } = await plant({
      [at(ROOT)]: ({ query }) =>
        replyTo(query, { authoritative: false, recursionAvailable: true, rcode: Packet.RCODE.REFUSED }),
    });
    const error: unknown = await walk().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "NOT_OBSERVABLE",
      message: expect.stringMatching(/root.*resolvers/),
    });
    expect(error).not.toHaveProperty("facts.because");
  });

  it("are the world's where that is said, which never do", async () => {
    const { walk } = await plant({ [at(ROOT)]: asResolver }, { rootsAre: "public" });
    await expect(walk()).rejects.toMatchObject({ facts: { because: "intercepted" } });
  });
});

describe("a walk past what is remembered", () => {
  it("finds the new servers though the old ones still answer, and remembers them", async () => {
    const { tree, walk } = await plant({});
    await walk();
    const moved = ["example.test 300 NS ns9.example.test", `ns9.example.test 300 A ${at(NS2)}`];
    const zone = { apex: "example.test", records: [soaLine("example.test"), ...moved] };
    tree.server(at(TLD)).answerWith(edited([zones.registry(...moved)], () => {}));
    tree.server(at(NS2)).answerWith(edited([zone], () => {}));
    expect((await walk()).parentNameServers).toEqual(FOUND.parentNameServers);
    for (const options of [{ fresh: true }, {}])
      expect(await walk(D, options)).toMatchObject({
        parentNameServers: ["ns9.example.test"],
        addresses: [{ server: "ns9.example.test", address: at(NS2) }],
      });
  });
});
