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
const NO_SERVER = 22;
const DS_TYPE = 43;
const { SERVFAIL, REFUSED } = Packet.RCODE;

/** CD: bit 4 of the fourth octet (RFC 4035 section 3.2.2). */
const hasCd = ({ octets }: Pick<Received, "octets">): boolean => (octets.readUInt8(3) & 0x10) !== 0;
const hasAd = ({ octets }: Pick<Received, "octets">): boolean => (octets.readUInt8(3) & 0x20) !== 0;
const fine: Script = ({ query }) => replyTo(query, { authoritative: false, answers: [soa(APEX)] });
const failing: Script = ({ query }) =>
  replyTo(query, {
    authoritative: false,
    rcode: SERVFAIL,
    additionals: [extendedError(BOGUS, "signature expired")],
  });
/** As it answers for the public suffix, whatever it makes of the zone. */
const ofZone =
  (script: Script): Script =>
  (received) =>
    received.query.questions[0]?.name === "test" ? fine(received) : script(received);
/** A validating resolver's view of a zone whose signatures are broken. */
const refusingZone: Script = (received) => (hasCd(received) ? fine(received) : failing(received));
const validating = ofZone(refusingZone);
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

/** What a resolver says that validates a zone in order. */
const validated: Script = ({ query }) =>
  replyTo(query, { authoritative: false, validated: true, answers: [soa(APEX)] });
const refusingAll: Script = ({ query }) =>
  replyTo(query, { authoritative: false, rcode: SERVFAIL, additionals: [extendedError(NO_SERVER, "")] });
/** No server of the zone can be reached, but then one is. */
const cutOff: Script = (received) => (hasCd(received) ? fine(received) : refusingAll(received));
const dropping: Script = () => undefined;

