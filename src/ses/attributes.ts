import { findDomainName, isAtOrBelow, type DomainName } from "../dns/domain-name.ts";
import { canonicalType } from "../dns/place.ts";
import { canonicalTarget, canonicalValue } from "../dns/rdata.ts";
import type { RRType } from "../dns/rrset.ts";
import type { Identity, IdentityRecord } from "../plan/identity.ts";
import { purposeOf } from "../plan/purposes.ts";
import { recordText } from "../plan/requirement.ts";
import { surprisedBy } from "./errors.ts";

/**
 * An answer about an identity → what the rest of the program knows of it. How many records there are, in
 * which order, and under which selectors is SES's affair and has changed (1 to 5 seen from 2020 to 2026), so
 * nothing here counts on it.
 * @throws OnboardError API_SURPRISE
 */
export function identityFrom(domain: DomainName, answer: unknown): Identity {
  const { VerifiedForSendingStatus: verified, Attributes: attributes, RequestId: id } = fieldsOf(answer);
  const requestId = typeof id === "string" ? id : "";
  if (typeof verified !== "boolean" || !Array.isArray(attributes)) {
    throw surprisedBy("no VerifiedForSendingStatus or no Attributes", { domain, requestId });
  }
  const records = attributes.map((attribute) => recordFrom(domain, attribute, requestId));
  return { domain, verified, requestId, records: collapsed(records) };
}

/** SES may name one record twice: it is one, and accepted where SES accepts it each time. */
function collapsed(records: readonly IdentityRecord[]): readonly IdentityRecord[] {
  const byRecord = new Map<string, IdentityRecord>();
  for (const record of records) {
    const key = recordText(record.requirement);
    const first = byRecord.get(key) ?? record;
    byRecord.set(key, { ...first, status: first.status && record.status });
  }
  return [...byRecord.values()];
}

function recordFrom(domain: DomainName, attribute: unknown, requestId: string): IdentityRecord {
  const {
    Type: type,
    SendDomain: sendDomain,
    ExpectedValue: expectedValue,
    CurrentValue: current,
    Status: status,
  } = fieldsOf(attribute);
  const facts = { domain, requestId, attribute };
  if (typeof type !== "string" || !/^[A-Z][A-Z0-9]*$/i.test(type))
    throw surprisedBy("a record without a type", facts);
  if (typeof sendDomain !== "string" || typeof expectedValue !== "string" || expectedValue.trim() === "") {
    throw surprisedBy("a record without a name or a value", facts);
  }
  const owner = findDomainName(sendDomain);
  // Never written anywhere: a name outside would be somebody else's, whatever made SES ask for it.
  if (owner === undefined || !isAtOrBelow(owner, domain))
    throw surprisedBy(`a record outside ${domain}`, facts);
  const rrtype = canonicalType(type);
  // White space around a value is nothing that SES means (its console lets users copy it along).
  const expected = canonicalExpected(rrtype, expectedValue.trim());
  return {
    requirement: { purpose: purposeOf(rrtype, owner, expected), owner, type: rrtype, expected },
    currentValue: typeof current === "string" ? current.trim() : "",
    status: status === true,
  };
}

/** SES gives the MX as a bare host, whose preference is then ours to choose; one that it gives is kept. */
function canonicalExpected(type: RRType, value: string): string {
  const hasPreference = /^\s*\d+\s+\S/.test(value);
  return type === "MX" && !hasPreference ? canonicalTarget(value) : canonicalValue(type, value);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
