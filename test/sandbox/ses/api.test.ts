import { createPublicKey, randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { ses as sdk } from "tencentcloud-sdk-nodejs-ses";
import { parseDomainName, type DomainName } from "../../../src/dns/domain-name.ts";
import { ApiJournal, serveApi, type RunningServer } from "../../../src/sandbox/api-server.ts";
import type { Resolved } from "../../../src/sandbox/dns/resolver.ts";
import { PROFILES, type SesAttribute } from "../../../src/sandbox/ses/attributes.ts";
import { DOCUMENTED_FAULTS, type SesActionName } from "../../../src/sandbox/ses/faults.ts";
import { createSes, type SesOptions } from "../../../src/sandbox/ses/api.ts";

// The real SDK against the sandbox over HTTP: our own fake, after Tencent's documentation.

const domain = "mail.example.test";
const key = { secretId: "AKIDsandbox", secretKey: randomUUID() };

const running: RunningServer[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close()));
});

interface Answer {
  readonly DKIMOption?: number;
  readonly VerifiedForSendingStatus: boolean;
  readonly Attributes: readonly SesAttribute[];
}

async function start(options: Partial<SesOptions> = {}, region = "ap-singapore") {
  const published = new Map<string, Resolved>();
  const resolve = async (owner: DomainName, type: string) =>
    published.get(`${type} ${owner}`) ?? { values: [], isAliased: false };
  const ses = createSes({ key, resolve, ...options });
  const server = await serveApi(ses, new ApiJournal());
  running.push(server);
  const httpProfile = { endpoint: server.url.slice("http://".length), protocol: "http://" };
  const client = new sdk.v20201002.Client({ credential: key, region, profile: { httpProfile } });
  const call = (action: string, parameters: object = { EmailIdentity: domain }) =>
    client.request(action, parameters) as Promise<Answer>;
  const publish = (
    { Type, SendDomain, ExpectedValue }: SesAttribute,
    values = [ExpectedValue],
    isAliased = false,
  ) => published.set(`${Type} ${SendDomain}`, { values, isAliased });
  return { ses, call, publish };
}

async function created(options: Partial<SesOptions> = {}) {
  const sandbox = await start(options);
  const { Attributes } = await sandbox.call("CreateEmailIdentity", { EmailIdentity: domain, DKIMOption: 0 });
  for (const attribute of Attributes) sandbox.publish(attribute);
  const find = (prefix: string, type = "TXT"): SesAttribute => {
    const found = Attributes.find((one) => one.Type === type && one.ExpectedValue.startsWith(prefix));
    if (found === undefined) throw new Error(`no ${prefix}`);
    return found;
  };
  const verify = () => sandbox.call("UpdateEmailIdentity");
  return { ...sandbox, Attributes, find, verify };
}

const COUNT_AT_CREATE = {
  full: 4,
  seed: 2,
  "dkim-only": 1,
  "dual-dkim": 5,
  "late-attribute": 4,
} as const;

