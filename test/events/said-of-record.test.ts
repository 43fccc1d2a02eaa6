import { inEnglish } from "../../src/errors/phrase.ts";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Observation } from "../../src/dns/observation.ts";
import { saidOfRecord } from "../../src/events/said-of-record.ts";
import type { ServerVerdict } from "../../src/events/verdict.ts";

const owner = parseDomainName("mail.example.com");
const at = { server: parseDomainName("ns2.example.net"), address: "192.0.2.54", port: 53 };
const base = { transport: "udp", roundTripMs: 1 } as const;
const txt: Observation = { ...base, kind: "answer", rrset: { owner, type: "TXT", ttl: 60, values: ["a"] } };

const SAID: readonly (readonly [ServerVerdict, Observation, RegExp])[] = [
  ["old", txt, /^ns2\.example\.net \(192\.0\.2\.54\) serves another value of TXT mail\.example\.com$/],
  ["nodata", { ...base, kind: "nodata", soa: undefined }, /no record, for TXT mail\.example\.com$/],
  ["lame", { ...base, kind: "lame", because: "refused" }, /refuses \(REFUSED\): it does not hold the zone/],
  ["unreachable", { ...base, kind: "unreachable", because: "timeout", family: 4 }, /\) does not answer$/],
  ["servfail", { ...base, kind: "servfail", extendedErrors: [] }, /fails \(SERVFAIL\) on TXT mail/],
];

describe("saidOfRecord", () => {
  it.each(SAID)("names the server, and what it said: %s", (verdict, observation, said) => {
    expect(inEnglish(saidOfRecord({ at, rrset: { owner, type: "TXT" }, verdict, observation }))).toMatch(
      said,
    );
  });
});
