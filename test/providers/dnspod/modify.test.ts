import { describe, expect, it } from "vitest";
import type { Fields } from "../../../providers/dnspod/api.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { item, listOf, mail, refuse, scripted, zone, type Answers } from "./script.ts";

const OLD = "v=spf1 include:old.example ~all";
const NEW = "v=spf1 include:old.example include:qcloudmail.com ~all";
const rrset = (value: string): RRset => ({ owner: mail, type: "TXT", ttl: 600, values: [value] });
const swap = { before: rrset(OLD), after: rrset(NEW) };

/** As DescribeRecord shows it (examples of Tencent's command line, 2025). */
const info = {
  Id: 161,
  SubDomain: "mail",
  RecordType: "TXT",
  RecordLine: "默认",
  RecordLineId: "0",
  Value: OLD,
  Weight: null,
  MX: 0,
  TTL: 600,
  Enabled: 1,
  MonitorStatus: "",
  Remark: "ask Li before",
  UpdatedOn: "2026-11-01 11:38:02",
  DomainId: 62,
};

function world(more: Answers, given: Fields = {}) {
  let value = OLD;
  return scripted({
    DescribeRecordList: () => listOf([item({ RecordId: 161, Value: value, ...given })]),
    DescribeRecord: () => ({ RecordInfo: { ...info, Value: value } }),
    ModifyRecordFields: ({ FieldList }) => {
      value = String((FieldList as Fields[]).find(({ Key }) => Key === "value")?.["Value"]);
      return { RecordId: 161 };
    },
    ModifyRecord: ({ Value }) => {
      value = String(Value);
      return { RecordId: 161 };
    },
    ...more,
  });
}

describe("a change in place", () => {
  it("names the value alone", async () => {
    const { provider, asked } = world({});
    expect(await provider.apply(zone, [swap], {})).toEqual({ written: 1 });
    expect(asked.map(({ action }) => action)).toEqual([
      "DescribeRecordList",
      "DescribeRecord",
      "ModifyRecordFields",
      "DescribeRecordList",
    ]);
    expect(asked[2]?.parameters).toEqual({
      Domain: "example.test",
      DomainId: 62,
      RecordId: 161,
      FieldList: [{ Key: "value", Value: NEW }],
    });
  });

  it("names host and preference of an MX, as text", async () => {
    let exchange = "mx1.example.net.";
    const { provider, asked } = scripted({
      DescribeRecordList: () => listOf([item({ Type: "MX", Value: exchange, MX: 5 })]),
      DescribeRecord: () => ({ RecordInfo: { ...info, RecordType: "MX", Value: exchange, MX: 5 } }),
      ModifyRecordFields: () => {
        exchange = "mx2.example.net.";
        return {};
      },
    });
    const mx = (value: string): RRset => ({ owner: mail, type: "MX", ttl: 600, values: [value] });
    await provider.apply(zone, [{ before: mx("5 mx1.example.net"), after: mx("5 mx2.example.net") }], {});
    expect(asked[2]?.parameters["FieldList"]).toEqual([
      { Key: "value", Value: "mx2.example.net." },
      { Key: "mx", Value: "5" },
    ]);
  });

  it.each([
    "UnsupportedOperation",
    "InvalidAction",
    "UnauthorizedOperation",
    "AuthFailure.UnauthorizedOperation",
  ])(
    "sends each field as it was read where there is no ModifyRecordFields (%s), and asks for it once",
    async (code) => {
      const { provider, asked } = world({
        ModifyRecordFields: () => refuse(code),
        DescribeRecord: () => ({ RecordInfo: info }),
      });
      await provider.apply(zone, [swap], {});
      expect(asked.find(({ action }) => action === "ModifyRecord")?.parameters).toEqual({
        Domain: "example.test",
        DomainId: 62,
        RecordId: 161,
        SubDomain: "mail",
        RecordType: "TXT",
        RecordLine: "默认",
        RecordLineId: "0",
        Value: NEW,
        TTL: 600,
        Status: "ENABLE",
        Remark: "ask Li before",
      });
      asked.length = 0;
      const back = { before: rrset(NEW), after: rrset(OLD) };
      await provider.apply(zone, [back], {}).catch(() => undefined);
      expect(asked.map(({ action }) => action)).not.toContain("ModifyRecordFields");
    },
  );

  const CHANGED = [
    ["the value", { Value: "somebody else's" }],
    ["its state", { Enabled: 0 }],
    ["its name", { SubDomain: "www" }],
    ["its type", { RecordType: "SPF" }],
    ["its line", { RecordLine: "电信", RecordLineId: "10=0" }],
    ["its weight", { Weight: 20 }],
  ] as const;

  it.each(CHANGED)(
    "by no way writes where the list is behind, and somebody has changed %s",
    async (_what, given) => {
      const { provider, asked } = world({ DescribeRecord: () => ({ RecordInfo: { ...info, ...given } }) });
      await expect(provider.apply(zone, [swap], {})).rejects.toMatchObject({ code: "RRSET_CHANGED" });
      const gone = { before: rrset(OLD), after: undefined };
      await expect(provider.apply(zone, [gone], {})).rejects.toMatchObject({ code: "RRSET_CHANGED" });
      const written = asked.filter(({ action }) => !action.startsWith("Describe"));
      expect(written).toEqual([]);
    },
  );

  it.each(["UnauthorizedOperation", "InvalidAction"])(
    "goes by the list alone where the key may not read a single record (%s)",
    async (code) => {
      const { provider } = world({ DescribeRecord: () => refuse(code) });
      expect(await provider.apply(zone, [swap], {})).toEqual({ written: 1 });
    },
  );

  it.each(CHANGED)("writes nothing where somebody has changed %s meanwhile", async (_what, given) => {
    const { provider, asked } = world({
      ModifyRecordFields: () => refuse("UnsupportedOperation"),
      DescribeRecord: () => ({ RecordInfo: { ...info, ...given } }),
    });
    await expect(provider.apply(zone, [swap], {})).rejects.toMatchObject({ code: "RRSET_CHANGED" });
    expect(asked.map(({ action }) => action)).not.toContain("ModifyRecord");
  });

  it("changes a record that is shown by itself in other letters than in the list", async () => {
    const mx = (value: string): RRset => ({ owner: mail, type: "MX", ttl: 600, values: [value] });
    let exchange = "mx1.example.net.";
    const { provider, asked } = scripted({
      DescribeRecordList: () => listOf([item({ Type: "MX", Value: exchange, MX: 5 })]),
      DescribeRecord: () => ({
        RecordInfo: { ...info, SubDomain: "Mail", RecordType: "MX", Value: "MX1.Example.net", MX: 5 },
      }),
      ModifyRecordFields: () => {
        exchange = "mx2.example.net.";
        return {};
      },
    });
    await provider.apply(zone, [{ before: mx("5 mx1.example.net"), after: mx("5 mx2.example.net") }], {});
    expect(asked.map(({ action }) => action)).toContain("ModifyRecordFields");
  });

  it("keeps a weight that is switched off", async () => {
    const { provider, asked } = world({
      ModifyRecordFields: () => refuse("UnsupportedOperation"),
      DescribeRecord: () => ({ RecordInfo: { ...info, Weight: 0 } }),
    });
    await provider.apply(zone, [swap], {});
    expect(asked.find(({ action }) => action === "ModifyRecord")?.parameters).toMatchObject({ Weight: 0 });
  });
});
