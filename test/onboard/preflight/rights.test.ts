import { describe, expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { Interruption } from "../../../src/errors/interruption.ts";
import type { RRsetKey } from "../../../src/dns/rrset.ts";
import { diagnose } from "../../../src/onboard/diagnose/diagnose.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { findZone } from "../../../src/onboard/preflight/find-zone.ts";
import { requireRights } from "../../../src/onboard/preflight/rights.ts";
import { asking } from "../agreements.ts";
import { createFakes, D, DMARC_NAME, eventsOf, rrset, type Fakes } from "../fakes.ts";
import { hostWith } from "./worlds.ts";

const failing =
  (code: "API_UNAVAILABLE" | "API_RATE_LIMITED" | "CREDENTIALS_REJECTED" | "RIGHTS_MISSING") => () => {
    throw new OnboardError(code, "No.", { hint: "Ask the test.", facts: { action: "write" } });
  };

/** All that is known before Create stands there already; what is missing is the DKIM key, whose name is unknown. */
const ALL_BUT_DKIM = [
  rrset("MX", D, ["10 mxbiz1.qq.com"]),
  rrset("TXT", D, ["v=spf1 include:qcloudmail.com ~all"]),
  rrset("TXT", DMARC_NAME, ["v=DMARC1; p=none"]),
];

describe("the right to write", () => {
  it("is asked for at the places of the plan, after it and before anything is created", async () => {
    const fakes = createFakes([rrset("MX", D, ["10 mx.example.net"])]);
    fakes.mayWrite = () => true;
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    const ports = fakes.trace.calls.map(({ port }) => port);
    expect(fakes.trace.of("host.probe").map(({ about }) => about)).toEqual([`TXT ${D} TXT ${DMARC_NAME}`]);
    expect(ports.indexOf("host.probe")).toBeLessThan(ports.indexOf("ses.create"));
    expect(eventsOf(fakes, "rights.found")).toMatchObject([{ provider: "memory", mayWrite: true }]);
  });

  it("that is missing ends the run before anything is created, and without a question", async () => {
    const fakes = createFakes();
    fakes.mayWrite = () => false;
    const asked = asking(() => Promise.reject(new Error("asked")));
    expect(await fakes.play(onboardDomain, asked)).toMatchObject({
      exit: 3,
      error: { code: "RIGHTS_MISSING", facts: { provider: "memory", zone: "example.com" } },
      identity: { created: false },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);
    expect(fakes.host.history()).toHaveLength(1);
  });

  it("that the host says is missing for a reason of its own is told with that reason and its hint", async () => {
    const fakes = createFakes();
    fakes.mayWrite = failing("RIGHTS_MISSING");
    expect(await fakes.play(onboardDomain)).toMatchObject({
      exit: 3,
      error: {
        code: "RIGHTS_MISSING",
        message: expect.stringMatching(/No\.$/) as unknown,
        hint: "Ask the test.",
        facts: { action: "write", provider: "memory", zone: "example.com" },
      },
      identity: { created: false },
    });
    expect(eventsOf(fakes, "rights.found")).toMatchObject([{ mayWrite: false }]);
  });

  it.each([
    ["can't be told", () => undefined],
    ["can't be asked for now", failing("API_UNAVAILABLE")],
  ])("that %s stops nothing, and is told", async (_why, mayWrite) => {
    const fakes = createFakes();
    fakes.mayWrite = mayWrite;
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
    expect(eventsOf(fakes, "rights.found")).toMatchObject([{ mayWrite: null }]);
  });

  it.each<unknown>([0, "", Number.NaN, "false", { allowed: false }, null, 1])(
    "is neither there nor missing where an adapter answers %j",
    async (answer) => {
      const fakes = createFakes();
      fakes.mayWrite = () => answer as boolean;
      expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
      expect(eventsOf(fakes, "rights.found")).toMatchObject([{ mayWrite: null }]);
    },
  );

  it("is nothing that a host which fails while the run is interrupted has spoken of", async () => {
    const fakes = createFakes();
    fakes.mayWrite = () => {
      fakes.interrupt.abort(new Interruption(143));
      return failing("API_UNAVAILABLE")();
    };
    expect(await fakes.play(onboardDomain)).toMatchObject({ state: "interrupted", exit: 143 });
    expect(eventsOf(fakes, "rights.found")).toEqual([]);
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it.each(["CREDENTIALS_REJECTED", "API_RATE_LIMITED"] as const)(
    "is not taken as given when the host refuses altogether with %s",
    async (code) => {
      const fakes = createFakes();
      fakes.mayWrite = failing(code);
      expect(await fakes.play(onboardDomain)).toMatchObject({ error: { code } });
      expect(fakes.trace.of("ses.create")).toEqual([]);
    },
  );

  describe("where all stands already but the DKIM key, whose name is unknown before Create", () => {
    const atDomain = ([place]: readonly RRsetKey[]) => place?.owner === D;

    it("is asked for at the domain, which is enough", async () => {
      const fakes = createFakes(ALL_BUT_DKIM);
      fakes.mayWrite = () => true;
      expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
      expect(fakes.trace.of("host.probe").map(({ about }) => about)).toEqual([`TXT ${D}`]);
    });

    it("is missing when it is missing at the domain and at a selector, too: nothing is created", async () => {
      const fakes = createFakes(ALL_BUT_DKIM);
      fakes.mayWrite = () => false;
      expect(await fakes.play(onboardDomain)).toMatchObject({
        error: { code: "RIGHTS_MISSING", facts: { places: [{ owner: D }, { type: "TXT" }] } },
        exit: 3,
      });
      expect(fakes.trace.of("ses.create")).toEqual([]);
      const asked = fakes.trace.of("host.probe").map(({ about }) => about);
      expect(asked).toEqual([`TXT ${D}`, expect.stringMatching(`^TXT [a-z-]+\\._domainkey\\.${D}$`)]);
      expect(eventsOf(fakes, "rights.found")).toMatchObject([{ mayWrite: false }]);
    });

    it("is there for a key that may write DKIM keys only", async () => {
      const fakes = createFakes(ALL_BUT_DKIM);
      fakes.mayWrite = (places) => !atDomain(places);
      expect(await fakes.play(onboardDomain)).toMatchObject({ state: "verified" });
      expect(eventsOf(fakes, "rights.found")).toMatchObject([{ mayWrite: true }]);
    });

    it("is missing when the domain says no and the selector nothing", async () => {
      const fakes = createFakes(ALL_BUT_DKIM);
      fakes.mayWrite = (places) => (atDomain(places) ? false : undefined);
      expect(await fakes.play(onboardDomain)).toMatchObject({ error: { code: "RIGHTS_MISSING" } });
      expect(fakes.trace.of("ses.create")).toEqual([]);
    });

    it("is missing for doctor as well", async () => {
      const fakes = createFakes(ALL_BUT_DKIM);
      fakes.mayWrite = () => false;
      const found = await diagnose(fakes.run(), D);
      expect(found.at(-1)).toMatchObject({ check: "rights", exit: 3, error: { code: "RIGHTS_MISSING" } });
    });
  });

  it("is told missing at the places that were asked about, each asking for itself", async () => {
    const messageOf = async (fakes: Fakes): Promise<string | undefined> =>
      (await fakes.play(onboardDomain)).error?.message;
    const one = createFakes(ALL_BUT_DKIM.filter(({ owner }) => owner !== DMARC_NAME));
    const two = createFakes(ALL_BUT_DKIM);
    for (const fakes of [one, two]) fakes.mayWrite = () => false;
    expect(await messageOf(one)).toContain(`and not write TXT ${DMARC_NAME} there.`);
    expect(await messageOf(two)).toContain(
      `and not write TXT ${D} or TXT ses-onboard._domainkey.${D} there.`,
    );
    two.mayWrite = failing("RIGHTS_MISSING");
    expect(await messageOf(two)).toContain(
      `The right to write TXT ${D} or TXT ses-onboard._domainkey.${D} in`,
    );
  });

  it("is told missing in the zone where no place is known", async () => {
    const fakes = createFakes();
    const foundZone = await fakes.clock.drive(findZone(fakes.run()));
    const asked = (mayWrite: () => boolean) =>
      requireRights(
        fakes.run(),
        { ...foundZone, provider: { ...foundZone.provider, mayWrite: async () => mayWrite() } },
        [[]],
      );
    await expect(asked(() => false)).rejects.toThrow(
      "memory says that these credentials may read the zone example.com and not write there.",
    );
    await expect(asked(failing("RIGHTS_MISSING"))).rejects.toThrow(
      "The right to write in the zone example.com was asked for. No.",
    );
  });

  it("is not asked for where a person enters the records", async () => {
    const fakes = createFakes();
    fakes.mayWrite = () => false;
    const foundZone = await fakes.clock.drive(findZone(fakes.run(hostWith(fakes, { byHand: true }))));
    expect(await requireRights(fakes.run(), foundZone, [[{ owner: D, type: "TXT" }]])).toBeUndefined();
    expect(fakes.trace.of("host.probe")).toEqual([]);
    expect(eventsOf(fakes, "rights.found")).toEqual([]);
  });

  it("is asked neither by a plan nor by a run that has nothing to do", async () => {
    const fakes = createFakes();
    await fakes.play(onboardDomain);
    fakes.mayWrite = () => true;
    await fakes.play(onboardDomain);
    await fakes.play(planDomain);
    expect(fakes.trace.of("host.probe")).toEqual([]);
  });

  it("that the host lists as missing is told by a plan, which goes on", async () => {
    const fakes = createFakes();
    fakes.zones = fakes.zones.map((zone) => ({ ...zone, readOnlyKey: true }));
    expect(await fakes.play(planDomain)).toMatchObject({ state: "planned", exit: 0 });
    expect(eventsOf(fakes, "warning.raised").map(({ warning }) => warning)).toContainEqual({
      warning: "key-reads-only",
      owner: "example.com",
      provider: "memory",
    });
  });

  it("is no word of a plan's where the host lists nothing of it", async () => {
    const fakes = createFakes();
    await fakes.play(planDomain);
    expect(eventsOf(fakes, "warning.raised").map(({ warning }) => warning.warning)).not.toContain(
      "key-reads-only",
    );
  });
});
