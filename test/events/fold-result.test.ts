import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { EventBody } from "../../src/events/event.ts";
import { resultOf } from "../../src/events/fold-result.ts";
import type { ServerVerdict } from "../../src/events/verdict.ts";

const D = parseDomainName("mail.example.com");
const at = (server: string, address: string) => ({ server: parseDomainName(server), address, port: 53 });
const [ONE, ONE_V6, TWO] = [
  at("ns1.dns.test", "192.0.2.1"),
  at("ns1.dns.test", "2001:db8::1"),
  at("ns2.dns.test", "192.0.2.2"),
];
const record = { purpose: "spf", type: "TXT", owner: D, expected: "v=spf1 -all" } as const;
const PLANNED: readonly EventBody[] = [
  { type: "rrset.planned", record, action: "unchanged", before: null, after: null, warnings: [] },
  { type: "propagation.started", servers: [ONE, ONE_V6, TWO], rrsets: [record], budgetMs: 0 },
];

const observed = (server: typeof ONE, verdict: ServerVerdict): EventBody => ({
  type: "propagation.observed",
  at: server,
  rrset: record,
  verdict,
  sinceWriteMs: 0,
  expiresInMs: null,
  observation: { kind: "lame", because: "refused", transport: "udp", roundTripMs: 0 },
});

function serversAfter(...events: readonly EventBody[]) {
  const end = { state: "verified", exit: 0, error: undefined, totalMs: 0 } as const;
  const calls = { ses: 0, provider: 0, dns: 0 };
  return resultOf([...PLANNED, ...events], { ...end, calls }).records.map(({ servers }) => servers);
}

describe("the servers of a record in a result", () => {
  it("are unknown where none was asked", () => {
    expect(serversAfter()).toEqual([null]);
  });

  it("are counted by what each address said last", () => {
    const events = [observed(ONE, "nxdomain"), observed(TWO, "serves"), observed(ONE, "serves")];
    expect(serversAfter(...events)).toEqual([{ agreeing: 2, asked: 2 }]);
    expect(serversAfter(...events, observed(TWO, "old"))).toEqual([{ agreeing: 1, asked: 2 }]);
  });

  it("agree in spite of an address that is silent, and not in spite of one that says otherwise", () => {
    expect(serversAfter(observed(ONE, "serves"), observed(ONE_V6, "unreachable"))).toEqual([
      { agreeing: 1, asked: 2 },
    ]);
    expect(serversAfter(observed(ONE, "serves"), observed(ONE_V6, "old"))).toEqual([
      { agreeing: 0, asked: 2 },
    ]);
  });

  it("are not counted by what was said of another record", () => {
    const other = { ...observed(ONE, "serves"), rrset: { owner: D, type: "MX" } } as EventBody;
    expect(serversAfter(other)).toEqual([null]);
  });
});
