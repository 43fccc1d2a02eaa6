import { randomUUID } from "node:crypto";
import type { Api, ApiRequest, ApiResponse } from "../api-server.ts";
import { SesAccount, SesFault, type SesAccountOptions, type SesIdentity } from "./account.ts";
import { findTc3Fault, type Tc3Key } from "./tc3.ts";

// Tencent Cloud SES, version 2020-10-02, as far as identities go. Every error comes with status 200, as
// there.

export interface SesOptions extends SesAccountOptions {
  readonly key: Tc3Key;
  /** Actions that the key's CAM policy lacks. */
  readonly deniedActions?: readonly string[] | undefined;
  readonly regions?: readonly string[] | undefined;
  /** The server's clock, milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

export interface SandboxSes extends Api {
  readonly account: SesAccount;
}

const SES_REGIONS = ["ap-singapore", "ap-hongkong", "ap-guangzhou"] as const;

/** An SES endpoint with an account of its own behind it. */
export function createSes(options: SesOptions): SandboxSes {
  const account = new SesAccount(options);
  const now = options.now ?? Date.now;
  const recent = new Map<string, readonly number[]>();
  return {
    name: "ses",
    account,
    operationOf: (request) => request.headers["x-tc-action"] ?? `${request.method} ${request.path}`,
    answer: async (request) => {
      try {
        const action = admit(request, options, now());
        countRequest(recent, request.headers["x-tc-action"] ?? "", now());
        return respond(now(), await action.run(account, parametersOf(request, action)));
      } catch (error) {
        if (error instanceof SesFault) return respondFault(now(), error);
        throw error;
      }
    },
    rateLimited: () => respondFault(now(), tooMany()),
    serverError: () => ({
      status: 502,
      headers: { "content-type": "text/html" },
      body: "<html><body>502 Bad Gateway</body></html>",
    }),
  };
}

interface ServedAction {
  readonly required: readonly string[];
  readonly optional: readonly string[];
  readonly run: (account: SesAccount, parameters: Parameters) => object | Promise<object>;
}

type Parameters = Readonly<Record<string, unknown>>;

const ACTIONS: ReadonlyMap<string, ServedAction> = new Map<string, ServedAction>([
  [
    "CreateEmailIdentity",
    {
      required: ["EmailIdentity"],
      optional: ["DKIMOption", "TagList"],
      run: (account, given) =>
        describe(account.create(identityOf(given), given["DKIMOption"] === 1 ? 2048 : 1024)),
    },
  ],
  [
    "UpdateEmailIdentity",
    {
      required: ["EmailIdentity"],
      optional: ["DKIMOption", "NewAPI"],
      run: async (account, given) => describe(await account.update(identityOf(given))),
    },
  ],
  [
    "GetEmailIdentity",
    {
      required: ["EmailIdentity"],
      optional: [],
      run: (account, given) => describe(account.get(identityOf(given))),
    },
  ],
  ["ListEmailIdentities", { required: [], optional: ["TagList", "Limit", "Offset"], run: listIdentities }],
  ["DeleteEmailIdentity", { required: ["EmailIdentity"], optional: [], run: refuseToDelete }],
]);

const REQUESTS_PER_SECOND = 20;

/** Which action this is, once the request may have it. */
function admit(request: ApiRequest, options: SesOptions, nowMs: number): ServedAction {
  const { "x-tc-action": name, "x-tc-version": version, "x-tc-region": region } = request.headers;
  const action = ACTIONS.get(name ?? "");
  if (name === undefined)
    throw new SesFault("MissingParameter", "The request misses a required parameter `Action`.");
  const fault = findTc3Fault(request, options.key, nowMs);
  if (fault !== undefined) throw new SesFault(fault.code, fault.message);
  if (action === undefined || version !== "2020-10-02")
    throw new SesFault("InvalidAction", `The API does not exist: ${name}, ${version}.`);
  if (region === undefined)
    throw new SesFault("MissingParameter", "The request misses a required parameter `Region`.");
  if (!(options.regions ?? SES_REGIONS).includes(region))
    throw new SesFault("UnsupportedRegion", `The region ${region} is not supported.`);
  if (options.deniedActions?.includes(name) === true) {
    throw new SesFault(
      "AuthFailure.UnauthorizedOperation",
      `you are not authorized to perform operation (ses:${name})`,
    );
  }
  return action;
}

function countRequest(recent: Map<string, readonly number[]>, action: string, nowMs: number): void {
  const within = (recent.get(action) ?? []).filter((at) => at > nowMs - 1_000);
  recent.set(action, [...within, nowMs]);
  if (within.length >= REQUESTS_PER_SECOND) throw tooMany(within.length + 1);
}

function tooMany(times = REQUESTS_PER_SECOND + 1): SesFault {
  const limit = `exceeds the frequency limit \`${REQUESTS_PER_SECOND}\` for a second. Please reduce the frequency of calls.`;
  return new SesFault(
    "RequestLimitExceeded",
    `Your current request times equals to \`${times}\` in a second, which ${limit}`,
  );
}

function parametersOf(request: ApiRequest, action: ServedAction): Parameters {
  const given = parseBody(request.body);
  const missing = action.required.find((name) => given[name] === undefined);
  if (missing !== undefined)
    throw new SesFault("MissingParameter", `The request misses a required parameter \`${missing}\`.`);
  const unknown = Object.keys(given).find((name) => ![...action.required, ...action.optional].includes(name));
  if (unknown !== undefined)
    throw new SesFault("UnknownParameter", `The parameter \`${unknown}\` is not recognized.`);
  return given;
}

function parseBody(body: string): Parameters {
  try {
    return JSON.parse(body) as Parameters;
  } catch {
    throw new SesFault("InvalidParameter", "The body is not JSON.");
  }
}

function identityOf(given: Parameters): string {
  const identity = given["EmailIdentity"];
  if (typeof identity === "string") return identity;
  throw new SesFault("InvalidParameter", "The parameter `EmailIdentity` is not a string.");
}

function describe({ verified, attributes }: SesIdentity): object {
  return { IdentityType: "DOMAIN", VerifiedForSendingStatus: verified, Attributes: attributes };
}

function listIdentities(account: SesAccount): object {
  const listed = account.identities.map(({ domain, verified }) => ({
    IdentityName: domain,
    IdentityType: "DOMAIN",
    SendingEnabled: verified,
  }));
  return { EmailIdentities: listed, MaxReputationLevel: 1, MaxDailyQuota: 0, Total: listed.length };
}

/** Only enterprise accounts may. */
function refuseToDelete(account: SesAccount, given: Parameters): never {
  account.get(identityOf(given));
  throw new SesFault("OperationDenied.NotAllowDelete", "You are not allowed to delete the domain name.");
}

function respondFault(nowMs: number, { code, message }: SesFault): ApiResponse {
  return respond(nowMs, { Error: { Code: code, Message: message } });
}

function respond(nowMs: number, answer: object): ApiResponse {
  const body = JSON.stringify({ Response: { ...answer, RequestId: randomUUID() } });
  return { status: 200, headers: { date: new Date(nowMs).toUTCString() }, body };
}
