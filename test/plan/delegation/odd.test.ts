import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation, Heard, Said, ServerAddress } from "../../../src/dns/observation.ts";
import {
  isSentTo,
  notAtHost,
  oddAnswers,
  oddLists,
  silentServers,
} from "../../../src/plan/delegation/odd.ts";

const named = parseDomainName;
const [APEX, ABOVE] = [named("example.com"), named("com")];
const [NS1, NS2, NS3] = [named("ns1.dns.test"), named("ns2.dns.test"), named("ns3.dns.test")];
const SILENT: Said = { kind: "unreachable", because: "timeout", family: 4 };
const REFUSED: Said = { kind: "lame", because: "refused" };
const SERVES: Said = {
  kind: "answer",
  rrset: {
    owner: APEX,
    type: "SOA",
    ttl: 300,
    values: ["ns1.dns.test hostmaster.dns.test 1 3600 600 86400 60"],
  },
};

const delegation: Delegation = {
  apex: APEX,
  parentNameServers: [NS1, NS2],
  childNameServers: [NS1, NS2],
  addresses: [],
  unresolved: [],
  soa: undefined,
};

const at = (server: typeof NS1, address = "192.0.2.1"): ServerAddress => ({ server, address, port: 53 });
const heard = (server: typeof NS1, said: Said, address?: string): Heard => ({
  at: at(server, address),
  observation: { ...said, transport: "udp", roundTripMs: 7 },
});

describe("the lists of name servers", () => {
  it("name those without an address by what keeps each from one", () => {
    const unresolved = [NS1, NS2, NS3];
    const unaddressed = new Map([
      [NS1, "alias"],
      [NS2, "no-glue"],
      [NS3, "no-glue"],
    ] as const);
    expect(oddLists({ ...delegation, unresolved, unaddressed }, undefined, [])).toEqual([
      { warning: "server-without-address", owner: APEX, servers: [NS1], because: "alias" },
      { warning: "server-without-address", owner: APEX, servers: [NS2, NS3], because: "no-glue" },
    ]);
    expect(oddLists({ ...delegation, unresolved: [NS1] }, undefined, [])).toStrictEqual([
      { warning: "server-without-address", owner: APEX, servers: [NS1] },
    ]);
  });

  it("are told where they are more than are asked", () => {
    const addresses = [at(NS1), at(NS2)];
    expect(oddLists({ ...delegation, addresses }, undefined, [])).toEqual([]);
    expect(
      oddLists({ ...delegation, addresses, leftOut: { servers: 4, addresses: 12 } }, undefined, []),
    ).toEqual([{ warning: "not-all-asked", owner: APEX, asked: 2, servers: 4, addresses: 12 }]);
  });

  it("name those that the parent alone has, and those that the zone alone has", () => {
    const differs = (parentNameServers: Delegation["parentNameServers"], childNameServers = [NS1, NS2]) =>
      oddLists({ ...delegation, parentNameServers, childNameServers }, undefined, []);
    const told = { warning: "delegation-differs", owner: APEX };
    expect(differs([NS1, NS3])).toEqual([{ ...told, onlyParent: [NS3], onlyZone: [NS2] }]);
    expect(differs([NS1])).toEqual([{ ...told, onlyParent: [], onlyZone: [NS2] }]);
    expect(differs([NS1, NS2], [NS1])).toEqual([{ ...told, onlyParent: [NS2], onlyZone: [] }]);
    expect(differs([NS2, NS1])).toEqual([]);
  });

  it("are held against the host's where it names some", () => {
    expect(notAtHost({ ...delegation, unresolved: [NS1] }, [])).toEqual([NS2]);
    expect(notAtHost(delegation, undefined)).toEqual([]);
    expect(oddLists(delegation, [NS2, NS3], [NS1])).toEqual([
      { warning: "half-moved", owner: APEX, notAtHost: [NS1], notDelegated: [NS3], otherCopy: [NS1] },
    ]);
  });

  it("call no zone half moved for a name that leads nowhere", () => {
    const other = { ...delegation, parentNameServers: [NS1, NS2, NS3], childNameServers: [NS1, NS2, NS3] };
    expect(oddLists(other, [NS1, NS2], [])).toMatchObject([{ warning: "half-moved", notAtHost: [NS3] }]);
    expect(oddLists({ ...other, unresolved: [NS3] }, [NS1, NS2], [])).toEqual([
      { warning: "server-without-address", owner: APEX, servers: [NS3] },
    ]);
  });

  it("name the zone around one that nobody delegates, and its servers", () => {
    const enclosing = { apex: ABOVE, nameServers: [NS3], isWithout: true };
    expect(oddLists({ ...delegation, enclosing }, undefined, [])).toEqual([
      { warning: "zone-not-cut", owner: APEX, enclosing: ABOVE, nameServers: [NS3] },
    ]);
  });

  it("do not say that nobody delegates a zone where the one around it has something there", () => {
    const enclosing = { apex: ABOVE, nameServers: [NS3], isWithout: false };
    expect(oddLists({ ...delegation, enclosing }, undefined, [])).toEqual([]);
  });

  it("name the servers of the zone above that don't know of the delegation", () => {
    const parentsWithout = [heard(NS3, { kind: "nxdomain", soa: undefined, zone: ABOVE })];
    expect(oddLists({ ...delegation, parentsWithout }, undefined, [])).toEqual([
      { warning: "parents-disagree", owner: APEX, without: [at(NS3)] },
    ]);
  });

  it("say nothing of the zone's own list where nobody told it", () => {
    expect(oddLists({ ...delegation, childNameServers: [] }, [NS1, NS2], [])).toEqual([]);
  });
});

