import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isAtOrBelow, prefixed } from "../../../../src/dns/domain-name.ts";
import { canonicalValue } from "../../../../src/dns/rdata.ts";
import type { RRset } from "../../../../src/dns/rrset.ts";
import { APEX, codeOf, D, held, name, openFixture, txt, type Fixture } from "../bench.ts";

const GOOGLE = "v=spf1 include:_spf.google.com ~all";
const MERGED = "v=spf1 include:_spf.google.com include:qcloudmail.com ~all";
const SITE = "site-verification=abc";
const DKIM = prefixed("qcloud._domainkey", D);

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture({
    zone: { records: [{ owner: D, type: "TXT", ttl: 7_200, values: [GOOGLE, SITE] }] },
  });
});
afterEach(() => fixture.close());

async function before(): Promise<RRset> {
  const [rrset] = await fixture.provider.readRRsets(fixture.zone, [D], {});
  if (rrset === undefined) throw new Error("the bench seeds one");
  return rrset;
}

function lastBatch(): string {
  return (
    fixture.journal.entries.findLast((entry) => entry.operation === "ChangeResourceRecordSets")?.request
      .body ?? ""
  );
}

describe("one batch", () => {
  test("deletes what stood there and creates what shall be, and never asks for UPSERT", async () => {
    const was = await before();
    const receipt = await fixture.provider.apply(
      fixture.zone,
      [
        { before: was, after: { ...was, values: [MERGED, SITE] } },
        { before: undefined, after: txt(DKIM, `v=DKIM1; k=rsa; p=${"A".repeat(392)}`) },
      ],
      {},
    );
    expect(receipt).toEqual({ written: 2, changeId: expect.stringMatching(/^C\d+$/) as unknown });
    expect([...lastBatch().matchAll(/<Action>(\w+)<\/Action>/g)].map(([, action]) => action)).toEqual([
      "DELETE",
      "CREATE",
      "CREATE",
    ]);
    expect(held(fixture, D)).toEqual([MERGED, SITE]);
    expect(fixture.operations().filter((operation) => operation === "ChangeResourceRecordSets")).toHaveLength(
      1,
    );
  });

  test("repeats a foreign value to the letter, however its owner cut it into strings", async () => {
    const owner = prefixed("cut", APEX);
    const api = await fixture.client();
    const create = {
      Action: "CREATE" as const,
      ResourceRecordSet: {
        Name: `${owner}.`,
        Type: "TXT",
        TTL: 60,
        ResourceRecords: [{ Value: '"v=sp" "f1 -all"' }],
      },
    };
    await api.changeResourceRecordSets(
      { HostedZoneId: fixture.zone.id, ChangeBatch: { Comment: "theirs", Changes: [create] } },
      { abortSignal: new AbortController().signal },
    );
    const [was] = await fixture.provider.readRRsets(fixture.zone, [owner], {});
    expect(was).toEqual({ owner, type: "TXT", ttl: 60, values: ["v=spf1 -all"] });
    await fixture.provider.apply(
      fixture.zone,
      [{ before: was, after: { ...txt(owner, "v=spf1 -all", "ours"), ttl: 60 } }],
      {},
    );
    expect(lastBatch().match(/"v=sp" "f1 -all"|&quot;v=sp&quot; &quot;f1 -all&quot;/g)).toHaveLength(2);
    expect(held(fixture, owner)).toEqual(["v=spf1 -all", "ours"]);
  });

  test("repeats two foreign values of one joined text as each is cut, and leaves both", async () => {
    const owner = prefixed("twins", APEX);
    const cut = ['"ab" "c"', '"a" "bc"'];
    const api = await fixture.client();
    const set = { Name: `${owner}.`, Type: "TXT", TTL: 60, ResourceRecords: cut.map((Value) => ({ Value })) };
    const batch = { Comment: "theirs", Changes: [{ Action: "CREATE" as const, ResourceRecordSet: set }] };
    const context = { abortSignal: new AbortController().signal };
    await api.changeResourceRecordSets({ HostedZoneId: fixture.zone.id, ChangeBatch: batch }, context);
    const [was] = await fixture.provider.readRRsets(fixture.zone, [owner], {});
    expect(was).toEqual({ ...txt(owner, "abc"), ttl: 60 });
    const ours = { ...txt(owner, "abc", "ours"), ttl: 60 };
    await fixture.provider.apply(fixture.zone, [{ before: was, after: ours }], {});
    await fixture.provider.apply(fixture.zone, [{ before: ours, after: was }], {});
    const from = { HostedZoneId: fixture.zone.id, StartRecordName: `${owner}.` };
    const page = await api.listResourceRecordSets(from, context);
    expect(page.ResourceRecordSets?.[0]?.ResourceRecords?.map(({ Value }) => Value)).toEqual(cut);
  });

  test("is not sent where it has more characters than Route 53 takes, as each value is spelled there", async () => {
    const owner = prefixed("small-pieces", APEX);
    const api = await fixture.client();
    // 31 octets in 31 strings: 123 characters.
    const Values = Array.from({ length: 150 }, (_, index) =>
      Array.from(`${index}`.padStart(31, "x"), (octet) => `"${octet}"`).join(" "),
    );
    const ResourceRecordSet = {
      Name: `${owner}.`,
      Type: "TXT",
      TTL: 60,
      ResourceRecords: Values.map((Value) => ({ Value })),
    };
    const batch = { Comment: "theirs", Changes: [{ Action: "CREATE" as const, ResourceRecordSet }] };
    await api.changeResourceRecordSets(
      { HostedZoneId: fixture.zone.id, ChangeBatch: batch },
      { abortSignal: new AbortController().signal },
    );
    const [was] = await fixture.provider.readRRsets(fixture.zone, [owner], {});
    if (was === undefined) throw new Error("it was created");
    const sent = fixture.calls();
    await expect(
      fixture.provider.apply(
        fixture.zone,
        [{ before: was, after: { ...was, values: [...was.values, "ours"] } }],
        {},
      ),
    ).rejects.toMatchObject({
      code: "VALUE_REJECTED",
      facts: { unit: "characters", sum: 2 * 150 * 123 + 6, most: 32_000 },
    });
    expect(fixture.calls()).toBe(sent);
    expect(held(fixture, owner)).toHaveLength(150);
  });

  test("lets a TXT record take the place of a CNAME", async () => {
    const owner = prefixed("alias", D);
    const alias = { owner, type: "CNAME", ttl: 300, values: ["elsewhere.example.net"] };
    await fixture.provider.apply(fixture.zone, [{ before: undefined, after: alias }], {});
    await fixture.provider.apply(
      fixture.zone,
      [
        { before: undefined, after: txt(owner, "direct") },
        { before: alias, after: undefined },
      ],
      {},
    );
    expect(held(fixture, owner)).toEqual(["direct"]);
    expect(held(fixture, owner, "CNAME")).toEqual([]);
  });

  test("looks first when a swap expects something that was never read", async () => {
    const was = { owner: D, type: "TXT", ttl: 7_200, values: [SITE, GOOGLE] };
    await fixture.provider.apply(fixture.zone, [{ before: was, after: { ...was, values: [SITE] } }], {});
    expect(fixture.operations()).toEqual(["ListResourceRecordSets", "ChangeResourceRecordSets"]);
    expect(held(fixture, D)).toEqual([SITE]);
  });

  test("writes an MX with the final dot that Route 53 wants, and null MX as it is", async () => {
    const swaps = [
      {
        before: undefined,
        after: { owner: D, type: "MX", ttl: 300, values: [canonicalValue("MX", "10 MX.example.net")] },
      },
      { before: undefined, after: { owner: DKIM, type: "MX", ttl: 300, values: ["0 ."] } },
    ];
    await fixture.provider.apply(fixture.zone, swaps, {});
    expect([...lastBatch().matchAll(/<Value>([^<]*)<\/Value>/g)].map(([, value]) => value)).toEqual([
      "10 mx.example.net.",
      "0 .",
    ]);
  });
});

