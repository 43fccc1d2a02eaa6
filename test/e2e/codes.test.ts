import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { exitOf, type ErrorCode } from "../../src/errors/codes.ts";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { runChild, type ChildOptions } from "../support/child.ts";
import { eventsIn, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const name = parseDomainName;
const APEX = name("example.test");
const MAIL = name("mail.example.test");

type Environment = Readonly<Record<string, string>>;

interface Case {
  readonly title: string;
  readonly code: ErrorCode;
  readonly sandbox?: SandboxOptions;
  readonly zone?: Partial<ZoneSettings>;
  readonly prepare?: (sandbox: Sandbox) => void | Promise<void>;
  readonly args?: readonly string[];
  readonly env?: (env: Environment) => Environment;
  readonly child?: ChildOptions;
  /** CreateEmailIdentity had to be sent to learn this. */
  readonly creates?: true;
}

const RUN = ["run", MAIL, "--provider", "cloudflare"] as const;
const without =
  (...names: readonly string[]) =>
  (env: Environment): Environment =>
    Object.fromEntries(Object.entries(env).filter(([key]) => !names.includes(key)));

const CASES: readonly Case[] = [
  { title: "an option of the wrong kind", code: "CONFIG_INVALID", args: [...RUN, "--mx", "maybe"] },
  { title: "a misspelt option", code: "CONFIG_INVALID", args: [...RUN, "--wiat", "1m"] },
  { title: "an unknown host", code: "PROVIDER_UNKNOWN", args: ["run", MAIL, "--provider", "cloudfare"] },
  { title: "two hosts that both hold the zone", code: "PROVIDER_AMBIGUOUS", args: ["run", MAIL] },
  { title: "nobody to ask", code: "CONSENT_MISSING", env: (env) => ({ ...env, SES_ONBOARD_YES: "false" }) },
  { title: "no keys of Tencent Cloud", code: "CREDENTIALS_MISSING", env: without("TENCENTCLOUD_SECRET_KEY") },
  { title: "no token of the host", code: "CREDENTIALS_MISSING", env: without("CLOUDFLARE_API_TOKEN") },
  { title: "an empty label", code: "DOMAIN_INVALID", args: ["run", "mail..example"] },
  { title: "a public suffix", code: "DOMAIN_INVALID", args: ["run", "co.uk"] },
  { title: "a clock an hour off", code: "CLOCK_SKEWED", child: { preload: ["clock-ahead.mjs"] } },
  {
    title: "a bad token",
    code: "CREDENTIALS_REJECTED",
    env: (env) => ({ ...env, CLOUDFLARE_API_TOKEN: "f".repeat(40) }),
  },
  {
    title: "a bad key of Route 53",
    code: "CREDENTIALS_REJECTED",
    args: ["run", MAIL, "--provider", "route53"],
    env: (env) => ({ ...env, AWS_SECRET_ACCESS_KEY: "f".repeat(40) }),
  },
  {
    title: "a bad key of Tencent Cloud",
    code: "CREDENTIALS_REJECTED",
    env: (env) => ({ ...env, TENCENTCLOUD_SECRET_KEY: "f".repeat(32) }),
  },
  {
    title: "a key that may not read identities",
    code: "RIGHTS_MISSING",
    sandbox: { sesActions: ["CreateEmailIdentity", "UpdateEmailIdentity"] },
  },
  {
    title: "a key that may not create identities",
    code: "RIGHTS_MISSING",
    sandbox: { sesActions: ["GetEmailIdentity", "UpdateEmailIdentity"] },
    creates: true,
  },
  { title: "a zone that the account does not hold", code: "ZONE_NOT_FOUND", zone: { hosts: ["route53"] } },
  {
    title: "a name that nobody delegates",
    code: "ZONE_NOT_DELEGATED",
    args: ["run", "mail.missing.test", "--provider", "cloudflare"],
  },
  { title: "a zone delegated elsewhere", code: "ZONE_NOT_DELEGATED", zone: { delegated: false } },
  {
    title: "two zones of one name",
    code: "ZONE_AMBIGUOUS",
    prepare: ({ store }) => void store.add({ apex: APEX }),
  },
  {
    title: "a domain of another account",
    code: "IDENTITY_HELD_BY_OTHER",
    sandbox: { heldByOthers: [MAIL] },
    creates: true,
  },
  { title: "a quota that is used up", code: "QUOTA_EXCEEDED", sandbox: { quota: 0 }, creates: true },
  {
    title: "a CNAME at the name",
    code: "CNAME_IN_THE_WAY",
    zone: { records: [{ owner: MAIL, type: "CNAME", values: ["elsewhere.test"] }] },
  },
  {
    title: "two SPF records",
    code: "SPF_UNMERGEABLE",
    zone: { records: [{ owner: MAIL, type: "TXT", values: ["v=spf1 mx -all", "v=spf1 a -all"] }] },
  },
  {
    title: "another key at the selector",
    code: "RECORD_IN_THE_WAY",
    zone: {
      records: [
        { owner: name(`qcloudsg1024._domainkey.${MAIL}`), type: "TXT", values: ["v=DKIM1; k=rsa; p=AAAA"] },
      ],
    },
    prepare: async ({ ses }) => void ses.account.create(MAIL),
  },
  {
    title: "a plan that nobody reviewed",
    code: "PLAN_CHANGED",
    args: [...RUN, "--plan-hash", `sha256:${"0".repeat(16)}-${"0".repeat(16)}-${"0".repeat(32)}`],
  },
  {
    title: "an unreachable endpoint",
    code: "API_UNAVAILABLE",
    env: (env) => ({ ...env, SES_ONBOARD_SES_ENDPOINT: "http://127.0.0.1:9" }),
  },
  {
    title: "an unreachable host",
    code: "API_UNAVAILABLE",
    env: (env) => ({ ...env, CLOUDFLARE_BASE_URL: "http://127.0.0.1:9/client/v4" }),
  },
  {
    title: "a host that limits the rate for ever",
    code: "API_RATE_LIMITED",
    prepare: ({ journal }) => journal.inject({ operation: "GET zones", kind: "rate-limit", times: 100 }),
    // It is waited out for the whole time budget.
    args: [...RUN, "--wait", "1s"],
  },
  {
    title: "a proxy's page instead of an answer",
    code: "API_SURPRISE",
    prepare: ({ journal }) => journal.inject({ operation: "GetEmailIdentity", kind: "html", times: 100 }),
  },
  {
    title: "a redirect instead of an answer",
    code: "API_SURPRISE",
    prepare: ({ journal }) => journal.inject({ operation: "GetEmailIdentity", kind: "redirect", times: 100 }),
  },
  {
    title: "a value that the host does not take",
    code: "VALUE_REJECTED",
    prepare: ({ route53 }) => {
      // The question for rights, and the write.
      for (let times = 0; times < 2; times += 1)
        route53.refuseNext("ChangeResourceRecordSets", "InvalidInput", "Invalid Resource Record");
    },
    args: ["run", MAIL, "--provider", "route53"],
    creates: true,
  },
  {
    title: "an MX that SES does not accept",
    code: "IDENTITY_UNVERIFIED",
    sandbox: { mxMustBeOurs: true },
    zone: { records: [{ owner: MAIL, type: "MX", values: ["10 mx.elsewhere.test"] }] },
    creates: true,
  },
  {
    title: "a name server that is far behind",
    code: "NOT_PROPAGATED",
    sandbox: { lagMs: 60_000 },
    args: [...RUN, "--wait", "0"],
    creates: true,
  },
  {
    title: "an SES that sees nothing yet",
    code: "VERIFICATION_PENDING",
    prepare: ({ ses }) => ses.account.flap(100),
    args: [...RUN, "--wait", "1s"],
    creates: true,
  },
  {
    title: "a closed port 53",
    code: "NOT_OBSERVABLE",
    env: (env) => ({ ...env, SES_ONBOARD_DNS_PORT: "9" }),
  },
  {
    title: "a check of an identity that SES has not verified",
    code: "VERIFICATION_PENDING",
    prepare: ({ ses }) => void ses.account.create(MAIL),
    args: ["check", MAIL],
  },
  {
    title: "a check of a verified identity without its records",
    code: "DRIFT",
    prepare: ({ ses }) => {
      ses.account.create(MAIL);
      ses.account.turnVerified(MAIL);
    },
    args: ["check", MAIL],
  },
  { title: "a domain that was never onboarded", code: "IDENTITY_MISSING", args: ["check", MAIL] },
  {
    title: "an adapter with a bug",
    code: "UNEXPECTED",
    args: ["run", MAIL, "--provider", "own"],
    child: { cwd: folderWithBrokenAdapter() },
  },
  {
    title: "a report that its disk has no room for",
    code: "OUTPUT_FAILED",
    args: [...RUN, "--report", "report.html"],
    child: { cwd: scratchFolder(), line: 'ulimit -f 1; exec "$@"' },
    creates: true,
  },
];

describe("every failure has its code, its exit status and a hint within ten seconds, and creates nothing needlessly", () => {
  it.concurrent.for(CASES)("$code: $title", async (given, { expect }) => {
    const zones = [{ apex: APEX, ...given.zone }];
    await withSandbox({ zones, ...given.sandbox }, async (sandbox, env) => {
      await given.prepare?.(sandbox);
      const ended = await runChild(
        [...(given.args ?? RUN), "--format", "json"],
        given.env?.(env) ?? env,
        given.child,
      );
      const last = eventsIn(ended.stdout).at(-1);
      expect(last?.error, ended.stderr).toMatchObject({
        code: given.code,
        hint: expect.stringMatching(/\S/) as string,
      });
      expect([ended.exit, last?.exit]).toEqual([exitOf(given.code), exitOf(given.code)]);
      expect(sandbox.journal.operations("ses").includes("CreateEmailIdentity")).toBe(given.creates === true);
      expect(ended.tookMs).toBeLessThan(10_000);
    });
  });

  it("asks nobody for anything without consent, given by an option or a variable", async () => {
    await withSandbox({ zones: [{ apex: APEX }] }, async (sandbox, env) => {
      const log = join(scratchFolder(), "run.ndjson");
      expect((await runChild([...RUN, "--log", log], env)).exit).toBe(0);
      const asked = sandbox.journal.entries.length;
      const lines: readonly (readonly string[])[] = [RUN, [...RUN, "--no-yes"], ["undo", log]];
      for (const args of lines) {
        const unasked = args.includes("--no-yes") ? env : { ...env, SES_ONBOARD_YES: "false" };
        expect((await runChild(args, unasked)).stderr).toContain("CONSENT_MISSING");
      }
      expect(sandbox.journal.entries).toHaveLength(asked);
    });
  });

  it("meets every exit status from 1 to 8 so", () => {
    expect(new Set(CASES.map(({ code }) => exitOf(code)))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8]));
  });
});

function folderWithBrokenAdapter(): string {
  const folder = scratchFolder();
  writeFileSync(
    join(folder, "broken.mjs"),
    `const traits = { swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 1 };
     export const meta = { id: "broken", title: "Broken", settings: [], rights: [], traits, nameServers: [], url: "https://example.test" };
     export const createProvider = () => ({ name: "own", traits, zonesAt: () => undefined.length, readRRsets: async () => [], apply: async () => ({}) });`,
  );
  writeFileSync(join(folder, "ses-onboard.yaml"), "providers:\n  own: { type: ./broken.mjs }\n");
  return folder;
}
