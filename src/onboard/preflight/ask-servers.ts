import { parentOf, prefixed, type DomainName } from "../../dns/domain-name.ts";
import type { Delegation, Heard, Observation, Question, ServerAddress } from "../../dns/observation.ts";
import { findDeeperZone, type DeeperZone } from "../../plan/delegation/deeper-zone.ts";
import { holdsZone } from "../../plan/delegation/holds-zone.ts";
import type { Run } from "../run.ts";

/**
 * Nobody waits longer than this for a look at the servers, in milliseconds: who stays silent is found out again when it
 * matters.
 */
const LONGEST_LOOK_MS = 1_500;

/** Nothing stands there, unless a wildcard answers. */
const NOBODYS_LABEL = "_ses-onboard-nothing";

type Asking = Pick<Run, "authority" | "signal">;

/**
 * What every address of a zone says when it is asked for the zone, side by side. Who says nothing in time is silent,
 * which is an observation, too. The apex exists, so nobody who is asked for it can remember a "no".
 */
export async function askServers(
  run: Asking,
  { apex, addresses, soa }: Pick<Delegation, "apex" | "addresses" | "soa">,
): Promise<readonly Heard[]> {
  const asked = withAWay(addresses, run.authority.missingFamilies());
  return Promise.all(
    asked.map(async (at) => ({
      at,
      observation: await askForZone(run, at, { apex, hasSoa: soa !== undefined }),
    })),
  );
}

/**
 * Its SOA; where that does not show the zone, its NS: some servers fail on every SOA, which no resolver needs, and who
 * answers NS at the apex with authority holds the zone (Unbound and BIND resolve its names, November 2026).
 */
async function askForZone(
  run: Asking,
  at: ServerAddress,
  { apex, hasSoa }: { readonly apex: DomainName; readonly hasSoa: boolean },
): Promise<Observation> {
  const said = await askBriefly(run, at, { owner: apex, type: "SOA" });
  // Where the walk saw an SOA there is one, and who is silent is not waited for a second time.
  if (holdsZone(said, apex) || (hasSoa && said.kind === "unreachable")) return said;
  const ns = await askBriefly(run, at, { owner: apex, type: "NS" });
  return ns.kind === "answer" && ns.withoutAuthority !== true ? ns : said;
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

/** What a server said to a question about a name in a zone, and a way to ask it more. */
export interface SaidBelow {
  readonly apex: DomainName;
  readonly question: Question;
  readonly said: Observation;
  readonly ask: (question: Question) => Promise<Observation>;
}

/**
 * The zone between the apex and the name that this server shows. Where it begins at the very name that was asked for, a
 * name beside it that nobody has is asked for, too: who shows a zone there as well does so at every name. Some hosts put
 * an SOA of each name behind every "no" (as one has them in answers, lego issue 2374), and NS records at a wildcard
 * stand at every name that does not exist, and make none of them a zone (RFC 4592 section 4.2).
 */
export async function seeDeeperZone({
  apex,
  question,
  said,
  ask,
}: SaidBelow): Promise<DeeperZone | undefined> {
  const { owner } = question;
  const deeper = findDeeperZone(said, apex, owner);
  const above = parentOf(owner);
  if (deeper?.apex !== owner || above === undefined || said.kind === "referral") return deeper;
  const nobodys = prefixed(NOBODYS_LABEL, above);
  const beside = await ask({ owner: nobodys, type: "NS" });
  return findDeeperZone(beside, apex, nobodys)?.apex === nobodys ? undefined : deeper;
}

export function familyOf({ address }: ServerAddress): 4 | 6 {
  return address.includes(":") ? 6 : 4;
}
