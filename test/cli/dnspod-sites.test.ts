import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { DnspodZone } from "../../src/sandbox/dnspod/grades.ts";
import { EXAMPLE_ZONES, type SandboxOptions } from "../../src/sandbox/sandbox.ts";
import { recordsBelow, resultsIn, runMain, withSandbox } from "../support/cli.ts";

// A run at DNSPod: two account systems with an API each, whose documentation differs, and the states of a domain. SES
// and DNSPod are our own fakes.

const MAIL = parseDomainName("mail.example.test");
const RUN = ["run", MAIL, "--provider", "dnspod", "--format", "json"];
const LISTED = { listLagMs: 50 } as const;

/** The example zone in such a state, with an SPF record that is to be changed. */
function zonesIn(dnspod: DnspodZone = {}): SandboxOptions["zones"] {
  const spf = { owner: MAIL, type: "TXT", ttl: 300, values: ["v=spf1 mx -all"] };
  return EXAMPLE_ZONES.map((zone) => ({ ...zone, dnspod, records: [...(zone.records ?? []), spf] }));
}

describe("a run at DNSPod ends verified, and a second one writes nothing", () => {
  it.each<readonly [string, NonNullable<SandboxOptions["dnspod"]>]>([
    ["in China", { site: "china" }],
    ["abroad", { site: "international" }],
    ["abroad, where only what is documented there is taken", { undocumented: "refused" }],
    ["where records are changed as a whole alone", { lacks: ["ModifyRecordFields"] }],
  ])("%s", async (_title, dnspod) => {
    await withSandbox({ zones: zonesIn(), dnspod: { ...LISTED, ...dnspod } }, async (sandbox, env) => {
      const [zone] = sandbox.store.zonesOf("dnspod");
      const first = resultsIn((await runMain(RUN, { env })).stdout)[0];
      expect([first?.state, first?.error]).toEqual(["verified", null]);
      expect(recordsBelow(sandbox, MAIL)).toContain(`TXT ${MAIL} v=spf1 mx include:qcloudmail.com -all`);
      const versions = zone?.versions.length;
      const second = resultsIn((await runMain(RUN, { env })).stdout)[0];
      expect([second?.state, zone?.versions.length]).toEqual(["verified", versions]);
    });
  });
});

describe("a run at DNSPod stops before Create", () => {
  it.each<readonly [string, DnspodZone, string]>([
    ["where the domain is locked", { status: "LOCK" }, "RIGHTS_MISSING"],
    ["where the zone is in the other account system", { site: "china" }, "ZONE_NOT_FOUND"],
  ])("%s", async (_title, dnspod, code) => {
    await withSandbox({ zones: zonesIn(dnspod), dnspod: LISTED }, async (sandbox, env) => {
      const [result] = resultsIn((await runMain(RUN, { env })).stdout);
      expect(result?.error?.code).toBe(code);
      expect(sandbox.ses.account.identities).toEqual([]);
    });
  });
});
