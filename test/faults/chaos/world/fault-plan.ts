import type { DnsFault, HttpFault, SeenQuestion, SeenRequest } from "../../inject/fault.ts";
import type { PlannedFault } from "../draw.ts";

// Which exchange gets which of the drawn faults. An exchange has one at most; while it is calm, none.

export interface FaultPlan {
  readonly forRequest: (seen: SeenRequest) => HttpFault | undefined;
  readonly forQuestion: (seen: SeenQuestion) => DnsFault | undefined;
  readonly setCalm: (calm: boolean) => void;
  readonly isCalm: () => boolean;
}

export function planFaults(planned: readonly PlannedFault[]): FaultPlan {
  const counters = planned.map((fault) => ({ fault, met: 0, spent: 0 }));
  let isCalm = false;
  const take = (matches: (fault: PlannedFault) => boolean): PlannedFault | undefined => {
    if (isCalm) return undefined;
    const met = counters.filter(({ fault }) => matches(fault));
    for (const counter of met) counter.met += 1;
    const due = met.find(({ fault, met: count, spent }) => count >= fault.from && spent < fault.times);
    if (due !== undefined) due.spent += 1;
    return due?.fault;
  };
  return {
    forRequest: ({ api, writes }) => {
      const way = api === "ses" ? "ses" : "host";
      const on = writes ? "writing" : "reading";
      const fault = take((one) => one.way === way && (one.on ?? on) === on);
      return fault === undefined ? undefined : { id: fault.id as HttpFault["id"], ms: fault.ms };
    },
    forQuestion: () => {
      const fault = take((one) => one.way === "dns");
      return fault === undefined ? undefined : { id: fault.id as DnsFault["id"], ms: fault.ms };
    },
    setCalm: (calm) => void (isCalm = calm),
    isCalm: () => isCalm,
  };
}
