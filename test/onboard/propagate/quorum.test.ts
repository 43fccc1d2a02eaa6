import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation, Observation, ServerAddress } from "../../../src/dns/observation.ts";
import { laggardsOf, mostAgree, tallyOf, warningsOf } from "../../../src/onboard/propagate/quorum.ts";
import type { Watcher } from "../../../src/onboard/propagate/watcher.ts";
import { APEX, D, rrset } from "../fakes.ts";
import { BASE, REFUSED, SERVFAIL } from "./answers.ts";

// What addresses say, given as it is, and who decides by that.

const GOAL = { owner: D, type: "TXT", accepts: () => true } as const;
const UNREACHABLE: Observation = { ...BASE, kind: "unreachable", because: "timeout", family: 4 };
const SOA: Observation = { ...BASE, kind: "answer", rrset: rrset("SOA", APEX, ["ns1 hm 1 2 3 4 5"]) };

const at = (number: number, last = number): ServerAddress => ({
  server: parseDomainName(`ns${number}.dns.test`),
  address: `192.0.2.${last}`,
  port: 53,
});

type Said = Partial<
  Pick<Watcher, "role" | "word" | "isOut" | "isSilent" | "hasNoWay" | "hasAuthority" | "fault">
>;

/** An address that agrees, but for what is given. */
function address(servers: readonly ServerAddress[], said: Said = {}): Watcher {
  const agrees = said.word === undefined || said.word === "agrees";
  const inOrder = { role: "delegated", word: "agrees", isOut: false, isSilent: false, hasNoWay: false };
  return {
    at: servers[0],
    servers,
    agrees,
    hasAuthority: true,
    fault: undefined,
    dueAt: undefined,
    ...inOrder,
    ...said,
  } as Watcher;
}

const fault = (verdict: "old" | "lame" | "servfail" | "unreachable", observation?: Observation) => ({
  word: verdict === "old" ? ("objects" as const) : ("silent" as const),
  fault: { goal: GOAL, verdict, observation },
});
const OLD = fault("old", { ...BASE, kind: "answer", rrset: rrset("TXT", D, ["old"]) });
const SILENT = { ...fault("unreachable", UNREACHABLE), isOut: true, isSilent: true };

function watched(watchers: readonly Watcher[], answered: readonly ServerAddress[] = []) {
  const servers = [...new Set(watchers.flatMap((one) => one.servers))];
  const isDelegated = ({ server }: ServerAddress) =>
    watchers.some((one) => one.role === "delegated" && one.servers.some((other) => other.server === server));
  const delegation: Delegation = {
    apex: APEX,
    parentNameServers: servers.filter(isDelegated).map(({ server }) => server),
    childNameServers: servers.map(({ server }) => server),
    addresses: servers,
    unresolved: [],
    soa: undefined,
  };
  return { watchers, delegation, heard: answered.map((one) => ({ at: one, observation: SOA })) };
}

describe("most agree", () => {
  it.each([
    ["where half of those do that the world is sent to", [address([at(1)]), address([at(2)], SILENT)], true],
    ["not where fewer do", [address([at(1)]), address([at(2)], SILENT), address([at(3)], SILENT)], false],
    ["not where one objects", [address([at(1)]), address([at(2)], OLD)], false],
    [
      "not where one objects that only the zone names",
      [address([at(1)]), address([at(2)], { ...OLD, role: "zone-only" })],
      false,
    ],
    ["not where nobody is asked to whom the world is sent", [address([at(1)], { role: "zone-only" })], false],
    ["not where nobody is asked", [], false],
  ] as const)("%s", (_when, watchers, expected) => {
    expect(mostAgree(watched(watchers))).toBe(expected);
  });
});

it("all servers are counted, whoever decides", () => {
  const watchers = [
    address([at(1), at(2, 1)]),
    address([at(3)], { role: "zone-only" }),
    address([at(4)], SILENT),
  ];
  expect(tallyOf(watched(watchers))).toEqual({ agreeing: 3, asked: 4 });
});

