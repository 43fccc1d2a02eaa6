import { describe, expect, it, test } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { apex, item, listOf, mail, refuse, scripted, zone, type Answers } from "./script.ts";

const OLD = "v=spf1 include:old.example ~all";
const NEW = "v=spf1 include:old.example include:qcloudmail.com ~all";
const txt = (...values: readonly string[]): RRset => ({ owner: mail, type: "TXT", ttl: 600, values });

const INFO = {
  MinTtl: 600,
  DnsServers: { DnsServer: ["dns1.hichina.com", "dns2.hichina.com"] },
  InBlackHole: false,
};
const domain = (given = {}) => ({
  DomainId: "z-1",
  DomainName: "example.test",
  PunyCode: "example.test",
  ...given,
});
const domains = (...items: readonly object[]) => ({ TotalCount: items.length, Domains: { Domain: items } });

describe("zonesAt", () => {
  it("is the zone of this very name, with its edition's lowest TTL, asked in English", async () => {
    const { provider, asked } = scripted({
      DescribeDomains: () =>
        domains(domain(), domain({ DomainId: "z-2", DomainName: "an-example.test", PunyCode: "" })),
      DescribeDomainInfo: () => INFO,
    });
    expect(await provider.zonesAt(apex, {})).toEqual([
      { apex, id: "z-1", nameServers: ["dns1.hichina.com", "dns2.hichina.com"], minTtl: 600 },
    ]);
    expect(asked.map(({ action }) => action)).toEqual(["DescribeDomains", "DescribeDomainInfo"]);
    expect(asked[0]?.parameters).toMatchObject({ KeyWord: apex, SearchMode: "EXACT", Lang: "en" });
    expect(asked[1]?.parameters).toMatchObject({ DomainName: apex, NeedDetailAttributes: "true" });
  });

  it("is found in the whole list where its name is in another script, which the filter may spell either way", async () => {
    const { provider, asked } = scripted({
      DescribeDomains: () => domains(domain({ DomainName: "例子.test", PunyCode: "" })),
      DescribeDomainInfo: () => INFO,
    });
    expect(await provider.zonesAt(parseDomainName("例子.test"), {})).toMatchObject([{ id: "z-1" }]);
    expect(asked[0]?.parameters).not.toHaveProperty("KeyWord");
  });

  it("tells a zone in a black hole as not served", async () => {
    const { provider } = scripted({
      DescribeDomains: () => domains(domain()),
      DescribeDomainInfo: () => ({ ...INFO, InBlackHole: true }),
    });
    expect(await provider.zonesAt(apex, {})).toMatchObject([
      { notServing: expect.stringContaining("InBlackHole") },
    ]);
  });

  it.each([
    ["InvalidAccessKeyId.NotFound", 404, "CREDENTIALS_REJECTED"],
    ["SignatureDoesNotMatch", 400, "CREDENTIALS_REJECTED"],
    ["InvalidSecurityToken.Expired", 400, "CREDENTIALS_REJECTED"],
    ["InvalidTimeStamp.Expired", 400, "CLOCK_SKEWED"],
    ["Forbidden.RAM", 403, "RIGHTS_MISSING"],
    ["Throttling.User", 400, "API_RATE_LIMITED"],
    ["ServiceUnavailable", 503, "API_UNAVAILABLE"],
    ["Something.New", 500, "API_UNAVAILABLE"],
    ["Something.New", 400, "API_SURPRISE"],
  ])("is never 'no zone' where the answer is %s: %s %s", async (hostCode, status, code) => {
    const { provider } = scripted({ DescribeDomains: () => refuse(hostCode, status) });
    await expect(provider.zonesAt(apex, { patienceMs: 0 })).rejects.toMatchObject({
      code,
      facts: { apiCode: hostCode, requestId: "r-1" },
    });
  });
});

