import { shortened } from "../errors/shortened.ts";
import type { ConnectFault } from "../net/connect-fault.ts";

/** What went wrong with one attempt, told apart as far as the SDK lets us. */
export type TencentFailure =
  /** The API's own error, which comes with status 200. */
  | { readonly kind: "api"; readonly code: string; readonly message: string; readonly requestId: string }
  | { readonly kind: "http"; readonly status: number; readonly retryAfterSeconds?: number }
  | { readonly kind: "redirect"; readonly to: string }
  /** Status 200 and something else than an answer of this API: a proxy's page, a cut body, an error without a code. */
  | { readonly kind: "not-an-answer" }
  | { readonly kind: "too-long"; readonly most: string }
  | { readonly kind: "timeout" }
  /** No connection that may be used, and why is known: the request never left. */
  | { readonly kind: "unconnected"; readonly fault: ConnectFault & { readonly reason: string } }
  /** `connect`: the request never left. */
  | { readonly kind: "network"; readonly stage: "connect" | "tls" | "exchange"; readonly message: string };

/** One attempt failed. Internal to whoever calls: what leaves it is an OnboardError. */
export class TencentCallError extends Error {
  readonly failure: TencentFailure;
  /** By which `connectFaultOf` finds it below an OnboardError. */
  readonly fault: ConnectFault | undefined;

  constructor(failure: TencentFailure, cause: unknown) {
    super(`a request to Tencent Cloud failed: ${failure.kind}`, { cause });
    this.failure = failure;
    this.fault = failure.kind === "unconnected" ? failure.fault : undefined;
  }
}

/**
 * What the SDK threw → what went wrong. It wraps network errors into texts, and lets its JSON parser's errors
 * through as they are.
 */
export function tencentFailureOf(thrown: unknown): TencentFailure {
  const { name, message, type, code, requestId, httpCode } = fieldsOf(thrown);
  if (typeof requestId === "string" && typeof code === "string") {
    return { kind: "api", code, message: saidIn(message), requestId };
  }
  if (typeof httpCode === "number") return { kind: "http", status: httpCode };
  if (isErrorWithoutCode(thrown)) return { kind: "not-an-answer" };
  if (type === "invalid-json" || name === "TypeError" || name === "SyntaxError")
    return { kind: "not-an-answer" };
  const [, most] = /the answer is longer than (\d+ MB)/.exec(message) ?? [];
  if (most !== undefined) return { kind: "too-long", most };
  return { kind: "network", stage: stageOf(message), message: reasonIn(withoutBreaks(message)) };
}

interface ThrownFields {
  readonly name: string;
  readonly message: string;
  readonly type?: unknown;
  readonly code?: unknown;
  readonly requestId?: unknown;
  readonly httpCode?: unknown;
}

function fieldsOf(thrown: unknown): ThrownFields {
  return thrown instanceof Error ? thrown : { name: "", message: String(thrown) };
}

/** The SDK sets `code` from the answer's Error, also where that has none; of its other errors it sets none. */
function isErrorWithoutCode(thrown: unknown): boolean {
  const fields = Object(thrown) as Readonly<Record<string, unknown>>;
  return "traceId" in fields && "code" in fields && typeof fields["code"] !== "string";
}

function stageOf(message: string): "connect" | "tls" | "exchange" {
  if (/certificate|\bSSL\b|\bTLS\b|altname/i.test(message)) return "tls";
  return /\bgetaddrinfo\b|\bconnect E[A-Z]+|\bEAI_AGAIN\b/.test(message) ? "connect" : "exchange";
}

/** node-fetch puts the URL in front of the reason. */
function reasonIn(message: string): string {
  return message.split("reason: ").at(-1) ?? message;
}

/** The SDK makes a text of whatever stands where the message should be. */
function saidIn(message: string): string {
  return message === "[object Object]" ? "" : shortened(withoutBreaks(message));
}

function withoutBreaks(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
