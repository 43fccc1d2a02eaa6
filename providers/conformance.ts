import { askingCases } from "./conformance/asking.ts";
import { failingCases } from "./conformance/failing.ts";
import { findingCases } from "./conformance/finding.ts";
import { laggingCases } from "./conformance/lagging.ts";
import { leavingCases } from "./conformance/leaving.ts";
import { listingCases } from "./conformance/listing.ts";
import { permittingCases } from "./conformance/permitting.ts";
import { racingCases } from "./conformance/racing.ts";
import { readingCases } from "./conformance/reading.ts";
import { refusingCases } from "./conformance/refusing.ts";
import type { ConformanceCase, Need } from "./conformance/subject.ts";
import { waitingCases } from "./conformance/waiting.ts";
import { writingCases } from "./conformance/writing.ts";

export type {
  ConformanceCase,
  ConformanceSubject,
  GivenToAdapter,
  HostFault,
  HostSide,
  LostInWindow,
  Need,
  RequestKind,
} from "./conformance/subject.ts";

/**
 * Every promise of the contract in `src/dns/provider.ts`, one case each, for adapters written anywhere. No
 * test framework inside:
 *
 * ```ts
 * for (const { name, run } of casesWithout("lag")) test(name, () => run(freshSubject()));
 * ```
 *
 * What a subject is and how it reaches the host's truth is told at `ConformanceSubject`. No case depends on
 * another. Where hosts differ, the case asks the adapter's traits what may be expected; where a host lacks what
 * a case looks at, the case fails, and the test leaves it out by the name of what is lacking.
 */
export const conformanceCases: readonly ConformanceCase[] = [
  ...findingCases,
  ...readingCases,
  ...listingCases,
  ...writingCases,
  ...leavingCases,
  ...racingCases,
  ...askingCases,
  ...failingCases,
  ...refusingCases,
  ...permittingCases,
  ...waitingCases,
  ...laggingCases,
];

/** All cases but those that need what this host does not have. */
export function casesWithout(...lacking: readonly Need[]): readonly ConformanceCase[] {
  return conformanceCases.filter(({ needs }) => needs === undefined || !lacking.includes(needs));
}