describe("a race", () => {
  test("of two writers on one RRset, read at the same time, exactly one wins", async () => {
    const other = await fixture.newProvider();
    const [mine, theirs] = [await before(), (await other.readRRsets(fixture.zone, [D], {}))[0]];
    const outcomes = await Promise.all([
      codeOf(
        fixture.provider.apply(
          fixture.zone,
          [{ before: mine, after: { ...mine, values: [...mine.values, "a"] } }],
          {},
        ),
      ),
      codeOf(
        other.apply(
          fixture.zone,
          [{ before: theirs, after: { ...mine, values: [...mine.values, "b"] } }],
          {},
        ),
      ),
    ]);
    expect(outcomes.toSorted()).toEqual(["RRSET_CHANGED", "success"]);
    expect(held(fixture, D)).toHaveLength(3);
    expect(fixture.stored.current.serial).toBe(2);
  });

  test("of two writers of the very same is none, and the slower one has written nothing", async () => {
    const other = await fixture.newProvider();
    const create = [{ before: undefined, after: txt(DKIM, "a") }];
    const receipts = await Promise.all([
      fixture.provider.apply(fixture.zone, create, {}),
      other.apply(fixture.zone, create, {}),
    ]);
    expect(receipts.map(({ written }) => written).toSorted((a, b) => a - b)).toEqual([0, 1]);
    expect(held(fixture, DKIM)).toEqual(["a"]);
  });

  test("of two writers who both create, exactly one wins", async () => {
    const other = await fixture.newProvider();
    const create = (value: string) => [{ before: undefined, after: txt(DKIM, value) }];
    const outcomes = await Promise.all([
      codeOf(fixture.provider.apply(fixture.zone, create("a"), {})),
      codeOf(other.apply(fixture.zone, create("b"), {})),
    ]);
    expect(outcomes.toSorted()).toEqual(["RRSET_CHANGED", "success"]);
    expect(held(fixture, DKIM)).toHaveLength(1);
  });

  test("over the TTL alone is a lost race too", async () => {
    const was = await before();
    fixture.stored.commit((records) => records.map((record) => ({ ...record, ttl: 60 })));
    expect(
      await codeOf(
        fixture.provider.apply(fixture.zone, [{ before: was, after: { ...was, values: [SITE] } }], {}),
      ),
    ).toBe("RRSET_CHANGED");
    expect(held(fixture, D)).toEqual([GOOGLE, SITE]);
  });

  test("whose loser finds its goal reached writes nothing, and what is left of a batch is written", async () => {
    const was = await before();
    const dkim = txt(DKIM, "v=DKIM1; p=AAAA");
    fixture.stored.commit((records) => [
      ...records,
      fixture.stored.newRecord({ owner: DKIM, type: "TXT", ttl: 300, value: "v=DKIM1; p=AAAA" }),
    ]);
    const receipt = await fixture.provider.apply(
      fixture.zone,
      [
        { before: undefined, after: dkim },
        { before: was, after: { ...was, values: [MERGED, SITE] } },
      ],
      {},
    );
    expect(receipt.written).toBe(1);
    expect(held(fixture, D)).toEqual([MERGED, SITE]);
  });

  test("a CNAME at a name where nobody looked is named as what stands in the way", async () => {
    fixture.stored.commit((records) => [
      ...records,
      fixture.stored.newRecord({ owner: DKIM, type: "CNAME", ttl: 300, value: "dkim.example.net" }),
    ]);
    const swap = { before: undefined, after: txt(DKIM, "v=DKIM1; p=AAAA") };
    await expect(fixture.provider.apply(fixture.zone, [swap], {})).rejects.toMatchObject({
      code: "CNAME_IN_THE_WAY",
      facts: { owner: DKIM, inTheWay: [{ type: "CNAME", values: ["dkim.example.net"] }] },
    });
  });
});

