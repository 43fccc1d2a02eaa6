import { isNote } from "../../events/open-warnings.ts";
import type { Warning } from "../../plan/warning.ts";

/** How much a warning weighs for somebody who has to approve what it is about. */
export type Gravity = "note" | "warning" | "caution";

export function gravityOf(warning: Warning): Gravity {
  if (isNote(warning)) return "note";
  return GRAVE.has(warning.warning) ? "caution" : "warning";
}

/** Mail that goes elsewhere, is refused, or is protected less, once that is done which the plan shows. */
const GRAVE: ReadonlySet<Warning["warning"]> = new Set<Warning["warning"]>([
  "mx-replaced",
  "mx-added-beside-others",
  "wildcard-ended",
  "dmarc-weakened",
  "spf-passes-all",
  "spf-sender-lost",
  "spf-senders-fail",
  "spf-follows-mx",
  "half-moved",
]);
