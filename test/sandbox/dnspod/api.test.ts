import { describe, expect, it, test } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { zonesOf } from "../../../src/sandbox/dns/tree.ts";
import { answerFrom } from "../../../src/sandbox/dns/zone.ts";
import { DOCUMENTED_CODES } from "../../../src/sandbox/dnspod/faults.ts";
import { apex, KEY, mail, openDnspod } from "./bench.ts";

const NEW = { RecordType: "TXT", RecordLine: "默认", Value: "new" };
const OTHER_KEY = { secretId: "AKIDother", secretKey: "other" };

describe("a key", () => {
  it.each([
    ["that nobody has", { signAs: OTHER_KEY }, "AuthFailure.SecretIdNotFound"],
    ["with another secret", { signAs: { ...KEY, secretKey: "x" } }, "AuthFailure.SignatureFailure"],
    ["with a token that it has not", { signAs: { ...KEY, token: "t" } }, "AuthFailure.TokenFailure"],
    ["whose clock is six minutes off", { now: () => Date.now() + 360_000 }, "AuthFailure.SignatureExpire"],
  ])("%s is refused", async (_title, given, code) => {
    const { codeOf } = await openDnspod(given);
    expect(await codeOf("DescribeRecordList")).toBe(code);
  });

  it("may do everything, or what its policies allow, and is told the operation that they don't", async () => {
    const reader = { ...OTHER_KEY, actions: ["DescribeDomainList", "DescribeRecordList", "DescribeRecord"] };
    const { ask, codeOf } = await openDnspod({ keys: [KEY, reader], signAs: OTHER_KEY });
    expect(await codeOf("DescribeRecordList")).toBe("taken");
    await expect(ask("CreateRecord", NEW)).rejects.toMatchObject({
      code: "UnauthorizedOperation",
      message: expect.stringContaining("(dnspod:CreateRecord)") as string,
    });
    // Before anything is looked up: an id that nobody has does not tell whether one may.
    expect(await codeOf("DeleteRecord", { RecordId: 1 })).toBe("UnauthorizedOperation");
  });

  it("of one domain lists the others, and may not touch them", async () => {
    const { call, store, codeOf } = await openDnspod({ keys: [{ ...KEY, domains: [apex] }] });
    store.add({ apex: parseDomainName("other.test") });
    expect((await call("DescribeDomainList")).DomainList).toHaveLength(2);
    expect(await codeOf("CreateRecord", NEW)).toBe("taken");
    expect(await codeOf("CreateRecord", { ...NEW, Domain: "other.test" })).toBe("UnauthorizedOperation");
  });

  it("may be refused by the other code that is documented for it", async () => {
    const notAllowed = "AuthFailure.UnauthorizedOperation";
    const { codeOf } = await openDnspod({ keys: [{ ...KEY, actions: [] }], notAllowed });
    expect(await codeOf("DescribeRecordList")).toBe(notAllowed);
  });
});

test("an action that it does not have, and none, are told so", async () => {
  const { codeOf, url } = await openDnspod();
  expect(await codeOf("DeleteDomain")).toBe("InvalidAction");
  const answer = await fetch(url, { method: "POST", body: "{}" });
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ Response: { Error: { Code: "MissingParameter" } } });
});

describe("the limit of requests", () => {
  it.each([
    ["DescribeDomainList", 20],
    ["DescribeRecordList", 100],
  ])("of %s is %d in a second", async (action, most) => {
    const { codeOf, pass } = await openDnspod();
    const given = action === "DescribeDomainList" ? { Domain: undefined } : {};
    for (let count = 0; count < most; count += 1) expect(await codeOf(action, given)).toBe("taken");
    expect(await codeOf(action, given)).toBe("RequestLimitExceeded");
    expect(await codeOf("DescribeDomain")).toBe("taken");
    pass(1_000);
    expect(await codeOf(action, given)).toBe("taken");
  });
});

test("every documented code can be asked for, once, and no other", async () => {
  const { api, codeOf } = await openDnspod();
  const code = "FailedOperation.FrequencyLimit";
  api.faults.inject("CreateRecord", code);
  expect(await codeOf("CreateRecord", NEW)).toBe(code);
  expect(await codeOf("CreateRecord", NEW)).toBe("taken");
  expect(() => api.faults.inject("DescribeRecord", code)).toThrow("no documented code");
  for (const codes of Object.values(DOCUMENTED_CODES)) expect(Object.keys(codes)).toContain("InternalError");
});

describe("what goes wrong between it and a client", () => {
  it("is worded as Tencent words it, with status 200, or as the gateway before it", async () => {
    const { journal, ask, codeOf } = await openDnspod();
    journal.inject({ operation: "DescribeRecordList", kind: "rate-limit", times: 1 });
    journal.inject({ operation: "DescribeRecord", kind: "server-error", times: 1 });
    expect(await codeOf("DescribeRecordList")).toBe("RequestLimitExceeded");
    await expect(ask("DescribeRecord", { RecordId: 1 })).rejects.toThrow("Bad Gateway");
    expect(journal.entries.map(({ operation, status }) => [operation, status])).toEqual([
      ["DescribeRecordList", 200],
      ["DescribeRecord", 502],
    ]);
  });

  it("may lose an answer: the record is there, and a second Create is a duplicate", async () => {
    const { journal, ask, codeOf, stored } = await openDnspod();
    journal.inject({ operation: "CreateRecord", kind: "reset-after", times: 1 });
    await expect(ask("CreateRecord", NEW)).rejects.toThrow();
    expect(stored()).toMatchObject([{ value: "new" }]);
    expect(await codeOf("CreateRecord", NEW)).toBe("InvalidParameter.DomainRecordExist");
  });
});

test("its name servers serve what is not paused, on the default line, at once", async () => {
  const { ask, store } = await openDnspod({
    records: [
      { owner: mail, type: "TXT", ttl: 600, values: ["served"] },
      { owner: mail, type: "TXT", ttl: 600, values: ["paused"], paused: true },
      { owner: mail, type: "TXT", ttl: 600, values: ["unicom"], line: "10=1" },
    ],
  });
  const addresses = { root: "127.0.0.1", tld: "127.0.0.1", ns1: "127.0.0.1", ns2: "::1" };
  const served = (owner = mail) => answerFrom(zonesOf("ns1", store, addresses, 0), { owner, type: "TXT" });
  expect(served().answers).toMatchObject([{ values: ["served"] }]);
  await ask("CreateRecord", { ...NEW, SubDomain: "mail" });
  expect(served().answers).toMatchObject([{ values: ["served", "new"] }]);
  const banned = parseDomainName("banned.test");
  store.add({ apex: banned, dnspod: { status: "SPAM" } });
  expect(served(banned).rcode).toBe("REFUSED");
});
