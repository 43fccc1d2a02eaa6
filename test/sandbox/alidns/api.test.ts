import { describe, expect, it, test } from "vitest";
import { parseDomainName, prefixed } from "../../../src/dns/domain-name.ts";
import { zonesOf } from "../../../src/sandbox/dns/tree.ts";
import { answerFrom } from "../../../src/sandbox/dns/zone.ts";
import { apex, KEY, mail, openAlidns } from "./bench.ts";

const NEW = { RR: "@", Type: "TXT", Value: "new" };
const txt = (...values: readonly string[]) => ({ owner: mail, type: "TXT", ttl: 600, values }) as const;

describe("an error", () => {
  it("is in Chinese unless English is asked for, and has a status of its own", async () => {
    const { send } = await openAlidns({ records: [txt("one")] });
    const given = { DomainName: apex, RR: "mail", Type: "TXT", Value: "one" };
    const answer = await send("AddDomainRecord", given);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toEqual({
      RequestId: expect.any(String) as string,
      HostId: "alidns.aliyuncs.com",
      Code: "DomainRecordDuplicate",
      Message: "解析记录已存在",
      Recommend: expect.stringContaining("q=DomainRecordDuplicate") as string,
    });
    const english = await send("AddDomainRecord", { ...given, Lang: "en" });
    expect(await english.json()).toMatchObject({ Message: "The DNS record already exists." });
  });

  it.each([
    ["an action that it does not have", "DeleteDomain", {}, "InvalidAction.NotFound"],
    ["another version", "DescribeDomains", { Version: "2018-01-29" }, "InvalidVersion"],
    ["no domain", "DescribeDomainInfo", { DomainName: undefined }, "MissingDomainName"],
    ["no domain name", "DescribeDomainInfo", { DomainName: "no domain" }, "InvalidDomainName.Format"],
    ["a domain of nobody's", "DescribeDomainInfo", { DomainName: "other.test" }, "InvalidDomainName.NoExist"],
    ["a page too large", "DescribeDomainRecords", { PageSize: 501 }, "InvalidPageSize"],
    ["an id that nobody has", "DeleteDomainRecord", { RecordId: "9" }, "DomainRecordNotBelongToUser"],
  ])("answers %s", async (_title, action, given, code) => {
    const { codeOf } = await openAlidns();
    expect(await codeOf(action, given)).toBe(code);
  });

  it("of any code can be asked for, as often as one likes", async () => {
    const { api, codeOf } = await openAlidns();
    api.faults.inject("DescribeDomains", "Throttling.User", 2);
    api.faults.inject("DescribeDomains", "LastOperationNotFinished");
    expect(await codeOf("DescribeDomains")).toBe("Throttling.User");
    expect(await codeOf("DescribeDomains")).toBe("Throttling.User");
    expect(await codeOf("DescribeDomains")).toBe("LastOperationNotFinished");
    expect(await codeOf("DescribeDomains")).toBe("taken");
  });
});

describe("a key", () => {
  it("may do what its policies allow, whatever the id is that it names", async () => {
    const { codeOf } = await openAlidns({ keys: [{ ...KEY, actions: ["DescribeDomainRecords"] }] });
    expect(await codeOf("DescribeDomainRecords")).toBe("taken");
    expect(await codeOf("AddDomainRecord", NEW)).toBe("Forbidden.RAM");
    expect(await codeOf("DeleteDomainRecord", { RecordId: "9" })).toBe("Forbidden.RAM");
  });

  it("of one domain lists the others, and may not touch them", async () => {
    const { call, store, codeOf } = await openAlidns({ keys: [{ ...KEY, domains: [apex] }] });
    store.add({ apex: parseDomainName("other.test") });
    expect((await call("DescribeDomains")).TotalCount).toBe(2);
    expect(await codeOf("AddDomainRecord", NEW)).toBe("taken");
    expect(await codeOf("AddDomainRecord", { ...NEW, DomainName: "other.test" })).toBe("Forbidden.RAM");
  });
});

