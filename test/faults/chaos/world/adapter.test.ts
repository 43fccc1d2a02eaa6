import { describe, expect, onTestFinished, test } from "vitest";
import { groupRRsets } from "../../../../providers/kit/values.ts";
import { casesWithout, type ConformanceSubject, type HostFault } from "../../../../providers/conformance.ts";
import { admitAll } from "../../../../src/async/rate-limit.ts";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import { findRRset } from "../../../../src/dns/rrset.ts";
import { ZoneStore, type StoredRecord } from "../../../../src/sandbox/zone-store.ts";
import { NO_PAUSE } from "../../../support/no-pause.ts";
import { adapterWith } from "./adapter.mjs";
import { HOST_KINDS, type HostKind } from "./hosts.ts";
import { startTraitHost, type Instead } from "./trait-host.ts";

// What the harness finds is to be the program's fault and not this adapter's: it keeps every promise of its traits.

const APEX = parseDomainName("example.test");
const KEY = "key-of-the-traits-host";
/** It locks nothing, has one key that may all, and no word on its servers. */
const LACKING = ["locks", "keys", "probes", "settled", "others"] as const;
const OWN = HOST_KINDS.filter(({ api }) => api === "other");

describe.for(OWN)("the adapter of $id keeps every promise of its traits", ({ traits }) => {
  const cases = casesWithout(...LACKING, ...(traits.readLagMs === undefined ? (["lag"] as const) : []));
  test.for(cases)("$name", async ({ name, run }) => {
    // Honest traits: of a value that comes in between the check and the replacement nothing is left.
    const isLossy = traits.swap === "checked" && traits.writes === "rrset";
    const window = isLossy && name.startsWith("of 20 foreign values") ? { lost: 20, rounds: 20 } : undefined;
    expect(await run(await openTraitHost(traits))).toEqual(window);
  });
});

const STATUS = {
  unavailable: 503,
  "rate-limited": 429,
  unauthorized: 401,
  forbidden: 403,
  refused: 422,
} as const satisfies Partial<Record<HostFault["kind"], number>>;

async function openTraitHost(traits: HostKind["traits"]): Promise<ConformanceSubject> {
  let now = Date.now;
  const store = new ZoneStore(() => now());
  const zone = store.add({ apex: APEX });
  const edits: { readonly on: string; readonly edit: () => void | Promise<void> }[] = [];
  const faults: (HostFault & { left: number })[] = [];
  const instead = async (writes: boolean): Promise<Instead | undefined> => {
    // One request finds the zone and lists its records.
    const kinds = writes ? ["write"] : ["zones", "read"];
    const at = edits.findIndex(({ on }) => kinds.includes(on));
    if (at !== -1) await edits.splice(at, 1)[0]?.edit();
    const fault = faults.find(({ on, left }) => kinds.includes(on) && left > 0);
    if (fault === undefined) return undefined;
    fault.left -= 1;
    return fault.kind === "answer-lost" || fault.kind === "stalled" ? fault.kind : STATUS[fault.kind];
  };
  const lagMs = traits.readLagMs ?? 0;
  const host = { key: KEY, lagMs: 0, instead };
  const { url, close } = await startTraitHost([zone], host);
  onTestFinished(close);
  const context = {
    settings: { url, key: KEY },
    env: {},
    credentialChain: "env",
    userAgent: "ses-onboard/test",
    clock: NO_PAUSE,
    admit: admitAll,
    holdBack: () => {},
    onRetry: () => {},
  } as const;
  return {
    apex: APEX,
    nameServers: zone.settings.nameServers,
    secrets: [KEY],
    createProvider: ({ requestMs, key: _key, ...given } = {}) =>
      adapterWith(traits, requestMs).createProvider({ ...context, ...given }),
    host: {
      seed: ({ owner, type, ttl, values }) =>
        void zone.commit((records) => [
          ...records.filter((record) => record.owner !== owner || record.type !== type),
          ...values.map((value) => zone.newRecord({ owner, type, ttl, value })),
        ]),
      peek: (owner, type) => findRRset(setsOf(zone.current.records), owner, type),
      history: () => zone.versions.map(({ records }) => setsOf(records)),
      intercept: (on, edit) => void edits.push({ on, edit }),
      inject: (fault) => void faults.push({ ...fault, left: fault.times }),
      lag: (clock) => {
        now = clock;
        host.lagMs = lagMs;
      },
    },
  };
}

function setsOf(records: readonly StoredRecord[]) {
  return groupRRsets(records.map(({ owner, type, ttl, value }) => ({ owner, type, ttl, values: [value] })));
}
