import { describe, expect, it } from "vitest";
import { environmentOf, startSandbox } from "../../../src/sandbox/sandbox.ts";
import { runChild } from "../../support/child.ts";
import { resultsIn } from "../../support/cli.ts";
import { startDnsFaults } from "../inject/dns.ts";

// The built program on real sockets, the tree's only root away when it is asked first: own fake. In real time.

/** What goes wrong with the root's questions for so long from the first one on. */
async function runWith(command: "run" | "plan", id: "closed" | "tcp-reset", forMs: number) {
  const sandbox = await startSandbox();
  const { root } = sandbox.dns.addresses;
  const { dns } = sandbox.description;
  let until: number | undefined;
  const proxy = await startDnsFaults({
    addresses: [...new Set(Object.values(sandbox.dns.addresses))],
    port: dns.port,
    choose({ address }) {
      if (address !== root) return undefined;
      until ??= performance.now() + forMs;
      const ms = until - performance.now();
      return ms > 0 ? { id, ms } : undefined;
    },
    random: () => 0.5,
  });
  const env = {
    ...environmentOf(sandbox.description),
    SES_ONBOARD_DNS_PORT: String(proxy.port),
    SES_ONBOARD_DKIM: "1024",
  };
  try {
    const args = [command, "mail.example.test", "--provider", "cloudflare", "--format", "json"];
    const { exit, stdout, stderr, tookMs } = await runChild(
      [...args, ...(command === "run" ? ["--wait", "1m"] : [])],
      env,
    );
    return { exit, result: resultsIn(stdout)[0], hits: proxy.hits.length, tookMs, output: stdout + stderr };
  } finally {
    await proxy.close();
    await sandbox.close();
  }
}

describe.concurrent("the only root, away when it is asked first", () => {
  it.each([
    ["run", "verified", "closed"],
    ["run", "verified", "tcp-reset"],
    ["plan", "planned", "closed"],
  ] as const)("is asked again by %s, which ends as %s (%s for a second)", async (command, state, id) => {
    const { exit, result, hits, output } = await runWith(command, id, 1_000);
    expect([exit, result?.state], output).toEqual([0, state]);
    expect(hits).toBeGreaterThan(0);
  });

  it("is given up after some seconds where its port stays closed", async () => {
    const { exit, result, output, tookMs } = await runWith("run", "closed", 120_000);
    expect([exit, result?.error?.code], output).toEqual([7, "NOT_OBSERVABLE"]);
    expect(tookMs).toBeLessThan(26_000);
  });
});
