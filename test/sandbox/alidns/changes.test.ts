import { describe, expect, it, test } from "vitest";
import type { ZoneSettings } from "../../../src/sandbox/zone-store.ts";
import { apex, mail, openAlidns } from "./bench.ts";

// What a client of the real Alibaba Cloud DNS has to know, each as the fake does it.

const SPF = "v=spf1 include:qcloudmail.com ~all";
const NEW = { RR: "mail", Type: "TXT", Value: SPF };

type Record = NonNullable<ZoneSettings["records"]>[number];
const at = (owner: string, type: string, ...values: readonly string[]) =>
  ({ owner, type, ttl: 600, values }) as Record;

async function openWith(...records: readonly Record[]) {
  const alidns = await openAlidns({ records });
  const ids = (await alidns.list({ Direction: "ASC" })).map(({ RecordId }) => RecordId);
  return { ...alidns, ids, RecordId: ids[0] };
}

describe("AddDomainRecord", () => {
  it("adds a record, of 600 s on the default line unless it is told another, and answers with its id", async () => {
    const { ask, list, stored } = await openAlidns();
    const { RecordId } = await ask("AddDomainRecord", NEW);
    expect(stored()).toMatchObject([{ owner: mail, type: "TXT", value: SPF, ttl: 600 }]);
    expect(await list()).toMatchObject([{ RecordId, RR: "mail", Line: "default", Status: "ENABLE" }]);
    await ask("AddDomainRecord", { ...NEW, RR: "@" });
    expect(stored()[1]?.owner).toBe(apex);
  });

  it("takes a name that was written out for one below the domain", async () => {
    const { ask, stored } = await openAlidns();
    await ask("AddDomainRecord", { ...NEW, RR: mail });
    expect(stored()[0]?.owner).toBe("mail.example.test.example.test");
  });

  it("takes double quotes, and spaces at the end, away from a text", async () => {
    const { ask, stored } = await openAlidns();
    await ask("AddDomainRecord", { ...NEW, Value: '"v=spf1" "-all"  ' });
    expect(stored()[0]?.value).toBe("v=spf1 -all");
  });

  it.each([
    ["the same record", {}, "DomainRecordDuplicate"],
    ["the same one with another TTL", { TTL: 3_600 }, "DomainRecordDuplicate"],
    ["another value", { Value: "other" }, "taken"],
    ["the same one on another line", { Line: "telecom" }, "taken"],
    ["a line that can't be one", { Line: "默认" }, "SubDomainInvalid.Line"],
    ["a TTL below the edition's", { Value: "x", TTL: 599 }, "QuotaExceeded.TTL"],
    ["a TTL of two days", { Value: "x", TTL: 172_800 }, "SubDomainInvalid.TTL"],
    ["a TTL of zero", { Value: "x", TTL: 0 }, "SubDomainInvalid.TTL"],
    ["a TTL that is no number", { Value: "x", TTL: "ten" }, "InvalidTTL"],
    ["a strange type", { Type: "BOX" }, "SubDomainInvalid.Type"],
    ["a final dot", { RR: "mail." }, "InvalidRR.Format"],
    ["no host record", { RR: undefined }, "MissingRR"],
    ["an empty host record", { RR: "" }, "MissingRR"],
    ["no value", { Value: "" }, "MissingValue"],
    ["nothing but quotes", { Value: '""' }, "SubDomainInvalid.Value"],
    ["512 octets", { Value: "x".repeat(512) }, "taken"],
    ["513 octets", { Value: "x".repeat(513) }, "SubDomainInvalid.Value"],
    ["a CNAME beside it", { Type: "CNAME", Value: "x.example.net" }, "DomainRecordConflict"],
    ["an address that is none", { Type: "A", Value: "192.0.2" }, "SubDomainInvalid.Value"],
  ])("answers %s with its code", async (_title, changed, code) => {
    const { codeOf, stored } = await openWith(at(mail, "TXT", SPF));
    expect(await codeOf("AddDomainRecord", { ...NEW, ...changed })).toBe(code);
    expect(stored()).toHaveLength(code === "taken" ? 2 : 1);
  });

  it("refuses the duplicate of a record that is paused, and takes one beside a paused CNAME", async () => {
    const { codeOf } = await openWith(
      { ...at(mail, "TXT", SPF), paused: true },
      { ...at(mail, "CNAME", "x.example.net"), paused: true },
    );
    expect(await codeOf("AddDomainRecord", NEW)).toBe("DomainRecordDuplicate");
    expect(await codeOf("AddDomainRecord", { ...NEW, Value: "other" })).toBe("taken");
  });

  it("takes a TTL of a second at the ultimate edition", async () => {
    const { codeOf } = await openAlidns({ zone: { edition: "version_enterprise_advanced" } });
    expect(await codeOf("AddDomainRecord", { ...NEW, TTL: 1 })).toBe("taken");
  });
});

describe("MX", () => {
  const MX = { RR: "mail", Type: "MX", Value: "mxbiz1.qq.com." };

  it.each([
    [undefined, "SubDomainInvalid.Priority"],
    [0, "SubDomainInvalid.Priority"],
    [1, "taken"],
    [50, "taken"],
    [51, "SubDomainInvalid.Priority"],
    ["ten", "InvalidPriority"],
  ])("of the preference %s: %s", async (Priority, code) => {
    const { codeOf } = await openAlidns();
    expect(await codeOf("AddDomainRecord", { ...MX, Priority })).toBe(code);
  });

  it("can't say that a domain takes no mail", async () => {
    const { codeOf } = await openAlidns();
    expect(await codeOf("AddDomainRecord", { ...MX, Value: ".", Priority: 1 })).toBe(
      "SubDomainInvalid.Value",
    );
  });

  it("comes back without a final dot", async () => {
    const { ask, list } = await openAlidns();
    await ask("AddDomainRecord", { ...MX, Priority: 5 });
    expect(await list()).toMatchObject([{ Value: "mxbiz1.qq.com", Priority: 5 }]);
  });
});

