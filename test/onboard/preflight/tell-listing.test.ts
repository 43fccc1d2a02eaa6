import { describe, expect, it } from "vitest";
import { Interruption } from "../../../src/errors/interruption.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";
import { onboardDomain, planDomain } from "../../../src/onboard/onboard-domain.ts";
import { findListing } from "../../../src/onboard/preflight/tell-listing.ts";
import { createFakes, D, eventsOf, type Fakes } from "../fakes.ts";

const LEVEL = { lowestLevel: 1, highestLevel: 1, dailyQuota: 500 };

function listing(fakes: Fakes, totals: readonly number[]) {
  let asked = 0;
  const list = () => {
    const total = totals[Math.min(asked, totals.length - 1)] ?? 0;
    asked += 1;
    return Promise.resolve({ total, ...LEVEL });
  };
  return { ...fakes.identities, list };
}

describe("how many sender domains there are", () => {
  it.each([
    ["run", onboardDomain],
    ["plan", planDomain],
  ])("is told by %s before anything is created", async (_name, command) => {
    const fakes = createFakes();
    const result = await fakes.play(command, { identities: listing(fakes, [7]) });
    expect(result.exit).toBe(0);
    expect(eventsOf(fakes, "identities.listed")).toEqual([{ type: "identities.listed", total: 7, ...LEVEL }]);
    const types = fakes.events.map(({ type }) => type);
    expect(types.indexOf("identities.listed")).toBeLessThan(types.indexOf("plan.ready"));
  });

  it("is not asked for where the identity is there: a second run costs one call", async () => {
    const fakes = createFakes();
    fakes.identities.seed(D, true);
    const result = await fakes.play(onboardDomain);
    expect(fakes.trace.of("ses.list")).toEqual([]);
    expect(result.calls.ses).toBe(1);
  });

  const unlisted = () => Promise.reject(new OnboardError("RIGHTS_MISSING", "No.", { hint: "Ask the test." }));

  it("stops nothing where SES does not tell", async () => {
    const fakes = createFakes();
    const identities = { ...fakes.identities, list: unlisted };
    expect(await fakes.play(onboardDomain, { identities })).toMatchObject({ state: "verified", exit: 0 });
    expect(eventsOf(fakes, "identities.unlisted")).toEqual([
      { type: "identities.unlisted", code: "RIGHTS_MISSING", reason: "No." },
    ]);
  });

  it("is needed for a limit of one's own: one that can't be compared creates nothing", async () => {
    const fakes = createFakes();
    const result = await fakes.play(onboardDomain, {
      identities: { ...fakes.identities, list: unlisted },
      domainLimit: 9,
    });
    expect(result).toMatchObject({ exit: 3, error: { code: "RIGHTS_MISSING", facts: { domainLimit: 9 } } });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("is nothing that SES has refused where the run is interrupted meanwhile", async () => {
    const fakes = createFakes();
    const list = () => {
      fakes.interrupt.abort(new Interruption(143));
      return Promise.reject(new OnboardError("API_UNAVAILABLE", "No.", { hint: "Ask the test." }));
    };
    const result = await fakes.play(onboardDomain, { identities: { ...fakes.identities, list } });
    expect(result).toMatchObject({ state: "interrupted", exit: 143 });
    expect(eventsOf(fakes, "identities.unlisted")).toEqual([]);
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("ends the run on a mistake of ours", async () => {
    const fakes = createFakes();
    const list = () => Promise.reject(new TypeError("a bug"));
    const result = await fakes.play(onboardDomain, { identities: { ...fakes.identities, list } });
    expect(result).toMatchObject({ exit: 1, error: { code: "UNEXPECTED" } });
  });
});

it("SES's list is waited for where a limit has to be compared with it, and not for the figure alone", async () => {
  const fakes = createFakes();
  const asked: object[] = [];
  const identities: typeof fakes.identities = {
    ...fakes.identities,
    list: (options) => {
      asked.push(Object.keys(options));
      return fakes.identities.list(options);
    },
  };
  await findListing(fakes.run({ identities }));
  await findListing(fakes.run({ identities, domainLimit: 9 }));
  expect(asked).toEqual([["signal"], ["signal", "patienceMs", "awayMs"]]);
});

describe("a limit of sender domains in the config", () => {
  it.each([
    ["run", onboardDomain],
    ["plan", planDomain],
  ])("stops %s at the limit, before Create, and not below it", async (_name, command) => {
    const full = createFakes();
    expect(await full.play(command, { identities: listing(full, [10]), domainLimit: 10 })).toMatchObject({
      exit: 3,
      error: { code: "QUOTA_EXCEEDED", facts: { total: 10, domainLimit: 10 } },
    });
    expect(full.trace.of("ses.create")).toEqual([]);
    const room = createFakes();
    expect(await room.play(command, { identities: listing(room, [9]), domainLimit: 10 })).toMatchObject({
      exit: 0,
    });
  });

  it("counts what other domains of the process have created since preflight", async () => {
    const fakes = createFakes();
    const identities = listing(fakes, [9, 10]);
    const result = await fakes.play(onboardDomain, { identities, domainLimit: 10 });
    expect(result).toMatchObject({ error: { code: "QUOTA_EXCEEDED" } });
    expect(fakes.trace.of("ses.create")).toEqual([]);
  });

  it("is no refusal of its own without one, however long the list is", async () => {
    const fakes = createFakes();
    expect(await fakes.play(onboardDomain, { identities: listing(fakes, [99]) })).toMatchObject({ exit: 0 });
  });
});
