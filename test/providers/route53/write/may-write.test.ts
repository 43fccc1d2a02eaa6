import { afterEach, describe, expect, test } from "vitest";
import { prefixed } from "../../../../src/dns/domain-name.ts";
import type { RRsetKey } from "../../../../src/dns/rrset.ts";
import { APEX, codeOf, D, name, openFixture, txt, type BenchSettings, type Fixture } from "../bench.ts";

// Route 53's side is our own fake; that IAM judges a batch before its content is as AWS documents it, and as
// recorded refusals bear out.

const PLACES: readonly RRsetKey[] = [
  { owner: D, type: "TXT" },
  { owner: prefixed("_dmarc", D), type: "TXT" },
  { owner: D, type: "MX" },
  { owner: prefixed("a", D), type: "A" },
  { owner: prefixed("b", D), type: "AAAA" },
  { owner: prefixed("c", D), type: "CNAME" },
];

const fixtures: Fixture[] = [];
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.close();
});

async function open(settings: BenchSettings = {}): Promise<Fixture> {
  const records = [txt(D, "v=spf1 -all"), { owner: D, type: "MX", values: ["10 mx.example.net"] }];
  const fixture = await openFixture({ zone: { records }, ...settings });
  fixtures.push(fixture);
  return fixture;
}

async function ask({ provider, zone }: Fixture, places = PLACES): Promise<boolean | undefined> {
  return provider.mayWrite?.(zone, places, {});
}

describe("the right to write", () => {
  test("is there where the batch is refused as a mismatch, in one request", async () => {
    const fixture = await open();
    expect(await ask(fixture)).toBe(true);
    expect(fixture.operations()).toEqual(["ChangeResourceRecordSets"]);
  });

  test("is asked for by DELETE alone, at the real names and types, once for each", async () => {
    const fixture = await open();
    await ask(fixture, [...PLACES, ...PLACES]);
    const body = fixture.journal.entries[0]?.request.body ?? "";
    const found = (tag: string) => [...body.matchAll(new RegExp(`<${tag}>([^<]+)</${tag}>`, "g"))];
    expect(new Set(found("Action").map(([, action]) => action))).toEqual(new Set(["DELETE"]));
    const asked = found("Name").map(([, owner], index) => `${found("Type")[index]?.[1]} ${owner}`);
    expect(asked).toEqual(PLACES.map(({ owner, type }) => `${type} ${owner}.`));
  });

  test("names values that were never there, new each time, and changes nothing in 100 probes", async () => {
    const fixture = await open();
    const seen = new Set<string>();
    const ttls = new Set<string>();
    for (let times = 0; times < 100; times += 1) await ask(fixture);
    for (const { request } of fixture.journal.entries)
      for (const [, value] of request.body.matchAll(/<Value>([^<]+)<\/Value>/g))
        if (!/^\d+\.\d+\.\d+\.\d+$/.test(value ?? "")) seen.add(value ?? "");
    for (const { request } of fixture.journal.entries)
      for (const [, ttl] of request.body.matchAll(/<TTL>([^<]+)<\/TTL>/g)) ttls.add(ttl ?? "");
    expect(seen.size).toBe(100 * (PLACES.length - 1));
    expect(ttls.size).toBeGreaterThan(99 * PLACES.length);
    expect(fixture.stored.current.serial).toBe(1);
  });

  test.each([
    ["the action is missing", { actions: ["route53:GetHostedZone", "route53:ListResourceRecordSets"] }],
    ["an organization denies it", { actions: [], withheldBy: "service control policy" }],
    ["a condition lacks one of the names", { changes: { names: [D] } }],
    ["a condition lacks one of the types", { changes: { types: ["TXT"] } }],
    ["a condition lacks DELETE", { changes: { actions: ["CREATE"] } }],
  ] as const)("is missing where %s", async (_what, rights) => {
    expect(await codeOf(ask(await open({ rights })))).toBe("RIGHTS_MISSING");
  });

  test("is missing for AWS's own reason, which tells who can give it", async () => {
    const rights = { actions: [], withheldBy: "service control policy" } as const;
    await expect(ask(await open({ rights }))).rejects.toMatchObject({
      code: "RIGHTS_MISSING",
      message: expect.stringContaining("explicit deny in a service control policy") as unknown,
      hint: expect.stringContaining("organization") as unknown,
      facts: { action: "route53:ChangeResourceRecordSets" },
    });
  });

  test("under a policy for some names and types is there at these", async () => {
    const rights = { changes: { names: [D], types: ["TXT"], actions: ["DELETE", "CREATE"] } } as const;
    const fixture = await open({ rights });
    expect(await ask(fixture, [{ owner: D, type: "TXT" }])).toBe(true);
    expect(await codeOf(ask(fixture, [{ owner: D, type: "MX" }]))).toBe("RIGHTS_MISSING");
  });

  test("at a weighted set is told as at any other: that it is locked is another matter", async () => {
    const routing = { setIdentifier: "blue", weight: 1 };
    const special = { apex: APEX, owner: prefixed("w", D), type: "TXT", ttl: 60, values: ['"x"'], routing };
    const fixture = await open({ specials: [special] });
    expect(await ask(fixture, [{ owner: special.owner, type: "TXT" }])).toBe(true);
  });
});

