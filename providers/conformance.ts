import { failingCases } from "./conformance/failing.ts";
import { leavingCases } from "./conformance/leaving.ts";
import { racingCases } from "./conformance/racing.ts";
import { readingCases } from "./conformance/reading.ts";
import type { ConformanceCase } from "./conformance/subject.ts";
import { writingCases } from "./conformance/writing.ts";

export type {
  ConformanceCase,
  ConformanceSubject,
  HostFault,
  HostSide,
  RequestKind,
} from "./conformance/subject.ts";

/**
 * Every promise of the contract in `src/dns/provider.ts`, one case each, for adapters written anywhere. No
 * test framework inside:
 *
 * ```ts
 * for (const { name, run } of conformanceCases) test(name, () => run(freshSubject()));
 * ```
 *
 * What a subject is and how it reaches the host's truth is told at `ConformanceSubject`. No case depends on
 * another, none may be skipped: where hosts differ, the case asks the adapter's traits what may be expected.
 */
export const conformanceCases: readonly ConformanceCase[] = [
  ...readingCases,
  ...writingCases,
  ...leavingCases,
  ...racingCases,
  ...failingCases,
];
