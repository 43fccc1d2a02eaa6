import { describe, expect, it } from "vitest";
import type { ErrorReport } from "../../../src/errors/onboard-error.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { APEX, createFakes, D, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { onboarded, THIRD } from "./onboarded.ts";

// How a check ends: what is told, by which facts, and what is proposed.

interface Ending {
  readonly world: () => Promise<Fakes>;
  readonly code: ErrorReport["code"];
  readonly message: string;
  readonly hint: string;
  readonly facts: object;
}

const OTHER_KEY = rrset("TXT", KEY_NAME, ["v=DKIM1; p=AAAA"]);
const NO_KEY = rrset("TXT", KEY_NAME, []);
const BROKEN = rrset("TXT", D, ["v=spf1 -ip4:203.0.113.0/24 include:qcloudmail.com -all"]);

/** Onboarded, and then this. */
const after =
  (change: (fakes: Fakes) => void, ...more: readonly (typeof THIRD)[]) =>
  async () => {
    const fakes = await onboarded(...more);
    change(fakes);
    return fakes;
  };
const unverified = (fakes: Fakes) => fakes.identities.seed(D, false);
const PLAN_THEN_RUN = "Look at the difference: `planDomain`, then mend it: `onboardDomain`.";

const ENDINGS: Readonly<Record<string, Ending>> = {
  "no identity": {
    world: () => Promise.resolve(createFakes()),
    code: "IDENTITY_MISSING",
    message: `SES has no identity ${D} in this account (international, ap-singapore).`,
    hint: "Onboard it: `onboardDomain`.",
    facts: { domain: D, site: "international", region: "ap-singapore" },
  },
  "one record missing": {
    world: after(({ host }) => host.seed(NO_KEY)),
    code: "DRIFT",
    message: `${D} is not published as SES asks: TXT ${KEY_NAME} is missing.`,
    hint: PLAN_THEN_RUN,
    facts: { drifted: [{ owner: KEY_NAME, type: "TXT", problem: "missing" }] },
  },
  "two records that differ": {
    world: after(({ host }) => {
      host.seed(NO_KEY);
      host.seed(rrset("TXT", D, ["v=spf1 -all"]));
    }),
    code: "DRIFT",
    message: `${D} is not published as SES asks: TXT ${KEY_NAME} is missing, TXT ${D} lacks what SES asks for.`,
    hint: PLAN_THEN_RUN,
    facts: {
      drifted: expect.arrayContaining([
        { owner: D, type: "TXT", problem: "differs" },
        { owner: KEY_NAME, type: "TXT", problem: "missing" },
      ]) as unknown,
    },
  },
  "an SPF record that does not work": {
    world: after(({ host }) => host.seed(BROKEN)),
    code: "DRIFT",
    message: `${D} is published as SES asks, but its SPF record has to be corrected: `,
    hint: "Correct the record at the DNS host: its warnings say how.",
    facts: { drifted: [{ owner: D, type: "TXT", problem: "spf-senders-fail" }] },
  },
  "a server that differs, and an SPF record that does not work": {
    world: after((fakes) => {
      fakes.host.seed(BROKEN);
      fakes.authority.servers[1].lagMsOf = { [`TXT ${KEY_NAME}`]: Infinity };
    }),
    code: "DRIFT",
    message: `there is no such name: TXT ${KEY_NAME}. Its SPF record has to be corrected: `,
    hint: "see whether another DNS host serves the zone, too: `doctor` of the command line",
    facts: { drifted: [{ problem: "spf-senders-fail" }], servers: [{ verdict: "nxdomain" }] },
  },
  "not verified, all published": {
    world: after(unverified),
    code: "VERIFICATION_PENDING",
    message: `SES has not verified ${D}, and all that it asks for is published.`,
    hint: "Have SES look: `onboardDomain`.",
    facts: { drifted: [] },
  },
  "not verified, a record missing": {
    world: after((fakes) => {
      unverified(fakes);
      fakes.host.seed(NO_KEY);
    }),
    code: "VERIFICATION_PENDING",
    message: `SES has not verified ${D}, and not all that it asks for is published: TXT ${KEY_NAME} is missing.`,
    hint: "Publish it, and have SES look: `onboardDomain`.",
    facts: { drifted: [{ owner: KEY_NAME, problem: "missing" }] },
  },
  "not verified, an SPF record that does not work": {
    world: after((fakes) => {
      unverified(fakes);
      fakes.host.seed(BROKEN);
    }),
    code: "VERIFICATION_PENDING",
    message: "all that it asks for is published. Its SPF record has to be corrected: ",
    hint: "Have SES look: ",
    facts: { drifted: [{ problem: "spf-senders-fail" }] },
  },
  "not verified, a server that differs": {
    world: after((fakes) => {
      unverified(fakes);
      fakes.authority.servers[1].mood = "lame";
      for (const server of fakes.authority.servers.slice(2)) server.mood = "silent";
    }, THIRD),
    code: "VERIFICATION_PENDING",
    message: "not every name server serves what it asks for: ns2.dns.test (192.0.2.2) refuses",
    hint: `Correct the delegation at the registrar, or have ns2.dns.test (192.0.2.2) serve the zone. Have ns3.dns.test (192.0.2.3) answer again, or take it out of the delegation. Then have SES look: \`onboardDomain\`.`,
    facts: {
      drifted: [],
      servers: expect.arrayContaining([
        expect.objectContaining({ address: "192.0.2.2", verdict: "lame" }),
        expect.objectContaining({ address: "192.0.2.3", verdict: "unreachable" }),
      ]) as unknown,
    },
  },
  "no server that answers": {
    world: after((fakes) => {
      for (const server of fakes.authority.servers) server.mood = "silent";
    }),
    code: "NOT_OBSERVABLE",
    message: `No name server of ${D} can be asked from here: ns1.dns.test (192.0.2.1) does not answer; ns2`,
    hint: "Open port 53",
    facts: {
      servers: [
        { server: "ns1.dns.test", address: "192.0.2.1", port: 53 },
        { server: "ns2.dns.test", address: "192.0.2.2", port: 53 },
      ],
      verified: true,
    },
  },
  "a record that can't be looked up": {
    world: after(({ authority }) => void authority.elsewhere.set(`TXT ${KEY_NAME}`, "failed")),
    code: "NOT_OBSERVABLE",
    message: `TXT ${KEY_NAME} can't be looked up from here: its servers are silent. SES says that ${D} is verified.`,
    hint: "Run again when the name servers answer",
    facts: { owner: KEY_NAME, type: "TXT", because: "its servers are silent", verified: true },
  },
};

