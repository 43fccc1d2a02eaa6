import { keyText } from "../../dns/rrset.ts";
import { isChange, type RecordPlan } from "../record-plan.ts";
import { FORMS, zoneFile, type ExportZone, type Form } from "./forms.ts";

/** What a plan changes, as it stands in the configuration of a program; a zone file's lines for those not known here. */
export function exportFor(
  program: string,
  zone: ExportZone,
  plans: readonly Pick<RecordPlan, "action" | "before" | "after">[],
): readonly string[] {
  const form: Form = FORMS[program.toLowerCase()] ?? zoneFile;
  const changed = plans.flatMap(({ action, before, after }) =>
    isChange(action) && after !== null ? [{ before, after }] : [],
  );
  const byPlace = new Map(changed.map((change) => [keyText(change.after), change]));
  return form([...byPlace.values()], zone);
}
