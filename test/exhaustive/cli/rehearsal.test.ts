import { expect, it } from "vitest";
import { resultsIn, runMain } from "../../support/cli.ts";

it("a rehearsal goes from unknown to verified at Route 53 when that is named", async () => {
  const argv = [
    "run",
    "mail.example.test",
    "--sandbox",
    "--provider",
    "route53",
    "--dkim",
    "1024",
    "--format",
    "json",
  ];
  expect(resultsIn((await runMain(argv)).stdout)).toMatchObject([
    { state: "verified", zone: { provider: "route53" } },
  ]);
});
