import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { StoredZone } from "../../../src/sandbox/zone-store.ts";
import { runChild } from "../../support/child.ts";
import { recordsBelow, resultsIn, withSandbox } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { HOSTS, wordsFor } from "./play.ts";

const name = parseDomainName;
const LOG = "run.ndjson";
const [MERGED, WILD] = ["mail.merged.test", "mail.wild.test"];
const ZONES = [
  {
    apex: name("merged.test"),
    records: [
      { owner: name(MERGED), type: "TXT", values: ["v=spf1 include:_spf.google.com -all"] },
      { owner: name(MERGED), type: "MX", values: ["10 mx.merged.test"] },
    ],
  },
  {
    apex: name("wild.test"),
    records: [
      { owner: name("*.wild.test"), type: "MX", ttl: 1800, values: ["10 mx.wild.test"] },
      { owner: name("*.wild.test"), type: "TXT", values: ["v=spf1 mx -all"] },
      { owner: name("mx.wild.test"), type: "A", values: ["192.0.2.25"] },
    ],
  },
];

describe.each(HOSTS)("undo at %s", (host) => {
  it("exchanges a merged SPF record and a replaced MX whatever stands beside them, and takes a wildcard's MX away again", async () => {
    await withSandbox({ zones: ZONES }, async (sandbox, env) => {
      const cwd = scratchFolder();
      const before = ZONES.map(({ apex }) => recordsBelow(sandbox, apex));
      const args = ["run", MERGED, WILD, "--replace", `MX:${MERGED}`, "--log", LOG, ...wordsFor(host)];
      const run = await runChild(args, env, { cwd });
      expect([run.exit, run.stderr]).toEqual([0, ""]);
      const zone = sandbox.store.zones.find(({ apex }) => apex === "merged.test");
      add(zone, "TXT", "proof=1");
      add(zone, "MX", "30 backup.vendor.test");
      const undone = await runChild(["undo", LOG, "--format", "json"], env, { cwd });
      const states = resultsIn(undone.stdout).map(({ domain, state }) => [domain, state] as const);
      expect(Object.fromEntries(states)).toEqual({ [MERGED]: "undone", [WILD]: "undone" });
      expect(undone.exit).toBe(0);
      const [merged = [], wild] = before;
      const foreign = [`MX ${MERGED} 30 backup.vendor.test`, `TXT ${MERGED} proof=1`];
      expect(recordsBelow(sandbox, "merged.test")).toEqual([...merged, ...foreign].toSorted());
      expect(recordsBelow(sandbox, "wild.test")).toEqual(wild);
    });
  });
});

function add(zone: StoredZone | undefined, type: "TXT" | "MX", value: string): void {
  zone?.commit((records) => [...records, zone.newRecord({ owner: name(MERGED), type, ttl: 300, value })]);
}
