import type { Observation, Question } from "../../dns/observation.ts";
import type { Answered } from "../transport/answered.ts";
import type { Ask, AskOptions } from "../transport/ask.ts";
import type { AskDoh, DohEndpoint } from "../transport/doh/doh.ts";
import type { Endpoint } from "../transport/endpoint.ts";

// Public resolvers: resolvers.ts asks them; ask-until.ts by HTTPS until they agree, for delegation.ts (who serves a zone)
// and lookup.ts (names of others); nobody-answers.ts and not-agreed.ts where they don't; bogus.ts what they refuse for its
// DNSSEC.

/** A public resolver: as it is called in the config, and where it listens. */
export type Resolver = { readonly resolver: string } & (
  | {
      readonly endpoint: Endpoint;
      /** Undefined: not to be asked by HTTPS. */ readonly doh: DohEndpoint | undefined;
    }
  /** Asked by HTTPS alone. */
  | { readonly endpoint?: undefined; readonly doh: DohEndpoint }
);

/**
 * One question to one resolver (RD=1), by whatever way it can be reached. @throws only the signal's reason,
 * when it aborts
 */
export type AskResolver = (
  resolver: Resolver,
  question: Question,
  options: ResolverAskOptions,
) => Promise<Answered>;
export type ResolverAskOptions = Pick<AskOptions, "signal" | "checkingDisabled">;

export interface ResolverTransports {
  readonly ask: Ask;
  readonly askDoh: AskDoh;
  /** False once something else was seen to answer on port 53 in place of the server that was asked. */
  readonly isPort53Ours: () => boolean;
}

/**
 * By UDP and TCP, and by HTTPS where these don't reach the resolver. Where port 53 is known to be answered by
 * somebody in between, an answer there would be told as the resolver's own and is not; so it is HTTPS at
 * once.
 */
export function createAskResolver({ ask, askDoh, isPort53Ours }: ResolverTransports): AskResolver {
  return async ({ endpoint, doh }, question, options) => {
    if (endpoint === undefined) return askDoh(doh, question, options);
    if (doh !== undefined && !isPort53Ours()) return askDoh(doh, question, options);
    const direct = await ask(endpoint, question, { ...options, recursive: true });
    if (doh === undefined || direct.observation.kind !== "unreachable") return direct;
    const byHttps = await askDoh(doh, question, options);
    return isHeard(byHttps.observation) ? byHttps : direct;
  };
}

/** Whether the resolver itself said something, be it that it failed. */
function isHeard({ kind }: Observation): boolean {
  return kind !== "unreachable" && kind !== "malformed";
}
