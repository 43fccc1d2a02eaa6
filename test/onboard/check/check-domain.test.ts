import { describe, expect, it } from "vitest";
import type { RRset } from "../../../src/dns/rrset.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";
import { EVENTS, sentence } from "../../../src/report/event-table.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { notDelegated } from "../../../src/resolve/tree/find-apex.ts";
import { serverAt } from "../fake-authority.ts";
import { APEX, createFakes, D, DMARC_NAME, KEY_NAME, rrset, eventsOf, type Fakes } from "../fakes.ts";

/** A domain that was onboarded, and what happened to its zone since. */
async function onboarded(...since: readonly ReturnType<typeof rrset>[]): Promise<Fakes> {
  const fakes = createFakes();
  await fakes.play(onboardDomain);
  for (const one of since) fakes.host.seed(one);
  fakes.trace.calls.length = 0;
  fakes.events.length = 0;
  return fakes;
}

describe("a domain that is fine", () => {
  it("costs one call of SES, none of the DNS host, and changes nothing", async () => {
    const fakes = await onboarded();
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ state: "verified", exit: 0, error: null, identity: { verified: true } });
    expect(
      fakes.trace.calls.filter(({ port }) => /^(?:ses|host)/.test(port)).map(({ port }) => port),
    ).toEqual(["ses.get"]);
    expect(result.records).toHaveLength(4);
    for (const record of result.records)
      expect(record).toMatchObject({ action: "unchanged", servers: { agreeing: 2, asked: 2 } });
  });

  it("may have more in its records than SES asks for", async () => {
    const fakes = await onboarded(
      rrset("TXT", D, ["v=spf1 ip4:192.0.2.9 include:qcloudmail.com -all", "verification=1"]),
      rrset("MX", D, ["10 mx.mine.test"]),
      rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
    );
    const result = await fakes.play(checkDomain);
    expect(result.state).toBe("verified");
    expect(result.records.map(({ action }) => action)).toEqual(["unchanged", "kept", "unchanged", "kept"]);
  });

  it("may receive its mail at an address record, without an MX", async () => {
    const fakes = await onboarded(rrset("MX", D, []), rrset("A", D, ["192.0.2.25"]));
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified" });
  });

  it("may have its policy behind a CNAME", async () => {
    const fakes = await onboarded(
      rrset("TXT", DMARC_NAME, []),
      rrset("CNAME", DMARC_NAME, ["policy.elsewhere.test"]),
    );
    fakes.authority.elsewhere.set("TXT policy.elsewhere.test", ["v=DMARC1; p=quarantine"]);
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ state: "verified" });
    expect(result.records.find(({ purpose }) => purpose === "dmarc")).toMatchObject({
      action: "kept",
      before: null,
    });
    // What a server says of that one name is not said of the zone.
    expect(result.warnings).toEqual([]);
  });

  it("may have its policy among other texts, while the organisation's can't be read", async () => {
    const fakes = await onboarded(rrset("TXT", DMARC_NAME, ["hello", "v=DMARC1; p=reject"]));
    fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified", exit: 0 });
  });

  it("is told with each record as it stands and stays", async () => {
    const fakes = await onboarded();
    await fakes.play(checkDomain);
    const planned = eventsOf(fakes, "rrset.planned");
    expect(planned.map(({ before }) => before?.values.length)).toEqual([1, 1, 1, 1]);
    for (const { before, after } of planned) expect(after).toEqual(before);
  });

  it("is warned of a policy at the domain itself, where nobody looks for it", async () => {
    const fakes = await onboarded(
      rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all", "v=DMARC1; p=reject"]),
    );
    const { exit, warnings } = await fakes.play(checkDomain);
    expect(exit).toBe(0);
    expect(warnings).toEqual([{ warning: "dmarc-misplaced", owner: D, value: "v=DMARC1; p=reject" }]);
  });

  it.each([
    ["silent", { warning: "server-silent", servers: [{ server: "ns2.dns.test" }], whole: true }],
    ["lame", { warning: "server-lame", at: { server: "ns2.dns.test" } }],
    ["servfail", { warning: "server-lame", at: { server: "ns2.dns.test" } }],
  ] as const)("with one name server that is %s is fine, and the server is told", async (mood, warning) => {
    const fakes = await onboarded();
    fakes.authority.servers[1].mood = mood;
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ state: "verified", exit: 0 });
    expect(result.warnings).toMatchObject([{ owner: APEX, ...warning }]);
  });

  it("tells a silent address of a server that answers at another", async () => {
    const fakes = await onboarded();
    fakes.authority.servers.push({ ...serverAt("ns2.dns.test", "2001:db8::2"), mood: "silent" });
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ state: "verified", exit: 0 });
    expect(result.warnings).toMatchObject([
      { warning: "server-silent", servers: [{ address: "2001:db8::2" }], whole: false },
    ]);
  });

  it("may have a policy of its own while the organisation's can't be read", async () => {
    const fakes = await onboarded();
    fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified", exit: 0 });
  });

  it("is judged as run judged it where a policy is replaced by consent: by what it inherits", async () => {
    const fakes = createFakes([
      rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=reject"]),
      rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none; pct=1"]),
    ]);
    const policy = { ...DEFAULT_POLICY, dmarc: "replace" } as const;
    expect(await fakes.play(onboardDomain, { policy })).toMatchObject({ state: "verified" });
    expect(await fakes.play(checkDomain, { policy })).toMatchObject({ state: "verified" });
  });
});

