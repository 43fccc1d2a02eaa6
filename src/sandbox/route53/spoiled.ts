import type { ApiResponse } from "../api-server.ts";

/**
 * An answer that is none of Route 53's. With status 200: a proxy's page (two that XML parsers take differently),
 * nothing at all, a document that breaks off, Route 53's own error document, an emulator's JSON. With a status that
 * reads as a refusal: a gateway's page that lost the true answer, and a 408 without a word.
 */
export type Spoiled =
  | "page"
  | "open-page"
  | "empty"
  | "cut-off"
  | "error-document"
  | "json"
  | "page-403"
  | "page-404"
  | "page-429"
  | "empty-408";

export function spoil(response: ApiResponse, how: Spoiled): ApiResponse {
  return { ...response, status: STATUS[how] ?? 200, body: BODIES[how](response.body) };
}

const STATUS: Readonly<Partial<Record<Spoiled, number>>> = {
  "page-403": 403,
  "page-404": 404,
  "page-429": 429,
  "empty-408": 408,
};

const BODIES: Readonly<Record<Spoiled, (body: string) => string>> = {
  page: () => "<html><body>Sign in to the company network</body></html>",
  "open-page": () => "<!DOCTYPE html><html><head><meta charset=utf8></head><body>Sign in<br>",
  empty: () => "",
  "cut-off": (body) => body.slice(0, Math.ceil(body.length * 0.6)),
  "error-document": () =>
    '<?xml version="1.0"?><ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Receiver</Type><Code>InternalFailure</Code><Message>An internal error has occurred</Message></Error><RequestId>b25f48e8</RequestId></ErrorResponse>',
  "page-403": () => "<html><body>Blocked</body></html>",
  "page-404": () => "<html><body>Not found",
  "page-429": () => "<html><body>Too many</body></html>",
  "empty-408": () => "",
  json: () => '{"message":"OK"}',
};
