import type { Api, ApiRequest, ApiResponse } from "../api-server.ts";
import { Route53Backend, type Route53SandboxSettings } from "./backend.ts";
import { faultResponse, Route53Fault, xmlResponse } from "./fault.ts";
import type { Route53Key } from "./rights.ts";
import { routeOf, type Operation } from "./routes.ts";
import type { SigV4Credentials } from "./sigv4.ts";
import { spoil, type Spoiled } from "./spoiled.ts";

// Route 53's REST API (version 2013-04-01) as far as an adapter for DNS records needs it, with its state in the
// zone store. Read in this order: api.ts, routes.ts, backend.ts, rights.ts, change-batch.ts, listings.ts.

export type { Route53SandboxSettings } from "./backend.ts";

/** A sandbox's Route 53 beside its state and its keys. */
export interface Route53Options extends Partial<Omit<Route53SandboxSettings, "store" | "credentials">> {
  readonly rights?: Omit<Route53Key, keyof SigV4Credentials>;
}

export interface Refusal {
  /** 400 where nothing else is said, as Route 53's own. */
  readonly status?: number;
  /** A proxy's or a front end's wish, as the header of that name. */
  readonly retryAfterSeconds?: number;
}

export interface Route53Sandbox extends Api {
  /**
   * The next request of this operation is refused with this code and applied nowhere:
   * PriorRequestNotComplete, ExpiredToken, …
   */
  refuseNext(operation: Operation, code: string, message: string, refusal?: Refusal): void;
  /** The next request of this operation is carried out, and what answers it is none of Route 53's answers. */
  spoilNext(operation: Operation, how: Spoiled): void;
  /** Another key of the account. */
  addKey(key: Route53Key): void;
}

export function createRoute53Sandbox(settings: Route53SandboxSettings): Route53Sandbox {
  const backend = new Route53Backend(settings);
  const spoiled: { readonly operation: Operation; readonly how: Spoiled }[] = [];
  const refuse = (fault: Route53Fault): ApiResponse =>
    faultResponse(fault, settings.batchErrorShape ?? "error-response");
  const answer = (request: ApiRequest): ApiResponse => {
    try {
      return xmlResponse(200, backend.answer(request));
    } catch (error) {
      if (error instanceof Route53Fault) return refuse(error);
      throw error;
    }
  };
  return {
    name: "route53",
    operationOf: (request) => routeOf(request)?.operation ?? `${request.method} ${request.path}`,
    answer: (request) => {
      const at = spoiled.findIndex(({ operation }) => operation === routeOf(request)?.operation);
      const [next] = at === -1 ? [] : spoiled.splice(at, 1);
      return next === undefined ? answer(request) : spoil(answer(request), next.how);
    },
    rateLimited: () => refuse(new Route53Fault("Throttling", "Rate exceeded")),
    serverError: () => refuse(new Route53Fault("InternalFailure", "An internal error has occurred", 500)),
    refuseNext: (operation, code, message, { status, retryAfterSeconds } = {}) =>
      backend.refusals.push({ operation, fault: new Route53Fault(code, message, status, retryAfterSeconds) }),
    spoilNext: (operation, how) => spoiled.push({ operation, how }),
    addKey: (key) => backend.keys.push(key),
  };
}
