import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../src/async/clock.ts";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { checkDomain } from "../../src/onboard/check/check-domain.ts";
import { diagnose } from "../../src/onboard/diagnose/diagnose.ts";
import { onboardDomain } from "../../src/onboard/onboard-domain.ts";
import { extendedError, replyTo, soa } from "../support/dns-reply.ts";
import { startDnsServer, type Script } from "../support/dns-server.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { startSes, type ServedSes } from "../support/servers/real-ses.ts";
import { createSignedRun, recordsAskedFor, type SignedRunOptions } from "../support/servers/signed/run.ts";
import { startSignedWorld, type SignedWorld } from "../support/servers/signed/world.ts";
import type { SignedZone } from "../support/servers/signed/zones.ts";

// Real servers (NSD, Knot, PowerDNS) and validators (Unbound, Knot Resolver), in process: what goes wrong with signatures
// beside a zone that fails as a whole, which signed-zones.test.ts has. One resolver that lies is our own fake.

/** CD: bit 4 of the fourth octet (RFC 4035 section 3.2.2). */
const hasCd = (octets: Buffer): boolean => (octets.readUInt8(3) & 0x10) !== 0;
const SERVFAIL = 2;
/** Whatever is asked below `lab.`: an expired signature, and else an answer. */
const lying: Script = ({ query, octets }) => {
  const name = query.questions[0]?.name ?? "";
  if (hasCd(octets) || name === "lab") return replyTo(query, { authoritative: false, answers: [soa(name)] });
  const additionals = [extendedError(7, "")];
  return replyTo(query, { authoritative: false, rcode: SERVFAIL, additionals });
};
/** Whatever is asked: an answer, as if validated. */
const forging: Script = ({ query }) => {
  const answers = [soa(query.questions[0]?.name ?? "")];
  return replyTo(query, { authoritative: false, validated: true, answers });
};

const unsigned = (name: string, rest: Partial<SignedZone> = {}): SignedZone => ({
  name,
  signatures: "none",
  host: "PowerDNS",
  ...rest,
});

