import type { ApiResponse } from "../api-server.ts";

/** What Cloudflare refuses a request with; a chain says more where the outer code says little. */
export class CloudflareFault extends Error {
  readonly status: number;
  readonly code: number;
  readonly chain: readonly ChainLink[];

  constructor(status: number, code: number, message: string, chain: readonly ChainLink[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.chain = chain;
  }
}

/** What is wrong with a record, as it was told until October 2024: "validation failed", and of what in its chain. */
export function wrapped(fault: CloudflareFault): CloudflareFault {
  const { status, code, message } = fault;
  const isValidation = status === 400 && code >= 9_000 && code <= 9_999;
  return isValidation ? new CloudflareFault(400, 1004, "DNS Validation Error", [{ code, message }]) : fault;
}

interface ChainLink {
  readonly code: number;
  readonly message: string;
}

export interface PageNumbers {
  readonly page: number;
  readonly per_page: number;
  readonly count: number;
  readonly total_count: number;
  readonly total_pages: number;
}

// 1,200 requests in five minutes, as the headers have said since 2025; the sandbox says so and does not
// count.
const LIMITS = { ratelimit: '"default";r=1199;t=300', "ratelimit-policy": '"default";q=1200;w=300' } as const;

export function success(result: unknown, pages?: PageNumbers): ApiResponse {
  const envelope = {
    result,
    success: true,
    errors: [],
    messages: [],
    ...(pages === undefined ? {} : { result_info: pages }),
  };
  return { status: 200, headers: LIMITS, body: JSON.stringify(envelope) };
}

export function failure(
  { status, code, message, chain }: CloudflareFault,
  headers: Readonly<Record<string, string>> = {},
): ApiResponse {
  const error = { code, message, ...(chain.length === 0 ? {} : { error_chain: chain }) };
  return {
    status,
    headers: { ...LIMITS, ...headers },
    body: JSON.stringify({ result: null, success: false, errors: [error], messages: [] }),
  };
}

/**
 * `page` and `per_page` as asked for; the host may have a limit of its own, and says in `result_info` what it
 * did.
 */
export function paginate<T>(
  items: readonly T[],
  query: URLSearchParams,
  pageLimit: number,
): { items: readonly T[]; pages: PageNumbers } {
  const page = Math.max(1, Number(query.get("page") ?? "1"));
  const perPage = Math.min(pageLimit, Math.max(1, Number(query.get("per_page") ?? "100")));
  const shown = items.slice((page - 1) * perPage, page * perPage);
  const pages = {
    page,
    per_page: perPage,
    count: shown.length,
    total_count: items.length,
    total_pages: Math.ceil(items.length / perPage),
  };
  return { items: shown, pages };
}
