import type { DmarcWarning } from "../../../plan/dmarc/warning.ts";
import { DOMAIN, named } from "../zone.ts";
import type { SamplesOf } from "./samples-of.ts";

const owner = named("_dmarc.mail.example.com");
const from = named("_dmarc.example.com");
const at = named("mail.example.com._report._dmarc.example.org");

export const DMARC_WARNING_SAMPLES: SamplesOf<DmarcWarning> = {
  "dmarc-inherited": [
    { warning: "dmarc-inherited", owner, policy: "reject", tag: "sp", from, reports: [] },
    {
      warning: "dmarc-inherited",
      owner,
      policy: "none",
      tag: "p",
      from,
      reports: ["mailto:dmarc@example.com", "mailto:reports@example.org"],
    },
  ],
  "dmarc-discoveries-differ": [
    {
      warning: "dmarc-discoveries-differ",
      owner,
      rfc9989: { policy: "reject", tag: "p", from, beside: [] },
      taken: "rfc9989",
      named: false,
      published: "v=DMARC1; p=reject",
      senders: [],
    },
    {
      warning: "dmarc-discoveries-differ",
      owner,
      rfc9989: { policy: "quarantine", tag: "sp", from: named("_dmarc.example.com"), beside: ["adkim=s"] },
      rfc7489: { policy: "reject", tag: "p", from, beside: ["t=y", "rua=mailto:d@example.com"] },
      taken: "rfc7489",
      named: true,
      published: "v=DMARC1; p=reject; adkim=s; t=y; rua=mailto:d@example.com",
      senders: ["v=spf1 mx -all", "10 mx.example.com"],
    },
  ],
  "dmarc-written-out": [
    { warning: "dmarc-written-out", owner, wildcard: named("*.example.com"), policy: "reject" },
  ],
  "dmarc-own-organisation": [{ warning: "dmarc-own-organisation", owner, domain: DOMAIN }],
  "dmarc-pct": [
    { warning: "dmarc-pct", owner, from, pct: 50, trial: false },
    { warning: "dmarc-pct", owner, from, pct: 0, trial: true },
  ],
  "dmarc-np-ends": [{ warning: "dmarc-np-ends", owner, from, np: "reject", policy: "none" }],
  "dmarc-weakened": [
    { warning: "dmarc-weakened", owner, former: "reject", policy: "none", was: "obeyed", lost: [] },
    {
      warning: "dmarc-weakened",
      owner,
      former: "none",
      policy: "none",
      was: "obeyed",
      lost: ["sp=reject", "rua=mailto:d@example.com"],
    },
    { warning: "dmarc-weakened", owner, former: "reject", policy: "none", was: "meant", lost: [] },
    { warning: "dmarc-weakened", owner, former: "rejct", policy: "none", was: "unknown", lost: [] },
  ],
  "dmarc-flawed-above": [
    {
      warning: "dmarc-flawed-above",
      owner,
      from,
      policy: "reject",
      flaws: ["rua:mailto:d@example.com"],
    },
    { warning: "dmarc-flawed-above", owner, from, policy: "none", flaws: ["p=rejcet"] },
  ],
  "dmarc-flawed": [
    { warning: "dmarc-flawed", owner, value: "v=DMARC1; p=reject; foo;", flaws: ["foo"] },
    {
      warning: "dmarc-flawed",
      owner,
      value: "v=dmarc1;; rua=mailto:a@b.example",
      flaws: ["", "v=dmarc1", "no p"],
    },
  ],
  "dmarc-unreadable-above": [
    { warning: "dmarc-unreadable-above", owner, from, values: ['"v=DMARC1; p=reject"'], policy: "none" },
    {
      warning: "dmarc-unreadable-above",
      owner,
      from,
      values: ["v=DMARC1; p=reject", "v=DMARC1; p=none"],
      policy: "none",
    },
  ],
  "dmarc-not-read": [
    { warning: "dmarc-not-read", owner: named("_dmarc.com"), because: "port 53 is blocked" },
  ],
  "dmarc-misplaced": [{ warning: "dmarc-misplaced", owner: DOMAIN, value: "v=DMARC1; p=reject" }],
  "dmarc-reports-dropped": [
    { warning: "dmarc-reports-dropped", owner: DOMAIN, address: "mailto:d@example.org", at },
    {
      warning: "dmarc-reports-dropped",
      owner: DOMAIN,
      address: "mailto:d@example.org",
      at,
      because: "no server of example.org answers",
    },
  ],
};
