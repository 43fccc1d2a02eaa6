import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import { afterEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName, type DomainName } from "../../src/dns/domain-name.ts";
import { isOnboardError, type OnboardError } from "../../src/errors/onboard-error.ts";
import { ApiJournal, serveApi, type FaultKind } from "../../src/sandbox/api-server.ts";
import type { Resolved } from "../../src/sandbox/dns/resolver.ts";
import { createSes, type SesOptions } from "../../src/sandbox/ses/api.ts";
import { createIdentities, type IdentitiesConfig } from "../../src/ses/identities.ts";
import type { Identities } from "../../src/plan/identity.ts";

// The official SDK against the sandbox, over real HTTP.

const domain = parseDomainName("mail.example.test");
const credentials = {
  secretId: "AKIDsandboxsandbox",
  secretKey: "9f1c7a54-secret-key",
  token: "temporary-token-4711",
};
const QUICK = { attempts: 6, firstPauseMs: 1, longestPauseMs: 2, deadlineMs: 10_000 };

const running: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((close) => close()));
});

function identitiesAt(endpoint: string, config: Partial<IdentitiesConfig> = {}): Identities {
  return createIdentities({
    credentials,
    site: "international",
    region: "ap-singapore",
    endpoint,
    userAgent: "ses-onboard/test",
    clock: systemClock,
    retryPolicy: QUICK,
    ...config,
  });
}

