import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { environmentOf, type SandboxDescription } from "../../src/sandbox/sandbox.ts";
import { runChild } from "../support/child.ts";
import { withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** As `aws configure` leaves it: keys and a region that no variable names. */
function homeWithDefaultProfile({ route53 }: SandboxDescription): string {
  const home = scratchFolder();
  mkdirSync(join(home, ".aws"));
  const { accessKeyId, secretAccessKey } = route53;
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  writeFileSync(join(home, ".aws/credentials"), `[default]\n${keys}`);
  writeFileSync(join(home, ".aws/config"), "[default]\nregion = eu-north-1\n");
  return home;
}

it("the command finds Route 53 by the default profile of AWS's files, and signs for its region", async () => {
  await withSandbox({}, async (sandbox) => {
    const {
      AWS_ACCESS_KEY_ID: _id,
      AWS_SECRET_ACCESS_KEY: _secret,
      CLOUDFLARE_API_TOKEN: _token,
      ALIBABA_CLOUD_ACCESS_KEY_ID: _alidns,
      DNSPOD_ENDPOINT: _dnspod,
      ...env
    } = environmentOf(sandbox.description);
    const home = homeWithDefaultProfile(sandbox.description);
    const planned = await runChild(["plan", "mail.example.test"], { ...env, HOME: home });
    expect(planned.exit, planned.stderr).toBe(0);
    const asked = sandbox.journal.entries.filter(({ api }) => api === "route53");
    expect(asked.length).toBeGreaterThan(0);
    for (const { request } of asked)
      expect(request.headers["authorization"]).toContain("/eu-north-1/route53/aws4_request");

    const without = await runChild(["plan", "mail.example.test"], env);
    expect([without.exit, without.stdout + without.stderr]).toEqual([
      2,
      expect.stringContaining("CREDENTIALS_MISSING"),
    ]);
  });
});
