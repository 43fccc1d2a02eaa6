import { expect, test } from "vitest";
import { createCloudflareClient } from "../../../providers/cloudflare/client.ts";
import { createMayWrite } from "../../../providers/cloudflare/may-write.ts";
import type { DnsProvider, Zone } from "../../../src/dns/provider.ts";
import { isOnboardError } from "../../../src/errors/onboard-error.ts";
import type { JournalEntry } from "../../../src/sandbox/api-server.ts";
import type { CloudflareSettings } from "../../../src/sandbox/cloudflare/backend.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { apex, openCloudflare, seed, TOKEN, type CloudflareBench } from "./bench.ts";

// Against our own fake. Recorded traffic has no example of the order of these checks; the fake looks at the
// token's rights first.

const READ_ONLY = { token: TOKEN, permissions: ["#zone:read", "#dns_records:read"] };
const PLACES = [{ owner: apex, type: "TXT" }];

test("where the zone list tells the right to edit, nothing is asked", async () => {
  const { fixture, provider, zone } = await opened({});
  expect(await provider.mayWrite?.(zone, PLACES, {})).toBe(true);
  expect(fixture.journal.entries).toEqual([]);
});

test.each([
  ["the API lists no permissions, and it may", { listsPermissions: false }, true],
  [
    "the API lists no permissions, and it may not",
    { listsPermissions: false, tokens: [READ_ONLY] },
    "RIGHTS_MISSING",
  ],
  ["the list lacks the right to edit", { tokens: [READ_ONLY] }, "RIGHTS_MISSING"],
] as const)("one request decides where %s", async (_what, api, expected) => {
  const { fixture, provider, zone } = await opened(api);
  expect(await wordOf(provider.mayWrite?.(zone, PLACES, {}))).toBe(expected);
  expect(fixture.journal.operations("cloudflare")).toEqual(["POST dns_records/batch"]);
});

test("a zone that another adapter found is asked about, since nothing is known of it here", async () => {
  const { fixture, zone } = await opened({});
  const other = await fixture.createProvider();
  expect(await other.mayWrite?.(zone, PLACES, {})).toBe(true);
  expect(fixture.journal.operations("cloudflare")).toEqual(["POST dns_records/batch"]);
});

test("a hundred probes leave the zone as it was, and name another record each, which nobody has", async () => {
  const { fixture, provider, zone } = await opened({ listsPermissions: false });
  seed(fixture.zone, { owner: apex, type: "TXT", ttl: 300, values: ["one", "two"] });
  const before = JSON.stringify(fixture.zone.versions);
  for (let probe = 0; probe < 100; probe += 1) await provider.mayWrite?.(zone, PLACES, {});
  expect(JSON.stringify(fixture.zone.versions)).toBe(before);
  const bodies = fixture.journal.entries.map(bodyOf);
  const ids = bodies.map(({ deletes }) => deletes[0]?.id ?? "");
  expect(new Set(ids).size).toBe(100);
  expect(ids.every((id) => /^[0-9a-f]{32}$/.test(id))).toBe(true);
  expect(bodies.every(({ deletes, patches, posts }) => [deletes, patches, posts].flat().length === 1)).toBe(
    true,
  );
});

test.each(["html", "blocked", "server-error", "reset-before"] as const)(
  "what answers in the API's place (%s) tells nothing",
  async (kind) => {
    const { fixture, provider, zone } = await opened({ tokens: [READ_ONLY] });
    fixture.journal.inject({ operation: "POST dns_records/batch", kind, times: 10 });
    expect(await provider.mayWrite?.(zone, PLACES, {})).toBeUndefined();
  },
);

test.each([
  [10000, "RIGHTS_MISSING"],
  [9109, "RIGHTS_MISSING"],
  [81044, true],
  [1004, undefined],
])("the host's code %i decides: %s", async (code, expected) => {
  const { fixture, zone } = await opened({});
  const refusal = new OnboardError("RIGHTS_MISSING", "No.", {
    hint: "Ask the test.",
    facts: { hostErrors: [{ code, message: "No." }] },
  });
  const client = createCloudflareClient(fixture.context, TOKEN);
  const refusing = {
    ...client,
    dns: { records: { ...client.dns.records, batch: () => Promise.reject(refusal) } },
  };
  const mayWrite = createMayWrite(
    refusing,
    (options, attempt) => attempt(options),
    () => false,
  );
  expect(await wordOf(mayWrite(zone, PLACES, {}))).toBe(expected);
});

test("a host that is busy is asked again within the caller's patience, and one that stays so ends the run", async () => {
  const { fixture, provider, zone } = await opened({ tokens: [READ_ONLY], retryAfterSeconds: 300 });
  fixture.journal.inject({ operation: "POST dns_records/batch", kind: "rate-limit", times: 3 });
  for (const options of [{}, { patienceMs: 299_000 }])
    await expect(provider.mayWrite?.(zone, PLACES, options)).rejects.toMatchObject({
      code: "API_RATE_LIMITED",
      facts: { retryAfterSeconds: 300 },
    });
  const word = wordOf(provider.mayWrite?.(zone, PLACES, { patienceMs: 400_000 }));
  expect(await word).toBe("RIGHTS_MISSING");
});

test("an abort is no answer", async () => {
  const { provider, zone } = await opened({ tokens: [READ_ONLY] });
  const reason = new Error("stop");
  await expect(provider.mayWrite?.(zone, PLACES, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

/** What is thrown for a reason of the host's is told by its code. */
async function wordOf(asked: Promise<boolean | undefined> | undefined): Promise<unknown> {
  return asked?.catch((error: unknown) => (isOnboardError(error) ? error.code : error));
}

async function opened(
  api: Partial<CloudflareSettings>,
): Promise<{ fixture: CloudflareBench; provider: DnsProvider; zone: Zone }> {
  const fixture = await openCloudflare({ api });
  const provider = await fixture.createProvider();
  const [zone = expect.fail("no zone")] = await provider.zonesAt(apex, {});
  fixture.journal.entries.length = 0;
  return { fixture, provider, zone };
}

interface Probe {
  readonly deletes: readonly { readonly id: string }[];
  readonly patches: readonly object[];
  readonly posts: readonly object[];
}

function bodyOf({ request }: JournalEntry): Probe {
  return JSON.parse(request.body) as Probe;
}
