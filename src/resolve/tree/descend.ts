import type { Clock } from "../../async/clock.ts";
import { parentOf } from "../../dns/domain-name.ts";
import type { Question } from "../../dns/observation.ts";
import { DS } from "../../dns/rrset.ts";
import { createAddressBook, type AddressBook } from "./address-book.ts";
import { askCut, type Decides, type TreeQuestion } from "./ask-cut.ts";
import { heardOf } from "./ask-in-turn.ts";
import type { Ask } from "../transport/ask.ts";
import { cutOf, rootCut, type Cut } from "./cut.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import type { Silence } from "../transport/silence.ts";
import type { WalkLimits, DescentEnd } from "./limits.ts";
import { createTtlCache } from "./ttl-cache.ts";

// From the roots down to whoever answers a question, by referrals alone (RD=0). No recursive resolver is
// involved, so no "no" is planted in any.

export interface Descent {
  /**
   * @param decides which answers end the search among the servers of one zone
   * @throws only the signal's reason, when it aborts
   */
  descend(question: Question, limits: WalkLimits, decides?: Decides): Promise<DescentEnd>;
  readonly addressesOf: AddressBook["addressesOf"];
  /** Whether the roots are those of a private tree. */
  readonly isPrivate: boolean;
}

export interface DescentSettings {
  readonly roots: readonly Endpoint[];
  /** The roots are those of a private tree, and may be resolvers as well. */
  readonly arePrivate: boolean;
  /** The port of every server below the roots. */
  readonly port: number;
  readonly ask: Ask;
  readonly clock: Clock;
  /** Who is asked last, since nothing came from there lately. */
  readonly silence: Silence;
}

export function createDescent(settings: DescentSettings): Descent {
  const { port, clock } = settings;
  const root = rootCut(settings.roots);
  const cuts = createTtlCache<Cut>(clock);
  const book = createAddressBook({ clock, port, descend });
  const tools = { ...settings, book };

  async function descend(question: Question, limits: WalkLimits, decides?: Decides): Promise<DescentEnd> {
    const start = nearestCut(question, limits);
    const found = await follow(start, { question, limits, decides });
    // What was remembered may be what is wrong: the zone may have moved since.
    const isDoubtful =
      found.observation === undefined && found.cut === start && !found.circular && !isNew(start, limits);
    if (!isDoubtful || start.apex === undefined) return found;
    cuts.delete(start.apex);
    return descend(question, limits, decides);
  }

  /** A key of a zone stands in the zone above it (DS, RFC 4035 section 3.1.4.1). */
  function nearestCut({ owner, type }: Question, limits: WalkLimits): Cut {
    for (let name = type === DS ? parentOf(owner) : owner; name !== undefined; name = parentOf(name)) {
      const cut = limits.fresh && !limits.learned.cuts.has(name) ? undefined : cuts.get(name);
      if (cut !== undefined) return cut;
    }
    return root;
  }

  /** Each referral leads strictly below the last one (classify.ts sees to that), so this ends. */
  async function follow(cut: Cut, treeQuestion: TreeQuestion): Promise<DescentEnd> {
    const { answered, tried, circular } = await askCut(cut, treeQuestion, tools);
    const { observation, reply } = answered ?? {};
    if (observation?.kind !== "referral" || reply === undefined) return { cut, observation, tried, circular };
    const below = cutOf({ from: cut, observation, reply, port, heard: heardOf(tried) });
    cuts.set(observation.to, below, below.ttl);
    treeQuestion.limits.learned.cuts.add(observation.to);
    return follow(below, treeQuestion);
  }

  return {
    descend,
    addressesOf: (server, limits) => book.addressesOf(server, limits),
    isPrivate: settings.arePrivate,
  };
}

/** Whether this very call was told of the cut. */
function isNew({ apex }: Cut, { learned }: WalkLimits): boolean {
  return apex !== undefined && learned.cuts.has(apex);
}
