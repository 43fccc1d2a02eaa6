import { describe, expect, it } from "vitest";
import type { Fields } from "../../../providers/dnspod/api.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { TencentCallError } from "../../../src/tencent/failure.ts";
import { apex, item, listOf, mail, refuse, scripted, zone } from "./script.ts";

const domain = (given: Fields): Fields => ({
  DomainId: 62,
  Name: "example.test",
  Punycode: "example.test",
  Status: "ENABLE",
  DNSStatus: "",
  Grade: "DP_FREE",
  EffectiveDNS: ["f1g1ns1.dnspod.net", "f1g1ns2.dnspod.net"],
  ...given,
});
const domains = (items: readonly Fields[], DomainTotal = items.length): Fields => ({
  DomainCountInfo: { DomainTotal, AllTotal: DomainTotal },
  DomainList: items,
});
const zonesOf = (...items: readonly Fields[]) =>
  scripted({ DescribeDomainList: () => domains(items) }).provider.zonesAt(apex, {});

describe("zones", () => {
  it("are those of exactly this name, with their servers and the lowest TTL of their plan", async () => {
    const others = [domain({ DomainId: 63, Name: "notexample.test", Punycode: "notexample.test" })];
    expect(await zonesOf(domain({}), ...others)).toEqual([
      {
        apex,
        id: "62",
        nameServers: ["f1g1ns1.dnspod.net", "f1g1ns2.dnspod.net"],
        minTtl: 600,
      },
    ]);
    expect(await zonesOf(...others)).toEqual([]);
  });

  it("are found by either spelling of a name in another script", async () => {
    const { provider } = scripted({
      DescribeDomainList: () => domains([domain({ Name: "例子.test", Punycode: "xn--fsqu00a.test" })]),
    });
    const [first] = await provider.zonesAt("xn--fsqu00a.test" as typeof apex, {});
    expect(first?.id).toBe("62");
  });

  it.each([
    ["DP_Free", 600],
    ["DP_PLUS", 60],
    ["DP_ULTRA", 1],
    ["D_FREE", 120],
    ["DPG_SOMETHING_NEW", 600],
    [undefined, 600],
  ])("of the plan %s take no TTL below %s", async (Grade, minTtl) => {
    expect(await zonesOf(domain({ Grade }))).toMatchObject([{ minTtl }]);
  });

  it.each([
    [{ Status: "PAUSE" }, expect.stringContaining("PAUSE")],
    [{ Status: "SPAM" }, expect.stringContaining("SPAM")],
    [{ DNSStatus: "DNSERROR", EffectiveDNS: [] }, expect.stringContaining("DNSERROR")],
    // The live delegation is compared with the servers that it tells.
    [{ DNSStatus: "DNSERROR" }, undefined],
    [{ Status: "LOCK" }, undefined],
  ])("that say %j are told not to be served: %s", async (given, notServing) => {
    expect((await zonesOf(domain(given)))[0]?.notServing).toEqual(notServing);
  });

  it("are read to the end of the list, 3,000 at a time", async () => {
    const all = Array.from({ length: 3_001 }, (_, index) =>
      domain(index === 3_000 ? {} : { DomainId: 1_000 + index, Name: "other.test", Punycode: "other.test" }),
    );
    const { provider, asked } = scripted({
      DescribeDomainList: ({ Offset, Limit }) =>
        domains(all.slice(Number(Offset), Number(Offset) + Number(Limit)), all.length),
    });
    expect(await provider.zonesAt(apex, {})).toHaveLength(1);
    expect(asked.map(({ parameters: { Offset, Limit } }) => [Offset, Limit])).toEqual([
      [0, 3_000],
      [3_000, 3_000],
    ]);
  });

  it("are none where the account has none, which may come as an error", async () => {
    const { provider } = scripted({ DescribeDomainList: () => refuse("ResourceNotFound.NoDataOfDomain") });
    expect(await provider.zonesAt(apex, {})).toEqual([]);
  });
});

