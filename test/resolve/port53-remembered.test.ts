import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { DEFAULT_TIMING } from "../../src/resolve/transport/by-transport.ts";
import { createDns, type Dns, type DnsSettings } from "../../src/resolve/dns.ts";
import { createManualClock } from "../support/dns-clock.ts";
import { record, replyTo, soa } from "../support/dns-reply.ts";
import type { Script } from "../support/dns-server.ts";
import { startTree, type TestTree, type TreePlan } from "../support/dns-tree.ts";
import { serveZones, type TestZone } from "../support/dns-zones.ts";
import { startDohServer, type DohScript, type DohServer } from "../support/doh-server.ts";
import { DENYING, REFUSING } from "../support/interceptors.ts";

// What is learned of port 53 by one question holds for the next ones: that UDP is dropped, that it is answered by
// somebody else, and that name servers can't be asked at all.

const ROOT = "127.85.0.1";
const ROOT2 = "127.85.0.2";
const TLD = "127.85.0.3";
const NS = "127.85.0.4";
const DOMAIN = parseDomainName("mail.example.test");
const APEX = parseDomainName("example.test");

const soaText = "SOA ns.example.test hostmaster.example.test 7 3600 600 86400 60";
const TEST_CUT = ["test 300 NS ns.nic.test", `ns.nic.test 300 A ${TLD}`];
const EXAMPLE_CUT = ["example.test 300 NS ns.example.test", `ns.example.test 300 A ${NS}`];
const TREE: Readonly<Record<string, TestZone>> = {
  [ROOT]: { apex: ".", records: [`. 300 ${soaText}`, ...TEST_CUT] },
  [TLD]: { apex: "test", records: [`test 300 ${soaText}`, ...TEST_CUT, ...EXAMPLE_CUT] },
  [NS]: {
    apex: "example.test",
    records: [`example.test 300 ${soaText}`, ...EXAMPLE_CUT, "mail.example.test 300 TXT here"],
  },
};

/** The whole tree, with something before each of its servers. */
function treeBehind(filter: (right: Script) => Script): TreePlan {
  return Object.fromEntries(
    Object.entries(TREE).map(([address, zone]) => [address, filter(serveZones([zone]))]),
  );
}

const udpDropped =
  (right: Script): Script =>
  (one) =>
    one.via === "tcp" ? right(one) : undefined;
const udpIntercepted =
  (right: Script): Script =>
  (one) =>
    one.via === "tcp" ? right(one) : REFUSING(one);

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function plant(
  plan: TreePlan,
  settings: Partial<DnsSettings> = {},
): Promise<Dns & { readonly tree: TestTree }> {
  const tree = await startTree(plan);
  open.push(tree);
  const world = { roots: [ROOT], rootsAre: "public", port: tree.port, resolvers: [] } as const;
  return { tree, ...createDns({ ...world, clock: systemClock, ...settings }) };
}

const viasOf = (tree: TestTree): readonly string[] =>
  [ROOT, TLD, NS].flatMap((address) => tree.server(address).received.map(({ via }) => via));

describe("where UDP is dropped", () => {
  it("one walk and all that follows cost one wait of a third of a second", async () => {
    // Time passes only at the first datagram: who waited for another one would wait for ever.
    const clock = createManualClock();
    let untilNextMs = 350;
    const plan = treeBehind((right) => (one) => {
      if (one.via === "udp") clock.advance(untilNextMs);
      untilNextMs = 0;
      return udpDropped(right)(one);
    });
    const { authority } = await plant(plan, { clock });
    const { addresses } = await authority.delegation(DOMAIN, {});
    for (const address of addresses)
      expect(await authority.observe(address, { owner: DOMAIN, type: "TXT" }, {})).toMatchObject({
        kind: "answer",
        transport: "tcp",
      });
    const found = await authority.lookup({ owner: DOMAIN, type: "TXT" }, {});
    expect(found).toMatchObject({ kind: "answer", rrset: { values: ["here"] } });
  });

  it("UDP is asked beside TCP all the same, so that it is found again", async () => {
    let isDropped = true;
    const plan = treeBehind((right) => (one) => (isDropped ? udpDropped(right)(one) : right(one)));
    const { authority } = await plant(plan);
    const [address] = (await authority.delegation(DOMAIN, {})).addresses;
    if (address === undefined) throw new TypeError("no address");
    isDropped = false;
    // By TCP an answer takes a connection more, so UDP brings one sooner before long.
    await expect
      .poll(async () => (await authority.observe(address, { owner: APEX, type: "SOA" }, {})).transport)
      .toBe("udp");
  });
});

