import { DueFaults } from "../due-faults.ts";

/** An error as Tencent Cloud's API 3.0 words it. */
export class TencentFault extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** The codes that one call's page documents, with their texts. */
export type DocumentedCodes = Readonly<Record<string, string>>;

/** Of every API of Tencent Cloud 3.0 ("Common error codes", read in November 2026). */
export const COMMON_FAULTS: DocumentedCodes = {
  ActionOffline: "This API has been deprecated.",
  "AuthFailure.InvalidAuthorization": "`Authorization` in the request header is invalid.",
  "AuthFailure.InvalidSecretId": "Invalid key (not a TencentCloud API key type).",
  "AuthFailure.MFAFailure": "MFA failed.",
  "AuthFailure.SecretIdNotFound": "The SecretId is not found, please ensure that your SecretId is correct.",
  "AuthFailure.SignatureExpire": "Signature expired.",
  "AuthFailure.SignatureFailure": "The provided credentials could not be validated.",
  "AuthFailure.TokenFailure": "The token is invalid.",
  "AuthFailure.UnauthorizedOperation": "The request is not authorized.",
  DryRunOperation: "The request would have succeeded, but the DryRun parameter was used.",
  FailedOperation: "Operation failed.",
  InternalError: "Internal error.",
  InvalidAction: "The API does not exist.",
  InvalidParameter: "Incorrect parameter.",
  InvalidParameterValue: "Invalid parameter value.",
  InvalidRequest: "The multipart format of the request body is incorrect.",
  IpInBlacklist: "Your IP is in the IP blocklist.",
  IpNotInWhitelist: "Your IP is not in the IP allowlist.",
  LimitExceeded: "Quota limit is exceeded.",
  MissingParameter: "A parameter is missing.",
  NoSuchProduct: "The product does not exist.",
  NoSuchVersion: "The API version does not exist.",
  RequestLimitExceeded: "The number of requests exceeds the frequency limit.",
  "RequestLimitExceeded.GlobalRegionUinLimitExceeded":
    "The number of requests of the root account exceeds the frequency limit.",
  "RequestLimitExceeded.IPLimitExceeded": "The number of requests of the IP exceeds the frequency limit.",
  "RequestLimitExceeded.UinLimitExceeded":
    "The number of requests of the root account exceeds the frequency limit.",
  RequestSizeLimitExceeded: "The request size exceeds the upper limit.",
  ResourceInUse: "Resource is in use.",
  ResourceInsufficient: "Insufficient resources.",
  ResourceNotFound: "The resource does not exist.",
  ResourceUnavailable: "The resource is unavailable.",
  ResponseSizeLimitExceeded: "The response size exceeds the upper limit.",
  ServiceUnavailable: "The service is unavailable now.",
  UnauthorizedOperation: "Unauthorized operation.",
  UnknownParameter: "Unknown parameter.",
  UnsupportedOperation: "The operation is not supported.",
  UnsupportedProtocol: "The HTTPS request method error. Only GET and POST requests are supported.",
  UnsupportedRegion: "The API does not support the requested region.",
};

/** Documented refusals on request: the next calls of an action are answered with them. */
export class FaultQueue<Action extends string> {
  readonly #due = new DueFaults<TencentFault>();
  readonly #documented: Readonly<Record<Action, DocumentedCodes>>;

  constructor(documented: Readonly<Record<Action, DocumentedCodes>>) {
    this.#documented = documented;
  }

  /** @throws Error for a code that the documentation of this call does not have: the API would not answer it */
  inject(action: Action, code: string, times = 1): void {
    const message = this.#documented[action][code];
    if (message === undefined) throw new Error(`${action} has no documented code ${code}`);
    this.#due.add(action, new TencentFault(code, message), times);
  }

  /** @throws TencentFault the one that is due */
  throwDue(action: string): void {
    const due = this.#due.take(action);
    if (due !== undefined) throw due;
  }
}
