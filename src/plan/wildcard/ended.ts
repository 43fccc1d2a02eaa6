import { isAtOrBelow, labelsOf, type DomainName } from "../../dns/domain-name.ts";
import { findRRset, sameKey, type RRset, type SynthesisedRRset } from "../../dns/rrset.ts";
import { findDkimKey } from "../dkim/dkim.ts";
import { dmarcNameOf, isDmarcName, resemblesDmarc } from "../dmarc/dmarc.ts";
import { ADDRESS_TYPES } from "../mx/mx.ts";
import { isChange, type RecordPlan } from "../record-plan.ts";
import { isSpf, resemblesSpf } from "../spf/parse.ts";
import type { Warning } from "../warning.ts";
import { isForTextAlone, topmostBelow } from "./wildcard.ts";

/**
 * The plans, each with what ends by it: a record that is written at a name makes it exist, and all names between,
 * and no wildcard from further up answers for any of them or for what is below (RFC 4592 section 2.2.1). It is
 * told once for each name, by the topmost record that creates it, an MX first: so the record is the same before and
 * after SES has said in which order it asks.
 * @param after everything that stands there once all plans are carried out
 */
export function withEndedWildcards(
  plans: readonly RecordPlan[],
  after: readonly RRset[],
  synthesised: readonly SynthesisedRRset[],
): readonly RecordPlan[] {
  const names = [...new Set(synthesised.map(({ owner }) => owner))];
  const changes = plans.filter(({ action }) => isChange(action)).toSorted(byPlace);
  const creatorOf = (name: DomainName) => changes.find(({ record }) => isAtOrBelow(record.owner, name));
  return plans.map((plan) => {
    const created = names.filter((name) => creatorOf(name) === plan);
    const warnings = created.flatMap((name) =>
      [endedAt(name, after, synthesised) ?? [], policyEndedOf(name, after, synthesised) ?? []].flat(),
    );
    return { ...plan, warnings: [...plan.warnings, ...warnings] };
  });
}

function byPlace({ record: a }: RecordPlan, { record: b }: RecordPlan): number {
  return labelsOf(a.owner).length - labelsOf(b.owner).length || a.type.localeCompare(b.type);
}

function endedAt(
  owner: DomainName,
  after: readonly RRset[],
  synthesised: readonly SynthesisedRRset[],
): Warning | undefined {
  const answered = synthesised.filter((rrset) => rrset.owner === owner && rrset.through === undefined);
  const [first] = answered;
  if (first === undefined) return undefined;
  const { wildcard } = first;
  const isTop = topmostBelow(wildcard, owner) === owner;
  const telling = isForTextAlone(owner) ? answered.filter(({ type }) => TEXT_TYPES.has(type)) : answered;
  // What ends at a name further down is told with the topmost; a name that is written may be in use itself.
  const isInUse = !isForTextAlone(owner) && after.some((rrset) => rrset.owner === owner);
  const lost = isTop || isInUse ? telling.flatMap((rrset) => lostOf(rrset, after) ?? []) : [];
  const below = isTop ? telling.filter((rrset) => mayBeUsedBelow(rrset)).map(({ type }) => type) : [];
  if (lost.length + below.length === 0) return undefined;
  const mx = divertingMx(owner, lost, [after, synthesised]);
  return {
    warning: "wildcard-ended",
    owner,
    wildcard,
    lost,
    below,
    ...(mx === undefined ? {} : { diverts: mx }),
  };
}

/**
 * Mail for a name without MX goes to its addresses, be they a wildcard's (RFC 5321 section 5.1). Beside an MX an
 * address receives none, so adding it again does not bring the mail back.
 */
function divertingMx(
  owner: DomainName,
  lost: readonly Pick<RRset, "type">[],
  [after, synthesised]: readonly [readonly RRset[], readonly SynthesisedRRset[]],
): readonly string[] | undefined {
  const hadMx = findRRset(synthesised, owner, "MX") !== undefined;
  return hadMx || !lost.some(({ type }) => TYPES_OF_HOSTS.has(type))
    ? undefined
    : findRRset(after, owner, "MX")?.values;
}

const TYPES_OF_HOSTS: ReadonlySet<string> = new Set([...ADDRESS_TYPES, "CNAME"]);

/** Below a name for text alone stand keys, if anything. */
function mayBeUsedBelow({ owner, type, values }: SynthesisedRRset): boolean {
  return (
    !isForTextAlone(owner) || type === "CNAME" || values.some((value) => findDkimKey(value) !== undefined)
  );
}

/** The policy of a name that comes into existence between those that are written and the wildcard. */
function policyEndedOf(
  name: DomainName,
  after: readonly RRset[],
  synthesised: readonly SynthesisedRRset[],
): Warning | undefined {
  const owner = dmarcNameOf(name);
  const answered = synthesised.find((rrset) => sameKey(rrset, { owner, type: "TXT" }));
  const values = answered?.values.filter(resemblesDmarc) ?? [];
  if (answered === undefined || values.length === 0 || after.some((rrset) => rrset.owner === owner))
    return undefined;
  const { wildcard, type, ttl } = answered;
  return { warning: "wildcard-ended", owner, wildcard, lost: [{ type, ttl, values }], below: [] };
}

const TEXT_TYPES: ReadonlySet<string> = new Set(["TXT", "CNAME"]);

/** What the name itself no longer has; what took the place of a value is told by the record that did. */
function lostOf(
  { owner, type, ttl, values }: SynthesisedRRset,
  after: readonly RRset[],
): Pick<RRset, "type" | "ttl" | "values"> | undefined {
  const now = findRRset(after, owner, type)?.values ?? [];
  if (type === "MX" && now.length > 0) return undefined;
  const lost = values.filter(
    (value) => !now.includes(value) && !(type === "TXT" && isNoLoss(owner, value, now)),
  );
  return lost.length === 0 ? undefined : { type, ttl, values: lost };
}

function isNoLoss(owner: DomainName, value: string, now: readonly string[]): boolean {
  if (isDmarcName(owner)) return now.length > 0;
  // Only at a `_dmarc` name does anybody look for a policy.
  if (resemblesDmarc(value)) return true;
  return (isSpf(value) || resemblesSpf(value)) && now.some(isSpf);
}
