import type { SpfWarning } from "../../../plan/spf/warning.ts";
import { DOMAIN } from "../zone.ts";
import type { SamplesOf } from "./samples-of.ts";

const [owner, term] = [DOMAIN, "include:spf.example.org"] as const;

export const SPF_WARNING_SAMPLES: SamplesOf<SpfWarning> = {
  "spf-void-lookups": [{ warning: "spf-void-lookups", owner, count: 3 }],
  "spf-decides-nothing": [{ warning: "spf-decides-nothing", owner }],
  "spf-term-broken": [
    { warning: "spf-term-broken", owner, term, because: "no-record" },
    { warning: "spf-term-broken", owner, term, because: "two-records" },
    { warning: "spf-term-broken", owner, term, because: "syntax" },
    { warning: "spf-term-broken", owner, term, because: "loop" },
    { warning: "spf-term-broken", owner, term: "mx:mail.example.org", because: "too-many-mx" },
  ],
  "spf-not-counted": [
    { warning: "spf-not-counted", owner, term, because: "no server of example.org answers" },
  ],
};