describe("drift", () => {
  const drifts = [
    ["a missing record", [rrset("TXT", KEY_NAME, [])], { owner: KEY_NAME, type: "TXT", problem: "missing" }],
    ["a changed record", [rrset("TXT", D, ["v=spf1 -all"])], { owner: D, type: "TXT", problem: "differs" }],
    [
      "a key of somebody else's",
      [rrset("TXT", KEY_NAME, ["v=DKIM1; p=AAAA"])],
      { owner: KEY_NAME, type: "TXT", problem: expect.any(String) },
    ],
  ] as const;

  it.each(drifts)("is %s, and the result names it", async (_what, since, drifted) => {
    const fakes = await onboarded(...since);
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({
      state: "drifted",
      exit: 8,
      error: { code: "DRIFT", facts: { drifted: [drifted] } },
    });
    expect(fakes.host.history().length).toBe(2 + since.length);
  });

  it("is a policy behind a CNAME that leads nowhere any more", async () => {
    const fakes = await onboarded(
      rrset("TXT", DMARC_NAME, []),
      rrset("CNAME", DMARC_NAME, ["policy.elsewhere.test"]),
    );
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 8, error: { code: "DRIFT" } });
  });

  it("is another text behind the policy's CNAME, whatever stands above, which nobody asks for then", async () => {
    const fakes = await onboarded(
      rrset("TXT", DMARC_NAME, []),
      rrset("CNAME", DMARC_NAME, ["policy.elsewhere.test"]),
    );
    fakes.authority.elsewhere.set("TXT policy.elsewhere.test", ["hello"]);
    fakes.authority.elsewhere.set("TXT _dmarc.example.com", "failed");
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 8, error: { code: "DRIFT" } });
  });

  it("is a name server that serves something else than the others", async () => {
    const fakes = await onboarded();
    fakes.authority.servers[1].lagMs = Infinity;
    expect(await fakes.play(checkDomain)).toMatchObject({
      state: "drifted",
      exit: 8,
      error: { code: "DRIFT" },
    });
  });

  it("that stands at a doubled name is told", async () => {
    const fakes = await onboarded(
      rrset("TXT", KEY_NAME, []),
      rrset("TXT", `${KEY_NAME}.example.com`, ["v=DKIM1; p=AAAA"]),
    );
    await fakes.play(checkDomain);
    expect(eventsOf(fakes, "warning.raised").map(({ warning }) => warning)).toEqual([
      { warning: "doubled-suffix", owner: `${KEY_NAME}.example.com` },
    ]);
    // Of a record that is there nobody looks for another.
    const differing = await onboarded(
      rrset("TXT", KEY_NAME, ["v=DKIM1; p=AAAA"]),
      rrset("TXT", `${KEY_NAME}.example.com`, ["v=DKIM1; p=AAAA"]),
    );
    await differing.play(checkDomain);
    expect(eventsOf(differing, "warning.raised")).toEqual([]);
  });
});

