import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { RRset } from "../../src/dns/rrset.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { eventsIn, resultsIn, runMain, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// A rehearsal at a host without an adapter: SES and DNS of a sandbox, and nobody's API.

const MAIL = "mail.example.test";
const LOG = "run.ndjson";
const RUN = ["run", MAIL, "--provider", "manual", "--wait", "1s", "--log", LOG];

/** Whoever holds the DNS enters what the log asks for. */
function enter({ store }: Sandbox, log: string): void {
  const requested = eventsIn(log).filter(({ type }) => type === "rrset.requested");
  const records = requested
    .map(({ after }) => after as RRset)
    .flatMap(({ owner, type, ttl, values }) =>
      values.map((value, index) => ({ id: `${owner}-${type}-${index}`, owner, type, ttl, value })),
    );
  store.zones[0]?.commit((standing) => [...standing, ...(records as typeof standing)]);
}

describe("a zone that is changed by hand", () => {
  it(
    "is put back in its sandbox as a rehearsal, and is refused everywhere else",
    { timeout: 60_000 },
    async () => {
      const cwd = scratchFolder();
      await withSandbox({}, async (sandbox, env) => {
        expect(await runMain(RUN, { env, cwd })).toMatchObject({ exit: 7 });
        enter(sandbox, readFileSync(join(cwd, LOG), "utf8"));
        const json = await runMain(["undo", LOG, "--format", "json"], { env, cwd });
        const [result] = resultsIn(json.stdout);
        expect(result).toMatchObject({
          exit: 7,
          rehearsal: true,
          zone: { byHand: true },
          calls: { provider: 0 },
        });
        const { stdout, stderr } = await runMain(["undo", LOG], { env, cwd });
        expect(stdout).toContain(`… Rehearsal: ${MAIL} has 4 records still to be put back by hand`);
        expect(stdout).toContain("zone example.test changed by hand");
        expect(stdout).toMatch(/requests: 0 to SES, \d+ by DNS/);
        expect(stdout).toContain("Rehearsal: nothing real was asked or changed.");
        expect(stderr).toMatch(/Rehearsal: putting back .*; asks DNS root dns:\/\/\S+\n/);
        await withSandbox({}, async (_other, elsewhere) => {
          for (const wrong of [{}, elsewhere])
            expect(await refusal(cwd, wrong)).toMatchObject({
              code: "CONFIG_INVALID",
              message: expect.stringContaining("one of a rehearsal") as string,
            });
        });
      });
    },
  );
});

describe("a rehearsal by hand in a sandbox of its own", () => {
  it("says how records are entered in it, and proposes the real run once", async () => {
    const argv = ["run", MAIL, "--sandbox", "--provider", "manual", "--wait", "1s"];
    const { exit, stdout, stderr } = await runMain(argv);
    expect(exit).toBe(7);
    expect(stderr).toMatch(/ {2}curl -d 'mail\.example\.test MX [^']*' http:\/\/\S+\/sandbox\/records\n/);
    expect(stdout.split("run --provider manual --wait 1s mail.example.test").length - 1).toBe(1);
    expect(stdout).toContain("→ The sandbox is gone with all that was in it.\n");
  });
});

async function refusal(cwd: string, env: Readonly<Record<string, string>>) {
  const { stdout } = await runMain(["undo", LOG, "--dry-run", "--format", "json"], { env, cwd });
  const [result] = resultsIn(stdout);
  expect(result?.calls).toEqual({ ses: 0, provider: 0, dns: 0 });
  return result?.error;
}
