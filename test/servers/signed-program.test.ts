import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { eventsIn, type Line } from "../support/cli.ts";
import { describeServers } from "../support/servers/describe-servers.ts";
import { startSes, type ServedSes } from "../support/servers/real-ses.ts";
import { createProgram, type Program } from "../support/servers/signed/program.ts";
import { recordsAskedFor, VALIDATORS } from "../support/servers/signed/run.ts";
import { startSignedWorld, type SignedWorld } from "../support/servers/signed/world.ts";

// Real servers and the built program: what signed-zones.test.ts has in process, from the command to its exit status, and
// without port 53 by two real resolvers that take questions by HTTPS.

// Each test starts up to three programs, and one waits for a quarter of a minute.
vi.setConfig({ testTimeout: 120_000 });

const SPOILED = parseDomainName("mail.spoiled.lab");
const ROUND_TRIPS_MS = [20, 120, 200];
const FAILURES = ["lost", "servfail"] as const;

describeServers("the built program, of a zone", () => {
  let world: SignedWorld;
  let ses: ServedSes;
  let program: Program;
  /** Where SES looks records up, as soon as there is a place. */
  const looksAt = { address: "127.0.0.1", port: 0 };
  beforeAll(async () => {
    ses = await startSes(looksAt);
    world = await startSignedWorld([
      { name: "sound.lab", signatures: "right" },
      { name: "unrectified.lab", signatures: "unrectified" },
      ...FAILURES.map((how) => ({
        name: `${how}.lab`,
        signatures: "none" as const,
        host: "PowerDNS" as const,
      })),
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
    program = await createProgram({ world, ses, looksAt });
  });
  afterAll(async () => {
    await ses?.close();
    await world?.close();
  });

  const created = (): number => ses.actions().filter((action) => action === "CreateEmailIdentity").length;

  describe.each(VALIDATORS)("that is bogus behind %s creates nothing", (by) => {
    it.each(ROUND_TRIPS_MS)("with a round trip of %i ms", async (ms) => {
      const before = created();
      world.setRoundTrip(ms);
      const ended = await program.run(["run", `mail.${by.toLowerCase()}${ms}.lab`], {
        by: [by],
        env: BY_HAND,
      });
      world.setRoundTrip(0);
      expect(ended.exit).toBe(3);
      expect(resultIn(ended.lines)).toMatchObject({
        identity: { created: false },
        error: {
          code: "ZONE_NOT_DELEGATED",
          message: expect.stringContaining(`fails DNSSEC validation at ${world[by]}`),
        },
      });
      expect(created()).toBe(before);
    });
  });

  it.each(FAILURES)("that is unsigned never calls it bogus for a failure of the moment (%s)", async (how) => {
    const before = world.failed();
    world.setFailure(how);
    const child = program.start(["run", `mail.${how}.lab`]);
    await expect.poll(world.failed, { timeout: 60_000 }).toBeGreaterThan(before);
    world.setFailure(undefined);
    const { exit, stdout } = await child.ended;
    expect(exit).toBe(0);
    expect(resultIn(eventsIn(stdout))).toMatchObject({ state: "verified", warnings: [] });
  });

  describe("that PowerDNS has not rectified", () => {
    const refused = { warning: "fails-validation", type: "TXT" };
    /** Of its names nobody has asked those that validate: what one gives unchecked it remembers, and gives then. */
    const onboardedUnseen = async (name: string): Promise<void> => {
      expect((await program.run(["run", name], { by: ["careless"] })).exit).toBe(0);
    };

    it("is verified by an SES that does not validate, with a warning", async () => {
      const { exit, lines } = await program.run(["run", "mail.unrectified.lab"]);
      expect(exit).toBe(0);
      expect(resultIn(lines)).toMatchObject({ state: "verified", warnings: [refused] });
    });

    it("is drift to check", async () => {
      await onboardedUnseen("news.unrectified.lab");
      const { exit, lines } = await program.run(["check", "news.unrectified.lab"]);
      expect(exit).toBe(8);
      expect(resultIn(lines)).toMatchObject({
        error: { code: "DRIFT", facts: { refused: [{ type: "TXT" }] } },
      });
    });

    it("is a warning of doctor", async () => {
      await onboardedUnseen("shop.unrectified.lab");
      const { exit, stdout } = await program.run(["doctor", "shop.unrectified.lab"]);
      expect(exit).toBe(0);
      expect(warningsOf(stdout)).toMatchObject([refused]);
    });
  });

  it("with one broken signature is verified with a warning, drift to check, and told by doctor", async () => {
    const place = { owner: SPOILED, type: "TXT" };
    const refused = { warning: "fails-validation", ...place, resolvers: VALIDATORS.map((by) => world[by]) };
    const run = await program.run(["run", SPOILED], { env: BY_HAND });
    expect(run.exit).toBe(0);
    expect(resultIn(run.lines)).toMatchObject({
      state: "verified",
      warnings: expect.arrayContaining([expect.objectContaining(refused)]),
    });
    const check = await program.run(["check", SPOILED], { env: BY_HAND });
    expect(check.exit).toBe(8);
    expect(resultIn(check.lines)).toMatchObject({ error: { code: "DRIFT", facts: { refused: [place] } } });
    const doctor = await program.run(["doctor", SPOILED], { env: BY_HAND });
    expect(doctor.exit).toBe(0);
    expect(warningsOf(doctor.stdout)).toContainEqual(expect.objectContaining(refused));
  });

  it("is onboarded without port 53 by two resolvers that take questions by HTTPS", async () => {
    const name = "news.sound.lab";
    const options = { byHttps: world.byHttps, sees: "unbound" } as const;
    // SES is asked a minute after the write; four of its seconds pass in one.
    const faster = { env: { TEST_SLOWER: "0.25" }, preload: ["slow-clock.mjs"] };
    const { exit, lines } = await program.run(["run", name, "--wait", "100s"], { ...options, ...faster });
    expect(exit).toBe(0);
    expect(resultIn(lines)).toMatchObject({
      state: "verified",
      identity: { created: true },
      zone: { apex: "sound.lab", nameServers: ["ns6.sound.lab"] },
    });
    const check = await program.run(["check", name], options);
    expect(check.exit).toBe(7);
    expect(resultIn(check.lines)).toMatchObject({ error: { code: "NOT_OBSERVABLE" } });
    expect((await program.run(["doctor", name], options)).exit).toBe(0);
  });
});

/** All records stand there, or nothing is written. */
const BY_HAND = { SES_ONBOARD_PROVIDER: "manual" };

function resultIn(lines: readonly Line[]): Line | undefined {
  return lines.find(({ type }) => type === "result");
}

/** Of a doctor. */
function warningsOf(stdout: string): readonly unknown[] {
  const checks = eventsIn(stdout).flatMap(
    (line) => (line["checks"] ?? []) as readonly { warnings?: unknown[] }[],
  );
  return checks.flatMap(({ warnings = [] }) => warnings);
}
