import { dkimValue } from "../support/rsa-key.ts";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { OnboardError } from "../../src/errors/onboard-error.ts";
import { DEFAULT_POLICY } from "../../src/plan/requirement.ts";
import { planSwaps } from "../../src/plan/swaps.ts";
import { D, DKIM, DMARC, DMARC_NAME, KEY_NAME, MX, requirement, rrset, SPF } from "./support.ts";

const ALL = [DKIM, MX, SPF, DMARC];

describe("planSwaps", () => {
  it("tells where a wildcard's answer outgrows UDP by what is joined into it", () => {
    const wildcard = parseDomainName("*.example.com");
    const ip4 = Array.from({ length: 23 }, (_, index) => `ip4:198.51.100.${100 + index}`).join(" ");
    const synthesised = [{ ...rrset("TXT", D, [`v=spf1 ${ip4} -all`]), wildcard }];
    const { records } = planSwaps([SPF], [], DEFAULT_POLICY, { synthesised });
    expect(records[0]?.warnings).toContainEqual(
      expect.objectContaining({ warning: "answer-over-udp", limit: 512 }),
    );
    const fresh = planSwaps([SPF], [], DEFAULT_POLICY, {});
    expect(fresh.records[0]?.warnings.map(({ warning }) => warning)).not.toContain("answer-over-udp");
  });

  it("plans one swap for each RRset of a fresh domain", () => {
    const plan = planSwaps(ALL, [], DEFAULT_POLICY, {});
    expect(plan.records.map(({ record, action }) => [record.purpose, action])).toEqual([
      ["dkim", "created"],
      ["mx", "created"],
      ["spf", "created"],
      ["dmarc", "created"],
    ]);
    expect(plan.swaps.map((swap) => [swap.before, swap.after?.type, swap.after?.owner])).toEqual([
      [undefined, "TXT", KEY_NAME],
      [undefined, "MX", D],
      [undefined, "TXT", D],
      [undefined, "TXT", DMARC_NAME],
    ]);
  });

  it("writes first what a wildcard has answered: a host that writes one by one may stop in between", () => {
    const wild = { ...rrset("MX", D, ["10 mx.example.com"]), wildcard: parseDomainName("*.example.com") };
    const plan = planSwaps([DKIM, DMARC, SPF, MX], [], DEFAULT_POLICY, { synthesised: [wild] });
    expect(plan.swaps.map(({ after }) => `${after?.type} ${after?.owner}`)).toEqual([
      `MX ${D}`,
      `TXT ${D}`,
      `TXT ${KEY_NAME}`,
      `TXT ${DMARC_NAME}`,
    ]);
  });

  it("writes in the order in which SES asks where no wildcard answers", () => {
    const { swaps } = planSwaps([DKIM, DMARC, SPF, MX], [], DEFAULT_POLICY, {});
    expect(swaps.map(({ after }) => after?.owner)).toEqual([KEY_NAME, DMARC_NAME, D, D]);
  });

  it("takes no answer of a wildcard at another name for one that outgrows UDP", () => {
    const wildcard = parseDomainName("*.example.com");
    const long = Array.from({ length: 23 }, (_, index) => `ip4:198.51.100.${100 + index}`).join(" ");
    const text = { ...rrset("TXT", DMARC_NAME, [`v=DMARC1; p=none; x=${long}`]), wildcard };
    const { records } = planSwaps([SPF], [], DEFAULT_POLICY, { synthesised: [text] });
    expect(records[0]?.warnings.map(({ warning }) => warning)).not.toContain("answer-over-udp");
  });

  it("takes no answer of a wildcard of another type for one that outgrows UDP, nor where nothing stands", () => {
    const wildcard = parseDomainName("*.example.com");
    const long = requirement("TXT", D, `proof=${"x".repeat(600)}`);
    const mail = { ...rrset("MX", D, ["10 mx.example.com"]), wildcard };
    const policy = { ...rrset("MX", DMARC_NAME, ["10 mx.example.com"]), wildcard };
    const told = (...given: Parameters<typeof planSwaps>) =>
      planSwaps(...given).records.flatMap(({ warnings }) => warnings.map(({ warning }) => warning));
    expect(told([long], [], DEFAULT_POLICY, { synthesised: [mail] })).not.toContain("answer-over-udp");
    const address = rrset("A", D, ["192.0.2.1"]);
    expect(told([MX], [address], DEFAULT_POLICY, { synthesised: [policy] })).toEqual(["mx-kept"]);
  });

  it("tells what the first SPF record leaves out of what stands there or a wildcard answers", () => {
    const address = rrset("A", D, ["192.0.2.1"]);
    const answered = [{ ...address, wildcard: parseDomainName("*.example.com") }];
    const first = { warning: "spf-first-record", owner: D, leftOut: ["192.0.2.1"] };
    const stands = planSwaps([SPF], [address], DEFAULT_POLICY, {});
    const synthesised = planSwaps([SPF], [], DEFAULT_POLICY, { synthesised: answered });
    for (const { records } of [stands, synthesised]) expect(records[0]?.warnings).toContainEqual(first);
  });

  it("writes an SPF record early beside whatever other texts, where a wildcard answers", () => {
    const wild = { ...rrset("MX", D, ["10 mx.example.com"]), wildcard: parseDomainName("*.example.com") };
    const given = [rrset("TXT", D, ["proof=1"])];
    const { swaps } = planSwaps([DMARC, SPF], given, DEFAULT_POLICY, { synthesised: [wild] });
    expect(swaps.map(({ after }) => after?.owner)).toEqual([D, DMARC_NAME]);
  });

  it("refuses two SPF records at one name, and names them; the same twice is one", () => {
    const other = { ...SPF, expected: "v=spf1 include:other.example ~all" };
    expect(() => planSwaps([MX, SPF, other], [], DEFAULT_POLICY, {})).toThrow(
      expect.objectContaining({
        code: "RECORD_IN_THE_WAY",
        message: `SES asks for two TXT records at ${D} that exclude each other; one is "${SPF.expected}".`,
        hint: expect.stringContaining("SES console"),
        facts: { owner: D, type: "TXT", expected: SPF.expected },
      }),
    );
    expect(planSwaps([SPF, SPF], [], DEFAULT_POLICY, {}).swaps).toHaveLength(1);
    const elsewhere = requirement("TXT", "www.example.com", other.expected);
    expect(planSwaps([SPF, elsewhere], [], DEFAULT_POLICY, {}).swaps).toHaveLength(2);
  });

  it("shows a kept address as what stands there, and no MX", () => {
    const { records } = planSwaps([MX], [rrset("A", D, ["192.0.2.1"])], DEFAULT_POLICY, {});
    expect(records).toMatchObject([{ action: "kept", before: null, after: null }]);
  });

  it("tells two keys of one selector as just that", () => {
    const other = { ...DKIM, expected: dkimValue(1024, "theirs") };
    expect(() => planSwaps([DKIM, other], [], DEFAULT_POLICY, {})).toThrow(
      expect.objectContaining({
        code: "RECORD_IN_THE_WAY",
        facts: expect.objectContaining({ owner: KEY_NAME, expected: [DKIM.expected, other.expected] }),
      }),
    );
  });

  it("keeps what stands in a lived-in zone and touches one RRset", () => {
    const txt = rrset("TXT", D, ["v=spf1 include:_spf.google.com -all", "google-site-verification=x"]);
    const others = [
      rrset("MX", D, ["1 aspmx.l.google.com"]),
      rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
    ];
    const plan = planSwaps(ALL, [txt, ...others], DEFAULT_POLICY, {});
    expect(plan.records.map((record) => record.action)).toEqual(["created", "kept", "merged", "kept"]);
    expect(plan.swaps).toHaveLength(2);
    expect(plan.swaps[1]).toEqual({
      before: txt,
      after: {
        ...txt,
        values: ["v=spf1 include:_spf.google.com include:qcloudmail.com -all", "google-site-verification=x"],
      },
    });
    expect(plan.records[1]).toMatchObject({ before: others[0], after: others[0] });
  });

  it("plans nothing the second time", () => {
    const first = planSwaps(ALL, [rrset("TXT", D, ["v=spf1 a -all"])], DEFAULT_POLICY, {});
    const existing = first.swaps.flatMap((swap) => swap.after ?? []);
    const second = planSwaps(ALL, existing, DEFAULT_POLICY, {});
    expect(second.swaps).toEqual([]);
    expect(second.records.every((record) => record.action === "unchanged")).toBe(true);
  });

  it("composes several requirements on one RRset into one swap", () => {
    const proof = requirement("TXT", D, "tencent-proof=1");
    const before = rrset("TXT", D, ["v=spf1 a -all"], 60);
    const { records, swaps } = planSwaps([proof, SPF, proof], [before], DEFAULT_POLICY, {});
    const after = { ...before, values: ["v=spf1 a include:qcloudmail.com -all", "tencent-proof=1"] };
    expect(swaps).toEqual([{ before, after }]);
    expect(records.map((record) => record.action)).toEqual(["merged", "merged", "unchanged"]);
    expect(records.map((record) => record.before)).toEqual([before, before, before]);
    expect(records.map((record) => record.after)).toEqual([after, after, after]);
  });

  it("leaves RRsets at other names alone", () => {
    expect(
      planSwaps(
        [SPF],
        [rrset("TXT", "example.com", ["v=spf1 -all"]), rrset("CNAME", "www.mail.example.com", ["x.example"])],
        DEFAULT_POLICY,
        {},
      ).swaps,
    ).toHaveLength(1);
  });

  it("throws the first conflict with all of them in its facts", () => {
    const existing = [rrset("CNAME", KEY_NAME, ["x.example"]), rrset("TXT", D, ["v=spf1 a", "v=spf1 mx"])];
    try {
      planSwaps(ALL, existing, DEFAULT_POLICY, {});
      expect.unreachable();
    } catch (error) {
      const { code, facts } = error as OnboardError;
      expect(code).toBe("CNAME_IN_THE_WAY");
      expect(facts["conflicts"]).toEqual([
        { code: "CNAME_IN_THE_WAY", message: expect.stringContaining(KEY_NAME), hint: expect.anything() },
        { code: "SPF_UNMERGEABLE", message: expect.stringContaining(D), hint: expect.anything() },
      ]);
      expect(facts).toMatchObject({ purpose: "dkim", owner: KEY_NAME });
    }
  });

  it("refuses two values of which one would take the other's place, though that was consented to", () => {
    const www = parseDomainName(`www.${D}`);
    const addresses = ["192.0.2.1", "192.0.2.2"].map((value) => requirement("A", www, value));
    expect(() => planSwaps(addresses, [], { ...DEFAULT_POLICY, replace: [`A:${www}`] }, {})).toThrow(
      expect.objectContaining({ code: "RECORD_IN_THE_WAY", facts: expect.objectContaining({ owner: www }) }),
    );
  });

  it("refuses requirements that exclude each other, consent or not", () => {
    const other = { ...DKIM, expected: dkimValue(1024, "theirs") };
    const refusal = expect.objectContaining({ code: "RECORD_IN_THE_WAY" });
    expect(() => planSwaps([DKIM, other], [], DEFAULT_POLICY, {})).toThrow(refusal);
    expect(() =>
      planSwaps([DKIM, other], [], { ...DEFAULT_POLICY, replace: [`TXT:${KEY_NAME}`] }, {}),
    ).toThrow(refusal);
  });

  it("refuses a CNAME beside a record that is asked for too", () => {
    const alias = requirement("CNAME", D, "x.example");
    expect(() => planSwaps([SPF, alias], [], DEFAULT_POLICY, {})).toThrow(
      expect.objectContaining({ code: "RECORD_IN_THE_WAY" }),
    );
    expect(() => planSwaps([alias, SPF], [], DEFAULT_POLICY, {})).toThrow(
      expect.objectContaining({ code: "CNAME_IN_THE_WAY" }),
    );
  });

  it("shows the CNAME that a kept DMARC policy stands behind", () => {
    const alias = rrset("CNAME", DMARC_NAME, ["policy.example"]);
    const { records, swaps } = planSwaps([DMARC], [alias], DEFAULT_POLICY, {
      dmarcElsewhere: ["v=DMARC1; p=reject"],
    });
    expect(swaps).toEqual([]);
    expect(records[0]).toMatchObject({
      record: { owner: parseDomainName(DMARC_NAME) },
      action: "kept",
      before: alias,
      after: alias,
    });
  });
});
