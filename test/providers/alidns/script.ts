import type { AlidnsAction } from "../../../providers/alidns/causes.ts";
import type { AlidnsClient, Fields, Parameters } from "../../../providers/alidns/api.ts";
import { createAlidnsProvider } from "../../../providers/alidns/adapter.ts";
import { AlidnsCallError } from "../../../providers/alidns/failure.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { DnsProvider, Zone } from "../../../src/dns/provider.ts";

// The adapter on a client that says what a test has written down: what it asks, and what it makes of each answer. The
// fake of the API is in conformance.test.ts.

export const apex = parseDomainName("example.test");
export const mail = parseDomainName("mail.example.test");
export const zone: Zone = { apex, id: "z-1", nameServers: undefined };

export interface Asked {
  readonly action: AlidnsAction;
  readonly parameters: Parameters;
}

export type Answers = Readonly<Partial<Record<AlidnsAction, (parameters: Parameters) => Fields>>>;

export interface Scripted {
  readonly asked: Asked[];
  readonly provider: DnsProvider;
}

export function scripted(answers: Answers): Scripted {
  const asked: Asked[] = [];
  const client: AlidnsClient = async (action, parameters) => {
    asked.push({ action, parameters });
    const answer = answers[action];
    if (answer === undefined) throw new Error(`nobody expects ${action}`);
    return answer(parameters);
  };
  let now = 0;
  const provider = createAlidnsProvider(client, {
    clock: {
      now: () => now,
      random: () => 0,
      sleep: async (ms: number) => {
        now += ms;
      },
    },
    admit: admitAll,
    holdBack: () => {},
    onRetry: () => {},
  });
  return { asked, provider };
}

/** A refusal of the API's. */
export function refuse(code: string, status = 400): never {
  throw new AlidnsCallError({ kind: "api", code, message: "No.", requestId: "r-1", status });
}

/** A record as DescribeDomainRecords shows it (models of the SDK 4.6.1). */
export function item(given: Fields): Fields {
  return {
    RecordId: "1",
    DomainName: "example.test",
    RR: "mail",
    Type: "TXT",
    Value: "v=spf1 -all",
    TTL: 600,
    Line: "default",
    Status: "ENABLE",
    Locked: false,
    Weight: 1,
    ...given,
  };
}

export function listOf(items: readonly Fields[], total = items.length): Fields {
  return { TotalCount: total, DomainRecords: { Record: items } };
}
