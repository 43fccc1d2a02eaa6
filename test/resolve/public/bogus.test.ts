import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/async/clock.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { PublicResolvers } from "../../../src/dns/resolvers.ts";
import { createDns } from "../../../src/resolve/dns.ts";
import { extendedError, replyTo, soa } from "../../support/dns-reply.ts";
import {
  CLOSED_PORT,
  startDnsServer,
  type Received,
  type Script,
  type TestServer,
} from "../../support/dns-server.ts";
import { startDohServer } from "../../support/doh-server.ts";

const APEX = parseDomainName("example.test");
const BOGUS = 6;
const { SERVFAIL, REFUSED } = Packet.RCODE;

/** CD: bit 4 of the fourth octet (RFC 4035 section 3.2.2). */
const hasCd = ({ octets }: Pick<Received, "octets">): boolean => (octets.readUInt8(3) & 0x10) !== 0;
const fine: Script = ({ query }) => replyTo(query, { authoritative: false, answers: [soa(APEX)] });
const failing: Script = ({ query }) =>
  replyTo(query, {
    authoritative: false,
    rcode: SERVFAIL,
    additionals: [extendedError(BOGUS, "signature expired")],
  });
/** A validating resolver's view of a zone whose signatures are broken. */
const validating: Script = (received) => (hasCd(received) ? fine(received) : failing(received));
const refusing: Script = ({ query }) => replyTo(query, { authoritative: false, rcode: REFUSED });

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function resolversWith(
  ...scripts: readonly Script[]
): Promise<{ readonly resolvers: PublicResolvers; readonly servers: readonly TestServer[] }> {
  const servers = await Promise.all(scripts.map((script) => startDnsServer(script)));
  open.push(...servers);
  const addresses = servers.map(({ address, port }) => `${address}:${port}`);
  const { resolvers } = createDns({ resolvers: addresses, clock: systemClock, transports: ["udp", "tcp"] });
  return { resolvers, servers };
}

describe("dnssec", () => {
  it("says so where a resolver fails, answers with checking disabled, and fails again; with its reasons", async () => {
    const { resolvers, servers } = await resolversWith(validating);
    expect(await resolvers.dnssec(APEX, {})).toStrictEqual({
      bogus: true,
      extendedErrors: [{ code: BOGUS, text: "signature expired" }],
    });
    const received = servers[0]?.received ?? [];
    expect(received.map(hasCd)).toStrictEqual([false, true, false]);
    expect(
      received.map(({ query }) => [query.header.rd, query.questions[0]?.name, query.questions[0]?.type]),
    ).toStrictEqual(Array.from({ length: 3 }, () => [1, APEX, Packet.TYPE.SOA]));
  });

  it("asks once where all is well", async () => {
    const { resolvers, servers } = await resolversWith(fine);
    expect(await resolvers.dnssec(APEX, {})).toStrictEqual({ bogus: false, extendedErrors: [] });
    expect(servers[0]?.received).toHaveLength(1);
  });

  it("does not take a failure that came and went for broken keys", async () => {
    let asked = 0;
    const { resolvers } = await resolversWith((received) =>
      (asked += 1) === 1 ? failing(received) : fine(received),
    );
    expect(await resolvers.dnssec(APEX, {})).toMatchObject({ bogus: false });
  });

  it("does not blame the keys where the resolver fails without checking as well, and passes on why", async () => {
    const { resolvers } = await resolversWith(failing);
    expect(await resolvers.dnssec(APEX, {})).toMatchObject({
      bogus: false,
      extendedErrors: [{ code: BOGUS }],
    });
  });

  it("believes the one that validates rather than the one that does not", async () => {
    const { resolvers } = await resolversWith(fine, validating);
    expect(await resolvers.dnssec(APEX, {})).toMatchObject({ bogus: true });
  });

  it("asks two, and others only when neither knows", async () => {
    const enough = await resolversWith(fine, fine, validating);
    expect(await enough.resolvers.dnssec(APEX, {})).toMatchObject({ bogus: false });
    expect(enough.servers[2]?.received).toHaveLength(0);
    const more = await resolversWith(refusing, ({ octets }) => octets, validating);
    expect(await more.resolvers.dnssec(APEX, {})).toMatchObject({ bogus: true });
  });

  it("says nothing where no resolver answers, or can't be asked without checking, or where there is none", async () => {
    const partly: Script = (received) => (hasCd(received) ? refusing(received) : failing(received));
    const { resolvers } = await resolversWith(refusing, partly);
    expect(await resolvers.dnssec(APEX, {})).toBeUndefined();
    expect(await createDns({ resolvers: [], clock: systemClock }).resolvers.dnssec(APEX, {})).toBeUndefined();
  });

  it("asks by HTTPS where port 53 is out of reach, checking disabled included", async () => {
    const server = await startDohServer(({ query }) => validatedPacket(query));
    open.push(server);
    const resolvers = [`127.0.0.1:${CLOSED_PORT}`];
    const own = createDns({ resolvers, clock: systemClock, dohUrl: () => server.url });
    expect(await own.resolvers.dnssec(APEX, {})).toMatchObject({ bogus: true });
  });

  it("rejects at once when aborted", async () => {
    const abort = new AbortController();
    const { resolvers } = await resolversWith(() => {
      abort.abort("enough");
      return undefined;
    });
    await expect(resolvers.dnssec(APEX, { signal: abort.signal })).rejects.toBe("enough");
  });
});

function validatedPacket(query: Packet): Packet {
  const isUnchecked = hasCd({ octets: query.toBuffer() });
  return isUnchecked
    ? replyTo(query, { authoritative: false, answers: [soa(APEX)] })
    : replyTo(query, { authoritative: false, rcode: SERVFAIL });
}
