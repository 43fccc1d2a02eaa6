import { expect, it } from "vitest";
import { sandboxOptionsOf } from "../../../src/cli/tasks/sandbox-options.ts";
import { OnboardError } from "../../../src/errors/onboard-error.ts";

const DEFAULTS = { profile: "full", lag: "0", settle: "0", "list-lag": "0", busy: "0", quota: "10" };

it("each option is about what it names, and about nothing else", async () => {
  const given = {
    profile: "seed",
    quota: "3",
    lag: "5s",
    settle: "40s",
    busy: "1500ms",
    "list-lag": "20s",
    zone: ["acme.test"],
  };
  expect(await sandboxOptionsOf(given)).toMatchObject({
    profile: "seed",
    quota: 3,
    lagMs: 5_000,
    settleMs: 40_000,
    route53: { busyMs: 1_500 },
    dnspod: { listLagMs: 20_000 },
    zones: [{ apex: "acme.test" }],
    sesActions: undefined,
  });
});

it.each([
  ["lag", { lag: "soon" }],
  ["settle", { settle: "soon" }],
  ["busy", { busy: "soon" }],
  ["list-lag", { "list-lag": "soon" }],
  ["quota", { quota: "ten" }],
  ["zone", { zone: ["a..b"] }],
  ["ses-actions", { "ses-actions": "Everything" }],
  ["route53-actions", { "route53-actions": "Everything" }],
])("the hint names the option that is wrong: --%s", async (option, wrong) => {
  const error: unknown = await sandboxOptionsOf({ ...DEFAULTS, ...wrong }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(OnboardError);
  expect(error).toMatchObject({ code: "CONFIG_INVALID", hint: `Correct --${option}.` });
});
