import { isIPv4, isIPv6, SocketAddress } from "node:net";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";

/** Where a server listens: a literal address in canonical text, and a port. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export type Family = 4 | 6;

/** Where DNS is asked unless somebody says otherwise. */
export const DNS_PORT = 53;

/**
 * `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:5353`. A bare IPv6 literal
 * never carries a port.
 * @throws OnboardError CONFIG_INVALID
 */
export function parseDnsEndpoint(text: string, defaultPort: number): Endpoint {
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(text);
  const dotted = /^([^:]+)(?::(\d+))?$/.exec(text);
  const [, host = text, portText] = bracketed ?? dotted ?? [];
  const port = portText === undefined ? defaultPort : Number(portText);
  const isAddress = bracketed === null ? isIPv4(host) || isIPv6(host) : isIPv6(host);
  if (isAddress && port >= 1 && port <= 65_535) return { address: canonicalAddress(host), port };
  throw new OnboardError("CONFIG_INVALID", phrase`"${text}" is not the address of a DNS server.`, {
    hint: phrase`Give an IPv4 or IPv6 address, with a port if it is not the usual one: 192.0.2.1:5353 or [2001:db8::1]:5353.`,
    facts: { given: text },
  });
}

export function familyOf(endpoint: Endpoint): Family {
  return isIPv6(endpoint.address) ? 6 : 4;
}

function canonicalAddress(literal: string): string {
  return new SocketAddress({ address: literal, family: isIPv6(literal) ? "ipv6" : "ipv4" }).address;
}