describe("a lost answer", () => {
  test.each(["reset-after", "server-error-after", "slow-body"] as const)(
    "%s: what arrived is found and counted as written",
    async (kind) => {
      const was = await before();
      const provider = await fixture.newProvider({ requestMs: 300 });
      fixture.journal.inject({ operation: "ChangeResourceRecordSets", kind, times: 1 });
      const receipt = await provider.apply(
        fixture.zone,
        [{ before: was, after: { ...was, values: [MERGED, SITE] } }],
        {},
      );
      expect(receipt).toEqual({ written: 1 });
      expect(held(fixture, D)).toEqual([MERGED, SITE]);
      expect(fixture.stored.current.serial).toBe(2);
      // The id of the change was lost with the answer.
      await expect(provider.settled?.(receipt, {})).resolves.toBeUndefined();
    },
  );

  test.each(["page", "open-page", "empty", "cut-off", "error-document", "json"] as const)(
    "in the place of which comes something else with status 200 (%s): what arrived is found",
    async (how) => {
      const was = await before();
      fixture.sandbox.spoilNext("ChangeResourceRecordSets", how);
      const swap = { before: was, after: { ...was, values: [MERGED, SITE] } };
      expect(await fixture.provider.apply(fixture.zone, [swap], {})).toEqual({ written: 1 });
      expect(held(fixture, D)).toEqual([MERGED, SITE]);
    },
  );

  test.each(["page-403", "page-404", "page-429", "empty-408"] as const)(
    "in the place of which a gateway refuses (%s): what arrived is found",
    async (how) => {
      const was = await before();
      fixture.sandbox.spoilNext("ChangeResourceRecordSets", how);
      const swap = { before: was, after: { ...was, values: [MERGED, SITE] } };
      expect(await fixture.provider.apply(fixture.zone, [swap], {})).toEqual({ written: 1 });
      expect(held(fixture, D)).toEqual([MERGED, SITE]);
    },
  );

  test("in the place of which a gateway refuses, and the look fails, too, may have arrived", async () => {
    const was = await before();
    fixture.sandbox.spoilNext("ChangeResourceRecordSets", "page-404");
    fixture.journal.inject({ operation: "ListResourceRecordSets", kind: "server-error", times: 100 });
    const swap = { before: was, after: { ...was, values: [MERGED, SITE] } };
    await expect(fixture.provider.apply(fixture.zone, [swap], {})).rejects.toMatchObject({
      facts: { mayHaveArrived: true },
    });
  });

  test("in the place of which a proxy's page comes, and nothing arrived, is written by asking again", async () => {
    const was = await before();
    fixture.journal.inject({ operation: "ChangeResourceRecordSets", kind: "html", times: 1 });
    const swap = { before: was, after: { ...was, values: [MERGED, SITE] } };
    expect(await fixture.provider.apply(fixture.zone, [swap], {})).toMatchObject({ written: 1 });
    expect(held(fixture, D)).toEqual([MERGED, SITE]);
  });

  test("in the place of which a proxy's page stays, and nothing arrived, is not written", async () => {
    const was = await before();
    fixture.journal.inject({ operation: "ChangeResourceRecordSets", kind: "html", times: 9 });
    const swap = { before: was, after: { ...was, values: [MERGED, SITE] } };
    await expect(fixture.provider.apply(fixture.zone, [swap], {})).rejects.toMatchObject({
      code: "API_SURPRISE",
      facts: { mayHaveArrived: true },
    });
    expect(held(fixture, D)).toEqual([GOOGLE, SITE]);
  });

  test("that stays lost says that the write may have arrived", async () => {
    const was = await before();
    fixture.journal.inject({ operation: "ChangeResourceRecordSets", kind: "reset-after", times: 100 });
    fixture.journal.inject({ operation: "ListResourceRecordSets", kind: "server-error", times: 100 });
    await expect(
      fixture.provider.apply(fixture.zone, [{ before: was, after: { ...was, values: [SITE] } }], {}),
    ).rejects.toMatchObject({
      facts: { mayHaveArrived: true },
    });
  });
});

