/** What a job's token says of the job, as far as a role's conditions match it. Absent: it does not say. */
export interface Claims {
  readonly iss?: string;
  readonly sub?: string;
  readonly aud?: string;
  /** The workflow that is called, where one workflow calls another: a condition of its own at some clouds. */
  readonly job_workflow_ref?: string;
}

const NAMES = ["iss", "sub", "aud", "job_workflow_ref"] as const satisfies readonly (keyof Claims)[];

/**
 * The claims in the open part of the token (RFC 7519 section 3): names of the repository and of the job's
 * environment, no secret. What signs them is left out, so that nobody can use them. Nothing where it is no such
 * token.
 */
export function claimsOf(idToken: string): Claims {
  const [, payload = ""] = idToken.split(".");
  const claims = parsed(Buffer.from(payload, "base64url").toString("utf8"));
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const claim = claims[name];
      if (typeof claim === "string") return [[name, claim]];
      // One token may be made out to several.
      return Array.isArray(claim) ? [[name, claim.map(String).join(", ")]] : [];
    }),
  );
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
