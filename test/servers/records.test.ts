import { afterAll, beforeAll, expect, it } from "vitest";
import type { EventBody } from "../../src/events/event.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { askServer } from "../support/servers/question.ts";
import { startSes, type ServedSes } from "../support/servers/real-ses.ts";
import { startOnboarding } from "../support/servers/server-run.ts";
import { startServers, type Tree } from "../support/servers/tree.ts";

// What stands in zones, as real servers answer it.

const KEY = "A".repeat(392);
const KEPT = ["v=spf1 include:_spf.google.lab -all", "google-site-verification=abc"];
const RECORDS = [
  `big._domainkey TXT "v=DKIM1; k=rsa; p=" "${KEY.slice(0, 240)}" "${KEY.slice(240)}"`,
  'two TXT "v=spf1 include:" "qcloudmail.com ~all"',
  "alias CNAME two",
  ...KEPT.map((text) => `mail TXT "${text}"`),
  "mail MX 5 mx",
  "mx A 192.0.2.25",
  '_spf.google TXT "v=spf1 ip4:192.0.2.0/24 -all"',
];

describeServers("records on real name servers", () => {
  let tree: Tree;
  let ses: ServedSes;
  beforeAll(async () => {
    const roles = ["primary", "secondary"] as const;
    tree = await startServers({
      zones: [
        { name: "full.lab", roles, records: RECORDS },
        { name: "wild.lab", roles, records: ['* TXT "v=spf1 -all"'] },
        { name: "google.lab", roles, records: ['_spf TXT "v=spf1 ip4:192.0.2.0/24 -all"'] },
        { name: "again.lab", roles },
      ],
      recursors: true,
    });
    ses = await startSes({ address: tree.unbound.address, port: tree.port });
  });
  afterAll(async () => {
    await ses?.close();
    await tree?.close();
  });

  const onboard = (name: string, waitMs = 20_000) =>
    startOnboarding(tree, name, { identities: ses.identities, resolvers: [tree.unbound.address], waitMs });
  const ask = (role: "primary" | "secondary", owner: string, type = "TXT") =>
    askServer({ address: tree.addressOf(role), port: tree.port }, owner, type);

  it.each(["primary", "secondary"] as const)(
    "reads a DKIM key of 2048 bits from the %s in one datagram",
    async (role) => {
      const observation = await ask(role, "big._domainkey.full.lab");
      expect(observation).toMatchObject({
        kind: "answer",
        transport: "udp",
        rrset: { values: [`v=DKIM1; k=rsa; p=${KEY}`] },
      });
    },
  );

  it.each(["primary", "secondary"] as const)(
    "joins the strings of a TXT record from the %s without a gap",
    async (role) => {
      expect(await ask(role, "two.full.lab")).toMatchObject({
        rrset: { values: ["v=spf1 include:qcloudmail.com ~all"] },
      });
    },
  );

  it.each(["primary", "secondary"] as const)(
    "tells an alias from the records that it leads to, as the %s answers both at once",
    async (role) => {
      expect(await ask(role, "alias.full.lab")).toMatchObject({ kind: "cname", target: "two.full.lab" });
    },
  );

  it("creates nothing at an alias", async () => {
    const { result, events } = onboard("alias.full.lab");
    expect(await result).toMatchObject({
      state: "failed",
      exit: 4,
      identity: { created: false },
      error: { code: "CNAME_IN_THE_WAY" },
    });
    expect(events.some(({ type }) => type === "rrset.written")).toBe(false);
  });

  it("merges into what stands there and leaves every other value on every server", async () => {
    const run = onboard("mail.full.lab");
    await run.until(isWritten);
    await tree.refresh("full.lab");
    expect(await run.result).toMatchObject({ state: "verified" });
    const observation = await ask("secondary", "mail.full.lab");
    const values = observation.kind === "answer" ? observation.rrset.values : [];
    expect([...values].sort()).toEqual([
      "google-site-verification=abc",
      "v=spf1 include:_spf.google.lab include:qcloudmail.com -all",
    ]);
    expect(await ask("secondary", "mail.full.lab", "MX")).toMatchObject({
      rrset: { values: ["5 mx.full.lab"] },
    });
  });

  it("never takes a wildcard's answer for the record itself", async () => {
    const run = onboard("mail.wild.lab");
    const early = await run.until((event) => isObserved(event, tree.addressOf("secondary")));
    expect(early).toMatchObject({ verdict: "old", observation: { rrset: { values: ["v=spf1 -all"] } } });
    await tree.refresh("wild.lab");
    expect(await run.result).toMatchObject({ state: "verified" });
  });

  it("finds everything in place the second time and writes nothing", async () => {
    const first = onboard("mail.again.lab");
    await first.until(isWritten);
    await tree.refresh("again.lab");
    await first.result;
    const before = await ask("primary", "again.lab", "SOA");
    const second = onboard("mail.again.lab");
    const result = await second.result;
    expect([result.state, result.records.map(({ action }) => action)]).toEqual([
      "verified",
      Array(4).fill("unchanged"),
    ]);
    expect(await ask("primary", "again.lab", "SOA")).toMatchObject({
      rrset: before.kind === "answer" ? before.rrset : {},
    });
  });
});

function isWritten({ type }: EventBody): boolean {
  return type === "rrset.written" || type === "result";
}

function isObserved(event: EventBody, address: string): boolean {
  return event.type === "propagation.observed" && event.at.address === address;
}
