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
  const requestId = typeof id === "string" ? id.slice(0, LONGEST_ID) : "";
  if (typeof verified !== "boolean" || !Array.isArray(attributes)) {
    throw surprisedBy("no VerifiedForSendingStatus or no Attributes", { domain, requestId });
  }
  if (attributes.length > MOST_RECORDS)
    throw surprisedBy(`${attributes.length} records, and ${MOST_RECORDS} are the most that are read`, {
      domain,
      requestId,
    });
  const records = attributes.map((attribute) => recordFrom(domain, attribute, requestId));
  return { domain, verified, requestId, records: collapsed(records) };
}

/** Seen were five at most (2020 to 2026). */
const MOST_RECORDS = 100;
/** Octets of RDATA (RFC 1035 section 3.2.1): nothing longer can be published, or be seen in DNS. */
const LONGEST_VALUE = 65_535;
/** A name has 253 characters, with every octet escaped four times as many. */
const LONGEST_NAME = 1_020;
/** Tencent's are UUIDs. */
const LONGEST_ID = 100;

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
  if (typeof type !== "string" || !/^[A-Z][A-Z0-9]{0,19}$/i.test(type))
    throw surprisedBy("a record without a type", facts);
  if (typeof sendDomain !== "string" || typeof expectedValue !== "string" || expectedValue.trim() === "") {
    throw surprisedBy("a record without a name or a value", facts);
  }
  if (expectedValue.length > LONGEST_VALUE)
    throw surprisedBy(
      `a value of ${expectedValue.length} characters, and no record holds more than ${LONGEST_VALUE}`,
      { domain, requestId, type, sendDomain },
    );
  const owner = sendDomain.length > LONGEST_NAME ? undefined : findDomainName(sendDomain);
  // Never written anywhere: a name outside would be somebody else's, whatever made SES ask for it.
  if (owner === undefined || !isAtOrBelow(owner, domain))
    throw surprisedBy(`a record outside ${domain}`, facts);
  const rrtype = canonicalType(type);
  // White space around a value is nothing that SES means (its console lets users copy it along).
  const expected = canonicalExpected(rrtype, expectedValue.trim());
  return {
    requirement: { purpose: purposeOf(rrtype, owner, expected), owner, type: rrtype, expected },
    currentValue: typeof current === "string" ? shownValue(current) : "",
    status: status === true,
  };
}

/** What is cut says so, and so is no value that could be expected. */
function shownValue(value: string): string {
  if (value.length <= LONGEST_VALUE) return value.trim();
  return `${value.slice(0, LONGEST_VALUE)}… (cut; ${value.length.toLocaleString("en-US")} characters)`;
}

/** SES gives the MX as a bare host, whose preference is then ours to choose; one that it gives is kept. */
function canonicalExpected(type: RRType, value: string): string {
  const hasPreference = /^\s*\d+\s+\S/.test(value);
  return type === "MX" && !hasPreference ? canonicalTarget(value) : canonicalValue(type, value);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
