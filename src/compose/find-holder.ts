import { METAS, REGISTRY } from "../../providers/registry.ts";
import type { Zone } from "../dns/provider.ts";
import type { FoundProvider } from "../onboard/run.ts";
import { withOption } from "../errors/hint.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { phrase } from "../errors/phrase.ts";
import { findProviders, type Config, type ProviderConfig } from "../config/config.ts";
import type { OwnEndpoint } from "../events/endpoint.ts";
import type { LoggedZone } from "../journal/logged-writes.ts";
import { endpointOfHost } from "./endpoints.ts";
import type { ProviderAccess } from "./find-provider.ts";

type Named = Omit<LoggedZone, "nameServers">;

const { meta: manual } = REGISTRY.manual;

interface HolderAccess extends ProviderAccess {
  readonly given: Parameters<typeof endpointOfHost>[2];
}

interface Holder {
  readonly provider: FoundProvider;
  readonly zone: Zone;
}

/**
 * The account that holds the very zone that a log names. Neither the delegation nor a name decides: only what
 * was written there can be put back.
 * @param wanted as `--provider` or the config says, or `auto`
 * @throws OnboardError CONFIG_INVALID where the log is a rehearsal's and this would not meet that very one, or the
 * other way round, and where the records were entered by hand and a host is named; PROVIDER_UNKNOWN,
 * CREDENTIALS_MISSING, ZONE_NOT_FOUND, and what an account answered that could not be asked
 */
export async function findHolderOf(
  config: Config,
  wanted: string,
  named: Named,
  { create, options, given }: HolderAccess,
): Promise<Holder> {
  const candidates = candidatesFor(config, wanted, named, given);
  let failure: unknown;
  let asked = false;
  for (const entry of candidates) {
    try {
      const provider = await create(entry);
      if (provider.name !== named.provider) continue;
      asked = true;
      const zone = (await provider.zonesAt(named.apex, options)).find(({ id }) => id === named.id);
      if (zone !== undefined) return { provider, zone };
    } catch (error) {
      options.signal?.throwIfAborted();
      // Another account may hold the zone. When none does, this one may, so its error is what is reported.
      failure ??= error;
    }
  }
  throw failure ?? (asked ? notHeld(named) : noCredentials(named));
}

/**
 * Those at the log's DNS host that are of the log's world, be it a rehearsal's or the real one.
 * @throws OnboardError CONFIG_INVALID as findHolderOf; PROVIDER_UNKNOWN
 */
function candidatesFor(
  config: Config,
  wanted: string,
  named: Named,
  given: HolderAccess["given"],
): readonly ProviderConfig[] {
  const ofThatKind = accountsFor(config, wanted, named);
  const [first] = ofThatKind;
  // By hand it is there unless another host is named.
  if (first === undefined && named.provider === manual.id) throw noCredentials(named);
  const placeOf = (entry: ProviderConfig) => endpointOfHost(config, entry, given);
  const candidates = ofThatKind.filter((entry) => isSameWorld(named, placeOf(entry)));
  if (candidates.length > 0) return candidates;
  if (named.endpoint?.loopback === true) throw rehearsedElsewhere(named, named.endpoint.url);
  if (first !== undefined) throw wouldBeRehearsed(named, placeOf(first)?.url);
  return [];
}

/**
 * Those at the DNS host that a log names. Nothing in the environment tells that a person writes; the log does.
 * @throws OnboardError PROVIDER_UNKNOWN
 */
export function accountsFor(
  config: Config,
  wanted: string,
  { provider }: Pick<Named, "provider">,
): readonly ProviderConfig[] {
  const byName = wanted === "auto" && provider === manual.id ? manual.id : wanted;
  // A built-in adapter is called what its type is called; another one tells its name only when it is loaded.
  return findProviders(config, byName).filter(
    ({ type, module }) => module !== undefined || type === provider,
  );
}

/**
 * What a rehearsal wrote stands in that rehearsal alone, and each has an address of its own. A real host may have
 * moved since, but not onto this machine.
 */
function isSameWorld({ endpoint }: Named, now: OwnEndpoint | undefined): boolean {
  return endpoint?.loopback === true ? endpoint.url === now?.url : now?.loopback !== true;
}

function rehearsedElsewhere({ provider, apex }: Named, url: string): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`The log is one of a rehearsal, with ${apex} at ${url}, and nothing leads there now.`,
    {
      hint: phrase`Put it back in the shell of that sandbox; if the sandbox has ended, nothing is left to put back.`,
      facts: { provider, apex, endpoint: url },
    },
  );
}

function wouldBeRehearsed({ provider, apex }: Named, url = ""): OnboardError {
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`The log is one of a real run, and a rehearsal's ${apex} would be asked now (${url}).`,
    {
      hint: phrase`Unset what leads to the sandbox, and set the credentials that the run had.`,
      facts: { provider, apex, endpoint: url },
    },
  );
}

function notHeld({ provider, apex, id }: Named): OnboardError {
  if (provider === manual.id)
    return new OnboardError("ZONE_NOT_FOUND", phrase`No zone ${apex} is delegated any more.`, {
      hint: phrase`Have the records put back by hand where they live now.`,
      facts: { provider, apex },
    });
  return new OnboardError(
    "ZONE_NOT_FOUND",
    phrase`${provider} shows no zone ${apex} with the id ${id} to these credentials.`,
    {
      hint: phrase`Use the account that the run used, or put the records back by hand where the zone lives now.`,
      facts: { provider, apex, id },
    },
  );
}

function noCredentials({ provider, apex }: Named): OnboardError {
  if (provider === manual.id)
    return new OnboardError(
      "CONFIG_INVALID",
      phrase`The run had the records of ${apex} entered by hand, and another DNS host is named now.`,
      {
        hint: phrase`Have them put back by hand, too: ${withOption("provider", manual.id)}.`,
        facts: { provider, apex },
      },
    );
  return new OnboardError(
    "CREDENTIALS_MISSING",
    phrase`The run wrote into ${apex} at ${provider}, and there are no credentials of it.`,
    {
      hint: Object.hasOwn(METAS, provider)
        ? phrase`Set them as for the run. What it needs is listed by ${{ words: ["providers", provider] }}.`
        : phrase`Name its adapter as for the run, by ${{ option: "provider" }} or in the config, and set its credentials.`,
      facts: { provider, apex },
    },
  );
}
