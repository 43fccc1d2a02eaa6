import type { DomainName } from "../../dns/domain-name.ts";
import type { Observation, Question, Transport } from "../../dns/observation.ts";
import { classify, type Finding } from "../message/classify.ts";
import type { Family } from "./endpoint.ts";
import type { Outcome } from "./exchange.ts";
import type { Reply } from "../message/reply.ts";

/** What a server said to one question. */
export interface Answered {
  readonly observation: Observation;
  /** The reply behind the observation, for its glue and flags; undefined when none was whole. */
  readonly reply: Reply | undefined;
}

/** The end of an exchange, with what is needed to make an observation of it. */
export interface Travelled {
  readonly outcome: Outcome;
  readonly transport: Transport;
  readonly roundTripMs: number;
  readonly family: Family;
}

export interface AskedOf {
  readonly question: Question;
  readonly recursive: boolean;
  readonly zone: DomainName | undefined;
}

export function answeredOf({ outcome, transport, roundTripMs, family }: Travelled, asked: AskedOf): Answered {
  const finding = outcome.kind === "reply" ? classify(outcome.reply, asked) : findingOf(outcome, family);
  return {
    observation: { transport, roundTripMs, ...finding },
    reply: outcome.kind === "reply" ? outcome.reply : undefined,
  };
}

function findingOf(outcome: Exclude<Outcome, { kind: "reply" }>, family: Family): Finding {
  switch (outcome.kind) {
    case "malformed":
      return outcome;
    case "truncated":
      return { kind: "malformed", because: "truncated, and there is no way to ask for the rest" };
    case "unreachable":
      return { kind: "unreachable", because: outcome.because, family };
  }
}
