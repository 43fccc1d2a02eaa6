import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { isOnboardError } from "../../src/errors/onboard-error.ts";
import { ApiJournal, serveApi } from "../../src/sandbox/api-server.ts";
import { createSes, type SesOptions } from "../../src/sandbox/ses/api.ts";
import { createIdentities } from "../../src/ses/identities.ts";
import { identityListFrom } from "../../src/ses/listing.ts";

// The official SDK against the sandbox, our own fake, over real HTTP.

const credentials = { secretId: "AKIDsandboxsandbox", secretKey: "9f1c7a54-secret-key" };

async function start(options: Partial<SesOptions> = {}, signal?: AbortSignal) {
  const resolve = async () => ({ values: [], isAliased: false });
  const ses = createSes({ key: credentials, resolve, profile: "no-records", ...options });
  const journal = new ApiJournal();
  const server = await serveApi(ses, journal);
  onTestFinished(() => server.close());
  const identities = createIdentities({
    credentials,
    site: "international",
    region: "ap-singapore",
    endpoint: server.url,
    clock: systemClock,
    signal,
  });
  return { ses, identities, journal };
}

describe("list", () => {
  it("tells how many there are and their level, asked once, and counts what is created since", async () => {
    const { ses, identities, journal } = await start();
    for (let count = 1; count <= 7; count += 1) ses.account.create(`d${count}.example.test`);
    const level = { lowestLevel: 1, highestLevel: 1, dailyQuota: 500 };
    const [first, second] = await Promise.all([identities.list({}), identities.list({})]);
    expect([first, second]).toEqual([
      { total: 7, ...level },
      { total: 7, ...level },
    ]);
    const domain = parseDomainName("mail.example.test");
    await identities.ensure(domain, { dkimBits: 1024 });
    await identities.ensure(domain, { dkimBits: 1024 });
    expect(await identities.list({})).toEqual({ total: 8, ...level });
    expect(journal.operations("ses").filter((name) => name === "ListEmailIdentities")).toHaveLength(1);
  });

  it("counts once what was created before SES was asked for the list", async () => {
    const { identities } = await start();
    await identities.ensure(parseDomainName("mail.example.test"), { dkimBits: 1024 });
    expect(await identities.list({})).toMatchObject({ total: 1 });
  });

  it("is given up when everything ends, also by those who wait without a signal of their own", async () => {
    const ended = new AbortController();
    const { identities } = await start({}, ended.signal);
    const asked = identities.list({});
    ended.abort("over");
    await expect(asked).rejects.toBe("over");
  });

  it("is given up by one who is aborted, and by nobody else who waits for the same answer", async () => {
    const { identities, journal } = await start();
    const impatient = new AbortController();
    const first = identities.list({ signal: impatient.signal });
    const second = identities.list({ signal: new AbortController().signal });
    impatient.abort("enough");
    await expect(first).rejects.toBe("enough");
    expect(await second).toMatchObject({ total: 0 });
    expect(journal.operations("ses")).toEqual(["ListEmailIdentities"]);
  });

  it("is not asked again after a failure, which everybody is told", async () => {
    const { identities, journal } = await start({ key: { ...credentials, actions: [] } });
    for (const _ of [1, 2, 3])
      await expect(identities.list({})).rejects.toMatchObject({ code: "RIGHTS_MISSING" });
    expect(journal.entries).toHaveLength(1);
  });

  it("is an error where the key may not, after one more attempt at the most", async () => {
    const { identities, journal } = await start({ key: { ...credentials, actions: ["GetEmailIdentity"] } });
    const error: unknown = await identities.list({}).catch((reason: unknown) => reason);
    expect(isOnboardError(error) && [error.code, error.facts["action"]]).toEqual([
      "RIGHTS_MISSING",
      "ListEmailIdentities",
    ]);
    const busy = await start();
    busy.ses.faults.inject("ListEmailIdentities", "LimitExceeded", 9);
    await expect(busy.identities.list({})).rejects.toMatchObject({ code: "API_RATE_LIMITED" });
    expect([journal.entries.length, busy.journal.entries.length]).toEqual([1, 2]);
  });
});

