import { Packet } from "dns2";
import { systemClock } from "../../../src/async/clock.ts";
import type { Authority } from "../../../src/dns/authority.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { AskedQuestion, Delegation } from "../../../src/dns/observation.ts";
import { createDns, type DnsSettings } from "../../../src/resolve/dns.ts";
import { replyTo } from "../../support/dns-reply.ts";
import type { Received, Script } from "../../support/dns-server.ts";
import { startTree, type TestTree, type TreePlan } from "../../support/dns-tree.ts";
import { serveZones, type TestZone } from "../../support/dns-zones.ts";

// A root, the registry `test`, and `example.test` on two servers, on addresses of one block (`127.80.2`), a block for
// each file: files run side by side.

export interface SmallTree {
  readonly tree: TestTree;
  readonly authority: Authority;
  /** What was asked so far, one line each: `SOA example.test`. */
  readonly asked: () => readonly string[];
  readonly walk: (name?: string, options?: { readonly fresh?: boolean }) => Promise<Delegation>;
}

/** The last octets: of the root, of the registry and of the two servers of `example.test`. */
export const [ROOT, TLD, NS1, NS2] = [1, 2, 3, 4];

export const D = "mail.example.test";

export function soaLine(apex: string): string {
  return `${apex} 300 SOA ns1.${apex} hostmaster.${apex} 7 3600 600 86400 60`;
}

export function smallTreesOn(block: string, open: TestTree[]) {
  const at = (last: number): string => `${block}.${last}`;
  const cut = (label: string, last: number): readonly string[] => [
    `example.test 300 NS ${label}.example.test`,
    `${label}.example.test 300 A ${at(last)}`,
  ];
  const both = [...cut("ns1", NS1), ...cut("ns2", NS2)];
  const registry = ["test 300 NS ns.nic.test", `ns.nic.test 300 A ${at(TLD)}`];
  const zones = {
    root: (...records: readonly string[]): TestZone => ({
      apex: ".",
      records: [". 300 SOA ns.root hostmaster.root 1 3600 600 86400 60", ...registry, ...records],
    }),
    /** `test` with these records about the zones below. */
    registry: (...records: readonly string[]): TestZone => ({
      apex: "test",
      records: [soaLine("test"), ...registry, ...records],
    }),
    example: (...records: readonly string[]): TestZone => ({
      apex: "example.test",
      records: [soaLine("example.test"), ...both, ...records],
    }),
  };
  const plant = async (plan: TreePlan, settings: Partial<DnsSettings> = {}): Promise<SmallTree> => {
    const inOrder = {
      [at(ROOT)]: [zones.root()],
      [at(TLD)]: [zones.registry(...both)],
      [at(NS1)]: [zones.example()],
      [at(NS2)]: [zones.example()],
    };
    const tree = await startTree({ ...inOrder, ...plan });
    open.push(tree);
    const asked: AskedQuestion[] = [];
    const { authority } = createDns({
      roots: tree.roots,
      port: tree.port,
      resolvers: [],
      clock: systemClock,
      onAnswer: (one) => asked.push(one),
      ...settings,
    });
    return {
      tree,
      authority,
      asked: () => asked.map(({ question }) => `${question.type} ${question.owner}`),
      walk: (name = D, options = {}) => authority.delegation(parseDomainName(name), options),
    };
  };
  return { at, cut, both, zones, plant };
}

/** The response code alone. */
export function says(rcode: "REFUSED" | "SERVFAIL" | "NOTIMP"): Script {
  return ({ query }) => replyTo(query, { authoritative: false, rcode: Packet.RCODE[rcode] });
}

export const silent: Script = () => undefined;

export interface Asked {
  readonly name: string;
  readonly type: string;
}

export function askedOf({ query }: Received): Asked {
  const [question] = query.questions;
  return { name: question?.name.toLowerCase() ?? "", type: Packet.typeName(question?.type ?? 0) };
}

/** `then` for the questions that fit, else as these zones have it. */
export function when(zones: readonly TestZone[], fits: (asked: Asked) => boolean, then: Script): Script {
  const live = serveZones(zones);
  return (received) => (fits(askedOf(received)) ? then(received) : live(received));
}

/** The zones' answer with something about it changed. */
export function edited(zones: readonly TestZone[], edit: (reply: Packet, asked: Asked) => void): Script {
  const live = serveZones(zones);
  return (received) => {
    const reply = live(received);
    if (reply instanceof Packet) edit(reply, askedOf(received));
    return reply;
  };
}
