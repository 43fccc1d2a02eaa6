import { describe, expect, it, test } from "vitest";
import type { ZoneSettings } from "../../../src/sandbox/zone-store.ts";
import { apex, mail, openDnspod } from "./bench.ts";

// What a client of the real DNSPod has to know, each as the fake does it.

const SPF = "v=spf1 include:qcloudmail.com ~all";
const LINE = { RecordLine: "默认", RecordLineId: "0" };
const NEW = { SubDomain: "mail", RecordType: "TXT", ...LINE, Value: SPF };
const UNICOM = { RecordLine: "联通", RecordLineId: "10=1" };

const at = (owner: string, type: string, ...values: readonly string[]) =>
  ({ owner, type, ttl: 600, values }) as NonNullable<ZoneSettings["records"]>[number];

async function openWith(...records: NonNullable<ZoneSettings["records"]>) {
  const dnspod = await openDnspod({ records });
  const { RecordList } = await dnspod.ask("DescribeRecordList");
  const ids = RecordList.filter(({ DefaultNS }) => !DefaultNS).map(({ RecordId }) => RecordId);
  return { ...dnspod, ids, RecordId: ids[0] };
}

describe("CreateRecord", () => {
  it("adds a record, of 600 s where no TTL is given, and answers with its id", async () => {
    const { ask, stored } = await openDnspod();
    const { RecordId } = await ask("CreateRecord", { ...NEW, Remark: "ses-onboard" });
    expect(stored()).toMatchObject([
      { owner: mail, type: "TXT", value: SPF, ttl: 600, comment: "ses-onboard" },
    ]);
    expect((await ask("DescribeRecord", { RecordId }))["RecordInfo"]).toMatchObject({
      Id: RecordId,
      SubDomain: "mail",
      RecordType: "TXT",
      RecordLine: "默认",
      RecordLineId: "0",
      Value: SPF,
      Weight: null,
      MX: 0,
      TTL: 600,
      Enabled: 1,
      Remark: "ses-onboard",
    });
  });

  it("takes what names no host record for the domain itself", async () => {
    const { ask, stored } = await openDnspod();
    const { SubDomain: _left, ...rest } = NEW;
    await ask("CreateRecord", rest);
    expect(stored()).toMatchObject([{ owner: apex }]);
  });

  it("takes a name that was written out for one below the domain", async () => {
    const { ask, stored } = await openDnspod();
    await ask("CreateRecord", { ...NEW, SubDomain: mail });
    expect(stored()[0]?.owner).toBe("mail.example.test.example.test");
  });

  it("keeps quotes as part of a text: TXT is raw", async () => {
    const { ask, stored } = await openDnspod();
    await ask("CreateRecord", { ...NEW, Value: `"${SPF}"` });
    expect(stored()[0]?.value).toBe(`"${SPF}"`);
  });

  it.each([
    ["the same record", {}, "InvalidParameter.DomainRecordExist"],
    ["the same one with another TTL", { TTL: 3_600 }, "InvalidParameter.DomainRecordExist"],
    ["another value", { Value: "other" }, "taken"],
    ["the same one on another line", UNICOM, "taken"],
    ["a TTL below the grade's", { Value: "x", TTL: 599 }, "LimitExceeded.RecordTtlLimit"],
    ["a TTL of eight days", { Value: "x", TTL: 691_200 }, "LimitExceeded.RecordTtlLimit"],
    ["a weight of 101", { Value: "x", Weight: 101 }, "InvalidParameter.InvalidWeight"],
    ["a strange status", { Value: "x", Status: "PAUSE" }, "InvalidParameter"],
    ["a strange type", { RecordType: "BOX" }, "InvalidParameter.RecordTypeInvalid"],
    [
      "a line of the other site",
      { RecordLineId: undefined, RecordLine: "Default" },
      "InvalidParameter.RecordLineInvalid",
    ],
    ["a strange line's id", { RecordLineId: "1" }, "InvalidParameter.RecordLineInvalid"],
    ["a final dot", { SubDomain: "mail." }, "InvalidParameter.SubdomainInvalid"],
    ["six labels at a grade of five", { SubDomain: "a.b.c.d.e.f" }, "LimitExceeded.SubdomainLevelLimit"],
    ["no value", { Value: "" }, "InvalidParameter.RecordValueInvalid"],
    ["5,000 octets", { Value: "x".repeat(5_000) }, "InvalidParameter.RecordValueLengthInvalid"],
    ["a number for a text", { Value: 7 }, "InvalidParameter"],
    [
      "another line without the default one",
      { ...UNICOM, SubDomain: "new" },
      "FailedOperation.MustAddDefaultLineFirst",
    ],
    ["a CNAME beside it", { RecordType: "CNAME", Value: "x.example.net." }, "InvalidParameter.CustomMessage"],
    ["an address that is none", { RecordType: "A", Value: "192.0.2" }, "InvalidParameter.RecordValueInvalid"],
    ["a parameter that it does not know", { Ttl: 600 }, "UnknownParameter"],
    ["no line", { RecordLine: undefined }, "MissingParameter"],
  ])("answers %s with its code", async (_title, changed, code) => {
    const { codeOf, stored } = await openWith(at(mail, "TXT", SPF));
    expect(await codeOf("CreateRecord", { ...NEW, ...changed })).toBe(code);
    expect(stored()).toHaveLength(code === "taken" ? 2 : 1);
  });

  it("refuses the duplicate of a record that is paused, and of one that is not listed yet", async () => {
    const { ask, codeOf } = await openWith({ ...at(mail, "TXT", SPF), paused: true });
    expect(await codeOf("CreateRecord", NEW)).toBe("InvalidParameter.DomainRecordExist");
    await ask("CreateRecord", { ...NEW, Value: "new" });
    expect((await ask("DescribeRecordList", { Subdomain: "mail" })).RecordList).toHaveLength(1);
    expect(await codeOf("CreateRecord", { ...NEW, Value: "new" })).toBe("InvalidParameter.DomainRecordExist");
  });

  it("lets a record in beside a CNAME that is paused", async () => {
    const { codeOf } = await openWith({ ...at(mail, "CNAME", "x.example.net"), paused: true });
    expect(await codeOf("CreateRecord", NEW)).toBe("taken");
  });

  it("refuses a third address at a grade of two, but not a paused one, nor a third text", async () => {
    const { codeOf } = await openWith(at(mail, "A", "192.0.2.1", "192.0.2.2"), at(mail, "TXT", "one", "two"));
    const third = { ...NEW, RecordType: "A", Value: "192.0.2.3" };
    expect(await codeOf("CreateRecord", third)).toBe("LimitExceeded.SubdomainRollLimit");
    expect(await codeOf("CreateRecord", { ...third, Status: "DISABLE" })).toBe("taken");
    expect(await codeOf("CreateRecord", NEW)).toBe("taken");
  });
});

