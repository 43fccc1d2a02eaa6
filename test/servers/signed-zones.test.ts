import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { checkDomain } from "../../src/onboard/check/check-domain.ts";
import { diagnose } from "../../src/onboard/diagnose/diagnose.ts";
import { onboardDomain } from "../../src/onboard/onboard-domain.ts";
import type { EventBody } from "../../src/events/event.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { startSes, type ServedSes } from "../support/servers/real-ses.ts";
import {
  createSignedRun,
  recordsAskedFor,
  VALIDATORS,
  type SignedRunOptions,
  type Validator,
} from "../support/servers/signed/run.ts";
import { startSignedWorld, type SignedWorld } from "../support/servers/signed/world.ts";

// Signed zones, as receivers that validate see them: Unbound, and Knot Resolver behind an Unbound that does not.

const SPOILED = parseDomainName("mail.spoiled.lab");
const ROUND_TRIPS_MS = [20, 120, 200];
const FAILURES = ["lost", "servfail"] as const;
const LOOKING: readonly (readonly Validator[])[] = [["unbound"], ["knotResolver"], VALIDATORS];
/** How long they are away: for a whole look, or until one question has failed. */
const BLIND = ["lasting", "brief"] as const;
/** Resolvers remember failures, so each case has a zone of its own. */
const zoneFor = (failure: string, by: readonly string[]): string =>
  `${failure}${by.map((one) => one.toLowerCase()).join("")}.lab`;
const UNSIGNED = FAILURES.flatMap((failure) => [
  ...LOOKING.map((by) => zoneFor(failure, by)),
  ...BLIND.map((how) => zoneFor(failure, [how])),
]);

