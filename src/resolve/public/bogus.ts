import type { DnssecView } from "../../dns/resolvers.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { Observation } from "../../dns/observation.ts";
import { isHeard, type AskResolver, type Resolver, type ResolverAskOptions } from "./resolvers.ts";

/** Two, since one of them may not validate at all. */
const ASKED_AT_ONCE = 2;

/**
 * A zone is bogus where a resolver fails on its SOA, gives it with checking disabled (CD, RFC 4035 section
 * 3.2.2), and then fails again: a failure that came and went would look the same in two questions. A resolver
 * that does not validate never finds fault, so one that does decides. The apex exists, so the questions plant
 * no "no".
 * @returns undefined when no resolver answers
 * @throws only the signal's reason, when it aborts
 */
export async function findBogus(
  apex: DomainName,
  resolvers: readonly Resolver[],
  ask: AskResolver,
  { signal }: ResolverAskOptions,
): Promise<DnssecView | undefined> {
  const [now, later] = [resolvers.slice(0, ASKED_AT_ONCE), resolvers.slice(ASKED_AT_ONCE)];
  if (now.length === 0) return undefined;
  const views = await Promise.all(
    now.map((resolver) =>
      viewOf(
        async (checkingDisabled) =>
          (await ask(resolver, { owner: apex, type: "SOA" }, { signal, checkingDisabled })).observation,
      ),
    ),
  );
  const known = views.filter((view) => view !== undefined);
  return known.find(({ bogus }) => bogus) ?? known[0] ?? findBogus(apex, later, ask, { signal });
}

async function viewOf(
  ask: (checkingDisabled: boolean) => Promise<Observation>,
): Promise<DnssecView | undefined> {
  const checked = await ask(false);
  if (!isHeard(checked) || checked.kind === "lame") return undefined;
  if (checked.kind !== "servfail") return FINE;
  const unchecked = await ask(true);
  if (!isHeard(unchecked) || unchecked.kind === "lame") return undefined;
  // With and without checking the same: it is not the keys; the zone's servers fail.
  if (unchecked.kind === "servfail") return { bogus: false, extendedErrors: checked.extendedErrors };
  const again = await ask(false);
  return again.kind === "servfail" ? { bogus: true, extendedErrors: again.extendedErrors } : FINE;
}

const FINE: DnssecView = { bogus: false, extendedErrors: [] };
