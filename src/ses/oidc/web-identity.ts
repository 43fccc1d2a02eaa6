import type { Clock } from "../../async/clock.ts";
import { createRedactor } from "../../errors/redact.ts";
import { isOnboardError, OnboardError } from "../../errors/onboard-error.ts";
import { phrase, type Phrase, type Text } from "../../errors/phrase.ts";
import { FIRST_ANSWER_MS, retry, type RetryPolicy } from "../../async/retry.ts";
import { connectFaultOf } from "../../net/connect-fault.ts";
import { parseEndpoint } from "../../net/endpoint.ts";
import { claimsOf, type Claims } from "./claims.ts";
import { requestIdToken } from "./id-token.ts";
import { requestJson, type JsonContext } from "./json-request.ts";
import { unavailable, unreached } from "./unavailable.ts";

// Temporary keys in exchange for a job's identity: id-token.ts asks GitHub, web-identity.ts asks Tencent's
// STS, both by json-request.ts; claims.ts reads what GitHub said.

/** A role of the account, and the identity provider in CAM that vouches for GitHub's jobs. */
export interface Role {
  /** `qcs::cam::uin/<uin>:roleName/<name>` */
  readonly arn: string;
  readonly providerId: string;
  /** The client id that the identity provider in CAM lists. */
  readonly audience: string;
  /** URL of STS. */
  readonly endpoint: string;
  readonly region: string;
  /** How long the keys shall be good, in seconds. */
  readonly durationSeconds: number;
}

export interface RoleContext extends JsonContext {
  readonly clock: Clock;
  readonly retryPolicy?: RetryPolicy | undefined;
}

export interface TemporaryKeys {
  readonly credentials: { readonly secretId: string; readonly secretKey: string; readonly token: string };
  /** Everything that came by and must not be printed. */
  readonly secrets: readonly string[];
  /** Until when the keys are good, milliseconds since 1970; undefined: STS does not say. */
  readonly expiresAt: number | undefined;
}

const RETRY_POLICY: RetryPolicy = {
  attempts: 3,
  firstPauseMs: 500,
  longestPauseMs: 4_000,
  deadlineMs: 20_000,
};

/**
 * Keys without a secret kept anywhere: GitHub says who this job is, Tencent Cloud's STS believes it
 * (AssumeRoleWithWebIdentity, version 2018-08-13, sent unsigned; API page of April 2026).
 * @throws OnboardError CREDENTIALS_MISSING, CREDENTIALS_REJECTED, API_UNAVAILABLE, API_RATE_LIMITED,
 * API_SURPRISE, CONFIG_INVALID for the endpoint
 */
export async function assumeRole(role: Role, context: RoleContext): Promise<TemporaryKeys> {
  const url = parseEndpoint(role.endpoint, "STS");
  const { clock, signal, retryPolicy = RETRY_POLICY } = context;
  const again = <T>(api: "github" | "sts", attempt: (own: RoleContext) => Promise<T>) =>
    retry(
      (own) => attempt({ ...context, signal: own }),
      (error) => ({ retry: isPassing(error) }),
      retryPolicy,
      { clock, signal, unanswered: () => silent(api) },
    );
  const idToken = await again("github", (own) => requestIdToken(role.audience, own));
  const { credentials, expiresAt } = await again("sts", (own) => exchange(url, role, idToken, own));
  return { credentials, secrets: [idToken, ...Object.values(credentials)], expiresAt };
}

function silent(api: "github" | "sts"): OnboardError {
  const who = api === "sts" ? phrase`Tencent Cloud STS` : phrase`GitHub's token service`;
  return unavailable(api, phrase`${who} has not answered within ${FIRST_ANSWER_MS / 1_000} s`);
}

function isPassing(error: unknown): boolean {
  if (connectFaultOf(error)?.mayPass === false) return false;
  return isOnboardError(error) && (error.code === "API_UNAVAILABLE" || error.code === "API_RATE_LIMITED");
}

