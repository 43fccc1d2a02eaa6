import { createAssembly } from "../../async/assembly.ts";
import { unlessAborted } from "../../async/together.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { keyOfSwap, keyText } from "../../dns/rrset.ts";
import { Interruption } from "../../errors/interruption.ts";
import { OnboardError } from "../../errors/onboard-error.ts";
import type { Agreement } from "../../onboard/run.ts";
import { beyond, lackingConsents, type Beyond } from "../../plan/consent/beyond.ts";
import { differingParts, HASH_PARTS, type HashPart } from "../../plan/consent/hash-text.ts";
import { joinHashes } from "../../plan/consent/plan-hash.ts";
import type { Plan, PlanHash } from "../../plan/consent/plan.ts";

/** Plans of a command's domains, in the order of their list. */
export type Plans = ReadonlyMap<DomainName, Plan>;

/** By what a command may create and write. */
export interface Consent {
  /** A hash that was approved, of the plans of all domains. */
  readonly hash?: PlanHash | undefined;
  /** Plans that were approved, from a file. */
  readonly plans?: Plans | undefined;
  /** A person is shown all plans, once. */
  readonly ask?: ((plans: Plans, signal: AbortSignal) => Promise<boolean>) | undefined;
  /** A person is shown what goes beyond. */
  readonly askAgain?:
    | ((domain: DomainName, changes: readonly Beyond[], signal: AbortSignal) => Promise<boolean>)
    | undefined;
}

/** What the domains of one command agree on together. */
export interface Agreements {
  readonly of: (domain: DomainName) => Agreement;
  /** This one has no plan, or needs none any more. */
  readonly leave: (domain: DomainName) => void;
}

/**
 * One consent for all domains: it is looked at when all of them are planned, and before the first is created.
 * @returns undefined where there is nobody and nothing to wait for
 */
export function createAgreements(domains: readonly DomainName[], consent: Consent): Agreements | undefined {
  const { hash, plans, ask, askAgain } = consent;
  if (hash === undefined && plans === undefined && ask === undefined) return undefined;
  const askedAgain = new Set<DomainName>();
  const by = plans !== undefined ? "plan" : hash !== undefined ? "hash" : "terminal";
  let signalOfAll: AbortSignal | undefined;
  const assembly = createAssembly<DomainName, Plan, Plans>(domains, async (proposed, left) => {
    const signal = signalOfAll ?? new AbortController().signal;
    if (plans !== undefined) return requireWithin(proposed, plans, { askAgain, signal, askedAgain });
    if (hash !== undefined) requireHash(proposed, { hash, left });
    else if (!needsConsent(proposed)) return withNothingOpen(proposed);
    else if (!(await ask?.(proposed, signal))) throw new Interruption(130, { saidNo: true });
    return proposed;
  });
  return {
    of: (domain) => ({
      async agree(plan, signal) {
        signalOfAll ??= signal;
        return (await unlessAborted(signal, assembly.arrive(domain, plan))).get(domain);
      },
      askAgain: askAgain === undefined ? undefined : (changes, signal) => askAgain(domain, changes, signal),
      given: () => [{ by }, ...(askedAgain.has(domain) ? [{ by: "terminal", again: true } as const] : [])],
    }),
    leave: (domain) => assembly.leave(domain),
  };
}

function needsConsent(plans: Plans): boolean {
  return [...plans.values()].some(({ creates, swaps }) => creates || swaps.length > 0);
}

/** Nobody was asked, since nothing was to be done: then nothing may come either. */
function withNothingOpen(plans: Plans): Plans {
  return new Map([...plans].map(([domain, plan]) => [domain, { ...plan, open: { ...plan.open, most: 0 } }]));
}