describe("what can't be told", () => {
  test.each(["rate-limit", "server-error", "html", "redirect", "reset-before"] as const)(
    "is unknown after %s, and not asked again",
    async (kind) => {
      const fixture = await open();
      fixture.journal.inject({ operation: "ChangeResourceRecordSets", kind, times: 1 });
      expect(await ask(fixture)).toBeUndefined();
      expect(fixture.operations()).toHaveLength(1);
      expect(fixture.retries).toEqual([]);
    },
  );

  test("is unknown where the zone is busy, and where an emulator carries everything out", async () => {
    const fixture = await open();
    fixture.sandbox.refuseNext("ChangeResourceRecordSets", "PriorRequestNotComplete", "still processing");
    expect(await ask(fixture)).toBeUndefined();
    fixture.sandbox.refuseNext("ChangeResourceRecordSets", "InvalidInput", "Invalid XML");
    expect(await ask(fixture)).toBeUndefined();
    (fixture.sandbox as { answer: unknown }).answer = () => ({
      status: 200,
      headers: { "content-type": "text/xml" },
      body: "<ChangeResourceRecordSetsResponse><ChangeInfo><Id>/change/C1</Id><Status>INSYNC</Status></ChangeInfo></ChangeResourceRecordSetsResponse>",
    });
    expect(await ask(fixture)).toBeUndefined();
  });

  test("is unknown, without a request, for a type that is never written or a name elsewhere", async () => {
    const fixture = await open();
    expect(await ask(fixture, [])).toBeUndefined();
    expect(await ask(fixture, [{ owner: D, type: "NS" }])).toBeUndefined();
    expect(await ask(fixture, [{ owner: prefixed("x", fixture.zone.apex), type: "SRV" }])).toBeUndefined();
    expect(fixture.operations()).toEqual([]);
    expect(await ask(fixture, [...PLACES, { owner: D, type: "SRV" }])).toBeUndefined();
    expect(await ask(fixture, [...PLACES, { owner: name("elsewhere.test"), type: "TXT" }])).toBeUndefined();
    expect(fixture.journal.entries.at(-1)?.request.body).not.toContain("elsewhere.test");
  });
});

test("a pause that the caller can't wait is no unknown: it ends the run before anything is created", async () => {
  const fixture = await open();
  const busy = () =>
    fixture.sandbox.refuseNext("ChangeResourceRecordSets", "Throttling", "Rate", { retryAfterSeconds: 30 });
  const asking = (patienceMs: number) => fixture.provider.mayWrite?.(fixture.zone, PLACES, { patienceMs });
  busy();
  await expect(asking(29_999)).rejects.toMatchObject({ code: "API_RATE_LIMITED" });
  busy();
  expect(await asking(30_000)).toBeUndefined();
});

test("credentials that have expired meanwhile are told, not taken for unknown", async () => {
  const fixture = await open();
  fixture.sandbox.refuseNext("ChangeResourceRecordSets", "ExpiredToken", "expired", { status: 403 });
  expect(await codeOf(ask(fixture))).toBe("CREDENTIALS_REJECTED");
});

test("an abort ends it with its reason", async () => {
  const fixture = await open();
  const reason = new Error("enough");
  const asked = fixture.provider.mayWrite?.(fixture.zone, PLACES, { signal: AbortSignal.abort(reason) });
  await expect(asked).rejects.toBe(reason);
  expect(fixture.operations()).toEqual([]);
});