describeServers("a signed zone", () => {
  let world: SignedWorld;
  let ses: ServedSes;
  /** Where SES looks records up, as soon as there is a place. */
  const looksAt = { address: "127.0.0.1", port: 0 };
  beforeAll(async () => {
    ses = await startSes(looksAt);
    world = await startSignedWorld([
      { name: "sound.lab", signatures: "right" },
      { name: "unrectified.lab", signatures: "unrectified" },
      { name: "once.lab", signatures: "once" },
      { name: "plain.lab", signatures: "none" },
      ...UNSIGNED.map((name) => ({ name, signatures: "none" as const })),
      ...ROUND_TRIPS_MS.flatMap((ms) =>
        VALIDATORS.map((by) => ({ name: `${by.toLowerCase()}${ms}.lab`, signatures: "gone" as const })),
      ),
      {
        name: "spoiled.lab",
        signatures: "once",
        records: await recordsAskedFor(ses.identities, SPOILED),
        spoiled: { owner: SPOILED, type: "TXT" },
      },
    ]);
    looksAt.port = world.port;
  });
  afterAll(async () => {
    await ses?.close();
    await world?.close();
  });

  const runFor = (name: string, options: SignedRunOptions = {}) =>
    createSignedRun({ world, ses, looksAt }, parseDomainName(name), options);
  const atPort = (address: string): string => `${address}:${world.port}`;

  describe.each(VALIDATORS)("that is bogus stops the run before Create, behind %s", (by) => {
    it.each(ROUND_TRIPS_MS)("with a round trip of %i ms", async (ms) => {
      world.setRoundTrip(ms);
      const { run } = runFor(`mail.${by.toLowerCase()}${ms}.lab`, { by: [by] });
      const result = await onboardDomain(run);
      world.setRoundTrip(0);
      expect(result).toMatchObject({
        exit: 3,
        identity: { created: false },
        error: {
          code: "ZONE_NOT_DELEGATED",
          message: expect.stringContaining("fails DNSSEC validation at "),
        },
      });
      expect(result.calls.provider).toBeLessThan(3);
    });
  });

  it("that is in order is onboarded without a word about it", async () => {
    const { run, events } = runFor("mail.sound.lab", { sees: "unbound" });
    expect(await onboardDomain(run)).toMatchObject({ state: "verified", warnings: [] });
    expect(resolversIn(events)).toEqual([world.unbound, world.knotResolver].map(atPort).toSorted());
  });

  it("that is none is never called bogus, and no resolver is asked before its records are served", async () => {
    const { run, events } = runFor("mail.plain.lab", { sees: "unbound" });
    expect(await onboardDomain(run)).toMatchObject({ state: "verified", warnings: [] });
    expect(resolversIn(events)).toEqual([world.unbound, world.knotResolver].map(atPort).toSorted());
  });

  describe.each(FAILURES)("that is none, its servers away for a moment (%s)", (failure) => {
    afterEach(() => world.setFailure(undefined));

    it.each(LOOKING.map((by) => ({ by })))("is never called bogus where $by looks", async ({ by }) => {
      world.setFailure(failure);
      const { run } = runFor(`mail.${zoneFor(failure, by)}`, { sees: "knot", by });
      const before = world.failed();
      // Away until the resolvers have been asked, and failed, once; the program's own way is never away.
      const onboarding = onboardDomain({
        ...run,
        emit: (event) => {
          run.emit(event);
          if (event.type === "resolver.observed") world.setFailure(undefined);
        },
      });
      expect(await onboarding).toMatchObject({ state: "verified", warnings: [] });
      await expect.poll(world.failed).toBeGreaterThan(before);
      world.setFailure(undefined);
      // What they remember of the failure (RFC 9520) is no reason either.
      expect(await checkDomain(run)).toMatchObject({ exit: 0, warnings: [] });
    });

    it.each(BLIND)("is not called so either where the zone above can't be asked (%s)", async (how) => {
      const apex = parseDomainName(zoneFor(failure, [how]));
      const { run } = runFor(`mail.${apex}`);
      world.setFailure(failure);
      const before = world.failed();
      const looking = run.resolvers.dnssec(apex, { signed: undefined });
      await expect.poll(world.failed).toBeGreaterThan(before);
      if (how === "brief") world.setFailure(undefined);
      expect((await looking)?.bogus ?? false).toBe(false);
      world.setFailure(undefined);
      // What they remember of the failure (RFC 9520) is no reason either.
      expect((await run.resolvers.dnssec(apex, { signed: undefined }))?.bogus ?? false).toBe(false);
    });
  });

  describe("whose host does not put new names in order (PowerDNS, unrectified)", () => {
    const refusedKeys = {
      warning: "fails-validation",
      type: "TXT",
      owner: expect.stringContaining("._domainkey."),
    };
    /** Nobody has asked a resolver for its names: what one gives unchecked it remembers, and gives then. */
    async function onboardedUnseen(name: string): Promise<void> {
      const result = await onboardDomain(runFor(name, { by: [] }).run);
      expect(result).toMatchObject({ state: "verified", warnings: [{ warning: "dnssec-unknown" }] });
    }

    it("is verified by an SES that does not validate, with a warning", async () => {
      const result = await onboardDomain(runFor("mail.unrectified.lab").run);
      expect(result.state).toBe("verified");
      expect(result.warnings).toMatchObject([refusedKeys]);
    });

    it("is drift to check", async () => {
      await onboardedUnseen("news.unrectified.lab");
      expect(await checkDomain(runFor("news.unrectified.lab").run)).toMatchObject({
        exit: 8,
        error: { code: "DRIFT", facts: { refused: [{ type: "TXT" }] } },
      });
    });

    it("is a warning of doctor", async () => {
      await onboardedUnseen("shop.unrectified.lab");
      const { run } = runFor("shop.unrectified.lab");
      const found = await diagnose(run, run.domain);
      expect(found.find(({ check }) => check === "records")?.warnings).toMatchObject([refusedKeys]);
    });
  });

  it("whose host signs nothing that is written is pending at an SES that validates, and that is why", async () => {
    const { run } = runFor("mail.once.lab", { sees: "unbound", waitMs: 8_000 });
    const result = await onboardDomain(run);
    expect(result).toMatchObject({
      exit: 7,
      error: {
        code: "VERIFICATION_PENDING",
        message: expect.stringContaining("Resolvers that validate by DNSSEC refuse"),
      },
    });
    expect(result.error?.facts["refused"]).not.toHaveLength(0);
  });

  it("with one signature that does not fit is verified with a warning, drift to check, and told by doctor", async () => {
    const refused = { owner: SPOILED, type: "TXT" };
    const { run } = runFor(SPOILED);
    const result = await onboardDomain(run);
    expect([result.state, result.records.map(({ action }) => action)]).toEqual([
      "verified",
      Array(4).fill("unchanged"),
    ]);
    expect(result.warnings).toMatchObject([
      {
        warning: "fails-validation",
        ...refused,
        resolvers: [world.unbound, world.knotResolver].map(atPort).toSorted(),
      },
    ]);
    expect(await checkDomain(runFor(SPOILED).run)).toMatchObject({
      exit: 8,
      error: { code: "DRIFT", facts: { refused: [refused] } },
    });
    const found = await diagnose(runFor(SPOILED).run, SPOILED);
    expect(found.find(({ check }) => check === "records")?.warnings).toMatchObject([
      { warning: "fails-validation", ...refused },
    ]);
  });
});

function resolversIn(events: readonly EventBody[]): readonly string[] {
  const named = events.flatMap((event) => (event.type === "resolver.observed" ? [event.resolver] : []));
  return [...new Set(named)].toSorted();
}
