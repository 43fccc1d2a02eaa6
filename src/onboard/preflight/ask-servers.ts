import type { Delegation, Heard, Observation, Question, ServerAddress } from "../../dns/observation.ts";
import type { Run } from "../run.ts";

/**
 * Nobody waits longer than this for a look at the servers, in milliseconds: who stays silent is found out again when it
 * matters.
 */
export const LONGEST_LOOK_MS = 1_500;

type Asking = Pick<Run, "authority" | "signal">;

/**
 * What every address of a zone says when it is asked for the zone, side by side. Who says nothing in time is silent,
 * which is an observation, too. The apex exists, so nobody who is asked for it can remember a "no".
 */
export async function askServers(
  run: Asking,
  { apex, addresses }: Pick<Delegation, "apex" | "addresses">,
): Promise<readonly Heard[]> {
  const asked = withAWay(addresses, run.authority.missingFamilies());
  return Promise.all(
    asked.map(async (at) => ({ at, observation: await askBriefly(run, at, { owner: apex, type: "SOA" }) })),
  );
}

/** Without those of a family that this machine lacks, where the server has another one: that is no server's fault. */
export function withAWay(
  addresses: readonly ServerAddress[],
  missingFamilies: readonly (4 | 6)[],
): readonly ServerAddress[] {
  const hasWay = (one: ServerAddress): boolean => !missingFamilies.includes(familyOf(one));
  return addresses.filter(
    (one) => hasWay(one) || !addresses.some((other) => other.server === one.server && hasWay(other)),
  );
}

/**
 * One SERVFAIL is asked again: of several machines behind one address a single one may fail, and a server that has just
 * begun to fetch a zone says so once.
 */
export async function askBriefly(
  { authority, signal }: Asking,
  at: ServerAddress,
  question: Question,
): Promise<Observation> {
  const ask = () => authority.observe(at, question, { signal, withinMs: LONGEST_LOOK_MS });
  const said = await ask();
  return said.kind === "servfail" ? ask() : said;
}

function familyOf({ address }: ServerAddress): 4 | 6 {
  return address.includes(":") ? 6 : 4;
}