async function start(options: Partial<SesOptions> = {}, config: Partial<IdentitiesConfig> = {}) {
  const published = new Map<string, Resolved>();
  const resolve = async (owner: DomainName, type: string) =>
    published.get(`${type} ${owner}`) ?? { values: [], isAliased: false };
  const ses = createSes({ key: credentials, resolve, profile: "seed", ...options });
  const journal = new ApiJournal();
  const server = await serveApi(ses, journal);
  running.push(server.close);
  const retries: string[] = [];
  const calls = { count: 0 };
  const identities = identitiesAt(server.url, {
    onRetry: (_attempt, _nextInMs, code) => retries.push(code),
    admit: async () => {
      calls.count += 1;
    },
    ...config,
  });
  const fail = (operation: string, kind: FaultKind, times = 1) => journal.inject({ operation, kind, times });
  return { ses, journal, published, identities, retries, calls, fail, url: server.url };
}

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  running.push(
    () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function errorOf(promise: Promise<unknown>): Promise<OnboardError> {
  const error: unknown = await promise.then(
    () => new Error("it succeeded"),
    (reason: unknown) => reason,
  );
  if (!isOnboardError(error)) throw error;
  return error;
}

const ensure = (identities: Identities, dkimBits: 1024 | 2048 = 1024) =>
  identities.ensure(domain, { dkimBits });

describe("get, ensure and verify", () => {
  it("finds nothing, creates, and verifies once the records are published, in one request each", async () => {
    const { identities, published, journal, calls } = await start({ profile: "full" });
    expect(await identities.get(domain, {})).toBeUndefined();
    const identity = await ensure(identities, 2048);
    expect(identity).toMatchObject({
      domain,
      created: true,
      verified: false,
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(
      identity.records.map(({ requirement: { purpose, owner, type } }) => [purpose, owner, type]),
    ).toEqual([
      ["dkim", `qcloudsg2048._domainkey.${domain}`, "TXT"],
      ["mx", domain, "MX"],
      ["spf", domain, "TXT"],
      ["dmarc", `_dmarc.${domain}`, "TXT"],
    ]);
    for (const { requirement } of identity.records) {
      const value = requirement.type === "MX" ? `10 ${requirement.expected}` : requirement.expected;
      published.set(`${requirement.type} ${requirement.owner}`, { values: [value], isAliased: false });
    }
    const verified = await identities.verify(domain, {});
    expect([verified.verified, verified.records.every(({ status }) => status)]).toEqual([true, true]);
    expect(journal.operations("ses")).toEqual([
      "GetEmailIdentity",
      "CreateEmailIdentity",
      "UpdateEmailIdentity",
    ]);
    expect(calls.count).toBe(3);
  });

  it("adopts an identity that is there already", async () => {
    const { identities } = await start();
    await ensure(identities);
    expect(await ensure(identities)).toMatchObject({ created: false, domain });
  });

  it("asks for the key size that it is told, names itself and asks for English", async () => {
    const { identities, journal } = await start({ profile: "dkim-only" });
    await ensure(identities, 1024);
    const request = journal.entries[0]?.request;
    expect(JSON.parse(request?.body ?? "")).toEqual({ EmailIdentity: domain, DKIMOption: 0 });
    expect(request?.headers).toMatchObject({
      "user-agent": "ses-onboard/test",
      "x-tc-language": "en-US",
      "x-tc-region": "ap-singapore",
    });
  });
});

describe("what is worth another attempt", () => {
  it.each([
    ["rate-limit", 5, "API_RATE_LIMITED"],
    ["server-error", 3, "API_UNAVAILABLE"],
    ["reset-before", 3, "API_UNAVAILABLE"],
    ["html", 2, "API_SURPRISE"],
  ] as const)(
    "survives %s %i times and tells of each, and gives up after one more",
    async (kind, times, code) => {
      const { identities, fail, retries } = await start();
      fail("GetEmailIdentity", kind, times);
      expect(await identities.get(domain, {})).toBeUndefined();
      expect(retries).toEqual(Array.from({ length: times }, () => code));
      fail("GetEmailIdentity", kind, times + 1);
      expect(await errorOf(identities.get(domain, {}))).toMatchObject({
        code,
        facts: { attempts: times + 1, action: "GetEmailIdentity" },
      });
    },
  );

  it.each(["server-error-after", "reset-after"] as const)(
    "takes a Create whose answer was lost (%s) for its own",
    async (kind) => {
      const { identities, fail, journal, ses } = await start();
      fail("CreateEmailIdentity", kind);
      expect(await ensure(identities)).toMatchObject({ created: true });
      expect(journal.operations("ses")).toEqual([
        "CreateEmailIdentity",
        "CreateEmailIdentity",
        "GetEmailIdentity",
      ]);
      expect(ses.account.identities).toHaveLength(1);
    },
  );

  it("repeats an Update that says that it took no effect", async () => {
    let failures = 2;
    const { identities, retries } = await start({
      profile: "dkim-only",
      resolve: async () => {
        failures -= 1;
        if (failures >= 0) throw new Error("resolver down");
        return { values: [], isAliased: false };
      },
    });
    await ensure(identities);
    expect(await identities.verify(domain, {})).toMatchObject({ verified: false });
    expect(retries).toEqual(["API_UNAVAILABLE", "API_UNAVAILABLE"]);
  });

  it("tries a stalled body once more and then says that the API is unavailable", async () => {
    const { identities, fail, calls } = await start({}, { timeouts: { connectMs: 1_000, attemptMs: 100 } });
    fail("GetEmailIdentity", "slow-body", 2);
    expect(await errorOf(identities.get(domain, {}))).toMatchObject({
      code: "API_UNAVAILABLE",
      facts: { attempts: 2 },
    });
    expect(calls.count).toBe(2);
  });

  it("says that an endpoint where nothing listens is unavailable", async () => {
    const closed = await serve(() => {});
    await Promise.all(running.splice(0).map((close) => close()));
    expect(await errorOf(identitiesAt(closed).get(domain, {}))).toMatchObject({
      code: "API_UNAVAILABLE",
      facts: { attempts: 3, reason: expect.stringContaining("ECONNREFUSED") },
    });
  });
});

describe("a rate that a gateway before SES asks for", () => {
  /** Refuses the first requests by its status alone; what comes after them reaches SES, which has no such identity. */
  async function limited(status: number, retryAfter: string | undefined, times = 1) {
    let left = times;
    const endpoint = await serve((_request, response) => {
      left -= 1;
      if (left < 0) return response.end(UNKNOWN);
      return response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end();
    });
    const pauses: number[] = [];
    const held: number[] = [];
    const passed = () => pauses.reduce((sum, ms) => sum + ms, 0);
    const sleep = async (ms: number) => void pauses.push(ms);
    const clock = { now: passed, sleep, random: () => 0 };
    const holdBack = (ms: number) => void held.push(ms);
    return { identities: identitiesAt(endpoint, { clock, holdBack }), pauses, held };
  }
  const UNKNOWN = JSON.stringify({
    Response: { Error: { Code: "InvalidParameterValue.NotExistDomain", Message: "-" }, RequestId: "r-1" },
  });

  it.each([429, 503])(
    "is kept within the patience of the caller, also with its very first answer: %i",
    async (status) => {
      const { identities, pauses, held } = await limited(status, "30");
      expect(await identities.get(domain, { patienceMs: 120_000 })).toBeUndefined();
      expect({ pauses, held }).toEqual({ pauses: [30_000], held: [30_000] });
    },
  );

  it("is asked again also where it names no time", async () => {
    const { identities, pauses } = await limited(429, undefined, 3);
    expect(await identities.get(domain, {})).toBeUndefined();
    expect(pauses).toHaveLength(3);
  });

  it.each([
    [429, "API_RATE_LIMITED", "600", "10 minutes"],
    [503, "API_UNAVAILABLE", "999999999", "a day or more"],
  ])("ends at once where %i asks for more (%s), and says when", async (status, code, retryAfter, words) => {
    const { identities, pauses } = await limited(status, retryAfter);
    const seconds = Math.min(Number(retryAfter), 86_400);
    expect(await errorOf(identities.get(domain, { patienceMs: 120_000 }))).toMatchObject({
      code,
      message: expect.stringContaining(words) as unknown,
      hint: expect.stringContaining(words) as unknown,
      facts: {
        status,
        attempts: 1,
        retryAfterSeconds: seconds,
        retryAfter: new Date(seconds * 1_000).toISOString(),
      },
    });
    expect(pauses).toEqual([]);
  });
});

describe("what is not", () => {
  it.each([
    ["another account's domain", { heldByOthers: [domain] }, "IDENTITY_HELD_BY_OTHER"],
    ["a used-up quota", { quota: 0 }, "QUOTA_EXCEEDED"],
    ["a wrong key", { key: { ...credentials, secretKey: "another-key" } }, "CREDENTIALS_REJECTED"],
    ["a wrong id", { key: { ...credentials, secretId: "AKIDother" } }, "CREDENTIALS_REJECTED"],
    ["an expired token", { key: { ...credentials, token: "newer-token" } }, "CREDENTIALS_REJECTED"],
    [
      "a missing right",
      { key: { ...credentials, actions: ["GetEmailIdentity", "UpdateEmailIdentity"] } },
      "RIGHTS_MISSING",
    ],
    ["a region without SES", { regions: ["ap-hongkong"] }, "CONFIG_INVALID"],
  ] satisfies [string, Partial<SesOptions>, string][])(
    "does not repeat %s",
    async (_title, options, code) => {
      const { identities, calls } = await start(options);
      const error = await errorOf(ensure(identities));
      expect(error).toMatchObject({ code, facts: { requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) } });
      expect(calls.count).toBe(1);
    },
  );

  it("names the right that the key lacks", async () => {
    const { identities } = await start({ key: { ...credentials, actions: ["CreateEmailIdentity"] } });
    expect((await errorOf(identities.get(domain, {}))).hint).toContain("ses:GetEmailIdentity");
  });

  it.each([
    ["ahead", 3_600_000, -3_600],
    ["behind", -3_600_000, 3_600],
  ])("tells by how much a clock is off when the server's is %s", async (_title, offsetMs, skewSeconds) => {
    const { identities } = await start({ now: () => Date.now() + offsetMs });
    const error = await errorOf(identities.get(domain, {}));
    expect(error.code).toBe("CLOCK_SKEWED");
    expect(Math.abs(Number(error.facts["skewSeconds"]) - skewSeconds)).toBeLessThanOrEqual(2);
  });

  it("holds SES's clock against the machine's, as the SDK signs, and not against one that goes on evenly", async () => {
    const [began, since] = [Date.now(), performance.now()];
    vi.useFakeTimers({ toFake: ["Date"], now: began + 3_600_000 });
    try {
      const { identities } = await start({ now: () => began + performance.now() - since });
      const error = await errorOf(identities.get(domain, {}));
      expect(Math.abs(Number(error.facts["skewSeconds"]) - 3_600)).toBeLessThanOrEqual(2);
    } finally {
      vi.useRealTimers();
    }
  });

  it("follows no redirect, wherever it leads", async () => {
    const reached: string[] = [];
    const elsewhere = await serve((request, response) => {
      reached.push(request.url ?? "");
      response.end("{}");
    });
    for (const status of [301, 302, 303, 307, 308]) {
      const endpoint = await serve((_request, response) =>
        response.writeHead(status, { location: `${elsewhere}/${status}` }).end(),
      );
      const error = await errorOf(identitiesAt(endpoint).get(domain, {}));
      expect(error).toMatchObject({
        code: "API_SURPRISE",
        facts: { attempts: 1, redirectedTo: new URL(elsewhere).host },
      });
    }
    expect(reached).toEqual([]);
  });

  it.each([
    ["JSON of another shape", "{}"],
    ["an answer without attributes", '{"Response":{"RequestId":"r","VerifiedForSendingStatus":true}}'],
    ["a list", "[]"],
    ["an event stream", ""],
  ])("is surprised by %s", async (title, body) => {
    const type = title === "an event stream" ? "text/event-stream" : "application/json";
    const endpoint = await serve((_request, response) => response.setHeader("content-type", type).end(body));
    expect(await errorOf(identitiesAt(endpoint).get(domain, {}))).toMatchObject({ code: "API_SURPRISE" });
  });

  it("is surprised by a status that SES never gives", async () => {
    const endpoint = await serve((_request, response) =>
      response.writeHead(403).end("forbidden by the firewall"),
    );
    expect(await errorOf(identitiesAt(endpoint).get(domain, {}))).toMatchObject({
      code: "API_SURPRISE",
      facts: { status: 403, attempts: 1 },
    });
  });
});

describe("an identity that SES does not know yet, right after it was created or found", () => {
  const unknown = "InvalidParameterValue.NotExistDomain";

  it.each([
    ["Update after our own Create", "UpdateEmailIdentity"],
    ["Get after an adoption", "GetEmailIdentity"],
  ] as const)("is asked for twice more: %s", async (_title, action) => {
    const { identities, ses, journal } = await start();
    await ensure(identities);
    const again = () => (action === "GetEmailIdentity" ? ensure(identities) : identities.verify(domain, {}));
    ses.faults.inject(action, unknown, 2);
    expect(await again()).toMatchObject({ domain, verified: false });
    expect(journal.operations("ses").filter((operation) => operation === action)).toHaveLength(3);
    ses.faults.inject(action, unknown, 3);
    expect(await errorOf(again())).toMatchObject({
      code: "API_UNAVAILABLE",
      facts: { apiCode: unknown, attempts: 3, action },
    });
  });

  it("is an answer where it may not exist, and is not asked for again", async () => {
    const { identities, calls } = await start();
    expect(await identities.get(domain, {})).toBeUndefined();
    expect(calls.count).toBe(1);
  });
});

describe("what an answer of SES means on the call that it answers", () => {
  it.each([
    ["LimitExceeded", "UpdateEmailIdentity", "API_RATE_LIMITED", 6],
    ["RequestLimitExceeded.UinLimitExceeded", "UpdateEmailIdentity", "API_RATE_LIMITED", 6],
    ["LimitExceeded", "CreateEmailIdentity", "QUOTA_EXCEEDED", 1],
    ["InvalidParameterValue", "CreateEmailIdentity", "DOMAIN_INVALID", 1],
    ["FailedOperation.DKIMNotApplied", "UpdateEmailIdentity", "VALUE_REJECTED", 1],
    ["AuthFailure.UnauthorizedOperation", "UpdateEmailIdentity", "RIGHTS_MISSING", 1],
    ["AuthFailure.UnauthorizedOperation", "CreateEmailIdentity", "RIGHTS_MISSING", 1],
  ] as const)("%s of %s: %s after %i attempts", async (apiCode, action, code, attempts) => {
    const { identities, ses } = await start();
    if (action === "UpdateEmailIdentity") await ensure(identities);
    ses.faults.inject(action, apiCode, 9);
    const failed = action === "UpdateEmailIdentity" ? identities.verify(domain, {}) : ensure(identities);
    expect(await errorOf(failed)).toMatchObject({ code, facts: { apiCode, attempts, action } });
  });
});

describe("abort", () => {
  const MAY_EXIST = {
    code: "API_UNAVAILABLE",
    message: expect.stringContaining("may exist"),
    facts: expect.objectContaining({ action: "CreateEmailIdentity", domain, mayHaveArrived: true }),
    cause: "enough",
  };

  it.each([
    ["GetEmailIdentity", "with the signal's reason", "enough"],
    ["CreateEmailIdentity", "with what may be so now", expect.objectContaining(MAY_EXIST)],
  ] as const)("rejects at once while %s stalls, %s", async (action, _what, reason) => {
    const { identities, fail, journal } = await start();
    fail(action, "slow-body");
    const controller = new AbortController();
    const { signal } = controller;
    const call =
      action === "GetEmailIdentity"
        ? identities.get(domain, { signal })
        : identities.ensure(domain, { signal, dkimBits: 1024 });
    const rejection = expect(call).rejects.toEqual(reason);
    await expect.poll(() => journal.entries.length, { interval: 5 }).toBe(1);
    const before = performance.now();
    controller.abort("enough");
    await rejection;
    expect(performance.now() - before).toBeLessThan(500);
    expect(journal.entries).toHaveLength(1);
  });

  it("sends nothing when it is aborted before", async () => {
    const { identities, journal } = await start();
    const signal = AbortSignal.abort("never");
    await expect(identities.get(domain, { signal })).rejects.toBe("never");
    await expect(identities.ensure(domain, { signal, dkimBits: 1024 })).rejects.toBe("never");
    expect(await identities.list({})).toMatchObject({ total: 0 });
    expect(journal.operations("ses")).toEqual(["ListEmailIdentities"]);
  });

  it("between two attempts of Create says that the first may have had its effect", async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const { identities, fail } = await start({}, { onRetry: () => controller.abort("enough") });
    fail("CreateEmailIdentity", "reset-after");
    await expect(identities.ensure(domain, { signal, dkimBits: 1024 })).rejects.toMatchObject(MAY_EXIST);
  });
});

describe("secrets", () => {
  it("are in no error, at no depth", async () => {
    const { identities, fail } = await start({ key: { ...credentials, secretKey: "another-key" } });
    const kinds: FaultKind[] = ["rate-limit", "server-error", "reset-before", "html", "redirect"];
    const errors = [await errorOf(identities.get(domain, {}))];
    for (const kind of kinds) {
      fail("GetEmailIdentity", kind, 6);
      errors.push(await errorOf(identities.get(domain, {})));
    }
    const everything = errors
      .map((error) => inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error.toReport()))
      .join("\n");
    expect(everything).not.toContain(credentials.secretKey);
    expect(everything).not.toContain(credentials.token);
    expect(everything).not.toMatch(/Signature=[0-9a-f]{8}/);
  });
});
