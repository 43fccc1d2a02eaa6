import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { runChild, startChild, type Child } from "../support/child.ts";
import { eventsIn, recordsBelow, resultsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const name = parseDomainName;
const MAIL = "mail.example.test";
const LOG = "run.ndjson";
const ZONE: ZoneSettings = {
  apex: name("example.test"),
  records: [
    { owner: name(MAIL), type: "TXT", values: ["v=spf1 include:_spf.google.com -all", "somebody=else"] },
  ],
};
const WRITE = { cloudflare: "POST dns_records/batch", route53: "ChangeResourceRecordSets" } as const;
/** What became of the write that was under way when the program was killed. */
const FATES = ["lost", "carried out"] as const;
const CASES = (["cloudflare", "route53"] as const).flatMap((host) => FATES.map((fate) => ({ host, fate })));

describe("the log of a run that is killed while it writes", () => {
  it.concurrent.for(CASES)(
    "takes it back at $host, the write being $fate",
    async ({ host, fate }, { expect }) => {
      await withSandbox({ zones: [ZONE] }, async (sandbox, env) => {
        const cwd = scratchFolder();
        const before = recordsBelow(sandbox, "example.test");
        // At Route 53 a run asks for its rights by the same operation, once, before it writes.
        const nth = host === "route53" ? 2 : 1;
        await killedAt(sandbox, { operation: WRITE[host], nth, fate }, () =>
          startChild(["run", MAIL, "--provider", host, "--log", LOG], env, { cwd }),
        );
        expect(recordsBelow(sandbox, "example.test").length > before.length).toBe(fate === "carried out");
        const undone = await runChild(["undo", LOG, "--format", "json"], env, { cwd });
        expect([undone.exit, resultsIn(undone.stdout)[0]?.state], undone.stderr).toEqual([0, "undone"]);
        expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      });
    },
  );
});

describe("an undo that is killed while it writes", () => {
  it.concurrent.for(CASES)(
    "is finished at $host by another one, the write being $fate",
    async ({ host, fate }, { expect }) => {
      await withSandbox({ zones: [ZONE] }, async (sandbox, env) => {
        const cwd = scratchFolder();
        const before = recordsBelow(sandbox, "example.test");
        expect((await runChild(["run", MAIL, "--provider", host, "--log", LOG], env, { cwd })).exit).toBe(0);
        await killedAt(sandbox, { operation: WRITE[host], nth: 1, fate }, () =>
          startChild(["undo", LOG, "--log", LOG], env, { cwd }),
        );
        const again = await runChild(["undo", LOG, "--log", LOG, "--format", "json"], env, { cwd });
        expect([
          again.exit,
          eventsIn(again.stdout).filter(({ type }) => type === "rrset.written").length,
        ]).toEqual([0, fate === "lost" ? again.stdout.split('"rrset.planned"').length - 1 : 0]);
        expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      });
    },
  );
});

it("finds the account that the run used by the log alone, among the credentials of several hosts", async () => {
  await withSandbox({ zones: [ZONE] }, async (sandbox, env) => {
    const cwd = scratchFolder();
    const before = recordsBelow(sandbox, "example.test");
    expect((await runChild(["run", MAIL, "--provider", "route53", "--log", join(cwd, LOG)], env)).exit).toBe(
      0,
    );
    const [ses, cloudflare] = [
      sandbox.journal.operations("ses").length,
      sandbox.journal.operations("cloudflare").length,
    ];
    expect((await runChild(["undo", LOG], env, { cwd })).exit).toBe(0);
    expect([
      sandbox.journal.operations("ses").length,
      sandbox.journal.operations("cloudflare").length,
    ]).toEqual([ses, cloudflare]);
    expect(recordsBelow(sandbox, "example.test")).toEqual(before);
  });
});

interface Moment {
  readonly operation: string;
  readonly nth: number;
  readonly fate: (typeof FATES)[number];
}

/** Kills the program when this request arrives, before it is answered. */
async function killedAt(
  sandbox: Sandbox,
  { operation, nth, fate }: Moment,
  start: () => Child,
): Promise<void> {
  let child: Child | undefined;
  let left = nth;
  sandbox.journal.takeFault = (arrived) => {
    if (arrived !== operation || left === 0) return undefined;
    left -= 1;
    if (left > 0) return undefined;
    child?.process.kill("SIGKILL");
    return fate === "lost" ? "reset-before" : undefined;
  };
  child = start();
  expect((await child.ended).signal).toBe("SIGKILL");
}
