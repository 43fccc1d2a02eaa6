import { registrableDomainOf } from "../../dns/domain-name.ts";
import type { Delegation } from "../../dns/observation.ts";
import { portCauseOf } from "../preflight/find-zone.ts";
import type { Run } from "../run.ts";

/**
 * Who serves the zone: by its own servers, else, where no name server can be asked from here, that of the organisation
 * by public resolvers: a run goes that way.
 * @throws the cause, where they don't tell either
 */
export async function findDelegation(
  run: Pick<Run, "authority" | "resolvers" | "domain" | "signal">,
): Promise<Delegation> {
  const { authority, resolvers, domain, signal } = run;
  try {
    return await authority.delegation(domain, { signal });
  } catch (cause) {
    const organisation = registrableDomainOf(domain);
    if (portCauseOf(cause) === undefined || organisation === undefined) throw cause;
    const found = await resolvers.delegation(organisation, { signal });
    if (found === undefined) throw cause;
    return found;
  }
}
