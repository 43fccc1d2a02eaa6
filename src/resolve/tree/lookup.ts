import { inEnglish } from "../../errors/phrase.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Lookup, Question } from "../../dns/observation.ts";
import { addressName, saidOfZone } from "../../dns/said.ts";
import type { FindHeld, Held } from "../../dns/held.ts";
import { DS } from "../../dns/rrset.ts";
import type { Descent } from "./descend.ts";
import type { WalkLimits, DescentEnd } from "./limits.ts";
import { isIntercepted } from "./not-observable.ts";
import { heardOf, triedFacts } from "./ask-in-turn.ts";

/** RFC 1034 sets no limit; resolvers stop between 8 and 16. */
const MOST_ALIASES = 10;

/**
 * What authoritative servers hold for a name, aliases followed. Each alias is looked up again at its
 * target's own servers: the first server has no authority over another zone.
 * @param held looked into first, at each name of the chain
 * @param outOfSight why no server is asked; undefined: they are
 * @throws only the signal's reason, when it aborts
 */
export function lookUp(
  question: Question,
  descent: Descent,
  { limits, held, outOfSight }: LookingUp,
): Promise<Lookup> {
  return followAliases(question, held, async (owner) => {
    if (outOfSight !== undefined) return { kind: "failed", because: outOfSight, outOfSight: true };
    const found = await descent.descend({ owner, type: question.type }, limits);
    // Servers that don't know of DS refer to the zone itself, and what that says is not the word of the zone above.
    if (question.type === DS && found.cut.apex === owner)
      return {
        kind: "failed",
        because: `the servers of the zone above ${owner} don't tell whether they hold a key of it`,
      };
    if (found.observation?.kind === "cname") return { kind: "alias", target: found.observation.target };
    if (found.observation === undefined && isIntercepted(found, descent.isPrivate))
      return {
        kind: "failed",
        because: `something on the way answers in the place of the ${found.cut.apex ?? "root"} name servers`,
        outOfSight: true,
      };
    return lookupOf(found, owner);
  });
}

/**
 * From name to name, as far as each is an alias.
 * @param held looked into before each look
 */
export async function followAliases(
  { owner: first, type }: Question,
  held: FindHeld | undefined,
  look: (owner: DomainName) => Promise<Held>,
): Promise<Lookup> {
  const seen = new Set<DomainName>();
  let owner = first;
  while (!seen.has(owner) && seen.size <= MOST_ALIASES) {
    seen.add(owner);
    const found = held?.({ owner, type }) ?? (await look(owner));
    if (found.kind !== "alias") return found;
    owner = found.target;
  }
  return { kind: "failed", because: `the aliases of ${first} come to no end` };
}

interface LookingUp {
  readonly limits: WalkLimits;
  readonly held: FindHeld | undefined;
  readonly outOfSight?: string | undefined;
}

function lookupOf(end: DescentEnd, canonicalName: DomainName): Lookup {
  const { cut, observation } = end;
  if (observation?.kind === "answer") return { kind: "answer", rrset: observation.rrset, canonicalName };
  if (observation?.kind === "nodata" || observation?.kind === "nxdomain") return { kind: observation.kind };
  const whose = cut.apex ?? "the root";
  return { kind: "failed", because: `no name server of ${whose} tells of ${canonicalName}: ${said(end)}` };
}

function said({ tried, circular }: DescentEnd): string {
  if (circular) return "to find the addresses of its servers they would have to be asked";
  if (tried.length === 0) return "none of them has an address";
  const named = heardOf(tried).map(
    ({ at, observation }) => `${addressName(at)} ${inEnglish(saidOfZone(observation))}`,
  );
  return (named.length === 0 ? triedFacts(tried) : named).join("; ");
}
