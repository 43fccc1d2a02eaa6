import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toRoute53Error } from "../../../providers/route53/errors.ts";
import { AnswerTooLong } from "../../../src/net/answer-limit.ts";
import { isOnboardError, type OnboardError } from "../../../src/errors/onboard-error.ts";
import { APEX, codeOf, D, openFixture, type Fixture } from "./bench.ts";

describe("over the wire", () => {
  let fixture: Fixture;
  beforeEach(async () => {
    fixture = await openFixture({ denied: ["GetHostedZone"] });
  });
  afterEach(() => fixture.close());

  test("a missing right names the IAM action", async () => {
    await expect(fixture.provider.zonesAt(APEX, {})).rejects.toMatchObject({
      code: "RIGHTS_MISSING",
      facts: { action: "route53:GetHostedZone" },
      hint: expect.stringContaining("route53:GetHostedZone") as unknown,
    });
  });

  test.each([
    ["an unknown key", { AWS_ACCESS_KEY_ID: "AKIDOTHER" }],
    ["a secret that does not fit", { AWS_SECRET_ACCESS_KEY: "wrong/secret" }],
    ["a session token that nobody issued", { AWS_SESSION_TOKEN: "token" }],
  ])(
    "%s is rejected credentials, without a second try and without the secret in the error",
    async (_what, env) => {
      const provider = await fixture.newProvider({ env });
      const error = await provider
        .readRRsets(fixture.zone, [D], {})
        .catch((thrown: unknown) => thrown as OnboardError);
      expect(error).toMatchObject({ code: "CREDENTIALS_REJECTED" });
      expect(
        JSON.stringify(isOnboardError(error) ? [error.message, error.hint, error.facts] : error),
      ).not.toMatch(/wrong.secret|sandbox.secret/);
      expect(fixture.operations()).toHaveLength(1);
    },
  );

  test("a clock an hour off is named with the seconds that it is off", async () => {
    const late = await openFixture({ now: () => Date.now() - 3_600_000 });
    const provider = await late.newProvider();
    await expect(provider.readRRsets(late.zone, [D], {})).rejects.toMatchObject({
      code: "CLOCK_SKEWED",
      facts: { skewSeconds: expect.any(Number) as unknown },
    });
    expect(late.operations()).toHaveLength(1);
    await late.close();
  });

  test("a signature for another region than the endpoint's names the region and where to set it", async () => {
    const china = await openFixture({ signedFor: "cn-northwest-1" });
    await expect(china.provider.zonesAt(APEX, {})).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      facts: { region: "us-east-1" },
      hint: expect.stringContaining("AWS_REGION") as unknown,
    });
    const set = await china.newProvider({ env: { AWS_REGION: "cn-northwest-1" } });
    expect(await set.zonesAt(APEX, {})).toHaveLength(1);
    await china.close();
  });

  test("an endpoint that nobody listens at is unavailable, after a few tries", async () => {
    const provider = await fixture.newProvider();
    await fixture.close();
    expect(await codeOf(provider.readRRsets(fixture.zone, [D], {}))).toBe("API_UNAVAILABLE");
    expect(fixture.calls()).toBe(5);
  });
});

