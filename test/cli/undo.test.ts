import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { eventsIn, recordsBelow, resultsIn, runMain, withSandbox, writesIn } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const name = parseDomainName;
const MAIL = "mail.example.test";
const LOG = "run.ndjson";
const HOSTS = ["cloudflare", "route53"] as const;
const SITE = "google-site-verification=abc123";
const BUSY_ZONE: ZoneSettings = {
  apex: name("example.test"),
  records: [
    { owner: name(MAIL), type: "TXT", values: ["v=spf1 include:_spf.google.com -all", SITE] },
    { owner: name(MAIL), type: "MX", values: ["10 mx.elsewhere.test", "20 mx2.elsewhere.test"] },
  ],
};

interface Stage {
  readonly sandbox: Sandbox;
  readonly before: readonly string[];
  readonly undo: (...more: readonly string[]) => ReturnType<typeof runMain>;
  readonly run: (...more: readonly string[]) => ReturnType<typeof runMain>;
  readonly log: string;
}

/** A domain that was onboarded with a log, and a way to take it back without a key of Tencent Cloud. */
async function onboarded(host: string, use: (stage: Stage) => Promise<void>, ...more: readonly string[]): Promise<void> {
  await withSandbox({ zones: [BUSY_ZONE] }, async (sandbox, env) => {
    const cwd = scratchFolder();
    const before = recordsBelow(sandbox, "example.test");
    const run = (...others: readonly string[]) => runMain(["run", MAIL, "--provider", host, "--log", LOG, ...others], { env, cwd });
    expect((await run(...more)).exit).toBe(0);
    const { TENCENTCLOUD_SECRET_ID: _id, TENCENTCLOUD_SECRET_KEY: _key, ...withoutSes } = env;
    const undo = (...others: readonly string[]) => runMain(["undo", LOG, ...others], { env: withoutSes, cwd });
    await use({ sandbox, before, run, undo, log: join(cwd, LOG) });
  });
}

describe.each(HOSTS)("undo at %s", (host) => {
  it("puts the zone back as it stood, and has nothing left to do the second time", async () => {
    await onboarded(host, async ({ sandbox, before, undo }) => {
      expect(recordsBelow(sandbox, "example.test")).not.toEqual(before);
      const first = await undo("--format", "json");
      expect([first.exit, resultsIn(first.stdout)[0]], first.stderr).toMatchObject([
        0,
        { state: "undone", identity: null, zone: { provider: host } },
      ]);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      const writes = writesIn(sandbox).length;
      const second = await undo("--format", "json");
      expect([second.exit, resultsIn(second.stdout)[0]?.records.map(({ action }) => action)]).toEqual([
        0,
        Array.from({ length: 3 }, () => "unchanged"),
      ]);
      expect(writesIn(sandbox)).toHaveLength(writes);
    });
  });
});
