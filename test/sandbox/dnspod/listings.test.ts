import { describe, expect, it, test } from "vitest";
import { parseDomainName, prefixed } from "../../../src/dns/domain-name.ts";
import type { Grade } from "../../../src/sandbox/dnspod/grades.ts";
import { apex, mail, openDnspod } from "./bench.ts";

const LAG_MS = 30_000;
const NEW = { RecordType: "TXT", RecordLine: "默认", Value: "new" };
const txt = (...values: readonly string[]) => ({ owner: mail, type: "TXT", values }) as const;

async function open(...args: Parameters<typeof openDnspod>) {
  const dnspod = await openDnspod(...args);
  const list = async (parameters: object = {}) => {
    const { RecordList } = await dnspod.ask("DescribeRecordList", { ErrorOnEmpty: "no", ...parameters });
    return RecordList.filter(({ DefaultNS }) => !DefaultNS);
  };
  return { ...dnspod, list };
}

describe("the list of records", () => {
  it("shows a new record only half a minute later; by its id it is there at once", async () => {
    const { ask, list, pass } = await open();
    const { RecordId } = await ask("CreateRecord", NEW);
    pass(LAG_MS - 1);
    expect(await list()).toEqual([]);
    expect((await ask("DescribeRecord", { RecordId }))["RecordInfo"]).toMatchObject({ Value: "new" });
    pass(1);
    expect(await list()).toMatchObject([{ RecordId, Name: "@", Value: "new" }]);
  });

  it("shows the old value, and a record that is gone, as long", async () => {
    const { ask, list, pass } = await open({ records: [txt("one", "two")] });
    const [one, two] = await list();
    await ask("ModifyRecordFields", {
      RecordId: one?.RecordId,
      FieldList: [{ Key: "value", Value: "changed" }],
    });
    await ask("DeleteRecord", { RecordId: two?.RecordId });
    expect(await list()).toMatchObject([{ Value: "one" }, { Value: "two" }]);
    pass(LAG_MS);
    expect(await list()).toMatchObject([{ Value: "changed" }]);
  });

  it("is as old as it is told to be", async () => {
    const { ask, list, pass } = await open({ listLagMs: 1_000 });
    await ask("CreateRecord", NEW);
    expect(await list()).toEqual([]);
    pass(1_000);
    expect(await list()).toHaveLength(1);
  });

  it("of nothing is a refusal, unless one asks for none", async () => {
    const { ask, codeOf } = await open();
    expect(await codeOf("DescribeRecordList", { Subdomain: "mail" })).toBe("ResourceNotFound.NoDataOfRecord");
    const empty = await ask("DescribeRecordList", { Subdomain: "mail", ErrorOnEmpty: "no" });
    expect(empty).toMatchObject({ RecordList: [], RecordCountInfo: { TotalCount: 0, ListCount: 0 } });
  });

  it("begins with the NS records that the domain came with", async () => {
    const { ask } = await open();
    expect((await ask("DescribeRecordList")).RecordList).toMatchObject([
      { Name: "@", Type: "NS", Value: "ns1.dns-host.test.", DefaultNS: true },
      { Name: "@", Type: "NS", Value: "ns2.dns-host.test.", DefaultNS: true },
    ]);
  });

  it("comes by pages of 100, or of up to 3,000", async () => {
    const values = Array.from({ length: 3_050 }, (_, index) => `value ${index}`);
    const { ask, codeOf } = await open({ records: [txt(...values)] });
    const first = await ask("DescribeRecordList");
    expect(first).toMatchObject({
      RecordCountInfo: { TotalCount: 3_052, ListCount: 100, SubdomainCount: 2 },
    });
    const long = await ask("DescribeRecordList", { Limit: 3_000 });
    const rest = await ask("DescribeRecordList", { Limit: 3_000, Offset: 3_000 });
    expect(rest.RecordCountInfo).toMatchObject({ TotalCount: 3_052, ListCount: 52 });
    const ids = [...long.RecordList, ...rest.RecordList].map(({ RecordId }) => RecordId);
    expect(new Set(ids).size).toBe(3_052);
    expect(await codeOf("DescribeRecordList", { Limit: 3_001 })).toBe("InvalidParameterValue.LimitInvalid");
    expect(await codeOf("DescribeRecordList", { Limit: 0 })).toBe("InvalidParameterValue.LimitInvalid");
    expect(await codeOf("DescribeRecordList", { Offset: -1 })).toBe("InvalidParameter");
  });

  it("can be of one host record, type or line, and never of a name that ends alike", async () => {
    const { list } = await open({
      records: [
        txt("default"),
        { ...txt("unicom"), line: "10=1" },
        { owner: mail, type: "MX", values: ["10 mx.example.net"] },
        { owner: prefixed("notmail", apex), type: "TXT", values: ["other"] },
      ],
    });
    const valuesOf = async (parameters: object) => (await list(parameters)).map(({ Value }) => Value);
    expect(await valuesOf({ Subdomain: "mail" })).toEqual(["default", "unicom", "mx.example.net."]);
    expect(await valuesOf({ SubDomain: "mail", RecordType: "TXT" })).toEqual(["default", "unicom"]);
    expect(await valuesOf({ Subdomain: "mail", RecordType: "TXT", RecordLine: "默认" })).toEqual(["default"]);
    expect(await valuesOf({ RecordLine: "默认", RecordLineId: "10=1" })).toEqual(["unicom"]);
    expect(await valuesOf({ Keyword: "mail", SortField: "value", SortType: "DESC" })).toEqual([
      "unicom",
      "other",
      "mx.example.net.",
      "default",
    ]);
  });

  it("tells line, weight, pause and remark of each record", async () => {
    const { list } = await open({
      records: [
        { ...txt("a"), weight: 20 },
        { ...txt("b"), paused: true },
        { ...txt("c"), line: "10=0" },
        { ...txt("d"), managedBy: "Terraform" },
      ],
    });
    expect(await list()).toMatchObject([
      { Value: "a", Weight: 20, Status: "ENABLE", Line: "默认", LineId: "0", Remark: "" },
      { Value: "b", Weight: null, Status: "DISABLE" },
      { Value: "c", Line: "电信", LineId: "10=0" },
      { Value: "d", Remark: "Terraform" },
    ]);
  });
});