describe("where something answers by UDP in the place of name servers", () => {
  it("TCP is trusted where it leads down, and UDP is left alone from then on", async () => {
    const { authority, tree } = await plant(treeBehind(udpIntercepted));
    const { apex, addresses } = await authority.delegation(DOMAIN, {});
    expect(apex).toBe(APEX);
    const byUdp = (): number => viasOf(tree).filter((via) => via === "udp").length;
    const before = byUdp();
    for (const address of addresses)
      expect(await authority.observe(address, { owner: DOMAIN, type: "TXT" }, {})).toMatchObject({
        kind: "answer",
        transport: "tcp",
      });
    await authority.delegation(DOMAIN, { fresh: true });
    expect(byUdp()).toBe(before);
  });

  it("it is said so where TCP is answered in the same way, or drops", async () => {
    const clock = createManualClock();
    const droppedByTcp: Script = (one) => {
      if (one.via === "udp") return REFUSING(one);
      clock.advance(DEFAULT_TIMING.questionMs);
      return undefined;
    };
    for (const script of [REFUSING, droppedByTcp]) {
      const { authority } = await plant({ [ROOT]: script }, { clock });
      await expect(authority.delegation(DOMAIN, {})).rejects.toMatchObject({
        code: "NOT_OBSERVABLE",
        facts: { because: "intercepted" },
      });
      await Promise.all(open.splice(0).map((one) => one.close()));
    }
  });

  it("bad news of the clean way are taken for what they are", async () => {
    const { authority } = await plant(treeBehind(udpIntercepted));
    await expect(authority.delegation(parseDomainName("mail.nobody.test"), {})).rejects.toMatchObject({
      code: "ZONE_NOT_DELEGATED",
      facts: { missing: "nobody.test" },
    });
  });
});

describe("a root that denies a top-level domain", () => {
  it("of the public suffix list is no root of the world", async () => {
    const { authority } = await plant({ [ROOT]: DENYING });
    for (const name of ["mail.example.com", "example.co.uk"])
      await expect(authority.delegation(parseDomainName(name), {})).rejects.toMatchObject({
        code: "NOT_OBSERVABLE",
        facts: { because: "intercepted", zone: ".", evidence: [`${ROOT}: nxdomain`] },
      });
  });

  it("that nobody has is right, and so is a private tree's", async () => {
    const { authority, tree } = await plant({ [ROOT]: DENYING });
    const said = { code: "ZONE_NOT_DELEGATED" };
    await expect(authority.delegation(parseDomainName("mail.example.nowhere"), {})).rejects.toMatchObject(
      said,
    );
    const own = createDns({ roots: [ROOT], port: tree.port, resolvers: [], clock: systemClock });
    const name = parseDomainName("mail.example.com");
    await expect(own.authority.delegation(name, {})).rejects.toMatchObject(said);
  });
});

describe("where resolvers have answered by HTTPS in the place of port 53", () => {
  const clock = createManualClock();
  const silent: Script = () => {
    clock.advance(DEFAULT_TIMING.questionMs);
    return undefined;
  };

  async function replaced(
    script: Script,
  ): Promise<Dns & { readonly tree: TestTree; readonly gateway: DohServer }> {
    const answering: DohScript = ({ query }) => {
      const isNs = query.questions[0]?.type === Packet.TYPE.NS;
      const answers = [isNs ? record(APEX, "NS", "ns.example.test") : soa(APEX)];
      return replyTo(query, { authoritative: false, answers });
    };
    const [gateway, other] = [await startDohServer(answering), await startDohServer(answering)];
    open.push(gateway, other);
    const dns = await plant(
      { [ROOT]: script, [ROOT2]: script },
      { roots: [ROOT, ROOT2], doh: [gateway.url, other.url], clock },
    );
    await expect(dns.authority.delegation(DOMAIN, {})).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
    await dns.resolvers.delegation(APEX, {});
    return { ...dns, gateway };
  }

  it.each([
    { because: "intercepted", script: REFUSING },
    { because: "blocked", script: silent },
  ])("it is left alone: $because", async ({ because, script }) => {
    const { authority, resolvers, tree, gateway } = await replaced(script);
    const knocks = (): number =>
      [ROOT, ROOT2].reduce((sum, root) => sum + tree.server(root).received.length, 0);
    const before = knocks();
    const other = parseDomainName("mail.other.test");
    await expect(authority.delegation(other, {})).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
      message: expect.stringContaining(other),
      facts: { because, name: other },
    });
    expect(await authority.lookup({ owner: other, type: "TXT" }, {})).toEqual({
      kind: "failed",
      because: `port ${tree.port} is ${because} from here`,
      outOfSight: true,
    });
    const heard = await Promise.all(resolvers.ask({ owner: APEX, type: "SOA" }, {}));
    expect(heard).toMatchObject([
      { resolver: gateway.url, observation: { transport: "doh" } },
      { observation: { transport: "doh" } },
    ]);
    expect(knocks()).toBe(before);
  });

  it("it is not given up where it was of use", async () => {
    const { authority, resolvers } = await plant(treeBehind((right) => right));
    await authority.delegation(DOMAIN, {});
    expect(await resolvers.delegation(APEX, {})).toBeUndefined();
    expect(await authority.delegation(DOMAIN, { fresh: true })).toMatchObject({ apex: APEX });
  });
});
