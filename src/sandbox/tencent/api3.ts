import { randomUUID } from "node:crypto";
import type { ApiRequest, ApiResponse } from "../api-server.ts";
import { RecentRequests } from "../recent-requests.ts";
import { TencentFault } from "./faults.ts";
import { findTc3Fault, type Tc3Key, type Tc3Server } from "./tc3.ts";

// What all of Tencent Cloud's APIs of version 3.0 have in common: one path, the action in a header, TC3 signatures
// (tc3.ts), errors with status 200 (faults.ts), a limit of requests a second for each action.

export type Parameters = Readonly<Record<string, unknown>>;

/** The names that an action takes. */
export interface Taken {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Which action a request names. @throws TencentFault when it names none, or is not signed by one of the keys */
export function signedAction(request: ApiRequest, keys: readonly Tc3Key[], server: Tc3Server): string {
  const name = request.headers["x-tc-action"];
  if (name === undefined)
    throw new TencentFault("MissingParameter", "The request misses a required parameter `Action`.");
  const fault = findTc3Fault(request, keys, server);
  if (fault !== undefined) throw new TencentFault(fault.code, fault.message);
  return name;
}

export function noSuchAction(name: string, version = ""): TencentFault {
  return new TencentFault("InvalidAction", `The API does not exist: ${name}, ${version}.`);
}

/** What the key's CAM policy does not allow, in CAM's words. */
export function notAllowed(code: string, operation: string, resource = "*"): TencentFault {
  return new TencentFault(
    code,
    `you are not authorized to perform operation (${operation})\nresource (${resource}) has no permission\n`,
  );
}

/** The limit of requests in a second. */
export class RequestCounter {
  readonly #recent = new RecentRequests();

  /** @throws TencentFault RequestLimitExceeded for the one that is too many */
  count(action: string, nowMs: number, mostPerSecond: number): void {
    const times = this.#recent.count(action, nowMs);
    if (times > mostPerSecond) throw tooMany(mostPerSecond, times);
  }
}

export function tooMany(mostPerSecond: number, times = mostPerSecond + 1): TencentFault {
  const limit = `exceeds the frequency limit \`${mostPerSecond}\` for a second. Please reduce the frequency of calls.`;
  return new TencentFault(
    "RequestLimitExceeded",
    `Your current request times equals to \`${times}\` in a second, which ${limit}`,
  );
}

/** @throws TencentFault for a body that is not JSON, a parameter that is missing, and one that is not known */
export function parametersOf(request: ApiRequest, { required, optional }: Taken): Parameters {
  const given = parseBody(request.body);
  const missing = required.find((name) => given[name] === undefined);
  if (missing !== undefined)
    throw new TencentFault("MissingParameter", `The request misses a required parameter \`${missing}\`.`);
  const unknown = Object.keys(given).find((name) => ![...required, ...optional].includes(name));
  if (unknown !== undefined)
    throw new TencentFault("UnknownParameter", `The parameter \`${unknown}\` is not recognized.`);
  return given;
}

function parseBody(body: string): Parameters {
  try {
    return JSON.parse(body) as Parameters;
  } catch {
    throw new TencentFault("InvalidParameter", "The body is not JSON.");
  }
}

export function respondFault(nowMs: number, { code, message }: TencentFault): ApiResponse {
  return respond(nowMs, { Error: { Code: code, Message: message } });
}

/** The envelope of every answer; errors, too, have status 200. */
export function respond(nowMs: number, answer: object): ApiResponse {
  const body = JSON.stringify({ Response: { ...answer, RequestId: randomUUID() } });
  return { status: 200, headers: { date: new Date(nowMs).toUTCString() }, body };
}

/** What stands before all of them fails. */
export function badGateway(): ApiResponse {
  return {
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<html><body>502 Bad Gateway</body></html>",
  };
}
