import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/async/clock.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { ResolverLookupOptions } from "../../../src/dns/resolvers.ts";
import { createDns, type Dns } from "../../../src/resolve/dns.ts";
import { replyTo } from "../../support/dns-reply.ts";
import { startDohServer, type DohScript, type DohServer } from "../../support/doh-server.ts";
import { serveZones } from "../../support/dns-zones.ts";

// Names of others, by resolvers of our own on loopback.

const OWN = parseDomainName("mail.example.test");
const { SERVFAIL } = Packet.RCODE;
const ANYBODY: ResolverLookupOptions = { mayAsk: () => true };

const WORLD = serveZones([
  {
    apex: "vendor.test",
    records: [
      "vendor.test 300 SOA ns.vendor.test hostmaster.vendor.test 1 3600 600 86400 60",
      "spf.vendor.test 300 TXT v=spf1 -all",
      "here.vendor.test 300 CNAME spf.vendor.test",
      "back.vendor.test 300 CNAME mail.example.test",
      "round.vendor.test 300 CNAME round.vendor.test",
    ],
  },
]);
const knows: DohScript = ({ query }) => WORLD({ query, octets: Buffer.alloc(0), via: "udp" }) as Packet;
const empty: DohScript = ({ query }) => replyTo(query, { authoritative: false });
const fails: DohScript = ({ query }) => replyTo(query, { authoritative: false, rcode: SERVFAIL });

const open: DohServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function startWith(...scripts: readonly DohScript[]): Promise<Dns["resolvers"]> {
  const servers = await Promise.all(scripts.map((script) => startDohServer(script)));
  open.push(...servers);
  return createDns({ resolvers: [], doh: servers.map(({ url }) => url), clock: systemClock }).resolvers;
}

const asked = (): readonly string[] =>
  open.flatMap(({ received }) =>
    received.flatMap(({ query }) =>
      query.questions.map(({ name, type }) => `${Packet.typeName(type)} ${name}`),
    ),
  );
const textAt = (name: string) => ({ owner: parseDomainName(name), type: "TXT" });

describe("a name of others, by resolvers", () => {
  it("is told by the first that knows it", async () => {
    const resolvers = await startWith(knows, knows);
    expect(await resolvers.lookup(textAt("spf.vendor.test"), ANYBODY)).toMatchObject({
      kind: "answer",
      rrset: { values: ["v=spf1 -all"] },
      canonicalName: "spf.vendor.test",
    });
  });

  it("that is an alias is asked for as one, so that nobody follows it to where it leads", async () => {
    const resolvers = await startWith(knows, knows);
    expect(await resolvers.lookup(textAt("here.vendor.test"), ANYBODY)).toMatchObject({
      kind: "answer",
      canonicalName: "spf.vendor.test",
    });
    expect(asked()).not.toContain("TXT here.vendor.test");
    const options = { mayAsk: (name: string) => name !== OWN };
    expect(await resolvers.lookup(textAt("back.vendor.test"), options)).toMatchObject({
      kind: "failed",
      because: expect.stringContaining(OWN),
    });
    expect(asked().filter((question) => question.endsWith(OWN))).toEqual([]);
    expect(await resolvers.lookup(textAt("round.vendor.test"), ANYBODY)).toMatchObject({ kind: "failed" });
  });

  it("is asked of nobody where it is known", async () => {
    const resolvers = await startWith(knows, knows);
    const known = { kind: "nodata" } as const;
    expect(await resolvers.lookup(textAt(OWN), { mayAsk: () => false, held: () => known })).toEqual(known);
    expect(asked()).toEqual([]);
  });

  it.each([
    ["nxdomain", "nobody.vendor.test", knows],
    ["nodata", "spf.vendor.test", empty],
  ] as const)("is missing where two say so: %s", async (kind, name, script) => {
    const resolvers = await startWith(script, script);
    expect(await resolvers.lookup({ owner: parseDomainName(name), type: "MX" }, ANYBODY)).toEqual({ kind });
  });

  it("is not missing because one says so, or none", async () => {
    const one = await startWith(empty, fails);
    expect(await one.lookup(textAt("spf.vendor.test"), ANYBODY)).toMatchObject({
      kind: "failed",
      because: expect.stringMatching(/:\d+ alone says that nothing stands there; .*SERVFAIL/),
    });
    const none = await startWith(fails, fails);
    expect(await none.lookup(textAt("spf.vendor.test"), ANYBODY)).toMatchObject({ kind: "failed" });
    const nobody = createDns({ resolvers: [], doh: [], clock: systemClock }).resolvers;
    expect(await nobody.lookup(textAt("spf.vendor.test"), ANYBODY)).toMatchObject({ kind: "failed" });
  });
});
