import { describe, expect, it } from "vitest";
import { prefixed, type DomainName } from "../../../src/dns/domain-name.ts";
import { placeOf, type Place } from "../../../src/dns/place.ts";
import { keyOfSwap, keyText, type RRset } from "../../../src/dns/rrset.ts";
import { createAgreements } from "../../../src/compose/consent/agreement.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import type { Run } from "../../../src/onboard/run.ts";
import { DEFAULT_POLICY, type Requirement } from "../../../src/plan/requirement.ts";
import { dkimValue } from "../../support/rsa-key.ts";
import { asking, planIn, underHash, underPlan } from "../agreements.ts";
import type { Trace } from "../trace.ts";
import { createFakes, D, DMARC_NAME, eventsOf, KEY_NAME, rrset, type Fakes } from "../fakes.ts";

// A hostile SES over our own fakes, which keep state: what counts is the zone.

const STANDING = [rrset("TXT", D, ["site=1"]), rrset("TXT", "example.com", ["v=spf1 -all"])];

const USUAL = [keyText({ type: "MX", owner: D }), `TXT ${D}`, `TXT ${DMARC_NAME}`, `TXT ${KEY_NAME}`];

type Ask = Partial<Requirement> & Pick<Requirement, "type" | "expected">;

const at = (label: string): DomainName => prefixed(label, D);

/** What SES asks for in place of, or beside, what the plan knew. */
const HOSTILE: readonly (readonly [string, Ask])[] = [
  ["SPF for everybody", { type: "TXT", purpose: "spf", expected: "v=spf1 +all" }],
  [
    "SPF for everybody in halves",
    { type: "TXT", purpose: "spf", expected: "v=spf1 ip4:0.0.0.0/1 ip4:128.0.0.0/1 ~all" },
  ],
  ["SPF for half of all", { type: "TXT", purpose: "spf", expected: "v=spf1 ip4:128.0.0.0/1 ~all" }],
  [
    "SPF for everybody by another name",
    { type: "TXT", purpose: "spf", expected: "v=spf1 include:open.test ~all" },
  ],
  [
    "SPF for everybody by a name that exists",
    { type: "TXT", purpose: "spf", expected: "v=spf1 exists:%{i}.open.test ~all" },
  ],
  ["other senders", { type: "TXT", purpose: "spf", expected: "v=spf1 include:other.test ~all" }],
  [
    "one sender more",
    { type: "TXT", purpose: "spf", expected: "v=spf1 include:qcloudmail.com ip4:203.0.113.7 ~all" },
  ],
  ["another exchange", { type: "MX", purpose: "mx", expected: "mx.evil.test" }],
  ["another preference", { type: "MX", purpose: "mx", expected: "5 mxbiz1.qq.com" }],
  ["an exchange elsewhere", { type: "MX", purpose: "mx", owner: at("www"), expected: "mx.evil.test" }],
  [
    "a stricter DMARC policy",
    { type: "TXT", purpose: "dmarc", owner: DMARC_NAME, expected: "v=DMARC1; p=reject" },
  ],
  [
    "reports to somebody",
    {
      type: "TXT",
      purpose: "dmarc",
      owner: DMARC_NAME,
      expected: "v=DMARC1; p=none; rua=mailto:a@evil.test",
    },
  ],
  [
    "a DMARC policy elsewhere",
    { type: "TXT", purpose: "dmarc", owner: at("_dmarc.www"), expected: "v=DMARC1; p=none" },
  ],
  [
    "a third key",
    { type: "TXT", purpose: "dkim", owner: at("c._domainkey"), expected: dkimValue(1024, "c") },
  ],
  [
    "a key for tests",
    { type: "TXT", purpose: "dkim", owner: at("b._domainkey"), expected: `${dkimValue(1024, "b")}; t=y` },
  ],
  [
    "the key of every selector",
    { type: "TXT", purpose: "dkim", owner: at("*._domainkey"), expected: dkimValue(1024, "b") },
  ],
  ["a text at every name", { type: "TXT", purpose: "other", owner: at("*"), expected: "evil" }],
  [
    "two SPF records",
    {
      type: "TXT",
      purpose: "spf",
      owner: D,
      expected: "v=spf1 include:other.test include:qcloudmail.com ~all",
    },
  ],
  ["a short key", { type: "TXT", purpose: "dkim", owner: at("b._domainkey"), expected: dkimValue(512, "b") }],
  [
    "a key of a name below",
    { type: "TXT", purpose: "dkim", owner: at("b._domainkey.www"), expected: dkimValue(1024, "b") },
  ],
  ["a text", { type: "TXT", purpose: "other", owner: D, expected: "google-site-verification=evil" }],
  ["a text below", { type: "TXT", purpose: "other", owner: at("_github-challenge-x"), expected: "evil" }],
  ["an address", { type: "A", purpose: "other", owner: D, expected: "203.0.113.7" }],
  ["an address below", { type: "A", purpose: "other", owner: at("www"), expected: "203.0.113.7" }],
  ["an IPv6 address", { type: "AAAA", purpose: "other", owner: at("www"), expected: "2001:db8::7" }],
  ["an alias", { type: "CNAME", purpose: "other", owner: at("www"), expected: "evil.test" }],
  [
    "certificates for everybody",
    { type: "CAA", purpose: "other", owner: D, expected: '0 issue "evil.test"' },
  ],
  ["a delegation", { type: "NS", purpose: "other", owner: at("www"), expected: "ns.evil.test" }],
  ["a delegation by number", { type: "TYPE39", purpose: "other", owner: at("www"), expected: "\\# 0" }],
  [
    "a certificate's proof",
    { type: "TXT", purpose: "other", owner: at("_acme-challenge"), expected: "evil" },
  ],
  [
    "a certificate's proof below",
    { type: "TXT", purpose: "other", owner: at("_acme-challenge.www"), expected: "evil" },
  ],
];

