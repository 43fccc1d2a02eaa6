import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { startChild, type Child } from "../support/child.ts";
import { recordsBelow, resultsIn, runMain, withSandbox, writesIn } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const APEXES = ["example.test", "example.org", "example.net"].map(parseDomainName);
const DOMAINS = ["a", "b", "c", "d"].flatMap((label) => APEXES.map((apex) => `${label}.${apex}`));

/** What an undisturbed run leaves at each domain. */
const recordsOf = (domain: string): readonly string[] => [
  `MX ${domain} 10 mxbiz1.qq.com`,
  `TXT _dmarc.${domain} v=DMARC1; p=none`,
  `TXT ${domain} v=spf1 include:qcloudmail.com ~all`,
  `TXT qcloudsg1024._domainkey.${domain} v=DKIM1; k=rsa; p=KEY`,
];

const MOMENTS = [
  { host: "cloudflare", operation: "CreateEmailIdentity", nth: 6 },
  { host: "cloudflare", operation: "POST dns_records/batch", nth: 6 },
  // Each domain asks for its rights by this operation, too.
  { host: "route53", operation: "ChangeResourceRecordSets", nth: DOMAINS.length + 6 },
  { host: "route53", operation: "UpdateEmailIdentity", nth: 6 },
] as const;

describe("a run of many domains that is killed in the middle", () => {
  it.for(MOMENTS)(
    "of $operation at $host ends with every domain verified when it is run again, and nothing twice",
    // Twelve domains in the rhythm in which SES is asked, three times.
    { timeout: 60_000 },
    async (moment) => {
      const { host, operation, nth } = moment;
      await withSandbox(
        { zones: APEXES.map((apex) => ({ apex })), quota: DOMAINS.length },
        async (sandbox, env) => {
          const cwd = scratchFolder();
          writeFileSync(join(cwd, "domains.yaml"), DOMAINS.map((domain) => `- ${domain}\n`).join(""));
          const args = ["run", "--file", "domains.yaml", "--provider", host, "--format", "json"];
          let child: Child | undefined;
          onNth(sandbox, operation, nth, () => child?.process.kill("SIGKILL"));
          child = startChild(args, env, { cwd });
          expect((await child.ended).signal).toBe("SIGKILL");
          const verified = sandbox.ses.account.identities.filter((identity) => identity.verified).length;
          expect(verified).toBeLessThan(DOMAINS.length);

          const again = await runMain(args, { env, cwd });
          expect(again.exit, again.stderr).toBe(0);
          expect(resultsIn(again.stdout).map(({ domain, state }) => `${domain} ${state}`)).toHaveLength(
            DOMAINS.length,
          );
          expect(new Set(resultsIn(again.stdout).map(({ state }) => state))).toEqual(new Set(["verified"]));
          for (const domain of DOMAINS) expect(recordsBelow(sandbox, domain)).toEqual(recordsOf(domain));
          // The quota is just enough: an identity that was created twice would not have had room.
          expect(sandbox.ses.account.identities.map(({ domain }) => domain).toSorted()).toEqual(
            DOMAINS.toSorted(),
          );

          const written = writesIn(sandbox).length;
          expect((await runMain(args, { env, cwd })).exit).toBe(0);
          expect(writesIn(sandbox)).toHaveLength(written);
        },
      );
    },
  );
});

/** Tells of the nth request of an operation before it is answered, and once only. */
function onNth(sandbox: Sandbox, operation: string, nth: number, tell: () => void): void {
  let left = nth;
  sandbox.journal.takeFault = (arrived) => {
    if (arrived !== operation) return undefined;
    left -= 1;
    if (left === 0) tell();
    return undefined;
  };
}