describe("an identity that SES does not know", () => {
  it("is missing, and nobody goes on asking", async () => {
    const fakes = createFakes();
    fakes.trace.latencyMs = 10;
    expect(await fakes.play(checkDomain)).toMatchObject({
      state: "drifted",
      exit: 8,
      error: { code: "IDENTITY_MISSING" },
      identity: { verified: false },
    });
    expect(eventsOf(fakes, "identity.found")).toMatchObject([{ exists: false, verified: false }]);
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it("is missing also where no name server can be asked", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 8, error: { code: "IDENTITY_MISSING" } });
  });
});

describe("an identity that SES has not verified", () => {
  /** SES has not verified it, or no more. */
  async function unverified(...since: readonly RRset[]): Promise<Fakes> {
    const fakes = await onboarded(...since);
    fakes.identities.seed(D, false);
    return fakes;
  }
  const PENDING = { state: "pending", exit: 7, identity: { verified: false } };

  it("is pending though everything stands, and SES is not asked to look", async () => {
    const fakes = await unverified();
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ ...PENDING, error: { code: "VERIFICATION_PENDING" } });
    expect(result.error?.message).toContain("all that it asks for is published");
    expect(result.error?.hint).toContain("`onboardDomain`");
    expect(fakes.trace.of("ses.verify")).toEqual([]);
    expect(fakes.events.map(({ type }) => type)).not.toContain("identity.refused");
    expect(result.records.map(({ ses }) => ses?.state)).toEqual(Array(4).fill("not asked"));
  });

  it("is pending though not all is published, and what is missing is told", async () => {
    const fakes = await unverified(rrset("TXT", KEY_NAME, []), rrset("MX", D, []));
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ ...PENDING, error: { code: "VERIFICATION_PENDING" } });
    expect(result.error?.message).toContain(`TXT ${KEY_NAME} is missing`);
    expect(sentencesOf(fakes)).toContain(`no MX stands at ${D}; SES asks for 10 mxbiz1.qq.com`);
  });

  it("is pending though the name servers differ", async () => {
    const fakes = await unverified();
    fakes.authority.servers[1].lagMs = Infinity;
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ ...PENDING, error: { code: "VERIFICATION_PENDING" } });
    expect(result.error?.message).toContain("not every name server serves");
  });

  it("is pending where it asks for no record", async () => {
    const fakes = await onboarded();
    fakes.identities.asks = () => [];
    fakes.identities.seed(D, false);
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ ...PENDING, error: { code: "VERIFICATION_PENDING" } });
    expect(result.error?.message).toContain("asks for no record");
  });

  it("is pending where it holds the MX that stands there: whether it refuses that, a run finds out", async () => {
    const fakes = await unverified(rrset("MX", D, ["10 mx.mine.test"]));
    const get = fakes.identities.get.bind(fakes.identities);
    fakes.identities.get = async (...given) => {
      const identity = await get(...given);
      if (identity === undefined) return undefined;
      const records = identity.records.map((record) => ({ ...record, currentValue: "mx.mine.test." }));
      return { ...identity, records };
    };
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ ...PENDING, error: { code: "VERIFICATION_PENDING" } });
    expect(result.records.map(({ ses }) => ses?.state)).toEqual(Array(4).fill("not asked"));
  });
});

describe("what a check says", () => {
  it.each([
    ["nothing stands", [rrset("TXT", KEY_NAME, []), rrset("MX", D, []), rrset("TXT", D, [])]],
    ["something else stands", [rrset("TXT", D, ["v=spf1 -all"]), rrset("MX", D, ["0 ."])]],
  ] as const)("is never what would be done: %s", async (_what, since) => {
    const fakes = await onboarded(...since);
    await fakes.play(checkDomain);
    const told = sentencesOf(fakes).filter((text) => !text.startsWith(D));
    expect(told.join("\n")).not.toMatch(/to be \w+ed|\bwill\b|nothing is created/);
    expect(
      fakes.events.flatMap((event) => (event.type === "rrset.planned" ? [event.found] : [])),
    ).toHaveLength(4);
  });

  it("comes in the order of its steps", async () => {
    const fakes = await onboarded();
    fakes.trace.latencyMs = 10;
    const delegation = fakes.authority.delegation.bind(fakes.authority);
    // SES answers first.
    fakes.authority.delegation = async (name, options) => {
      await fakes.clock.sleep(500, options);
      return delegation(name, options);
    };
    await fakes.play(checkDomain);
    const steps = fakes.events.map(({ type }) => EVENTS[type].step).filter((step) => step !== "same");
    expect([...new Set(steps)]).toEqual(["preflight", "ensure", "plan", "propagate", "confirm"]);
    expect(steps.filter((step, index) => steps.indexOf(step) < index && steps[index - 1] !== step)).toEqual(
      [],
    );
  });
});

