import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { DEFAULT_TIMING } from "../../src/resolve/transport/by-transport.ts";
import type { Authority } from "../../src/dns/authority.ts";
import { createDns, type DnsSettings } from "../../src/resolve/dns.ts";
import { createManualClock } from "../support/dns-clock.ts";
import { record, replyTo, soa } from "../support/dns-reply.ts";
import { CLOSED_PORT, type Script } from "../support/dns-server.ts";
import { startTree, type TestTree, type TreePlan } from "../support/dns-tree.ts";
import { serveZones, type TestZone } from "../support/dns-zones.ts";
import { FAILING, REFUSING } from "../support/interceptors.ts";
import { createVirtualClock } from "../support/virtual-clock.ts";

// Whether port 53 is what it seems: on some networks nothing passes, on others a proxy answers in the place
// of every server.

const ROOT = "127.83.0.1";
const ROOT2 = "127.83.0.2";
const TLD = "127.83.0.3";
const NS = "127.83.0.4";
const NAME = "mail.example.test";
const { REFUSED, SERVFAIL, NXDOMAIN } = Packet.RCODE;

const soaText = "SOA ns.example.test hostmaster.example.test 7 3600 600 86400 60";
const TEST_CUT = ["test 300 NS ns.nic.test", `ns.nic.test 300 A ${TLD}`];
const EXAMPLE_CUT = ["example.test 300 NS ns.example.test", `ns.example.test 300 A ${NS}`];
const ROOT_ZONE: TestZone = { apex: ".", records: [`. 300 ${soaText}`, ...TEST_CUT] };
const TLD_ZONE: TestZone = { apex: "test", records: [`test 300 ${soaText}`, ...TEST_CUT, ...EXAMPLE_CUT] };
const ZONE: TestZone = { apex: "example.test", records: [`example.test 300 ${soaText}`, ...EXAMPLE_CUT] };

const proxy = { authoritative: false, recursionAvailable: true };
const someSoa = record(NAME, "SOA", "ns.example.test hostmaster.example.test 7 3600 600 86400 60");

const SILENT: Script = () => undefined;

const open: TestTree[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((tree) => tree.close()));
});

async function plant(plan: TreePlan, settings: Partial<DnsSettings> = {}): Promise<Authority> {
  const tree = await startTree(plan);
  open.push(tree);
  const world = { roots: [ROOT], rootsAre: "public", port: tree.port } as const;
  return createDns({ ...world, resolvers: [], clock: systemClock, ...settings }).authority;
}

const walk = (authority: Authority, name = NAME): ReturnType<Authority["delegation"]> =>
  authority.delegation(parseDomainName(name), {});

