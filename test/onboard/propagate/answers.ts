import type { Observation, Question } from "../../../src/dns/observation.ts";
import type { Fakes } from "../fakes.ts";

/** What a server answers about a record, by what it would answer if it were in order. */
export type Answering = (
  inOrder: Observation,
  question: Question,
  signal: AbortSignal | undefined,
) => Observation | undefined | Promise<Observation | undefined>;

/** From the first write on, an address answers so; undefined: as it would. What it answered is noted. */
export function answer(fakes: Fakes, address: string, answering: Answering): readonly Given[] {
  const given: Given[] = [];
  const observe = fakes.authority.observe.bind(fakes.authority);
  fakes.authority.observe = async (at, question, options) => {
    const inOrder = await observe(at, question, options);
    if (at.address !== address || fakes.trace.of("host.apply").length === 0) return inOrder;
    const observation = (await answering(inOrder, question, options.signal)) ?? inOrder;
    given.push({ about: `${question.type} ${question.owner}`, observation });
    return observation;
  };
  return given;
}

export interface Given {
  readonly about: string;
  readonly observation: Observation;
}

export const BASE = { transport: "udp", roundTripMs: 0 } as const;
export const SERVFAIL: Observation = { ...BASE, kind: "servfail", extendedErrors: [] };
export const REFUSED: Observation = { ...BASE, kind: "lame", because: "refused" };
export const NODATA: Observation = { ...BASE, kind: "nodata", soa: undefined };
