import type { Observation, Transport } from "../../dns/observation.ts";
import { classify, type BareObservation, type AskedServer } from "../message/classify.ts";
import type { Family } from "./endpoint.ts";
import type { ExchangeResult, Faulty } from "./exchange.ts";
import type { Reply } from "../message/reply.ts";

/** What a server said to one question. */
export interface Answered extends Faulty {
  readonly observation: Observation;
  /** The reply behind the observation, for its glue and flags; undefined when none was whole. */
  readonly reply: Reply | undefined;
}

/** The end of an exchange, with what is needed to make an observation of it. */
export interface TimedExchange {
  readonly outcome: ExchangeResult;
  readonly transport: Transport;
  readonly roundTripMs: number;
  readonly family: Family;
}

export function answeredOf(
  { outcome, transport, roundTripMs, family }: TimedExchange,
  asked: AskedServer,
): Answered {
  const bare = outcome.kind === "reply" ? classify(outcome.reply, asked) : observationOf(outcome, family);
  return {
    observation: { transport, roundTripMs, ...bare },
    reply: outcome.kind === "reply" ? outcome.reply : undefined,
    ...(outcome.failure && { failure: outcome.failure }),
  };
}

function observationOf(outcome: Exclude<ExchangeResult, { kind: "reply" }>, family: Family): BareObservation {
  switch (outcome.kind) {
    case "malformed":
      return { kind: "malformed", because: outcome.because };
    case "truncated":
      return { kind: "malformed", because: "truncated, and there is no way to ask for the rest" };
    case "unreachable":
      return { kind: "unreachable", because: outcome.because, family };
  }
}
