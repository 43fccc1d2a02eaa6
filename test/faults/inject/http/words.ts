import { routeOf } from "../../../../src/sandbox/route53/routes.ts";
import type { ApiName, SeenRequest } from "../fault.ts";
import type { Answer } from "./answer.ts";

// How each API names its requests, and how it words a failure and a rate limit of its own.

export interface Arrived {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

interface Words {
  readonly actionOf: (arrived: Arrived) => string;
  readonly type: string;
  readonly failed: { readonly status: number; readonly body: string };
  readonly limited: { readonly status: number; readonly body: string };
  /** Bodies of another shape than any answer of the API has. */
  readonly otherShapes: readonly string[];
}

export function wordsOf(api: ApiName): Words {
  return WORDS[api];
}

export function isWriting(api: ApiName, { action, method }: Pick<SeenRequest, "action" | "method">): boolean {
  return api === "ses" ? /^(?:Create|Update|Delete)/.test(action) : method !== "GET";
}

/** An answer of nobody else's: with this status, in the API's own type. */
export function inWordsOf(api: ApiName, body: string, status = 200): Answer {
  return { status, headers: { "content-type": WORDS[api].type }, body: Buffer.from(body) };
}

const ANY_JSON = ["null", "[]", "{}", '"ok"', '{"Response":null}', '{"success":true,"result":7}'];

const sesError = (Code: string, Message: string): string =>
  JSON.stringify({
    Response: { Error: { Code, Message }, RequestId: "00000000-0000-4000-8000-000000000000" },
  });
const cloudflareError = (code: number, message: string): string =>
  JSON.stringify({ result: null, success: false, errors: [{ code, message }], messages: [] });
const route53Error = (code: string, message: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Receiver</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>0</RequestId></ErrorResponse>`;

const WORDS: Readonly<Record<ApiName, Words>> = {
  ses: {
    actionOf: ({ headers, method, path }) => String(headers["x-tc-action"] ?? `${method} ${path}`),
    type: "application/json",
    failed: { status: 500, body: sesError("InternalError", "An internal error has occurred.") },
    // Tencent's API 3.0 says it with status 200 (October 2026, its list of common error codes).
    limited: {
      status: 200,
      body: sesError("RequestLimitExceeded", "The request frequency limit is exceeded."),
    },
    otherShapes: [...ANY_JSON, '{"Response":{"Attributes":"none"}}'],
  },
  cloudflare: {
    actionOf: ({ method, path }) =>
      `${method} ${path.replace(/^\/client\/v4\/(?:zones\/\w+\/(?=dns))?/, "")}`.replace(/\/\w{32}$/, "/id"),
    type: "application/json",
    failed: { status: 500, body: cloudflareError(10013, "Unknown error") },
    limited: {
      status: 429,
      body: cloudflareError(971, "Please wait and consider throttling your request speed"),
    },
    otherShapes: [...ANY_JSON, '{"success":true,"errors":[],"messages":[],"result":{"id":7}}'],
  },
  route53: {
    actionOf: ({ method, path }) =>
      routeOf({ method, path, query: new URLSearchParams(), headers: {}, body: "" })?.operation ??
      `${method} ${path}`,
    type: "text/xml",
    failed: { status: 500, body: route53Error("InternalFailure", "An internal error has occurred") },
    limited: { status: 400, body: route53Error("Throttling", "Rate exceeded") },
    otherShapes: ["<other/>", "<ErrorResponse/>", "<a><b></a>", "{}"],
  },
  other: {
    actionOf: ({ method, path }) => `${method} ${path}`,
    type: "application/json",
    failed: { status: 500, body: '{"error":"internal"}' },
    limited: { status: 429, body: '{"error":"too many requests"}' },
    otherShapes: ANY_JSON,
  },
};
