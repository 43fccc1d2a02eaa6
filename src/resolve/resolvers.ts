import type { Observation, Question } from "../dns/observation.ts";
import type { CallOptions } from "../dns/provider.ts";
import type { Ask } from "./ask.ts";
import type { Endpoint } from "./endpoint.ts";

/** A public resolver: as it is called in the config, and where it listens. */
export interface Resolver {
  readonly resolver: string;
  readonly endpoint: Endpoint;
}

export interface ResolverAnswer {
  readonly resolver: string;
  readonly observation: Observation;
}

/**
 * What each public resolver says (RD=1), to report. Only after the gate: asked too early, they remember the "no" for the zone's negative TTL.
 * @throws only the signal's reason, when it aborts
 */
export function askResolvers(
  resolvers: readonly Resolver[],
  question: Question,
  { ask, signal }: CallOptions & { readonly ask: Ask },
): Promise<readonly ResolverAnswer[]> {
  const answers = resolvers.map(async ({ resolver, endpoint }) => {
    const { observation } = await ask(endpoint, question, { recursive: true, signal });
    return { resolver, observation };
  });
  return Promise.all(answers);
}