describe("a refusal", () => {
  test.each([
    ["Throttling", "Rate exceeded", "API_RATE_LIMITED"],
    [
      "PriorRequestNotComplete",
      "The request was rejected because Route 53 was still processing a prior request.",
      "API_RATE_LIMITED",
    ],
  ])("%s is waited out", async (code, message, retried) => {
    const was = await before();
    fixture.sandbox.refuseNext("ChangeResourceRecordSets", code, message);
    await fixture.provider.apply(fixture.zone, [{ before: was, after: { ...was, values: [SITE] } }], {});
    expect(fixture.retries.map((retry) => retry.code)).toEqual([retried]);
    expect(held(fixture, D)).toEqual([SITE]);
  });

  test.each([
    ["an address that is none", { owner: DKIM, type: "A", ttl: 300, values: ["192.0.2.256"] }],
    ["more than 4000 characters", txt(DKIM, "x".repeat(4_100))],
    ["an MX without its preference", { owner: DKIM, type: "MX", ttl: 300, values: ["10 two words"] }],
  ])("of a value: %s → VALUE_REJECTED, nothing written", async (_what, after) => {
    expect(await codeOf(fixture.provider.apply(fixture.zone, [{ before: undefined, after }], {}))).toBe(
      "VALUE_REJECTED",
    );
    expect(fixture.stored.current.serial).toBe(1);
  });

  test("of a zone that is full names the quota", async () => {
    const full = await openFixture({ recordQuota: 2 });
    const swap = { before: undefined, after: txt(DKIM, "x") };
    await expect(full.provider.apply(full.zone, [swap], {})).rejects.toMatchObject({
      code: "VALUE_REJECTED",
      facts: { limit: 2 },
    });
    await full.close();
  });

  test("of a protected record set is a record in the way", async () => {
    const was = await before();
    fixture.sandbox.refuseNext(
      "ChangeResourceRecordSets",
      "InvalidChangeBatch",
      "The resource record set is protected: do not touch",
    );
    expect(
      await codeOf(
        fixture.provider.apply(fixture.zone, [{ before: was, after: { ...was, values: [SITE] } }], {}),
      ),
    ).toBe("RECORD_IN_THE_WAY");
  });

  test("as stale of what looks the same again a moment later is a lost race, not a wrong value", async () => {
    const was = await before();
    fixture.sandbox.refuseNext(
      "ChangeResourceRecordSets",
      "InvalidChangeBatch",
      "Tried to delete resource record set but it was not found",
    );
    expect(
      await codeOf(
        fixture.provider.apply(fixture.zone, [{ before: was, after: { ...was, values: [SITE] } }], {}),
      ),
    ).toBe("RRSET_CHANGED");
  });
});