describe("records", () => {
  it("are listed whole, by the zone's id, without an error where there is none", async () => {
    const { provider, asked } = scripted({ DescribeRecordList: () => listOf([]) });
    expect(await provider.readRRsets(zone, [mail], {})).toEqual([]);
    expect(asked).toEqual([
      {
        action: "DescribeRecordList",
        parameters: { Domain: apex, DomainId: 62, ErrorOnEmpty: "no", Offset: 0, Limit: 3_000 },
      },
    ]);
  });

  it.each([
    ["is shorter than it says", () => listOf([item({})], 2)],
    ["shows one record twice", () => listOf([item({}), item({})], 2)],
    ["tells no number", () => ({ RecordList: [item({})] })],
    ["holds no list", () => ({ RecordCountInfo: { TotalCount: 1 }, RecordList: "x" })],
    ["holds a record without an id", () => listOf([item({ RecordId: undefined })])],
  ])("are not believed where the list %s", async (_what, DescribeRecordList) => {
    const { provider } = scripted({ DescribeRecordList });
    await expect(provider.readRRsets(zone, [mail], {})).rejects.toMatchObject({ code: "API_SURPRISE" });
  });

  it("that are paused are told apart, on whatever line", async () => {
    const items = [
      item({ Value: "served" }),
      item({ RecordId: 2, Value: "paused", Status: "DISABLE" }),
      item({ RecordId: 3, Value: "paused, too", Status: "DISABLE", Line: "电信", LineId: "10=0" }),
      item({ RecordId: 4, Name: "other", Value: "elsewhere", Status: "DISABLE" }),
    ];
    const { provider } = scripted({ DescribeRecordList: () => listOf(items) });
    expect(await provider.pausedAt?.(zone, [mail], {})).toEqual([
      { owner: mail, type: "TXT", ttl: 600, values: ["paused", "paused, too"] },
    ]);
  });

  it("that are paused make no name exist", async () => {
    const holds = (Status: string) =>
      scripted({
        DescribeRecordList: () => listOf([item({ Name: "a.mail", Status })]),
      }).provider.holdsOthers?.(zone, { top: mail, known: [mail] }, {});
    expect([await holds("ENABLE"), await holds("DISABLE")]).toEqual([true, false]);
  });
});

/** A zone that keeps what is created. */
function keeping(more: Parameters<typeof scripted>[0] = {}) {
  const items: Fields[] = [];
  return scripted({
    DescribeRecordList: () => listOf(items),
    CreateRecord: ({ SubDomain, RecordType, Value, MX, TTL, Remark }) => {
      const RecordId = items.length + 1;
      items.push(item({ RecordId, Name: SubDomain, Type: RecordType, Value, MX: MX ?? 0, TTL, Remark }));
      return { RecordId };
    },
    ...more,
  });
}

const txt = (owner: RRset["owner"], value: string): RRset => ({
  owner,
  type: "TXT",
  ttl: 600,
  values: [value],
});

