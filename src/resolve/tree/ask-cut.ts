import type { Clock } from "../../async/clock.ts";
import { isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import type { Observation, Question } from "../../dns/observation.ts";
import { DS } from "../../dns/rrset.ts";
import type { AddressBook } from "./address-book.ts";
import {
  askInTurn,
  HEAD_START_MS,
  isUsable,
  LONGEST_TURN_MS,
  offersRecursion,
  type Tried,
  type Turn,
} from "./ask-in-turn.ts";
import { beforeDeadline } from "../../async/deadline.ts";
import type { Ask } from "../transport/ask.ts";
import type { Cut, Glue } from "./cut.ts";
import { familyOf } from "../transport/endpoint.ts";
import type { Silence } from "../transport/silence.ts";
import { nthOf, type WalkLimits } from "./limits.ts";
import type { Answered } from "../transport/answered.ts";

/** Name servers named below name servers named below …: real chains have two or three links. */
const DEEPEST = 6;
/**
 * Of a cut, this many names are resolved before giving up (the NXNSAttack made resolvers pay for each).
 */
const MOST_NAMES = 4;
/**
 * Somewhere in the world a root answers within 100 ms, by TCP within 200 after the 0.9 s that UDP is given
 * first. When none has in this time, port 53 is closed, and whoever runs us learns it now rather than after
 * the time-outs of a dozen addresses.
 */
const ROOTS_WITHIN_MS = 2500;

export interface CutTools {
  readonly ask: Ask;
  readonly clock: Clock;
  readonly book: AddressBook;
  readonly silence: Silence;
  /** The roots may be resolvers as well. */
  readonly arePrivate: boolean;
}

/** Whether an observation settles a question at the servers of this cut; others may know better. */
export type Decides = (observation: Observation, cut: Cut) => boolean;

/** A question, and the limits of the call that it belongs to. */
export interface TreeQuestion {
  readonly question: Question;
  readonly limits: WalkLimits;
  /** Absent: everything but an answer without AA. Where nothing decides, the first that is of use counts. */
  readonly decides?: Decides | undefined;
}

export interface CutTurn extends Turn {
  /** Nobody was asked, since the names of the cut's servers lead back to the cut itself. */
  readonly circular: boolean;
}

/**
 * Asks the servers of a zone until one gives a usable answer: at their glue first; when that is used up, at the
 * addresses that their names have in the world. Glue may be old, or of a family that this host does not have.
 * @throws only the signal's reason, when it aborts
 */
export async function askCut(cut: Cut, treeQuestion: TreeQuestion, tools: CutTools): Promise<CutTurn> {
  const { limits, question, decides = hasAuthority } = treeQuestion;
  if (cut.apex !== undefined && limits.reaching.includes(cut.apex)) return CIRCULAR;
  const isOfUse = (tried: Said): boolean =>
    cut.apex === undefined ? isRootsOwn(tried, question, tools.arePrivate) : isUsable(tried);
  const options = {
    clock: tools.clock,
    signal: limits.signal,
    suffices: (answered: Answered) => isOfUse(answered) && decides(answered.observation, cut),
    withinMs: cut.apex === undefined ? ROOTS_WITHIN_MS : undefined,
  };
  const askOne = (endpoint: Glue, signal: AbortSignal, onSent: () => void): ReturnType<Ask> => {
    limits.budget.questions -= 1;
    return tools.ask(endpoint, question, { zone: cut.apex, signal, onSent });
  };
  const names: NamesOfCut = { cut, limits, tools, isCircular: false };
  const first = await askInTurn(affordable(cut.glue, names), askOne, {
    ...options,
    more: (signal) => addressesOfNames(names, signal),
  });
  const failed = first.answered === undefined ? first.tried.filter(isServfail) : [];
  const again = await askInTurn(affordable(failed.map(asGlue), names), askOne, options);
  const tried = [...first.tried.filter((one) => !failed.includes(one)), ...again.tried];
  const answered = first.answered ?? again.answered ?? tried.find(isOfUse);
  return { answered, tried, circular: answered === undefined && tried.length === 0 && names.isCircular };
}

type Said = Pick<Answered, "observation" | "reply">;

const CIRCULAR: CutTurn = { answered: undefined, tried: [], circular: true };

/** One failure says little of a server that has thousands of zones; the second of the same does. */
function isServfail({ observation }: Tried): boolean {
  return observation.kind === "servfail";
}

function asGlue({ endpoint }: Tried): Glue {
  return { ...endpoint, server: endpoint.server };
}

/** A cut whose name servers' names are looked up, as far as they are needed. */
interface NamesOfCut {
  readonly cut: Cut;
  readonly limits: WalkLimits;
  readonly tools: CutTools;
  /** Set where a name turned out to need the cut itself. */
  isCircular: boolean;
}

/**
 * What the names of a cut's servers lead to beside the glue, as it comes. Each name gets a head start before the next
 * one, since each costs a walk of its own.
 */
async function* addressesOfNames(
  names: NamesOfCut,
  signal: AbortSignal,
): AsyncGenerator<readonly Glue[], void> {
  const { cut, limits, tools } = names;
  if (cut.apex === undefined || limits.reaching.length >= DEEPEST) return;
  const inside: WalkLimits = { ...limits, signal, reaching: [...limits.reaching, cut.apex] };
  const known = new Set(cut.glue.map(({ address }) => address));
  const arrived: Glue[][] = [];
  const looking = new Set<Promise<void>>();
  const lookUp = async (server: DomainName): Promise<void> => {
    const { addresses, unaddressed } = await tools.book.addressesOf(server, inside);
    if (unaddressed === "circular") names.isCircular = true;
    arrived.push(addresses.filter(({ address }) => !known.has(address)));
  };
  const start = (server: DomainName): void => {
    const one = lookUp(server).finally(() => looking.delete(one));
    looking.add(one);
  };
  const waiting = namesToResolve(cut, cut.apex).toReversed();
  while (waiting.length > 0 || looking.size > 0) {
    const next = waiting.pop();
    if (next !== undefined) start(next);
    const timeoutMs = waiting.length > 0 ? HEAD_START_MS : LONGEST_TURN_MS;
    await beforeDeadline(Promise.race(looking), { clock: tools.clock, timeoutMs, signal });
    yield affordable(arrived.splice(0).flat(), names);
  }
}

/**
 * Those without glue first. Names inside the zone itself can't be resolved: the zone would have to be reached
 * first.
 */
function namesToResolve(cut: Cut, apex: DomainName): readonly DomainName[] {
  const withGlue = new Set(cut.glue.map((glue) => glue.server));
  return cut.nameServers
    .filter((name) => !isAtOrBelow(name, apex))
    .toSorted((a, b) => Number(withGlue.has(a)) - Number(withGlue.has(b)))
    .slice(0, MOST_NAMES);
}

/**
 * As many as may still be asked: those that answered lately first, those that were silent last; then each server once
 * before the second address of any, since one that is dead is so at all of them; of those IPv4 first: hosts with an IPv6
 * address and no way out by it are common, the opposite is not (chatmail/relay #870).
 */
function affordable(endpoints: readonly Glue[], { limits, tools: { silence } }: NamesOfCut): readonly Glue[] {
  const byFamily = endpoints.toSorted((a, b) => (a.server === undefined ? 0 : familyOf(a) - familyOf(b)));
  const nth = nthOf(byFamily, ({ server, address }) => server ?? address);
  const ranked = byFamily.map((endpoint, index) => ({
    endpoint,
    rank: silence.isSilent(endpoint) ? 2 : silence.isAnswering(endpoint) ? 0 : 1,
    nth: nth[index] ?? 0,
  }));
  return ranked
    .toSorted((a, b) => a.rank - b.rank || a.nth - b.nth)
    .map(({ endpoint }) => endpoint)
    .slice(0, Math.max(0, limits.budget.questions));
}

export function hasAuthority(observation: Observation): boolean {
  return !("withoutAuthority" in observation);
}

/**
 * Whether an answer from a root's address can be the root's own. On many networks a proxy takes every
 * question to port 53 and answers it itself. What gives it away is an offer of recursion, which root servers
 * never make (RFC 2870 section 2.5), an answer without authority, a "no" without the SOA that an authoritative
 * one carries (RFC 2308 section 3), or authority for more than the root zone: of a name below a top-level domain a
 * root knows nothing but where to go. Asked as we ask, Unbound 1.17 answers REFUSED with RA, BIND 9.18 a referral back
 * up with RA (November 2026); gateways that set AA and leave RA out are own fakes. Roots of a private tree may hold
 * other zones, and be a BIND that is a resolver as well: neither says anything there.
 */
function isRootsOwn(said: Said, { type }: Question, arePrivate: boolean): boolean {
  const { observation } = said;
  if (offersRecursion(said) && !arePrivate) return false;
  if (observation.kind === "nodata" || observation.kind === "nxdomain")
    return observation.soa !== undefined && (arePrivate || observation.zone === undefined);
  // The keys of top-level domains stand in the root zone (DS, RFC 4035 section 3.1.4.1).
  if (observation.kind === "answer" || observation.kind === "cname") return arePrivate || type === DS;
  return isUsable(said);
}