describe("record sets with a routing policy", () => {
  const special = prefixed("routed", D);
  const cases = [
    ["alias", "A", { aliasTarget: "d111.cloudfront.net." }, ["alias to d111.cloudfront.net."]],
    ["weighted", "TXT", { setIdentifier: "blue", weight: 0 }, ["text"]],
    ["latency", "TXT", { setIdentifier: "blue", region: "eu-west-1" }, ["text"]],
    ["geolocation", "TXT", { setIdentifier: "blue", country: "DE" }, ["text"]],
    ["failover", "TXT", { setIdentifier: "blue", failover: "PRIMARY" }, ["text"]],
    ["multivalue answer", "TXT", { setIdentifier: "blue", multiValueAnswer: true }, ["text"]],
    ["traffic policy", "A", { trafficPolicyInstanceId: "7f5a" }, ["traffic policy 7f5a"]],
  ] as const;

  test.each(cases)(
    "%s: shown as locked at the first look, and never touched",
    async (locked, type, routing, shown) => {
      const values = type === "TXT" ? ['"text"'] : [];
      const routed = await openFixture({
        specials: [
          { apex: APEX, owner: special, type, ttl: type === "TXT" ? 60 : undefined, values, routing },
        ],
      });
      const [seen] = await routed.provider.readRRsets(routed.zone, [special], {});
      expect(seen).toMatchObject({ owner: special, type, values: shown, locked });
      const after = { owner: special, type, ttl: 300, values: [type === "A" ? "192.0.2.1" : "ours"] };
      expect(await codeOf(routed.provider.apply(routed.zone, [{ before: seen, after }], {}))).toBe(
        "RECORD_IN_THE_WAY",
      );
      // Route 53 would carry out the DELETE of a set that is repeated to the letter, its policy included.
      expect(routed.operations()).not.toContain("ChangeResourceRecordSets");
      const fresh = await routed.newProvider();
      expect(await codeOf(fresh.apply(routed.zone, [{ before: undefined, after }], {}))).toBe(
        "RECORD_IN_THE_WAY",
      );
      expect(routed.stored.current.serial).toBe(1);
      await routed.close();
    },
  );

  test("an alias at the name is in nobody's way who writes another type there", async () => {
    const alias = { aliasTarget: "d111.cloudfront.net." };
    const routed = await openFixture({
      zone: { records: [{ owner: special, type: "TXT", ttl: 300, values: [SITE] }] },
      specials: [{ apex: APEX, owner: special, type: "A", ttl: undefined, values: [], routing: alias }],
    });
    // Nobody has looked there yet, so the adapter looks before it writes.
    const swap = { before: txt(special, SITE), after: txt(special, SITE, "ours") };
    expect(await codeOf(routed.provider.apply(routed.zone, [swap], {}))).toBe("success");
    expect(held(routed, special)).toEqual([SITE, "ours"]);
    await routed.close();
  });

  test("two weighted sets of one name and type read as one RRset", async () => {
    const weighted = (setIdentifier: string) => ({
      apex: APEX,
      owner: special,
      type: "TXT",
      ttl: 60,
      values: [`"${setIdentifier}"`],
      routing: { setIdentifier, weight: 1 },
    });
    const routed = await openFixture({ specials: [weighted("blue"), weighted("green")] });
    expect(await routed.provider.readRRsets(routed.zone, [special], {})).toEqual([
      { owner: special, type: "TXT", ttl: 60, values: ["blue", "green"], locked: "weighted" },
    ]);
    await routed.close();
  });
});

