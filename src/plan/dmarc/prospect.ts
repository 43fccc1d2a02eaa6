import { parentOf, registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import { sameKey, type SynthesisedRRset } from "../../dns/rrset.ts";
import type { Case } from "../verdict.ts";
import type { Surroundings } from "../requirement.ts";
import { isSpf } from "../spf/parse.ts";
import type { Warning } from "../warning.ts";
import { discover, inheritanceOf, strictnessOf } from "./discovery.ts";
import type { Inheritance, InForce, UnreadableLevel } from "./discovery.ts";
import { dmarcNameOf, findDmarc, isDmarc, resemblesDmarc, STRICTNESS, isTrial } from "./dmarc.ts";
import { dmarcToPublish, reportAddressesOf } from "./publish.ts";
import { policyIn } from "./strictness.ts";
import type { DmarcFinding } from "./warning.ts";

/** What a record that is to be published at the name says, and why. */
export interface Prospect {
  readonly publish: string;
  readonly domain: DomainName;
  /** A wildcard that answers for the name, and the policy in force by it. */
  readonly wildcard?: { readonly owner: DomainName; readonly inForce: InForce } | undefined;
  readonly inheritance: Inheritance;
  readonly unreadable: readonly UnreadableLevel[];
}

/**
 * What is in force for the name by other records than its own: what a wildcard answers there until the name exists,
 * else what it inherits.
 */
export function prospectOf(given: Case): Prospect {
  const { requirement, policy, surroundings } = given;
  const domain = parentOf(requirement.owner) ?? requirement.owner;
  const prefer = policy.dmarc === "rfc9989" || policy.dmarc === "rfc7489" ? policy.dmarc : undefined;
  const inheritance = inheritanceOf(domain, surroundings.dmarcAbove ?? [], prefer);
  const synthesised = synthesisedAt(given);
  const inForce = synthesised && ownInForce(domain, synthesised.values);
  const meant = synthesised?.values.filter(resemblesDmarc) ?? [];
  const isLost = inForce === undefined && meant.length > 0;
  const lost = isLost ? [{ domain, values: meant, because: "unreadable" } as const] : [];
  return {
    domain,
    inheritance,
    publish: dmarcToPublish(requirement.expected, inForce ?? inheritance.chosen),
    wildcard: inForce && synthesised && { owner: synthesised.wildcard, inForce },
    unreadable: [...lost, ...inheritance.unreadable],
  };
}

/** What a wildcard answers at the name, be it by a CNAME of its own. */
function synthesisedAt({ requirement: { owner, type }, surroundings }: Case): SynthesisedRRset | undefined {
  return surroundings.synthesised?.find((rrset) => sameKey(rrset, { owner, type }));
}

function ownInForce(domain: DomainName, values: readonly string[]): InForce | undefined {
  const found = (["9989", "7489"] as const).map((rfc) => discover(rfc, domain, [{ domain, values }]));
  return found.toSorted((a, b) => strictnessOf(b) - strictnessOf(a)).find((one) => one !== undefined);
}

/** What to know about a record that is published. */
export function warningsOfNew(given: Case, prospect: Prospect): readonly Warning[] {
  const { inheritance, wildcard, publish } = prospect;
  const { owner } = given.requirement;
  const taken = wildcard?.inForce ?? inheritance.chosen;
  const policy = policyIn(publish);
  return [
    ...(wildcard === undefined
      ? [...differing(given, prospect), ...inherited(given, prospect), ...organisationOf(given, prospect)]
      : [{ warning: "dmarc-written-out", owner, wildcard: wildcard.owner, policy } as const]),
    ...(taken === undefined ? [] : softened(given, taken, publish)),
    ...prospect.unreadable.map(
      ({ domain, values }) =>
        ({ warning: "dmarc-unreadable-above", owner, from: dmarcNameOf(domain), values, policy }) as const,
    ),
  ];
}

function differing(
  { requirement, surroundings }: Case,
  { inheritance, domain }: Prospect,
): readonly Warning[] {
  const { rfc9989, rfc7489, chosen, agreed } = inheritance;
  if (agreed) return [];
  return [
    {
      warning: "dmarc-discoveries-differ",
      owner: requirement.owner,
      ...(rfc9989 && { rfc9989: findingOf(rfc9989) }),
      ...(rfc7489 && { rfc7489: findingOf(rfc7489) }),
      taken: chosen === rfc7489 ? "rfc7489" : "rfc9989",
      senders: [...(surroundings.standingSenders ?? []), ...sendersByWildcard(surroundings, domain)],
    },
  ];
}

/** Until the domain exists a wildcard may have it receive and send mail. */
function sendersByWildcard({ synthesised = [] }: Surroundings, domain: DomainName): readonly string[] {
  return synthesised
    .filter(({ owner }) => owner === domain)
    .flatMap(({ type, values }) =>
      values.filter((value) => type === "MX" || (type === "TXT" && isSpf(value))),
    );
}

function inherited({ requirement }: Case, { publish, inheritance }: Prospect): readonly Warning[] {
  const { owner, expected } = requirement;
  const { chosen } = inheritance;
  if (publish === expected || chosen === undefined) return [];
  const reports = (["rua", "ruf"] as const).flatMap((tag) => {
    const ours = findDmarc(publish);
    return ours === undefined ? [] : reportAddressesOf(ours, tag);
  });
  return [{ warning: "dmarc-inherited", owner, ...findingOf(chosen), reports: [...new Set(reports)] }];
}

/** Below the organisational domain of RFC 7489 and without a record above, none drew a border here before. */
function organisationOf({ requirement, surroundings }: Case, { domain }: Prospect): readonly Warning[] {
  const above = surroundings.dmarcAbove;
  const hasRecord = above?.some(({ values }) => values.some(isDmarc)) ?? true;
  if (hasRecord || registrableDomainOf(domain) === domain) return [];
  return [{ warning: "dmarc-own-organisation", owner: requirement.owner, domain }];
}

/** What the record asked for beside its policy, which its new copy does not. */
function softened({ requirement: { owner } }: Case, taken: InForce, publish: string): readonly Warning[] {
  const { record } = taken;
  const from = dmarcNameOf(taken.domain);
  const [policy, np, pct] = [policyIn(publish), record.nonexistentPolicy, record.percent];
  const warnings: Warning[] = [];
  if (pct !== undefined && pct < 100 && policy !== "none")
    warnings.push({ warning: "dmarc-pct", owner, from, pct, trial: isTrial(record) });
  if (taken.tag === "sp" && STRICTNESS[np] > STRICTNESS[policy])
    warnings.push({ warning: "dmarc-np-ends", owner, from, np, policy });
  return warnings;
}

function findingOf({ policy, tag, record, domain }: InForce): DmarcFinding {
  return { policy, tag: tag === "sp" && !record.tags.has("sp") ? "p" : tag, from: dmarcNameOf(domain) };
}

/** A record that stays although a strict reader would refuse it, or miss its policy. */
export function flawsOf({ requirement: { owner } }: Case, value: string): readonly Warning[] {
  const record = findDmarc(value);
  if (record === undefined) return [];
  const flaws = [...record.flaws, ...(record.tags.has("p") ? [] : ["no p"])];
  return flaws.length === 0 ? [] : [{ warning: "dmarc-flawed", owner, value, flaws }];
}