describe("MX", () => {
  const MX = { SubDomain: "mail", RecordType: "MX", ...LINE, Value: "mxbiz1.qq.com" };

  it.each([
    [undefined, "InvalidParameter.MxInvalid"],
    [0, "InvalidParameter.MxInvalid"],
    [1, "taken"],
    [65_535, "taken"],
    [65_536, "InvalidParameter.MxInvalid"],
    ["10", "InvalidParameter"],
  ])("of the preference %s: %s", async (preference, code) => {
    const { codeOf } = await openDnspod();
    expect(await codeOf("CreateRecord", { ...MX, MX: preference })).toBe(code);
  });

  it("can't say that a domain takes no mail", async () => {
    const { codeOf } = await openDnspod();
    expect(await codeOf("CreateRecord", { ...MX, MX: 1, Value: "." })).toBe(
      "InvalidParameter.RecordValueInvalid",
    );
  });

  it("and CNAME come back with a final dot, however they were written", async () => {
    const { ask, pass } = await openDnspod();
    await ask("CreateRecord", { ...MX, MX: 5 });
    await ask("CreateRecord", { ...MX, RecordType: "CNAME", SubDomain: "www", Value: "example.net." });
    pass(30_000);
    const { RecordList } = await ask("DescribeRecordList");
    expect(RecordList.filter(({ DefaultNS }) => !DefaultNS)).toMatchObject([
      { Type: "MX", Value: "mxbiz1.qq.com.", MX: 5 },
      { Type: "CNAME", Value: "example.net.", MX: 0 },
    ]);
  });
});