describe("budget and abort", () => {
  test("a new domain costs four calls, a second run three and no write", async () => {
    const swaps = [
      { before: await before(), after: { ...txt(D, MERGED, SITE), ttl: 7_200 } },
      { before: undefined, after: txt(DKIM, "v=DKIM1; p=AAAA") },
      { before: undefined, after: txt(prefixed("_dmarc", D), "v=DMARC1; p=none") },
    ];
    const first = await fixture.newProvider();
    const startedAt = fixture.calls();
    const [zone] = await first.zonesAt(APEX, {});
    if (zone === undefined) throw new Error("the bench has one zone");
    await first.readRRsets(zone, [D, prefixed("_dmarc", D)], {});
    await first.apply(zone, swaps, {});
    expect(fixture.calls() - startedAt).toBe(4);
    const second = await fixture.newProvider();
    const againAt = fixture.calls();
    await second.zonesAt(APEX, {});
    const owners = [D, prefixed("_dmarc", D), DKIM];
    expect((await second.readRRsets(zone, owners, {})).every((rrset) => isAtOrBelow(rrset.owner, D))).toBe(
      true,
    );
    expect(fixture.calls() - againAt).toBe(3);
  });

  test("a name outside the zone is a mistake of ours and is never sent", async () => {
    const outside = txt(name("notexample.test"), "x");
    await expect(
      fixture.provider.apply(fixture.zone, [{ before: undefined, after: outside }], {}),
    ).rejects.toBeInstanceOf(RangeError);
    expect(fixture.operations()).toEqual([]);
  });

  test("an abort during the pause before a repetition rejects at once with its reason", async () => {
    const controller = new AbortController();
    const reason = new Error("enough");
    fixture.journal.inject({ operation: "ListResourceRecordSets", kind: "rate-limit", times: 100 });
    const provider = await fixture.newProvider();
    const work = provider.readRRsets(fixture.zone, [D], { signal: controller.signal });
    controller.abort(reason);
    await expect(work).rejects.toBe(reason);
  });
});