describe("what the servers of a zone say of it", () => {
  it.each<[title: string, said: Said]>([
    ["refuses", REFUSED],
    ["fails", { kind: "servfail", extendedErrors: [] }],
    ["has no SOA there", { kind: "nodata", soa: undefined }],
    ["denies the name", { kind: "nxdomain", soa: undefined }],
    ["sends on", { kind: "referral", to: APEX, nameServers: [NS3] }],
    ["can't be read", { kind: "malformed", because: "cut short" }],
    ["has no authority", { ...SERVES, withoutAuthority: true }],
  ])("is a warning for each address that %s, without how long it took", (_title, said) => {
    expect(oddAnswers(delegation, [heard(NS1, SERVES), heard(NS2, said)])).toEqual([
      { warning: "server-lame", owner: APEX, at: at(NS2), said },
    ]);
  });

  it("is no warning where it is as it should be, nor yet where one is silent", () => {
    expect(oddAnswers(delegation, [heard(NS1, SERVES), heard(NS2, SILENT)])).toEqual([]);
  });

  it.each<[title: string, said: Said]>([
    ["silent", SILENT],
    ["refusing", REFUSED],
  ])("is told of a %s server that the zone alone names as what it is", (_title, said) => {
    const onlyZone = { ...delegation, childNameServers: [NS1, NS2, NS3] };
    const undelegated = [{ warning: "undelegated-server", owner: APEX, at: at(NS3), said }];
    expect(oddAnswers(onlyZone, [heard(NS1, SERVES), heard(NS3, said)])).toEqual(undelegated);
    const above = { ...onlyZone, enclosing: { apex: ABOVE, nameServers: [NS3], isWithout: true } };
    expect(oddAnswers(above, [heard(NS3, said)])).not.toEqual(undelegated);
  });

  it("is right without an SOA where none of them has one, as behind a load balancer", () => {
    const none: Said = { kind: "nodata", soa: undefined };
    expect(oddAnswers(delegation, [heard(NS1, none), heard(NS2, { ...none, zone: APEX })])).toEqual([]);
    expect(oddAnswers(delegation, [heard(NS1, none), heard(NS2, { ...none, zone: ABOVE })])).toMatchObject([
      { warning: "server-lame", at: { server: NS2 } },
    ]);
  });

  it("is right without an SOA where records of another type came for it alone", () => {
    const ns: Said = { kind: "answer", rrset: { owner: APEX, type: "NS", ttl: 300, values: [NS1] } };
    const none: Said = { kind: "nodata", soa: undefined, zone: APEX };
    expect(oddAnswers(delegation, [heard(NS1, ns), heard(NS2, none)])).toEqual([]);
  });

  it("is not right without authority, whatever was asked: check asks for records alone", () => {
    const txt: Said = { kind: "answer", rrset: { owner: APEX, type: "TXT", ttl: 300, values: ["x"] } };
    const said: Said = { ...txt, withoutAuthority: true };
    expect(oddAnswers(delegation, [heard(NS1, txt), heard(NS2, said)])).toEqual([
      { warning: "server-lame", owner: APEX, at: at(NS2), said },
    ]);
  });

  it("is told of whoever was asked where nobody knows to whom the world is sent", () => {
    const unknown = { ...delegation, parentNameServers: [], childNameServers: [] };
    expect(oddAnswers(unknown, [heard(NS3, REFUSED)])).toEqual([
      { warning: "server-lame", owner: APEX, at: at(NS3), said: REFUSED },
    ]);
  });

  it("is no fault of a server of the zone around that it answers for that one", () => {
    const around = { ...delegation, enclosing: { apex: ABOVE, nameServers: [NS3], isWithout: true } };
    const ofNs3 = (said: Said) => oddAnswers(around, [heard(NS1, SERVES), heard(NS3, said)]);
    expect(ofNs3({ kind: "nxdomain", soa: undefined, zone: ABOVE })).toEqual([]);
    expect(ofNs3({ kind: "nodata", soa: undefined, zone: ABOVE })).toEqual([]);
    expect(ofNs3({ kind: "referral", to: APEX, nameServers: [NS1] })).toEqual([]);
    expect(ofNs3(REFUSED)).toEqual([{ warning: "server-lame", owner: ABOVE, at: at(NS3), said: REFUSED }]);
  });

  it("is one warning for an alias at the apex, however many servers show it", () => {
    const alias: Said = { kind: "cname", target: named("lb.test"), ttl: 60, rrset: undefined };
    for (const first of [alias, SERVES])
      expect(oddAnswers(delegation, [heard(NS1, first), heard(NS2, alias)])).toEqual([
        { warning: "alias-at-apex", owner: APEX, target: "lb.test" },
      ]);
  });
});

