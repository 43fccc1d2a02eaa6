import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { AskedQuestion, Observation } from "../../../src/dns/observation.ts";
import { dnsLine } from "../../../src/report/words/dns-line.ts";

const name = parseDomainName;
const OWNER = name("mail.example.test");
const BY_UDP = { transport: "udp", roundTripMs: 12 } as const;
const ASKED: AskedQuestion = {
  to: { address: "192.0.2.1", port: 53 },
  question: { owner: OWNER, type: "TXT" },
  observation: { ...BY_UDP, kind: "nxdomain", soa: undefined },
  tookMs: 40,
};

describe("the line of a DNS question", () => {
  it.for<[observation: Observation, words: string]>([
    [
      { ...BY_UDP, kind: "answer", rrset: { owner: OWNER, type: "TXT", ttl: 300, values: ["a b", "c"] } },
      "udp TXT mail.example.test → answer (a b and c; TTL 300), 12 ms",
    ],
    [
      { ...BY_UDP, kind: "cname", target: name("x.test"), ttl: 5, rrset: undefined },
      "udp TXT mail.example.test → cname (to x.test), 12 ms",
    ],
    [{ ...BY_UDP, kind: "nodata", soa: undefined }, "udp TXT mail.example.test → nodata, 12 ms"],
    [
      { ...BY_UDP, transport: "tcp", kind: "lame", because: "refused" },
      "tcp TXT mail.example.test → lame (REFUSED), 12 ms",
    ],
    [
      { ...BY_UDP, kind: "servfail", extendedErrors: [{ code: 6, text: "bogus" }] },
      "udp TXT mail.example.test → servfail (error 6: bogus), 12 ms",
    ],
    [
      { ...BY_UDP, kind: "unreachable", because: "timeout", family: 4 },
      "udp TXT mail.example.test → unreachable (no answer in time), 12 ms",
    ],
  ])("%o", ([observation, words]) => {
    expect(dnsLine({ ...ASKED, observation })).toBe(`dns: 192.0.2.1 ${words}`);
  });

  it("names the server and its port where they say more, also by IPv6 and HTTPS", () => {
    const to = { server: name("ns1.example.net"), address: "2001:db8::1", port: 443 };
    const observation = { ...BY_UDP, transport: "doh", kind: "nodata", soa: undefined } as const;
    expect(dnsLine({ ...ASKED, to, observation })).toBe(
      "dns: ns1.example.net 2001:db8::1 port 443 doh TXT mail.example.test → nodata, 12 ms",
    );
  });

  it("says of a question that nobody waits for how long it was waited for", () => {
    expect(dnsLine({ ...ASKED, observation: undefined })).toBe(
      "dns: 192.0.2.1 TXT mail.example.test → given up, 40 ms",
    );
  });

  it("stays one line, and a short one, whatever is served", () => {
    const values = ["\r\n::set-env name=A::b\u001b[2J", "x".repeat(5_000), ...Array<string>(9).fill("a")];
    const rrset = { owner: OWNER, type: "TXT", ttl: 1, values } as const;
    const line = dnsLine({ ...ASKED, observation: { ...BY_UDP, kind: "answer", rrset } });
    expect(line).not.toMatch(/[\r\n]|::set-env|\p{Cc}/u);
    expect(line.length).toBeLessThan(300);
  });
});
