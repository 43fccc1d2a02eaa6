import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import type { Observation } from "../../src/dns/observation.ts";
import {
  isBelow,
  offersRecursion,
  says,
  saysNothing,
  saysNxdomain,
  silent,
  when,
  withoutAa,
} from "../onboard/delegations/manners.ts";
import {
  ALIAS_BESIDE,
  aliasAtApex,
  aliased,
  around,
  BLACK_HOLE,
  both,
  CYCLE_BESIDE,
  failsForSoa,
  failsForSoaBelow,
  givesAway,
  GLUE_FOR_ONE,
  NO_OWN_DELEGATION,
  NO_SOA,
  NOTHING_AT_APEX,
  oldWithoutAa,
  SOA_EVERYWHERE,
  SOA_OF_EACH_NO,
  SOA_OF_ZONE,
  staleGlue,
  WITHOUT_AA,
} from "../onboard/delegations/plans.ts";
import type { RowId } from "../onboard/delegations/rows.ts";
import {
  APEX,
  D,
  ELSEWHERE,
  serves,
  servesAbove,
  worldsOn,
  type Plan,
  type World,
} from "../onboard/delegations/world.ts";
import type { Daemon } from "../support/servers/daemon.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { askRecursor, waitFor } from "../support/servers/question.ts";
import { startBindResolver, startUnbound } from "../support/servers/recursors.ts";

// What real resolvers make of the rows of test/onboard/delegations: where they find a record, the line has to, too.

const plant = worldsOn("127.82.8");
const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const FOUND: readonly (readonly [row: RowId, how: string, plan: Plan])[] = [
  ["soa-below-fails", "SERVFAIL", both(failsForSoaBelow(says("SERVFAIL")))],
  ["soa-below-fails", "NOTIMP", both(failsForSoaBelow(says("NOTIMP")))],
  ["soa-below-fails", "REFUSED", both(failsForSoaBelow(says("REFUSED")))],
  ["soa-below-fails", "silence", both(failsForSoaBelow(silent))],
  ["soa-fails-at-apex", "SERVFAIL", both(failsForSoa(says("SERVFAIL")))],
  ["soa-fails-at-apex", "REFUSED", both(failsForSoa(says("REFUSED")))],
  ["soa-fails-at-apex", "silence", both(failsForSoa(silent))],
  ["soa-everywhere", "as at bunny.net", SOA_EVERYWHERE],
  ["soa-behind-every-no", "from both", SOA_OF_EACH_NO],
  ["soa-of-zone-in-answer", "for every name", SOA_OF_ZONE],
  ["no-soa-at-apex", "nor in a no", NO_SOA],
  ["nodata-by-all", "for every type", NOTHING_AT_APEX],
  ["cname-at-apex", "even for SOA", aliasAtApex(() => true)],
  ["without-aa", "from both", WITHOUT_AA],
  ["one-refuses", "the first", { servers: { ns1: says("REFUSED"), ns2: serves } }],
];

/** By the way down, which Unbound can only be told on another port than 53. */
const FOUND_FROM_THE_ROOT: typeof FOUND = [
  ["no-own-delegation", "on the same servers", NO_OWN_DELEGATION],
  ["ns-is-alias", "beside a good one", ALIAS_BESIDE],
  ["ns-cycle", "beside a good one", CYCLE_BESIDE],
  ["ns-without-glue", "beside one with", GLUE_FOR_ONE],
  ["stale-glue", "where somebody refuses", staleGlue((of) => of("refusing"))],
  ["stale-glue", "where nobody answers", staleGlue((of) => of("silent"))],
  ["stale-glue", "where nobody listens", staleGlue((of) => of("nobody"))],
  ["stale-glue", "of a family that leads nowhere", staleGlue(() => "::1")],
  ["black-holed-address", "of one server", BLACK_HOLE],
  ["private-roots", "that refer", { servers: { ns1: serves }, root: () => offersRecursion(serves) }],
];

