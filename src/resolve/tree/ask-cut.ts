import type { Clock } from "../../async/clock.ts";
import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Question } from "../../dns/observation.ts";
import type { AddressBook } from "./address-book.ts";
import { askInTurn, type Tried, type Turn, isUsable } from "./ask-in-turn.ts";
import type { Ask } from "../transport/ask.ts";
import type { Cut } from "./cut.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import type { Silence } from "../transport/silence.ts";
import type { WalkLimits } from "./limits.ts";
import type { Answered } from "../transport/answered.ts";

/** Name servers named below name servers named below …: real chains have two or three links. */
const DEEPEST = 6;
/**
 * Of a cut without glue, this many names are resolved before giving up (the NXNSAttack made resolvers pay for
 * each).
 */
const MOST_NAMES_WITHOUT_GLUE = 4;
/**
 * Somewhere in the world a root answers within 100 ms, by TCP within 200 after the 1.5 s that UDP is given
 * first. When none has in this time, port 53 is closed, and whoever runs us learns it now rather than after
 * the time-outs of a dozen addresses.
 */
const ROOTS_WITHIN_MS = 2500;

export interface CutTools {
  readonly ask: Ask;
  readonly clock: Clock;
  readonly book: AddressBook;
  readonly silence: Silence;
}

/** A question, and the limits of the call that it belongs to. */
export interface TreeQuestion {
  readonly question: Question;
  readonly limits: WalkLimits;
}

/**
 * Asks the servers of a zone until one gives a usable answer: at their glue first, then at the addresses that
 * the names without glue have.
 * @throws only the signal's reason, when it aborts
 */
export async function askCut(cut: Cut, treeQuestion: TreeQuestion, tools: CutTools): Promise<Turn> {
  const { limits } = treeQuestion;
  const withGlue = await askEach(cut.glue, { cut, treeQuestion, tools });
  if (withGlue.answered !== undefined || cut.apex === undefined || limits.depth >= DEEPEST) return withGlue;
  const inside: WalkLimits = { ...limits, depth: limits.depth + 1 };
  const tried: Tried[] = [...withGlue.tried];
  for (const server of namesWithoutGlue(cut, cut.apex)) {
    const turn = await askEach(await tools.book.addressesOf(server, inside), { cut, treeQuestion, tools });
    tried.push(...turn.tried);
    if (turn.answered !== undefined) return { answered: turn.answered, tried };
  }
  return { answered: undefined, tried };
}

interface CutQuestion {
  readonly cut: Cut;
  readonly treeQuestion: TreeQuestion;
  readonly tools: CutTools;
}

function askEach(endpoints: readonly Endpoint[], { cut, treeQuestion, tools }: CutQuestion): Promise<Turn> {
  const { question, limits } = treeQuestion;
  const affordable = endpoints.slice(0, Math.max(0, limits.budget.questions));
  const askOne = (endpoint: Endpoint, signal: AbortSignal): ReturnType<Ask> => {
    limits.budget.questions -= 1;
    return tools.ask(endpoint, question, { zone: cut.apex, signal });
  };
  const forRoots = cut.apex === undefined ? { suffices: isRootsOwn, withinMs: ROOTS_WITHIN_MS } : {};
  return askInTurn(affordable, askOne, { clock: tools.clock, signal: limits.signal, ...forRoots });
}

/** Names inside the zone itself can't be resolved without glue: the zone would have to be reached first. */
function namesWithoutGlue(cut: Cut, apex: DomainName): readonly DomainName[] {
  const withGlue = new Set(cut.glue.map((glue) => glue.server));
  return cut.nameServers
    .filter((name) => !withGlue.has(name) && !isAtOrBelow(name, apex))
    .slice(0, MOST_NAMES_WITHOUT_GLUE);
}

/**
 * Whether an answer from a root's address can be the root's own. On many networks a proxy takes every
 * question to port 53 and answers it itself. What gives it away is an offer of recursion, which root servers
 * never make (RFC 2870 section 2.5), an answer without authority, or a "no" without the SOA that an
 * authoritative one carries (RFC 2308 section 3). Asked as we ask, Unbound 1.17 answers REFUSED with RA, BIND
 * 9.18 a referral back up with RA (November 2026).
 */
function isRootsOwn(answered: Answered): boolean {
  const { observation, reply } = answered;
  if (reply?.recursionAvailable === true) return false;
  if (observation.kind === "nodata" || observation.kind === "nxdomain") return observation.soa !== undefined;
  return isUsable(answered);
}
