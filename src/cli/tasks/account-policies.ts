import type { LeastRights, ProviderMeta, Right } from "../../../providers/describe.ts";
import type { DomainName } from "../../dns/domain-name.ts";
import type { AccountPolicy, RightsWithoutPolicy } from "../../events/diagnosis/policy.ts";
import { SITES, type Site } from "../../config/sites.ts";

// The least rights as policies to paste: `doctor --policy`, `init` and the pages on hosts print these. What an adapter
// needs stands in its metadata; what SES needs stands here.

/** What is known of the zone that the keys are for. */
export interface PolicyPlace {
  /** Absent: every zone of the account. */
  readonly apex?: DomainName | undefined;
  /** At its host. Absent: not known. */
  readonly id?: string | undefined;
  /** Where the plan writes. Absent: no domain was named. */
  readonly written?: Written | undefined;
  /** By which the partition of AWS is known. */
  readonly nameServers?: readonly DomainName[];
}

/** The names and types of the record sets that a plan writes. */
export interface Written {
  readonly names: readonly DomainName[];
  /** Below it each name, too: of a DKIM key only Create tells the selector. */
  readonly keysBelow: DomainName;
  readonly types: readonly string[];
}

/** On all that the account has: no page tells of SES that CAM can narrow it (November 2026). */
const RIGHTS_AT_SES: readonly Right[] = [
  { actions: ["ses:GetEmailIdentity"], on: "account", reads: true },
  { actions: ["ses:CreateEmailIdentity", "ses:UpdateEmailIdentity"], on: "account" },
  {
    actions: ["ses:ListEmailIdentities"],
    on: "account",
    reads: true,
    note: "only to tell how many sender domains there are",
  },
];

export function leastRightsOfSes(site: Site): LeastRights {
  return { rights: RIGHTS_AT_SES, language: "CAM", zone: "*", pastedAt: [SITES[site].policiesAt] };
}

export function policyOfSes(site: Site): AccountPolicy {
  return policyOf("Tencent Cloud SES", leastRightsOfSes(site), {});
}

/** Of an adapter that tells no policy, what it says of the rights; undefined where it tells one, and where a person writes. */
export function rightsWithoutPolicy({
  title,
  rights,
  leastRights,
  byHand,
}: ProviderMeta): RightsWithoutPolicy | undefined {
  return leastRights === undefined && byHand !== true ? { of: title, rights } : undefined;
}

/** @returns undefined where a person writes, or where an adapter tells no policy */
export function policyOfHost(
  { title, leastRights, vendor }: ProviderMeta,
  place: PolicyPlace,
  site: Site,
): AccountPolicy | undefined {
  if (leastRights === undefined) return undefined;
  const pastedAt = vendor === "tencent" ? [SITES[site].policiesAt] : leastRights.pastedAt;
  return policyOf(title, { ...leastRights, pastedAt }, place);
}

function policyOf(of: string, least: LeastRights, place: PolicyPlace): AccountPolicy {
  const { rights, language, pastedAt, zone } = least;
  return {
    of,
    language,
    pastedAt,
    proved: false,
    document: DOCUMENTS[language](least, place),
    allowsEachZone: zone !== "*" && (zone.includes("{id}") ? place.id : place.apex) === undefined,
    reads: rights.flatMap(({ actions, reads = [] }) => (reads === true ? actions : reads)),
  };
}

/** The zone in the words of a policy; what is not known is every zone. */
function named(zone: string, { apex, id }: PolicyPlace): string {
  return zone.replace("{zone}", apex ?? "*").replace("{id}", id ?? "*");
}

type Write = (least: LeastRights, place: PolicyPlace) => object;

const DOCUMENTS: Readonly<Record<LeastRights["language"], Write>> = {
  CAM: (least, place) => ({
    version: "2.0",
    statement: statementsOf(least, place).map(({ actions, resource }) => ({
      effect: "allow",
      action: actions,
      resource: [resource],
    })),
  }),
  RAM: (least, place) => ({
    Version: "1",
    Statement: statementsOf(least, place).map(({ actions, resource }) => ({
      Effect: "Allow",
      Action: actions,
      Resource: resource,
    })),
  }),
  IAM: iamDocument,
  token: ({ rights }, { apex }) => ({
    permissions: rights.flatMap(({ actions }) => actions),
    zoneResources: apex === undefined ? "All zones" : `Specific zone: ${apex}`,
  }),
};

/** The rights on the same thing are one statement. */
function statementsOf(
  { rights, zone }: LeastRights,
  place: PolicyPlace,
): readonly { readonly actions: readonly string[]; readonly resource: string }[] {
  return (["account", "zone"] as const).flatMap((on) => {
    const actions = rights.flatMap((right) => (right.on === on ? right.actions : []));
    return actions.length === 0 ? [] : [{ actions, resource: on === "account" ? "*" : named(zone, place) }];
  });
}

/** By these condition keys IAM narrows a change (Route 53's developer guide, November 2026). */
const CHANGE = "route53:ChangeResourceRecordSets";

/** Each record of a batch has to meet the conditions, and a batch without records is none. */
function iamDocument({ rights, zone }: LeastRights, place: PolicyPlace): object {
  const { written, nameServers = [] } = place;
  const narrowed = {
    ...(written === undefined
      ? {}
      : {
          "ForAllValues:StringLike": {
            [`${CHANGE}NormalizedRecordNames`]: [
              ...written.names.map(normalised),
              `*.${normalised(written.keysBelow)}`,
            ],
          },
        }),
    "ForAllValues:StringEquals": {
      ...(written === undefined ? {} : { [`${CHANGE}RecordTypes`]: written.types }),
      [`${CHANGE}Actions`]: ["CREATE", "DELETE"],
    },
  };
  const ofZone = named(zone, place).replace(/^arn:aws:/, `arn:${partitionOf(nameServers)}:`);
  const isChange = ({ actions }: Right): boolean => actions.includes(CHANGE);
  const others = statementsOf(
    { ...NOTHING, zone, rights: rights.filter((right) => !isChange(right)) },
    place,
  );
  return {
    Version: "2012-10-17",
    Statement: [
      ...others.map(({ actions, resource }) => ({
        Effect: "Allow",
        Action: actions,
        Resource: resource === "*" ? resource : ofZone,
      })),
      { Effect: "Allow", Action: [CHANGE], Resource: ofZone, Condition: narrowed },
    ],
  };
}

const NOTHING = { language: "IAM", pastedAt: [] } as const;

/** An asterisk of a name is escaped, since any other one stands for any text. */
function normalised(name: DomainName): string {
  return name.replaceAll("*", "\\052");
}

/** China and GovCloud are partitions of their own, and have name servers of their own. */
function partitionOf(nameServers: readonly DomainName[]): string {
  const [, place] = /\.awsdns-(cn|us-gov)-/.exec(nameServers.join(" ")) ?? [];
  return place === undefined ? "aws" : `aws-${place}`;
}
