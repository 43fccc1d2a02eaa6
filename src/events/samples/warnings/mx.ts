import type { MxWarning } from "../../../plan/mx/warning.ts";
import { prefixed } from "../../../dns/domain-name.ts";
import { DOMAIN, named } from "../zone.ts";
import type { SamplesOf } from "./samples-of.ts";

const owner = DOMAIN;

export const MX_WARNING_SAMPLES: SamplesOf<MxWarning> = {
  "mx-added-beside-others": [
    { warning: "mx-added-beside-others", owner, others: ["5 mx.example.org", "10 mx2.example.org"] },
  ],
  "mx-replaced": [
    { warning: "mx-replaced", owner, lost: ["5 mx.example.org"] },
    { warning: "mx-replaced", owner, lost: ["10 mx.example.com"], wildcard: named("*.example.com") },
  ],
  "mta-sts-allowed": [
    {
      warning: "mta-sts-allowed",
      owner: prefixed("_mta-sts", DOMAIN),
      type: "TXT",
      exchange: "mxbiz1.qq.com",
    },
    {
      warning: "mta-sts-allowed",
      owner: prefixed("_mta-sts", DOMAIN),
      type: "CNAME",
      exchange: "mxbiz1.qq.com",
    },
  ],
  "mx-kept": [
    { warning: "mx-kept", owner, kept: ["5 mx.example.org"], because: "mx" },
    { warning: "mx-kept", owner, kept: ["192.0.2.25"], because: "address" },
    { warning: "mx-kept", owner, kept: ["0 ."], because: "null-mx" },
    {
      warning: "mx-kept",
      owner,
      kept: ["5 mx.example.org"],
      because: "mx",
      allow: `TXT:${prefixed("_mta-sts", DOMAIN)}`,
    },
  ],
};
