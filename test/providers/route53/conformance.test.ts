import { afterEach, describe, expect, test } from "vitest";
import { conformanceCases, type HostSide } from "../../../providers/conformance.ts";
import type { Api } from "../../../src/sandbox/api-server.ts";
import { findRRset, type RRset } from "../../../src/dns/rrset.ts";
import type { StoredRecord } from "../../../src/sandbox/zone-store.ts";
import { APEX, openFixture, type Fixture, type BenchSettings } from "./bench.ts";

const OPERATIONS = { read: "ListResourceRecordSets", write: "ChangeResourceRecordSets" } as const;
const FAULTS = {
  unavailable: "server-error",
  "rate-limited": "rate-limit",
  "answer-lost": "reset-after",
  stalled: "slow-body",
} as const;

const benches: Fixture[] = [];
afterEach(async () => {
  for (const fixture of benches.splice(0)) await fixture.close();
});

async function subjectOn(settings: BenchSettings) {
  const fixture = await openFixture(settings);
  benches.push(fixture);
  return { apex: APEX, createProvider: () => fixture.newProvider(), host: hostOf(fixture) };
}

/** The host as the zone store has it; edits come in while the API holds a request in its hands. */
function hostOf(fixture: Fixture): HostSide {
  const { stored, journal, sandbox } = fixture;
  const states: (readonly RRset[])[] = [];
  const edits: { readonly operation: string; readonly edit: () => void | Promise<void> }[] = [];
  const note = (): void => {
    const now = toRRsets(stored.current.records);
    if (JSON.stringify(states.at(-1)) !== JSON.stringify(now)) states.push(now);
  };
  const answer = sandbox.answer;
  (sandbox as { answer: Api["answer"] }).answer = async (request) => {
    const at = edits.findIndex(({ operation }) => operation === sandbox.operationOf(request));
    if (at !== -1) await edits.splice(at, 1)[0]?.edit();
    const answered = await answer(request);
    note();
    return answered;
  };
  note();
  return {
    peek: (owner, type) => findRRset(toRRsets(stored.current.records), owner, type),
    history: () => states,
    seed: ({ owner, type, ttl, values }) => {
      stored.commit((records) => [
        ...records.filter((record) => record.owner !== owner || record.type !== type),
        ...values.map((value) => stored.newRecord({ owner, type, ttl, value })),
      ]);
      note();
    },
    intercept: (on, edit) => edits.push({ operation: OPERATIONS[on], edit }),
    inject: ({ on, kind, times }) => journal.inject({ operation: OPERATIONS[on], kind: FAULTS[kind], times }),
  };
}

function toRRsets(records: readonly StoredRecord[]): readonly RRset[] {
  const places = new Map(records.map((record) => [`${record.owner} ${record.type}`, record]));
  return [...places.values()].map(({ owner, type, ttl }) => ({
    owner,
    type,
    ttl,
    values: records
      .filter((record) => record.owner === owner && record.type === type)
      .map((record) => record.value),
  }));
}

describe.each(["error-response", "bare-messages"] as const)(
  "the contract, refusals worded as %s",
  (batchErrorShape) => {
    test.each(conformanceCases)("$name", async ({ run }) => {
      await expect(run(await subjectOn({ batchErrorShape }))).resolves.toBeUndefined();
    });
  },
);
