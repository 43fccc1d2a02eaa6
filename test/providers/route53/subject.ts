import { onTestFinished } from "vitest";
import type { ConformanceSubject, HostSide } from "../../../providers/conformance.ts";
import { quoteTxt } from "../../../src/dns/presentation.ts";
import type { Api, ApiResponse } from "../../../src/sandbox/api-server.ts";
import { faultResponse, Route53Fault } from "../../../src/sandbox/route53/fault.ts";
import type { SpecialSet } from "../../../src/sandbox/route53/record-sets.ts";
import { findRRset, keyText, type RRset } from "../../../src/dns/rrset.ts";
import type { StoredRecord, StoredZone } from "../../../src/sandbox/zone-store.ts";
import { underTest, type WordsOfHost } from "../../support/host-side.ts";
import { APEX, openFixture, type Fixture, type BenchSettings } from "./bench.ts";

const WORDS: WordsOfHost = {
  operations: {
    zones: ["ListHostedZonesByName", "GetHostedZone"],
    read: ["ListResourceRecordSets"],
    write: ["ChangeResourceRecordSets"],
    settle: ["GetChange"],
  },
  refusals: {
    unauthorized: () =>
      refusal("InvalidClientTokenId", "The security token included in the request is invalid.", 403),
    forbidden: () =>
      refusal(
        "AccessDenied",
        "User: arn:aws:iam::123456789012:user/sandbox is not authorized to perform an action because no identity-based policy allows it",
        403,
      ),
    refused: () => refusal("InvalidInput", "1 validation error detected: Value is not valid", 400),
  },
};

function refusal(code: string, message: string, status: number): ApiResponse {
  return faultResponse(new Route53Fault(code, message, status), "error-response");
}

/** A fresh host of its own for one test. */
export async function subjectOn(settings: BenchSettings): Promise<ConformanceSubject> {
  const specials: SpecialSet[] = [];
  const fixture = await openFixture({ ...settings, specials });
  onTestFinished(() => fixture.close());
  const host = hostOf(fixture, specials);
  return {
    apex: APEX,
    nameServers: fixture.stored.settings.nameServers,
    secrets: ["sandbox/secret+key"],
    createProvider: ({ key, ...given } = {}) => {
      if (key === "read-only") host.inject({ on: "write", kind: "forbidden", times: Infinity });
      return fixture.newProvider(given);
    },
    host,
  };
}

/** The host as the zone store has it; edits come in while the API holds a request in its hands. */
function hostOf({ stored, journal, sandbox }: Fixture, specials: SpecialSet[]): HostSide {
  const { api, intercept, inject } = underTest({ ...sandbox }, journal, WORDS);
  (sandbox as { answer: Api["answer"] }).answer = api.answer;
  return {
    peek: (owner, type) => findRRset(toRRsets(stored.current.records), owner, type),
    history: () => statesOf(stored),
    seed: ({ owner, type, ttl, values, locked }) => {
      if (locked !== undefined) {
        const set = { apex: APEX, owner, type, ttl, values: values.map((value) => quoteTxt(value, "octal")) };
        return void specials.push({ ...set, routing: { setIdentifier: "blue", weight: 10 } });
      }
      stored.commit((records) => [
        ...records.filter((record) => record.owner !== owner || record.type !== type),
        ...values.map((value) => stored.newRecord({ owner, type, ttl, value })),
      ]);
    },
    intercept,
    inject,
  };
}

/** A set that was replaced by its equal is no change. */
function statesOf(stored: StoredZone): readonly (readonly RRset[])[] {
  const states = stored.versions.map(({ records }) => toRRsets(records));
  return states.filter((state, at) => at === 0 || JSON.stringify(state) !== JSON.stringify(states[at - 1]));
}

function toRRsets(records: readonly StoredRecord[]): readonly RRset[] {
  const sets = new Map<string, RRset & { readonly values: string[] }>();
  for (const record of records) {
    const { owner, type, ttl, value } = record;
    const set = sets.get(keyText(record)) ?? { owner, type, ttl, values: [] };
    sets.set(keyText(record), { ...set, values: [...set.values, value] });
  }
  return [...sets.values()];
}