async function exchange(
  url: URL,
  role: Role,
  idToken: string,
  context: RoleContext,
): Promise<Omit<TemporaryKeys, "secrets">> {
  const headers = {
    authorization: "SKIP",
    "content-type": "application/json",
    "x-tc-action": "AssumeRoleWithWebIdentity",
    "x-tc-version": "2018-08-13",
    "x-tc-region": role.region,
    "x-tc-timestamp": String(Math.floor(context.clock.now() / 1_000)),
  };
  const body = JSON.stringify({
    ProviderId: role.providerId,
    WebIdentityToken: idToken,
    RoleArn: role.arn,
    RoleSessionName: sessionName(context),
    DurationSeconds: role.durationSeconds,
  });
  const answer = await requestJson(url, { method: "POST", headers, body }, context).catch(
    (error: unknown) => {
      context.signal?.throwIfAborted();
      throw unreached(phrase`Tencent Cloud STS`, "sts", error);
    },
  );
  if (answer.status >= 500)
    throw unavailable("sts", phrase`Tencent Cloud STS answers with status ${answer.status}`);
  const {
    Error: fault,
    Credentials: keys,
    RequestId: requestId,
    ExpiredTime: expiredTime,
  } = fieldsOf(fieldsOf(answer.body)["Response"]);
  if (fault !== undefined)
    throw refused({ ...fieldsOf(fault), RequestId: requestId }, idToken, role.durationSeconds);
  const { TmpSecretId: secretId, TmpSecretKey: secretKey, Token: token } = fieldsOf(keys);
  if (typeof secretId === "string" && typeof secretKey === "string" && typeof token === "string")
    return {
      credentials: { secretId, secretKey, token },
      expiresAt: typeof expiredTime === "number" ? expiredTime * 1_000 : undefined,
    };
  throw new OnboardError(
    "API_SURPRISE",
    `Tencent Cloud STS answers with neither keys nor an error (status ${answer.status}).`,
    {
      hint: "Check the network: something in between, a proxy or a sign-in page, answers for STS.",
      facts: { api: "sts", status: answer.status },
    },
  );
}

/** Shown in Tencent Cloud's audit log, so that a change leads back to the job that made it. */
function sessionName({ env }: RoleContext): string {
  return `ses-onboard-${/^\d+$/.exec(env["GITHUB_RUN_ID"] ?? "")?.[0] ?? "run"}`;
}

function refused(
  fault: Readonly<Record<string, unknown>>,
  idToken: string,
  durationSeconds: number,
): OnboardError {
  const apiCode = String(fault["Code"]);
  const text = createRedactor([idToken])(String(fault["Message"]));
  const facts = { api: "sts", apiCode, requestId: String(fault["RequestId"]) };
  if (/^(?:InternalError|ServiceUnavailable|ResourceUnavailable)\b/.test(apiCode))
    return unavailable("sts", phrase`Tencent Cloud STS fails: ${text}`);
  if (/^RequestLimitExceeded\b/.test(apiCode)) {
    return new OnboardError("API_RATE_LIMITED", phrase`Tencent Cloud STS asks for fewer requests: ${text}`, {
      hint: phrase`Run the job again in a minute.`,
      facts,
    });
  }
  const claims = claimsOf(idToken);
  return new OnboardError(
    "CREDENTIALS_REJECTED",
    phrase`Tencent Cloud STS does not give this job the role (${apiCode}): ${text}${claimsClause(claims)}`,
    { hint: hintFor(claims, durationSeconds), facts: { ...facts, durationSeconds, claims } },
  );
}

/** What the role's conditions were compared with: GitHub's documentation and its tokens differ (see the docs). */
function claimsClause({ sub, aud }: Claims): Text {
  return sub === undefined && aud === undefined
    ? ""
    : phrase` GitHub's token says sub "${sub ?? ""}", aud "${aud ?? ""}".`;
}

/** How long a role's keys are good for at most where nobody said otherwise in CAM (its documentation, 2026). */
const USUAL_SESSION_SECONDS = 7_200;

function hintFor({ sub }: Claims, durationSeconds: number): Phrase {
  const page = "docs/github-action.md#tencent-cloud-without-a-stored-key";
  const session =
    durationSeconds > USUAL_SESSION_SECONDS
      ? phrase`; for a wait this long, allow sessions of ${durationSeconds} s in the role, too`
      : "";
  return sub === undefined
    ? phrase`Compare the role, the identity provider, its client id and its public keys with ${page}${session}.`
    : phrase`Let the role's conditions name exactly this sub and aud, and the identity provider hold GitHub's present public keys (${page})${session}.`;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