describe("CreateEmailIdentity", () => {
  it("asks for DKIM, MX, SPF and DMARC, unverified, with a key of the size asked for", async () => {
    const { call } = await start();
    const { Attributes, VerifiedForSendingStatus } = await call("CreateEmailIdentity", {
      EmailIdentity: domain,
      DKIMOption: 1,
    });
    expect(VerifiedForSendingStatus).toBe(false);
    expect(
      Attributes.map(({ Type, SendDomain, CurrentValue, Status }) => [
        Type,
        SendDomain,
        CurrentValue,
        Status,
      ]),
    ).toEqual([
      ["TXT", `qcloudsg2048._domainkey.${domain}`, "", false],
      ["MX", domain, "", false],
      ["TXT", domain, "", false],
      ["TXT", `_dmarc.${domain}`, "", false],
    ]);
    const base64 = Attributes[0]?.ExpectedValue.split("p=")[1] ?? "";
    const publicKey = createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
    expect(publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
  });

  it.each(PROFILES.filter((profile) => profile !== "no-records").map((profile) => [profile] as const))(
    "can be verified with the profile %s",
    async (profile) => {
      const { verify, publish, Attributes } = await created({ profile });
      expect(Attributes).toHaveLength(COUNT_AT_CREATE[profile]);
      if (profile === "late-attribute") for (const late of (await verify()).Attributes) publish(late);
      expect((await verify()).VerifiedForSendingStatus).toBe(true);
    },
  );

  it("names a key of the other length only at Update with the profile late-attribute", async () => {
    const { call, verify, Attributes } = await created({ profile: "late-attribute" });
    expect(await call("GetEmailIdentity")).toMatchObject({ Attributes, DKIMOption: 0 });
    const updated = await verify();
    expect(updated).toMatchObject({ VerifiedForSendingStatus: false, DKIMOption: 2 });
    expect(updated.Attributes).toHaveLength(Attributes.length + 1);
    expect(updated.Attributes.at(-1)).toMatchObject({
      SendDomain: `qcloudsg2048._domainkey.${domain}`,
      Status: false,
    });
    expect(await call("GetEmailIdentity")).toMatchObject({ Attributes: updated.Attributes, DKIMOption: 2 });
  });

  it("asks for nothing with the profile no-records, and a look at nothing proves nothing", async () => {
    const { verify, Attributes } = await created({ profile: "no-records" });
    expect(Attributes).toEqual([]);
    expect(await verify()).toMatchObject({ VerifiedForSendingStatus: false, Attributes: [] });
  });

  it("keeps tags for Get and List, and takes none of another shape", async () => {
    const { call } = await start({ profile: "seed" });
    const TagList = [{ TagKey: "team", TagValue: "mail" }];
    const create = (tags: unknown) =>
      call("CreateEmailIdentity", { EmailIdentity: domain, DKIMOption: 1, TagList: tags });
    for (const tags of ["team", [{ TagKey: "team" }], [{ ...TagList[0], More: "" }]])
      await expect(create(tags)).rejects.toMatchObject({ code: "InvalidParameter" });
    expect(await create(TagList)).toMatchObject({ DKIMOption: 1 });
    expect(await call("GetEmailIdentity")).toMatchObject({ TagList });
    expect(await call("ListEmailIdentities", { TagList })).toMatchObject({
      Total: 1,
      EmailIdentities: [{ TagList }],
    });
    const others = { TagList: [{ TagKey: "team", TagValue: "web" }] };
    expect(await call("ListEmailIdentities", others)).toMatchObject({ Total: 0, EmailIdentities: [] });
  });

  it("can leave an identity unknown for some questions after its Create", async () => {
    const { call } = await start({ profile: "seed", unknownAfterCreate: 2 });
    await call("CreateEmailIdentity");
    const unknown = { code: "InvalidParameterValue.NotExistDomain" };
    await expect(call("UpdateEmailIdentity")).rejects.toMatchObject(unknown);
    await expect(call("GetEmailIdentity")).rejects.toMatchObject(unknown);
    expect(await call("UpdateEmailIdentity")).toMatchObject({ VerifiedForSendingStatus: false });
  });

  it("counts the quota and knows what is here already and what another account holds", async () => {
    const { call } = await start({
      quota: 1,
      profile: "seed",
      heldByOthers: [parseDomainName("taken.test")],
    });
    const create = (EmailIdentity: string) => call("CreateEmailIdentity", { EmailIdentity });
    await expect(create("taken.test")).rejects.toMatchObject({
      code: "InvalidParameterValue.CreatedByOther",
    });
    await expect(create("no domain")).rejects.toMatchObject({
      code: "InvalidParameterValue.InvalidEmailIdentity",
    });
    await create("a.test.example");
    await expect(create("a.test.example")).rejects.toMatchObject({
      code: "InvalidParameterValue.RepeatCreation",
    });
    await expect(create("b.test.example")).rejects.toMatchObject({
      code: "OperationDenied.ExceedDomainLimit",
    });
  });

  it("lets exactly one of several simultaneous requests create", async () => {
    const { call, ses } = await start({ profile: "dkim-only" });
    const results = await Promise.allSettled([1, 2, 3].map(() => call("CreateEmailIdentity")));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(ses.account.identities).toHaveLength(1);
  });
});

describe("UpdateEmailIdentity", () => {
  it("looks the records up, keeps what it saw for Get, and stays verified once it was", async () => {
    const { call, verify, publish, find } = await created();
    publish(find("v=spf1"), []);
    expect((await verify()).VerifiedForSendingStatus).toBe(false);
    publish(find("v=spf1"));
    expect((await call("GetEmailIdentity")).VerifiedForSendingStatus).toBe(false);
    expect((await verify()).VerifiedForSendingStatus).toBe(true);
    publish(find("v=spf1"), []);
    const later = await verify();
    expect([later.VerifiedForSendingStatus, later.Attributes.every(({ Status }) => Status)]).toEqual([
      true,
      false,
    ]);
  });

  it.each([
    [
      "an SPF record that has the include among others",
      "v=spf1",
      ["v=spf1 include:other.test include:qcloudmail.com -all", "site=1"],
      true,
    ],
    ["an SPF record without it", "v=spf1", ["v=spf1 include:other.test -all"], false],
    ["an SPF record that excludes it", "v=spf1", ["v=spf1 -include:qcloudmail.com ~all"], false],
    ["two SPF records", "v=spf1", ["v=spf1 include:qcloudmail.com ~all", "v=spf1 -all"], false],
    ["a stricter DMARC record", "v=DMARC1", ["v=DMARC1; p=reject; rua=mailto:a@example.test"], true],
    ["a DMARC record without a policy", "v=DMARC1", ["v=DMARC1; rua=mailto:a@example.test"], false],
    ["another DKIM key", "v=DKIM1", ["v=DKIM1; k=rsa; p=AAAA"], false],
  ])("judges %s", async (_title, prefix, values, status) => {
    const { verify, publish, find } = await created();
    publish(find(prefix), values);
    expect((await verify()).VerifiedForSendingStatus).toBe(status);
  });

  it("does not take a DKIM key from behind an alias, but takes one in another spelling", async () => {
    const { verify, publish, find } = await created({ profile: "dkim-only" });
    const dkim = find("v=DKIM1");
    publish(dkim, [dkim.ExpectedValue], true);
    expect((await verify()).VerifiedForSendingStatus).toBe(false);
    publish(dkim, [dkim.ExpectedValue.replaceAll("; ", ";")]);
    expect((await verify()).VerifiedForSendingStatus).toBe(true);
  });

  it("takes any MX, or only its own where it is set to", async () => {
    const lax = await created();
    lax.publish(lax.find("", "MX"), ["5 mx.example.test"]);
    expect(await lax.verify()).toMatchObject({ VerifiedForSendingStatus: true });
    const strict = await created({ mxMustBeOurs: true });
    strict.publish(strict.find("", "MX"), ["5 mx.example.test"]);
    const { Attributes } = await strict.verify();
    expect(Attributes.find(({ Type }) => Type === "MX")).toMatchObject({
      Status: false,
      CurrentValue: "mx.example.test.",
    });
  });

  it("flaps as often as it is told to", async () => {
    const { ses, verify } = await created();
    ses.account.flap(1);
    expect((await verify()).VerifiedForSendingStatus).toBe(false);
    expect((await verify()).VerifiedForSendingStatus).toBe(true);
  });

  it("says that nothing took effect when its resolver fails", async () => {
    const { call } = await start({
      profile: "dkim-only",
      resolve: () => Promise.reject(new Error("no server")),
    });
    await call("CreateEmailIdentity");
    await expect(call("UpdateEmailIdentity")).rejects.toMatchObject({
      code: "FailedOperation.ServiceNotAvailable",
    });
  });
});

describe("every action", () => {
  it.each(["GetEmailIdentity", "UpdateEmailIdentity", "DeleteEmailIdentity"])(
    "%s does not know an identity that was never created",
    async (action) => {
      const { call } = await start();
      await expect(call(action)).rejects.toMatchObject({ code: "InvalidParameterValue.NotExistDomain" });
    },
  );

  it("refuses to delete and lists what is there", async () => {
    const { call } = await created({ profile: "seed" });
    await expect(call("DeleteEmailIdentity")).rejects.toMatchObject({
      code: "OperationDenied.NotAllowDelete",
    });
    expect(await call("ListEmailIdentities", {})).toMatchObject({
      Total: 1,
      EmailIdentities: [{ IdentityName: domain, SendingEnabled: false }],
    });
  });

  it("lists pages, with each domain's level and the account's highest", async () => {
    const levels = { current: 3, dailyQuota: 2_000, max: 10, maxDailyQuota: 10_000 };
    const { call, ses } = await start({ levels, profile: "no-records" });
    for (let count = 1; count <= 7; count += 1) ses.account.create(`d${count}.example.test`);
    const page = await call("ListEmailIdentities", { Limit: 2, Offset: 5 });
    expect(page).toMatchObject({
      Total: 7,
      MaxReputationLevel: 10,
      MaxDailyQuota: 10_000,
      EmailIdentities: [
        { IdentityName: "d6.example.test", CurrentReputationLevel: 3, DailyQuota: 2_000 },
        { IdentityName: "d7.example.test" },
      ],
    });
    await expect(call("ListEmailIdentities", { Limit: 101 })).rejects.toMatchObject({
      code: "InvalidParameterValue",
    });
    await expect(call("ListEmailIdentities", { Offset: -1 })).rejects.toMatchObject({
      code: "InvalidParameter",
    });
  });

  it("refuses what the key's policy does not list, in the words of CAM", async () => {
    const { call } = await start({ key: { ...key, actions: ["GetEmailIdentity"] } });
    await expect(call("UpdateEmailIdentity")).rejects.toMatchObject({
      code: "AuthFailure.UnauthorizedOperation",
      message: expect.stringMatching(
        /operation \(ses:UpdateEmailIdentity\)\s+resource \(\*\) has no permission/,
      ),
    });
    await expect(call("GetEmailIdentity")).rejects.toMatchObject({
      code: "InvalidParameterValue.NotExistDomain",
    });
  });

  it.each(Object.entries(DOCUMENTED_FAULTS))(
    "%s answers each documented code on request",
    async (name, codes) => {
      const time = { now: Date.now() };
      const { ses, call } = await start({ now: () => time.now });
      const action = name as SesActionName;
      for (const [code, message] of Object.entries(codes)) {
        time.now += 100;
        ses.faults.inject(action, code);
        await expect(call(action, {})).rejects.toMatchObject({ code, message });
      }
      await expect(call(action, { Nonsense: 1 })).rejects.toMatchObject({
        code: expect.stringMatching(/Parameter$/),
      });
      expect(() => ses.faults.inject(action, "FailedOperation.Invented")).toThrow("no documented code");
    },
  );

  it.each([
    ["MissingParameter", "GetEmailIdentity", {}],
    ["UnknownParameter", "GetEmailIdentity", { EmailIdentity: domain, Nonsense: 1 }],
    ["InvalidParameter", "GetEmailIdentity", { EmailIdentity: 1 }],
    ["InvalidAction", "SendEmail", {}],
    ["AuthFailure.UnauthorizedOperation", "ListEmailIdentities", {}],
  ])("answers %s", async (code, action, parameters) => {
    const { call } = await start({ key: { ...key, actions: ["GetEmailIdentity"] } });
    await expect(call(action, parameters)).rejects.toMatchObject({ code });
  });

  it("knows its regions, and a wrong clock", async () => {
    const { call } = await start({}, "eu-frankfurt");
    await expect(call("GetEmailIdentity")).rejects.toMatchObject({ code: "UnsupportedRegion" });
    const late = await start({ now: () => Date.now() + 3_600_000 });
    await expect(late.call("GetEmailIdentity")).rejects.toMatchObject({
      code: "AuthFailure.SignatureExpire",
    });
  });

  it("takes 20 requests a second of each kind, and the 21st when the second is over", async () => {
    const time = { now: Date.now() };
    const { call } = await start({ now: () => time.now });
    const list = () => call("ListEmailIdentities", {});
    for (let count = 0; count < 20; count += 1) await list();
    await expect(list()).rejects.toMatchObject({
      code: "RequestLimitExceeded",
      message: expect.stringContaining("equals to `21` in a second"),
    });
    await expect(call("GetEmailIdentity")).rejects.toMatchObject({
      code: "InvalidParameterValue.NotExistDomain",
    });
    time.now += 1_000;
    await list();
  });
});
