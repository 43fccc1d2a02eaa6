import { afterAll, beforeAll, expect, it } from "vitest";
import type { EventBody } from "../../src/events/event.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { startSes, type ServedSes } from "../support/servers/real-ses.ts";
import { startOnboarding } from "../support/servers/server-run.ts";
import { startServers, type Role, type Tree } from "../support/servers/tree.ts";
import type { ServerVerdict } from "../../src/events/verdict.ts";

// One name server of two is broken, each time in another way: what is said about it, and how the run ends all
// the same.

type Observed = EventBody & { readonly type: "propagation.observed" };

interface Case {
  readonly role: Role;
  readonly title: string;
  /** The last word about that server, for each record that it was asked for. */
  readonly verdict: ServerVerdict;
  /** What the last observation of it holds beside. */
  readonly observation: Readonly<Record<string, unknown>>;
}

const LEFT_OUT: readonly Case[] = [
  {
    role: "dead",
    title: "a server that is switched off",
    verdict: "unreachable",
    observation: { kind: "unreachable", because: "refused", family: 4 },
  },
  {
    role: "silent",
    title: "a server that never answers",
    verdict: "unreachable",
    observation: { kind: "unreachable", family: 4 },
  },
  {
    role: "stranger",
    title: "a server that was never told of the zone and sends us back up",
    verdict: "lame",
    observation: { kind: "lame", because: "upward-referral" },
  },
  {
    role: "refusing",
    title: "a server that refuses",
    verdict: "lame",
    observation: { kind: "lame", because: "refused" },
  },
  { role: "servfail", title: "a server that fails", verdict: "servfail", observation: { kind: "servfail" } },
];

const STAYS_IN: readonly Case[] = [
  {
    role: "truncating",
    title: "a server that truncates whatever it sends by UDP",
    verdict: "serves",
    observation: { transport: "tcp" },
  },
  {
    role: "tcpOnly",
    title: "a server that answers over TCP only",
    verdict: "serves",
    observation: { transport: "tcp" },
  },
  {
    role: "udpOnly",
    title: "a server that answers over UDP only",
    verdict: "serves",
    observation: { transport: "udp" },
  },
  {
    role: "secondary6",
    title: "a server at an IPv6 address only",
    verdict: "serves",
    observation: { transport: "udp" },
  },
  {
    role: "lossy",
    title: "a server that four of ten datagrams don't reach",
    verdict: "serves",
    observation: { kind: "answer" },
  },
  { role: "slow", title: "a server that takes 150 ms", verdict: "serves", observation: { transport: "udp" } },
];

describeServers("one broken name server", () => {
  let tree: Tree;
  let ses: ServedSes;
  beforeAll(async () => {
    const zones = [...LEFT_OUT, ...STAYS_IN].map(({ role }) => ({
      name: zoneOf(role),
      roles: ["primary", role] as const,
    }));
    const lone = { name: "lone.lab", roles: ["dead", "silent"] as const };
    const gone = { name: "gone.lab", roles: ["dead", "silent", "refusing"] as const };
    const few = { name: "few.lab", roles: ["primary", "dead", "refusing"] as const };
    tree = await startServers({ zones: [...zones, lone, gone, few], recursors: true, faults: true });
    ses = await startSes({ address: tree.unbound.address, port: tree.port });
  });
  afterAll(async () => {
    await ses?.close();
    await tree?.close();
  });

  const onboard = async (zone: string, waitMs?: number) => {
    const run = startOnboarding(tree, `mail.${zone}`, {
      identities: ses.identities,
      ...(waitMs === undefined ? {} : { waitMs }),
    });
    await run.until(({ type }) => type === "rrset.written" || type === "result");
    await tree.refresh(zone);
    return { result: await run.result, events: run.events };
  };

  it.each(LEFT_OUT)(
    "names $title, leaves it out and verifies by the others",
    async ({ role, verdict, observation }) => {
      const { result, events } = await onboard(zoneOf(role));
      expect([result.state, result.exit]).toEqual(["verified", 0]);
      const excluded = events.filter((event) => event.type === "server.excluded");
      const server = `${zoneOf(role).replace(".lab", "")}.${zoneOf(role)}`;
      expect(excluded).toMatchObject([{ at: { server, address: tree.addressOf(role) }, because: verdict }]);
      expect(lastObserved(events, tree.addressOf(role))?.observation).toMatchObject(observation);
      expect(events.find(({ type }) => type === "propagation.done")).toMatchObject({ agreeing: 1, asked: 2 });
    },
  );

  it.each(STAYS_IN)("waits for $title like for any other", async ({ role, verdict, observation }) => {
    const { result, events } = await onboard(zoneOf(role));
    expect([result.state, result.exit]).toEqual(["verified", 0]);
    const last = lastObserved(events, tree.addressOf(role));
    expect(last).toMatchObject({ verdict, observation });
    expect(events.find(({ type }) => type === "propagation.done")).toMatchObject({ agreeing: 2, asked: 2 });
  });

  it("creates and writes nothing where only a minority holds the zone: the gate would never open", async () => {
    const { result, events } = await onboard("few.lab");
    expect(result).toMatchObject({ state: "failed", error: { code: "ZONE_NOT_DELEGATED" } });
    expect(result.error?.message).toMatch(/refusing\.few\.lab refuses \(REFUSED\)/);
    expect(events.some(isEffect)).toBe(false);
  });

  it("creates and writes nothing where no server of the zone answers", async () => {
    const { result, events } = await onboard("lone.lab");
    expect(result).toMatchObject({ state: "pending", exit: 7, error: { code: "NOT_OBSERVABLE" } });
    expect(events.some(isEffect)).toBe(false);
  });

  it("says of each what it said where one answers, and refuses", async () => {
    const { result, events } = await onboard("gone.lab");
    expect(result).toMatchObject({ state: "failed", error: { code: "ZONE_NOT_DELEGATED" } });
    expect(result.error?.message).toMatch(/refusing\.gone\.lab refuses \(REFUSED\)/);
    expect(result.error?.message).toMatch(/silent\.gone\.lab.* do(?:es)? not answer/);
    expect(events.some(isEffect)).toBe(false);
  });
});

function isEffect({ type }: EventBody): boolean {
  return type === "rrset.written" || type === "identity.ready";
}

function zoneOf(role: Role): string {
  return `${role.toLowerCase()}.lab`;
}

function lastObserved(events: readonly EventBody[], address: string): Observed | undefined {
  return events
    .filter((event): event is Observed => event.type === "propagation.observed")
    .findLast((event) => event.at.address === address);
}