it("the world is sent to the servers of the parent, and of the zone around; where none is known, to each", () => {
  const enclosing = { apex: ABOVE, nameServers: [NS3], isWithout: true };
  const all = [NS1, NS2, NS3];
  const sentTo = (some: Partial<Delegation>) =>
    all.filter((server) => isSentTo({ ...delegation, ...some }, server));
  expect(sentTo({})).toEqual([NS1, NS2]);
  expect(sentTo({ parentNameServers: [NS1], enclosing })).toEqual([NS1, NS3]);
  expect(sentTo({ parentNameServers: [] })).toEqual(all);
});

describe("silence", () => {
  it("is told apart where another address of the server speaks", () => {
    const all = [
      heard(NS1, SERVES),
      heard(NS1, SILENT, "2001:db8::1"),
      heard(NS2, SILENT),
      heard(NS2, SILENT, "2001:db8::2"),
    ];
    expect(silentServers(delegation, all)).toEqual([
      {
        warning: "server-silent",
        owner: APEX,
        servers: [at(NS2), at(NS2, "2001:db8::2")],
        whole: true,
      },
      { warning: "server-silent", owner: APEX, servers: [at(NS1, "2001:db8::1")], whole: false },
    ]);
  });

  it("is not said of an address that this machine has no way to: nothing was sent there", () => {
    const noWay: Said = { kind: "unreachable", because: "no-route", family: 6 };
    expect(silentServers(delegation, [heard(NS1, SERVES), heard(NS2, noWay, "2001:db8::2")])).toEqual([]);
  });

  it("of everybody is no server's", () => {
    expect(silentServers(delegation, [heard(NS1, SILENT), heard(NS2, SILENT)])).toEqual([]);
    expect(silentServers(delegation, [])).toEqual([]);
  });
});