describe("the table", () => {
  const service = (name: string, message = "text", status = 400) =>
    Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });

  test.each([
    [
      service("ExpiredToken", "The security token included in the request is expired", 403),
      "CREDENTIALS_REJECTED",
    ],
    [
      service(
        "SignatureDoesNotMatch",
        "Signature expired: 20261122T010000Z is now earlier than 20261122T015500Z",
        403,
      ),
      "CLOCK_SKEWED",
    ],
    [
      service(
        "SignatureDoesNotMatch",
        "Signature not yet current: 20261122T030000Z is still later than …",
        403,
      ),
      "CLOCK_SKEWED",
    ],
    [service("RequestExpired", "Request has expired."), "CLOCK_SKEWED"],
    [
      Object.assign(new Error("Could not load credentials from any providers"), {
        name: "CredentialsProviderError",
      }),
      "CREDENTIALS_MISSING",
    ],
    [service("NoSuchHostedZone", "No hosted zone found", 404), "ZONE_NOT_FOUND"],
    [service("InternalFailure", "", 500), "API_UNAVAILABLE"],
    [service("Unknown", "UnknownError", 503), "API_UNAVAILABLE"],
    [service("Unknown", "UnknownError", 302), "API_SURPRISE"],
    [service("InvalidInput", "The reserved words are…"), "API_SURPRISE"],
    [
      Object.assign(new Error("getaddrinfo ENOTFOUND route53.amazonaws.com"), { code: "ENOTFOUND" }),
      "API_UNAVAILABLE",
    ],
    [new TypeError("x is not a function"), "API_SURPRISE"],
    ["a string", "API_SURPRISE"],
    [
      service(
        "SignatureDoesNotMatch",
        "Credential should be scoped to a valid region, not 'eu-west-1'. ",
        403,
      ),
      "CONFIG_INVALID",
    ],
    [service("Unknown", "UnknownError", 429), "API_RATE_LIMITED"],
    [service("Unknown", "UnknownError", 403), "API_SURPRISE"],
  ])("%s → %s", (thrown, code) => {
    expect(toRoute53Error("ListResourceRecordSets", thrown, 0).code).toBe(code);
  });

  test("only a write whose answer is missing may have arrived", () => {
    const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    expect(toRoute53Error("ChangeResourceRecordSets", reset, 0).facts["mayHaveArrived"]).toBe(true);
    expect(toRoute53Error("ListResourceRecordSets", reset, 0).facts).not.toHaveProperty("mayHaveArrived");
    expect(toRoute53Error("ChangeResourceRecordSets", service("Throttling"), 0).facts).not.toHaveProperty(
      "mayHaveArrived",
    );
  });

  test.each([200, 302, 400, 403, 404, 408, 413, 429, undefined])(
    "a batch that is answered with %s and no document may have arrived",
    (status) => {
      const metadata = status === undefined ? {} : { $metadata: { httpStatusCode: status } };
      const broken = Object.assign(new Error("@aws-sdk XML parse error: unexpected content."), metadata);
      expect(toRoute53Error("ChangeResourceRecordSets", broken, 0)).toMatchObject({
        code: status === 429 ? "API_RATE_LIMITED" : "API_SURPRISE",
        facts: { mayHaveArrived: true },
      });
      expect(toRoute53Error("GetChange", broken, 0).facts).not.toHaveProperty("mayHaveArrived");
    },
  );

  test.each([
    ["a code that nobody knows", Object.assign(service("Mystery"), { Error: { Code: "Mystery" } })],
    ["too many requests", service("TooManyRequestsException", "slow down", 429)],
    ["a bare batch", Object.assign(service("Unknown"), { Messages: { Message: "no" } })],
    ["a missing right", service("AccessDenied", "no", 403)],
    [
      "another region",
      service("SignatureDoesNotMatch", "Credential should be scoped to a valid region", 403),
    ],
  ])("a batch that is refused by %s has not", (_what, thrown) => {
    const { facts } = toRoute53Error("ChangeResourceRecordSets", thrown, 0);
    expect(facts).not.toHaveProperty("mayHaveArrived");
  });

  test.each([
    ["a proxy's 403", service("Unknown", "UnknownError", 403)],
    ["a document with an empty code", Object.assign(service("", "", 403), { Error: { Code: "" } })],
    ["a name that every object has", service("constructor", "", 400)],
    ["a 408 that has a code", Object.assign(service("Late", "", 408), { Error: { Code: "Late" } })],
  ])("a batch that is answered by %s may have arrived", (_what, thrown) => {
    expect(toRoute53Error("ChangeResourceRecordSets", thrown, 0).facts["mayHaveArrived"]).toBe(true);
  });

  test("Route 53 is not said to have answered where it was not asked, or gave no answer", () => {
    const none = Object.assign(new Error("none"), { name: "CredentialsProviderError" });
    const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    for (const thrown of [none, reset])
      expect(toRoute53Error("GetChange", thrown, 0).message).not.toMatch(/Route 53 answered/);
    const [page, moved] = [403, 302].map((status) => service("Unknown", "UnknownError", status));
    for (const thrown of [page, moved]) {
      const { message } = toRoute53Error("ChangeResourceRecordSets", thrown, 0);
      expect(message).not.toMatch(/Route 53 answered|Unknown/);
      expect(message).toMatch(/\(HTTP status (?:403|302)\)\. The change/);
    }
    expect(toRoute53Error("GetChange", service("Throttling", "Rate exceeded"), 0).message).toMatch(
      /^Route 53 answered GetChange with Throttling: Rate exceeded\.$/,
    );
  });

  test("a page in the API's place may pass, an answer that is too long is not asked for again", () => {
    const page = toRoute53Error("GetHostedZone", service("Unknown", "UnknownError", 200), 0);
    const long = toRoute53Error("GetHostedZone", new AnswerTooLong(16_000_000), 0);
    expect([page, long].map(({ code, facts }) => [code, facts["notTheApi"]])).toEqual([
      ["API_SURPRISE", true],
      ["API_SURPRISE", undefined],
    ]);
  });

  test("a quota and a Retry-After are facts", () => {
    const full = service("InvalidChangeBatch", "[Number of records limit of 10000 exceeded.]");
    expect(toRoute53Error("ChangeResourceRecordSets", full, 0)).toMatchObject({
      code: "VALUE_REJECTED",
      facts: { limit: 10_000 },
      hint: expect.stringContaining("quota") as unknown,
    });
    const away = Object.assign(service("Unknown", "UnknownError", 503), {
      $response: { headers: { "retry-after": "30" } },
    });
    expect(toRoute53Error("GetHostedZone", away, 0).facts["retryAfterSeconds"]).toBe(30);
  });

  test("a refused batch keeps Route 53's words in each of the shapes in which the SDK delivers them", () => {
    const bare = Object.assign(service("Unknown", "UnknownError"), { Messages: { Message: ["one", "two"] } });
    const modeled = Object.assign(service("InvalidChangeBatch", "UnknownError"), { messages: ["three"] });
    expect(toRoute53Error("ChangeResourceRecordSets", bare, 0)).toMatchObject({
      code: "VALUE_REJECTED",
      message: expect.stringContaining("one, two") as unknown,
    });
    expect(toRoute53Error("ChangeResourceRecordSets", modeled, 0).message).toContain("three");
  });

  test("says on which side of AWS's clock ours is", () => {
    const skewed = Object.assign(service("RequestExpired"), {
      $response: { headers: { date: new Date(1_000_000).toUTCString() } },
    });
    expect(toRoute53Error("GetChange", skewed, 1_000_000 + 600_000).facts["skewSeconds"]).toBe(600);
    expect(toRoute53Error("GetChange", skewed, 1_000_000 - 600_000).hint).toContain("600 seconds behind");
  });
});
