import { describe, expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import type { Identities } from "../../../src/plan/identity.ts";
import type { Diagnosis } from "../../../src/events/diagnosis/diagnosis.ts";
import { createFakes, D, DMARC_NAME, KEY_NAME, rrset, type Fakes } from "../fakes.ts";
import { onboardDomain } from "../../../src/onboard/onboard-domain.ts";

const outcomes = async (fakes: Fakes, domain: typeof D | undefined, changes = {}) => {
  const found = await fakes.clock.drive(diagnose(fakes.run(changes), domain));
  return found.map(({ check, exit, error }) => [check, exit, error?.code ?? null]);
};

const checkOf = async (fakes: Fakes, check: Diagnosis["check"]) => {
  const found = await fakes.clock.drive(diagnose(fakes.run(), D));
  return found.find((one) => one.check === check);
};

const failing = (code: "CREDENTIALS_REJECTED" | "ZONE_NOT_DELEGATED") => () =>
  Promise.reject(new OnboardError(code, "No.", { hint: "Ask the test." }));

describe("diagnose", () => {
  it("tries every way out and changes nothing", async () => {
    const fakes = createFakes([rrset("A", D, ["192.0.2.1"])]);
    expect(await outcomes(fakes, D)).toEqual([
      ["clock", 0, null],
      ["port53", 0, null],
      ["delegation", 0, null],
      ["servers", 0, null],
      ["dnssec", 0, null],
      ["ses", 0, null],
      ["quota", 0, null],
      ["provider", 0, null],
      ["records", 0, null],
      ["rights", 0, null],
    ]);
    expect(fakes.host.history()).toHaveLength(1);
    expect(
      fakes.trace.calls.filter(({ port }) => /create|verify|apply|observe|resolvers/.test(port)),
    ).toEqual([]);
  });

  it("tries SES although the walk fails, and leaves out what can't be tried then", async () => {
    const fakes = createFakes();
    const authority = { ...fakes.authority, delegation: failing("ZONE_NOT_DELEGATED") };
    expect(await outcomes(fakes, D, { authority })).toEqual([
      ["clock", 0, null],
      ["port53", 0, null],
      ["delegation", 3, "ZONE_NOT_DELEGATED"],
      ["ses", 0, null],
      ["quota", 0, null],
    ]);
  });

  it("tries the DNS host although SES refuses, and no records where it holds no zone", async () => {
    const fakes = createFakes();
    fakes.zones = [];
    const identities = { ...fakes.identities, get: failing("CREDENTIALS_REJECTED") };
    expect(await outcomes(fakes, D, { identities })).toEqual([
      ["clock", 0, null],
      ["port53", 0, null],
      ["delegation", 0, null],
      ["servers", 0, null],
      ["dnssec", 0, null],
      ["ses", 3, "CREDENTIALS_REJECTED"],
      ["provider", 3, "ZONE_NOT_FOUND"],
    ]);
  });

  it("says that the host serves the zone only where its servers are delegated and were seen to do so", async () => {
    const fakes = createFakes();
    const [first, second] = fakes.authority.servers;
    const host = async () => (await checkOf(fakes, "provider"))?.finding;
    expect(await host()).toMatchObject({ nameServers: 2, delegated: 2, serving: 2 });
    second.mood = "lame";
    expect(await host()).toMatchObject({ nameServers: 2, delegated: 2, serving: 1 });
    second.mood = "serves";
    fakes.authority.parentNameServers = [first.server];
    expect(await host()).toMatchObject({ nameServers: 2, delegated: 1, serving: 2 });
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, nameServers: undefined }));
    expect(await host()).toMatchObject({ nameServers: null });
  });

  it("stops at a zone that validating resolvers refuse, and says where none tells", async () => {
    const fakes = createFakes();
    const dnssec = () => checkOf(fakes, "dnssec");
    expect(await dnssec()).toMatchObject({ exit: 0, finding: { view: "unsigned" } });
    fakes.authority.bogus = "signature expired";
    expect(await dnssec()).toMatchObject({ exit: 3, error: { code: "ZONE_NOT_DELEGATED" } });
    fakes.authority.resolvers.dnssec = () => Promise.resolve(undefined);
    expect(await dnssec()).toMatchObject({ exit: 0, finding: { view: "untold" } });
    const view = { bogus: false, validated: false, refusing: ["9.9.9.9"], extendedErrors: [] };
    fakes.authority.resolvers.dnssec = () => Promise.resolve(view);
    expect(await dnssec()).toMatchObject({ exit: 0, finding: { view: "untold" } });
    fakes.authority.resolvers.dnssec = () => Promise.resolve({ ...view, validated: true });
    expect(await dnssec()).toMatchObject({
      exit: 0,
      finding: { finding: "dnssec", apex: "example.com", view: "passes" },
      warnings: [{ warning: "fails-validation", owner: "example.com", type: "SOA", resolvers: ["9.9.9.9"] }],
    });
  });

  it("tells what stands at the name, and how much is to be changed", async () => {
    const records = async (...stored: readonly RRset[]) =>
      (await checkOf(createFakes(stored), "records"))?.finding;
    expect(await records()).toMatchObject({ domain: D, types: [] });
    expect(await records(rrset("A", D, ["192.0.2.1"]))).toMatchObject({ types: ["A"] });
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    expect((await checkOf(fakes, "records"))?.finding).toMatchObject({ types: ["MX", "TXT"], changes: 0 });
  });

  it("stops at a limit of one's own that is reached, for a domain that is not there yet", async () => {
    const fakes = createFakes();
    const list = () => Promise.resolve({ total: 2, lowestLevel: null, highestLevel: null, dailyQuota: null });
    const full = { identities: { ...fakes.identities, list }, domainLimit: 2 };
    expect(await outcomes(fakes, D, full)).toContainEqual(["quota", 3, "QUOTA_EXCEEDED"]);
    expect(await outcomes(fakes, undefined, full)).toContainEqual(["quota", 0, null]);
    fakes.identities.seed(D, true);
    expect(await outcomes(fakes, D, full)).toContainEqual(["quota", 0, null]);
  });

  it("stops at what the host keeps locked, as run would", async () => {
    const fakes = createFakes([{ ...rrset("TXT", D, ["v=spf1 -all"]), locked: "weighted" }]);
    expect(await outcomes(fakes, D)).toContainEqual(["records", 4, "RECORD_IN_THE_WAY"]);
  });

  it.each([
    [true, ["rights", 0, null]],
    [false, ["rights", 3, "RIGHTS_MISSING"]],
    [undefined, ["rights", 0, null]],
  ])("says what the host says of the right to write: %s", async (mayWrite, told) => {
    const fakes = createFakes();
    fakes.mayWrite = () => mayWrite;
    expect((await outcomes(fakes, D)).at(-1)).toEqual(told);
  });

  it("asks for the right to write at the usual places also where something stands in the way of a plan", async () => {
    const fakes = createFakes([{ ...rrset("TXT", D, ["v=spf1 -all"]), locked: "weighted" }]);
    fakes.mayWrite = () => false;
    expect((await outcomes(fakes, D)).slice(-2)).toEqual([
      ["records", 4, "RECORD_IN_THE_WAY"],
      ["rights", 3, "RIGHTS_MISSING"],
    ]);
    expect(fakes.trace.of("host.probe").map(({ about }) => about)).toEqual([
      `MX ${D} TXT ${D} TXT ${DMARC_NAME}`,
    ]);
  });

  it("asks for it there with the names that SES has asked for, as soon as it has", async () => {
    const fakes = createFakes([{ ...rrset("TXT", D, ["v=spf1 -all"]), locked: "weighted" }]);
    fakes.identities.seed(D, false);
    fakes.mayWrite = () => true;
    await outcomes(fakes, D);
    expect(fakes.trace.of("host.probe").map(({ about }) => about)).toEqual([
      `TXT ${KEY_NAME} MX ${D} TXT ${D} TXT ${DMARC_NAME}`,
    ]);
  });

  it("asks for it at the place of a key to come where all else stands, and SES has not spoken yet", async () => {
    const fakes = createFakes([
      rrset("TXT", D, ["v=spf1 include:qcloudmail.com -all"]),
      rrset("MX", D, ["10 mx.test"]),
      rrset("TXT", DMARC_NAME, ["v=DMARC1; p=reject"]),
    ]);
    fakes.mayWrite = () => false;
    expect((await outcomes(fakes, D)).at(-1)).toEqual(["rights", 3, "RIGHTS_MISSING"]);
    expect(fakes.trace.of("host.probe").map(({ about }) => about)).toEqual([
      `TXT ${D}`,
      `TXT ses-onboard._domainkey.${D}`,
    ]);
  });

  it("gives everybody who is asked the signal that ends the question", async () => {
    const fakes = createFakes();
    const { authority } = fakes;
    await fakes.play(onboardDomain);
    authority.signed = true;
    const signals: (AbortSignal | undefined)[] = [];
    const { resolvers } = authority;
    const time: Identities["time"] = ({ signal }) => (signals.push(signal), Promise.resolve(0));
    const identities = { ...fakes.identities, time };
    const [walk, lookup] = [authority.delegation.bind(authority), authority.lookup.bind(authority)];
    const byHttps = resolvers.delegation.bind(resolvers);
    authority.delegation = (name, options) => (signals.push(options.signal), walk(name, options));
    authority.lookup = (question, options) => (signals.push(options.signal), lookup(question, options));
    resolvers.delegation = (name, options) => (signals.push(options.signal), byHttps(name, options));
    await outcomes(fakes, D, { identities });
    const open = signals.length;
    authority.port53 = "blocked";
    await outcomes(fakes, D, { identities });
    expect([open > 5, signals.length > open]).toEqual([true, true]);
    expect(signals.filter((signal) => signal === undefined)).toEqual([]);
  });

  it("claims that rights can't be tried only where the host has no way to try them", async () => {
    const fakes = createFakes();
    const found = async () => (await diagnose(fakes.run(), D)).at(-1)?.finding;
    expect(await found()).toMatchObject({ rights: "untellable" });
    fakes.mayWrite = () => undefined;
    expect(await found()).toMatchObject({ rights: "untold" });
    await fakes.play(onboardDomain);
    expect(await found()).toMatchObject({ rights: "nothing-to-write" });
  });

  it("asks for the account's list only where SES takes the credentials", async () => {
    const fakes = createFakes();
    const identities = { ...fakes.identities, get: failing("CREDENTIALS_REJECTED") };
    await outcomes(fakes, D, { identities });
    expect(fakes.trace.of("ses.list")).toEqual([]);
    await outcomes(fakes, D);
    expect(fakes.trace.of("ses.list")).toHaveLength(1);
  });

  it("tells a failed read of the records", async () => {
    const fakes = createFakes();
    fakes.host.inject({ on: "read", kind: "unavailable", times: 9 });
    expect(await outcomes(fakes, D)).toContainEqual(["records", 5, "API_UNAVAILABLE"]);
  });

  it("without a domain tries the way only: that any name is not delegated is an answer, too", async () => {
    const fakes = createFakes();
    const authority = { ...fakes.authority, delegation: failing("ZONE_NOT_DELEGATED") };
    expect(await outcomes(fakes, undefined, { authority })).toEqual([
      ["clock", 0, null],
      ["port53", 0, null],
      ["ses", 0, null],
      ["quota", 0, null],
    ]);
  });
});
