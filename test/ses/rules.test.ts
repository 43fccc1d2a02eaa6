import { describe, expect, it } from "vitest";
import { sesFailureOf } from "../../src/ses/failure.ts";
import { ruleFor } from "../../src/ses/rules.ts";

const ofApi = (code: string) => ruleFor({ kind: "api", code, message: "", requestId: "" });

describe("ruleFor", () => {
  it.each([
    ["InvalidParameterValue.CreatedByOther", "IDENTITY_HELD_BY_OTHER", 0],
    ["InvalidParameterValue.InvalidEmailIdentity", "DOMAIN_INVALID", 0],
    ["OperationDenied.ExceedDomainLimit", "QUOTA_EXCEEDED", 0],
    ["LimitExceeded", "QUOTA_EXCEEDED", 0],
    ["FailedOperation.ServiceNotAvailable", "API_UNAVAILABLE", 3],
    ["FailedOperation.DKIMNotApplied", "API_SURPRISE", 0],
    ["RequestLimitExceeded", "API_RATE_LIMITED", 5],
    ["RequestLimitExceeded.UinLimitExceeded", "API_RATE_LIMITED", 5],
    ["InternalError", "API_UNAVAILABLE", 2],
    ["InternalError.DbError", "API_UNAVAILABLE", 2],
    ["AuthFailure.SignatureExpire", "CLOCK_SKEWED", 0],
    ["AuthFailure.SignatureFailure", "CREDENTIALS_REJECTED", 0],
    ["AuthFailure.SecretIdNotFound", "CREDENTIALS_REJECTED", 0],
    ["AuthFailure.InvalidSecretId", "CREDENTIALS_REJECTED", 0],
    ["AuthFailure.InvalidAuthorization", "CREDENTIALS_REJECTED", 0],
    ["AuthFailure.TokenFailure", "CREDENTIALS_REJECTED", 0],
    ["AuthFailure.UnauthorizedOperation", "RIGHTS_MISSING", 0],
    ["UnauthorizedOperation", "RIGHTS_MISSING", 0],
    ["UnauthorizedOperation.CamNoAuth", "RIGHTS_MISSING", 0],
    ["ServiceUnavailable", "API_UNAVAILABLE", 3],
    ["ResourceUnavailable", "API_UNAVAILABLE", 3],
    ["MissingParameter", "API_SURPRISE", 0],
    ["InvalidParameter", "API_SURPRISE", 0],
    ["UnknownParameter", "API_SURPRISE", 0],
    ["UnsupportedRegion", "CONFIG_INVALID", 0],
    ["OperationDenied", "RIGHTS_MISSING", 0],
    ["SomethingNew.In2027", "API_SURPRISE", 0],
  ])("knows %s as %s, worth %i more attempts", (apiCode, code, retries) => {
    expect(ofApi(apiCode)).toMatchObject({ code, retries });
  });
});

describe("failureOf", () => {
  const sdkError = (message: string, fields: object = {}) =>
    Object.assign(new Error(message), { requestId: "", traceId: "t" }, fields);

  it.each([
    ["getaddrinfo ENOTFOUND ses.nowhere.invalid", "connect", 2],
    ["getaddrinfo EAI_AGAIN ses.tencentcloudapi.com", "connect", 2],
    ["connect ECONNREFUSED 127.0.0.1:9", "connect", 2],
    ["connect ENETUNREACH 2001:db8::1:443", "connect", 2],
    ["connect ETIMEDOUT after 2500 ms", "connect", 2],
    ["read ECONNRESET", "exchange", 3],
    ["socket hang up", "exchange", 3],
    ["self-signed certificate in certificate chain", "tls", 0],
    ["Hostname/IP does not match certificate's altnames", "tls", 0],
  ])("reads %j as trouble at the stage %s, worth %i more attempts", (reason, stage, retries) => {
    const failure = sesFailureOf(sdkError(`request to https://ses.example/ failed, reason: ${reason}`));
    expect(failure).toEqual({ kind: "network", stage, message: reason });
    expect(ruleFor(failure)).toMatchObject({ code: "API_UNAVAILABLE", retries });
  });

  it("takes an error for the API's own only with a code and a request id, and puts its text on one line", () => {
    expect(sesFailureOf(sdkError("two\nlines", { code: "InternalError", requestId: "r-1" }))).toEqual({
      kind: "api",
      code: "InternalError",
      message: "two lines",
      requestId: "r-1",
    });
    expect(
      sesFailureOf(Object.assign(new Error("aborted"), { code: "ECONNRESET", type: "system" })),
    ).toMatchObject({ kind: "network" });
  });

  it("tells a status from a body that is not JSON", () => {
    expect(sesFailureOf(sdkError("Bad Gateway", { httpCode: 502 }))).toEqual({ kind: "http", status: 502 });
    expect(
      sesFailureOf(
        Object.assign(new Error("Unexpected token <"), { name: "FetchError", type: "invalid-json" }),
      ),
    ).toEqual({
      kind: "not-an-answer",
    });
    expect(sesFailureOf("thrown text")).toMatchObject({ kind: "network" });
  });
});
