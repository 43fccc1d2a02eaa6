import { describe, expect, it } from "vitest";
import type { StoredRecord, StoredZone } from "../../../src/sandbox/zone-store.ts";
import { runChild } from "../../support/child.ts";
import { resultsIn, withSandbox } from "../../support/cli.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { HOSTS, inChunks, wordsFor } from "./play.ts";

// What somebody made of SES's key since the first run, at zones of their own; then a second run of all of them.

interface Variant {
  readonly what: string;
  /** The record as SES asks for it → as it stands for the second run. */
  readonly become: (value: string) => string;
  /** What the message names; undefined: the key is met. */
  readonly named?: string;
}

const tagsOf = (value: string) => value.split("; ");

const VARIANTS: readonly Variant[] = [
  { what: "for mail by name", become: (value) => value.replace("k=rsa", "k=rsa; s=email") },
  { what: "for every service", become: (value) => value.replace("k=rsa", "s=*") },
  { what: "for SHA-256 alone", become: (value) => value.replace("k=rsa", "h=sha256; k=rsa") },
  { what: "for both hashes", become: (value) => value.replace("k=rsa", "h=sha1:sha256") },
  { what: "without a version", become: (value) => tagsOf(value).slice(1).join(";") },
  {
    what: "with tags in another order",
    become: (value) => [0, 2, 1].map((at) => tagsOf(value)[at]).join("; "),
  },
  { what: "with blanks in the key", become: (value) => value.replace(/(p=.{60})/, "$1 ") },
  { what: "in test mode", become: (value) => `${value}; t=y`, named: "SES's key with t=y" },
  { what: "for no name below", become: (value) => `${value}; t=s`, named: "SES's key with t=s" },
  { what: "for another service", become: (value) => `${value}; s=tlsrpt`, named: "SES's key with s=tlsrpt" },
  { what: "for SHA-1 alone", become: (value) => `${value}; h=sha1`, named: "SES's key with h=sha1" },
  {
    what: "of another algorithm",
    become: (value) => value.replace("k=rsa", "k=ed25519"),
    named: "k=ed25519",
  },
  { what: "revoked", become: () => "v=DKIM1; k=rsa; p=", named: "a revoked key" },
];

describe.each(HOSTS)("a second run at %s", (host) => {
  it("meets SES's key in each spelling that verifiers read as the same, and names what makes it differ", async () => {
    const zones = VARIANTS.map((_, index) => ({ apex: parseDomainName(`zone${index}.test`) }));
    const domains = zones.map(({ apex }) => `mail.${apex}`);
    await withSandbox({ zones, quota: zones.length }, async (sandbox, env) => {
      const runAll = async () => {
        const ended = await Promise.all(
          inChunks(domains).map((some) => runChild(["run", ...some, ...wordsFor(host)], env)),
        );
        return ended.flatMap(({ stdout }) => resultsIn(stdout));
      };
      expect((await runAll()).map(({ exit }) => exit)).toEqual(domains.map(() => 0));
      for (const [index, { become }] of VARIANTS.entries()) changeKey(sandbox.store.zones[index], become);
      const before = sandbox.store.zones.map((zone) => zone.current.records);
      const again = await runAll();
      const ended = VARIANTS.map(({ what }, index) => {
        const result = again.find(({ domain }) => domain === domains[index]);
        const action = result?.records.find(({ purpose }) => purpose === "dkim")?.action;
        return { what, exit: result?.exit, code: result?.error?.code, action };
      });
      expect(ended).toEqual(
        VARIANTS.map(({ what, named }) =>
          named === undefined
            ? { what, exit: 0, code: undefined, action: "unchanged" }
            : { what, exit: 4, code: "RECORD_IN_THE_WAY", action: undefined },
        ),
      );
      for (const [index, { named }] of VARIANTS.entries())
        expect(again.find(({ domain }) => domain === domains[index])?.error?.message ?? "").toContain(
          named ?? "",
        );
      expect(sandbox.store.zones.map((zone) => zone.current.records)).toEqual(before);
    });
  }, 60_000);
});

/** The key as another record: the sandbox's Route 53 remembers by a record's id how its text was cut. */
function changeKey(zone: StoredZone | undefined, become: (value: string) => string): void {
  const isKey = ({ owner }: StoredRecord) => owner.includes("._domainkey.");
  zone?.commit((records) =>
    records.map((record) =>
      isKey(record) ? zone.newRecord({ ...record, value: become(record.value) }) : record,
    ),
  );
}
