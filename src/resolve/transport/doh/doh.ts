import { isIPv6 } from "node:net";
import type { Clock } from "../../../async/clock.ts";
import type { Question } from "../../../dns/observation.ts";
import { answeredOf, type Answered } from "../answered.ts";
import type { AskOptions } from "../ask.ts";
import { familyOf, type Endpoint } from "../endpoint.ts";
import { createConnections } from "./connections.ts";
import { exchangeHttps } from "./https.ts";
import { hostOf, parseEndpoint } from "../../../net/endpoint.ts";
import type { Environment } from "../../../net/proxy.ts";
import { decodeReply, EDNS_OCTETS, encodeQuery } from "../../message/wire.ts";

/** A public resolver's address for questions by HTTPS. */
export interface DohEndpoint extends Endpoint {
  readonly url: URL;
}

/**
 * One question to one resolver by HTTPS (RFC 8484).
 * @throws the signal's reason, when it aborts; OnboardError CONFIG_INVALID for the proxy
 */
export type AskDoh = (
  endpoint: DohEndpoint,
  question: Question,
  options: Omit<AskOptions, "recursive" | "zone">,
) => Promise<Answered>;

export interface DohSettings {
  readonly clock: Clock;
  readonly env: Environment;
  /** Told of each message sent. */
  readonly onQuery: (to: Endpoint) => void;
  readonly timeoutMs: number;
  /** The authorities that are trusted, as PEM; absent: Node's own. */
  readonly authorities?: string | undefined;
}

// By HTTPS: doh.ts, https.ts (one question), connections.ts and connection.ts (which way it goes), answer.ts,
// outcome.ts and failures.ts (what came of it, and what can be done about that).

export function createAskDoh({ clock, env, onQuery, timeoutMs, authorities }: DohSettings): AskDoh {
  const connections = createConnections({ env, connectMs: timeoutMs, authorities });
  return async (endpoint, question, { signal, checkingDisabled, onSent }) => {
    const startedAt = clock.now();
    const query = encodeQuery(question, {
      recursionDesired: true,
      edns: EDNS_OCTETS.stream,
      checkingDisabled,
    });
    const decode = (octets: Buffer): ReturnType<typeof decodeReply> => decodeReply(query, octets);
    const exchange = {
      message: { octets: query.octets, decode },
      clock,
      timeoutMs,
      signal,
      onSend: () => {
        onQuery(endpoint);
        onSent?.();
      },
    };
    const outcome = await exchangeHttps(endpoint.url, exchange, connections);
    const travelled = {
      outcome,
      transport: "doh",
      roundTripMs: clock.now() - startedAt,
      family: familyOf(endpoint),
    } as const;
    return answeredOf(travelled, { question, recursive: true, zone: undefined });
  };
}

/**
 * Where a resolver with this address takes questions by HTTPS: at the address itself, so that no name has to
 * be resolved first. With a certificate that has the address in it: 1.1.1.1, 8.8.8.8, 223.5.5.5, and 9.9.9.9, which takes
 * HTTP/2 only since 2025-12-15 (Quad9's announcement). Not so 119.29.29.29: DNSPod names 1.12.12.12 and 120.53.53.53
 * for it. From China the others may be silent, and two have to agree.
 */
export function dohUrlOf(address: string): string {
  const by = address === "119.29.29.29" ? "1.12.12.12" : address;
  return `https://${isIPv6(by) ? `[${by}]` : by}/dns-query`;
}

/** @throws OnboardError CONFIG_INVALID */
export function parseDohEndpoint(text: string): DohEndpoint {
  const url = parseEndpoint(text, "DNS by HTTPS");
  return { url, address: hostOf(url), port: Number(url.port) || HTTPS_PORT };
}

const HTTPS_PORT = 443;