describe("port 53 intercepted", () => {
  it.each<[string, Script]>([
    ["a resolver's answer", ({ query }) => replyTo(query, { ...proxy, answers: [someSoa] })],
    [
      "a resolver's no",
      ({ query }) => replyTo(query, { ...proxy, rcode: NXDOMAIN, authorities: [soa("example.test")] }),
    ],
    ["a resolver that refuses questions without RD", REFUSING],
    [
      "a resolver that refers back to the root",
      ({ query }) => replyTo(query, { ...proxy, authorities: [record("", "NS", "a.root.test")] }),
    ],
    [
      "a resolver that gives a referral from its cache",
      ({ query }) => replyTo(query, { ...proxy, authorities: [record("test", "NS", "ns.nic.test")] }),
    ],
    ["a resolver that fails", FAILING],
    [
      "an answer without authority that hides its recursion",
      ({ query }) => replyTo(query, { authoritative: false, answers: [someSoa] }),
    ],
    [
      "a gateway that claims authority for every name",
      ({ query }) => replyTo(query, { recursionAvailable: true, answers: [someSoa] }),
    ],
    ["a gateway that knows no SOA of any name", ({ query }) => replyTo(query, {})],
    ["a resolver's answer with AA and without RA", ({ query }) => replyTo(query, { answers: [someSoa] })],
    [
      "a resolver's no with AA and without RA",
      ({ query }) => replyTo(query, { rcode: NXDOMAIN, authorities: [soa("example.test")] }),
    ],
    [
      "a resolver's alias with AA and without RA",
      ({ query }) => replyTo(query, { answers: [record(NAME, "CNAME", "portal.test")] }),
    ],
    ["nonsense", ({ octets }) => octets],
  ])("is said for %s in a root's place, with the evidence", async (_what, script) => {
    const authority = await plant({ [ROOT]: script });
    const error: unknown = await walk(authority).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "NOT_OBSERVABLE",
      facts: { because: "intercepted", zone: ".", name: NAME },
    });
    expect(error).toHaveProperty("facts.evidence", [expect.stringContaining(`${ROOT}: `)]);
  });

  it("names the offer of recursion, and only the servers that answered", async () => {
    const authority = await plant({ [ROOT]: REFUSING }, { roots: [`127.83.0.9:${CLOSED_PORT}`, ROOT] });
    await expect(walk(authority)).rejects.toMatchObject({
      facts: { because: "intercepted", evidence: [`${ROOT}: lame (refused), offers recursion`] },
    });
  });

  it("is known without any waiting", async () => {
    const authority = await plant(
      { [ROOT]: REFUSING, [ROOT2]: REFUSING },
      { roots: [ROOT, ROOT2], clock: createManualClock() },
    );
    await expect(walk(authority)).rejects.toMatchObject({ facts: { because: "intercepted" } });
  });

  it("is said where the proxy lets the roots through and not the registries", async () => {
    const authority = await plant({ [ROOT]: [ROOT_ZONE], [TLD]: REFUSING });
    await expect(walk(authority)).rejects.toMatchObject({
      code: "NOT_OBSERVABLE",
      facts: { because: "intercepted", zone: "test" },
    });
  });
});

describe("port 53 blocked", () => {
  it("is said of a name that is looked up, where a registry's no becomes an answer of somebody else", async () => {
    const right = serveZones([TLD_ZONE]);
    const authority = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: (received) =>
        received.query.questions[0]?.type === Packet.TYPE.TXT
          ? replyTo(received.query, proxy)
          : right(received),
      [NS]: [ZONE],
    });
    expect(await walk(authority)).toMatchObject({ apex: "example.test" });
    const question = { owner: parseDomainName("_dmarc.test"), type: "TXT" };
    expect(await authority.lookup(question, {})).toEqual({
      kind: "failed",
      because: "something on the way answers in the place of the test name servers",
      outOfSight: true,
    });
  });

  it("is said within three seconds where nothing comes back, whatever the number of roots", async () => {
    const clock = createVirtualClock();
    const startedAt = clock.now();
    const roots = Array.from({ length: 13 }, (_, index) => `127.83.1.${index + 1}`);
    const authority = await plant(Object.fromEntries(roots.map((root) => [root, SILENT])), { roots, clock });
    const error: unknown = await clock.drive(walk(authority).catch((thrown: unknown) => thrown));
    expect(error).toMatchObject({ code: "NOT_OBSERVABLE", facts: { because: "blocked", zone: "." } });
    expect(error).toHaveProperty(
      "facts.evidence",
      expect.arrayContaining([`${roots[0]}: unreachable (timeout)`]),
    );
    expect(clock.now() - startedAt).toBeLessThanOrEqual(3000);
    expect(clock.sleepers()).toBe(0);
  });

  it("is not said while UDP alone is dropped: TCP is tried in time", async () => {
    const byTcp = serveZones([ROOT_ZONE]);
    const clock = createManualClock();
    const untilNextMs = [400, DEFAULT_TIMING.udpMs - 400];
    const script: Script = (received) => {
      if (received.via === "tcp") return byTcp(received);
      clock.advance(untilNextMs.shift() ?? 0);
      return undefined;
    };
    const authority = await plant({ [ROOT]: script, [TLD]: [TLD_ZONE], [NS]: [ZONE] }, { clock });
    expect(await walk(authority)).toMatchObject({ apex: "example.test" });
    expect(clock.now()).toBe(DEFAULT_TIMING.udpMs);
  });

  it("is said at once where the way is closed", async () => {
    const { authority } = createDns({
      roots: [`127.0.0.1:${CLOSED_PORT}`],
      resolvers: [],
      clock: createManualClock(),
    });
    await expect(walk(authority)).rejects.toMatchObject({
      message: expect.stringContaining(`No root name server can be reached on port ${CLOSED_PORT},`),
      hint: expect.stringContaining(`to port ${CLOSED_PORT} from here`),
      facts: { because: "blocked", ports: [CLOSED_PORT], evidence: ["127.0.0.1: unreachable (refused)"] },
    });
    expect(authority.portsAsked()).toEqual([CLOSED_PORT]);
  });

  it("is said where the roots answer and no registry does", async () => {
    const authority = await plant({ [ROOT]: [ROOT_ZONE] });
    await expect(walk(authority)).rejects.toMatchObject({ facts: { because: "blocked", zone: "test" } });
  });

  it("is not said of a registry whose servers answer, only badly: that may be theirs", async () => {
    const authority = await plant({
      [ROOT]: [ROOT_ZONE],
      [TLD]: ({ query }) => replyTo(query, { authoritative: false, rcode: REFUSED }),
    });
    const error: unknown = await walk(authority).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "NOT_OBSERVABLE", facts: { zone: "test" } });
    expect(error).not.toHaveProperty("facts.because");
  });

  it("is what a setting without UDP and TCP comes to, and nothing is sent", async () => {
    let sent = 0;
    const authority = await plant(
      { [ROOT]: [ROOT_ZONE] },
      { transports: ["doh"], onQuery: () => (sent += 1) },
    );
    await expect(walk(authority)).rejects.toMatchObject({ facts: { because: "blocked" } });
    expect(sent).toBe(0);
  });
});

