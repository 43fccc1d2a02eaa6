import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { checkDomain } from "../../../src/onboard/check/check-domain.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import {
  lookUpTexts,
  readDmarcAbove,
  readServedElsewhere,
  textsBeside,
} from "../../../src/onboard/preflight/dmarc-around.ts";
import { findZone } from "../../../src/onboard/preflight/find-zone.ts";
import { DEFAULT_POLICY } from "../../../src/plan/requirement.ts";
import { createFakes, D, DMARC_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";

// Host, name servers and SES are fakes of our own that keep state.

const DEEP = parseDomainName("mail.dept.example.com");
const DEEP_DMARC = parseDomainName("_dmarc.mail.dept.example.com");
const REJECT = "v=DMARC1; p=reject";

const policyAt = (fakes: Fakes, owner = DMARC_NAME) => fakes.host.peek(owner, "TXT")?.values;
const raised = (fakes: Fakes) => eventsOf(fakes, "warning.raised").map(({ warning }) => warning);

/** The names that were asked for their TXT, or for anything, by DNS. */
function askedOf(fakes: Fakes, port: RegExp, type = "TXT"): readonly string[] {
  return fakes.trace.calls
    .filter((call) => port.test(call.port) && call.about.startsWith(`${type} `))
    .map(({ about }) => about.slice(type.length + 1));
}

async function warningsOn(fakes: Fakes, run: Parameters<Fakes["play"]>[1] = {}) {
  const result = await fakes.play(onboardDomain, run);
  const dmarc = result.records.find(({ purpose }) => purpose === "dmarc");
  return { result, dmarc, warnings: dmarc?.warnings ?? [] };
}

describe("the policy of a name above", () => {
  it("inside the zone is the host's word, in the one reading; only the TLD is asked by DNS", async () => {
    const fakes = createFakes([rrset("TXT", "_dmarc.dept.example.com", [REJECT])]);
    const { result, warnings } = await warningsOn(fakes, { domain: DEEP });
    expect(result).toMatchObject({ state: "verified" });
    expect(policyAt(fakes, DEEP_DMARC)).toEqual([REJECT]);
    expect(warnings).toMatchObject([
      {
        warning: "dmarc-discoveries-differ",
        rfc9989: { policy: "reject", from: "_dmarc.dept.example.com" },
        taken: "rfc9989",
      },
      { warning: "dmarc-inherited", from: "_dmarc.dept.example.com" },
    ]);
    const [first] = fakes.trace.of("host.read");
    expect(first?.about.split(" ")).toEqual(
      expect.arrayContaining(["_dmarc.dept.example.com", "_dmarc.example.com", DEEP_DMARC]),
    );
    const asked = askedOf(fakes, /^dns\.lookup/).filter((name) => name.startsWith("_dmarc"));
    expect(asked).toEqual(["_dmarc.com"]);
  });

  it("is told with what sends as the name already, by which one may choose", async () => {
    const fakes = createFakes([
      rrset("TXT", "_dmarc.dept.example.com", [REJECT]),
      rrset("TXT", DEEP, ["v=spf1 a -all", "proof=1"]),
      rrset("A", DEEP, ["192.0.2.1"]),
    ]);
    const { warnings } = await warningsOn(fakes, { domain: DEEP });
    expect(warnings[0]).toMatchObject({
      warning: "dmarc-discoveries-differ",
      senders: ["v=spf1 a -all", "192.0.2.1"],
    });
  });

  it("with psd=n in the middle ends the walk there for receivers of RFC 9989", async () => {
    const fakes = createFakes([
      rrset("TXT", "_dmarc.dept.example.com", ["v=DMARC1; p=quarantine; psd=n"]),
      rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=none"]),
    ]);
    const { warnings } = await warningsOn(fakes, { domain: DEEP });
    expect(policyAt(fakes, DEEP_DMARC)).toEqual(["v=DMARC1; p=quarantine"]);
    expect(warnings[0]).toMatchObject({ rfc9989: { policy: "quarantine" }, rfc7489: { policy: "none" } });
  });

  it("of a registry counts above a name that was registered", async () => {
    const fakes = createFakes();
    const domain = parseDomainName("example.com");
    fakes.authority.elsewhere.set("TXT _dmarc.com", ["v=DMARC1; p=reject; psd=y; rua=mailto:d@nic.com"]);
    const { warnings } = await warningsOn(fakes, { domain });
    expect(policyAt(fakes, parseDomainName("_dmarc.example.com"))).toEqual([REJECT]);
    expect(warnings).toMatchObject([
      { warning: "dmarc-discoveries-differ", rfc9989: { policy: "reject", from: "_dmarc.com" } },
      { warning: "dmarc-inherited", reports: [] },
    ]);
  });

  it("is asked of no resolver, and nobody is asked before the gate for what the run writes", async () => {
    const fakes = createFakes([rrset("CNAME", "_dmarc.dept.example.com", ["p.elsewhere.test"])]);
    fakes.authority.elsewhere.set("TXT p.elsewhere.test", [REJECT]);
    await fakes.play(planDomain, { domain: DEEP });
    expect(askedOf(fakes, /^dns\.(?:resolvers|doh)/)).toEqual([]);
    expect(askedOf(fakes, /^dns/)).not.toEqual(expect.arrayContaining([DEEP_DMARC]));
    expect(askedOf(fakes, /^dns/)).toEqual(expect.arrayContaining(["p.elsewhere.test", "_dmarc.com"]));
  });

  it.each([
    ["behind a CNAME", rrset("CNAME", "_dmarc.example.com", ["p.elsewhere.test"]), "p.elsewhere.test"],
    ["delegated", rrset("NS", "_dmarc.example.com", ["ns.elsewhere.test"]), "_dmarc.example.com"],
  ])("%s is what is served", async (_where, shown, served) => {
    const fakes = createFakes([shown]);
    fakes.authority.elsewhere.set(`TXT ${served}`, [REJECT]);
    expect((await warningsOn(fakes)).result.state).toBe("verified");
    expect(policyAt(fakes)).toEqual([REJECT]);
  });

  it("with a stray semicolon or a quote too much is not switched off", async () => {
    for (const value of [
      "v=DMARC1;p=reject;;rua=mailto:d@example.com",
      'v=DMARC1; p=reject"',
      "v=dmarc1; p=reject",
    ]) {
      const fakes = createFakes([rrset("TXT", "_dmarc.example.com", [value])]);
      const { warnings } = await warningsOn(fakes);
      const isPublished = policyAt(fakes)?.[0]?.includes("p=reject") === true;
      const isTold = warnings.some(({ warning }) => warning === "dmarc-unreadable-above");
      expect([value, isPublished || isTold]).toEqual([value, true]);
    }
  });
});

describe("what is read of a policy", () => {
  const around = async (rrsets: readonly RRset[], values: readonly string[] | "failed" | undefined) => {
    const fakes = createFakes(rrsets);
    if (values !== undefined) fakes.authority.elsewhere.set("TXT p.elsewhere.test", values);
    return fakes.clock.drive(readServedElsewhere(fakes.run(), DMARC_NAME, rrsets));
  };

  it("is nothing above where nobody has a record, or the registry's can't be seen and is gone without", async () => {
    const fakes = createFakes();
    const above = () => fakes.clock.drive(readDmarcAbove(fakes.run(), lookUpTexts));
    expect(await above()).toEqual([]);
    fakes.authority.elsewhere.set("TXT _dmarc.com", "failed");
    const policy = { ...DEFAULT_POLICY, dmarc: "rfc7489" } as const;
    expect(await fakes.clock.drive(readDmarcAbove(fakes.run({ policy }), lookUpTexts))).toEqual([]);
    // `check` has no zone that was found at a host.
    await expect(above()).rejects.toMatchObject({ code: "NOT_OBSERVABLE" });
  });

  it("behind an alias is what its target serves, and nothing where it serves none or is no name", async () => {
    expect(await around([rrset("CNAME", DMARC_NAME, ["p.elsewhere.test"])], [REJECT])).toEqual([REJECT]);
    expect(await around([rrset("CNAME", DMARC_NAME, ["p.elsewhere.test"])], undefined)).toEqual([]);
    expect(await around([rrset("CNAME", DMARC_NAME, ["not a name"])], undefined)).toEqual([]);
    expect(await around([], undefined)).toBeUndefined();
  });

  it("behind an alias that can't be seen has no other way out", async () => {
    await expect(around([rrset("CNAME", DMARC_NAME, ["p.elsewhere.test"])], "failed")).rejects.toMatchObject({
      hint: "Run again when the name servers answer; a policy that can't be read is never overridden.",
    });
  });

  it("is out of sight where DNS does not come through, which is what is to be mended", async () => {
    const fakes = createFakes();
    fakes.authority.port53 = "blocked";
    fakes.authority.elsewhere.set("TXT p.elsewhere.test", "failed");
    const rrsets = [rrset("CNAME", DMARC_NAME, ["p.elsewhere.test"])];
    await expect(readServedElsewhere(fakes.run(), DMARC_NAME, rrsets)).rejects.toMatchObject({
      hint: "Have DNS let through unaltered from here, to port 53 or by HTTPS to public resolvers, then run again; a policy that can't be read is never overridden.",
    });
  });
});

describe("a policy in the zone above, whose host showed the way,", () => {
  const stands = rrset("TXT", "_dmarc.example.com", [REJECT]);
  const read = async (above: readonly RRset[], owner: string) => {
    const fakes = createFakes(above);
    const around = await fakes.clock.drive(findZone(fakes.run()));
    const zone = { apex: D, id: "Z2", nameServers: undefined };
    fakes.trace.calls.length = 0;
    const texts = textsBeside({ ...around, zone, above: { ...around, holdsKey: false } }, []);
    return { found: await texts(fakes.run(), parseDomainName(owner)), fakes };
  };

  it("is read at that host, and not asked of DNS", async () => {
    const { found, fakes } = await read([stands], "_dmarc.example.com");
    expect(found).toMatchObject({ kind: "answer", rrset: stands });
    expect(fakes.trace.calls.map(({ port, about }) => `${port} ${about}`)).toEqual([
      "host.read _dmarc.example.com *._dmarc.example.com *.example.com",
    ]);
  });

  it("is asked for at the zone's own host inside the zone", async () => {
    const { found, fakes } = await read([rrset("TXT", DMARC_NAME, [REJECT])], DMARC_NAME);
    expect(found).toEqual({ kind: "nodata" });
    expect(fakes.trace.calls).toEqual([]);
  });
});

describe("a wildcard of the zone", () => {
  const wildcard = rrset("TXT", "*.example.com", [REJECT]);
  const read = async (rrsets: readonly RRset[], owner: string) => {
    const fakes = createFakes();
    fakes.authority.elsewhere.set("TXT _dmarc.dept.example.com", [REJECT]);
    const foundZone = await fakes.clock.drive(findZone(fakes.run()));
    return textsBeside(foundZone, rrsets)(fakes.run(), parseDomainName(owner));
  };

  it("may answer where the host shows nothing, so that is asked", async () => {
    for (const answering of [
      wildcard,
      rrset("TXT", "*.example.com", ["site=1", REJECT]),
      rrset("CNAME", "*.example.com", ["p.elsewhere.test"]),
    ])
      expect(await read([answering], "_dmarc.dept.example.com")).toMatchObject({ kind: "answer" });
    expect(await read([], "_dmarc.dept.example.com")).toEqual({ kind: "nodata" });
    for (const other of [
      rrset("A", "*.example.com", ["192.0.2.1"]),
      rrset("TXT", "*.example.com", ["v=spf1 -all"]),
    ])
      expect(await read([other], "_dmarc.dept.example.com")).toEqual({ kind: "nodata" });
  });
});

describe("a wildcard that answers at the name itself", () => {
  const OWN = "v=DMARC1; p=reject; sp=none";

  it.each([
    ["by its own record", rrset("TXT", "*.example.com", [OWN]), OWN],
    ["by a CNAME", rrset("CNAME", "*.example.com", ["p.elsewhere.test"]), REJECT],
  ])("%s is written out, and the second run finds its own record", async (_how, wildcard, policy) => {
    const fakes = createFakes([wildcard, rrset("TXT", "_dmarc.example.com", ["v=DMARC1; p=none"])]);
    fakes.authority.elsewhere.set("TXT p.elsewhere.test", [REJECT]);
    const { result, dmarc } = await warningsOn(fakes);
    expect([result.state, policyAt(fakes)]).toEqual(["verified", [policy]]);
    expect(dmarc?.warnings[0]).toMatchObject({
      warning: "dmarc-written-out",
      wildcard: "*.example.com",
      policy: "reject",
    });
    const second = await warningsOn(fakes);
    expect(second.result.state).toBe("verified");
    expect(policyAt(fakes)).toEqual([policy]);
    expect(["kept", "unchanged"]).toContain(second.dmarc?.action);
  });
});

describe("what can't be seen above", () => {
  it("stops the run, and the hint names the way that does without", async () => {
    const fakes = createFakes();
    fakes.authority.elsewhere.set("TXT _dmarc.com", "failed");
    const { result } = await warningsOn(fakes);
    expect(result).toMatchObject({ exit: 7, error: { code: "NOT_OBSERVABLE" } });
    expect(result.error?.hint).toContain('the option `dmarc: "rfc7489"` goes');
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it.each(["failed", "blocked"] as const)(
    "stops the run at the registered domain's own policy, whatever is named: %s",
    async (why) => {
      const atVendor = rrset("CNAME", "_dmarc.example.com", ["policy.vendor.test"]);
      const fakes = why === "blocked" ? createFakes([atVendor]) : createFakes([], D);
      if (why === "blocked") fakes.authority.port53 = why;
      for (const name of ["_dmarc.example.com", "policy.vendor.test"])
        fakes.authority.elsewhere.set(`TXT ${name}`, "failed");
      const { result } = await warningsOn(fakes, { policy: { ...DEFAULT_POLICY, dmarc: "rfc7489" } });
      expect(result).toMatchObject({ exit: 7, error: { facts: { owner: "_dmarc.example.com" } } });
      expect(result.error?.hint).not.toContain("dmarc:");
      const usual = await warningsOn(fakes);
      expect(usual.result.error?.code).toBe("NOT_OBSERVABLE");
    },
  );

  it("stops no run where SES is known to ask for no policy", async () => {
    const fakes = createFakes();
    const { asks } = fakes.identities;
    fakes.identities.asks = (domain) => asks(domain).filter(({ purpose }) => purpose !== "dmarc");
    await fakes.play(onboardDomain);
    fakes.authority.elsewhere.set("TXT _dmarc.com", "failed");
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified", exit: 0 });
  });

  it("is gone without, and told, where the user wants the policy of RFC 7489", async () => {
    const fakes = createFakes([rrset("TXT", "_dmarc.example.com", [REJECT])]);
    fakes.authority.elsewhere.set("TXT _dmarc.com", "failed");
    const { result } = await warningsOn(fakes, { policy: { ...DEFAULT_POLICY, dmarc: "rfc7489" } });
    expect(result.state).toBe("verified");
    expect(policyAt(fakes)).toEqual([REJECT]);
    expect(raised(fakes)).toMatchObject([{ warning: "dmarc-not-read", owner: "_dmarc.com" }]);
  });

  it("is told of the registry's name alone where port 53 is closed: the rest is the host's to say", async () => {
    const fakes = createFakes([rrset("TXT", "_dmarc.example.com", [REJECT])]);
    fakes.authority.port53 = "blocked";
    fakes.authority.elsewhere.set("TXT _dmarc.com", "failed");
    const { result } = await warningsOn(fakes);
    expect(result.state).toBe("verified");
    expect(policyAt(fakes)).toEqual([REJECT]);
    expect(raised(fakes)).toMatchObject([{ warning: "dmarc-not-read", owner: "_dmarc.com" }]);
  });

  it("is asked of resolvers where port 53 is closed and it is a name of others", async () => {
    const fakes = createFakes([rrset("CNAME", "_dmarc.example.com", ["policy.vendor.test"])]);
    fakes.authority.port53 = "blocked";
    fakes.authority.elsewhere.set("TXT policy.vendor.test", [REJECT]);
    const { result } = await warningsOn(fakes);
    expect(result.state).toBe("verified");
    expect(policyAt(fakes)).toEqual([REJECT]);
    const asked = fakes.trace.of("dns.https").map(({ about }) => about);
    expect(asked).toEqual(expect.arrayContaining(["TXT _dmarc.com", "TXT policy.vendor.test"]));
    expect(asked.filter((about) => about.endsWith("example.com"))).toEqual([]);
  });
});

describe("a name that is delegated to a vendor", () => {
  const delegated = rrset("NS", DMARC_NAME, ["ns1.vendor.test", "ns2.vendor.test"]);
  const served = (values: readonly string[] | "failed") => {
    const fakes = createFakes([delegated]);
    fakes.authority.elsewhere.set(`TXT ${DMARC_NAME}`, values);
    fakes.identities.accepts = () => true;
    return fakes;
  };

  it("keeps the policy that is served there, in run and in check", async () => {
    const fakes = served([REJECT]);
    const { result, dmarc } = await warningsOn(fakes);
    expect(result.state).toBe("verified");
    expect(dmarc).toMatchObject({ action: "kept", servers: { agreeing: 2, asked: 2 } });
    expect(fakes.host.peek(DMARC_NAME, "NS")?.values).toEqual(delegated.values);
    expect(askedOf(fakes, /^dns\.lookup/).filter((name) => name.startsWith("_dmarc"))).toEqual([DMARC_NAME]);
    expect(policyAt(fakes)).toBeUndefined();
    const check = await fakes.play(checkDomain);
    expect(check).toMatchObject({ state: "verified", exit: 0 });
    expect(check.records.find(({ purpose }) => purpose === "dmarc")).toMatchObject({
      servers: { agreeing: 2, asked: 2 },
    });
  });

  it("is drift in check once no policy is served there any more", async () => {
    const fakes = served([REJECT]);
    await fakes.play(onboardDomain);
    fakes.authority.elsewhere.set(`TXT ${DMARC_NAME}`, ["hello"]);
    expect(await fakes.play(checkDomain)).toMatchObject({ exit: 8, error: { code: "DRIFT" } });
  });

  it("is for its vendor to mend where no policy is served", async () => {
    const { result } = await warningsOn(served(["hello"]));
    expect(result).toMatchObject({ exit: 4, error: { code: "RECORD_IN_THE_WAY" } });
    expect(result.error?.message).toContain('"hello" is served');
    expect(result.error?.hint).toContain("vendor");
  });

  it("stops the run where what is served can't be seen", async () => {
    const { result } = await warningsOn(served("failed"));
    expect(result).toMatchObject({ exit: 7, error: { code: "NOT_OBSERVABLE" } });
  });
});

describe("a policy behind a CNAME", () => {
  it("is asked for at the CNAME's target, and what was found there is said", async () => {
    const fakes = createFakes([rrset("CNAME", DMARC_NAME, ["p.elsewhere.test"])]);
    fakes.authority.elsewhere.set("TXT p.elsewhere.test", ["v=DMARC1"]);
    const { result } = await warningsOn(fakes);
    expect(result).toMatchObject({ exit: 4, error: { code: "CNAME_IN_THE_WAY" } });
    expect(result.error?.message).toContain('"v=DMARC1" is served');
    expect(askedOf(fakes, /^dns/)).not.toContain(DMARC_NAME);
  });
});

describe("a CNAME that leads to what the run writes", () => {
  it("is followed by the host's word alone", async () => {
    const fakes = createFakes([rrset("CNAME", DMARC_NAME, [D]), rrset("TXT", D, [REJECT])]);
    const { dmarc } = await warningsOn(fakes);
    expect(dmarc).toMatchObject({ action: "kept" });
    const before = fakes.trace.calls.slice(
      0,
      fakes.trace.calls.findIndex(({ port }) => port === "host.apply"),
    );
    expect(before.filter(({ port, about }) => port.startsWith("dns") && about === `TXT ${D}`)).toEqual([]);
  });
});

describe("an alias of others that leads to what the run writes", () => {
  const writes = /^(?:TXT|MX) (?:_dmarc\.)?mail\.example\.com$/;
  it.each<[string, readonly RRset[]]>([
    [
      "at the organisation's policy",
      [
        rrset("CNAME", "_dmarc.example.com", ["p.example.com"]),
        rrset("CNAME", "p.example.com", [DMARC_NAME]),
      ],
    ],
    [
      "at a wildcard",
      [rrset("CNAME", "*.example.com", ["web.example.com"]), rrset("CNAME", "web.example.com", [D])],
    ],
    [
      "in a term of SPF",
      [
        rrset("TXT", D, ["v=spf1 mx:alias.example.com include:alias.example.com ~all"]),
        rrset("CNAME", "alias.example.com", [D]),
      ],
    ],
  ])("%s is answered by the host", async (_where, rrsets) => {
    const fakes = createFakes(rrsets);
    await fakes.play(planDomain);
    expect(fakes.trace.calls.filter(({ port }) => port === "dns.lookup").length).toBeGreaterThan(0);
    expect(
      fakes.trace.calls.filter((call) => call.port.startsWith("dns") && writes.test(call.about)),
    ).toEqual([]);
  });
});

describe("addresses for reports at another organisation", () => {
  const inherited = "v=DMARC1; p=reject; rua=mailto:a@reports.test,mailto:d@example.com";
  const at = `${D}._report._dmarc.reports.test`;

  it.each([
    ["are dropped where another text stands", ["hello"], [{ warning: "dmarc-reports-dropped", at }]],
    ["are dropped where nobody allows them", undefined, [{ warning: "dmarc-reports-dropped", at }]],
    ["are fine where they are allowed", ["v=DMARC1;"], []],
    ["may be dropped where that can't be seen", "failed", [{ at, because: expect.any(String) as string }]],
  ] as const)("that come along %s", async (_what, answer, told) => {
    const fakes = createFakes([rrset("TXT", "_dmarc.example.com", [inherited])]);
    if (answer !== undefined) fakes.authority.elsewhere.set(`TXT ${at}`, answer);
    const { warnings } = await warningsOn(fakes);
    expect(warnings.slice(1)).toMatchObject(told);
  });
});

it("addresses for failure reports are looked up as well, with whatever stands behind them", async () => {
  const address = "mailto:a@reports.test?subject=x";
  const fakes = createFakes([rrset("TXT", "_dmarc.example.com", [`${REJECT}; ruf=${address}`])]);
  const { warnings } = await warningsOn(fakes);
  expect(warnings.slice(1)).toMatchObject([
    { warning: "dmarc-reports-dropped", address, at: `${D}._report._dmarc.reports.test` },
  ]);
});

it("addresses for reports in a record that is kept are looked up by run, plan and check alike", async () => {
  const fakes = createFakes([rrset("TXT", DMARC_NAME, [`${REJECT}; rua=mailto:a@reports.test`])]);
  const told = [{ warning: "dmarc-reports-dropped", address: "mailto:a@reports.test" }];
  for (const command of [planDomain, onboardDomain, checkDomain] as const) {
    const result = await fakes.play(command);
    const dmarc = result.records.find(({ purpose }) => purpose === "dmarc");
    expect(dmarc).toMatchObject({ action: "kept", warnings: told });
  }
});

it("what SES asks for is no sender of others that may lose mail by a stricter policy", async () => {
  const senders = async (spf: string, mx: string): Promise<unknown> => {
    const fakes = createFakes([rrset("TXT", D, [spf]), rrset("MX", D, [mx])]);
    fakes.authority.elsewhere.set("TXT _dmarc.com", ["v=DMARC1; p=reject; psd=y"]);
    const { warnings } = await warningsOn(fakes);
    return warnings.find(({ warning }) => warning === "dmarc-discoveries-differ");
  };
  expect(await senders("v=spf1 include:qcloudmail.com ~all", "20 mxbiz1.qq.com")).toMatchObject({
    senders: [],
  });
  const others = ["v=spf1 mx include:qcloudmail.com ~all", "10 mx.example.com"] as const;
  expect(await senders(...others)).toMatchObject({ senders: others });
});

describe("a DMARC text at the domain itself", () => {
  it.each([REJECT, `"${REJECT}"`])("is told: %s", async (value) => {
    const fakes = createFakes([rrset("TXT", D, [value])]);
    expect((await warningsOn(fakes)).result.state).toBe("verified");
    expect(raised(fakes)).toEqual([{ warning: "dmarc-misplaced", owner: D, value }]);
    fakes.events.length = 0;
    await fakes.play(checkDomain);
    expect(raised(fakes)).toEqual([{ warning: "dmarc-misplaced", owner: D, value }]);
  });
});

describe("check, without the host", () => {
  it("finds by DNS alone what the name would inherit where its record is gone", async () => {
    const fakes = createFakes([rrset("TXT", "_dmarc.example.com", [REJECT])]);
    await fakes.play(onboardDomain);
    fakes.host.seed(rrset("TXT", DMARC_NAME, []));
    fakes.trace.calls.length = 0;
    const result = await fakes.play(checkDomain);
    expect(result).toMatchObject({ exit: 8, error: { code: "DRIFT" } });
    expect(result.records.find(({ purpose }) => purpose === "dmarc")?.after?.values).toEqual([REJECT]);
    expect(fakes.trace.of("host.read")).toEqual([]);
  });

  it("tells the flaw of a record that stands", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    fakes.host.seed(rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject; foo"]));
    const result = await fakes.play(checkDomain);
    expect(result.records.find(({ purpose }) => purpose === "dmarc")).toMatchObject({
      action: "kept",
      warnings: [{ warning: "dmarc-flawed", flaws: ["foo"] }],
    });
  });
});