/** As people read the events. */
function sentencesOf(fakes: Fakes): readonly string[] {
  return fakes.events.map((event) => sentence({ ...event, time: 0, domain: D }));
}

describe("an SPF record that others have broken since", () => {
  const SPF = "v=spf1 include:vendor.test include:qcloudmail.com ~all";
  const BEHIND = "v=spf1 include:qcloudmail.com include:vendor.test ~all";
  const grown = `v=spf1 ${Array.from({ length: 10 }, (_, index) => `a:h${index}.test`).join(" ")} -all`;

  async function afterwards(record: string, vendor: readonly string[], strict = false) {
    const fakes = await onboarded(rrset("TXT", D, [record]));
    for (let index = 0; index < 10; index += 1)
      fakes.authority.elsewhere.set(`A h${index}.test`, ["192.0.2.1"]);
    fakes.authority.elsewhere.set("TXT vendor.test", vendor);
    const result = await fakes.play(checkDomain, { strict });
    const spf = result.records.find((one) => one.purpose === "spf");
    return { result, warnings: spf?.warnings.map(({ warning }) => warning) };
  }

  it("is fine while the vendor's include costs no more than receivers bear", async () => {
    const { result, warnings } = await afterwards(SPF, ["v=spf1 a:h1.test -all"], true);
    expect(result).toMatchObject({ state: "verified", exit: 0 });
    expect(warnings).toEqual([]);
  });

  it("is drift where a vendor's include has grown in front of SES's term", async () => {
    const { result, warnings } = await afterwards(SPF, [grown]);
    expect(result).toMatchObject({
      state: "drifted",
      exit: 8,
      error: {
        code: "DRIFT",
        facts: { drifted: [{ owner: D, type: "TXT", problem: "spf-senders-fail" }] },
      },
    });
    expect(warnings).toEqual(["spf-senders-fail"]);
  });

  it("is a warning where it has grown behind SES's term, and drift with --strict", async () => {
    const { result, warnings } = await afterwards(BEHIND, [grown]);
    expect(result).toMatchObject({ state: "verified", exit: 0 });
    expect(warnings).toEqual(["spf-lookups"]);
    const { result: strictly } = await afterwards(BEHIND, [grown], true);
    expect(strictly).toMatchObject({ exit: 8, error: { facts: { drifted: [{ problem: "spf-lookups" }] } } });
  });

  it.each([
    [SPF, 8],
    [BEHIND, 0],
  ])("counts an include that has disappeared by its place: %s", async (record, exit) => {
    const { result, warnings } = await afterwards(record, []);
    expect(result.exit).toBe(exit);
    expect(warnings).toContain("spf-term-broken");
  });

  it("is judged as it stands, and not as it would be mended", async () => {
    const { result, warnings } = await afterwards("v=spf1 include:vendor.test ~all", [], true);
    expect(result).toMatchObject({ exit: 8, error: { facts: { drifted: [{ problem: "differs" }] } } });
    expect(warnings).toEqual(["spf-term-broken"]);
  });

  it("is told with what is missing, which comes first", async () => {
    const fakes = await onboarded(rrset("TXT", D, [SPF]), rrset("TXT", KEY_NAME, []));
    const { error } = await fakes.play(checkDomain);
    expect(error?.message).toMatch(
      /is not published as SES asks: TXT \S+ is missing\. Its SPF record has to be corrected: .*fails SPF/,
    );
    expect(error?.message).toContain(`${KEY_NAME} is missing`);
    expect(error?.facts).toMatchObject({
      drifted: expect.arrayContaining([
        { owner: D, type: "TXT", problem: "spf-senders-fail" },
        { owner: KEY_NAME, type: "TXT", problem: "missing" },
      ]) as unknown,
    });
  });

  it.each([
    ["v=spf1 -ip4:203.0.113.0/24 include:qcloudmail.com -all", "match", "-ip4:203.0.113.0/24"],
    [
      "v=spf1 exists:%{i}.v.test -ip4:203.0.113.0/24 include:qcloudmail.com -all",
      "match",
      "-ip4:203.0.113.0/24",
    ],
  ])("is drift where another term decides about SES's senders first: %s", async (record, because, at) => {
    const fakes = await onboarded(rrset("TXT", D, [record]));
    const { exit, records } = await fakes.play(checkDomain);
    expect(exit).toBe(8);
    const fails = { warning: "spf-senders-fail", owner: D, because, at };
    expect(records.find(({ purpose }) => purpose === "spf")?.warnings).toContainEqual(fails);
    // The run that has let it stand has told the same.
    const told = eventsOf(fakes, "rrset.planned").filter(({ record: { purpose } }) => purpose === "spf");
    expect(told.map(({ warnings }) => warnings)).toEqual(told.map(() => [fails]));
  });

  it("tells that nothing is proved where what SES asks for can't be looked up", async () => {
    const fakes = await onboarded();
    fakes.authority.elsewhere.set("TXT qcloudmail.com", "failed");
    const { exit, records } = await fakes.play(checkDomain, { strict: true });
    expect(exit).toBe(0);
    expect(records.find(({ purpose }) => purpose === "spf")?.warnings).toMatchObject([
      { warning: "spf-not-proved", term: "include:qcloudmail.com" },
    ]);
  });

  it("gives no verdict where the vendor's servers are silent, not even with --strict", async () => {
    const fakes = await onboarded(rrset("TXT", D, [SPF]));
    fakes.authority.elsewhere.set("TXT vendor.test", "failed");
    expect(await fakes.play(checkDomain, { strict: true })).toMatchObject({ state: "verified", exit: 0 });
  });

  it("costs the sender domain's own addresses and exchangers a look of their own", async () => {
    const { result, warnings } = await afterwards("v=spf1 a mx a:gone.test include:qcloudmail.com ~all", []);
    expect(result.exit).toBe(0);
    expect(warnings).toEqual([]);
  });
});

