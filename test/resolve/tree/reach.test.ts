import { afterEach, describe, expect, it } from "vitest";
import type { TestTree } from "../../support/dns-tree.ts";
import { NS1, NS2, says, silent, smallTreesOn, soaLine, TLD } from "./small-tree.ts";

// Where name servers are: by glue, by their own zones, or nowhere.

const open: TestTree[] = [];
afterEach(async () => void (await Promise.all(open.splice(0).map((tree) => tree.close()))));

const HOST = 5;
const { at, cut, zones, plant } = smallTreesOn("127.80.3", open);

/** Where silence is waited for in full. */
const BRIEF = { udpMs: 400, tcpMs: 400, questionMs: 1200 };

describe("glue that is of no use", () => {
  /** The registry holds an old address of the host's server; the host's own zone has the right one. */
  const plan = (stale: string) => ({
    [at(TLD)]: [
      zones.registry(
        "example.test 300 NS ns.host.test",
        `ns.host.test 300 ${stale.includes(":") ? "AAAA" : "A"} ${stale}`,
        "host.test 300 NS a.host.test",
        `a.host.test 300 A ${at(HOST)}`,
      ),
    ],
    [at(NS1)]: [
      { apex: "example.test", records: [soaLine("example.test"), "example.test 300 NS ns.host.test"] },
    ],
    [at(HOST)]: [
      {
        apex: "host.test",
        records: [
          soaLine("host.test"),
          "host.test 300 NS a.host.test",
          `a.host.test 300 A ${at(HOST)}`,
          `ns.host.test 300 A ${at(NS1)}`,
        ],
      },
    ],
    [at(6)]: says("REFUSED"),
    [at(7)]: silent,
    [at(8)]: says("SERVFAIL"),
  });

  it.each([
    ["refuses", at(6)],
    ["is silent", at(7)],
    ["fails", at(8)],
    ["does not listen", at(200)],
    ["is of a family that leads nowhere", "::1"],
  ])("is no end where it %s: the host's own zone has the address", async (_, stale) => {
    const { walk } = await plant(plan(stale));
    const startedAt = performance.now();
    const found = await walk();
    expect(found).toMatchObject({ apex: "example.test", soa: { serial: 7 }, unresolved: [] });
    // The parent's word is watched, too: a part of the world goes by it.
    expect(found.addresses.map(({ address }) => address).toSorted()).toEqual([at(NS1), stale].toSorted());
    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe("names that lead nowhere", () => {
  const CYCLE = ["example.test 300 NS ns.other.test", "other.test 300 NS ns.example.test"];

  it("are known to need each other, within ten questions", async () => {
    const { walk, asked } = await plant({ [at(TLD)]: [zones.registry(...CYCLE)] });
    const found = await walk();
    expect(found).toMatchObject({ apex: "example.test", addresses: [], unresolved: ["ns.other.test"] });
    expect(found.unaddressed).toEqual(new Map([["ns.other.test", "circular"]]));
    expect(found.heard).toEqual([]);
    expect(asked().length).toBeLessThanOrEqual(10);
  });

  it("are known to need each other, also past what is remembered", async () => {
    const { walk, asked } = await plant({ [at(TLD)]: [zones.registry(...CYCLE)] });
    await walk();
    const before = asked().length;
    const found = await walk("mail.example.test", { fresh: true });
    expect(found.unaddressed).toEqual(new Map([["ns.other.test", "circular"]]));
    expect(asked().length - before).toBeLessThanOrEqual(10);
  });

  it.each([
    ["alias", "alias.test", ["alias.test 300 CNAME ns1.example.test"]],
    ["none", "gone.test", []],
    ["circular", "ns.a.test", ["a.test 300 NS ns.b.test", "b.test 300 NS ns.a.test"]],
    ["unanswered", "ns.dead.test", ["dead.test 300 NS ns1.dead.test", `ns1.dead.test 300 A ${at(8)}`]],
    ["no-glue", "ns3.example.test", []],
  ])("are told apart beside a good one: %s", async (because, name, records) => {
    const { walk } = await plant({
      [at(TLD)]: [zones.registry(...cut("ns1", NS1), `example.test 300 NS ${name}`, ...records)],
      [at(NS1)]: [
        {
          apex: "example.test",
          records: [soaLine("example.test"), ...cut("ns1", NS1), `example.test 300 NS ${name}`],
        },
      ],
      [at(8)]: says("REFUSED"),
    });
    const found = await walk();
    expect(found).toMatchObject({ soa: { serial: 7 }, unresolved: [name] });
    expect(found.unaddressed).toEqual(new Map([[name, because]]));
  });

  it("are told apart where there is no good one", async () => {
    const delegation = ["alias.test", "ns1.example.test"].map((name) => `example.test 300 NS ${name}`);
    const { walk } = await plant({
      [at(TLD)]: [zones.registry(...delegation, "alias.test 300 CNAME ns.nic.test")],
    });
    const found = await walk();
    expect(found).toMatchObject({ apex: "example.test", soa: undefined, addresses: [] });
    expect(found.unaddressed).toEqual(
      new Map([
        ["alias.test", "alias"],
        ["ns1.example.test", "no-glue"],
      ]),
    );
  });

  it("cost little where the first one's zone is dead and the next one answers", async () => {
    const { walk } = await plant(
      {
        [at(TLD)]: [
          zones.registry(
            "example.test 300 NS ns.dead.test",
            "example.test 300 NS ns.host.test",
            "dead.test 300 NS ns1.dead.test",
            `ns1.dead.test 300 A ${at(7)}`,
            "host.test 300 NS a.host.test",
            `a.host.test 300 A ${at(HOST)}`,
          ),
        ],
        [at(7)]: silent,
        [at(HOST)]: [
          { apex: "host.test", records: [soaLine("host.test"), `ns.host.test 300 A ${at(NS2)}`] },
          { apex: "example.test", records: [soaLine("example.test"), "example.test 300 NS ns.host.test"] },
        ],
        [at(NS2)]: [
          {
            apex: "example.test",
            records: [
              soaLine("example.test"),
              "example.test 300 NS ns.host.test",
              "example.test 300 NS ns.dead.test",
            ],
          },
        ],
      },
      { timing: BRIEF },
    );
    const found = await walk();
    expect(found).toMatchObject({ soa: { serial: 7 }, unresolved: ["ns.dead.test"] });
    expect(found.unaddressed).toEqual(new Map([["ns.dead.test", "unanswered"]]));
  });
});

describe("a dead server", () => {
  const names = [NS1, NS2].map((last) => `ns${last}.example.test`);
  const addresses = names.flatMap((name, index) =>
    [NS1, 13].map((last) => `${name} 300 A ${at(last + index)}`),
  );
  const lines = [...names.map((name) => `example.test 300 NS ${name}`), ...addresses];
  const zone = { apex: "example.test", records: [soaLine("example.test"), ...lines] };
  const plan = {
    [at(TLD)]: [zones.registry(...lines)],
    [at(NS1)]: silent,
    [at(13)]: silent,
    [at(NS2)]: [zone],
    [at(14)]: [zone],
  };

  it("is asked one question of the whole walk, at one of its addresses, before the next one is", async () => {
    const { tree, walk } = await plant(plan);
    const found = await walk("example.test");
    expect(found).toMatchObject({ soa: { serial: 7 }, unresolved: [] });
    // Nobody has waited for it, so nothing is said of it.
    expect(found.heard?.map((heard) => heard.at.address)).toEqual([at(NS2)]);
    expect([at(NS1), at(13)].map((address) => tree.server(address).received.length)).toEqual([1, 0]);
  });

  it("is asked last while its silence is remembered", async () => {
    const { tree, authority, walk } = await plant(plan, { timing: BRIEF });
    const [first] = (await walk()).addresses;
    expect(first?.address).toBe(at(NS1));
    if (first !== undefined) await authority.observe(first, { owner: first.server, type: "NS" }, {});
    expect(first && authority.isSilent(first)).toBe(true);
    const before = tree.server(at(NS1)).received.length;
    await walk("news.example.test", { fresh: true });
    expect(tree.server(at(NS1)).received.length).toBe(before);
  });

  it("is asked last as well where it answered a moment before it fell silent", async () => {
    const sound = { [at(NS1)]: [zone], [at(13)]: [zone] };
    const { tree, authority, walk } = await plant({ ...plan, ...sound }, { timing: BRIEF });
    const [first] = (await walk()).addresses;
    expect(first?.address).toBe(at(NS1));
    for (const last of [NS1, 13]) tree.server(at(last)).answerWith(silent);
    if (first !== undefined) await authority.observe(first, { owner: first.server, type: "NS" }, {});
    expect(first && authority.isSilent(first)).toBe(true);
    const before = tree.server(at(NS1)).received.length;
    await walk("news.example.test", { fresh: true });
    expect(tree.server(at(NS1)).received.length).toBe(before);
  });
});