describe("a write", () => {
  it("creates on the default line, with a remark, and waits once for all sets before it reads back", async () => {
    const { provider, asked, pauses } = keeping();
    const swaps = [
      { before: undefined, after: txt(mail, "v=spf1 include:qcloudmail.com ~all") },
      { before: undefined, after: { ...txt(apex, "10 mx.example.net"), type: "MX" } },
    ];
    expect(await provider.apply(zone, swaps, {})).toEqual({ written: 2 });
    expect(
      asked.filter(({ action }) => action === "CreateRecord").map(({ parameters }) => parameters),
    ).toEqual([
      {
        Domain: "example.test",
        DomainId: 62,
        SubDomain: "mail",
        RecordLine: "默认",
        RecordLineId: "0",
        RecordType: "TXT",
        Value: "v=spf1 include:qcloudmail.com ~all",
        TTL: 600,
        Remark: "Created by ses-onboard",
      },
      {
        Domain: "example.test",
        DomainId: 62,
        SubDomain: "@",
        RecordLine: "默认",
        RecordLineId: "0",
        RecordType: "MX",
        Value: "mx.example.net.",
        MX: 10,
        TTL: 600,
        Remark: "Created by ses-onboard",
      },
    ]);
    expect(pauses).toEqual([30_000]);
  });

  it("that is refused in its second set says that the first may stand", async () => {
    const owners = new Set<unknown>();
    const { provider } = keeping({
      CreateRecord: ({ SubDomain }) => {
        owners.add(SubDomain);
        return owners.size === 1 ? { RecordId: 1 } : refuse("InvalidParameter.RecordValueInvalid");
      },
    });
    const swaps = [txt(mail, "one"), txt(apex, "two")].map((after) => ({ before: undefined, after }));
    await expect(provider.apply(zone, swaps, {})).rejects.toMatchObject({
      code: "VALUE_REJECTED",
      facts: { mayHaveArrived: true, apiCode: "InvalidParameter.RecordValueInvalid" },
    });
  });

  it("that is throttled in its second set goes on there, after the lag", async () => {
    let asks = 0;
    const base = keeping();
    const created: unknown[] = [];
    const { provider, pauses } = scripted({
      DescribeRecordList: (parameters) => base.client("DescribeRecordList", parameters, undefined),
      CreateRecord: (parameters) => {
        asks += 1;
        if (asks === 2) return refuse("RequestLimitExceeded");
        created.push(parameters["SubDomain"]);
        return base.client("CreateRecord", parameters, undefined);
      },
    });
    const swaps = [txt(mail, "one"), txt(apex, "two")].map((after) => ({ before: undefined, after }));
    expect(await provider.apply(zone, swaps, {})).toEqual({ written: 2 });
    expect(created).toEqual(["mail", "@"]);
    expect(pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(60_000);
  });
});

describe("the right to write", () => {
  const word = (answers: Parameters<typeof scripted>[0]) => {
    const { provider, asked } = scripted(answers);
    return { asked, said: provider.mayWrite?.(zone, [], {}) };
  };
  const missing = () => refuse("InvalidParameter.RecordIdInvalid");
  const forbidden = () => refuse("UnauthorizedOperation", "not authorized to perform dnspod:DeleteRecord");

  it("is there where a change of nobody's record is refused for the record", async () => {
    const { asked, said } = word({ ModifyRecordFields: missing });
    expect(await said).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it("is there where only the one of two actions is refused", async () => {
    expect(await word({ ModifyRecordFields: forbidden, DeleteRecord: missing }).said).toBe(true);
  });

  it("is missing where both are refused, in DNSPod's own words", async () => {
    await expect(word({ ModifyRecordFields: forbidden, DeleteRecord: forbidden }).said).rejects.toMatchObject(
      {
        code: "RIGHTS_MISSING",
        message: expect.stringContaining("dnspod:DeleteRecord"),
      },
    );
  });

  it.each(["InternalError", "SomethingNew.In2027"])("is unknown where it says %s", async (code) => {
    expect(await word({ ModifyRecordFields: () => refuse(code) }).said).toBeUndefined();
  });

  it("is unknown to whoever says that it changed nobody's record", async () => {
    expect(await word({ ModifyRecordFields: () => ({}), DeleteRecord: () => ({}) }).said).toBeUndefined();
  });

  it("is asked for with an id of sixteen digits, another one each time", async () => {
    const { provider, asked } = scripted({ ModifyRecordFields: missing });
    for (let probe = 0; probe < 20; probe += 1) await provider.mayWrite?.(zone, [], {});
    const ids = asked.map(({ parameters }) => Number(parameters["RecordId"]));
    expect(new Set(ids).size).toBe(20);
    expect(ids.every((id) => Number.isSafeInteger(id) && String(id).length === 16)).toBe(true);
  });

  it("is missing in a zone that the list tells to be locked, without a request", async () => {
    const { provider, asked } = scripted({ DescribeDomainList: () => domains([domain({ Status: "LOCK" })]) });
    const [locked = zone] = await provider.zonesAt(apex, {});
    asked.length = 0;
    await expect(provider.mayWrite?.(locked, [], {})).rejects.toMatchObject({ code: "RIGHTS_MISSING" });
    expect(asked).toEqual([]);
  });
});

describe("a refusal", () => {
  it.each([
    ["AuthFailure.SignatureFailure", "CREDENTIALS_REJECTED"],
    ["AuthFailure.SignatureExpire", "CLOCK_SKEWED"],
    ["AuthFailure.TokenFailure", "CREDENTIALS_REJECTED"],
    ["AuthFailure.UnauthorizedOperation", "RIGHTS_MISSING"],
    ["UnauthorizedOperation.CamNoAuth", "RIGHTS_MISSING"],
    ["OperationDenied.NoPermissionToOperateDomain", "RIGHTS_MISSING"],
    ["FailedOperation.FrequencyLimit", "API_RATE_LIMITED"],
    ["FailedOperation.DomainIsLocked", "RIGHTS_MISSING"],
    ["FailedOperation.DomainIsSpam", "RIGHTS_MISSING"],
    ["FailedOperation.NotRealNamedUser", "RIGHTS_MISSING"],
    ["InvalidParameter.UnrealNameUser", "RIGHTS_MISSING"],
    ["InvalidParameterValue.DomainNotExists", "ZONE_NOT_FOUND"],
    ["InvalidParameter.MxInvalid", "VALUE_REJECTED"],
    ["LimitExceeded.RecordTtlLimit", "VALUE_REJECTED"],
    ["LimitExceeded.SubdomainRollLimit", "QUOTA_EXCEEDED"],
    ["InvalidAction", "CONFIG_INVALID"],
    ["SomethingNew.In2027", "API_SURPRISE"],
  ])("%s of a creation is %s, with the request's id", async (code, ours) => {
    const { provider } = keeping({ CreateRecord: () => refuse(code) });
    await expect(
      provider.apply(zone, [{ before: undefined, after: txt(mail, "x") }], {}),
    ).rejects.toMatchObject({
      code: ours,
      facts: { api: "dnspod", action: "CreateRecord", apiCode: code, requestId: "r-1" },
    });
  });

  it("of a listing is never one of a value", async () => {
    const { provider } = scripted({ DescribeRecordList: () => refuse("InvalidParameter.OffsetInvalid") });
    await expect(provider.readRRsets(zone, [mail], {})).rejects.toMatchObject({ code: "API_SURPRISE" });
  });

  it.each([
    [
      { kind: "redirect", to: "elsewhere.example" } as const,
      { code: "API_SURPRISE", facts: { notTheApi: true } },
    ],
    [{ kind: "not-an-answer" } as const, { code: "API_SURPRISE", facts: { notTheApi: true } }],
    [{ kind: "timeout" } as const, { code: "API_UNAVAILABLE" }],
    [{ kind: "http", status: 502 } as const, { code: "API_UNAVAILABLE" }],
    [{ kind: "http", status: 403 } as const, { code: "API_SURPRISE", facts: { notTheApi: true } }],
    [{ kind: "http", status: 429 } as const, { code: "API_RATE_LIMITED" }],
    [
      { kind: "http", status: 429, retryAfterSeconds: 600 } as const,
      {
        code: "API_RATE_LIMITED",
        hint: expect.stringContaining("10 minutes") as unknown,
        facts: { retryAfterSeconds: 600, retryAfter: expect.any(String) as unknown },
      },
    ],
  ])("that is none of the API's is told as one: %j", async (failure, expected) => {
    const { provider } = scripted({
      DescribeRecordList: () => {
        throw new TencentCallError(failure, undefined);
      },
    });
    await expect(provider.readRRsets(zone, [mail], {})).rejects.toMatchObject(expected);
  });
});
