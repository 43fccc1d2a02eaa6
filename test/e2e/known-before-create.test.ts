import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { SandboxOptions } from "../../src/sandbox/sandbox.ts";
import { runChild } from "../support/child.ts";
import { recordsBelow, resultsIn, withSandbox, writesIn } from "../support/cli.ts";

// What can be known is known before SES is asked for an identity that can't be taken back, by the built program.
// SES and the DNS hosts are our own fakes.

const [APEX, MAIL] = [parseDomainName("example.test"), parseDomainName("mail.example.test")];
const SPF = { owner: MAIL, type: "TXT", values: ["v=spf1 -all"] } as const;

interface Host {
  readonly provider: "cloudflare" | "route53";
  readonly options: SandboxOptions;
}

const LOCKED: Readonly<Record<string, Host>> = {
  "an SPF record of Cloudflare's Email Routing": {
    provider: "cloudflare",
    options: { zones: [{ apex: APEX, records: [{ ...SPF, locked: "Email Routing" }] }] },
  },
  "a weighted TXT set at Route 53": {
    provider: "route53",
    options: {
      zones: [{ apex: APEX }],
      route53: {
        specials: [
          {
            apex: APEX,
            owner: MAIL,
            type: "TXT",
            ttl: 60,
            values: ['"v=spf1 -all"'],
            routing: { setIdentifier: "blue", weight: 1 },
          },
        ],
      },
    },
  },
};

const READING = ["#zone:read", "#dns_records:read"];
const ROUTE53_READING = ["ListHostedZonesByName", "GetHostedZone", "ListResourceRecordSets", "GetChange"];
const READ_ONLY: Readonly<Record<string, Host & { readonly isListed: boolean }>> = {
  "a token of Cloudflare's whose zone lists its permissions": {
    provider: "cloudflare",
    options: { cloudflare: { permissions: READING } },
    isListed: true,
  },
  "a token of Cloudflare's whose zone does not": {
    provider: "cloudflare",
    options: { cloudflare: { permissions: READING, listsPermissions: false } },
    isListed: false,
  },
  "a key of Route 53's": {
    provider: "route53",
    options: { route53: { rights: { actions: ROUTE53_READING.map((name) => `route53:${name}`) } } },
    isListed: false,
  },
};

/** How a command ends, what it said, and what it left. */
async function play(command: string, { provider, options }: Host) {
  return withSandbox(options, async (sandbox, env) => {
    const before = recordsBelow(sandbox, APEX);
    const { exit, stdout } = await runChild([command, MAIL, "--provider", provider, "--format", "json"], env);
    expect(sandbox.journal.operations("ses")).not.toContain("CreateEmailIdentity");
    expect(recordsBelow(sandbox, APEX)).toEqual(before);
    const error = resultsIn(stdout)[0]?.error;
    return { exit, stdout, code: error?.code, hint: error?.hint ?? "", writes: writesIn(sandbox) };
  });
}

describe.each(Object.entries(LOCKED))("%s", (_what, host) => {
  it.each(["plan", "run"])("stops %s before anything is created or written", async (command) => {
    const ended = await play(command, host);
    expect(ended).toMatchObject({ exit: 4, code: "RECORD_IN_THE_WAY", writes: [] });
    if (host.provider === "cloudflare") expect(ended.hint).toMatch(/^Unlock .*leave Email Routing itself on/);
  });

  it("stops doctor", async () => {
    const { exit, stdout } = await play("doctor", host);
    expect(exit).toBe(4);
    expect(stdout).toContain('"RECORD_IN_THE_WAY"');
  });
});

describe.each(Object.entries(READ_ONLY))("%s that may only read", (_what, host) => {
  it("stops run and doctor", async () => {
    expect(await play("run", host)).toMatchObject({ exit: 3, code: "RIGHTS_MISSING" });
    const { exit, stdout } = await play("doctor", host);
    expect(exit).toBe(3);
    expect(stdout).toContain('"RIGHTS_MISSING"');
  });

  it("is enough for plan, which sends no probe and says what it is where the host tells it", async () => {
    const { exit, stdout, writes } = await play("plan", host);
    expect([exit, writes]).toEqual([0, []]);
    expect(stdout.includes('"key-reads-only"')).toBe(host.isListed);
  });
});

it("an unlocked record of Email Routing is changed, with the warning that it goes with the routing", async () => {
  const options = { zones: [{ apex: APEX, records: [{ ...SPF, belongsTo: "Email Routing" }] }] };
  await withSandbox(options, async (_sandbox, env) => {
    const args = ["run", MAIL, "--provider", "cloudflare", "--format", "json"];
    const { exit, stdout } = await runChild(args, env);
    expect(exit).toBe(0);
    expect(stdout).toContain('"warning":"goes-with-product"');
  });
});
