import type { Clock } from "../../async/clock.ts";
import { parentOf, type DomainName } from "../../dns/domain-name.ts";
import type { Question } from "../../dns/observation.ts";
import { createAddressBook, type AddressBook } from "./address-book.ts";
import { askCut } from "./ask-cut.ts";
import type { Ask } from "../transport/ask.ts";
import { cutOf, rootCut, type Cut } from "./cut.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import type { Silence } from "../transport/silence.ts";
import type { WalkLimits, DescentEnd } from "./limits.ts";
import { createTtlCache } from "./ttl-cache.ts";

// From the roots down to whoever answers a question, by referrals alone (RD=0). No recursive resolver is
// involved, so no "no" is planted in any.

export interface Descent {
  /** @throws only the signal's reason, when it aborts */
  descend(question: Question, limits: WalkLimits): Promise<DescentEnd>;
  readonly addressesOf: AddressBook["addressesOf"];
}

export interface DescentSettings {
  readonly roots: readonly Endpoint[];
  /** The port of every server below the roots. */
  readonly port: number;
  readonly ask: Ask;
  readonly clock: Clock;
  /** Who is asked last, since nothing came from there lately. */
  readonly silence: Silence;
}

export function createDescent({ roots, port, ask, clock, silence }: DescentSettings): Descent {
  const root = rootCut(roots);
  const cuts = createTtlCache<Cut>(clock);
  const book = createAddressBook({ clock, port, descend });
  const tools = { ask, clock, book, silence };

  async function descend(question: Question, limits: WalkLimits): Promise<DescentEnd> {
    const start = nearestCut(question.owner);
    const found = await follow(start, question, limits);
    // What was remembered may be what is wrong: the zone may have moved since.
    if (found.observation !== undefined || found.cut !== start || start.apex === undefined) return found;
    cuts.delete(start.apex);
    return descend(question, limits);
  }

  function nearestCut(owner: DomainName): Cut {
    for (let name: DomainName | undefined = owner; name !== undefined; name = parentOf(name)) {
      const cut = cuts.get(name);
      if (cut !== undefined) return cut;
    }
    return root;
  }

  /** Each referral leads strictly below the last one (classify.ts sees to that), so this ends. */
  async function follow(cut: Cut, question: Question, limits: WalkLimits): Promise<DescentEnd> {
    const { answered, tried } = await askCut(cut, { question, limits }, tools);
    const { observation, reply } = answered ?? {};
    if (observation?.kind !== "referral" || reply === undefined) return { cut, observation, tried };
    const below = cutOf({ from: cut, observation, reply, port });
    cuts.set(observation.to, below, below.ttl);
    return follow(below, question, limits);
  }

  return { descend, addressesOf: (server, limits) => book.addressesOf(server, limits) };
}