describe("the list of domains", () => {
  it("tells the state and what is wrong with the delegation", async () => {
    const { call, store } = await open({ zone: { status: "LOCK", grade: "DP_PLUS" } });
    store.add({ apex: parseDomainName("elsewhere.test"), delegated: false });
    store.add({ apex: parseDomainName("banned.test"), dnspod: { status: "SPAM" } });
    const { DomainList, DomainCountInfo } = await call("DescribeDomainList");
    expect(DomainList).toMatchObject([
      { Name: "example.test", Status: "LOCK", DNSStatus: "", Grade: "DP_PLUS", IsVip: "YES" },
      { Name: "elsewhere.test", Status: "ENABLE", DNSStatus: "DNSERROR", Grade: "DP_FREE", IsVip: "NO" },
      { Name: "banned.test", Status: "SPAM" },
    ]);
    expect(DomainList[0]?.["EffectiveDNS"]).toEqual(["ns1.dns-host.test", "ns2.dns-host.test"]);
    expect(DomainCountInfo).toMatchObject({ AllTotal: 3, ErrorTotal: 1, LockTotal: 1, SpamTotal: 1 });
    const info = await call("DescribeDomain", { Domain: "elsewhere.test" });
    expect(info["DomainInfo"]).toMatchObject({ DnsStatus: "dnserror", ActualNsList: [] });
  });

  it("searches by a part of the name, and is empty where nothing fits", async () => {
    const { call, store } = await open();
    store.add({ apex: parseDomainName("notexample.test") });
    const names = async (Keyword: string) =>
      (await call("DescribeDomainList", { Keyword })).DomainList.map(({ Name }) => Name);
    expect(await names("example.test")).toEqual(["example.test", "notexample.test"]);
    expect(await names("nothing")).toEqual([]);
  });

  it("writes a name in its own letters, and beside it as DNS has it", async () => {
    const { call, store } = await open();
    store.add({ apex: parseDomainName("bücher.test") });
    const { DomainList } = await call("DescribeDomainList", { Keyword: "bücher" });
    expect(DomainList).toMatchObject([{ Name: "bücher.test", Punycode: "xn--bcher-kva.test" }]);
    expect((await call("DescribeDomain", { Domain: "bücher.test" }))["DomainInfo"]).toMatchObject({
      Punycode: "xn--bcher-kva.test",
    });
  });

  it("comes by pages", async () => {
    const { call, store, codeOf } = await open();
    store.add({ apex: parseDomainName("second.test") });
    const page = await call("DescribeDomainList", { Limit: 1, Offset: 1 });
    expect(page).toMatchObject({
      DomainList: [{ Name: "second.test" }],
      DomainCountInfo: { DomainTotal: 2 },
    });
    expect(await codeOf("DescribeDomainList", { Domain: undefined, Limit: 3_001 })).toBe(
      "InvalidParameterValue.LimitInvalid",
    );
  });

  it("has no domain of the other account system, of other hosts, or that is private", async () => {
    const { call, store, codeOf } = await open();
    store.add({ apex: parseDomainName("abroad.test"), dnspod: { site: "international" } });
    store.add({ apex: parseDomainName("other.test"), hosts: ["cloudflare"] });
    store.add({ apex: parseDomainName("private.test"), isPrivate: true });
    const { DomainList } = await call("DescribeDomainList");
    expect(DomainList.map(({ Name }) => Name)).toEqual(["example.test"]);
    expect(await codeOf("DescribeRecordList", { Domain: "abroad.test" })).toBe(
      "InvalidParameterValue.DomainNotExists",
    );
  });
});

