import { createRequire } from "node:module";
import type * as OpenApi from "@alicloud/openapi-util";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { queryOf, signedHeaders } from "../../../providers/alidns/sign.ts";

// Held by signatures of Alibaba Cloud's own package, which is CommonJS.
const { default: oracle } = createRequire(import.meta.url)("@alicloud/openapi-util") as {
  readonly default: typeof OpenApi.default.default;
};

const NOW = Date.UTC(2026, 10, 26, 21, 5, 9, 700);

test("a request is signed as Alibaba Cloud's own package signs it, whatever its parameters hold", () => {
  const text = fc.string({ unit: "binary", maxLength: 40 }).filter((given) => given.isWellFormed());
  const name = fc.stringMatching(/^[A-Za-z.0-9]{1,12}$/);
  fc.assert(
    fc.property(
      fc.dictionary(name, text, { noNullPrototype: true }),
      fc.option(fc.stringMatching(/^[\w+/=]{1,30}$/), { nil: undefined }),
      (parameters, securityToken) => {
        const credentials = { accessKeyId: "LTAIid", accessKeySecret: "the secret", securityToken };
        const { authorization, ...headers } = signedHeaders(credentials, {
          host: "alidns.aliyuncs.com",
          path: "/",
          action: "AddDomainRecord",
          parameters,
          now: NOW,
          nonce: "n-1",
        });
        const request = { method: "POST", pathname: "/", query: parameters, headers };
        const payload = headers["x-acs-content-sha256"] ?? "";
        expect(authorization).toBe(
          oracle.getAuthorization(request as never, "ACS3-HMAC-SHA256", payload, "LTAIid", "the secret"),
        );
      },
    ),
  );
});

test("the time is the one of this request in whole seconds, and the payload that of no body", () => {
  const headers = signedHeaders(
    { accessKeyId: "LTAIid", accessKeySecret: "the secret" },
    { host: "h", path: "/", action: "DescribeDomains", parameters: {}, now: NOW, nonce: "n" },
  );
  expect(headers).toMatchObject({
    "x-acs-date": "2026-11-26T21:05:09Z",
    "x-acs-version": "2015-01-09",
    "x-acs-content-sha256": oracle.hexEncode(oracle.hash(Buffer.from(""), "ACS3-HMAC-SHA256")),
  });
  expect(headers).not.toHaveProperty("x-acs-security-token");
});

test("the query spells each character as it is signed", () => {
  expect(queryOf({ b: "a b*~'()!", a: "+/=" })).toBe("a=%2B%2F%3D&b=a%20b%2A~%27%28%29%21");
});
