import { registrableDomainOf, type DomainName } from "../../dns/domain-name.ts";
import { existingRRset, type Case } from "../verdict.ts";
import type { Surroundings } from "../requirement.ts";
import { isSpf } from "../spf/parse.ts";
import type { Warning } from "../warning.ts";
import { isFoundByWalk, type InForce } from "./discovery.ts";
import { dmarcNameOf, findDmarc, isDmarc, STRICTNESS, isTrial } from "./dmarc.ts";
import { preferenceOf, type Prospect } from "./prospect.ts";
import { reportAddressesOf } from "./publish.ts";
import { policyIn } from "./strictness.ts";
import type { DmarcFound } from "./warning.ts";

/** What to know about a record that is published. */
export function warningsOfNew(given: Case, prospect: Prospect): readonly Warning[] {
  const { inheritance, publish } = prospect;
  const { owner } = given.requirement;
  const { chosen } = inheritance;
  const policy = policyIn(publish);
  return [
    ...differing(given, prospect),
    ...inherited(given, prospect),
    ...organisationOf(given, prospect),
    ...flawedAbove(given, prospect),
    ...(chosen === undefined ? [] : softened(given, prospect, chosen)),
    ...prospect.unreadable.map(
      ({ domain, values }) =>
        ({
          warning: "dmarc-unreadable-above",
          owner,
          from: placeOf(prospect, domain),
          values,
          policy,
        }) as const,
    ),
  ];
}

function differing(given: Case, prospect: Prospect): readonly Warning[] {
  const { rfc9989, rfc7489, taken, agreed } = prospect.inheritance;
  const { requirement, surroundings } = given;
  if (agreed) return [];
  const senders = [
    ...(surroundings.standingSenders ?? []),
    ...sendersByWildcard(surroundings, prospect.domain),
  ];
  return [
    {
      warning: "dmarc-discoveries-differ",
      owner: requirement.owner,
      ...(rfc9989 && { rfc9989: findingOf(prospect, rfc9989) }),
      ...(rfc7489 && { rfc7489: findingOf(prospect, rfc7489) }),
      taken,
      named: preferenceOf(given) !== undefined,
      published: prospect.publish,
      // A policy that asks for nothing costs no mail.
      senders: policyIn(prospect.publish) === "none" ? [] : senders,
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

function inherited({ requirement }: Case, prospect: Prospect): readonly Warning[] {
  const { publish, inheritance, wildcard, domain } = prospect;
  const { owner, expected } = requirement;
  const { chosen } = inheritance;
  if (wildcard !== undefined && chosen?.domain === domain)
    return [{ warning: "dmarc-written-out", owner, wildcard, policy: policyIn(publish) }];
  if (publish === expected || chosen === undefined) return [];
  const reports = (["rua", "ruf"] as const).flatMap((tag) => {
    const ours = findDmarc(publish);
    return ours === undefined ? [] : reportAddressesOf(ours, tag);
  });
  const { policy, tag, from } = findingOf(prospect, chosen);
  return [{ warning: "dmarc-inherited", owner, policy, tag, from, reports: [...new Set(reports)] }];
}

/**
 * Below the organisational domain of RFC 7489 and without a record that the tree walk finds, its own one before or one
 * above, none drew a border here.
 */
function organisationOf(given: Case, { domain, levels }: Prospect): readonly Warning[] {
  const { requirement, surroundings } = given;
  const stood = existingRRset(given)?.values.some(isDmarc) === true;
  const isDrawn = stood || registrableDomainOf(domain) === domain || isFoundByWalk(domain, levels);
  if (isDrawn || surroundings.dmarcAbove === undefined) return [];
  return [{ warning: "dmarc-own-organisation", owner: requirement.owner, domain }];
}

/**
 * What receivers drop from a record that the name inherits from, or take for `none`: nobody has looked at that one
 * since it is obeyed somehow.
 */
function flawedAbove({ requirement: { owner } }: Case, prospect: Prospect): readonly Warning[] {
  const { rfc9989, rfc7489 } = prospect.inheritance;
  const found = [rfc9989, rfc7489].filter((one) => one !== undefined);
  const byDomain = new Map(found.map((one) => [one.domain, one]));
  return [...byDomain.values()].flatMap(({ domain, policy, record }): readonly Warning[] => {
    const flaws = [...new Set(record.flaws)];
    if (flaws.length === 0) return [];
    return [{ warning: "dmarc-flawed-above", owner, from: placeOf(prospect, domain), policy, flaws }];
  });
}

/** What the record asked for beside its policy, which its new copy does not. */
function softened({ requirement: { owner } }: Case, prospect: Prospect, taken: InForce): readonly Warning[] {
  const { record } = taken;
  const from = placeOf(prospect, taken.domain);
  const [policy, np, pct] = [policyIn(prospect.publish), record.nonexistentPolicy, record.percent];
  const warnings: Warning[] = [];
  if (pct !== undefined && pct < 100 && policy !== "none")
    warnings.push({ warning: "dmarc-pct", owner, from, pct, trial: isTrial(record) });
  if (taken.tag === "sp" && STRICTNESS[np] > STRICTNESS[policy])
    warnings.push({ warning: "dmarc-np-ends", owner, from, np, policy });
  return warnings;
}

function findingOf(prospect: Prospect, inForce: InForce): DmarcFound {
  const { policy, tag, record, domain, strictAlignment, fromPublicSuffix } = inForce;
  const reports = fromPublicSuffix
    ? []
    : (["rua", "ruf"] as const).flatMap((name) =>
        reportAddressesOf(record, name).map((address) => `${name}=${address}`),
      );
  return {
    policy,
    tag: record.tags.has("sp") ? tag : "p",
    from: placeOf(prospect, domain),
    beside: [
      ...(isTrial(record) && policy !== "none" ? ["t=y"] : []),
      ...strictAlignment.map((name) => `${name}=s`),
      ...reports,
    ],
  };
}

/** Where a text stands that is found for a domain. */
function placeOf({ domain, wildcard }: Prospect, at: DomainName): DomainName {
  return at === domain && wildcard !== undefined ? wildcard : dmarcNameOf(at);
}

/** A record that stays although a strict reader would refuse it, or miss its policy. */
export function flawsOf({ requirement: { owner } }: Case, value: string): readonly Warning[] {
  const record = findDmarc(value);
  if (record === undefined) return [];
  const flaws = [...new Set(record.flaws), ...(record.tags.has("p") ? [] : ["no p"])];
  return flaws.length === 0 ? [] : [{ warning: "dmarc-flawed", owner, value, flaws }];
}
