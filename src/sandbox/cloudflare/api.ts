import type { Api, ApiRequest, ApiResponse } from "../api-server.ts";
import type { ZoneStore } from "../zone-store.ts";
import { CloudflareBackend, type AuthenticatedRequest, type CloudflareSettings } from "./backend.ts";
import { failure, CloudflareFault, wrapped } from "./envelope.ts";
import { authenticate } from "./tokens.ts";

// Cloudflare's API v4, as far as a DNS client uses it, over the sandbox's zones. Behaviour as documented and
// as recorded by other projects, November 2026; a parameter that it does not know is refused, so that no
// client leans on a filter that the real API would ignore.

const PREFIX = "/client/v4/";

export function createCloudflareApi(store: ZoneStore, given: CloudflareSettings): Api {
  const settings = {
    txtSpelling: "quoted",
    pageLimit: 5_000,
    recordQuota: 3_500,
    retryAfterSeconds: 1,
    listsPermissions: true,
    listLagMs: 0,
    wrapsValidation: false,
    ...given,
  } as const;
  const backend = new CloudflareBackend(store, settings);
  return {
    name: "cloudflare",
    operationOf: (request) => matchRoute(request)?.route.operation ?? `${request.method} ${request.path}`,
    answer(request) {
      try {
        const match = matchRoute(request);
        if (match === undefined) throw new CloudflareFault(404, 7003, `Could not route to ${request.path}`);
        const token = authenticate(request, settings.tokens);
        return match.route.answer(backend, {
          request,
          token,
          zoneId: match.zoneId,
          recordId: match.recordId,
        });
      } catch (error) {
        if (error instanceof CloudflareFault)
          return failure(settings.wrapsValidation ? wrapped(error) : error);
        throw error;
      }
    },
    rateLimited: () =>
      failure(new CloudflareFault(429, 971, "Please wait and consider throttling your request speed"), {
        "retry-after": String(settings.retryAfterSeconds),
      }),
    serverError: () => failure(new CloudflareFault(503, 10013, "Unknown error")),
  };
}

interface Route {
  readonly operation: string;
  readonly method: string;
  readonly path: RegExp;
  readonly answer: (backend: CloudflareBackend, call: AuthenticatedRequest) => ApiResponse;
}

const RECORDS = /^zones\/([^/]+)\/dns_records$/;
const RECORD = /^zones\/([^/]+)\/dns_records\/([^/]+)$/;

const ROUTES: readonly Route[] = [
  {
    operation: "GET zones",
    method: "GET",
    path: /^zones$/,
    answer: (backend, call) => backend.listZones(call),
  },
  {
    operation: "GET zones/id",
    method: "GET",
    path: /^zones\/([^/]+)$/,
    answer: (backend, call) => backend.getZone(call),
  },
  {
    operation: "GET dns_records",
    method: "GET",
    path: RECORDS,
    answer: (backend, call) => backend.listRecords(call),
  },
  {
    operation: "POST dns_records",
    method: "POST",
    path: RECORDS,
    answer: (backend, call) => backend.changeOne(call, "posts"),
  },
  {
    operation: "POST dns_records/batch",
    method: "POST",
    path: /^zones\/([^/]+)\/dns_records\/batch$/,
    answer: (backend, call) => backend.batch(call),
  },
  {
    operation: "GET dns_records/id",
    method: "GET",
    path: RECORD,
    answer: (backend, call) => backend.getRecord(call),
  },
  {
    operation: "PATCH dns_records/id",
    method: "PATCH",
    path: RECORD,
    answer: (backend, call) => backend.changeOne(call, "patches"),
  },
  {
    operation: "PUT dns_records/id",
    method: "PUT",
    path: RECORD,
    answer: (backend, call) => backend.changeOne(call, "puts"),
  },
  {
    operation: "DELETE dns_records/id",
    method: "DELETE",
    path: RECORD,
    answer: (backend, call) => backend.changeOne(call, "deletes"),
  },
];

function matchRoute(request: ApiRequest): { route: Route; zoneId: string; recordId: string } | undefined {
  if (!request.path.startsWith(PREFIX)) return undefined;
  const path = request.path.slice(PREFIX.length);
  for (const route of ROUTES) {
    const match = route.method === request.method ? route.path.exec(path) : null;
    if (match !== null) return { route, zoneId: match[1] ?? "", recordId: match[2] ?? "" };
  }
  return undefined;
}
