import { describe, expect, it } from "vitest";
import { errorFrom } from "../../src/ses/errors.ts";
import { TencentCallError, tencentFailureOf } from "../../src/tencent/failure.ts";
import { DOCUMENTED_FAULTS } from "../../src/sandbox/ses/faults.ts";
import { API_CODES } from "../../src/ses/api-codes.ts";
import type { SesAction } from "../../src/ses/attempt.ts";
import { ruleFor } from "../../src/ses/rules.ts";

const ofApi = (code: string, action: SesAction = "CreateEmailIdentity") =>
  ruleFor({ kind: "api", code, message: "", requestId: "" }, action);

describe("ruleFor", () => {
  it.each([
    ["InvalidParameterValue.CreatedByOther", "IDENTITY_HELD_BY_OTHER", 0],
    ["InvalidParameterValue.InvalidEmailIdentity", "DOMAIN_INVALID", 0],
    ["OperationDenied.ExceedDomainLimit", "QUOTA_EXCEEDED", 0],
    ["LimitExceeded", "QUOTA_EXCEEDED", 0],
    ["FailedOperation.ServiceNotAvailable", "API_UNAVAILABLE", 3],
    ["FailedOperation.DKIMNotApplied", "VALUE_REJECTED", 0],
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
    ["MissingParameter", "DOMAIN_INVALID", 0],
    ["InvalidParameter", "DOMAIN_INVALID", 0],
    ["UnknownParameter", "DOMAIN_INVALID", 0],
    ["UnsupportedRegion", "CONFIG_INVALID", 0],
    ["OperationDenied", "RIGHTS_MISSING", 0],
    ["SomethingNew.In2027", "API_SURPRISE", 0],
  ])("knows %s as %s, worth %i more attempts", (apiCode, code, retries) => {
    expect(ofApi(apiCode)).toMatchObject({ code, retries });
  });

  it.each([
    ["LimitExceeded", "UpdateEmailIdentity", "API_RATE_LIMITED", 5],
    ["LimitExceeded", "GetEmailIdentity", "API_RATE_LIMITED", 5],
    ["LimitExceeded.Whatever", "CreateEmailIdentity", "QUOTA_EXCEEDED", 0],
    ["InvalidParameterValue", "GetEmailIdentity", "DOMAIN_INVALID", 0],
    ["InvalidParameterValue.SomethingNew", "CreateEmailIdentity", "DOMAIN_INVALID", 0],
    ["InvalidParameter", "ListEmailIdentities", "UNEXPECTED", 0],
    ["InvalidParameterValue.NotExistDomain", "UpdateEmailIdentity", "API_UNAVAILABLE", 2],
    ["FailedOperation.DKIMNotApplied", "UpdateEmailIdentity", "VALUE_REJECTED", 0],
    ["FailedOperation.SomethingNew", "UpdateEmailIdentity", "API_UNAVAILABLE", 2],
    ["AuthFailure.UnauthorizedOperation", "ListEmailIdentities", "RIGHTS_MISSING", 0],
  ] as const)("knows %s of %s as %s, worth %i more attempts", (apiCode, action, code, retries) => {
    expect(ofApi(apiCode, action)).toMatchObject({ code, retries });
  });

  it.each(Object.entries(DOCUMENTED_FAULTS))(
    "is surprised by no code that is documented for %s",
    (name, codes) => {
      const action = name as SesAction;
      const surprising = Object.keys(codes).filter((code) => ofApi(code, action).code === "API_SURPRISE");
      expect(surprising).toEqual([]);
      expect(ofApi("FailedOperationX", action).code).toBe("API_SURPRISE");
    },
  );

  it("has no row that another hides, and none about a code that nobody documents", () => {
    const documented = new Set(Object.values(DOCUMENTED_FAULTS).flatMap((codes) => Object.keys(codes)));
    const places = API_CODES.flatMap(({ codes, on }) =>
      codes.flatMap((code) => (on ?? ["each"]).map((call) => `${code} ${call}`)),
    );
    expect(new Set(places).size).toBe(places.length);
    const unknown = API_CODES.flatMap(({ codes }) => codes).filter(
      (code) => !documented.has(code) && ![...documented].some((one) => one.startsWith(`${code}.`)),
    );
    expect(unknown).toEqual([]);
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
    const failure = tencentFailureOf(sdkError(`request to https://ses.example/ failed, reason: ${reason}`));
    expect(failure).toEqual({ kind: "network", stage, message: reason });
    expect(ruleFor(failure, "GetEmailIdentity")).toMatchObject({ code: "API_UNAVAILABLE", retries });
  });

  it("takes an error for the API's own only with a code and a request id, and puts its text on one line", () => {
    expect(tencentFailureOf(sdkError("two\nlines", { code: "InternalError", requestId: "r-1" }))).toEqual({
      kind: "api",
      code: "InternalError",
      message: "two lines",
      requestId: "r-1",
    });
    expect(
      tencentFailureOf(Object.assign(new Error("aborted"), { code: "ECONNRESET", type: "system" })),
    ).toMatchObject({ kind: "network" });
  });

  it.each([undefined, null, 5, {}])("takes an error with the code %j for no answer of SES", (code) => {
    for (const requestId of ["", "r-1"]) {
      const failure = tencentFailureOf(sdkError("strange", { code, requestId }));
      expect(failure).toEqual({ kind: "not-an-answer" });
      expect(ruleFor(failure, "ListEmailIdentities").code).toBe("API_SURPRISE");
    }
  });

  it("does not say of SES what it never says: a status other than 200", () => {
    const failed = new TencentCallError({ kind: "http", status: 403 }, undefined);
    const { message } = errorFrom(failed, { action: "GetEmailIdentity", attempts: 1, now: 0 });
    expect(message).toContain("403");
    expect(message).not.toMatch(/^Tencent Cloud SES/);
  });

  it("tells a status from a body that is not JSON", () => {
    expect(tencentFailureOf(sdkError("Bad Gateway", { httpCode: 502 }))).toEqual({
      kind: "http",
      status: 502,
    });
    expect(
      tencentFailureOf(
        Object.assign(new Error("Unexpected token <"), { name: "FetchError", type: "invalid-json" }),
      ),
    ).toEqual({
      kind: "not-an-answer",
    });
    expect(tencentFailureOf("thrown text")).toMatchObject({ kind: "network" });
  });
});
