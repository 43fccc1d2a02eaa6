import { sameKey } from "../../dns/rrset.ts";
import * as z from "zod";
import { findDomainName, isAtOrBelow, type DomainName } from "../../dns/domain-name.ts";
import { Route53Fault } from "./fault.ts";
import { listedName, type RecordSet } from "./record-sets.ts";
import { faultOfValue } from "./value.ts";
import { parseXml } from "./xml.ts";

export interface SetChange {
  readonly action: "CREATE" | "DELETE" | "UPSERT";
  readonly set: RecordSet;
}

/** The request's document → changes. @throws Route53Fault InvalidInput, as the real schema check does */
export function parseChangeBatch(body: string): readonly SetChange[] {
  const parsed = DOCUMENT.safeParse(parseXml(body, ["Change", "ResourceRecord"]));
  if (!parsed.success)
    throw new Route53Fault(
      "InvalidInput",
      `Invalid XML ; ${parsed.error.issues[0]?.message ?? "not well-formed"}`,
    );
  const changes = parsed.data.ChangeResourceRecordSetsRequest.ChangeBatch.Changes.Change;
  return changes.map(({ Action: action, ResourceRecordSet: given }) => {
    const owner = findDomainName(given.Name.replaceAll("\\052", "*"));
    if (owner === undefined)
      throw new Route53Fault(
        "InvalidChangeBatch",
        `FATAL problem: DomainLabelEmpty encountered with '${given.Name}'`,
      );
    const values = given.ResourceRecords?.ResourceRecord.map(({ Value }) => Value) ?? [];
    const ttl = given.TTL === undefined ? undefined : Number(given.TTL);
    const routing =
      given.SetIdentifier === undefined ? {} : { routing: { setIdentifier: given.SetIdentifier } };
    return { action, set: { owner, type: given.Type, ttl, values, ...routing } };
  });
}

export interface BatchZone {
  readonly apex: DomainName;
  /** Record sets that the zone may hold. */
  readonly recordQuota: number;
}

/**
 * The zone's sets after the whole batch, one change after the other.
 * @throws Route53Fault InvalidInput for a malformed change; InvalidChangeBatch with a message for each change
 * that can't be; then nothing is applied
 */
export function applyChanges(
  { apex, recordQuota }: BatchZone,
  sets: readonly RecordSet[],
  changes: readonly SetChange[],
): readonly RecordSet[] {
  changes.forEach(demandWellFormed);
  const values = changes.reduce((sum, { set }) => sum + set.values.length, 0);
  if (values > MOST_VALUES_IN_A_BATCH)
    throw new Route53Fault("InvalidChangeBatch", tooMany(MOST_VALUES_IN_A_BATCH));
  const characters = changes.reduce((sum, { set }) => sum + set.values.join("").length, 0);
  if (characters > MOST_CHARACTERS_IN_A_BATCH)
    throw new Route53Fault("InvalidChangeBatch", tooMany(MOST_CHARACTERS_IN_A_BATCH));
  const messages: string[] = [];
  let next = sets;
  for (const change of changes) {
    const fault = faultOf(apex, next, change);
    if (fault === undefined) next = applied(next, change);
    else messages.push(fault);
  }
  if (next.length > recordQuota && next.length > sets.length) messages.push(tooMany(recordQuota));
  if (messages.length > 0) throw new Route53Fault("InvalidChangeBatch", messages);
  return next;
}

const MOST_VALUES_IN_A_BATCH = 1_000;
/** In all Values of a request (API reference, November 2026); the words of its refusal are assumed. */
const MOST_CHARACTERS_IN_A_BATCH = 32_000;

/** Recorded for a batch (2019–2022, limit of 1000); for the records of a zone the same words are assumed. */
function tooMany(limit: number): string {
  return `Number of records limit of ${limit} exceeded.`;
}

