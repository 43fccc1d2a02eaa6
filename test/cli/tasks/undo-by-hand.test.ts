import { expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset, RRsetKey } from "../../../src/dns/rrset.ts";
import type { Sandbox } from "../../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../../src/sandbox/zone-store.ts";
import { eventsIn, recordsBelow, resultsIn, runMain, withSandbox, writesIn } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const name = parseDomainName;
const MAIL = "mail.example.test";
const LOG = "run.ndjson";
const ZONE: ZoneSettings = {
  apex: name("example.test"),
  records: [{ owner: name(MAIL), type: "TXT", values: ["v=spf1 include:_spf.google.com -all", "site=abc"] }],
};

interface Requested {
  readonly rrset: RRsetKey;
  readonly after: RRset | null;
}

function requestedIn(stdout: string): readonly Requested[] {
  return eventsIn(stdout).filter(({ type }) => type === "rrset.requested") as unknown as readonly Requested[];
}

/** What a person does who was asked for it. */
function enter(sandbox: Sandbox, requested: readonly Requested[]): void {
  const [zone] = sandbox.store.zones;
  for (const { rrset, after } of requested)
    zone?.commit((records) => [
      ...records.filter(({ owner, type }) => owner !== rrset.owner || type !== rrset.type),
      ...(after?.values ?? []).map((value) => zone.newRecord({ ...rrset, ttl: after?.ttl ?? 0, value })),
    ]);
}

it(
  "undo chooses manual by the log: it tells what to put back, exit 7, and has nothing left once that is done",
  { timeout: 60_000 },
  async () => {
    // Keys of all other hosts are there, and nobody names one. Eight commands.
    await withSandbox({ zones: [ZONE] }, async (sandbox, env) => {
      const cwd = scratchFolder();
      const before = recordsBelow(sandbox, "example.test");
      const inJson = (...args: readonly string[]) => runMain([...args, "--format", "json"], { env, cwd });
      const run = await inJson("run", MAIL, "--provider", "manual", "--wait", "1s", "--log", LOG);
      expect([run.exit, requestedIn(run.stdout).length], run.stderr).toEqual([7, 4]);

      // Of what was never entered nothing is to be put back.
      const early = await inJson("undo", LOG);
      expect([early.exit, requestedIn(early.stdout)], early.stderr).toEqual([0, []]);

      enter(sandbox, requestedIn(run.stdout));
      expect(recordsBelow(sandbox, "example.test")).not.toEqual(before);
      const elsewhere = await inJson("undo", LOG, "--provider", "cloudflare");
      expect([elsewhere.exit, resultsIn(elsewhere.stdout)[0]?.error]).toMatchObject([
        2,
        { code: "CONFIG_INVALID", commands: [`ses-onboard undo --provider manual --format json ${LOG}`] },
      ]);

      const dry = await runMain(["undo", LOG, "--dry-run", "--format", "plain"], { env, cwd });
      expect([dry.exit, dry.stdout]).toEqual([0, expect.not.stringContaining("by hand for")]);

      const told = await runMain(["undo", LOG, "--format", "plain"], { env, cwd });
      expect([told.exit, told.stdout]).toEqual([
        7,
        expect.stringMatching(/NOT_PROPAGATED[^]*To be put back by hand for mail\.example\.test: /),
      ]);
      expect(`${told.stdout}${told.stderr}`).toContain("v=spf1 include:_spf.google.com -all");

      const undo = await inJson("undo", LOG);
      expect([undo.exit, resultsIn(undo.stdout)[0]], undo.stderr).toMatchObject([
        7,
        { state: "pending", zone: { provider: "manual" }, error: { code: "NOT_PROPAGATED" } },
      ]);
      enter(sandbox, requestedIn(undo.stdout));
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      const again = await inJson("undo", LOG);
      expect([again.exit, resultsIn(again.stdout)[0]?.state, requestedIn(again.stdout)]).toEqual([
        0,
        "undone",
        [],
      ]);
      expect(writesIn(sandbox)).toEqual(["CreateEmailIdentity"]);
    });
  },
);
