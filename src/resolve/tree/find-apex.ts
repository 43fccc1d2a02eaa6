import {
  hasKnownTopLevel,
  isRegistrySuffix,
  labelsOf,
  parentOf,
  type DomainName,
} from "../../dns/domain-name.ts";
import type { Observation } from "../../dns/observation.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import type { Cut } from "./cut.ts";
import type { DescentEnd } from "./limits.ts";
import { hasAnswered, notObservable } from "./not-observable.ts";
import { isAnswer, type Questions } from "./questions.ts";

/** Where a zone begins, and the last referral on the way there: its own, or that of a zone above. */
export interface FoundApex {
  readonly apex: DomainName;
  readonly cut: Cut;
}

/**
 * The zone that a name belongs to, by evidence. No single question proves it, since each is answered wrongly by some
 * DNS host (public reports, read in November 2026): SOA below the apex with SERVFAIL, REFUSED, NOTIMP or silence
 * (lego #768, #707, #2633), or with an SOA of every name (lego #2374); no SOA even at the apex (backname #20). So: a
 * referral to the name proves it; else NS are asked for, which every apex has. They are answered at an apex, and
 * elsewhere the SOA of the "no" tells the zone; where that fails, the SOA, and at last an A record, are asked for.
 *
 * The name itself may not exist yet. Authoritative servers take no harm from the question, but PowerDNS with a
 * database behind it can hold the "no" for up to a minute (negquery-cache, measured on 4.8), so of the name only NS
 * and SOA are asked for, and nothing of names below.
 * @throws OnboardError ZONE_NOT_DELEGATED, NOT_OBSERVABLE; the signal's reason when it aborts
 */
export async function findApex(name: DomainName, questions: Questions): Promise<FoundApex> {
  let isCertain = false;
  for (let candidate = name; ;) {
    const { cut, apex, atMost } = await evidenceAt(candidate, { name, questions });
    if (apex !== undefined) return { apex, cut };
    const above = atMost ?? parentOf(candidate);
    if (above !== undefined && !isRegistrySuffix(above)) {
      if (above === cut.apex) return { apex: above, cut };
      candidate = above;
      continue;
    }
    if (isCertain || !(await isToldByOthers(name, cut, questions)))
      throw notDelegated(name, childOf(above, candidate));
    isCertain = true;
    candidate = name;
  }
}

/** One of a registry's servers may be behind the others. The world's roots never are. */
async function isToldByOthers(name: DomainName, cut: Cut, questions: Questions): Promise<boolean> {
  if (cut.apex === undefined && !questions.isPrivate) return isTopLevelTold(name, questions);
  const end = await questions.seekReferral(name, cut);
  return end.cut.apex !== cut.apex;
}

/**
 * Whether a root that says "no" leads on to the top-level domain itself. One that denies what the whole world has is no
 * root of the world: a DNS firewall, or the root of a company's own tree.
 * @throws OnboardError NOT_OBSERVABLE
 */
async function isTopLevelTold(name: DomainName, questions: Questions): Promise<boolean> {
  if (!hasKnownTopLevel(name)) return false;
  const top = labelsOf(name).at(-1) as DomainName;
  const { cut, observation, tried } = await questions.ask(top, "NS");
  if (cut.apex === undefined && isNo(observation))
    throw notObservable({ name, zone: undefined, isPrivate: false }, tried);
  return cut.apex !== undefined;
}

interface Evidence {
  /** The last referral on the way to the name. */
  readonly cut: Cut;
  /** The zone begins here. */
  readonly apex?: DomainName | undefined;
  /** The zone begins at this name above, or further up. Absent: somewhere above. */
  readonly atMost?: DomainName | undefined;
}

interface Search {
  readonly name: DomainName;
  readonly questions: Questions;
}

async function evidenceAt(candidate: DomainName, search: Search): Promise<Evidence> {
  const ns = await search.questions.ask(candidate, "NS");
  const { cut, observation } = ns;
  if (cut.apex === candidate) return { cut, apex: candidate };
  if (observation?.kind === "cname") return { cut };
  if (isNo(observation)) return evidenceOfNo(observation, candidate, cut);
  if (observation === undefined && !(await isServed(ns, search))) return { cut, apex: cut.apex };
  const soa = await search.questions.ask(candidate, "SOA");
  if (soa.cut.apex === candidate) return { cut: soa.cut, apex: candidate };
  if (isNo(soa.observation)) return evidenceOfNo(soa.observation, candidate, soa.cut);
  if ([observation, soa.observation].some((one) => one !== undefined && isAnswer(one)))
    return { cut: soa.cut, apex: candidate };
  if (soa.observation === undefined) assertInSight(soa, search);
  return candidate === search.name ? { cut } : evidenceOfAddress(candidate, search);
}

/** Only of names above the one that is asked about: there the run writes nothing. */
async function evidenceOfAddress(candidate: DomainName, { questions }: Search): Promise<Evidence> {
  const { cut, observation } = await questions.ask(candidate, "A");
  return isNo(observation) ? evidenceOfNo(observation, candidate, cut) : { cut };
}

type No = Extract<Observation, { readonly kind: "nodata" | "nxdomain" }>;

function isNo(observation: Observation | undefined): observation is No {
  return observation?.kind === "nodata" || observation?.kind === "nxdomain";
}

/** The owner of its SOA is the zone's apex; but where that is the name itself, there are no NS, so it is none. */
function evidenceOfNo({ zone }: No, candidate: DomainName, cut: Cut): Evidence {
  return zone === candidate ? { cut } : { cut, atMost: zone };
}

/**
 * Nobody answered. Whether the servers do at the zone's own apex, so that it was the question; else the zone is
 * broken, whose servers are known all the same.
 * @throws OnboardError NOT_OBSERVABLE where it is our view that is broken
 */
async function isServed(end: DescentEnd, { name, questions }: Search): Promise<boolean> {
  const { apex } = end.cut;
  if (!end.tried.some(hasAnswered)) assertInSight(end, { name, questions });
  if (apex === undefined || isRegistrySuffix(apex)) return true;
  return (await questions.askApex(apex, "SOA")).observation !== undefined;
}

/** At the registry or the root it is our view that is broken, so nothing can be said. */
function assertInSight({ cut: { apex }, tried }: DescentEnd, { name, questions }: Search): void {
  if (apex === undefined || (isRegistrySuffix(apex) && apex !== name))
    throw notObservable({ name, zone: apex, isPrivate: questions.isPrivate }, tried);
}

/** The name right below another one on the way to a third. */
function childOf(above: DomainName | undefined, name: DomainName): DomainName {
  const parent = parentOf(name);
  return parent === undefined || parent === above ? name : childOf(above, parent);
}

export function notDelegated(name: DomainName, missing: DomainName): OnboardError {
  return new OnboardError(
    "ZONE_NOT_DELEGATED",
    phrase`There is no DNS zone for ${name}: ${missing} is not delegated by ${parentOf(missing) ?? phrase`the root`}.`,
    {
      hint: phrase`Check the spelling; if it is right, register ${missing} or enter its name servers at the registrar, then run again.`,
      facts: { name, missing },
    },
  );
}
