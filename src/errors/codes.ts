/**
 * What went wrong, as a kind. Each kind has one exit status; the lower the status, the graver the failure.
 */
export const EXIT_BY_KIND = {
  bug: 1,
  usage: 2,
  denied: 3,
  conflict: 4,
  upstream: 5,
  unverified: 6,
  pending: 7,
  drift: 8,
} as const;

export type ErrorKind = keyof typeof EXIT_BY_KIND;

/** Every code that a user can meet. Codes and exit statuses are a promise; wording is not. */
export const KIND_BY_CODE = {
  UNEXPECTED: "bug",
  CONFIG_INVALID: "usage",
  CONSENT_MISSING: "usage",
  PROVIDER_UNKNOWN: "usage",
  PROVIDER_AMBIGUOUS: "usage",
  CREDENTIALS_MISSING: "usage",
  DOMAIN_INVALID: "usage",
  CLOCK_SKEWED: "usage",
  CREDENTIALS_REJECTED: "denied",
  RIGHTS_MISSING: "denied",
  ZONE_NOT_FOUND: "denied",
  ZONE_AMBIGUOUS: "denied",
  ZONE_NOT_DELEGATED: "denied",
  IDENTITY_HELD_BY_OTHER: "denied",
  QUOTA_EXCEEDED: "denied",
  CNAME_IN_THE_WAY: "conflict",
  SPF_UNMERGEABLE: "conflict",
  RECORD_IN_THE_WAY: "conflict",
  VALUE_REJECTED: "conflict",
  RRSET_CHANGED: "conflict",
  PLAN_CHANGED: "conflict",
  API_UNAVAILABLE: "upstream",
  API_RATE_LIMITED: "upstream",
  API_SURPRISE: "upstream",
  OUTPUT_FAILED: "upstream",
  IDENTITY_UNVERIFIED: "unverified",
  NOT_PROPAGATED: "pending",
  VERIFICATION_PENDING: "pending",
  NOT_OBSERVABLE: "pending",
  DRIFT: "drift",
  IDENTITY_MISSING: "drift",
} as const satisfies Record<string, ErrorKind>;

export type ErrorCode = keyof typeof KIND_BY_CODE;

/** The exit status that a code promises. */
export function exitOf(code: ErrorCode): number {
  return EXIT_BY_KIND[KIND_BY_CODE[code]];
}

/**
 * The exit status for several domains: the gravest failure wins, and the lowest non-zero number is the
 * gravest.
 */
export function gravestExit(exits: readonly number[]): number {
  const failures = exits.filter((exit) => exit !== 0);
  return failures.length === 0 ? 0 : Math.min(...failures);
}