/** BIND takes ten seconds to say so of servers that are silent and of names that need each other. */
const NOT_FOUND: typeof FOUND = [
  ["refused-by-all", "both", both(says("REFUSED"))],
  ["servfail-by-all", "both", both(says("SERVFAIL"))],
  ["notimp-by-all", "both", both(says("NOTIMP"))],
  ["ns-is-alias", "and no other", { servers: { ns1: serves }, delegation: aliased }],
  [
    "ns-without-glue",
    "and no other",
    { servers: { ns1: serves }, delegation: () => [`${APEX} 300 NS ns1.example.test`] },
  ],
];

/** The line takes none of it for a proof, and opens no gate beside it either. */
const BELIEVED: readonly (readonly [row: RowId, how: string, plan: Plan, kind: Observation["kind"]])[] = [
  ["no-without-aa", "a copy from before", both(oldWithoutAa), "nxdomain"],
  [
    "no-without-aa",
    "an empty answer",
    both(when(isBelow(APEX), (live, above) => withoutAa(saysNothing(live, above), above))),
    "nodata",
  ],
  ["one-nxdomain", "out of the zone above", both(saysNxdomain), "nxdomain"],
  [
    "given-away",
    "the zone around it alone",
    { ...around(servesAbove), servers: { ns2: servesAbove } },
    "nxdomain",
  ],
];

const BELIEVED_FROM_THE_ROOT: typeof BELIEVED = [
  [
    "given-away",
    "a delegation to others",
    { ...around(ELSEWHERE), servers: { ns2: ELSEWHERE }, others: givesAway("ns2") },
    "nodata",
  ],
];

describeServers("a no that proves nothing", () => {
  it.each([...BELIEVED, ...BELIEVED_FROM_THE_ROOT])(
    "is believed by BIND: %s, %s",
    async (_row, _how, plan, kind) => {
      expect(await seenByBind(plan)).toMatchObject({ kind });
    },
  );

  it.each(BELIEVED)("is believed by Unbound: %s, %s", async (_row, _how, plan, kind) => {
    expect(await seenByUnbound(plan)).toMatchObject({ kind });
  });
});

describeServers("a record in an untidy zone", () => {
  it.each([...FOUND, ...FOUND_FROM_THE_ROOT])("is found by BIND: %s, %s", async (_row, _how, plan) => {
    expect(await seenByBind(plan)).toMatchObject({ kind: "answer", rrset: { values: [TEXT.values[0]] } });
  });

  it.each(FOUND)("is found by Unbound: %s, %s", async (_row, _how, plan) => {
    expect(await seenByUnbound(plan)).toMatchObject({ kind: "answer", rrset: { values: [TEXT.values[0]] } });
  });

  it.each(NOT_FOUND)("is not found by BIND: %s, %s", async (_row, _how, plan) => {
    expect(await seenByBind(plan)).toMatchObject({ kind: "servfail" });
  });
});

const TEXT = { owner: D, type: "TXT", ttl: 300, values: ["v=spf1 -all"] } as const;

async function seenByBind(plan: Plan): Promise<Observation> {
  const world = await plant({ ...plan, existing: [TEXT] });
  const bind = await startBindResolver(await placeFor(world), world.addressOf("root"));
  return askWhenReady(bind, bind);
}

async function seenByUnbound(plan: Plan): Promise<Observation> {
  const world = await plant({ ...plan, existing: [TEXT] });
  const place = await placeFor(world);
  const unbound = await startUnbound(place, world.addressOf("unbound"), [
    { name: ".", addresses: [world.addressOf("root")] },
    { name: APEX, addresses: Object.keys(plan.servers).map(world.addressOf) },
  ]);
  return askWhenReady(unbound, { address: unbound.address, port: place.port });
}

async function placeFor({ tree }: World): Promise<{ readonly folder: string; readonly port: number }> {
  const folder = await mkdtemp(join(tmpdir(), "ses-onboard-resolver-"));
  open.push(() => rm(folder, { recursive: true, force: true }));
  return { folder, port: tree.port };
}

async function askWhenReady(
  daemon: Daemon,
  at: { readonly address: string; readonly port: number },
): Promise<Observation> {
  open.unshift(() => daemon.stop());
  // What the root answers itself.
  await waitFor(daemon, async () => (await askRecursor(at, "qcloudmail.com", "TXT")).kind === "answer");
  return askRecursor(at, D, "TXT");
}
