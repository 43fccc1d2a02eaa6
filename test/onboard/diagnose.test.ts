import { describe, expect, it } from "vitest";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { diagnose } from "../../src/onboard/diagnose.ts";
import { createWorld, D, rrset, type World } from "./world.ts";

const outcomes = async (world: World, domain: typeof D | undefined, changes = {}) => {
  const found = await world.clock.drive(diagnose(world.run(changes), domain));
  return found.map(({ check, exit, error }) => [check, exit, error?.code ?? null]);
};

const failing = (code: "CREDENTIALS_REJECTED" | "ZONE_NOT_DELEGATED") => () =>
  Promise.reject(new OnboardError(code, "No.", { hint: "Ask the test." }));

describe("diagnose", () => {
  it("tries every way out and changes nothing", async () => {
    const world = createWorld([rrset("A", D, ["192.0.2.1"])]);
    expect(await outcomes(world, D)).toEqual([
      ["delegation", 0, null],
      ["ses", 0, null],
      ["provider", 0, null],
      ["records", 0, null],
    ]);
    expect(world.host.history()).toHaveLength(1);
    expect(
      world.trace.calls.filter(({ port }) => /create|verify|apply|observe|resolvers/.test(port)),
    ).toEqual([]);
  });

  it("tries SES although the walk fails, and leaves out what can't be tried then", async () => {
    const world = createWorld();
    const authority = { ...world.authority, delegation: failing("ZONE_NOT_DELEGATED") };
    expect(await outcomes(world, D, { authority })).toEqual([
      ["delegation", 3, "ZONE_NOT_DELEGATED"],
      ["ses", 0, null],
    ]);
  });

  it("tries the DNS host although SES refuses, and no records where it holds no zone", async () => {
    const world = createWorld();
    world.zones = [];
    const identities = { ...world.identities, get: failing("CREDENTIALS_REJECTED") };
    expect(await outcomes(world, D, { identities })).toEqual([
      ["delegation", 0, null],
      ["ses", 3, "CREDENTIALS_REJECTED"],
      ["provider", 3, "ZONE_NOT_FOUND"],
    ]);
  });

  it("tells a failed read of the records", async () => {
    const world = createWorld();
    world.host.inject({ on: "read", kind: "unavailable", times: 9 });
    expect((await outcomes(world, D)).at(-1)).toEqual(["records", 5, "API_UNAVAILABLE"]);
  });

  it("without a domain tries the way only: that any name is not delegated is an answer, too", async () => {
    const world = createWorld();
    const authority = { ...world.authority, delegation: failing("ZONE_NOT_DELEGATED") };
    expect(await outcomes(world, undefined, { authority })).toEqual([
      ["delegation", 0, null],
      ["ses", 0, null],
    ]);
  });
});