describe("who lags", () => {
  const laggards = (...watchers: readonly Watcher[]) =>
    laggardsOf(watched(watchers)).map((one) => one.at.address);

  it("is who says something else, also where its server agrees at another address", () => {
    expect(laggards(address([at(1)]), address([at(1, 11)], OLD))).toEqual(["192.0.2.11"]);
  });

  it("is a silent address of a server that agrees nowhere", () => {
    expect(laggards(address([at(1)]), address([at(2)], SILENT))).toEqual(["192.0.2.2"]);
  });

  it("is no silent address of a server that agrees at another", () => {
    expect(laggards(address([at(1)]), address([at(1, 11)], SILENT))).toEqual([]);
  });

  it("is a silent address of two servers of which one agrees nowhere", () => {
    expect(laggards(address([at(1)]), address([at(1, 11), at(2, 11)], SILENT))).toEqual(["192.0.2.11"]);
  });
});

describe("when the wait is over", () => {
  const warnings = (watchers: readonly Watcher[], answered: readonly ServerAddress[] = []) =>
    warningsOf(watched(watchers, answered));

  it("answers without authority are told of those that agree, whoever else is silent", () => {
    const without = { hasAuthority: false };
    const silent = address([at(2)], { ...fault("servfail", SERVFAIL), isOut: true });
    expect(warnings([address([at(1)], without), silent])).toEqual([
      { warning: "without-authority", owner: APEX, servers: [at(1)] },
    ]);
    expect(warnings([address([at(1)], without), address([at(2)])])).toEqual([]);
    expect(warnings([silent])).toEqual([]);
  });

  it("who was silent all the time is told as silent, a server whole or one of its addresses", () => {
    const watchers = [address([at(1)]), address([at(1, 11)], SILENT), address([at(2)], SILENT)];
    expect(warnings(watchers)).toEqual([
      { warning: "server-silent", owner: APEX, servers: [at(2)], whole: true },
      { warning: "server-silent", owner: APEX, servers: [at(1, 11)], whole: false },
    ]);
  });

  it("who had answered for the zone is told by what it does with the record, and not as silent", () => {
    const gaveWay = (said: Said) =>
      warnings([address([at(1)]), address([at(2)], { isOut: true, ...said })], [at(2)]);
    const unanswered = {
      warning: "record-unanswered",
      owner: APEX,
      servers: [at(2)],
      rrset: { owner: D, type: "TXT" },
    };
    expect(gaveWay(SILENT)).toEqual([unanswered]);
    expect(gaveWay(fault("servfail", SERVFAIL))).toEqual([unanswered]);
    expect(gaveWay(fault("lame", REFUSED))).toEqual([
      { warning: "server-lame", owner: APEX, at: at(2), said: { kind: "lame", because: "refused" } },
    ]);
  });

  it("who had answered for the zone, and was asked for no record, is silent", () => {
    const unasked = { ...fault("unreachable"), isOut: true, isSilent: true };
    expect(warnings([address([at(1)]), address([at(2)], unasked)], [at(2)])).toEqual([
      { warning: "server-silent", owner: APEX, servers: [at(2)], whole: true },
    ]);
  });

  it.each([
    ["that refused the zone before: that was told then", { ...fault("lame", REFUSED), isOut: true }],
    ["that this machine has no way to", { ...SILENT, hasNoWay: true }],
    ["that only the zone names: that was told, too", { ...SILENT, role: "zone-only" }],
    ["that was not left out", { ...SILENT, isOut: false, isSilent: false }],
  ] as const)("nothing is told of one %s", (_which, said) => {
    expect(warnings([address([at(1)]), address([at(2)], said)])).toEqual([]);
  });

  it("nobody is told as silent where all are: it is no server's", () => {
    expect(warnings([address([at(1)], SILENT), address([at(2)], SILENT)])).toEqual([]);
  });
});