/** Those that no consent lifts. */
const NEVER = new Set([
  "SPF for everybody",
  "SPF for everybody in halves",
  "SPF for half of all",
  "SPF for everybody by another name",
  "SPF for everybody by a name that exists",
  "a short key",
  "the key of every selector",
  "a text at every name",
  "a delegation",
  "a delegation by number",
  "a certificate's proof",
  "a certificate's proof below",
]);

function requirementOf({ owner = D, purpose = "other", type, expected }: Ask): Requirement {
  return { owner, purpose, type, expected };
}

/** In place of the usual record of the same kind and place; two keys beside it, so that the third is one too many. */
function hostile(fakes: Fakes, ask: Ask): void {
  const { asks } = fakes.identities;
  const wanted = requirementOf(ask);
  const second: readonly Requirement[] =
    wanted.owner === at("c._domainkey")
      ? [{ purpose: "dkim", owner: at("b._domainkey"), type: "TXT", expected: dkimValue(1024, "b") }]
      : [];
  fakes.identities.asks = (domain) => [
    ...asks(domain).filter(
      ({ purpose, owner }) => purpose !== wanted.purpose || owner !== wanted.owner || purpose === "other",
    ),
    ...second,
    wanted,
  ];
}

function createWorld(): Fakes {
  const fakes = createFakes(STANDING);
  fakes.authority.elsewhere.set("TXT open.test", ["v=spf1 ip4:0.0.0.0/0 ~all"]);
  fakes.authority.elsewhere.set("TXT other.test", ["v=spf1 ip4:198.51.100.0/24 ~all"]);
  fakes.authority.elsewhereBy = ({ owner, type }) =>
    type === "A" && owner.endsWith(".open.test") ? ["127.0.0.2"] : undefined;
  return fakes;
}

const changed = (fakes: Fakes): readonly RRset[] =>
  fakes.host.rrsets.filter(
    (now) => !STANDING.some((before) => JSON.stringify(before) === JSON.stringify(now)),
  );

