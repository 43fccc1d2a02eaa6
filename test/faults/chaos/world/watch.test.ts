import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { parseDomainName } from "../../../../src/dns/domain-name.ts";
import { ZoneStore } from "../../../../src/sandbox/zone-store.ts";
import { scratchFolder } from "../../../support/scratch-folder.ts";
import { watchZones } from "./watch.ts";

const OWNER = parseDomainName("mail.example.test");
const set = (value: string) => ({ owner: OWNER, type: "TXT", ttl: 300, values: [value] });

it("takes for planned what the log on disk brings or takes away, and what it brought before", () => {
  const log = join(scratchFolder(), "run.ndjson");
  const planned = [
    { type: "rrset.planned", before: null, after: set("ours=1") },
    { type: "rrset.planned", before: set("theirs=1"), after: set("ours=2") },
  ];
  writeFileSync(log, planned.map((event) => `${JSON.stringify(event)}\n`).join(""));
  expect(unplannedIn(log, ["theirs=1"], ["ours=1"])).toEqual([]);
  expect(unplannedIn(log, ["ours=1"], ["ours=2"])).toEqual([]);
  expect(unplannedIn(log, ["ours=1", "theirs=2"], ["ours=2"])).toEqual(["theirs=2"]);
  expect(unplannedIn(log, [], ["ours=3"])).toEqual(["ours=3"]);
  expect(unplannedIn(log, [], ["theirs=1"])).toEqual(["theirs=1"]);
});

function unplannedIn(log: string, before: readonly string[], after: readonly string[]): readonly string[] {
  const zone = new ZoneStore().add({ apex: parseDomainName("example.test") });
  const made = (value: string) => zone.newRecord({ owner: OWNER, type: "TXT", ttl: 300, value });
  zone.commit(() => before.map(made));
  const { commits } = watchZones(
    [zone],
    () => [log],
    () => 1,
  );
  zone.commit(() => after.map(made));
  return commits.flatMap(({ unplanned }) => unplanned.map(({ value }) => value));
}