describe("what drift is called", () => {
  const SOUND = "v=spf1 include:qcloudmail.com";

  async function messageOf(since: readonly RRset[], strict = false) {
    const { error, warnings } = await (await onboarded(...since)).play(checkDomain, { strict });
    return { message: error?.message, hint: error?.hint, warnings };
  }

  it.each([
    ["ends without a word", SOUND, "spf-decides-nothing", "it condemns nobody"],
    ["ends with ?all", `${SOUND} ?all`, "spf-decides-nothing", "it condemns nobody"],
    ["lets everybody send", `${SOUND} +all`, "spf-passes-all", 'by "+all" everybody may send'],
    ["goes on behind all", `${SOUND} -all a`, "spf-never-counts", 'receivers never come to "a"'],
    ["has a redirect beside all", `${SOUND} redirect=x.test -all`, "spf-never-counts", "redirect=x.test"],
  ])("with --strict is a record that %s, in words", async (_what, record, warning, words) => {
    const fakes = await onboarded(rrset("TXT", D, [record]));
    expect(await fakes.play(checkDomain)).toMatchObject({ state: "verified", exit: 0 });
    const { error, records } = await fakes.play(checkDomain, { strict: true });
    expect(error).toMatchObject({ code: "DRIFT", facts: { drifted: [{ problem: warning }] } });
    expect(records.flatMap(({ warnings }) => warnings)).toMatchObject([{ warning }]);
    expect(error?.message).toContain(words);
    expect(error?.message).not.toContain(warning);
  });

  it("with --strict is a value beside the record that looks like a second one", async () => {
    const fakes = await onboarded(rrset("TXT", D, [`${SOUND} -all`, '"v=spf1 -all"', "v=spf10 -all"]));
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 0 });
    const { error } = await fakes.play(checkDomain, { strict: true });
    expect(error).toMatchObject({ facts: { drifted: [{ problem: "quotes-in-value" }] } });
    expect(error?.message).toContain("looks like a second one");
  });

  it("names the gravest fault first, whatever is found first", async () => {
    const record = `v=spf1 ${Array.from({ length: 11 }, (_, at) => `a:h${at}.test`).join(" ")} include:qcloudmail.com`;
    const { message } = await messageOf([rrset("TXT", D, [record])], true);
    expect(message).toMatch(/SES sends fails SPF.*; .*condemns nobody/);
    const usual = await messageOf([rrset("TXT", D, [record])]);
    expect(usual.message).toContain("fails SPF in the worst case");
    expect(usual.message).not.toContain("condemns");
  });

  it("is no fault of SPF where another record holds quotes", async () => {
    const fakes = await onboarded(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none", '"v=DMARC1; p=reject"']));
    expect((await fakes.play(checkDomain, { strict: true })).exit).toBe(0);
  });

  it("puts what a rule refuses in sentences of its own, with its own way out", async () => {
    const since = [rrset("TXT", KEY_NAME, ["v=DKIM1; p=AAAA"])];
    const { message, hint } = await messageOf([...since, rrset("TXT", D, [])]);
    expect(message).toMatch(/^\S+ is not published as SES asks: TXT \S+ is missing\. .*[^.]\.$/);
    expect(hint).toContain("`planDomain`");
    const alone = await messageOf(since);
    expect(alone.message).toMatch(/^\S+ is not published as SES asks\. /);
    expect(alone.hint).not.toContain("`planDomain`");
  });

  it("sends nobody to a plan where name servers differ", async () => {
    const fakes = await onboarded();
    fakes.authority.servers[1].lagMs = Infinity;
    expect((await fakes.play(checkDomain)).error?.hint).not.toContain("`planDomain`");
  });
});