describe("ModifyRecord", () => {
  const CHANGED = { RecordType: "TXT", ...LINE, Value: "v=spf1 -all" };

  it("moves a record to the domain itself where it is not told its host record", async () => {
    const { ask, stored, RecordId } = await openWith(at(mail, "TXT", SPF));
    await ask("ModifyRecord", { ...CHANGED, RecordId });
    expect(stored()).toMatchObject([{ owner: apex, value: "v=spf1 -all" }]);
  });

  it("clears a weight that it is not told, and wakes a record that was paused", async () => {
    const { ask, stored, RecordId } = await openWith({ ...at(mail, "TXT", SPF), weight: 20, paused: true });
    await ask("ModifyRecord", { ...CHANGED, SubDomain: "mail", RecordId });
    expect(stored()[0]).not.toHaveProperty("weight");
    expect(stored()[0]).not.toHaveProperty("paused");
  });

  it("puts the TTL to 600 s and the line to the one that it is told", async () => {
    const { ask, stored, ids } = await openWith(
      { ...at(mail, "TXT", SPF), ttl: 3_600 },
      { ...at(mail, "TXT", "other"), line: "10=1" },
    );
    await ask("ModifyRecord", { ...CHANGED, SubDomain: "mail", RecordId: ids[1] });
    expect(stored()[1]).toMatchObject({ ttl: 600 });
    expect(stored()[1]).not.toHaveProperty("line");
  });

  it("keeps the remark where it is not told one, and takes it away where that is empty", async () => {
    const { ask, stored, RecordId } = await openWith({ ...at(mail, "TXT", SPF), managedBy: "Terraform" });
    await ask("ModifyRecord", { ...CHANGED, SubDomain: "mail", RecordId });
    expect(stored()[0]?.comment).toBe("Terraform");
    await ask("ModifyRecord", { ...CHANGED, SubDomain: "mail", RecordId, Remark: "" });
    expect(stored()[0]).not.toHaveProperty("comment");
  });

  it("changes the value alone where it is told every other field as DescribeRecord has it", async () => {
    const { ask, stored, RecordId } = await openWith({
      ...at(mail, "TXT", SPF),
      ttl: 300,
      weight: 20,
      paused: true,
    });
    const [before] = stored();
    const info = (await ask("DescribeRecord", { RecordId }))["RecordInfo"] as Record<string, unknown>;
    const { Id, Enabled, MonitorStatus: _monitor, UpdatedOn: _time, DomainId: _domain, ...fields } = info;
    const Status = Enabled === 1 ? "ENABLE" : "DISABLE";
    await ask("ModifyRecord", { ...fields, RecordId: Id, Status, Value: "v=spf1 -all" });
    expect(stored()).toEqual([{ ...before, value: "v=spf1 -all" }]);
  });

  it.each([
    ["an id that nobody has", { RecordId: 1 }, "InvalidParameter.RecordIdInvalid"],
    [
      "the value of another record",
      { SubDomain: "mail", Value: "other" },
      "InvalidParameter.DomainRecordExist",
    ],
    ["another TTL below the grade's", { SubDomain: "mail", TTL: 60 }, "LimitExceeded.RecordTtlLimit"],
    [
      "an MX without a preference",
      { RecordType: "MX", Value: "mx.example.net" },
      "InvalidParameter.MxInvalid",
    ],
  ])("refuses %s, and changes nothing", async (_title, changed, code) => {
    const { codeOf, zone, RecordId } = await openWith(at(mail, "TXT", SPF, "other"));
    expect(await codeOf("ModifyRecord", { ...CHANGED, RecordId, ...changed })).toBe(code);
    expect(zone.versions).toHaveLength(1);
  });
});

