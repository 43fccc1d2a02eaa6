import { describe, expect, it } from "vitest";
import type { EventBody } from "../../src/events/event.ts";
import { SAMPLES } from "../../src/events/samples/samples.ts";
import { sentence } from "../../src/report/event-table.ts";
import { DOMAIN, name, PLANS, RUN } from "./recording.ts";

const say = (body: EventBody): string => sentence({ ...body, time: 0, domain: DOMAIN });
const [NS] = [name("ns1.example.test")];
const observed = {
  type: "propagation.observed",
  at: { server: NS, address: "2001:db8::53", port: 53 },
  rrset: { owner: DOMAIN, type: "TXT" },
} as const;
const udp = { transport: "udp", roundTripMs: 3 } as const;

describe("sentence", () => {
  it("says which server, what, since when and how long still", () => {
    const text = say({
      ...observed,
      verdict: "nxdomain",
      sinceWriteMs: 130_000,
      expiresInMs: 58_000,
      observation: { ...udp, kind: "nxdomain", soa: undefined },
    });
    for (const fact of [NS, "(2001:db8::53)", `TXT ${DOMAIN}`, "no such name", "2m10s", "for 58 s"])
      expect(text).toContain(fact);
  });

  it.each([
    [
      "servfail",
      { kind: "servfail", extendedErrors: [{ code: 9, text: "DNSKEY Missing" }] },
      ["SERVFAIL", "9", "DNSKEY Missing"],
    ],
    ["lame", { kind: "lame", because: "upward-referral" }, ["upward"]],
    ["unreachable", { kind: "unreachable", because: "no-route", family: 6 }, ["IPv6"]],
    ["unreachable", { kind: "unreachable", because: "timeout", family: 4 }, ["in time"]],
    [
      "cname",
      { kind: "cname", target: name("elsewhere.example"), ttl: 1, rrset: undefined },
      ["elsewhere.example"],
    ],
    [
      "referral",
      { kind: "referral", to: name("sub.example"), nameServers: [name("a.sub.example")] },
      ["a.sub.example"],
    ],
    ["malformed", { kind: "malformed", because: "question differs" }, ["question differs"]],
  ] as const)("tells the cause of %s", (verdict, observation, facts) => {
    const text = say({
      ...observed,
      verdict,
      sinceWriteMs: 0,
      expiresInMs: null,
      observation: { ...udp, ...observation },
    });
    for (const fact of facts) expect(text).toContain(fact);
  });

  it.each([
    [
      { type: "server.excluded", at: { server: NS, address: "192.0.2.1", port: 53 }, because: "lame" },
      [NS, "192.0.2.1", "lame"],
    ],
    [
      {
        type: "propagation.progress",
        elapsedMs: 130_000,
        agreeing: 6,
        asked: 8,
        laggards: [{ server: NS, address: "192.0.2.1", port: 53 }],
      },
      ["6 of 8", "2m10s", NS],
    ],
    [
      { type: "host.settled", provider: "route53", settled: false, elapsedMs: 5_000 },
      ["route53", "not everywhere", "5.0 s"],
    ],
    [
      {
        type: "resolver.observed",
        resolver: "8.8.8.8",
        rrset: { owner: DOMAIN, type: "TXT" },
        verdict: "nxdomain",
        expiresInMs: 110_000,
      },
      ["8.8.8.8", "110 s", "decides nothing"],
    ],
    [
      { type: "api.retried", api: "ses", attempt: 2, nextInMs: 1_500, code: "API_RATE_LIMITED" },
      ["SES", "API_RATE_LIMITED", "2nd", "1.5 s"],
    ],
    [
      {
        type: "identity.refused",
        attempt: 1,
        ses: [
          {
            record: { purpose: "mx", expected: "x", owner: DOMAIN, type: "MX" },
            status: false,
            currentValue: "",
          },
        ],
        nextInMs: null,
      },
      [`MX ${DOMAIN}`, "does not ask again"],
    ],
    [{ type: "identity.found", exists: true, verified: true }, ["and it is verified"]],
    [{ type: "identity.found", exists: true, verified: false }, ["not verified yet"]],
    [{ type: "race.lost", attempt: 2 }, ["somebody else", "2nd"]],
    [
      {
        type: "race.lost",
        attempt: 1,
        beside: { rrset: { owner: DOMAIN, type: "TXT" }, ours: ["v=spf1 -all"], theirs: ["v=spf1 mx ~all"] },
      },
      ['wrote "v=spf1 mx ~all"', 'our TXT "v=spf1 -all"', "1st"],
    ],
    [{ type: "propagation.started", servers: [], rrsets: [], budgetMs: 0 }, ["no name server can be asked"]],
    [{ type: "identity.verified", attempt: 0, ses: [] }, ["before"]],
  ] as const satisfies readonly (readonly [EventBody, readonly string[]])[])(
    "words %j with its facts",
    (body, facts) => {
      for (const fact of facts) expect(say(body)).toContain(fact);
    },
  );

  it("is one line for every event of a run", () => {
    expect(
      RUN.map(sentence).filter((text) => text === "" || text.includes("\n") || text.includes("undefined")),
    ).toEqual([]);
  });

  it("names each action of a plan differently", () => {
    const [plan] = PLANS;
    const actions = ["created", "merged", "kept", "replaced", "unchanged"] as const;
    const said = actions.flatMap((action) =>
      plan === undefined ? [] : [say({ type: "rrset.planned", ...plan, action })],
    );
    expect(new Set(said).size).toBe(actions.length);
  });

  it.each([...SAMPLES.verdicts.lame, ...SAMPLES.verdicts.unreachable])(
    "says how a server fails: $observation.because",
    (event) => {
      expect(say(event)).toMatch(/ \([^()]{5,}\) after /);
    },
  );

  it("breaks up commands in foreign text, and leaves addresses whole", () => {
    const because = "::error::x ##[set-output] \u001b[2J";
    const text = say({
      ...observed,
      verdict: "malformed",
      sinceWriteMs: 0,
      expiresInMs: null,
      observation: { ...udp, kind: "malformed", because },
    });
    expect(text).toContain("2001:db8::53");
    // oxlint-disable-next-line no-control-regex -- looking for one
    expect(text).not.toMatch(/::error|##\[|\u001b/);
  });
});