describe("UpdateDomainRecord", () => {
  const marks = { ttl: 3_600, weight: 20, paused: true, managedBy: "Terraform" } as const;

  it("changes the record, and keeps pause, weight and remark, which it can't be told", async () => {
    const { call, stored, RecordId } = await openWith({ ...at(mail, "TXT", SPF), ...marks });
    const [before] = stored();
    const given = { RecordId, RR: "mail", Type: "TXT", Value: "v=spf1 -all", TTL: 3_600 };
    expect(await call("UpdateDomainRecord", given)).toMatchObject({ RecordId });
    expect(stored()).toEqual([{ ...before, value: "v=spf1 -all" }]);
  });

  it("puts a TTL that is left out to 600 s, and the record on the default line", async () => {
    const { call, stored, RecordId } = await openWith({
      ...at(mail, "TXT", SPF),
      ttl: 3_600,
      line: "telecom",
    });
    await call("UpdateDomainRecord", { RecordId, ...NEW });
    expect(stored()).toMatchObject([{ owner: mail, ttl: 600 }]);
    expect(stored()[0]).not.toHaveProperty("line");
  });

  it.each([
    ["RR", "MissingRR"],
    ["Type", "MissingType"],
    ["Value", "MissingValue"],
    ["RecordId", "MissingRecordId"],
  ])("refuses one without %s", async (name, code) => {
    const { codeOf, zone, RecordId } = await openWith(at(mail, "TXT", SPF));
    expect(await codeOf("UpdateDomainRecord", { RecordId, ...NEW, Value: "x", [name]: undefined })).toBe(
      code,
    );
    expect(zone.versions).toHaveLength(1);
  });

  it.each([
    ["nothing new", {}, "DomainRecordDuplicate"],
    ["the value of another record", { Value: "other" }, "DomainRecordDuplicate"],
    ["another TTL below the edition's", { TTL: 60 }, "QuotaExceeded.TTL"],
    ["an id that nobody has", { RecordId: "9", Value: "x" }, "DomainRecordNotBelongToUser"],
    ["an MX without a preference", { Type: "MX", Value: "mx.example.net" }, "SubDomainInvalid.Priority"],
  ])("refuses %s, and changes nothing", async (_title, changed, code) => {
    const { codeOf, zone, RecordId } = await openWith(at(mail, "TXT", SPF, "other"));
    expect(await codeOf("UpdateDomainRecord", { RecordId, ...NEW, ...changed })).toBe(code);
    expect(zone.versions).toHaveLength(1);
  });

  it("takes another TTL alone, and one that is kept from better days", async () => {
    const { codeOf, stored, ids } = await openWith(at(mail, "TXT", SPF), {
      ...at(apex, "TXT", SPF),
      ttl: 60,
    });
    expect(await codeOf("UpdateDomainRecord", { RecordId: ids[0], ...NEW, TTL: 3_600 })).toBe("taken");
    const kept = { RecordId: ids[1], ...NEW, RR: "@", Value: "x", TTL: 60 };
    expect(await codeOf("UpdateDomainRecord", kept)).toBe("taken");
    expect(stored()).toMatchObject([{ ttl: 3_600 }, { ttl: 60, value: "x" }]);
  });
});

test("status and remark have calls of their own, which leave the rest alone", async () => {
  const { call, codeOf, stored, RecordId } = await openWith({ ...at(mail, "TXT", SPF), weight: 20 });
  const [before] = stored();
  await call("SetDomainRecordStatus", { RecordId, Status: "Disable" });
  await call("UpdateDomainRecordRemark", { RecordId, Remark: "ses-onboard" });
  expect(stored()).toEqual([{ ...before, paused: true, comment: "ses-onboard" }]);
  await call("SetDomainRecordStatus", { RecordId, Status: "Enable" });
  await call("UpdateDomainRecordRemark", { RecordId });
  expect(stored()).toEqual([before]);
  expect(await codeOf("SetDomainRecordStatus", { RecordId, Status: "Pause" })).toBe("InvalidStatus");
});

test("DeleteDomainRecord takes one away by its id, and says of a second time that there is none", async () => {
  const { codeOf, stored, RecordId } = await openWith(at(mail, "TXT", SPF, "other"));
  expect(await codeOf("DeleteDomainRecord", { RecordId })).toBe("taken");
  expect(stored()).toMatchObject([{ value: "other" }]);
  expect(await codeOf("DeleteDomainRecord", { RecordId })).toBe("DomainRecordNotBelongToUser");
});

test("a record that is locked is neither changed nor taken away", async () => {
  const { codeOf, zone, RecordId } = await openWith({ ...at(mail, "TXT", SPF), locked: "by the host" });
  expect(await codeOf("UpdateDomainRecord", { RecordId, ...NEW, Value: "x" })).toBe("DomainRecordLocked");
  expect(await codeOf("SetDomainRecordStatus", { RecordId, Status: "Disable" })).toBe("DomainRecordLocked");
  expect(await codeOf("DeleteDomainRecord", { RecordId })).toBe("DomainRecordLocked");
  expect(zone.versions).toHaveLength(1);
});

test.each([
  ["forbidden", "DomainForbidden"],
  ["expired", "DomainExpiredDNSForbidden"],
] as const)("a domain that is %s answers a write with %s", async (state, code) => {
  const { codeOf } = await openAlidns({ zone: { state } });
  expect(await codeOf("AddDomainRecord", NEW)).toBe(code);
});