describe("a check ends with what it found, and with what mends it", () => {
  it.each(Object.entries(ENDINGS))("%s", async (_what, { world, code, message, hint, facts }) => {
    const fakes = await world();
    const { error } = await fakes.play(checkDomain);
    expect(error).toMatchObject({ code, facts });
    expect(error?.message).toContain(message);
    expect(error?.hint).toContain(hint);
  });

  it("a record that a rule refuses, with the rule's own sentence and its own way out", async () => {
    const fakes = await onboarded();
    fakes.host.seed(OTHER_KEY);
    const { error } = await fakes.play(checkDomain);
    expect(error?.message).toMatch(new RegExp(`^${D} is not published as SES asks\\. .*${KEY_NAME}`));
    expect(error?.facts["drifted"]).toEqual([
      { owner: KEY_NAME, type: "TXT", problem: expect.stringContaining(KEY_NAME) as unknown },
    ]);
    const planned = eventsOf(fakes, "rrset.planned").find(({ found }) => found === "conflict");
    expect(planned).toMatchObject({ action: "kept", before: OTHER_KEY, after: OTHER_KEY, warnings: [] });
    fakes.identities.seed(D, false);
    const pending = await fakes.play(checkDomain);
    expect(pending.error?.code).toBe("VERIFICATION_PENDING");
    expect(pending.error?.hint).toBe(error?.hint);
  });

  it("the facts hold what was found, and no list of what was not", async () => {
    const fakes = await onboarded();
    fakes.host.seed(NO_KEY);
    const { error } = await fakes.play(checkDomain);
    expect(error?.facts).toEqual({ drifted: [{ owner: KEY_NAME, type: "TXT", problem: "missing" }] });
  });

  it("more than four things that servers say are counted", async () => {
    const more = ["3", "4", "5", "6", "7", "8"].map((n) => ({
      ...THIRD,
      server: THIRD.server.replace("3", n) as typeof D,
      address: `192.0.2.${n}`,
    }));
    const fakes = await onboarded(...more);
    const { servers } = fakes.authority;
    for (const server of servers.slice(2, 7)) server.mood = "servfail";
    const { error } = await fakes.play(checkDomain);
    expect(error?.message).toMatch(/fewer than half of its name servers answer for it: .*; and 1 more\.$/);
    expect(error?.message).toContain("ns6.dns.test");
    expect(error?.message).not.toContain("ns7.dns.test");
    expect(error?.facts["servers"]).toHaveLength(20);
    expect(error?.hint).toBe(
      "Ask the DNS host why ns3.dns.test (192.0.2.3), ns4.dns.test (192.0.2.4), ns5.dns.test (192.0.2.5), ns6.dns.test (192.0.2.6), ns7.dns.test (192.0.2.7) gives no answer about it.",
    );
  });
});

it("the zone is told as it was found, and SES's word before and after", async () => {
  const fakes = await onboarded();
  await fakes.play(checkDomain);
  expect(eventsOf(fakes, "delegation.found")).toEqual([
    {
      type: "delegation.found",
      apex: APEX,
      nameServers: ["ns1.dns.test", "ns2.dns.test"],
      negativeTtlSeconds: 60,
    },
  ]);
  expect(eventsOf(fakes, "identity.found")).toMatchObject([{ exists: true, verified: true }]);
  expect(eventsOf(fakes, "identity.ready")).toMatchObject([
    { created: false, verified: true, requestId: "fake", ses: { length: 4 } },
  ]);
  expect(eventsOf(fakes, "identity.verified")).toMatchObject([
    { attempt: 0, requestId: "fake", ses: { length: 4 } },
  ]);
  expect(eventsOf(fakes, "rrset.planned").map(({ found }) => found)).toEqual(["met", "met", "met", "met"]);
});

describe("a mistake of ours is no drift, wherever it shows", () => {
  const bug = () => Promise.reject(new TypeError("undefined is not a function"));

  it.each<[string, (fakes: Fakes) => void]>([
    ["at the walk", (fakes) => void (fakes.authority.delegation = bug)],
    ["at a lookup", (fakes) => void (fakes.authority.lookup = bug)],
    [
      "at the second walk",
      (fakes) => {
        const delegation = fakes.authority.delegation.bind(fakes.authority);
        fakes.host.seed(NO_KEY);
        fakes.authority.delegation = (name, options) =>
          options.fresh === true ? bug() : delegation(name, options);
      },
    ],
  ])("%s", async (_where, breaks) => {
    const fakes = await onboarded();
    breaks(fakes);
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 1, error: { code: "UNEXPECTED" } });
  });
});