/** Ways to consent to a plan that was made while SES asked for what it usually does. */
const WAYS: Readonly<Record<string, (fakes: Fakes) => Promise<Partial<Run>>>> = {
  "under a plan": async (fakes) => underPlan(await planIn(fakes)),
  "under a hash": async (fakes) => underHash((await fakes.play(planDomain)).planHash),
  "without either": () => Promise.resolve({}),
  "at a terminal": () =>
    Promise.resolve(
      asking(
        () => Promise.resolve(true),
        () => Promise.resolve(false),
      ),
    ),
};

describe.each(Object.entries(WAYS))("a hostile SES %s", (way, consentIn) => {
  it.each(HOSTILE)(
    "gets nothing into the zone by asking for %s once the identity is created",
    async (what, ask) => {
      const fakes = createWorld();
      const consent = await consentIn(fakes);
      hostile(fakes, ask);
      const result = await fakes.play(onboardDomain, consent);
      const isRefused = way === "at a terminal" && !NEVER.has(what);
      const failed = {
        state: "failed",
        exit: 4,
        error: { code: NEVER.has(what) ? "VALUE_REJECTED" : "PLAN_CHANGED" },
      };
      // A person's no is no failure.
      const end = isRefused ? { state: "interrupted", exit: 130, error: null } : failed;
      expect(result).toMatchObject({ ...end, identity: { created: true } });
      expect(changed(fakes)).toEqual([]);
    },
  );
});

describe("a hostile SES that has an identity already", () => {
  it.each(HOSTILE)("gets nothing into the zone without a plan that shows %s", async (what, ask) => {
    const fakes = createWorld();
    hostile(fakes, ask);
    fakes.identities.seed(D, false);
    const result = await fakes.play(onboardDomain);
    expect(result).toMatchObject({
      exit: 4,
      error: { code: NEVER.has(what) ? "VALUE_REJECTED" : "PLAN_CHANGED" },
    });
    expect(changed(fakes)).toEqual([]);
  });

  it("gets what the approved plan showed", async () => {
    const fakes = createWorld();
    hostile(fakes, { type: "A", owner: at("www"), expected: "203.0.113.7" });
    fakes.identities.seed(D, false);
    const { planHash } = await fakes.play(planDomain);
    expect(await fakes.play(onboardDomain, underHash(planHash))).toMatchObject({ state: "verified" });
    expect(fakes.host.peek(at("www"), "A")?.values).toEqual(["203.0.113.7"]);
  });
});

describe("what SES asks for beyond the plan", () => {
  const address: Ask = { type: "A", owner: at("www"), expected: "203.0.113.7" };
  const place: Place = placeOf({ type: "A", owner: at("www") });

  it("is written where it was allowed by name, be it approved or not", async () => {
    const policy = { ...DEFAULT_POLICY, allow: [place] };
    for (const way of ["under a plan", "without either"] as const) {
      const fakes = createWorld();
      const consent = way === "under a plan" ? underPlan(await planIn(fakes, { policy })) : {};
      hostile(fakes, address);
      expect(await fakes.play(onboardDomain, { ...consent, policy })).toMatchObject({ state: "verified" });
      expect(fakes.host.peek(at("www"), "A")?.values).toEqual(["203.0.113.7"]);
    }
  });

  it("is no NS record, although two hosts are allowed for the zone by that very place", async () => {
    const fakes = createWorld();
    hostile(fakes, { type: "NS", owner: D, expected: "ns.evil.test" });
    const policy = { ...DEFAULT_POLICY, allow: [`NS:${D}`] as const };
    const { error } = await fakes.play(onboardDomain, { policy });
    expect(error?.code).toBe("VALUE_REJECTED");
    expect(fakes.host.history()).toHaveLength(1);
  });

  it("is written once a person at a terminal wants it, too, and asked for once", async () => {
    const fakes = createWorld();
    hostile(fakes, address);
    let asked = 0;
    const again = () => Promise.resolve((asked += 1) > 0);
    const result = await fakes.play(
      onboardDomain,
      asking(() => Promise.resolve(true), again),
    );
    expect([result.state, asked]).toEqual(["verified", 1]);
  });

  it("is not asked for again when a race is lost after the yes", async () => {
    const fakes = createWorld();
    hostile(fakes, address);
    fakes.host.intercept("write", () => fakes.host.seed(rrset("TXT", D, ["site=1", "v=spf1 mx -all"])));
    const asked: (readonly string[])[] = [];
    const agreements = createAgreements([D], {
      ask: () => Promise.resolve(true),
      askAgain: (_domain, changes) => {
        asked.push(changes.map(({ swap }) => keyText(keyOfSwap(swap))));
        return Promise.resolve(true);
      },
    });
    expect(await fakes.play(onboardDomain, { agreement: agreements?.of(D) })).toMatchObject({
      state: "verified",
    });
    expect(asked).toEqual([[`A ${at("www")}`], [`TXT ${D}`]]);
    expect(fakes.host.peek(at("www"), "A")?.values).toEqual(["203.0.113.7"]);
  });

  it("is told with its values, the consents that lack, and that the identity exists", async () => {
    const fakes = createWorld();
    hostile(fakes, address);
    const { error } = await fakes.play(onboardDomain);
    expect(error).toMatchObject({
      code: "PLAN_CHANGED",
      hint: expect.stringContaining(`allow: "${place}"`),
      facts: { domain: D, options: { allow: [place] } },
    });
    expect(error?.message).toContain('A www.mail.example.com with "203.0.113.7"');
    expect(error?.message).toContain("The identity exists");
  });

  it("before Create is told without a word of an identity", async () => {
    const fakes = createWorld();
    const plan = await planIn(fakes);
    fakes.host.seed(rrset("TXT", D, ["v=spf1 ip4:192.0.2.1 a -all", "site=1"]));
    const { error } = await fakes.play(onboardDomain, underPlan(plan));
    expect(error).toMatchObject({ code: "PLAN_CHANGED" });
    expect(error?.message).not.toContain("identity exists");
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });
});

