import type { ConnectFault } from "../../src/net/connect-fault.ts";

/** What went wrong with one request. */
export type AlidnsFailure =
  /** The API's own error: a status from 400 on, with a code in the body. */
  | {
      readonly kind: "api";
      readonly code: string;
      readonly message: string;
      readonly requestId: string;
      readonly status: number;
      /** When it wants to be asked again. */
      readonly retryAfterSeconds?: number | undefined;
    }
  /** The status of an answer that is not in the API's form. */
  | {
      readonly kind: "http";
      readonly status: number;
      /** When it wants to be asked again. */
      readonly retryAfterSeconds?: number | undefined;
    }
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "not-an-answer" }
  | { readonly kind: "too-long"; readonly message: string }
  | { readonly kind: "timeout" }
  | { readonly kind: "unconnected"; readonly fault: ConnectFault & { readonly reason: string } }
  | { readonly kind: "network"; readonly message: string };

/** Internal to this adapter: what leaves it is an OnboardError. */
export class AlidnsCallError extends Error {
  readonly failure: AlidnsFailure;
  /** By which `connectFaultOf` finds it below an OnboardError. */
  readonly fault: ConnectFault | undefined;

  constructor(failure: AlidnsFailure, cause?: unknown) {
    super(`a request to Alibaba Cloud DNS failed: ${failure.kind}`, { cause });
    this.failure = failure;
    this.fault = failure.kind === "unconnected" ? failure.fault : undefined;
  }
}
