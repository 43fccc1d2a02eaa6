import { expect, it } from "vitest";
import { runMain, withSandbox } from "../../support/cli.ts";

const MAIL = "mail.example.test";

it.each(["plan", "doctor"])(
  "%s, which has no --wait, waits for a busy DNS host as long as its adapter thinks right and not ten minutes",
  async (command) => {
    await withSandbox({}, async (sandbox, env) => {
      for (const operation of ["ListHostedZonesByName", "ListResourceRecordSets"] as const)
        sandbox.route53.refuseNext(operation, "Throttling", "Rate exceeded", { retryAfterSeconds: 300 });
      const given = { env: { ...env, SES_ONBOARD_WAIT: "10m" } };
      const { exit, stdout } = await runMain(
        [command, MAIL, "--provider", "route53", "--format", "json"],
        given,
      );
      expect([exit, stdout.includes("API_RATE_LIMITED")]).toEqual([5, true]);
    });
  },
);
