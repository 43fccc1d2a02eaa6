import type { ApiResponse } from "../api-server.ts";
import { element } from "./xml.ts";

export const NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";

/** A refusal in Route 53's own words. */
export class Route53Fault extends Error {
  override readonly name = "Route53Fault";
  readonly code: string;
  readonly status: number;
  readonly messages: readonly string[];
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, messages: string | readonly string[], status = 400, retryAfterSeconds?: number) {
    const list = typeof messages === "string" ? [messages] : messages;
    super(list.join(", "));
    this.code = code;
    this.status = status;
    this.messages = list;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * How a refused batch is worded. Both shapes are in use: the API reference shows a bare `InvalidChangeBatch`
 * document with a list of messages, recorded traffic (aws-cli, Terraform) an `ErrorResponse` whose one
 * message is the list in brackets. November 2026.
 */
export type BatchErrorShape = "error-response" | "bare-messages";

export function faultResponse(fault: Route53Fault, shape: BatchErrorShape): ApiResponse {
  const requestId = element("RequestId", "b25f48e8-84fd-11e6-80d9-574e0c4664cb");
  if (fault.code === "InvalidChangeBatch" && shape === "bare-messages") {
    const messages = element(
      "Messages",
      fault.messages.map((message) => element("Message", message)),
    );
    return xmlResponse(fault.status, element("InvalidChangeBatch", [messages, requestId], NAMESPACE));
  }
  const message = fault.code === "InvalidChangeBatch" ? `[${fault.messages.join(", ")}]` : fault.message;
  const error = element("Error", [
    element("Type", "Sender"),
    element("Code", fault.code),
    element("Message", message),
  ]);
  const { headers, ...response } = xmlResponse(
    fault.status,
    element("ErrorResponse", [error, requestId], NAMESPACE),
  );
  const asked = fault.retryAfterSeconds;
  return {
    ...response,
    headers: { ...headers, ...(asked === undefined ? {} : { "retry-after": String(asked) }) },
  };
}

export function xmlResponse(status: number, document: { readonly xml: string }): ApiResponse {
  return {
    status,
    headers: { "content-type": "text/xml" },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${document.xml}`,
  };
}
