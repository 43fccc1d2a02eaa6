import { describe, expect, it } from "vitest";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { Interruption } from "../../../src/errors/interruption.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { createFakes, D, DMARC_NAME, eventsOf, rrset } from "../fakes.ts";

const failing = (code: "API_UNAVAILABLE" | "CREDENTIALS_REJECTED") => () => {
  throw new OnboardError(code, "No.", { hint: "Ask the test." });
};

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
    const confirm = () => Promise.reject(new Error("asked"));
    expect(await fakes.play(onboardDomain, { confirm })).toMatchObject({
      exit: 3,
      error: { code: "RIGHTS_MISSING", facts: { provider: "memory", zone: "example.com" } },
      identity: { created: false },
    });
    expect(fakes.trace.of("ses.create")).toEqual([]);
    expect(fakes.host.history()).toHaveLength(1);
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

  it("is not taken as given when the credentials are refused altogether", async () => {
    const fakes = createFakes();
    fakes.mayWrite = failing("CREDENTIALS_REJECTED");
    expect(await fakes.play(onboardDomain)).toMatchObject({ error: { code: "CREDENTIALS_REJECTED" } });
    expect(fakes.trace.of("ses.create")).toEqual([]);
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
