import { registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import { discover, strictnessOf, walkOf, type DmarcLevel, type InForce } from "./discovery.ts";
import { findDmarcBy, isDmarc, resemblesDmarc, type DmarcRfc } from "./dmarc.ts";
import { dmarcToPublish } from "./publish.ts";

// What both kinds of receivers find for a name that has no record of its own, and which of the two counts.

/** Whose way of looking. */
export type Discovery = "rfc9989" | "rfc7489";

/** A level at which DMARC was meant, yet nobody who looks there finds a policy. */
export interface UnreadableLevel {
  readonly domain: DomainName;
  /** The values that were meant so. */
  readonly values: readonly string[];
  readonly because: "unreadable" | "two-records";
}

/** What is in force for a name, by either way of looking. */
export interface Inheritance {
  readonly rfc9989?: InForce | undefined;
  readonly rfc7489?: InForce | undefined;
  /**
   * Both have the same record published: policy, trial, alignment and reports. No policy at all asks for as much as
   * a bare `none`.
   */
  readonly agreed: boolean;
  /** Whose policy is chosen. */
  readonly taken: Discovery;
  /** What a new record at the name has to say as well, so that it weakens nothing. */
  readonly chosen?: InForce | undefined;
  readonly unreadable: readonly UnreadableLevel[];
}

/**
 * What is in force for a name by the records at these levels: those above it, and its own where a wildcard answers
 * there. Where both ways differ: the stricter policy with the stricter alignment of both, so that it is weaker for no
 * receiver, unless one is preferred; then all is as that one has it.
 */
export function inheritanceOf(
  name: DomainName,
  levels: readonly DmarcLevel[],
  prefer?: Discovery,
): Inheritance {
  const found = { rfc9989: discover("9989", name, levels), rfc7489: discover("7489", name, levels) };
  const agreed = published(found.rfc9989) === published(found.rfc7489);
  const [stricter, other] = byStrictness(found);
  const taken = prefer ?? stricter;
  const chosen = found[taken] ?? (agreed ? (found[stricter] ?? found[other]) : undefined);
  const isOfBoth = prefer === undefined && !agreed;
  return {
    ...found,
    agreed,
    taken,
    chosen: isOfBoth ? strictlyAligned(chosen, found[other]) : chosen,
    unreadable: unreadableAmong(name, levels),
  };
}

/** What tells two findings apart for receivers is what we would publish for them. */
function published(inForce: InForce | undefined): string {
  return dmarcToPublish("v=DMARC1; p=none", inForce);
}

function byStrictness(
  found: Readonly<Record<Discovery, InForce | undefined>>,
): readonly [Discovery, Discovery] {
  return strictnessOf(found.rfc7489) > strictnessOf(found.rfc9989) || found.rfc9989 === undefined
    ? ["rfc7489", "rfc9989"]
    : ["rfc9989", "rfc7489"];
}

function strictlyAligned(chosen: InForce | undefined, other: InForce | undefined): InForce | undefined {
  if (chosen === undefined || other === undefined) return chosen;
  const strictAlignment = [...new Set([...chosen.strictAlignment, ...other.strictAlignment])];
  return { ...chosen, strictAlignment };
}

function unreadableAmong(name: DomainName, levels: readonly DmarcLevel[]): readonly UnreadableLevel[] {
  const walked = new Set(walkOf(name));
  const asked = new Set([name, registrableDomainOf(name)]);
  return levels.flatMap(({ domain, values }): UnreadableLevel[] => {
    const looking = RFCS.filter((rfc) => (rfc === "9989" ? walked : asked).has(domain));
    const meant = looking.length === 0 ? [] : values.filter(resemblesDmarc);
    const records = meant.filter(isDmarc);
    if (records.length > 1) return [{ domain, values: records, because: "two-records" }];
    const lost = meant.filter((text) => !looking.some((rfc) => findDmarcBy(rfc, text) !== undefined));
    return lost.length === 0 ? [] : [{ domain, values: lost, because: "unreadable" }];
  });
}

const RFCS: readonly DmarcRfc[] = ["9989", "7489"];