describe("port 53 as it should be", () => {
  it.each<[string, TreePlan, "private"?]>([
    ["refers down", { [ROOT]: [ROOT_ZONE], [TLD]: [TLD_ZONE], [NS]: [ZONE] }],
    [
      "serves every zone itself, as in a small private tree",
      { [ROOT]: [ROOT_ZONE, TLD_ZONE, ZONE], [TLD]: [TLD_ZONE], [NS]: [ZONE] },
      "private",
    ],
  ])("finds the zone where a root %s", async (_what, plan, rootsAre) => {
    expect(await walk(await plant(plan, rootsAre && { rootsAre }))).toMatchObject({
      apex: "example.test",
      soa: { serial: 7 },
    });
  });

  it("takes a root's own no for what it is", async () => {
    const authority = await plant({ [ROOT]: [ROOT_ZONE] });
    await expect(walk(authority, "mail.example.nowhere")).rejects.toMatchObject({
      code: "ZONE_NOT_DELEGATED",
    });
  });

  it("goes on with a root that answers where another one is forged, broken or dead", async () => {
    for (const script of [REFUSING, (({ query }) => replyTo(query, { rcode: SERVFAIL })) satisfies Script]) {
      const plan = { [ROOT]: script, [ROOT2]: [ROOT_ZONE], [TLD]: [TLD_ZONE], [NS]: [ZONE] };
      const authority = await plant(plan, { roots: [ROOT, ROOT2] });
      expect(await walk(authority)).toMatchObject({ apex: "example.test" });
      await Promise.all(open.splice(0).map((tree) => tree.close()));
    }
  });

  it("walks by TCP alone where UDP is switched off", async () => {
    const tree = await startTree({ [ROOT]: [ROOT_ZONE], [TLD]: [TLD_ZONE], [NS]: [ZONE] });
    open.push(tree);
    const { authority } = createDns({
      roots: [ROOT],
      port: tree.port,
      resolvers: [],
      clock: systemClock,
      transports: ["tcp"],
    });
    expect(await walk(authority)).toMatchObject({ apex: "example.test" });
    const vias = [ROOT, TLD, NS].flatMap((address) => tree.server(address).received.map(({ via }) => via));
    expect(new Set(vias)).toStrictEqual(new Set(["tcp"]));
  });
});
