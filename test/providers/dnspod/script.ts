import type { DnspodClient, Fields } from "../../../providers/dnspod/api.ts";
import type { DnspodAction } from "../../../providers/dnspod/causes.ts";
import { createDnspodProvider } from "../../../providers/dnspod/adapter.ts";
import { admitAll } from "../../../src/async/rate-limit.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { DnsProvider, Zone } from "../../../src/dns/provider.ts";
import { TencentCallError } from "../../../src/tencent/failure.ts";

// The adapter on a client that says what a test has written down: what it asks, and what it makes of each answer. The
// fake of the API is in conformance.test.ts.

export const apex = parseDomainName("example.test");
export const mail = parseDomainName("mail.example.test");
export const zone: Zone = { apex, id: "62", nameServers: undefined };

export interface Asked {
  readonly action: DnspodAction;
  readonly parameters: Fields;
}

export type Answers = Readonly<Partial<Record<DnspodAction, (parameters: Fields) => unknown>>>;

export interface Scripted {
  readonly client: DnspodClient;
  readonly asked: Asked[];
  readonly provider: DnsProvider;
  /** Milliseconds of each pause, which takes no time. */
  readonly pauses: number[];
}

export function scripted(answers: Answers, readLagMs = 30_000): Scripted {
  const asked: Asked[] = [];
  const pauses: number[] = [];
  const client: DnspodClient = async (action, parameters) => {
    asked.push({ action, parameters });
    const answer = answers[action];
    if (answer === undefined) throw new Error(`nobody expects ${action}`);
    return answer(parameters);
  };
  let now = 0;
  const context = {
    clock: {
      now: () => now,
      random: () => 0,
      sleep: async (ms: number) => {
        pauses.push(ms);
        now += ms;
      },
    },
    admit: admitAll,
    holdBack: () => {},
    onRetry: () => {},
  };
  const provider = createDnspodProvider(client, context, { readLagMs, defaultLine: "默认" });
  return { client, asked, provider, pauses };
}

/** A refusal of the API's. */
export function refuse(code: string, message = "No."): never {
  throw new TencentCallError({ kind: "api", code, message, requestId: "r-1" }, undefined);
}

/** A record as DescribeRecordList shows it (examples of Tencent's command line, 2025). */
export function item(given: Fields): Fields {
  return {
    RecordId: 1,
    Value: "v=spf1 -all",
    Status: "ENABLE",
    Name: "mail",
    Line: "默认",
    LineId: "0",
    Type: "TXT",
    Weight: null,
    MonitorStatus: "",
    Remark: "",
    TTL: 600,
    MX: 0,
    ...given,
  };
}

export function listOf(items: readonly Fields[], total = items.length): Fields {
  return { RecordCountInfo: { TotalCount: total, ListCount: items.length }, RecordList: items };
}
