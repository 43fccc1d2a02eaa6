import type { Question } from "../../src/dns/observation.ts";
import type { VirtualClock } from "../support/virtual-clock.ts";

/** One call of a port: which, when, about what. */
export interface Call {
  readonly port: string;
  /** Milliseconds since the world began. */
  readonly at: number;
  readonly about: string;
}

/**
 * Everything that the straight line asks of the world, in order. Each call takes its time and ends at once on
 * abort.
 */
export interface Trace {
  readonly calls: Call[];
  /** How long each call takes, in milliseconds; 0 by default, so that times can be told exactly. */
  latencyMs: number;
  readonly call: (
    port: string,
    signal: AbortSignal | undefined,
    question?: Question | string,
  ) => Promise<void>;
  readonly of: (port: string) => readonly Call[];
}

export function createTrace(clock: VirtualClock): Trace {
  const began = clock.now();
  const trace: Trace = {
    calls: [],
    latencyMs: 0,
    async call(port, signal, question = "") {
      const about = typeof question === "string" ? question : `${question.type} ${question.owner}`;
      trace.calls.push({ port, at: clock.now() - began, about });
      signal?.throwIfAborted();
      if (trace.latencyMs > 0) await clock.sleep(trace.latencyMs, { signal });
    },
    of: (port) => trace.calls.filter((call) => call.port === port),
  };
  return trace;
}
