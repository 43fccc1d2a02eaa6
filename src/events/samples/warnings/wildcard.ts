import type { WildcardWarning } from "../../../plan/wildcard/warning.ts";
import { DOMAIN, named } from "../zone.ts";
import type { SamplesOf } from "./samples-of.ts";

const [owner, wildcard] = [DOMAIN, named("*.example.com")];
const address = { type: "A", ttl: 300, values: ["192.0.2.80"] };
const alias = { type: "CNAME", ttl: 300, values: ["pages.example.net"] };
const notBack = {
  warning: "wildcard-not-back",
  owner,
  type: "MX",
  wildcard,
  values: ["10 mx.example.com"],
  top: owner,
} as const;

export const WILDCARD_WARNING_SAMPLES: SamplesOf<WildcardWarning> = {
  "from-wildcard": [
    { warning: "from-wildcard", owner, type: "MX", wildcard, values: ["10 mx.example.com"] },
    {
      warning: "from-wildcard",
      owner,
      type: "TXT",
      wildcard,
      values: ["v=spf1 mx -all"],
      through: named("pages.example.net"),
    },
  ],
  "wildcard-ended": [
    { warning: "wildcard-ended", owner, wildcard, lost: [address], below: ["A", "MX"] },
    { warning: "wildcard-ended", owner, wildcard, lost: [alias], below: ["CNAME"] },
    { warning: "wildcard-ended", owner, wildcard, lost: [], below: ["MX", "TXT"] },
    { warning: "wildcard-ended", owner, wildcard, lost: [address], below: [] },
    {
      warning: "wildcard-ended",
      owner,
      wildcard,
      lost: [address],
      below: ["A"],
      diverts: ["10 mxbiz1.qq.com"],
    },
  ],
  "wildcard-not-seen": [
    {
      warning: "wildcard-not-seen",
      owner,
      wildcard,
      because: "no name server of example.com answered for it: ns1.example.net (192.0.2.1) timeout",
    },
  ],
  "wildcard-not-back": [
    { ...notBack, because: "exists" },
    { ...notBack, because: "unknown" },
  ],
  "mx-not-of-wildcard": [
    {
      warning: "mx-not-of-wildcard",
      owner,
      wildcard,
      own: ["10 mx.example.com"],
      its: ["10 mx2.example.com"],
    },
  ],
};