it("a race that is lost to somebody's own text is planned anew where nobody approved values", async () => {
  const fakes = createWorld();
  fakes.host.intercept("write", () =>
    fakes.host.seed(rrset("TXT", D, ["v=spf1 ip4:192.0.2.1 mx -all", "site=2"])),
  );
  expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
  expect(fakes.host.peek(D, "TXT")?.values).toEqual([
    "v=spf1 ip4:192.0.2.1 mx include:qcloudmail.com -all",
    "site=2",
  ]);
});

it("an approved plan that creates nothing creates nothing", async () => {
  const before = createWorld();
  await before.play(onboardDomain);
  const plan = await planIn(before);
  const fakes = createWorld();
  expect(await fakes.play(onboardDomain, underPlan(plan))).toMatchObject({ error: { code: "PLAN_CHANGED" } });
  expect(fakes.trace.of("ses.create")).toEqual([]);
});

it("a run that ends after each of its calls is finished under the same plan", async () => {
  const probe = createWorld();
  const plan = await planIn(probe);
  const calls = async (fakes: Fakes, stopAfter: number) => {
    let count = 0;
    const stop = new AbortController();
    const trace: { call: Trace["call"] } = fakes.trace;
    const { call } = trace;
    trace.call = async (port, ...others) => {
      await call(port, ...others);
      if (port === "ses.create" || port === "host.apply" || port === "ses.verify") count += 1;
      if (count === stopAfter) stop.abort(new Error("killed"));
    };
    const result = await fakes.play(onboardDomain, { ...underPlan(plan), signal: stop.signal });
    return { result, count };
  };
  const { count: all } = await calls(createWorld(), Infinity);
  expect(all).toBeGreaterThanOrEqual(3);
  for (let stopAfter = 1; stopAfter < all; stopAfter += 1) {
    const fakes = createWorld();
    expect((await calls(fakes, stopAfter)).result.state).toBe("interrupted");
    expect(await fakes.play(onboardDomain, underPlan(plan))).toMatchObject({ state: "verified" });
    expect(fakes.trace.of("ses.create").length).toBeLessThanOrEqual(2);
    expect(changed(fakes).map(keyText).toSorted()).toEqual(USUAL.toSorted());
    expect(eventsOf(fakes, "race.lost")).toEqual([]);
  }
});
