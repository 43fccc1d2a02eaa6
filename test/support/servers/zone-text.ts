import { isIPv6 } from "node:net";

// Zones in master file format (RFC 1035 section 5).

export interface NameServer {
  readonly name: string;
  readonly address: string;
}

export interface ZoneText {
  readonly name: string;
  readonly nameServers: readonly NameServer[];
  /** Seconds. */
  readonly negativeTtl: number;
  /** More records, in master file format, relative to the zone. */
  readonly records?: readonly string[];
}

const TTL_SECONDS = 60;
/** Seconds. Secondaries are told when to look, so that how far they lag is ours to say. */
const REFRESH_SECONDS = 86_400;

export function zoneText({ name, nameServers, negativeTtl, records = [] }: ZoneText): string {
  const [first] = nameServers;
  return lines(
    `$ORIGIN ${absolute(name)}`,
    `$TTL ${TTL_SECONDS}`,
    `@ ${negativeTtl} IN SOA ${absolute(first?.name ?? "")} ${absolute(`hostmaster.${first?.name ?? ""}`)} 1 ${REFRESH_SECONDS} 600 604800 ${negativeTtl}`,
    ...nameServers.map((server) => `@ IN NS ${absolute(server.name)}`),
    ...nameServers.filter((server) => isWithin(name, server)).map(addressRecord),
    ...records,
  );
}

/** What the zone above says about a zone: its name servers, and where they are. */
export function delegationText({
  name,
  nameServers,
}: Pick<ZoneText, "name" | "nameServers">): readonly string[] {
  return [
    ...nameServers.map((server) => `${absolute(name)} IN NS ${absolute(server.name)}`),
    ...nameServers.map(addressRecord),
  ];
}

function isWithin(zone: string, { name }: NameServer): boolean {
  return zone === "." || name.endsWith(`.${zone}`);
}

function addressRecord({ name, address }: NameServer): string {
  return `${absolute(name)} IN ${isIPv6(address) ? "AAAA" : "A"} ${address}`;
}

function absolute(name: string): string {
  return name === "." ? name : `${name}.`;
}

export function lines(...all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}
