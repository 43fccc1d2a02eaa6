import type { Way } from "../../inject/catalogue.ts";
import type { DnsFault, HttpFault, SeenQuestion, SeenRequest } from "../../inject/fault.ts";
import type { Begin, Draw, PlannedFault } from "../draw.ts";
import { createRandom } from "../random.ts";

// Which exchange gets which of the drawn faults. An exchange has one at most; while it is calm, none.

export interface FaultPlan {
  readonly forRequest: (seen: SeenRequest) => HttpFault | undefined;
  readonly forQuestion: (seen: SeenQuestion) => DnsFault | undefined;
  readonly setCalm: (calm: boolean) => void;
  readonly isCalm: () => boolean;
  /** Whether there are any that have altered nothing yet. */
  readonly isLeft: () => boolean;
}

/** How many exchanges more are tried with a fault that found nothing to alter in those before. */
const MORE_TRIES = 12;

export function planFaults(
  { faults, density, begin, seed }: Pick<Draw, "faults" | "density" | "begin" | "seed">,
  alteredBy: (fault: PlannedFault) => number,
): FaultPlan {
  const counters = faults.map((fault) => ({ fault, tries: 0 }));
  const random = createRandom(seed, "exchanges");
  const dice = { ses: random.fork("ses"), host: random.fork("host"), dns: random.fork("dns") };
  let isCalm = false;
  let hasBegun = begin === "start";
  const isDue = ({ fault, tries }: (typeof counters)[number]): boolean =>
    tries < fault.times || (tries < fault.times + MORE_TRIES && alteredBy(fault) === 0);
  const take = (way: Way, on?: PlannedFault["on"]): PlannedFault | undefined => {
    if (isCalm || !hasBegun || !dice[way].chance(density[way] / 100)) return undefined;
    const due = counters.filter((one) => one.fault.way === way && (one.fault.on ?? on) === on && isDue(one));
    // Those in vain come again when the others are spent.
    const [first] = due.toSorted((a, b) => vainly(a) - vainly(b));
    if (first !== undefined) first.tries += 1;
    return first?.fault;
  };
  return {
    forRequest: (seen) => {
      if (!isCalm && isBeginning(begin, seen)) hasBegun = true;
      const fault = take(seen.api === "ses" ? "ses" : "host", seen.writes ? "writing" : "reading");
      return fault === undefined ? undefined : { id: fault.id as HttpFault["id"], ms: fault.ms };
    },
    forQuestion: () => {
      const fault = take("dns");
      return fault === undefined ? undefined : { id: fault.id as DnsFault["id"], ms: fault.ms };
    },
    setCalm: (calm) => void (isCalm = calm),
    isCalm: () => isCalm,
    isLeft: () => counters.some(({ tries }) => tries === 0),
  };
}

function vainly({ fault, tries }: { readonly fault: PlannedFault; readonly tries: number }): number {
  return Math.max(0, tries - fault.times + 1);
}

function isBeginning(begin: Begin, { api, action, writes }: SeenRequest): boolean {
  if (begin === "write") return api !== "ses" && writes;
  return action === `${begin}EmailIdentity`;
}
