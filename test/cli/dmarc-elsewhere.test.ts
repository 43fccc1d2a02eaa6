import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { resultsIn, runMain, withSandbox } from "../support/cli.ts";

// A vendor of hosted DMARC wants `_dmarc` delegated to its name servers (Valimail). Hosts and SES are our own fakes;
// the referral and what stands behind it are read from DNS servers on loopback.

const name = parseDomainName;
const MAIL = "mail.example.test";
const OWNER = name(`_dmarc.${MAIL}`);
const VENDOR = ["ns1.vendor.test", "ns2.vendor.test"].map(name);

function world(policy: string) {
  return {
    zones: [
      { apex: name("example.test"), records: [{ owner: OWNER, type: "NS", values: VENDOR }] },
      {
        apex: OWNER,
        hosts: [],
        nameServers: VENDOR,
        records: [{ owner: OWNER, type: "TXT", values: [policy] }],
      },
    ],
  };
}

describe.each(["cloudflare", "route53"])("_dmarc that is delegated to a vendor, at %s", (host) => {
  it("is kept with the policy that is served there, by run and by check", async () => {
    await withSandbox(world("v=DMARC1; p=reject"), async (sandbox, env) => {
      const run = await runMain(["run", MAIL, "--provider", host, "--format", "json", "--yes"], { env });
      const [result] = resultsIn(run.stdout);
      expect(result).toMatchObject({ state: "verified", error: null });
      expect(result?.records.find(({ purpose }) => purpose === "dmarc")).toMatchObject({
        action: "kept",
        servers: { agreeing: 2, asked: 2 },
      });
      const standing = sandbox.store.zones.flatMap((zone) => zone.current.records);
      expect(standing.filter(({ owner }) => owner === OWNER).map(({ type, value }) => [type, value])).toEqual(
        [...VENDOR.map((server) => ["NS", server]), ["TXT", "v=DMARC1; p=reject"]],
      );
      const check = await runMain(["check", MAIL, "--format", "json"], { env });
      expect(resultsIn(check.stdout)[0]).toMatchObject({ state: "verified", exit: 0 });
    });
  });

  it("stops before Create where no policy is served there, and says what is", async () => {
    await withSandbox(world("hello"), async (sandbox, env) => {
      const run = await runMain(["run", MAIL, "--provider", host, "--format", "json", "--yes"], { env });
      expect(resultsIn(run.stdout)[0]).toMatchObject({ exit: 4, error: { code: "RECORD_IN_THE_WAY" } });
      expect(resultsIn(run.stdout)[0]?.error?.message).toContain('"hello" is served');
      expect(sandbox.journal.operations("ses")).not.toContain("CreateEmailIdentity");
    });
  });
});
