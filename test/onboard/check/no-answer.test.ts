import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { serverAt } from "../fake-authority.ts";
import { KEY_NAME, rrset } from "../fakes.ts";
import { SERVFAIL } from "../propagate/answers.ts";
import { onboarded, THIRD } from "./onboarded.ts";

// What a check says of name servers that are dead, refuse or fail.

describe("servers that give no answer", () => {
  it.each([
    [
      "lame",
      /^\S+ is not published as SES asks: fewer than half .*refuses \(REFUSED\)/,
      /^Correct the delegation/,
    ],
    [
      "silent",
      /fewer than half .*ns2\.dns\.test \(192\.0\.2\.2\) does not answer/,
      /^Have ns2\S+ \S+, ns3\S+ \S+ answer/,
    ],
    ["servfail", /fewer than half .*fails \(SERVFAIL\) on TXT/, /^Ask the DNS host why/],
  ] as const)("and are most of them: %s", async (mood, message, hint) => {
    const fakes = await onboarded(THIRD);
    fakes.authority.servers[1].mood = mood;
    for (const server of fakes.authority.servers.slice(2)) server.mood = mood;
    const { exit, error, warnings } = await fakes.play(checkDomain);
    expect([exit, error?.code]).toEqual([8, "DRIFT"]);
    expect(error?.message).toMatch(message);
    expect(error?.message).not.toContain("ns1.dns.test");
    expect(error?.hint).toMatch(hint);
    // What stands in the error is not told a second time.
    expect(warnings).toEqual([]);
  });

  it("about one of the records alone are no matter of a server that answers about the others", async () => {
    const fakes = await onboarded(THIRD);
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) =>
      question.type === "MX" && at.server === THIRD.server ? SERVFAIL : observe(at, question, options);
    const { state, warnings } = await fakes.play(checkDomain);
    expect([state, warnings]).toEqual(["verified", []]);
  });

  it("about one of the records alone are named with that", async () => {
    const fakes = await onboarded(THIRD);
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) =>
      question.owner === KEY_NAME && at.server !== fakes.authority.servers[0].server
        ? SERVFAIL
        : observe(at, question, options);
    const { error } = await fakes.play(checkDomain);
    expect(error?.code).toBe("DRIFT");
    expect(error?.message).toMatch(
      /fewer than half of its name servers .*ns2\.dns\.test .*fails \(SERVFAIL\)/,
    );
  });

  it.each([
    ["two of three", [THIRD]],
    ["one of two", []],
  ])(
    "are told beside a missing record by a warning alone while the others are enough: %s",
    async (_many, more) => {
      const fakes = await onboarded(...more);
      fakes.host.seed(rrset("TXT", KEY_NAME, []));
      fakes.authority.servers[1].mood = "lame";
      const { error, warnings } = await fakes.play(checkDomain);
      expect(error?.message).toMatch(/is missing\.$/);
      expect(warnings.map(({ warning }) => warning)).toContain("server-lame");
    },
  );

  it("or one without authority are a warning in the words of each, also where only the zone names them", async () => {
    const fakes = await onboarded(THIRD);
    const observe = fakes.authority.observe.bind(fakes.authority);
    fakes.authority.observe = async (at, question, options) => {
      const seen = await observe(at, question, options);
      return at.address === "192.0.2.2" && seen.kind === "answer"
        ? { ...seen, withoutAuthority: true }
        : seen;
    };
    fakes.authority.parentNameServers = fakes.authority.servers.slice(0, 2).map(({ server }) => server);
    for (const server of fakes.authority.servers.slice(2)) server.mood = "silent";
    const { exit, warnings } = await fakes.play(checkDomain);
    expect(exit).toBe(0);
    expect(warnings.filter(({ warning }) => warning.includes("server"))).toMatchObject([
      { warning: "server-lame", at: { address: "192.0.2.2" }, said: { withoutAuthority: true } },
      { warning: "undelegated-server", at: { address: "192.0.2.3" }, said: { kind: "unreachable" } },
    ]);
  });

  it("or have no address are told where all is published", async () => {
    const fakes = await onboarded();
    const walk = fakes.authority.delegation.bind(fakes.authority);
    const gone = parseDomainName("ns9.dns.test");
    fakes.authority.delegation = async (name, options) => {
      const found = await walk(name, options);
      const parentNameServers = [...found.parentNameServers, gone];
      return { ...found, parentNameServers, unresolved: [gone] };
    };
    const { exit, warnings } = await fakes.play(checkDomain);
    expect(exit).toBe(0);
    expect(warnings).toEqual([
      expect.objectContaining({ warning: "delegation-differs", onlyParent: [gone] }),
      expect.objectContaining({ warning: "server-without-address", servers: [gone] }),
    ]);
  });

  it("are no closed port as long as one of them says something", async () => {
    const fakes = await onboarded(THIRD);
    for (const server of fakes.authority.servers) server.mood = "silent";
    fakes.authority.servers[1].mood = "lame";
    const { exit, error } = await fakes.play(checkDomain);
    expect([exit, error?.code]).toEqual([8, "DRIFT"]);
    expect(error?.message).toMatch(
      /none of its name servers answers for it: .*ns2\S+ \S+ refuses \(REFUSED\)/,
    );
    expect(error?.hint).not.toContain("port 53");
  });

  it("and are most of those that the world is sent to are named, however many more the zone names", async () => {
    const fakes = await onboarded(THIRD, serverAt("ns4.dns.test", "192.0.2.4"));
    const { servers } = fakes.authority;
    fakes.authority.parentNameServers = servers.slice(0, 3).map(({ server }) => server);
    for (const server of servers.slice(1, 3)) server.mood = "lame";
    const { error } = await fakes.play(checkDomain);
    expect(error?.code).toBe("DRIFT");
    expect(error?.message).toContain("ns2.dns.test (192.0.2.2) refuses");
    expect(error?.message).not.toContain("SPF");
  });

  it("are a closed port only where all of them are silent", async () => {
    const fakes = await onboarded(THIRD);
    for (const server of fakes.authority.servers) server.mood = "silent";
    const { error, warnings } = await fakes.play(checkDomain);
    expect(error?.code).toBe("NOT_OBSERVABLE");
    expect(error?.message).toContain("ns1.dns.test (192.0.2.1) does not answer; ns2");
    expect(error?.hint).toContain("port 53");
    expect(warnings).toEqual([]);
  });
});

it("silence everywhere is no server's, be it one that only the zone names", async () => {
  const fakes = await onboarded();
  fakes.authority.parentNameServers = fakes.authority.servers.slice(0, 1).map(({ server }) => server);
  for (const server of fakes.authority.servers) server.mood = "silent";
  const { error, warnings } = await fakes.play(checkDomain);
  expect(error?.code).toBe("NOT_OBSERVABLE");
  expect(warnings).toEqual([]);
});

it("a dead server is told beside one that serves something else, where there is no third", async () => {
  const fakes = await onboarded();
  fakes.authority.servers[0].lagMsOf = { [`TXT ${KEY_NAME}`]: Infinity };
  fakes.authority.servers[1].mood = "silent";
  const { error, warnings } = await fakes.play(checkDomain);
  expect(error?.message).toContain("ns1.dns.test");
  expect(warnings.map(({ warning }) => warning)).toContain("server-silent");
});
