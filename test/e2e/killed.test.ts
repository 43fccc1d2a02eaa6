import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { runChild, startChild, type Child } from "../support/child.ts";
import { recordsBelow, resultsIn, runMain, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const MAIL = "mail.example.test";

/**
 * Every request of an undisturbed run, in order of kind. A new request that is missing here fails the first
 * test.
 */
const STEPS = {
  cloudflare: [
    "GetEmailIdentity",
    "GET zones",
    "GET dns_records",
    "ListEmailIdentities",
    "CreateEmailIdentity",
    "GET dns_records",
    "POST dns_records/batch",
    "GET dns_records",
    "UpdateEmailIdentity",
  ],
  route53: [
    "GetEmailIdentity",
    "ListHostedZonesByName",
    "GetHostedZone",
    "ListResourceRecordSets",
    // The question for rights, which changes nothing; the next one is the write.
    "ChangeResourceRecordSets",
    "ListEmailIdentities",
    "CreateEmailIdentity",
    "ChangeResourceRecordSets",
    "GetChange",
    "UpdateEmailIdentity",
  ],
} as const;

/**
 * The request that was under way at the kill either had its effect, or never arrived; to a mere read that is
 * the same.
 */
const FATES = ["lost", "carried out"] as const;
const READ = /^(?:GET |Get|List)/;

const UNDISTURBED = [
  `MX ${MAIL} 10 mxbiz1.qq.com`,
  `TXT _dmarc.${MAIL} v=DMARC1; p=quarantine; rua=mailto:dmarc@example.test`,
  `TXT ${MAIL} v=spf1 include:qcloudmail.com ~all`,
  `TXT qcloudsg1024._domainkey.${MAIL} v=DKIM1; k=rsa; p=KEY`,
];

/** The words of a run, made where it runs: with an approved plan, which was made before. */
const WAYS = {
  "with --yes": (host: string) => () => Promise.resolve(["run", MAIL, "--provider", host, "--yes"]),
  "under a plan file": (host: string) => async (env: Readonly<Record<string, string>>) => {
    const file = join(scratchFolder(), "plan.json");
    const planned = await runChild(["plan", MAIL, "--provider", host, "--out", file], env);
    if (planned.exit !== 0) throw new Error(planned.stderr);
    return ["run", "--plan", file];
  },
} as const;

describe.each(["cloudflare", "route53"] as const)("a run at %s that is killed by SIGKILL", (host) => {
  const args = ["run", MAIL, "--provider", host, "--yes", "--format", "json"];
  const steps = STEPS[host].map((operation, index) => {
    const nth = STEPS[host].slice(0, index + 1).filter((other) => other === operation).length;
    return { operation, nth };
  });

  it("has steps, and they are known", async () => {
    await withSandbox({}, async (sandbox, env) => {
      await runChild(args, env);
      expect(sandbox.journal.entries.map(({ operation }) => operation).toSorted()).toEqual(
        STEPS[host].toSorted(),
      );
      expect(recordsBelow(sandbox, MAIL)).toEqual(UNDISTURBED);
    });
  });

  const cases = steps.flatMap((step) => {
    const isRead = READ.test(step.operation);
    const fates = FATES.slice(0, isRead ? 1 : 2).map((fate) => ({
      ...step,
      fate,
      way: "with --yes" as const,
    }));
    return isRead
      ? fates
      : [...fates, ...fates.map((one) => ({ ...one, way: "under a plan file" as const }))];
  });
  it.concurrent.for(cases)(
    "$way at $operation (no. $nth, $fate) comes to the same end when it is run again",
    async ({ operation, nth, fate, way }, { expect }) => {
      await withSandbox({}, async (sandbox, env) => {
        const words = [...(await WAYS[way](host)(env)), "--format", "json"];
        let child: Child | undefined;
        onArrival(sandbox, operation, nth, () => {
          child?.process.kill("SIGKILL");
          return fate;
        });
        child = startChild(words, env);
        expect((await child.ended).signal).toBe("SIGKILL");

        // What is tried of the built program is the kill; that it goes on is its code's affair.
        const again = await runMain(words, { env });
        expect([again.exit, resultsIn(again.stdout)[0]?.state], again.stderr).toEqual([0, "verified"]);
        expect(recordsBelow(sandbox, MAIL)).toEqual(UNDISTURBED);
        expect(sandbox.ses.account.identities.map(({ domain, verified }) => [domain, verified])).toEqual([
          [MAIL, true],
        ]);
      });
    },
  );
});

/** Tells of the nth request of an operation before it is answered, and once only. */
function onArrival(
  sandbox: Sandbox,
  operation: string,
  nth: number,
  decide: () => (typeof FATES)[number],
): void {
  let left = nth;
  sandbox.journal.takeFault = (arrived) => {
    if (arrived !== operation) return undefined;
    left -= 1;
    return left === 0 && decide() === "lost" ? "reset-before" : undefined;
  };
}