function requireHash(
  proposed: Plans,
  { hash, left }: { readonly hash: PlanHash; readonly left: readonly DomainName[] },
): void {
  const actual = joinHashes(new Map([...proposed].map(([domain, plan]) => [domain, plan.hash])));
  if (left.length === 0 && actual === hash) return;
  if (left.length > 0 || actual === undefined)
    throw changed(`The hash is of the plans of all domains, and ${left.join(", ")} could not be planned.`, {
      agreed: hash,
      left,
    });
  const parts = differingParts(hash, actual);
  throw changed(`${differenceWords(parts, proposed.size)} The hash is ${actual} now.`, {
    agreed: hash,
    actual,
    differs: parts,
  });
}

/** Each part of a hash of several is of their names, too: all parts differ where only a domain more is planned. */
function differenceWords(parts: readonly HashPart[], domainCount: number): string {
  if (parts.length < HASH_PARTS.length)
    return `The plan is not the one that was agreed upon: ${parts.map((part) => PART_WORDS[part]).join(", and ")}.`;
  const what = domainCount === 1 ? "this plan" : `the plans of these ${domainCount} domains together`;
  return `The hash that was agreed upon is not that of ${what}, in no part of it: it may be of other domains.`;
}

const PART_WORDS: Readonly<Record<HashPart, string>> = {
  settings: "the settings or the zone are others",
  standing: "other records stand at the DNS host",
  written: "something else would be created or written",
};

interface Asking extends Pick<Consent, "askAgain"> {
  readonly signal: AbortSignal;
  /** Where a person said yes to more. */
  readonly askedAgain: Set<DomainName>;
}

/** Each proposed plan under its approved one. What goes beyond for one stops all. */
async function requireWithin(proposed: Plans, approved: Plans, asking: Asking): Promise<Plans> {
  const agreed = new Map<DomainName, Plan>();
  for (const [domain, plan] of proposed) {
    const base = approved.get(domain);
    if (base === undefined)
      throw changed(`The plan that was agreed upon says nothing of ${domain}.`, { domain });
    requireSameSettings(plan, base);
    agreed.set(domain, await withAccepted(plan, base, asking));
  }
  return agreed;
}

async function withAccepted(plan: Plan, base: Plan, { askAgain, signal, askedAgain }: Asking): Promise<Plan> {
  const { domain, policy } = plan.settings;
  if (plan.creates && !base.creates)
    throw changed(`By the plan that was agreed upon the identity ${domain} exists, and it does not.`, {
      domain,
    });
  const changes = beyond(plan, base).filter((change) => lackingConsents(change, policy).length > 0);
  if (changes.length === 0) return base;
  const answer = await askAgain?.(domain, changes, signal);
  if (answer === true) {
    askedAgain.add(domain);
    return { ...base, swaps: [...base.swaps, ...changes.map(({ swap }) => swap)] };
  }
  // A person's no is no failure, whichever question it answers.
  if (answer === false) throw new Interruption(130, { saidNo: true });
  const places = changes.map(({ swap }) => keyText(keyOfSwap(swap))).join(", ");
  throw changed(`For ${domain} more would be written than the plan that was agreed upon holds: ${places}.`, {
    domain,
    beyond: changes,
  });
}

/** The policy is the plan's own; what is left is where it leads to. */
function requireSameSettings({ settings: now }: Plan, { settings: then }: Plan): void {
  const placeOf = ({ site, region, zone }: Plan["settings"]) =>
    JSON.stringify([
      site,
      region,
      zone.provider,
      zone.apex,
      zone.id,
      zone.endpoint ?? null,
      zone.rehearsal ?? false,
    ]);
  if (placeOf(now) === placeOf(then)) return;
  throw changed(
    `The plan that was agreed upon for ${now.domain} is of another zone or account: it names ${placeOf(then)}, and here it is ${placeOf(now)}.`,
    { domain: now.domain, agreed: then.zone, actual: now.zone },
  );
}

function changed(message: string, facts: Readonly<Record<string, unknown>>): OnboardError {
  return new OnboardError("PLAN_CHANGED", `${message} Nothing was created or written.`, {
    hint: [
      "Look at what is planned now, and pass the new plan or its hash: ",
      { command: "plan", all: true },
      ".",
    ],
    facts,
  });
}
