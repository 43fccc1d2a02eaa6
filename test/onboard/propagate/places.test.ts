import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { Delegation, ServerAddress } from "../../../src/dns/observation.ts";
import { placesToAsk } from "../../../src/onboard/propagate/places.ts";
import { APEX } from "../fakes.ts";

const at = (server: string, address: string, port = 53): ServerAddress => ({
  server: parseDomainName(server),
  address,
  port,
});
const ONE = at("ns1.dns.test", "192.0.2.1");
const TWO = at("ns2.dns.test", "192.0.2.1");

/** Delegated to every server, but for what is given. */
function delegated(addresses: readonly ServerAddress[], changes: Partial<Delegation> = {}): Delegation {
  const names = [...new Set(addresses.map(({ server }) => server))];
  return {
    apex: APEX,
    parentNameServers: names,
    childNameServers: names,
    addresses,
    unresolved: [],
    soa: undefined,
    ...changes,
  };
}

const serversOf = (delegation: Delegation, missing: readonly (4 | 6)[] = []) =>
  placesToAsk(delegation, missing).map(({ servers }) => servers);
const rolesOf = (delegation: Delegation) =>
  placesToAsk(delegation, []).map(({ servers: [{ server }], role }) => `${server} ${role}`);

describe("the places to ask", () => {
  it("are one where two names lead to the same address and port", () => {
    expect(serversOf(delegated([ONE, TWO]))).toEqual([[ONE, TWO]]);
  });

  it("pass over an address that this machine has no way to, where its server has another", () => {
    const v6 = at("ns1.dns.test", "2001:db8::1");
    const lone = at("ns3.dns.test", "2001:db8::3");
    expect(serversOf(delegated([ONE, v6, lone]), [6])).toEqual([[ONE], [lone]]);
    expect(serversOf(delegated([ONE, v6, lone]))).toEqual([[ONE], [v6], [lone]]);
  });

  it("are two where one address has two ports", () => {
    const other = { ...TWO, port: 5_353 };
    expect(serversOf(delegated([ONE, other]))).toEqual([[ONE], [other]]);
  });

  it("tell who is in the zone's own list only, and who of these the world can't reach", () => {
    const own = at("ns2.dns.test", "192.0.2.2");
    const hidden = at("ns3.dns.test", "10.0.0.3");
    const seen = delegated([ONE, own, hidden], { parentNameServers: [ONE.server] });
    expect(rolesOf(seen)).toEqual([
      "ns1.dns.test delegated",
      "ns2.dns.test zone-only",
      "ns3.dns.test private",
    ]);
  });

  it.each([
    ["10.255.255.255", "11.0.0.0"],
    ["172.16.0.0", "172.15.255.255"],
    ["172.31.255.255", "172.32.0.0"],
    ["192.168.255.255", "192.169.0.0"],
    ["169.254.255.255", "169.255.0.0"],
    ["100.127.255.255", "100.128.0.0"],
    ["fdff::1", "fe00::1"],
    ["febf::1", "fec0::1"],
    ["::1", "::2"],
  ])("don't hold %s for one that the world can reach, as it can %s", (inside, outside) => {
    const others = [inside, outside].map((address, index) => at(`ns${index + 2}.dns.test`, address));
    const seen = delegated([ONE, ...others], { parentNameServers: [ONE.server] });
    expect(placesToAsk(seen, []).map(({ role }) => role)).toEqual(["delegated", "private", "zone-only"]);
  });

  it("count every server of the zone around one that has no delegation of its own", () => {
    const around = at("ns.around.test", "192.0.2.9");
    const enclosing = { apex: parseDomainName("com"), nameServers: [around.server], isWithout: true };
    expect(rolesOf(delegated([ONE, around], { parentNameServers: [ONE.server], enclosing }))).toEqual([
      "ns1.dns.test delegated",
      "ns.around.test delegated",
    ]);
  });

  it("take a private address for one like others where all of the zone's are", () => {
    const [first, second] = [at("ns1.dns.test", "127.0.0.2"), at("ns2.dns.test", "127.0.0.3")];
    expect(rolesOf(delegated([first, second], { parentNameServers: [first.server] }))).toEqual([
      "ns1.dns.test delegated",
      "ns2.dns.test zone-only",
    ]);
  });

  it("take one address of a delegated and another name for delegated", () => {
    expect(rolesOf(delegated([ONE, TWO], { parentNameServers: [TWO.server] }))).toEqual([
      "ns1.dns.test delegated",
    ]);
  });
});
