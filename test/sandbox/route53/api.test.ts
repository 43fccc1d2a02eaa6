import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RawChange, Route53Api } from "../../../providers/route53/api.ts";
import { prefixed } from "../../../src/dns/domain-name.ts";
import {
  APEX,
  D,
  name,
  openFixture,
  txt,
  type Fixture,
  type BenchSettings,
} from "../../providers/route53/bench.ts";

// The sandbox as the official SDK sees it.

const context = { abortSignal: new AbortController().signal };

let fixture: Fixture;
let api: Route53Api;
async function open(settings: BenchSettings): Promise<void> {
  fixture = await openFixture(settings);
  api = await fixture.client();
}
beforeEach(() =>
  open({
    zone: {
      records: [
        txt(D, "one", "two"),
        { owner: prefixed("www", APEX), type: "CNAME", values: ["x.example.net"] },
      ],
    },
  }),
);
afterEach(() => fixture.close());

function change(...changes: readonly RawChange[]) {
  return api.changeResourceRecordSets(
    { HostedZoneId: fixture.zone.id, ChangeBatch: { Comment: "", Changes: changes } },
    context,
  );
}

function set(owner: string, Type: string, TTL: number | undefined, ...values: readonly string[]) {
  return { Name: `${owner}.`, Type, TTL, ResourceRecords: values.map((Value) => ({ Value })) };
}

async function refusal(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => "accepted",
    (error: unknown) => String(error),
  );
}

describe("a batch", () => {
  test("is carried out whole or not at all, one message for each change that can't be", async () => {
    const text = await refusal(
      change(
        { Action: "CREATE", ResourceRecordSet: set("new.example.test", "TXT", 60, '"x"') },
        { Action: "CREATE", ResourceRecordSet: set(D, "TXT", 60, '"x"') },
        { Action: "DELETE", ResourceRecordSet: set("gone.example.test", "TXT", 60, '"x"') },
      ),
    );
    expect(text).toContain(
      "Tried to create resource record set [name='mail.example.test.', type='TXT'] but it already exists",
    );
    expect(text).toContain(
      "Tried to delete resource record set [name='gone.example.test.', type='TXT'] but it was not found",
    );
    expect(fixture.stored.current.serial).toBe(1);
  });

  test.each([
    ["another TTL", set(D, "TXT", 301, '"one"', '"two"')],
    ["one value less", set(D, "TXT", 300, '"one"')],
    ["the same text in another spelling", set(D, "TXT", 300, '"o" "ne"', '"two"')],
  ])("deletes only what is repeated to the letter: %s", async (_what, given) => {
    expect(await refusal(change({ Action: "DELETE", ResourceRecordSet: given }))).toContain(
      "do not match the current values",
    );
    expect(
      await refusal(change({ Action: "DELETE", ResourceRecordSet: set(D, "TXT", 300, '"two"', '"one"') })),
    ).toBe("accepted");
  });

  test("UPSERT replaces whatever stands there, which is why nobody should use it", async () => {
    const upsert = {
      Action: "UPSERT",
      ResourceRecordSet: set(D, "TXT", 60, '"mine"'),
    } as unknown as RawChange;
    await change(upsert);
    expect(
      fixture.stored.current.records.filter((record) => record.owner === D).map((record) => record.value),
    ).toEqual(["mine"]);
  });

  test.each([
    ["no value", set(D, "MX", 60), "Invalid XML"],
    ["no TTL", set("a.example.test", "TXT", undefined, '"x"'), "Expected exactly one of"],
    ["TXT without quotes", set("a.example.test", "TXT", 60, "x"), "enclosed in quotation marks"],
    [
      "TXT of 256 octets in one string",
      set("a.example.test", "TXT", 60, `"${"x".repeat(256)}"`),
      "CharacterStringTooLong",
    ],
    ["octets outside ASCII", set("a.example.test", "TXT", 60, '"é"'), "unsupported characters"],
    [
      "a value of more than 4000 characters",
      set("a.example.test", "TXT", 60, `"${"x".repeat(4_000)}"`),
      "4000",
    ],
    ["the same value twice", set("a.example.test", "TXT", 60, '"x"', '"x"'), "Duplicate"],
    ["TXT beside a CNAME", set("www.example.test", "TXT", 60, '"x"'), "conflicting RRSet of type CNAME"],
    ["a CNAME beside TXT", set(D, "CNAME", 60, "x."), "conflicts with other records"],
    ["a CNAME at the apex", set(APEX, "CNAME", 60, "x."), "not permitted at apex"],
    ["a name outside the zone", set("notexample.test", "TXT", 60, '"x"'), "not permitted in zone"],
  ])("is refused with %s", async (_what, ResourceRecordSet, text) => {
    expect(await refusal(change({ Action: "CREATE", ResourceRecordSet }))).toContain(text);
    expect(fixture.stored.current.serial).toBe(1);
  });

  test("lists a value in the spelling in which it was written", async () => {
    await change({
      Action: "CREATE",
      ResourceRecordSet: set("a.example.test", "TXT", 60, '"a<&>" "b\\303\\251"'),
    });
    const page = await api.listResourceRecordSets(
      { HostedZoneId: fixture.zone.id, StartRecordName: "a.example.test." },
      context,
    );
    expect(page.ResourceRecordSets?.[0]?.ResourceRecords).toEqual([{ Value: '"a<&>" "b\\303\\251"' }]);
    expect(fixture.stored.current.records.at(-1)?.value).toBe("a<&>bé");
  });

  test("that is no batch at all is InvalidInput", async () => {
    expect(await refusal(change())).toContain("Invalid XML");
  });
});

describe("lists", () => {
  test("start at a name, in the order of reversed labels, `-` before the dot, and run on", async () => {
    await fixture.close();
    await open({
      zone: { records: ["b", "a.a", "a-b", "*", "_dmarc.a"].map((labels) => txt(prefixed(labels, D), "x")) },
    });
    const page = await api.listResourceRecordSets(
      { HostedZoneId: fixture.zone.id, StartRecordName: "mail.example.test." },
      context,
    );
    expect(page.ResourceRecordSets?.map((listed) => listed.Name)).toEqual(
      ["\\052", "a-b", "_dmarc.a", "a.a", "b"].map((labels) => `${labels}.mail.example.test.`),
    );
  });

  test("of zones start at a name too, private ones among them", async () => {
    await fixture.close();
    await open({
      otherZones: [
        { apex: name("zzz.test") },
        { apex: name("aaa.test") },
        { apex: APEX, isPrivate: true },
        { apex: name("other.test"), hosts: ["cloudflare"] },
      ],
    });
    const page = await api.listHostedZonesByName({ DNSName: "example.test." }, context);
    expect(page.HostedZones?.map((zone) => [zone.Name, zone.Config?.PrivateZone]).toSorted()).toEqual([
      ["example.test.", false],
      ["example.test.", true],
      ["zzz.test.", false],
    ]);
  });
});

test("a change is PENDING at first and INSYNC later, and unknown ids are refused", async () => {
  await fixture.close();
  await open({ settleMs: 0 });
  const { ChangeInfo } = await change({ Action: "CREATE", ResourceRecordSet: set(D, "TXT", 60, '"x"') });
  expect((await api.getChange({ Id: ChangeInfo?.Id ?? "" }, context)).ChangeInfo?.Status).toBe("INSYNC");
  expect(await refusal(api.getChange({ Id: "C404" }, context))).toContain("NoSuchChange");
});