describe("a CNAME of a wildcard", () => {
  const wildcard = rrset("CNAME", "*.example.com", ["web.elsewhere.test"]);
  const gone = [KEY_NAME, D, DMARC_NAME].map((owner) => rrset("TXT", owner, []));

  it("is no CNAME at the name: records can be written there, so what is missing is said", async () => {
    const fakes = await onboarded(wildcard, ...gone, rrset("MX", D, []));
    for (const type of ["TXT", "MX"])
      fakes.authority.elsewhere.set(
        `${type} web.elsewhere.test`,
        type === "TXT" ? ["v=spf1 mx -all"] : ["10 mx.test"],
      );
    const { error } = await fakes.play(checkDomain);
    expect(error).toMatchObject({ code: "DRIFT" });
    expect(error?.message).not.toContain("CNAME");
    expect(error?.message).toContain(`TXT ${D} lacks what SES asks for`);
    expect(error?.hint).toContain("`planDomain`");
  });

  it("is told from one that stands at the name", async () => {
    const fakes = await onboarded(wildcard, ...gone, rrset("CNAME", KEY_NAME, ["web.elsewhere.test"]));
    fakes.authority.elsewhere.set("TXT web.elsewhere.test", ["hello"]);
    expect((await fakes.play(checkDomain)).error?.message).toContain(`${KEY_NAME} is a CNAME`);
  });
});

