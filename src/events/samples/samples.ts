import type { Warning } from "../../plan/warning.ts";
import { EVENT_SAMPLES, type EventSamples } from "./events.ts";
import { RESULT_SAMPLES, type ResultSamples } from "./results.ts";
import { VERDICT_SAMPLES, type VerdictSamples } from "./verdicts.ts";
import { WARNING_SAMPLES, type WarningSamples } from "./warnings/warnings.ts";
import { DOMAIN } from "./zone.ts";

// What can happen, by example: each event, each warning, each verdict on a server, each end. A kind without
// an example is a compile error. For tests and docs/events.md; nothing that is shipped imports this.

export interface Samples {
  /** The domain that all of them are about. */
  readonly domain: typeof DOMAIN;
  readonly events: EventSamples;
  readonly warnings: WarningSamples;
  readonly verdicts: VerdictSamples;
  readonly results: ResultSamples;
}

export const SAMPLES: Samples = {
  domain: DOMAIN,
  events: {
    ...EVENT_SAMPLES,
    "propagation.observed": some(Object.values(VERDICT_SAMPLES).flat()),
    "warning.raised": some(Object.values(WARNING_SAMPLES).flatMap(raised)),
    result: some(Object.values(RESULT_SAMPLES)),
  },
  warnings: WARNING_SAMPLES,
  verdicts: VERDICT_SAMPLES,
  results: RESULT_SAMPLES,
};

type Raised = EventSamples["warning.raised"][number];

function raised(warnings: readonly Warning[]): readonly Raised[] {
  return warnings.map((warning) => ({ type: "warning.raised", warning }));
}

function some<T>([first, ...more]: readonly T[]): readonly [T, ...T[]] {
  if (first === undefined) throw new TypeError("a kind has no example");
  return [first, ...more];
}
