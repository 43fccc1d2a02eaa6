import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ApiRequest } from "../../../src/sandbox/api-server.ts";
import { findTc3Fault, type Tc3Key } from "../../../src/sandbox/tencent/tc3.ts";

// The two vectors that Tencent publishes for its signature (older and current page of API 3.0, both read in
// November 2026).
const STARS = "*".repeat(32);
const older: Tc3Key = {
  secretId: "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
  secretKey: "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
};
const current: Tc3Key = { secretId: `AKID${STARS}`, secretKey: STARS };
const OLDER = {
  names: "content-type;host",
  signature: "72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168",
};
const CURRENT = {
  names: "content-type;host;x-tc-action",
  signature: "10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f",
};
const SIGNED_AT_MS = 1_551_113_065_000;

function request(
  key: Tc3Key,
  { names, signature } = OLDER,
  headers: Record<string, string> = {},
): ApiRequest {
  return {
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers: {
      host: "cvm.tencentcloudapi.com",
      "content-type": "application/json; charset=utf-8",
      "x-tc-action": "DescribeInstances",
      "x-tc-timestamp": "1551113065",
      authorization: `TC3-HMAC-SHA256 Credential=${key.secretId}/2019-02-25/cvm/tc3_request, SignedHeaders=${names}, Signature=${signature}`,
      ...headers,
    },
    body: String.raw`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`,
  };
}

const faultOf = (given: ApiRequest, key: Tc3Key, nowMs: number) =>
  findTc3Fault(given, [key], { nowMs, service: "ses" });

describe("findTc3Fault", () => {
  it("accepts the older published vector", () => {
    expect(faultOf(request(older), older, SIGNED_AT_MS)).toBeUndefined();
  });

  it("accepts the current published vector", () => {
    expect(faultOf(request(current, CURRENT), current, SIGNED_AT_MS)).toBeUndefined();
  });

  it("accepts a host header with a port that was signed without", () => {
    expect(
      faultOf(request(older, OLDER, { host: "cvm.tencentcloudapi.com:443" }), older, SIGNED_AT_MS),
    ).toBeUndefined();
  });

  it.each([
    [
      "no authorization",
      request(older, OLDER, { authorization: "Bearer x" }),
      older,
      0,
      "AuthFailure.InvalidAuthorization",
    ],
    ["an unknown id", request(older), current, 0, "AuthFailure.SecretIdNotFound"],
    ["another key", request(older), { ...older, secretKey: "x" }, 0, "AuthFailure.SignatureFailure"],
    ["another body", { ...request(older), body: "{}" }, older, 0, "AuthFailure.SignatureFailure"],
    [
      "another host",
      request(older, OLDER, { host: "cvm.example.com" }),
      older,
      0,
      "AuthFailure.SignatureFailure",
    ],
    [
      "headers unsigned",
      request(older, { ...OLDER, names: "host" }),
      older,
      0,
      "AuthFailure.SignatureFailure",
    ],
    [
      "a token that is not known",
      request(older, OLDER, { "x-tc-token": "t" }),
      older,
      0,
      "AuthFailure.TokenFailure",
    ],
    ["a token that is missing", request(older), { ...older, token: "t" }, 0, "AuthFailure.TokenFailure"],
    ["a clock 301 s behind", request(older), older, 301_000, "AuthFailure.SignatureExpire"],
    ["a clock 301 s ahead", request(older), older, -301_000, "AuthFailure.SignatureExpire"],
    [
      "no timestamp",
      request(older, OLDER, { "x-tc-timestamp": "" }),
      older,
      0,
      "AuthFailure.SignatureExpire",
    ],
  ])("refuses %s", (_title, given, key, elapsedMs, code) => {
    expect(faultOf(given, key, SIGNED_AT_MS + elapsedMs)?.code).toBe(code);
  });

  it("believes each of several keys by its own secret", () => {
    const at = { nowMs: SIGNED_AT_MS, service: "ses" };
    expect(findTc3Fault(request(current, CURRENT), [older, current], at)).toBeUndefined();
    const mixedUp = [{ ...current, secretKey: older.secretKey }, older];
    expect(findTc3Fault(request(current, CURRENT), mixedUp, at)?.code).toBe("AuthFailure.SignatureFailure");
  });

  it("accepts a clock up to five minutes off", () => {
    for (const ms of [300_000, -300_000])
      expect(faultOf(request(older), older, SIGNED_AT_MS + ms)).toBeUndefined();
  });
});

describe("the scope of a signature", () => {
  // Correctly signed, so that nothing but the scope can be wrong.
  const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (secret: string | Buffer, text: string) => createHmac("sha256", secret).update(text).digest();
  const signed = (date: string, service: string, names: string) => {
    const { headers, body } = request(older);
    const lines = names.split(";").map((name) => `${name}:${headers[name]?.toLowerCase()}\n`);
    const canonical = `POST\n/\n\n${lines.join("")}\n${names}\n${sha256(body)}`;
    const toSign = `TC3-HMAC-SHA256\n${headers["x-tc-timestamp"]}\n${date}/${service}/tc3_request\n${sha256(canonical)}`;
    const signature = hmac(
      hmac(hmac(hmac(`TC3${older.secretKey}`, date), service), "tc3_request"),
      toSign,
    ).toString("hex");
    const authorization = `TC3-HMAC-SHA256 Credential=${older.secretId}/${date}/${service}/tc3_request, SignedHeaders=${names}, Signature=${signature}`;
    return request(older, OLDER, { authorization });
  };

  it.each([
    ["the service that the host names", "2019-02-25", "cvm", "content-type;host", undefined],
    ["the service ses, whatever the host", "2019-02-25", "ses", "content-type;host", undefined],
    ["another service", "2019-02-25", "dnspod", "content-type;host", "AuthFailure.SignatureFailure"],
    ["another day", "2019-02-24", "cvm", "content-type;host", "AuthFailure.SignatureFailure"],
    ["no host", "2019-02-25", "cvm", "content-type", "AuthFailure.SignatureFailure"],
    ["no content type", "2019-02-25", "cvm", "host", "AuthFailure.SignatureFailure"],
  ])("is checked: %s", (_title, date, service, names, code) => {
    expect(faultOf(signed(date, service, names), older, SIGNED_AT_MS)?.code).toBe(code);
  });
});