test("a zone is read to its last page, whatever its number of records is", async () => {
  const all = Array.from({ length: 1_001 }, (_, n) => item({ RecordId: String(n), Value: `v${n}` }));
  const { provider, asked } = scripted({
    DescribeDomainRecords: ({ PageNumber, PageSize }) => {
      const from = (Number(PageNumber) - 1) * Number(PageSize);
      return listOf(all.slice(from, from + Number(PageSize)), all.length);
    },
  });
  expect((await provider.readRRsets(zone, [mail], {}))[0]?.values).toHaveLength(1_001);
  expect(asked).toHaveLength(3);
});

test("a list that is shorter than it says is no list", async () => {
  const { provider } = scripted({
    DescribeDomainRecords: ({ PageNumber }) => listOf(PageNumber === "1" ? [item({})] : [], 2),
  });
  await expect(provider.readRRsets(zone, [mail], {})).rejects.toMatchObject({ code: "API_SURPRISE" });
});

describe("apply", () => {
  /** A zone that really changes. */
  const holding = (...items: readonly Readonly<Record<string, unknown>>[]): Answers => {
    let records = [...items];
    return {
      DescribeDomainRecords: () => listOf(records),
      UpdateDomainRecord: ({ RecordId, TTL, ...rest }) => {
        records = records.map((one) =>
          one["RecordId"] === RecordId ? { ...one, ...rest, TTL: Number(TTL) } : one,
        );
        return {};
      },
      AddDomainRecord: ({ TTL, Priority, ...rest }) => {
        records = [
          ...records,
          item({ ...rest, RecordId: "9", TTL: Number(TTL), Priority: Number(Priority) }),
        ];
        return {};
      },
      DeleteDomainRecord: ({ RecordId }) => {
        records = records.filter((one) => one["RecordId"] !== RecordId);
        return {};
      },
    };
  };

  it("changes a value in place, and sends every field as it was read", async () => {
    const { provider, asked } = scripted(
      holding(item({ Value: OLD, TTL: 1_200 }), item({ RecordId: "2", Value: "theirs" })),
    );
    const before = { ...txt(OLD, "theirs"), ttl: 600 };
    await provider.apply(zone, [{ before, after: { ...before, values: [NEW, "theirs"] } }], {});
    expect(asked.filter(({ action }) => !action.startsWith("Describe"))).toEqual([
      {
        action: "UpdateDomainRecord",
        parameters: {
          RecordId: "1",
          RR: "mail",
          Type: "TXT",
          Value: NEW,
          TTL: "1200",
          Line: "default",
          Lang: "en",
        },
      },
    ]);
  });

  it("creates on the default line, the apex by @", async () => {
    const { provider, asked } = scripted(holding());
    const after: RRset = { owner: apex, type: "MX", ttl: 600, values: ["10 mx.example.net"] };
    await provider.apply(zone, [{ before: undefined, after }], {});
    expect(asked.find(({ action }) => action === "AddDomainRecord")?.parameters).toEqual({
      DomainName: apex,
      RR: "@",
      Type: "MX",
      Value: "mx.example.net",
      Priority: "10",
      TTL: "600",
      Line: "default",
      Lang: "en",
    });
  });

  it("never writes over a set that has another line, a weight or a lock, nor wakes what is paused", async () => {
    for (const given of [{ Line: "telecom" }, { LbaStatus: true }, { Locked: true }, { Status: "DISABLE" }]) {
      const { provider, asked } = scripted(holding(item({ Value: NEW, ...given })));
      const isPaused = "Status" in given;
      const before = isPaused ? undefined : txt(NEW);
      const after = isPaused ? txt(NEW) : txt("v=spf1 -all");
      await expect(provider.apply(zone, [{ before, after }], {})).rejects.toMatchObject({
        code: "RECORD_IN_THE_WAY",
      });
      expect(asked.every(({ action }) => action === "DescribeDomainRecords")).toBe(true);
    }
  });
});