describe("a Create that fails", () => {
  const [a, b] = [parseDomainName("a.example.test"), parseDomainName("b.example.test")];

  it.each(["html", "reset-after", "server-error-after"] as const)(
    "is counted when it may have had its effect: %s",
    async (kind) => {
      const { identities, journal } = await start();
      expect(await identities.list({})).toMatchObject({ total: 0 });
      journal.inject({ operation: "CreateEmailIdentity", kind, times: 9 });
      await expect(identities.ensure(a, { dkimBits: 1024 })).rejects.toThrow();
      expect(await identities.list({})).toMatchObject({ total: 1 });
    },
  );

  it("is counted when a later attempt is refused: the first may have had its effect", async () => {
    const { ses, identities, journal } = await start();
    await identities.list({});
    journal.inject({ operation: "CreateEmailIdentity", kind: "reset-before", times: 1 });
    ses.faults.inject("CreateEmailIdentity", "OperationDenied.ExceedDomainLimit", 1);
    await expect(identities.ensure(a, { dkimBits: 1024 })).rejects.toMatchObject({
      code: "QUOTA_EXCEEDED",
      facts: { attempts: 2 },
    });
    expect(await identities.list({})).toMatchObject({ total: 1 });
  });

  it("is not counted when it never left", async () => {
    const { identities } = await start();
    await identities.list({});
    const signal = AbortSignal.abort("never");
    await expect(identities.ensure(a, { dkimBits: 1024, signal })).rejects.toBe("never");
    expect(await identities.list({})).toMatchObject({ total: 0 });
  });

  it("is not counted when SES refuses it, nor is a domain that was there before", async () => {
    const { ses, identities } = await start();
    await identities.list({});
    ses.faults.inject("CreateEmailIdentity", "OperationDenied.ExceedDomainLimit", 1);
    await expect(identities.ensure(a, { dkimBits: 1024 })).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
    ses.account.create(b);
    await identities.ensure(b, { dkimBits: 1024 });
    expect(await identities.list({})).toMatchObject({ total: 0 });
  });
});

describe("tags", () => {
  it("are Create's TagList, and no list without any", async () => {
    const { ses, identities, journal } = await start();
    const [tagged, plain] = [parseDomainName("a.example.test"), parseDomainName("b.example.test")];
    const tags = [{ key: "team", value: "mail" }];
    await identities.ensure(tagged, { dkimBits: 2048, tags });
    await identities.ensure(plain, { dkimBits: 2048, tags: [] });
    expect(ses.account.identities.map((one) => one.tags)).toEqual([
      [{ TagKey: "team", TagValue: "mail" }],
      [],
    ]);
    expect(JSON.parse(journal.entries.at(-1)?.request.body ?? "")).not.toHaveProperty("TagList");
  });
});

describe("identityListFrom", () => {
  const item = (CurrentReputationLevel: number, DailyQuota: number) => ({
    CurrentReputationLevel,
    DailyQuota,
  });

  it.each([
    [
      "levels of each domain",
      { Total: 3, EmailIdentities: [item(1, 500), item(3, 2_000)] },
      [3, 1, 3, 2_000],
    ],
    ["no total", { EmailIdentities: [item(2, 1_000)] }, [1, 2, 2, 1_000]],
    ["no domain yet", { Total: 0, EmailIdentities: [], MaxReputationLevel: 20 }, [0, null, null, null]],
    ["a level of the account itself", { Total: 9, ...item(4, 5_000) }, [9, 4, 4, 5_000]],
    ["a count as a text", { Total: "9", EmailIdentities: [item(1, 500)] }, [9, 1, 1, 500]],
    ["no count at all", { Total: null, EmailIdentities: [{}, {}] }, [2, null, null, null]],
    ["things that are no domain", { Total: 1, EmailIdentities: [null, "x"] }, [1, null, null, null]],
  ] as const)("reads %s", (_title, answer, [total, lowestLevel, highestLevel, dailyQuota]) => {
    expect(identityListFrom(answer)).toEqual({ total, lowestLevel, highestLevel, dailyQuota });
  });

  it.each([
    {},
    null,
    { EmailIdentities: {} },
    ...[-1, 3.7, 1e21, "-1", "3.7", "1e3", "", "99999999999999999999", true, [3]].map((Total) => ({
      Total,
      EmailIdentities: [item(1, 500)],
    })),
  ])("is surprised by %j", (answer) => {
    expect(() => identityListFrom(answer)).toThrow(expect.objectContaining({ code: "API_SURPRISE" }));
  });
});
