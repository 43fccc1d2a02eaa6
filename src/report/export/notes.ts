import type { Plan } from "../../plan/consent/plan.ts";

// Sentences that every format has, in plain ASCII and without a break.

/** What it is of. A rehearsal says so first. */
export function leadOf({ settings: { domain, zone } }: Plan): readonly string[] {
  return [
    ...(zone.rehearsal === true ? [REHEARSAL] : []),
    `Records of the sender domain ${domain}, in the zone ${zone.apex}`,
  ];
}

const REHEARSAL = "REHEARSAL: these records are of nothing real. Don't publish them.";

/** Nobody knows a key before SES has made it. */
export function openNote(plan: Plan): readonly string[] {
  return isOpen(plan)
    ? [
        `Not in this list yet: the DKIM key below ${plan.open.below}. SES makes it when the identity is created.`,
      ]
    : [];
}

/** Whether a key is still to come. SES may add a second one, but seldom does. */
export function isOpen({ creates, open }: Plan): boolean {
  return creates && open.most > 0;
}
