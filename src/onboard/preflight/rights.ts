import { prefixed, type DomainName } from "../../dns/domain-name.ts";
import { keyText, type RRsetKey } from "../../dns/rrset.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { keysNameOf } from "../../plan/dkim/dkim.ts";
import { patiently, type Run } from "../run.ts";
import type { FoundZone } from "./find-zone.ts";

/** Places that are asked about together; where there are several, the right at one of them is enough. */
export type Askings = readonly [readonly RRsetKey[], ...(readonly RRsetKey[])[]];

/**
 * The places of the plan. Where only the DKIM record is still to come, its name is unknown before Create, and Create
 * can't be undone: so TXT at the domain is asked about, which a key for this work may usually write, and where that is
 * refused a selector that stands for any, since a key may be limited to `*._domainkey.<domain>`. Only both refusals
 * are a "no". A key that is limited to one selector alone is refused, too: it can be widened, and an identity
 * can't be taken back.
 */
export function askingsFor(
  domain: DomainName,
  places: readonly RRsetKey[],
  { exists }: { readonly exists: boolean },
): Askings {
  if (exists || places.length > 0) return [places];
  return [
    [{ owner: domain, type: "TXT" }],
    [{ owner: prefixed(ANY_SELECTOR, keysNameOf(domain)), type: "TXT" }],
  ];
}

const ANY_SELECTOR = "ses-onboard";

/**
 * The right to write, asked for where the host can tell: before Create, which can't be undone, and by `doctor`.
 * @returns undefined where it can't be told, which stops nothing: the write itself will show it
 * @throws OnboardError RIGHTS_MISSING where the host says that these credentials may not; API_RATE_LIMITED
 */
export async function requireRights(
  run: Run,
  foundZone: Pick<FoundZone, "provider" | "zone">,
  askings: Askings,
): Promise<boolean | undefined> {
  const { provider, zone } = foundZone;
  // Whoever is asked to write has his own.
  if (provider.byHand === true) return undefined;
  const [first, ...others] = askings;
  const word = await askRights(run, foundZone, first);
  const isRefused = word === false || isOnboardError(word);
  const mayWrite = isRefused ? await mayWriteAtAny(run, foundZone, others) : word;
  run.emit({ type: "rights.found", provider: provider.name, apex: zone.apex, mayWrite: mayWrite ?? null });
  if (mayWrite !== false) return mayWrite;
  const asked = { provider: provider.name, zone: zone.apex, places: askings.flat() };
  const places = askings.map(placesText).join(" or ");
  throw isOnboardError(word) ? withPlaces(word, asked, places) : missing(asked, places);
}

/** Whoever may not write at the first place is let through by a "yes" alone. */
async function mayWriteAtAny(
  run: Run,
  foundZone: Pick<FoundZone, "provider" | "zone">,
  askings: readonly (readonly RRsetKey[])[],
): Promise<boolean> {
  for (const places of askings) if ((await askRights(run, foundZone, places)) === true) return true;
  return false;
}

/**
 * A host that is down or odd has said nothing about rights. One that throttles for longer than the time budget would
 * not take the write either, so the run ends here.
 * @returns the error where the host has a reason of its own for its "no"
 */
async function askRights(
  run: Run,
  { provider, zone }: Pick<FoundZone, "provider" | "zone">,
  places: readonly RRsetKey[],
): Promise<boolean | undefined | OnboardError> {
  try {
    const answer: unknown = await provider.mayWrite?.(zone, places, patiently(run));
    // Whatever is neither yes nor no (0, "false", an object) tells nothing.
    return typeof answer === "boolean" ? answer : undefined;
  } catch (error) {
    run.signal.throwIfAborted();
    if (!isOnboardError(error) || error.code === "API_RATE_LIMITED") throw error;
    if (error.code === "RIGHTS_MISSING") return error;
    if (error.kind === "upstream") return undefined;
    throw error;
  }
}

interface Asked {
  readonly provider: string;
  readonly zone: DomainName;
  readonly places: readonly RRsetKey[];
}

/** Places are asked about together, so a "no" is one to all of them and says nothing about each. */
function placesText(places: readonly RRsetKey[]): string {
  return `${places.length > 1 ? "all of " : ""}${places.map(keyText).join(", ")}`;
}

function missing(facts: Asked, places: string): OnboardError {
  const { provider, zone } = facts;
  const what = places === "" ? "" : ` ${places}`;
  return new OnboardError(
    "RIGHTS_MISSING",
    phrase`${provider} says that these credentials may read the zone ${zone} and not write${what} there.`,
    {
      hint: phrase`Give them the rights that are printed by ${{ words: ["providers", provider] }}. Then run ${{ again: true }}.`,
      facts: { ...facts },
    },
  );
}

/** The host's own reason and its hint, and what it was asked about. */
function withPlaces(refusal: OnboardError, facts: Asked, places: string): OnboardError {
  const what = places === "" ? "" : ` ${places}`;
  return new OnboardError(
    "RIGHTS_MISSING",
    phrase`The right to write${what} in the zone ${facts.zone} was asked for. ${OnboardError.partsOf(refusal).message}`,
    { hint: OnboardError.partsOf(refusal).hint, facts: { ...refusal.facts, ...facts }, cause: refusal },
  );
}
