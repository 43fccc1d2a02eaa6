import { METAS } from "../../providers/registry.ts";
import type { DomainName } from "../dns/domain-name.ts";
import type { DnsProvider, Zone } from "../dns/provider.ts";
import { OnboardError } from "../errors/onboard-error.ts";
import { findProviders, type Config } from "../config/config.ts";
import type { ProviderAccess } from "./find-provider.ts";

interface Named {
  readonly provider: string;
  readonly apex: DomainName;
  readonly id: string;
}

interface Holder {
  readonly provider: DnsProvider;
  readonly zone: Zone;
}

/**
 * The account that holds the very zone that a log names. Neither the delegation nor a name decides: only what
 * was written there can be put back.
 * @param wanted as `--provider` or the config says, or `auto`
 * @throws OnboardError PROVIDER_UNKNOWN, CREDENTIALS_MISSING, ZONE_NOT_FOUND, and what an account answered
 * that could not be asked
 */
export async function findHolderOf(
  config: Config,
  wanted: string,
  named: Named,
  { create, options }: ProviderAccess,
): Promise<Holder> {
  // A built-in adapter is called what its type is called; another one tells its name only when it is loaded.
  const candidates = findProviders(config, wanted).filter(
    ({ type, module }) => module !== undefined || type === named.provider,
  );
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

function notHeld({ provider, apex, id }: Named): OnboardError {
  return new OnboardError(
    "ZONE_NOT_FOUND",
    `${provider} shows no zone ${apex} with the id ${id} to these credentials.`,
    {
      hint: "Use the account that the run used, or put the records back by hand where the zone lives now.",
      facts: { provider, apex, id },
    },
  );
}

function noCredentials({ provider, apex }: Named): OnboardError {
  return new OnboardError(
    "CREDENTIALS_MISSING",
    `The run wrote into ${apex} at ${provider}, and there are no credentials of it.`,
    {
      hint: Object.hasOwn(METAS, provider)
        ? `Set them as for the run; \`ses-onboard providers ${provider}\` tells what it needs.`
        : "Name its adapter as for the run, by --provider or in the config, and set its credentials.",
      facts: { provider, apex },
    },
  );
}
