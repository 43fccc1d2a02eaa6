import { expect, test } from "vitest";
import { createCalls } from "../../../providers/route53/calls.ts";
import type { Route53Api } from "../../../providers/route53/api.ts";
import { createAvailability } from "../../../src/async/availability.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const BUSY_MS = 1_500;

/** Ten programs that write to one zone at the same moment; when each was let in, and when one was refused. */
async function race(seed: number) {
  const clock = createVirtualClock();
  const start = clock.now();
  const letIn: number[] = [];
  const refused: number[] = [];
  const changeResourceRecordSets: Route53Api["changeResourceRecordSets"] = async () => {
    const at = clock.now() - start;
    if (at - (letIn.at(-1) ?? -Infinity) < BUSY_MS) {
      refused.push(at);
      throw Object.assign(new Error("busy"), { name: "PriorRequestNotComplete" });
    }
    letIn.push(at);
    return { ChangeInfo: { Id: `/change/C${letIn.length}`, Status: "PENDING" } };
  };
  const api = { changeResourceRecordSets, findKeys: async () => {} } as unknown as Route53Api;
  const random = seeded(seed);
  const writing = Array.from({ length: 10 }, () => {
    const context = { clock: { ...clock, random }, admit: admitAll, holdBack: () => {}, onRetry: () => {} };
    return createCalls(api, context, 6_000).change("Z1", [], { patienceMs: 600_000 });
  });
  return { ids: await clock.drive(Promise.all(writing)), letIn, refused };
}

test("ten programs on a zone that is busy 1.5 s after each batch are all let in, within a minute", async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const { ids, letIn, refused } = await race(seed);
    expect(new Set(ids).size).toBe(10);
    expect(letIn.at(-1)).toBeLessThan(60_000);
    // From the second round on no two of them come back together.
    expect(new Set(refused.filter((at) => at > 0)).size).toBe(refused.filter((at) => at > 0).length);
  }
});

test("without patience of the caller a busy zone is given up, and said to be busy", async () => {
  const busy = { name: "PriorRequestNotComplete", message: "busy" };
  const clock = createVirtualClock();
  const api = {
    changeResourceRecordSets: () => Promise.reject(busy),
    findKeys: async () => {},
  } as unknown as Route53Api;
  const context = { clock, admit: admitAll, holdBack: () => {}, onRetry: () => {} };
  const calls = createCalls(api, context, 6_000);
  await expect(clock.drive(calls.change("Z1", [], {}))).rejects.toMatchObject({ code: "API_RATE_LIMITED" });
});

/** What the SDK makes of a proxy's page with status 200. */
const EMPTY = {};
const SETS = { ResourceRecordSets: [] };

test.each([
  ["ListHostedZonesByName", "listHostedZonesByName", { HostedZones: [] }],
  ["GetHostedZone", "getHostedZone", { HostedZone: { Id: "/hostedzone/Z1" } }],
  ["ListResourceRecordSets", "listResourceRecordSets", SETS],
] as const)(
  "a page in the place of %s is waited out once Route 53 has answered",
  async (operation, name, real) => {
    const clock = createVirtualClock();
    const told: string[] = [];
    const onRetry = (_attempt: number, _ms: number, code: string) => void told.push(code);
    const availability = createAvailability(clock);
    const context = { clock, admit: admitAll, holdBack: () => {}, onRetry, availability };
    const answers: object[] = [SETS, EMPTY, EMPTY, real];
    const next = async () => answers.shift();
    const api = {
      listResourceRecordSets: next,
      [name]: next,
      findKeys: async () => {},
    } as unknown as Route53Api;
    const calls = createCalls(api, context, 6_000);
    const sets = { HostedZoneId: "Z1", StartRecordName: "example.test." };
    const ask = {
      ListHostedZonesByName: () => calls.listZones({ DNSName: "example.test." }, AWAY),
      GetHostedZone: () => calls.getZone("Z1", AWAY),
      ListResourceRecordSets: () => calls.listSets(sets, AWAY),
    };
    await clock.drive(calls.listSets(sets, {}));
    expect(await clock.drive<object>(ask[operation]())).toEqual(real);
    expect(told).toEqual(["API_SURPRISE", "API_SURPRISE"]);
  },
);

const AWAY = { awayMs: 60_000 };

/** Uniform in [0, 1), the same for each seed (a linear congruential generator, Numerical Recipes). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
