import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { runInProcess as run } from "../../action/run-in-process.ts";
import { withSandbox } from "../../support/cli.ts";

it("keeps a comment below what GitHub takes, however many domains there are", async () => {
  const domains = Array.from({ length: 40 }, (_unused, index) => `m${index}.example.test`);
  const zone = { apex: parseDomainName("example.test") };
  await withSandbox({ zones: [zone], quota: 100 }, async (_sandbox, env) => {
    const { outputs, summary } = await run({
      ...env,
      INPUT_COMMAND: "plan",
      INPUT_DOMAIN: domains.join(" "),
      INPUT_PROVIDER: "cloudflare",
    });
    const comment = readFileSync(outputs["comment-path"] ?? "", "utf8");
    expect(Buffer.byteLength(comment)).toBeLessThanOrEqual(60_000);
    expect(Buffer.byteLength(summary)).toBeGreaterThan(60_000);
    for (const domain of domains) expect(comment).toContain(domain);
    expect(outputs["changes"]).toBe(String(domains.length * 4));
  });
});
