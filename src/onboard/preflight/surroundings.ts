import { together } from "../../async/together.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import { findRRset, type RRset } from "../../dns/rrset.ts";
import { parseMx } from "../../dns/rdata.ts";
import { isOnboardError } from "../../errors/onboard-error.ts";
import { customaryRequirements } from "../../plan/consent/customary.ts";
import { dmarcNameOf, resemblesDmarc } from "../../plan/dmarc/dmarc.ts";
import { replacesDmarc } from "../../plan/dmarc/rule.ts";
import { findMtaSts } from "../../plan/mx/mta-sts.ts";
import type { Identity } from "../../plan/identity.ts";
import { ADDRESS_TYPES } from "../../plan/mx/mx.ts";
import { PURPOSE_NAMES, PURPOSES } from "../../plan/purposes.ts";
import type { Purpose, Surroundings } from "../../plan/requirement.ts";
import { isSpf } from "../../plan/spf/parse.ts";
import { readDmarcAbove, readServedElsewhere, textsBeside } from "./dmarc-around.ts";
import type { FoundZone } from "./find-zone.ts";
import type { Run } from "../run.ts";
import { findSynthesised } from "./wildcards.ts";

/** How each of the surroundings is found; undefined: there is none, or it would decide nothing. */
export type FindSurroundings = {
  readonly [K in keyof Surroundings]-?: (run: Run) => Promise<Surroundings[K]>;
};

/** What lies outside the zone's RRsets and decides about records of these purposes. */
export async function gatherSurroundings(
  run: Run,
  purposes: readonly Purpose[],
  find: FindSurroundings,
): Promise<Surroundings> {
  const wanted = [...new Set(purposes.flatMap((purpose) => PURPOSES[purpose].surroundings))];
  const found = await together(
    run,
    wanted.map((name) => async (own: Run) => [name, await find[name](own)] as const),
  );
  // Each name came with its own finder's value, as the type of `find` says.
  return Object.fromEntries(found.filter(([, value]) => value !== undefined));
}

/** What surrounds the records that SES asks for: all that it may ask for, as long as it has not spoken. */
export async function findSurroundings(
  run: Run,
  foundZone: FoundZone,
  rrsets: readonly RRset[],
  identity: Identity | undefined,
): Promise<Surroundings> {
  const asked = identity?.records.map(({ requirement }) => requirement.purpose);
  const owner = dmarcNameOf(run.domain);
  return gatherSurroundings(run, asked ?? PURPOSE_NAMES, {
    dmarcElsewhere: (own) => readServedElsewhere(own, owner, rrsets),
    dmarcAbove: (own) => findDmarcAbove(own, foundZone, rrsets),
    standingSenders: () => Promise.resolve(sendersAt(run.domain, rrsets, identity)),
    mtaSts: () => Promise.resolve(findMtaSts(run.domain, rrsets)),
    synthesised: (own) => findSynthesised(own, foundZone, rrsets, identity),
  });
}

/**
 * A policy that stands is kept in any case. What is above only shows whether it equals what we would publish, so
 * failing to read it does no harm. One that is to be replaced must not fall below it either.
 */
async function findDmarcAbove(
  run: Run,
  foundZone: FoundZone,
  rrsets: readonly RRset[],
): Promise<Surroundings["dmarcAbove"]> {
  const owner = dmarcNameOf(run.domain);
  const standsElsewhere = (["CNAME", "NS"] as const).some(
    (type) => findRRset(rrsets, owner, type) !== undefined,
  );
  if (standsElsewhere) return undefined;
  const above = readDmarcAbove(run, textsBeside(foundZone, rrsets), foundZone);
  const isKept =
    findRRset(rrsets, owner, "TXT")?.values.some(resemblesDmarc) === true && !replacesDmarc(run, owner);
  return isKept ? above.catch(unlessUnreadable) : above;
}

function unlessUnreadable(error: unknown): undefined {
  if (isOnboardError(error) && error.code === "NOT_OBSERVABLE") return undefined;
  throw error;
}

/** What others send by: what SES asks for is there for its own mail, and an earlier run may have written it. */
function sendersAt(
  domain: DomainName,
  rrsets: readonly RRset[],
  identity: Identity | undefined,
): readonly string[] {
  const asked = identity?.records.map(({ requirement }) => requirement) ?? customaryRequirements(domain);
  const valuesOf = (type: string): readonly string[] => findRRset(rrsets, domain, type)?.values ?? [];
  const isForeign = (kind: "TXT" | "MX") => (value: string) =>
    !asked.some(({ type, expected }) => type === kind && bare(kind, value) === bare(kind, expected));
  return [
    ...valuesOf("TXT").filter(isSpf).filter(isForeign("TXT")),
    ...valuesOf("MX").filter(isForeign("MX")),
    ...ADDRESS_TYPES.flatMap(valuesOf),
  ];
}

/** SES may name its exchange without a preference. */
function bare(type: "TXT" | "MX", value: string): string {
  return type === "MX" ? parseMx(value, 0).exchange : value;
}