test("the sixty-first request of an action in one second is too many", async () => {
  const { codeOf, pass } = await openAlidns();
  for (let count = 0; count < 60; count += 1) expect(await codeOf("DescribeDomains")).toBe("taken");
  expect(await codeOf("DescribeDomains")).toBe("Throttling.User");
  expect(await codeOf("DescribeDomainInfo")).toBe("taken");
  pass(1_000);
  expect(await codeOf("DescribeDomains")).toBe("taken");
});

test("an answer that is lost leaves the record there, and a second one is a duplicate", async () => {
  const { journal, ask, codeOf, stored } = await openAlidns();
  journal.inject({ operation: "AddDomainRecord", kind: "reset-after", times: 1 });
  await expect(ask("AddDomainRecord", NEW)).rejects.toThrow();
  expect(stored()).toMatchObject([{ value: "new" }]);
  expect(await codeOf("AddDomainRecord", NEW)).toBe("DomainRecordDuplicate");
  journal.inject({ operation: "DescribeDomains", kind: "rate-limit", times: 1 });
  journal.inject({ operation: "DescribeDomains", kind: "server-error", times: 1 });
  expect(await codeOf("DescribeDomains")).toBe("Throttling.User");
  expect(await codeOf("DescribeDomains")).toBe("ServiceUnavailable");
});

describe("the list of domains", () => {
  it("searches by a part of the name, unless the mode is EXACT", async () => {
    const { call, store } = await openAlidns();
    store.add({ apex: parseDomainName("notexample.test") });
    store.add({ apex: parseDomainName("private.test"), isPrivate: true });
    store.add({ apex: parseDomainName("elsewhere.test"), hosts: ["cloudflare"] });
    const names = async (given: object) =>
      (await call("DescribeDomains", { ...given })).Domains.Domain.map(({ DomainName }) => DomainName);
    expect(await names({})).toEqual(["example.test", "notexample.test"]);
    expect(await names({ KeyWord: "EXAMPLE.test" })).toEqual(["example.test", "notexample.test"]);
    expect(await names({ KeyWord: "EXAMPLE.test", SearchMode: "EXACT" })).toEqual(["example.test"]);
    expect(await names({ PageSize: 1, PageNumber: 2 })).toEqual(["notexample.test"]);
    expect((await call("DescribeDomains", { PageSize: 101 })).Code).toBe("InvalidPageSize");
  });

  it("writes a name in its own letters, and beside it as DNS has it", async () => {
    const { call, store } = await openAlidns();
    store.add({ apex: parseDomainName("bücher.test") });
    const { Domains } = await call("DescribeDomains", { KeyWord: "bücher.test", SearchMode: "EXACT" });
    expect(Domains.Domain).toMatchObject([{ DomainName: "bücher.test", PunyCode: "xn--bcher-kva.test" }]);
    const info = await call("DescribeDomainInfo", { DomainName: "bücher.test" });
    expect(info).toMatchObject({ DnsServers: { DnsServer: ["ns1.dns-host.test", "ns2.dns-host.test"] } });
  });
});

test.each([
  [undefined, 600],
  ["version_personal", 600],
  ["version_enterprise_advanced", 1],
] as const)(
  "the edition %s tells its lowest TTL of %d s where details are asked for",
  async (edition, minTtl) => {
    const { ask } = await openAlidns({ zone: edition === undefined ? {} : { edition } });
    expect(await ask("DescribeDomainInfo")).not.toHaveProperty("MinTtl");
    expect(await ask("DescribeDomainInfo", { NeedDetailAttributes: "true" })).toMatchObject({
      MinTtl: minTtl,
      VersionCode: edition ?? "mianfei",
    });
  },
);

