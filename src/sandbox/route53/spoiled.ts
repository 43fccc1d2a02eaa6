import type { ApiResponse } from "../api-server.ts";

/**
 * An answer with status 200 that is none of Route 53's: a proxy's page (two that XML parsers take differently),
 * nothing at all, a document that breaks off, Route 53's own error document, an emulator's JSON.
 */
export type Spoiled = "page" | "open-page" | "empty" | "cut-off" | "error-document" | "json";

export function spoil(response: ApiResponse, how: Spoiled): ApiResponse {
  return { ...response, status: 200, body: BODIES[how](response.body) };
}

const BODIES: Readonly<Record<Spoiled, (body: string) => string>> = {
  page: () => "<html><body>Sign in to the company network</body></html>",
  "open-page": () => "<!DOCTYPE html><html><head><meta charset=utf8></head><body>Sign in<br>",
  empty: () => "",
  "cut-off": (body) => body.slice(0, Math.ceil(body.length * 0.6)),
  "error-document": () =>
    '<?xml version="1.0"?><ErrorResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><Error><Type>Receiver</Type><Code>InternalFailure</Code><Message>An internal error has occurred</Message></Error><RequestId>b25f48e8</RequestId></ErrorResponse>',
  json: () => '{"message":"OK"}',
};