describe("what can't be seen", () => {
  it("is not taken for missing: no name server answers", async () => {
    const fakes = await onboarded();
    for (const server of fakes.authority.servers) server.mood = "silent";
    expect(await fakes.play(checkDomain)).toMatchObject({
      state: "pending",
      exit: 7,
      error: { code: "NOT_OBSERVABLE" },
    });
  });

  it("is not taken for missing: a lookup fails", async () => {
    const fakes = await onboarded();
    fakes.authority.elsewhere.set(`TXT ${KEY_NAME}`, "failed");
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 7, error: { code: "NOT_OBSERVABLE" } });
    expect(fakes.clock.sleepers()).toBe(0);
  });

  it.each([
    [true, "blocked", `SES says that ${D} is verified.`],
    [false, "blocked", `SES has not verified ${D}.`],
    [true, "intercepted", `SES says that ${D} is verified.`],
    [true, "silent", `SES says that ${D} is verified.`],
    [true, "lookup", `SES says that ${D} is verified.`],
  ] as const)("is told with SES's own word (verified: %s; %s)", async (verified, why, word) => {
    const fakes = await onboarded();
    fakes.identities.seed(D, verified);
    if (why === "silent") for (const server of fakes.authority.servers) server.mood = "silent";
    else if (why === "lookup") fakes.authority.elsewhere.set(`TXT ${KEY_NAME}`, "failed");
    else fakes.authority.port53 = why;
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({
      state: "pending",
      exit: 7,
      identity: { verified },
      error: { code: "NOT_OBSERVABLE", facts: { verified } },
    });
    expect(result.error?.message.endsWith(word)).toBe(true);
    expect(/public resolvers/i.test(result.error?.message ?? "")).toBe(
      verified && (why === "blocked" || why === "intercepted"),
    );
    expect(fakes.events.map(({ type }) => type)).not.toContain("propagation.done");
  });

  it("is told with SES's own word, where it is the zone that the world has not", async () => {
    const fakes = await onboarded();
    fakes.authority.delegation = () => Promise.reject(notDelegated(D, APEX));
    expect(await fakes.play(checkDomain)).toMatchObject({
      exit: 3,
      identity: { verified: true },
      error: {
        code: "ZONE_NOT_DELEGATED",
        message: expect.stringContaining(`SES says that ${D} is verified.`),
        facts: { missing: APEX, verified: true },
      },
    });
  });

  describe("is told with what public resolvers give of what SES accepts", () => {
    const NO_KEY = rrset("TXT", KEY_NAME, []);
    async function blocked(change: (fakes: Fakes) => void): Promise<Fakes> {
      const fakes = await onboarded();
      fakes.authority.port53 = "blocked";
      change(fakes);
      return fakes;
    }

    it("where they give all of it", async () => {
      const fakes = await blocked(() => {});
      const { error } = await fakes.play(checkDomain);
      expect(error?.message).toContain(
        "Public resolvers (1 answered) give 4 of the 4 records that SES accepts.",
      );
      expect(eventsOf(fakes, "resolver.observed")).toHaveLength(4);
    });

    it("where they lack one", async () => {
      const fakes = await blocked(({ host }) => host.seed(NO_KEY));
      const { error } = await fakes.play(checkDomain);
      expect(error?.message).toContain(`No public resolver gives what SES asks for at TXT ${KEY_NAME}.`);
    });

    it("and of nothing else, which they would remember as missing", async () => {
      const fakes = await blocked(({ host, identities }) => {
        host.seed(NO_KEY);
        identities.seed(D, true);
      });
      await fakes.play(checkDomain);
      const asked = fakes.trace.of("dns.resolvers").map(({ about }) => about);
      expect(asked).toHaveLength(3);
      expect(asked).not.toContain(`TXT ${KEY_NAME}`);
    });

    it("where several lack the same ones, each of which is named", async () => {
      const fakes = await blocked(({ host }) => {
        host.seed(NO_KEY);
        host.seed(rrset("TXT", DMARC_NAME, []));
      });
      const { error } = await fakes.play(checkDomain);
      expect(error?.message).toContain(`at TXT ${KEY_NAME}, TXT ${DMARC_NAME}.`);
    });

    it("of which those count that answer, each once", async () => {
      const fakes = await blocked(({ authority: { resolvers } }) => {
        const ask = resolvers.ask.bind(resolvers);
        const failing = { transport: "udp", roundTripMs: 1, kind: "servfail", extendedErrors: [] } as const;
        resolvers.ask = (...given) => [
          ...ask(...given),
          ...ask(...given).map(async (asking) => ({ ...(await asking), resolver: "8.8.8.8" })),
          Promise.resolve({ resolver: "9.9.9.9", observation: failing, validated: false }),
        ];
      });
      const { error } = await fakes.play(checkDomain);
      expect(error?.message).toContain("Public resolvers (2 answered) give 4 of the 4 records");
    });

    it("where none answers", async () => {
      const fakes = await blocked(({ authority }) => {
        authority.resolvers.ask = () => [
          Promise.reject(new Error("nobody")),
          Promise.reject(new Error("nobody")),
        ];
      });
      const { error } = await fakes.play(checkDomain);
      expect(error?.message).toContain("No public resolver answers, either (2 asked). SES says that");
    });

    it("but not where there is none to ask", async () => {
      const fakes = await blocked(({ authority }) => {
        authority.resolvers.ask = () => [];
      });
      const { error } = await fakes.play(checkDomain);
      expect(error?.message).toBe(
        `The root can't be asked: port 53 is blocked. SES says that ${D} is verified.`,
      );
    });
  });
});
