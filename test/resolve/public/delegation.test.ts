import { Packet } from "dns2";
import { afterEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/async/clock.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { isOnboardError, type OnboardError } from "../../../src/errors/onboard-error.ts";
import { createDns, type Dns } from "../../../src/resolve/dns.ts";
import { record, replyTo, soa } from "../../support/dns-reply.ts";
import { startDohServer, type DohScript, type DohServer } from "../../support/doh-server.ts";
import { toldText } from "../../support/told.ts";

// Who serves a zone, by resolvers of our own on loopback: what two of them say counts, and nothing else.

const APEX = parseDomainName("example.test");
const { NXDOMAIN, SERVFAIL } = Packet.RCODE;

const names =
  (...servers: readonly string[]): DohScript =>
  ({ query }) => {
    const isNs = query.questions[0]?.type === Packet.TYPE.NS;
    const answers = isNs ? servers.map((server) => record(APEX, "NS", server, 7_200)) : [soa(APEX)];
    return replyTo(query, { authoritative: false, answers });
  };
const here = names("ns1.here.test", "ns2.here.test");
const gone = names("ns1.gone.test");
const denies: DohScript = ({ query }) =>
  replyTo(query, { authoritative: false, rcode: NXDOMAIN, authorities: [soa("test")] });
/** As filters deny what they block. */
const filters: DohScript = ({ query }) => replyTo(query, { authoritative: false, rcode: NXDOMAIN });
const filtersAsEmpty: DohScript = ({ query }) => replyTo(query, { authoritative: false });
const fails: DohScript = ({ query }) => replyTo(query, { authoritative: false, rcode: SERVFAIL });
const silent: DohScript = () => undefined;

const open: DohServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function resolversThat(...scripts: readonly DohScript[]): Promise<Dns["resolvers"]> {
  const servers = await Promise.all(scripts.map((script) => startDohServer(script)));
  open.push(...servers);
  return createDns({ resolvers: [], doh: servers.map(({ url }) => url), clock: systemClock }).resolvers;
}

const NAMED = ["ns1.here.test", "ns2.here.test"];

describe("what two resolvers say of who serves a zone", () => {
  it.each<[string, readonly DohScript[]]>([
    ["in any order and spelling", [here, names("NS2.here.test", "ns1.HERE.test")]],
    ["where one before them is silent", [silent, here, here]],
    ["where one before them fails", [fails, here, here]],
    ["where one still knows servers that the zone has left", [gone, here, here]],
    ["where one does not know the zone yet", [denies, here, here]],
  ])("counts %s", async (_case, scripts) => {
    const resolvers = await resolversThat(...scripts);
    expect(await resolvers.delegation(APEX, {})).toMatchObject({ parentNameServers: NAMED });
  });

  it("counts where both say that there is no such zone", async () => {
    const resolvers = await resolversThat(denies, denies);
    const error: unknown = await resolvers.delegation(APEX, {}).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "ZONE_NOT_DELEGATED" });
    expect((error as OnboardError).message).toMatch(
      /each of 127\.0\.0\.1:\d+, 127\.0\.0\.1:\d+ knows no such zone/,
    );
  });

  it("that there is no such zone is heard from all, since some know a new one", async () => {
    const resolvers = await resolversThat(denies, denies, here, here, here);
    const error: unknown = await resolvers.delegation(APEX, {}).catch((thrown: unknown) => thrown);
    if (error instanceof Error) throw error;
    expect(error).toMatchObject({ parentNameServers: NAMED });
  });
});

describe("what one resolver says", () => {
  async function refused(resolvers: Dns["resolvers"]): Promise<OnboardError> {
    const error: unknown = await resolvers.delegation(APEX, {}).catch((thrown: unknown) => thrown);
    if (!isOnboardError(error)) throw error;
    expect(error.code).toBe("NOT_OBSERVABLE");
    return error;
  }

  it.each<[string, readonly DohScript[], RegExp, RegExp]>([
    [
      "alone",
      [here],
      /: 127\.0\.0\.1:\d+ names ns1\.here\.test, ns2\.here\.test\.$/,
      /another one in dns\.doh/,
    ],
    ["alone, that there is no such zone", [denies], /: 127\.0\.0\.1:\d+ knows no such zone\.$/, /dns\.doh/],
    [
      "while the other one fails",
      [fails, here],
      /names ns1\.here\.test, ns2\.here\.test; 127\.0\.0\.1 can't look the zone up \(SERVFAIL\)\.$/,
      /dns\.doh/,
    ],
    [
      "and another one contradicts",
      [here, gone],
      /ns1\.here\.test, ns2\.here\.test; 127\.0\.0\.1:\d+ names ns1\.gone\.test\.$/,
      /run again after .* UTC, when resolvers have forgotten the former ones/,
    ],
    ["and another one denies", [here, denies], /knows no such zone\.$/, /run again after/],
    [
      "of two that know no zone, and two that do,",
      [denies, here, denies, here],
      /do not all say the same .*: each of .* knows no such zone; each of .* names ns1\.here/,
      /run again after/,
    ],
    [
      "as filters do, without an SOA, like another one",
      [filters, filters],
      /each of .* answers that there is no such zone, without the SOA record of the zone above\.$/,
      /spelling of example\.test; .* filter/,
    ],
    ["as filters do, by an empty answer", [filtersAsEmpty, filtersAsEmpty], /without the SOA/, /filter/],
    [
      "is no more than what two others say, who contradict two",
      [here, gone, gone, here],
      /gone/,
      /run again/,
    ],
  ])("%s is told, and does not count", async (_case, scripts, message, hint) => {
    const error = await refused(await resolversThat(...scripts));
    expect(error.message).toContain(`who serves ${APEX}: `);
    expect(error.message).toMatch(message);
    expect(toldText(error.hint)).toMatch(hint);
  });

  it("counts once, by however many paths it is asked", async () => {
    const server = await startDohServer(here);
    open.push(server);
    const doh = [server.url, server.url.replace("dns-query", "resolve")];
    await refused(createDns({ resolvers: [], doh, clock: systemClock }).resolvers);
  });

  it("is asked for again by the next who wants to know", async () => {
    let isBehind = true;
    const resolvers = await resolversThat(here, (received) => (isBehind ? gone : here)(received));
    await refused(resolvers);
    isBehind = false;
    expect(await resolvers.delegation(APEX, {})).toMatchObject({ parentNameServers: NAMED });
  });
});