describe("the list of records", () => {
  it("comes by pages of 20, or of up to 500, the newest first", async () => {
    const values = Array.from({ length: 520 }, (_, index) => `value ${index}`);
    const { ask, list } = await openAlidns({ records: [txt(...values)] });
    const first = await ask("DescribeDomainRecords");
    expect(first).toMatchObject({ TotalCount: 520, PageNumber: 1, PageSize: 20 });
    expect(first.DomainRecords.Record[0]).toMatchObject({ Value: "value 519" });
    const all = [...(await list({ PageSize: 500 })), ...(await list({ PageSize: 500, PageNumber: 2 }))];
    expect(new Set(all.map(({ RecordId }) => RecordId)).size).toBe(520);
    expect(await list({ PageSize: 500, PageNumber: 3 })).toEqual([]);
  });

  it("finds host records by a part of them: other names come with them", async () => {
    const notmail = prefixed("notmail", apex);
    const { list, ask } = await openAlidns({
      records: [
        txt("one"),
        { ...txt("two"), owner: notmail },
        { owner: mail, type: "MX", values: ["10 mx.test"] },
      ],
    });
    const valuesOf = (records: Awaited<ReturnType<typeof list>>) => records.map(({ Value }) => Value);
    expect(valuesOf(await list({ RRKeyWord: "MAIL", Type: "TXT" }))).toEqual(["two", "one"]);
    expect(
      valuesOf(await list({ RRKeyWord: "mail", TypeKeyWord: "txt", SearchMode: "COMBINATION" })),
    ).toEqual(["one"]);
    expect(valuesOf(await list({ KeyWord: "mail", SearchMode: "EXACT" }))).toEqual(["mx.test", "one"]);
    const sub = await ask("DescribeSubDomainRecords", { SubDomain: mail, DomainName: undefined });
    expect(valuesOf(sub.DomainRecords.Record)).toEqual(["mx.test", "one"]);
    const ofType = await ask("DescribeSubDomainRecords", { SubDomain: mail, Type: "TXT" });
    expect(valuesOf(ofType.DomainRecords.Record)).toEqual(["one"]);
  });

  it("tells line, weight, pause, lock and remark of each record", async () => {
    const { list, call } = await openAlidns({
      records: [
        { ...txt("a"), weight: 20 },
        { ...txt("b"), paused: true },
        { ...txt("c"), line: "telecom" },
        { ...txt("d"), managedBy: "Terraform", locked: "by the registrar" },
        { owner: apex, type: "MX", values: ["10 mx.example.net"] },
        { owner: apex, type: "A", values: ["192.0.2.1"] },
      ],
    });
    const records = await list({ Direction: "ASC" });
    expect(records).toMatchObject([
      {
        RR: "mail",
        Value: "a",
        Weight: 20,
        LbaStatus: true,
        Status: "ENABLE",
        Line: "default",
        Locked: false,
      },
      { Value: "b", Status: "DISABLE" },
      { Value: "c", Line: "telecom" },
      { Value: "d", Remark: "Terraform", Locked: true },
      { RR: "@", Value: "mx.example.net", Priority: 10 },
      // Nobody asked for this weight.
      { Type: "A", Weight: 1, LbaStatus: false },
    ]);
    expect(records[0]).not.toHaveProperty("Priority");
    // Too long for a number of JavaScript.
    expect(records[0]?.RecordId).toMatch(/^\d{18}$/);
    const RecordId = records[1]?.RecordId;
    expect(await call("DescribeDomainRecordInfo", { RecordId })).toMatchObject({
      Value: "b",
      PunyCode: apex,
    });
  });
});

test("its name servers serve what is enabled, on the default line, at once", async () => {
  const { ask, store } = await openAlidns({
    records: [txt("served"), { ...txt("paused"), paused: true }, { ...txt("telecom"), line: "telecom" }],
  });
  const addresses = { root: "127.0.0.1", tld: "127.0.0.1", ns1: "127.0.0.1", ns2: "::1" };
  const served = () => answerFrom(zonesOf("ns1", store, addresses, 0), { owner: mail, type: "TXT" });
  expect(served().answers).toMatchObject([{ values: ["served"] }]);
  await ask("AddDomainRecord", { ...NEW, RR: "mail" });
  expect(served().answers).toMatchObject([{ values: ["served", "new"] }]);
});
