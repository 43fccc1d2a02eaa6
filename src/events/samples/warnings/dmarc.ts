import type { DmarcWarning } from "../../../plan/dmarc/warning.ts";
import { named } from "../zone.ts";
import type { SamplesOf } from "./samples-of.ts";

export const DMARC_WARNING_SAMPLES: SamplesOf<DmarcWarning> = {
  "dmarc-inherited": [
    { warning: "dmarc-inherited", owner: named("_dmarc.mail.example.com"), policy: "reject" },
  ],
};
