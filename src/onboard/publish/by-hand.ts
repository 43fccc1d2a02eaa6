import { findDomainName, type DomainName } from "../../dns/domain-name.ts";
import type { Observation, Question } from "../../dns/observation.ts";
import { keyOfSwap, sameKey, type RRsetKey } from "../../dns/rrset.ts";
import type { ServerVerdict } from "../../events/verdict.ts";
import { doubledName } from "../../plan/detect.ts";
import { isKeyName } from "../../plan/dkim/dkim.ts";
import { findMistake, type AskedFor, type Mistake } from "../../plan/mistake.ts";
import type { Planned } from "./plan-records.ts";

// What a person was asked to enter, and what the name servers show of it.

export interface AskedByHand extends AskedFor {
  /** Where it lands when a console, or who types, takes the host record for something else. */
  readonly elsewhere: readonly DomainName[];
}

interface Asked {
  /** Absent: nobody was asked for it. */
  readonly asked?: AskedByHand;
}

/** What a person was asked for at this place, where the plan changes something there. */
export function askedOf(
  { owner, type }: RRsetKey,
  { swaps }: Planned,
  { domain, apex }: { readonly domain: DomainName; readonly apex: DomainName },
): Asked {
  const swap = swaps.find((one) => sameKey(keyOfSwap(one), { owner, type }));
  if (swap?.after === undefined) return {};
  const doubled = doubledName(owner, apex);
  // Of the domain, as SES names it, and not of the zone. At any other name of the zone it may be somebody's own.
  const ofZone = isKeyName(owner) ? findDomainName(`${owner.slice(0, -domain.length)}${apex}`) : undefined;
  const elsewhere = [doubled, ofZone].flatMap((name) => (name === undefined || name === owner ? [] : [name]));
  return { asked: { before: swap.before ?? null, after: swap.after, elsewhere } };
}

/**
 * What a person has entered otherwise than asked; what is accepted may still have taken something else away. Where
 * nothing stands, what was asked for may stand at a name that is like it.
 * @param ask the server that gave this answer
 */
export async function mistakeIn(
  { asked, type }: Asked & Pick<RRsetKey, "type">,
  { verdict, observation }: { readonly verdict: ServerVerdict; readonly observation: Observation },
  ask: (question: Question) => Promise<Observation>,
): Promise<Mistake | undefined> {
  if (asked === undefined) return undefined;
  if (verdict === "nodata" || verdict === "nxdomain") return findMisplaced(asked, type, ask);
  if (observation.kind !== "answer") return undefined;
  const mistake = findMistake(asked, observation.rrset.values);
  return verdict === "serves" && mistake?.because !== "gone" ? undefined : mistake;
}

async function findMisplaced(
  { after, elsewhere }: AskedByHand,
  type: RRsetKey["type"],
  ask: (question: Question) => Promise<Observation>,
): Promise<Mistake | undefined> {
  for (const owner of elsewhere) {
    const seen = await ask({ owner, type });
    const isThere = (value: string) => seen.kind === "answer" && seen.rrset.values.includes(value);
    if (after.values.some(isThere)) return { because: "misplaced", value: owner };
  }
  return undefined;
}
