import { describe, expect, test } from "vitest";
import type { Doing } from "../../../providers/cloudflare/causes.ts";
import { translate } from "../../../providers/cloudflare/errors.ts";
import { parseDomainName, prefixed } from "../../../src/dns/domain-name.ts";
import { apex, openCloudflare, seed, TOKEN } from "./bench.ts";

const UNAUTHORIZED = "Unauthorized to access requested resource";

describe("a refusal", () => {
  test.each([
    ["write records", 400, 9000, "VALUE_REJECTED"],
    ["write records", 400, 9005, "VALUE_REJECTED"],
    ["write records", 400, 9021, "VALUE_REJECTED"],
    ["write records", 400, 9051, "VALUE_REJECTED"],
    ["write records", 400, 9207, "VALUE_REJECTED"],
    ["write records", 400, 9313, "VALUE_REJECTED"],
    ["write records", 400, 9999, "VALUE_REJECTED"],
    ["write records", 400, 1004, "VALUE_REJECTED"],
    ["write records", 400, 8999, "API_SURPRISE"],
    ["write records", 404, 81044, "RRSET_CHANGED"],
    ["write records", 400, 81045, "QUOTA_EXCEEDED"],
    ["write records", 400, 81053, "RECORD_IN_THE_WAY"],
    ["write records", 400, 81054, "RECORD_IN_THE_WAY"],
    ["write records", 400, 81056, "RECORD_IN_THE_WAY"],
    ["write records", 400, 81057, "RRSET_CHANGED"],
    ["write records", 400, 81058, "RRSET_CHANGED"],
    ["find the zone", 400, 6003, "CREDENTIALS_REJECTED"],
    ["read the zone", 404, 1001, "ZONE_NOT_FOUND"],
    ["read records", 404, 7000, "ZONE_NOT_FOUND"],
    ["read the zone", 404, 7003, "ZONE_NOT_FOUND"],
    ["read the zone", 401, 7003, "CREDENTIALS_REJECTED"],
    ["write records", 400, 9103, "CREDENTIALS_REJECTED"],
    ["write records", 400, 9106, "CREDENTIALS_REJECTED"],
    ["read records", 400, 9107, "CREDENTIALS_REJECTED"],
    ["read records", 400, 1004, "API_SURPRISE"],
    ["read records", 400, 9021, "API_SURPRISE"],
    ["find the zone", 400, 1004, "API_SURPRISE"],
    ["read the zone", 403, 10000, "RIGHTS_MISSING"],
    ["read the zone", 401, 10000, "CREDENTIALS_REJECTED"],
    ["find the zone", 403, 10000, "CREDENTIALS_REJECTED"],
  ] as const)("to %s with status %i and code %i is %s", (doing, status, code, expected) => {
    expect(refused(doing, status, { code, message: "words of the host's" })).toMatchObject({
      code: expected,
      facts: { status, hostErrors: [{ code }] },
    });
  });

  test("with 9109 says by its words what it is, and each has its own way out", () => {
    const refusals = [
      refused("find the zone", 403, {
        code: 9109,
        message: "Cannot use the access token from location: 192.0.2.1",
      }),
      refused("write records", 403, {
        code: 9109,
        message: "Cannot use the access token from location: 192.0.2.1",
      }),
      refused("read the zone", 403, { code: 9109, message: UNAUTHORIZED }),
      refused("write records", 403, { code: 9109, message: UNAUTHORIZED }),
      refused("read records", 403, { code: 9109, message: "Invalid access token" }),
      refused("find the zone", 403, { code: 9109, message: UNAUTHORIZED }),
    ];
    expect(refusals.map(({ code }) => code)).toEqual([
      "RIGHTS_MISSING",
      "RIGHTS_MISSING",
      "RIGHTS_MISSING",
      "RIGHTS_MISSING",
      "CREDENTIALS_REJECTED",
      "CREDENTIALS_REJECTED",
    ]);
    const [address, , zoneId, right] = refusals;
    expect(address?.hint).toMatch(/filter/);
    expect(zoneId?.hint).toMatch(/zoneId/);
    expect(new Set([address, zoneId, right].map((error) => error?.hint)).size).toBe(3);
  });

  test.each([
    ["300", "5 minutes"],
    ["30", "30 seconds"],
  ])("with Retry-After: %s says how long that is", (retryAfter, words) => {
    const headers = new Headers({ "retry-after": retryAfter });
    const error = refused("read records", 429, { code: 971, message: "slow down" }, headers);
    expect(error).toMatchObject({
      code: "API_RATE_LIMITED",
      facts: { retryAfterSeconds: Number(retryAfter) },
    });
    expect(error.message).toContain(words);
    expect(error.hint).toContain(words);
  });

  test("with a Retry-After that is a date is waited for until then", () => {
    const inAnHour = new Date(Date.now() + 3_600_000).toUTCString();
    const error = refused(
      "read records",
      429,
      { code: 971, message: "slow down" },
      new Headers({ "retry-after": inAnHour }),
    );
    const { retryAfterSeconds } = error.facts as { retryAfterSeconds: number };
    expect(retryAfterSeconds).toBeGreaterThan(3_500);
    expect(retryAfterSeconds).toBeLessThanOrEqual(3_600);
  });

  test("in words that command a terminal is told in harmless ones", () => {
    const { message } = refused("read records", 400, { code: 1004, message: "no\u001b[2J\n::error::no" });
    expect(message).toContain("\\x1b[2J");
    expect(message).not.toContain("\u001b");
    expect(message).not.toMatch(/\n|::/);
  });
});