describeServers("of a signed zone", () => {
  let world: SignedWorld;
  let ses: ServedSes;
  /** Where SES looks records up, as soon as there is a place. */
  const looksAt = { address: "127.0.0.1", port: 0 };
  beforeAll(async () => {
    ses = await startSes(looksAt);
    const standing = (name: string) => recordsAskedFor(ses.identities, parseDomainName(name));
    world = await startSignedWorld([
      { name: "sound.lab", signatures: "right" },
      { name: "going.lab", signatures: "right" },
      { name: "both.lab", signatures: "right", otherDs: "of an unknown algorithm" },
      unsigned("algorithm.lab", { otherDs: "of an unknown algorithm" }),
      unsigned("digest.lab", { otherDs: "of an unknown digest" }),
      { name: "nsec.lab", signatures: "once" },
      unsigned("mail.nsec.lab", { above: "nsec.lab" }),
      { name: "optout.lab", signatures: "once", optOut: true },
      unsigned("mail.optout.lab", { above: "optout.lab" }),
      { name: "over.lab", signatures: "over" },
      { name: "early.lab", signatures: "not yet" },
      {
        name: "half.lab",
        signatures: "once",
        secondIs: "over",
        records: await standing("mail.half.lab"),
      },
      {
        name: "bare.lab",
        signatures: "once",
        records: await standing("mail.bare.lab"),
        stripped: { owner: "mail.bare.lab", type: "MX" },
      },
    ]);
    looksAt.port = world.port;
  });
  afterAll(async () => {
    await ses?.close();
    await world?.close();
  });

  const runFor = (name: string, options: SignedRunOptions = {}) =>
    createSignedRun({ world, ses, looksAt }, parseDomainName(name), options).run;
  const created = (): number => ses.actions().filter((action) => action === "CreateEmailIdentity").length;
  const doctorOf = async (name: string, options: SignedRunOptions = {}) => {
    const found = await diagnose(runFor(name, options), parseDomainName(name));
    return {
      dnssec: found.find(({ check }) => check === "dnssec"),
      warnings: found.flatMap(({ warnings = [] }) => warnings),
      failed: found.filter(({ exit }) => exit !== 0).map(({ check }) => check),
    };
  };
  const openStranger = async (script: Script): Promise<() => Promise<void>> => {
    const options = { address: world.stranger, port: world.port };
    const server = await startDnsServer(script, options);
    return () => server.close();
  };
  const at = (address: string): string => `${address}:${world.port}`;

  describe("nothing is said where nobody has to validate it:", () => {
    it.each([
      ["a key of an unknown algorithm alone", "mail.algorithm.lab", "unsigned"],
      ["a key by a digest of an unknown kind alone", "mail.digest.lab", "unsigned"],
      ["a zone without a key below one with (NSEC)", "news.mail.nsec.lab", "passes"],
      ["a zone that the proofs of the one above leave out (NSEC3, opt-out)", "mail.optout.lab", "passes"],
      ["a key of a known kind beside one of an unknown kind", "mail.both.lab", "passes"],
    ] as const)("%s", async (_what, name, view) => {
      const options = { sees: "unbound" } as const;
      expect(await onboardDomain(runFor(name, options))).toMatchObject({
        state: "verified",
        identity: { created: true },
        warnings: [],
      });
      expect(await checkDomain(runFor(name, options))).toMatchObject({ exit: 0, warnings: [] });
      expect(await doctorOf(name)).toMatchObject({ dnssec: { finding: { view } }, warnings: [], failed: [] });
    });
  });

  it.each(["over", "early"])("signatures of another time stop it before Create (%s.lab)", async (zone) => {
    const before = created();
    const result = await onboardDomain(runFor(`mail.${zone}.lab`));
    const refusing = [at(world.unbound), at(world.knotResolver)].toSorted();
    expect(result).toMatchObject({
      exit: 3,
      identity: { created: false },
      error: { code: "ZONE_NOT_DELEGATED", facts: { apex: `${zone}.lab`, resolvers: expect.any(Array) } },
    });
    expect(refusing).toEqual(expect.arrayContaining(result.error?.facts["resolvers"] as string[]));
    expect(await doctorOf(`mail.${zone}.lab`)).toMatchObject({ failed: ["dnssec"] });
    expect(created()).toBe(before);
  });

  it("signatures that have expired on one server alone stop nobody who finds the other one", async () => {
    const options = { by: ["unbound"] } as const;
    expect(await onboardDomain(runFor("mail.half.lab", options))).toMatchObject({
      state: "verified",
      warnings: [],
    });
    expect(await checkDomain(runFor("mail.half.lab", options))).toMatchObject({ exit: 0 });
    expect(await doctorOf("mail.half.lab", options)).toMatchObject({ failed: [], warnings: [] });
  });

  it("the missing signature of one type is told of that type alone", async () => {
    const warning = { warning: "fails-validation", owner: "mail.bare.lab", type: "MX" };
    const name = "mail.bare.lab";
    expect(await onboardDomain(runFor(name))).toMatchObject({ state: "verified", warnings: [warning] });
    expect(await checkDomain(runFor(name))).toMatchObject({
      exit: 8,
      error: { code: "DRIFT", facts: { refused: [{ owner: name, type: "MX" }] } },
    });
    expect((await doctorOf(name)).warnings).toMatchObject([warning]);
  });

  it("the keys that are taken away after Create are told as why SES does not see what is served", async () => {
    const { identities } = ses;
    // SES has it by then, and nothing is written yet.
    const ensure: typeof identities.ensure = async (...given) => {
      const identity = await identities.ensure(...given);
      await world.powerDns.dropKeys("going.lab");
      return identity;
    };
    const options = { identities: { ...identities, ensure }, sees: "unbound", waitMs: 6_000 } as const;
    const result = await onboardDomain(runFor("mail.going.lab", options));
    expect(result).toMatchObject({
      exit: 7,
      identity: { created: true },
      error: {
        code: "VERIFICATION_PENDING",
        message: expect.stringContaining("Resolvers that validate by DNSSEC refuse"),
      },
    });
    expect(result.error?.facts["refused"]).toHaveLength(4);
    expect(await checkDomain(runFor("mail.going.lab"))).toMatchObject({
      exit: 7,
      error: { code: "VERIFICATION_PENDING", facts: { refused: expect.any(Array) } },
    });
  });

  it.each([
    [["wrongClock", "unbound"], "one.sound.lab"],
    [["unbound", "wrongClock"], "two.sound.lab"],
  ] as const)("a resolver that refuses all that is signed is not believed (%j)", async (by, name) => {
    expect(await onboardDomain(runFor(name, { by }))).toMatchObject({ state: "verified", warnings: [] });
    expect(await checkDomain(runFor(name, { by }))).toMatchObject({ exit: 0, warnings: [] });
    expect(await doctorOf(name, { by })).toMatchObject({
      dnssec: { finding: { view: "passes" } },
      failed: [],
      warnings: [],
    });
  });

  it("a resolver that refuses it alone stops nothing where another has validated it, and is named", async () => {
    const stop = await openStranger(lying);
    const name = "three.sound.lab";
    const result = await onboardDomain(runFor(name, { by: ["stranger", "unbound"] }));
    await stop();
    expect(result.state).toBe("verified");
    expect(result.warnings).toMatchObject([
      { warning: "fails-validation", owner: "sound.lab", type: "SOA", resolvers: [at(world.stranger)] },
    ]);
  });

  it("a word of one resolver that it validates is not the last one", async () => {
    const before = created();
    const stop = await openStranger(forging);
    const result = await onboardDomain(
      runFor("two.over.lab", { by: ["stranger", "unbound"], waitMs: 4_000 }),
    );
    await stop();
    // Known not to be told apart before Create (decision 33), and told after it.
    expect(created()).toBe(before + 1);
    expect(result).toMatchObject({ state: "verified", exit: 0 });
    const told = result.warnings.filter(({ warning }) => warning === "fails-validation");
    expect(told).toHaveLength(result.records.length);
    expect(told).toMatchObject(told.map(() => ({ resolvers: [at(world.unbound)] })));
  });

  it("this machine's clock is nobody's reason", async () => {
    const DAYS_MS = 60 * 86_400_000;
    const clock = { ...systemClock, now: () => systemClock.now() + DAYS_MS };
    expect(await onboardDomain(runFor("late.sound.lab", { clock }))).toMatchObject({
      state: "verified",
      warnings: [],
    });
    expect(await doctorOf("late.sound.lab", { clock })).toMatchObject({ dnssec: { exit: 0 } });
  });
});