describe("ModifyRecordFields", () => {
  const value = (Value: string) => ({ FieldList: [{ Key: "value", Value }] });

  it("changes the value alone: host record, weight, pause, TTL and remark stay", async () => {
    const marks = { ttl: 300, weight: 20, paused: true, managedBy: "Terraform" } as const;
    const { ask, stored, RecordId } = await openWith({ ...at(mail, "TXT", SPF), ...marks });
    const [before] = stored();
    await ask("ModifyRecordFields", { RecordId, ...value("v=spf1 -all") });
    expect(stored()).toEqual([{ ...before, value: "v=spf1 -all" }]);
  });

  it("takes numbers as texts", async () => {
    const { ask, stored, codeOf, RecordId } = await openWith(at(mail, "MX", "10 mx.example.net"));
    const fields = [
      { Key: "mx", Value: "20" },
      { Key: "ttl", Value: "3600" },
    ];
    await ask("ModifyRecordFields", { RecordId, FieldList: fields });
    expect(stored()).toMatchObject([{ value: "20 mx.example.net", ttl: 3_600 }]);
    const asNumber = { RecordId, FieldList: [{ Key: "mx", Value: 20 }] };
    expect(await codeOf("ModifyRecordFields", asNumber)).toBe("InvalidParameter");
  });

  it.each([
    ["a field that it does not know", [{ Key: "remark", Value: "x" }], "InvalidParameter"],
    ["a value that stands there", [{ Key: "value", Value: "other" }], "InvalidParameter.DomainRecordExist"],
    ["a TTL below the grade's", [{ Key: "ttl", Value: "60" }], "LimitExceeded.RecordTtlLimit"],
    ["no list", undefined, "MissingParameter"],
  ])("refuses %s", async (_title, FieldList, code) => {
    const { codeOf, zone, RecordId } = await openWith(at(mail, "TXT", SPF, "other"));
    expect(await codeOf("ModifyRecordFields", { RecordId, FieldList })).toBe(code);
    expect(zone.versions).toHaveLength(1);
  });

  it("makes no version of the zone where nothing changes", async () => {
    const { ask, zone, RecordId } = await openWith(at(mail, "TXT", SPF));
    await ask("ModifyRecordFields", { RecordId, ...value(SPF) });
    expect(zone.versions).toHaveLength(1);
  });

  it("is no action of an API that lacks it", async () => {
    const { codeOf } = await openDnspod({ lacks: ["ModifyRecordFields"] });
    expect(await codeOf("ModifyRecordFields", { RecordId: 1, ...value("x") })).toBe("InvalidAction");
  });
});

test("status and remark have calls of their own, which leave the rest alone", async () => {
  const { ask, stored, RecordId } = await openWith({ ...at(mail, "TXT", SPF), weight: 20 });
  await ask("ModifyRecordStatus", { RecordId, Status: "DISABLE" });
  await ask("ModifyRecordRemark", { RecordId, Remark: "ses-onboard" });
  expect(stored()).toMatchObject([{ owner: mail, weight: 20, paused: true, comment: "ses-onboard" }]);
});

describe("DeleteRecord", () => {
  it("takes one away by its id, and says of a second time that there is none", async () => {
    const { ask, codeOf, stored, ids } = await openWith(at(mail, "TXT", SPF, "other"));
    await ask("DeleteRecord", { RecordId: ids[0] });
    expect(stored()).toMatchObject([{ value: "other" }]);
    expect(await codeOf("DeleteRecord", { RecordId: ids[0] })).toBe("InvalidParameter.RecordIdInvalid");
  });

  it("keeps the NS records of the domain itself", async () => {
    const { ask, codeOf } = await openDnspod();
    const { RecordList } = await ask("DescribeRecordList");
    expect(await codeOf("DeleteRecord", { RecordId: RecordList[0]?.RecordId })).toBe(
      "InvalidParameter.RecordIdInvalid",
    );
  });
});

test.each([
  ["LOCK", "FailedOperation.DomainIsLocked"],
  ["SPAM", "FailedOperation.DomainIsSpam"],
  ["PAUSE", "taken"],
] as const)("a domain in the state %s answers a write with %s", async (status, code) => {
  const { codeOf } = await openDnspod({ zone: { status } });
  expect(await codeOf("CreateRecord", NEW)).toBe(code);
});