describe("dnssec", () => {
  const UNCHECKED = { bogus: false, validated: false, refusing: [], extendedErrors: [] };
  const FINE = { ...UNCHECKED, validated: true };
  const BOGUS_VIEW = {
    bogus: true,
    validated: false,
    refusing: expect.any(Array),
    extendedErrors: [{ code: BOGUS, text: "signature expired" }],
  };

  it("says so where one resolver fails, gives why, and answers with checking disabled, of a zone with a key above", async () => {
    const { resolvers, servers } = await resolversWith(validating);
    expect(await resolvers.dnssec(APEX, { signed: true })).toStrictEqual(BOGUS_VIEW);
    const received = servers[0]?.received ?? [];
    expect(received.map(hasCd)).toStrictEqual([false, true, false]);
    expect(received.map(hasAd)).toStrictEqual([true, true, true]);
    expect(
      received.map(({ query }) => [query.header.rd, query.questions[0]?.name, query.questions[0]?.type]),
    ).toStrictEqual([APEX, APEX, "test"].map((name) => [1, name, Packet.TYPE.SOA]));
  });

  it("asks once where the first one has validated it", async () => {
    const { resolvers, servers } = await resolversWith(validated, fine);
    expect(await resolvers.dnssec(APEX, { signed: true })).toStrictEqual(FINE);
    expect(servers.map(({ received }) => received.length)).toStrictEqual([1, 0]);
  });

  it("needs a second one where the first gives no reason, or nobody knows whether there is a key above", async () => {
    const wordless = ofZone((received) =>
      hasCd(received) ? fine(received) : replyTo(received.query, { authoritative: false, rcode: SERVFAIL }),
    );
    const one = await resolversWith(wordless);
    expect(await one.resolvers.dnssec(APEX, { signed: true })).toBeUndefined();
    const two = await resolversWith(wordless, wordless);
    expect(await two.resolvers.dnssec(APEX, { signed: true })).toStrictEqual({
      ...BOGUS_VIEW,
      extendedErrors: [],
    });
    const unknown = await resolversWith(withDs("answer", validating));
    expect(await unknown.resolvers.dnssec(APEX, { signed: undefined })).toBeUndefined();
    const both = await resolversWith(withDs("answer", validating), withDs("answer", validating));
    expect(await both.resolvers.dnssec(APEX, { signed: undefined })).toStrictEqual(BOGUS_VIEW);
  });

  it("asks for the reason where the answer that came had none, as one without EDNS", async () => {
    let asked = 0;
    const wordlessOnce = ofZone((received) => {
      if (hasCd(received)) return fine(received);
      asked += 1;
      return asked === 1
        ? replyTo(received.query, { authoritative: false, rcode: SERVFAIL })
        : failing(received);
    });
    const { resolvers, servers } = await resolversWith(wordlessOnce);
    expect(await resolvers.dnssec(APEX, { signed: true })).toStrictEqual(BOGUS_VIEW);
    expect(servers[0]?.received.map(hasCd)).toStrictEqual([false, true, false, false]);
  });

  it("does not take a failure that came and went for broken keys", async () => {
    const once = (): Script => {
      let asked = 0;
      return (received) =>
        (asked += 1) === 1
          ? replyTo(received.query, { authoritative: false, rcode: SERVFAIL })
          : validated(received);
    };
    const { resolvers } = await resolversWith(once(), once());
    expect(await resolvers.dnssec(APEX, { signed: true })).toStrictEqual(FINE);
  });

  it("blames no keys where a resolver that fails shows that there are none", async () => {
    const { resolvers } = await resolversWith(withDs("nodata", validating), withDs("nodata", validating));
    expect(await resolvers.dnssec(APEX, { signed: undefined })).toStrictEqual(UNCHECKED);
  });

  it.each([
    ["the resolver fails without checking as well", failing],
    ["it says that it reaches no server", cutOff],
    [
      "it can't be asked without checking",
      (received: Received) => (hasCd(received) ? refusing : failing)(received),
    ],
    ["it refuses", refusing],
    ["it refuses the public suffix as well, by a clock or a trust anchor of its own", refusingZone],
  ])("says nothing where %s", async (_, script) => {
    const { resolvers } = await resolversWith(script, script);
    expect(await resolvers.dnssec(APEX, { signed: true })).toBeUndefined();
  });

  it("says that none has validated a signed zone where all answer and none does", async () => {
    const { resolvers, servers } = await resolversWith(fine, fine);
    expect(await resolvers.dnssec(APEX, { signed: true })).toStrictEqual(UNCHECKED);
    expect(servers.map(({ received }) => received.length)).toStrictEqual([1, 1]);
  });

  it("hears another one before a single refusal counts, and names who refuses what others have validated", async () => {
    const { resolvers, servers } = await resolversWith(validating, validated);
    const [first] = servers;
    expect(await resolvers.dnssec(APEX, { signed: true })).toStrictEqual({
      ...FINE,
      refusing: [`${first?.address}:${first?.port}`],
      extendedErrors: [{ code: BOGUS, text: "signature expired" }],
    });
  });

  it("believes the one that validates rather than those that do not", async () => {
    const bad = await resolversWith(fine, fine, validating);
    expect(await bad.resolvers.dnssec(APEX, { signed: true })).toStrictEqual(BOGUS_VIEW);
    const good = await resolversWith(fine, fine, validated);
    expect(await good.resolvers.dnssec(APEX, { signed: true })).toStrictEqual(FINE);
  });

  it("is content with two that answer where nobody knows whether there is a key above", async () => {
    const { resolvers, servers } = await resolversWith(fine, fine, dropping);
    expect(await resolvers.dnssec(APEX, { signed: undefined })).toStrictEqual(UNCHECKED);
    expect(servers[2]?.received).toHaveLength(0);
    expect(await (await resolversWith(fine)).resolvers.dnssec(APEX, { signed: undefined })).toStrictEqual(
      UNCHECKED,
    );
  });

  it("is held up by none that stays silent", async () => {
    const { resolvers } = await resolversWith(dropping, dropping, validating);
    expect(await resolvers.dnssec(APEX, { signed: true })).toStrictEqual(BOGUS_VIEW);
  });

  it("says nothing where there is no resolver", async () => {
    const none = createDns({ resolvers: [], clock: systemClock }).resolvers;
    expect(await none.dnssec(APEX, { signed: true })).toBeUndefined();
  });

  it("asks by HTTPS where port 53 is out of reach, checking disabled included", async () => {
    const server = await startDohServer(({ query }) => validatedPacket(query));
    open.push(server);
    const resolvers = [`127.0.0.1:${CLOSED_PORT}`, `127.0.0.2:${CLOSED_PORT}`];
    const own = createDns({ resolvers, clock: systemClock, dohUrl: () => server.url });
    expect(await own.resolvers.dnssec(APEX, { signed: true })).toMatchObject({ bogus: true });
  });

  it("rejects at once when aborted", async () => {
    const abort = new AbortController();
    const { resolvers } = await resolversWith(() => {
      abort.abort("enough");
      return undefined;
    });
    await expect(resolvers.dnssec(APEX, { signal: abort.signal, signed: true })).rejects.toBe("enough");
  });
});

/** For a DS, which stands in the zone above, a resolver may answer although it refuses the zone. */
function withDs(kind: "answer" | "nodata", script: Script): Script {
  return (received) => {
    if (received.query.questions[0]?.type !== DS_TYPE) return script(received);
    const { query } = received;
    return kind === "nodata"
      ? replyTo(query, { authoritative: false, authorities: [soa("test")] })
      : replyTo(query, { authoritative: false, rcode: SERVFAIL });
  };
}

function validatedPacket(query: Packet): Packet {
  const isUnchecked = hasCd({ octets: query.toBuffer() }) || query.questions[0]?.name !== APEX;
  return isUnchecked
    ? replyTo(query, { authoritative: false, answers: [soa(APEX)] })
    : replyTo(query, { authoritative: false, rcode: SERVFAIL });
}
