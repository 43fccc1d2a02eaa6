import { afterEach, expect, test } from "vitest";
import { prefixed } from "../../../src/dns/domain-name.ts";
import {
  APEX,
  D,
  openFixture,
  txt,
  type BenchSettings,
  type Fixture,
} from "../../providers/route53/bench.ts";

// What Route 53 refuses for reasons that are not in the request, as the official SDK sees it.

const context = { abortSignal: new AbortController().signal };

const fixtures: Fixture[] = [];
afterEach(async () => {
  for (const fixture of fixtures.splice(0)) await fixture.close();
});

async function open(settings: BenchSettings) {
  const fixture = await openFixture(settings);
  fixtures.push(fixture);
  const api = await fixture.client();
  const change = (Action: "CREATE" | "DELETE", Name: string, ...values: readonly string[]) => {
    const set = {
      Name: `${Name}.`,
      Type: "TXT",
      TTL: 60,
      ResourceRecords: values.map((Value) => ({ Value })),
    };
    const input = {
      HostedZoneId: fixture.zone.id,
      ChangeBatch: { Comment: "", Changes: [{ Action, ResourceRecordSet: set }] },
    };
    return api.changeResourceRecordSets(input, context).then(
      () => "accepted",
      (error: unknown) => String(error),
    );
  };
  return { fixture, api, change };
}

test("a zone that is busy takes in nothing until its time is over, and a refused batch keeps it no longer", async () => {
  let now = Date.now();
  const { change } = await open({ busyMs: 1_500, now: () => now });
  expect(await change("CREATE", "a.example.test", '"x"')).toBe("accepted");
  expect(await change("CREATE", "b.example.test", '"x"')).toMatch(/^PriorRequestNotComplete: /);
  now += 1_500;
  expect(await change("CREATE", "a.example.test", '"x"')).toMatch(/already exists/);
  expect(await change("CREATE", "b.example.test", '"x"')).toBe("accepted");
});

test("the quota of records counts sets, those of the apex too, and lets what stands there go", async () => {
  const { change } = await open({ recordQuota: 3 });
  expect(await change("CREATE", "a.example.test", '"x"')).toBe("accepted");
  expect(await change("CREATE", "b.example.test", '"x"')).toBe(
    "InvalidChangeBatch: [Number of records limit of 3 exceeded.]",
  );
  expect(await change("DELETE", "a.example.test", '"x"')).toBe("accepted");
});

test("more than 400 values in a set, or 1000 or 32,000 characters in a batch, are too many", async () => {
  const { change } = await open({});
  const values = Array.from({ length: 1_001 }, (_, index) => `"${index}"`);
  expect(await change("CREATE", "a.example.test", ...values.slice(0, 401))).toBe(
    "InvalidChangeBatch: [Cannot have more than 400 records in a RRSet.]",
  );
  expect(await change("CREATE", "a.example.test", ...values)).toBe(
    "InvalidChangeBatch: [Number of records limit of 1000 exceeded.]",
  );
  const long = values.slice(0, 400).map((value) => `"${value.slice(1, -1).padEnd(79, "x")}"`);
  expect(await change("CREATE", "a.example.test", ...long)).toBe(
    "InvalidChangeBatch: [Number of records limit of 32000 exceeded.]",
  );
});

test("a value given twice is named, in brackets and quotes", async () => {
  const { change } = await open({});
  expect(await change("CREATE", "a.example.test", '"x"', '"y"', '"y"')).toBe(
    "InvalidChangeBatch: [Duplicate Resource Record: '\"y\"']",
  );
});

test("beside sets with a routing policy no simple one is taken in, and none is found to delete", async () => {
  const routing = { setIdentifier: "blue", weight: 10 };
  const special = { apex: APEX, owner: D, type: "TXT", ttl: 60, values: ['"x"'], routing };
  const { change } = await open({ specials: [special] });
  expect(await change("CREATE", D, '"x"')).toContain("cannot be created as other RRSets exist");
  expect(await change("DELETE", D, '"x"')).toContain("but it was not found");
});

test("a signature for another region than the zone's partition is refused by its region", async () => {
  const { change } = await open({ signedFor: "cn-northwest-1" });
  expect(await change("CREATE", "a.example.test", '"x"')).toBe(
    "SignatureDoesNotMatch: Credential should be scoped to a valid region, not 'us-east-1'. ",
  );
});

test("lists may leave out whether they go on, and still tell where", async () => {
  const records = Array.from({ length: 301 }, (_, index) => txt(prefixed(`h${index}`, APEX), "x"));
  const { api, fixture } = await open({ leavesOutIsTruncated: true, zone: { records } });
  const from = { HostedZoneId: fixture.zone.id, StartRecordName: "example.test." };
  const page = await api.listResourceRecordSets(from, context);
  expect([page.ResourceRecordSets?.length, page.IsTruncated, page.NextRecordName]).toEqual([
    300,
    undefined,
    expect.stringMatching(/\.example\.test\.$/),
  ]);
});

test.each(["page", "empty", "error-document"] as const)(
  "a batch whose answer is spoiled (%s) is carried out, and the SDK calls it an answer",
  async (how) => {
    const { change, fixture } = await open({});
    fixture.sandbox.spoilNext("ChangeResourceRecordSets", how);
    expect(await change("CREATE", "a.example.test", '"x"')).toBe("accepted");
    expect(fixture.stored.current.serial).toBe(2);
  },
);

test.each(["open-page", "cut-off", "json"] as const)(
  "a batch whose answer is spoiled (%s) is carried out, and the SDK fails with status 200",
  async (how) => {
    const { change, fixture } = await open({});
    fixture.sandbox.spoilNext("ChangeResourceRecordSets", how);
    expect(await change("CREATE", "a.example.test", '"x"')).toContain("XML parse error");
    expect(fixture.stored.current.serial).toBe(2);
  },
);

test("another key of the account has rights of its own", async () => {
  const { fixture, change } = await open({});
  fixture.sandbox.addKey({ accessKeyId: "AKIDSECOND", secretAccessKey: "second", actions: [] });
  const second = await fixture.client({ AWS_ACCESS_KEY_ID: "AKIDSECOND", AWS_SECRET_ACCESS_KEY: "second" });
  await expect(second.getHostedZone({ Id: fixture.zone.id }, context)).rejects.toThrow("not authorized");
  expect(await change("CREATE", "a.example.test", '"x"')).toBe("accepted");
});

test("a refusal may ask for silence by Retry-After, with a status of its own", async () => {
  const { fixture, api } = await open({});
  fixture.sandbox.refuseNext("GetHostedZone", "ServiceUnavailable", "Slow down", {
    status: 503,
    retryAfterSeconds: 2,
  });
  await expect(api.getHostedZone({ Id: fixture.zone.id }, context)).rejects.toMatchObject({
    $metadata: { httpStatusCode: 503 },
    $response: { headers: { "retry-after": "2" } },
  });
});
