import type { ApiRequest } from "../api-server.ts";

/** The API's operations, by the names under which IAM grants them. */
export type Operation =
  | "ListHostedZonesByName"
  | "GetHostedZone"
  | "ListResourceRecordSets"
  | "ChangeResourceRecordSets"
  | "GetChange";

export interface Route {
  readonly operation: Operation;
  /** The zone's or the change's, as the path names it. */
  readonly id: string;
}

const ROUTES: readonly (readonly [method: string, path: RegExp, operation: Operation])[] = [
  ["GET", /^\/2013-04-01\/hostedzonesbyname$/, "ListHostedZonesByName"],
  ["GET", /^\/2013-04-01\/hostedzone\/([A-Za-z0-9]+)$/, "GetHostedZone"],
  ["GET", /^\/2013-04-01\/hostedzone\/([A-Za-z0-9]+)\/rrset\/?$/, "ListResourceRecordSets"],
  ["POST", /^\/2013-04-01\/hostedzone\/([A-Za-z0-9]+)\/rrset\/?$/, "ChangeResourceRecordSets"],
  ["GET", /^\/2013-04-01\/change\/([A-Za-z0-9]+)$/, "GetChange"],
];

export function routeOf(request: ApiRequest): Route | undefined {
  for (const [method, path, operation] of ROUTES) {
    const match = method === request.method ? path.exec(request.path) : null;
    if (match !== null) return { operation, id: match[1] ?? "" };
  }
  return undefined;
}
