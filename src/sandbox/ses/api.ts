import type { Api, ApiRequest } from "../api-server.ts";
import {
  badGateway,
  noSuchAction,
  notAllowed,
  parametersOf,
  RequestCounter,
  respond,
  respondFault,
  signedAction,
  tooMany,
} from "../tencent/api3.ts";
import { FaultQueue, TencentFault } from "../tencent/faults.ts";
import type { Tc3Key } from "../tencent/tc3.ts";
import { SesAccount, type SesAccountOptions } from "./account.ts";
import { ACTIONS, type ServedAction } from "./actions.ts";
import { DOCUMENTED_FAULTS, type SesActionName } from "./faults.ts";

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
  readonly faults: FaultQueue<SesActionName>;
}

const SES_REGIONS = ["ap-singapore", "ap-hongkong", "ap-guangzhou"] as const;

/** An SES endpoint with an account of its own behind it. */
export function createSes(options: SesOptions): SandboxSes {
  const account = new SesAccount(options);
  const faults = new FaultQueue(DOCUMENTED_FAULTS);
  const now = options.now ?? Date.now;
  const requests = new RequestCounter();
  return {
    name: "ses",
    account,
    faults,
    operationOf: (request) => request.headers["x-tc-action"] ?? `${request.method} ${request.path}`,
    answer: async (request) => {
      try {
        const action = admit(request, options, now());
        requests.count(request.headers["x-tc-action"] ?? "", now(), REQUESTS_PER_SECOND);
        faults.throwDue(request.headers["x-tc-action"] ?? "");
        return respond(now(), await action.run(account, parametersOf(request, action)));
      } catch (error) {
        if (error instanceof TencentFault) return respondFault(now(), error);
        throw error;
      }
    },
    rateLimited: () => respondFault(now(), tooMany(REQUESTS_PER_SECOND)),
    serverError: badGateway,
  };
}

const REQUESTS_PER_SECOND = 20;

/** Which action this is, once the request may have it. */
function admit(request: ApiRequest, options: SesOptions, nowMs: number): ServedAction {
  const { "x-tc-version": version, "x-tc-region": region } = request.headers;
  const name = signedAction(request, [options.key], { nowMs, service: "ses" });
  const action = ACTIONS.get(name);
  if (action === undefined || version !== "2020-10-02") throw noSuchAction(name, version);
  if (region === undefined)
    throw new TencentFault("MissingParameter", "The request misses a required parameter `Region`.");
  if (!(options.regions ?? SES_REGIONS).includes(region))
    throw new TencentFault("UnsupportedRegion", `The region ${region} is not supported.`);
  if (options.key.actions?.includes(name) === false)
    throw notAllowed("AuthFailure.UnauthorizedOperation", `ses:${name}`);
  return action;
}