test("a domain is found by its id before its name", async () => {
  const { call, ask, codeOf } = await open({ records: [txt("one")] });
  const { DomainList } = await call("DescribeDomainList");
  const { RecordList } = await ask("DescribeRecordList", {
    Domain: "nobodys.test",
    DomainId: DomainList[0]?.["DomainId"],
  });
  expect(RecordList).toHaveLength(3);
  expect(await codeOf("DescribeRecordList", { DomainId: 1 })).toBe("InvalidParameter.DomainIdInvalid");
  expect(await codeOf("DescribeRecordList", { Domain: "no domain" })).toBe("InvalidParameter.DomainInvalid");
});

test.each([
  ["D_FREE", 120],
  ["DP_FREE", 600],
  ["DP_PLUS", 60],
  ["DP_ULTRA", 1],
] as const satisfies readonly (readonly [Grade, number])[])(
  "the grade %s takes a TTL of %d s and no shorter one",
  async (grade, minTtl) => {
    const { ask, call, codeOf } = await open({ zone: { grade } });
    expect(await codeOf("CreateRecord", { ...NEW, TTL: minTtl })).toBe("taken");
    expect(await codeOf("CreateRecord", { ...NEW, Value: "x", TTL: minTtl - 1 })).toBe(
      "LimitExceeded.RecordTtlLimit",
    );
    const { PurviewList } = await ask("DescribeDomainPurview");
    expect(PurviewList).toContainEqual({ Name: "记录TTL最低", Value: String(minTtl) });
    const { Info } = await call("DescribePackageDetail");
    const grades = Info as readonly { readonly DomainGrade: string; readonly MinTtl: number }[];
    expect(grades.find(({ DomainGrade }) => DomainGrade.toUpperCase() === grade)?.MinTtl).toBe(minTtl);
  },
);

test("the other site calls the default line by another name, with the same id", async () => {
  const { ask, codeOf, list, pass } = await open({ site: "international" });
  expect(await codeOf("CreateRecord", NEW)).toBe("InvalidParameter.RecordLineInvalid");
  expect(await codeOf("CreateRecord", { ...NEW, RecordLineId: "0" })).toBe("taken");
  await ask("CreateRecord", { ...NEW, RecordLine: "Default", Value: "other" });
  pass(LAG_MS);
  expect(await list()).toMatchObject([
    { Line: "Default", LineId: "0" },
    { Line: "Default", LineId: "0" },
  ]);
  const { LineList } = await ask("DescribeRecordLineList", { DomainGrade: "DP_FREE" });
  expect(LineList).toContainEqual({ Name: "Default", LineId: "0" });
});

test("the other site may know nothing of what its own documentation leaves out", async () => {
  const { codeOf } = await open({ site: "international", undocumented: "refused" });
  const created = { ...NEW, RecordLine: "Default" };
  expect(await codeOf("CreateRecord", { ...created, Remark: "x" })).toBe("UnknownParameter");
  expect(await codeOf("CreateRecord", created)).toBe("taken");
  const mx = { ...created, RecordType: "MX", Value: "mx.example.net" };
  expect(await codeOf("CreateRecord", { ...mx, MX: 20 })).toBe("taken");
  expect(await codeOf("CreateRecord", { ...mx, Value: "mx2.example.net", MX: 21 })).toBe(
    "InvalidParameter.MxInvalid",
  );
  expect(await codeOf("DescribeRecordList", { ErrorOnEmpty: "no" })).toBe("UnknownParameter");
  expect(await codeOf("ModifyRecordFields")).toBe("InvalidAction");
  expect(await codeOf("DescribePackageDetail")).toBe("InvalidAction");
});
