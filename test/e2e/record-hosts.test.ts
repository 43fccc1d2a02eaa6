import { describe, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { runChild } from "../support/child.ts";
import { eventsIn, recordsBelow, resultsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program at our own fakes of hosts that keep one record for each value: at DNSPod through its SDK, whose
// listings are late, and at Alibaba Cloud DNS.

const name = parseDomainName;
const MAIL = "mail.example.test";
const LOG = "run.ndjson";

interface Host {
  readonly provider: string;
  /** Another line than the default one, which is left alone. */
  readonly line: string;
  readonly create: string;
  readonly change: string;
  readonly remove: string;
}

const DNSPOD: Host = {
  provider: "dnspod",
  line: "10=0",
  create: "CreateRecord",
  change: "ModifyRecordFields",
  remove: "DeleteRecord",
};
const ALIDNS: Host = {
  provider: "alidns",
  line: "telecom",
  create: "AddDomainRecord",
  change: "UpdateDomainRecord",
  remove: "DeleteDomainRecord",
};

function zoneAt({ line }: Host): ZoneSettings {
  const [mail, other] = [name(MAIL), name("other.example.test")];
  return {
    apex: name("example.test"),
    records: [
      { owner: mail, type: "TXT", values: ["v=spf1 include:_spf.google.com -all", "somebody=else"] },
      { owner: mail, type: "TXT", values: ["v=spf1 include:old.example ~all"], paused: true },
      { owner: other, type: "A", values: ["192.0.2.1"] },
      { owner: other, type: "A", values: ["192.0.2.2"], line },
    ],
  };
}

describe("a domain at a host of single records", () => {
  it.concurrent.for([DNSPOD, ALIDNS])(
    "is verified; a second run writes nothing, and undo puts back what stood there: $provider",
    { timeout: 90_000 },
    async (host, { expect }) => {
      const { provider, create, change, remove } = host;
      await withSandbox({ zones: [zoneAt(host)] }, async (sandbox, env) => {
        const writes = () =>
          sandbox.journal
            .operations(provider)
            .filter((one) => /^(?:Add|Create|Modify|Update|Delete)/.test(one));
        const cwd = scratchFolder();
        const before = recordsBelow(sandbox, "example.test");
        const args = ["run", MAIL, "--provider", provider, "--format", "json"];
        const first = await runChild([...args, "--log", LOG], env, { cwd });
        expect([first.exit, resultsIn(first.stdout)[0]?.state], first.stderr).toEqual([0, "verified"]);
        expect(eventsIn(first.stdout)).toContainEqual(
          expect.objectContaining({
            type: "warning.raised",
            warning: {
              warning: "paused-records",
              owner: MAIL,
              type: "TXT",
              values: ["v=spf1 include:old.example ~all"],
            },
          }),
        );
        // A probe of the right, one change in place, and one creation for each of the three others.
        expect(writes().toSorted()).toEqual([create, create, create, change, change].toSorted());
        const second = await runChild(args, env, { cwd });
        expect([second.exit, writes().slice(5)], second.stderr).toEqual([0, []]);
        const undone = await runChild(["undo", LOG, "--format", "json"], env, { cwd });
        expect([undone.exit, resultsIn(undone.stdout)[0]?.state], undone.stderr).toEqual([0, "undone"]);
        expect(writes().slice(5).toSorted()).toEqual([remove, remove, remove, change].toSorted());
        expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      });
    },
  );

  it.concurrent(
    "is waited for once, for half a minute, where nobody says otherwise (DNSPod)",
    { timeout: 90_000 },
    async ({ expect }) => {
      const world = { zones: [zoneAt(DNSPOD)], dnspod: { listLagMs: 30_000 } };
      await withSandbox(world, async (_sandbox, env) => {
        const { DNSPOD_READ_LAG: _lag, ...usual } = env;
        const args = ["run", MAIL, "--provider", "dnspod", "--format", "json"];
        const run = await runChild(args, usual, { cwd: scratchFolder() });
        const [result] = resultsIn(run.stdout);
        expect([run.exit, result?.state], run.stderr).toEqual([0, "verified"]);
        const seconds = (result?.timings.totalMs ?? 0) / 1_000;
        expect(seconds).toBeGreaterThan(30);
        expect(seconds).toBeLessThan(60);
      });
    },
  );
});
