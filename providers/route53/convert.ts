import { findDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import { quoteTxt } from "../../src/dns/presentation.ts";
import type { RRset, RRType } from "../../src/dns/rrset.ts";
import type { OnboardError } from "../../src/errors/onboard-error.ts";
import { groupRRsets, valueOfPresentation } from "../kit/values.ts";
import type { RawRecordSet } from "./api.ts";
import { surprise } from "./errors.ts";

// Route 53's spelling ↔ RRsets. Pure.

/**
 * `mail.example.com.`, `\052.example.com.`: everything but letters, digits, `-` and `_` in three octal
 * digits.
 */
export function recordNameOf(owner: DomainName): string {
  return `${owner.replaceAll("*", "\\052")}.`;
}

/**
 * Undefined for a name that no DomainName can hold (`\100`, or `\056`, a dot within a label): such a record is nobody's
 * that we look for.
 */
export function findOwner(recordName: string | undefined): DomainName | undefined {
  if (recordName === undefined) return undefined;
  return findDomainName(
    recordName.replace(/\\(?!056)([0-3][0-7]{2})/g, (_escape, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    ),
  );
}

/**
 * The RRsets in a listing, one for each owner and type. A set with a routing policy shows what it holds, an
 * alias where it points to; both are locked, and so are several sets of one name and type.
 */
export function toRRsets(listed: readonly RawRecordSet[]): readonly RRset[] {
  return groupRRsets(listed.flatMap((raw) => rrsetOf(raw) ?? []));
}

/** @throws OnboardError API_SURPRISE for what is no record set: to skip it would be to overlook what stands there */
function rrsetOf(raw: RawRecordSet): RRset | undefined {
  const { Name: name, Type: type, TTL: ttl } = raw;
  if (name === undefined || type === undefined) throw noSet("a record set has no name or no type");
  const owner = findOwner(name);
  if (owner === undefined) return undefined;
  const locked = lockOf(raw);
  const values = valuesOf(raw, type);
  if (locked !== undefined) return { owner, type, ttl: ttl ?? 0, values, locked };
  if (ttl === undefined || values.length === 0)
    throw noSet(`the ${type} set at ${owner} has no TTL or no value`);
  // Never guessed: it would be taken for what stands there.
  if (type === "MX" && rawValuesOf(raw).some((value) => !/^\s*\d+\s/.test(value)))
    throw noSet(`an MX at ${owner} has no preference`);
  return { owner, type, ttl, values };
}

function noSet(because: string): OnboardError {
  return surprise("ListResourceRecordSets", because);
}

/** What makes a set more than a list of values, in Route 53's word for it, the most telling one first. */
const LOCKS = [
  ["TrafficPolicyInstanceId", "traffic policy"],
  ["Weight", "weighted"],
  ["Region", "latency"],
  ["GeoLocation", "geolocation"],
  ["GeoProximityLocation", "geoproximity"],
  ["CidrRoutingConfig", "IP-based"],
  ["Failover", "failover"],
  ["MultiValueAnswer", "multivalue answer"],
  ["AliasTarget", "alias"],
  ["SetIdentifier", "routing policy"],
  ["HealthCheckId", "health check"],
] as const satisfies readonly (readonly [keyof RawRecordSet, string])[];

/** Why a set is not ours to rewrite; undefined: it is a plain list of values. */
export function lockOf(raw: RawRecordSet): string | undefined {
  return LOCKS.find(([field]) => raw[field] !== undefined)?.[1];
}

/**
 * What CREATE is given. Values that `existing` already holds keep their spelling there: how a foreign value
 * is cut into strings is its owner's affair, and two that are cut differently are two values.
 */
export function toRecordSet(rrset: RRset, existing: RawRecordSet | undefined): RawRecordSet {
  const spellings = new Map<string, string[]>();
  for (const raw of rawValuesOf(existing)) {
    const value = decode(rrset.type, raw);
    spellings.set(value, [...(spellings.get(value) ?? []), raw]);
  }
  return {
    Name: recordNameOf(rrset.owner),
    Type: rrset.type,
    TTL: rrset.ttl,
    ResourceRecords: [...new Set(rrset.values)].flatMap((value) =>
      (spellings.get(value) ?? [encode(rrset.type, value)]).map((Value) => ({ Value })),
    ),
  };
}

function valuesOf(raw: RawRecordSet, type: RRType): readonly string[] {
  if (raw.AliasTarget !== undefined) return [`alias to ${raw.AliasTarget.DNSName ?? "an unnamed target"}`];
  if (raw.TrafficPolicyInstanceId !== undefined && rawValuesOf(raw).length === 0)
    return [`traffic policy ${raw.TrafficPolicyInstanceId}`];
  return rawValuesOf(raw).map((value) => decode(type, value));
}

function rawValuesOf(raw: RawRecordSet | undefined): readonly string[] {
  return raw?.ResourceRecords?.flatMap(({ Value }) => Value ?? []) ?? [];
}

function decode(type: RRType, value: string): string {
  return valueOfPresentation(type, value, "octal");
}

function encode(type: RRType, value: string): string {
  switch (type) {
    case "TXT":
      return quoteTxt(value, "octal");
    case "MX":
    case "CNAME":
    case "NS":
    case "PTR":
      return withDot(value);
    default:
      return value;
  }
}

/** Of a value that ends with a name. */
function withDot(value: string): string {
  return value.endsWith(".") ? value : `${value}.`;
}