describe("an envelope that is not as it should be", () => {
  test.each([
    ["an entry that is null", [null], "API_SURPRISE", [{ code: null, message: "" }]],
    ["an entry that is a word", ["bad"], "API_SURPRISE", [{ code: null, message: "" }]],
    ["an entry without a message", [{ code: 9005 }], "VALUE_REJECTED", [{ code: 9005, message: "" }]],
    ["an entry without a code", [{ message: "gone" }], "API_SURPRISE", [{ code: null, message: "gone" }]],
    ["a code as a text", [{ code: "9005", message: "x" }], "VALUE_REJECTED", [{ code: 9005 }]],
    ["a chain that is null", [{ code: 9005, error_chain: null }], "VALUE_REJECTED", [{ chain: [] }]],
    ["an odd chain", [{ code: 9005, error_chain: [null] }], "VALUE_REJECTED", [{ chain: [{ code: null }] }]],
    ["a word for the list", "bad", "API_SURPRISE", []],
    ["an object for the list", {}, "API_SURPRISE", []],
  ] as const)("is read as far as it goes: %s", (_title, errors, code, hostErrors) => {
    expect(envelope(400, errors)).toMatchObject({ code, facts: { status: 400, hostErrors } });
    expect(envelope(502, errors)).toMatchObject({ code: "API_UNAVAILABLE" });
    expect(envelope(401, errors)).toMatchObject({ code: "CREDENTIALS_REJECTED" });
  });

  test("does not put words like undefined into the sentence", () => {
    expect(envelope(400, [null, { code: 1 }, { message: "gone" }]).message).toMatch(/ \(1; gone\)\.$/);
    expect(envelope(400, [null]).message).not.toContain("(");
  });
});

test("a token's address filter, a zone outside it and a firewall are three different errors", async () => {
  const filtered = await openCloudflare({ api: { tokens: [{ token: TOKEN, addresses: ["192.0.2.1"] }] } });
  await expect((await filtered.createProvider()).zonesAt(apex, {})).rejects.toMatchObject({
    code: "RIGHTS_MISSING",
    hint: expect.stringMatching(/address/),
  });

  const elsewhere = await openCloudflare({
    api: { tokens: [{ token: TOKEN, zones: [parseDomainName("example.org")] }] },
  });
  const settings = { ...elsewhere.context.settings, zoneId: elsewhere.zone.id };
  const byId = await elsewhere.createProvider({ ...elsewhere.context, settings });
  await expect(byId.zonesAt(apex, {})).rejects.toMatchObject({
    code: "RIGHTS_MISSING",
    hint: expect.stringMatching(/zoneId/),
    facts: { hostErrors: [{ code: 9109 }] },
  });

  const behind = await openCloudflare();
  behind.journal.inject({ operation: "GET zones", kind: "blocked", times: 1 });
  await expect((await behind.createProvider()).zonesAt(apex, {})).rejects.toMatchObject({
    code: "API_SURPRISE",
    facts: { status: 403 },
    hint: expect.stringMatching(/token is not the reason/),
  });
});

test.each([false, true])(
  "a value that the host refuses is told, wrapped in 1004 or not (%s)",
  async (wrapsValidation) => {
    const { provider, zone } = await openedWith({ wrapsValidation });
    const after = { owner: apex, type: "A", ttl: 300, values: ["not an address"] };
    await expect(provider.apply(zone, [{ before: undefined, after }], {})).rejects.toMatchObject({
      code: "VALUE_REJECTED",
    });
  },
);

test("a delegation at the name is in the way, and is named as one", async () => {
  const { fixture, provider, zone } = await openedWith({});
  const owner = prefixed("mail", apex);
  seed(fixture.zone, { owner, type: "NS", ttl: 300, values: ["ns.example.net"] });
  const after = { owner, type: "TXT", ttl: 300, values: ["v=spf1 -all"] };
  await expect(provider.apply(zone, [{ before: undefined, after }], {})).rejects.toMatchObject({
    code: "RECORD_IN_THE_WAY",
    facts: { hostErrors: [{ code: 81056 }] },
    hint: expect.stringMatching(/NS/),
  });
});

async function openedWith(api: object) {
  const fixture = await openCloudflare({ api });
  const provider = await fixture.createProvider();
  const [zone = expect.fail("no zone")] = await provider.zonesAt(apex, {});
  return { fixture, provider, zone };
}

/** What becomes of an APIError of the SDK. */
function refused(doing: Doing, status: number, error: object, headers = new Headers()) {
  return translated(doing, { status, headers, errors: [error] });
}

function envelope(status: number, errors: unknown) {
  return translated("write records", { status, headers: new Headers(), errors });
}

function translated(doing: Doing, fields: object) {
  const thrown = Object.assign(new Error("refused"), fields);
  return translate(thrown, doing) as { code: string; message: string; hint: string; facts: object };
}