const RECORD_SET = z.object({
  Name: z.string(),
  Type: z.string(),
  SetIdentifier: z.string().optional(),
  TTL: z.string().regex(/^\d+$/).optional(),
  ResourceRecords: z.object({ ResourceRecord: z.array(z.object({ Value: z.string() })) }).optional(),
});

const CHANGE = z.object({ Action: z.enum(["CREATE", "DELETE", "UPSERT"]), ResourceRecordSet: RECORD_SET });

const DOCUMENT = z.object({
  ChangeResourceRecordSetsRequest: z.object({
    ChangeBatch: z.object({ Changes: z.object({ Change: z.array(CHANGE).min(1) }) }),
  }),
});

const LONGEST_VALUE = 4000;

function demandWellFormed({ action, set }: SetChange): void {
  const where = `Change with [Action=${action}, Name=${listedName(set.owner)}, Type=${set.type}, SetIdentifier=${set.routing?.setIdentifier ?? "null"}]`;
  if (set.ttl === undefined || set.values.length === 0)
    throw new Route53Fault(
      "InvalidInput",
      `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found none in ${where}`,
    );
  const long = set.values.find((value) => value.length > LONGEST_VALUE);
  if (long !== undefined)
    throw new Route53Fault(
      "InvalidInput",
      `1 validation error detected: Member must have length less than or equal to ${LONGEST_VALUE} in ${where}`,
    );
}

/**
 * Why one change can't be, in the words of recorded traffic (lego, Terraform, aws-cli threads, 2016–2026).
 */
function faultOf(
  apex: DomainName,
  sets: readonly RecordSet[],
  { action, set }: SetChange,
): string | undefined {
  const name = listedName(set.owner);
  const label = `[name='${name}', type='${set.type}']`;
  if (!isAtOrBelow(set.owner, apex)) return `RRSet with DNS name ${name} is not permitted in zone ${apex}.`;
  const existing = sets.find((other) => sameKey(other, set));
  if (action === "DELETE") {
    if (existing === undefined || existing.routing !== undefined)
      return `Tried to delete resource record set ${label} but it was not found`;
    const same = existing.ttl === set.ttl && sameSpellings(existing.values, set.values);
    return same
      ? undefined
      : `Tried to delete resource record set ${label} but the values provided do not match the current values`;
  }
  if (existing !== undefined && existing.routing !== undefined)
    return `RRSet with DNS name ${name}, type ${set.type}, SetIdentifier null cannot be created as other RRSets exist with the same name and type.`;
  if (action === "CREATE" && existing !== undefined)
    return `Tried to create resource record set ${label} but it already exists`;
  return faultBesideOthers(apex, sets, set) ?? faultOfValue(set);
}

function faultBesideOthers(apex: DomainName, sets: readonly RecordSet[], set: RecordSet): string | undefined {
  const name = listedName(set.owner);
  const others = sets.filter((other) => other.owner === set.owner && other.type !== set.type);
  if (set.type === "CNAME" && set.owner === apex)
    return `RRSet of type CNAME with DNS name ${name} is not permitted at apex in zone ${apex}.`;
  if (set.type === "CNAME" && others.length > 0)
    return `RRSet of type CNAME with DNS name ${name} is not permitted as it conflicts with other records with the same DNS name in zone ${apex}.`;
  if (others.some((other) => other.type === "CNAME"))
    return `RRSet of type ${set.type} with DNS name ${name} is not permitted because a conflicting RRSet of type CNAME with the same DNS name already exists in zone ${apex}.`;
  return undefined;
}

function applied(sets: readonly RecordSet[], { action, set }: SetChange): readonly RecordSet[] {
  const others = sets.filter((other) => !sameKey(other, set));
  return action === "DELETE" ? others : [...others, set];
}

/**
 * Compared as spelled: a value that is written otherwise than it is listed is not found (observed with TXT
 * strings that were split elsewhere).
 */
function sameSpellings(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value) => b.includes(value));
}
