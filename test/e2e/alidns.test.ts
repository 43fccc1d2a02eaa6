import { describe, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { runChild } from "../support/child.ts";
import { eventsIn, recordsBelow, resultsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program at our own fake of Alibaba Cloud DNS.

const name = parseDomainName;
const MAIL = "mail.example.test";
const LOG = "run.ndjson";
const WRITES = new Set(["AddDomainRecord", "UpdateDomainRecord", "DeleteDomainRecord"]);
const ZONE: ZoneSettings = {
  apex: name("example.test"),
  records: [
    { owner: name(MAIL), type: "TXT", values: ["v=spf1 include:_spf.google.com -all", "somebody=else"] },
    { owner: name(MAIL), type: "TXT", values: ["v=spf1 include:old.example ~all"], paused: true },
    { owner: name("other.example.test"), type: "A", values: ["192.0.2.1"] },
    { owner: name("other.example.test"), type: "A", values: ["192.0.2.2"], line: "telecom" },
  ],
};

function writesIn({ journal }: Sandbox): readonly string[] {
  return journal.operations("alidns").filter((operation) => WRITES.has(operation));
}

describe("a domain at Alibaba Cloud DNS", () => {
  it.concurrent(
    "is verified; a second run writes nothing, and undo puts back what stood there",
    { timeout: 90_000 },
    async ({ expect }) => {
      await withSandbox({ zones: [ZONE] }, async (sandbox, env) => {
        const cwd = scratchFolder();
        const before = recordsBelow(sandbox, "example.test");
        const args = ["run", MAIL, "--provider", "alidns", "--format", "json"];
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
        expect(writesIn(sandbox).toSorted()).toEqual([
          "AddDomainRecord",
          "AddDomainRecord",
          "AddDomainRecord",
          "UpdateDomainRecord",
          "UpdateDomainRecord",
        ]);
        const second = await runChild(args, env, { cwd });
        expect([second.exit, writesIn(sandbox).slice(5)], second.stderr).toEqual([0, []]);
        const undone = await runChild(["undo", LOG, "--format", "json"], env, { cwd });
        expect([undone.exit, resultsIn(undone.stdout)[0]?.state], undone.stderr).toEqual([0, "undone"]);
        expect(recordsBelow(sandbox, "example.test")).toEqual(before);
      });
    },
  );
});
