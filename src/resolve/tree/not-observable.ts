import { isRegistrySuffix, type DomainName } from "../../dns/domain-name.ts";
import { portName } from "../../dns/said.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase, type Phrase, type Text } from "../../errors/phrase.ts";
import { offersRecursion, type Tried, triedFacts } from "./ask-in-turn.ts";
import type { DescentEnd } from "./limits.ts";

/** Why name servers can't be asked from here: something answers in their place, or nothing answers at all. */
type Because = "intercepted" | "blocked";

/** Whose name servers were asked, and what came of it. */
interface Found {
  /** `.`: the root. */
  readonly zone: string;
  readonly ports: readonly number[];
  readonly tried: readonly string[];
}

/** The same where port 53 is the cause of it. */
export interface Cause extends Found {
  readonly because: Because;
  readonly evidence: readonly string[];
}

/**
 * A name whose walk ended too early, and the zone that none of its servers answered for; undefined: the root.
 */
export interface Unseen {
  readonly name: DomainName;
  readonly zone: DomainName | undefined;
  /** The roots are those of a private tree. */
  readonly isPrivate: boolean;
}

/**
 * The walk came no further than the root or a registry. It is our view that is broken, so nothing can be said
 * of the name.
 */
export function notObservable(unseen: Unseen, tried: readonly Tried[]): OnboardError {
  const because = findBecause(unseen, tried);
  const ports = [...new Set(tried.map(({ endpoint }) => endpoint.port))];
  const found = { zone: unseen.zone ?? ".", ports, tried: triedFacts(tried) };
  if (because === undefined) return errorOf(unseen.name, found, odd(unseen, tried));
  const evidence = triedFacts(because === "intercepted" ? tried.filter(hasAnswered) : tried);
  return notObservableEither(unseen.name, { ...found, because, evidence });
}

/** Another name, for the same cause. */
export function notObservableEither(name: DomainName, cause: Cause): OnboardError {
  return errorOf(name, cause, WORDS[cause.because]);
}

function errorOf(name: DomainName, found: Found, { seen, hint }: Words): OnboardError {
  const whose = found.zone === "." ? phrase`root` : found.zone;
  const port = portName(found.ports);
  return new OnboardError(
    "NOT_OBSERVABLE",
    phrase`${seen(whose, port)}, so it can't be found out from here where ${name} is served.`,
    { hint: hint(port), facts: { name, ...found } },
  );
}

/** The cause that an error of a walk tells; undefined: port 53 is not it. */
export function findCauseOf(thrown: unknown): Cause | undefined {
  if (!isNotObservable(thrown) || !("because" in thrown.facts)) return undefined;
  const { zone, ports, tried, because, evidence } = thrown.facts as unknown as Cause;
  return { zone, ports, tried, because, evidence };
}

/** Whether an error says that the way to name servers is not what it seems from here. */
function isNotObservable(thrown: unknown): thrown is OnboardError {
  return isOnboardError(thrown) && thrown.code === "NOT_OBSERVABLE";
}

/**
 * The world's roots answer for the root, so whoever else answers there is in between. A registry's servers can be
 * broken; an offer of recursion is none of theirs either. In a private tree it may well be.
 */
function findBecause(
  { zone, isPrivate }: Omit<Unseen, "name">,
  tried: readonly Tried[],
): Because | undefined {
  const answered = tried.filter(hasAnswered);
  if (answered.length === 0) return tried.length === 0 ? undefined : "blocked";
  return !isPrivate && (zone === undefined || answered.some(offersRecursion)) ? "intercepted" : undefined;
}

/** Whether somebody answers in the place of the root or a registry to a question of any name. */
export function isIntercepted(end: Pick<DescentEnd, "cut" | "tried">, isPrivate: boolean): boolean {
  const { apex: zone } = end.cut;
  const isAbove = zone === undefined || isRegistrySuffix(zone);
  return isAbove && findBecause({ zone, isPrivate }, end.tried) === "intercepted";
}

export function hasAnswered({ observation }: Tried): boolean {
  return observation.kind !== "unreachable";
}

interface Words {
  readonly seen: (whose: Text, port: Phrase) => Phrase;
  readonly hint: (port: Phrase) => Phrase;
}

const WORDS: Readonly<Record<Because, Words>> = {
  intercepted: {
    seen: (whose) => phrase`Something on the way answers in the place of the ${whose} name servers`,
    hint: (port) =>
      phrase`Have DNS to ${port} let through unaltered from here (UDP and TCP), or run from a host that may ask name servers directly.`,
  },
  blocked: {
    seen: (whose, port) => phrase`No ${whose} name server can be reached on ${port}`,
    hint: (port) =>
      phrase`Allow outgoing UDP and TCP to ${port} from here, or run from a host that may ask name servers directly.`,
  },
};

const ODD: Words = {
  seen: (whose) => phrase`No ${whose} name server gave a usable answer`,
  hint: () => phrase`Run again in a while; if it stays so, run from a host on another network.`,
};

const RESOLVERS: Words = {
  seen: () => phrase`The root servers that are set offer recursion and give no way down: they are resolvers`,
  hint: () =>
    phrase`Give the addresses of servers that hold the root zone (${{ option: "dns-roots" }}), or leave the setting out for the roots of the world.`,
};

function odd({ zone }: Unseen, tried: readonly Tried[]): Words {
  return zone === undefined && tried.some(offersRecursion) ? RESOLVERS : ODD;
}
