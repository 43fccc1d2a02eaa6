import { randomUUID } from "node:crypto";
import type { Api, ApiRequest, ApiResponse } from "../api-server.ts";
import { SesAccount, type SesAccountOptions } from "./account.ts";
import { ACTIONS, type Parameters, type ServedAction } from "./actions.ts";
import { FaultQueue, SesFault } from "./faults.ts";
import { findTc3Fault, type Tc3Key } from "./tc3.ts";

// Tencent Cloud SES, version 2020-10-02, as far as identities go. Every error comes with status 200, as
// there. Read api.ts (who may ask), actions.ts (what is asked), account.ts (what is kept), attributes.ts,
// acceptance.ts; faults.ts has every code that Tencent documents.

/** A key of the account; its CAM policy may name the actions that it allows. */
export interface SesKey extends Tc3Key {
  /** Like `GetEmailIdentity`; undefined: all. */
  readonly actions?: readonly string[] | undefined;
}

export interface SesOptions extends SesAccountOptions {
  readonly key: SesKey;
  readonly regions?: readonly string[] | undefined;
  /** The server's clock, milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
}

export interface SandboxSes extends Api {
  readonly account: SesAccount;
  /** Documented refusals on request. */
  readonly faults: FaultQueue;
}

const SES_REGIONS = ["ap-singapore", "ap-hongkong", "ap-guangzhou"] as const;

/** An SES endpoint with an account of its own behind it. */
export function createSes(options: SesOptions): SandboxSes {
  const account = new SesAccount(options);
  const faults = new FaultQueue();
  const now = options.now ?? Date.now;
  const recent = new Map<string, readonly number[]>();
  return {
    name: "ses",
    account,
    faults,
    operationOf: (request) => request.headers["x-tc-action"] ?? `${request.method} ${request.path}`,
    answer: async (request) => {
      try {
        const action = admit(request, options, now());
        countRequest(recent, request.headers["x-tc-action"] ?? "", now());
        faults.throwDue(request.headers["x-tc-action"] ?? "");
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
  if (options.key.actions?.includes(name) === false) {
    throw new SesFault(
      "AuthFailure.UnauthorizedOperation",
      `you are not authorized to perform operation (ses:${name})\nresource (*) has no permission\n`,
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

function respondFault(nowMs: number, { code, message }: SesFault): ApiResponse {
  return respond(nowMs, { Error: { Code: code, Message: message } });
}

function respond(nowMs: number, answer: object): ApiResponse {
  const body = JSON.stringify({ Response: { ...answer, RequestId: randomUUID() } });
  return { status: 200, headers: { date: new Date(nowMs).toUTCString() }, body };
}