describe("a refusal", () => {
  it.each([
    ["SignatureNonceUsed", "API_UNAVAILABLE"],
    ["LastOperationNotFinished", "API_UNAVAILABLE"],
    ["Throttling", "API_RATE_LIMITED"],
    ["DomainForbidden", "RIGHTS_MISSING"],
    ["DomainExpiredDNSForbidden", "RIGHTS_MISSING"],
    ["RecordForbidden.BlackHole", "RIGHTS_MISSING"],
    ["Forbidden.UserVerification", "RIGHTS_MISSING"],
    ["InvalidDomainName.NoExist", "ZONE_NOT_FOUND"],
    ["DomainRecordConflict", "RECORD_IN_THE_WAY"],
    ["DomainRecordLocked", "RECORD_IN_THE_WAY"],
    ["QuotaExceeded.Record", "QUOTA_EXCEEDED"],
    ["QuotaExceeded.TTL", "VALUE_REJECTED"],
    ["SubDomainInvalid.Value", "VALUE_REJECTED"],
    ["InvalidAction.NotFound", "CONFIG_INVALID"],
  ])("%s of a creation is %s, with the request's id", async (hostCode, code) => {
    const { provider } = scripted({
      DescribeDomainRecords: () => listOf([]),
      AddDomainRecord: () => refuse(hostCode),
    });
    await expect(
      provider.apply(zone, [{ before: undefined, after: txt(NEW) }], { patienceMs: 0 }),
    ).rejects.toMatchObject({
      code,
      facts: { action: "AddDomainRecord", apiCode: hostCode, requestId: "r-1" },
    });
  });

  it("of a listing is never one of a value", async () => {
    const { provider } = scripted({ DescribeDomainRecords: () => refuse("InvalidParameter") });
    await expect(provider.readRRsets(zone, [mail], {})).rejects.toMatchObject({ code: "API_SURPRISE" });
  });
});

test("a list that shows a write late is waited for, and a write that it never shows is believed", async () => {
  for (const shownFrom of [4, Infinity]) {
    let lists = 0;
    const { provider } = scripted({
      DescribeDomainRecords: () => listOf((lists += 1) >= shownFrom ? [item({ Value: NEW })] : []),
      AddDomainRecord: () => ({}),
    });
    expect(await provider.apply(zone, [{ before: undefined, after: txt(NEW) }], {})).toEqual({ written: 1 });
    expect(lists).toBe(shownFrom === 4 ? 4 : 6);
  }
});

test("what is paused is told apart from what is served", async () => {
  const { provider } = scripted({ DescribeDomainRecords: () => listOf([item({ Status: "DISABLE" })]) });
  expect(await provider.readRRsets(zone, [mail], {})).toEqual([]);
  expect(await provider.pausedAt?.(zone, [mail], {})).toMatchObject([
    { owner: mail, values: ["v=spf1 -all"] },
  ]);
});

describe("mayWrite", () => {
  const probing = (update: string, remove = update) =>
    scripted({
      UpdateDomainRecord: () => refuse(update, 400),
      DeleteDomainRecord: () => refuse(remove, 400),
    });

  it("is yes where the record is looked for, by an id that is new each time and longer than any", async () => {
    const { provider, asked } = probing("DomainRecordNotBelongToUser");
    expect(await provider.mayWrite?.(zone, [], {})).toBe(true);
    expect(await provider.mayWrite?.(zone, [], {})).toBe(true);
    const ids = asked.map(({ parameters }) => parameters["RecordId"]);
    expect(new Set(ids).size).toBe(2);
    for (const id of ids) expect(id).toMatch(/^\d{24}$/);
  });

  it("is yes where one of both is allowed, and no with the host's word where neither is", async () => {
    const one = probing("Forbidden.RAM", "DomainRecordNotBelongToUser");
    expect(await one.provider.mayWrite?.(zone, [], {})).toBe(true);
    const none = probing("Forbidden.RAM");
    await expect(none.provider.mayWrite?.(zone, [], {})).rejects.toMatchObject({ code: "RIGHTS_MISSING" });
  });

  it("can't be told by what is neither", async () => {
    expect(await probing("Something.Else").provider.mayWrite?.(zone, [], {})).toBeUndefined();
    expect(await probing("DomainRecordDuplicate").provider.mayWrite?.(zone, [], {})).toBeUndefined();
  });
});
