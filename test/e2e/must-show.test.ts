import { Resolver } from "node:dns/promises";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import { environmentOf, type Sandbox, type SandboxDescription } from "../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { runChild, startChild } from "../support/child.ts";
import { recordsBelow, resultsIn, type Result, withSandbox, writesIn } from "../support/cli.ts";

const name = parseDomainName;
const MAIL = "mail.example.test";
const HOSTS = ["cloudflare", "route53"] as const;
const run = (host: string, ...more: readonly string[]) => [
  "run",
  MAIL,
  "--provider",
  host,
  "--format",
  "json",
  ...more,
];

/**
 * Calls that one new domain, and a second run, may cost; one of Route 53's five asks for the right to write. A
 * change at Route 53 is asked for until it is settled.
 */
const BUDGET = { cloudflare: { first: 5, second: 3 }, route53: { first: 5, second: 3 } } as const;

describe("the sandbox as a program of its own", () => {
  it("prints one JSON line with addresses, credentials and zones, and serves until it is stopped", async () => {
    const sandbox = startChild(["sandbox", "--json"], {});
    await sandbox.says(/\n/);
    const described = JSON.parse(sandbox.stdout()) as SandboxDescription;
    const text = expect.stringMatching(/./) as string;
    const url = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+/) as string;
    expect(described).toEqual({
      ses: { endpoint: url, region: text, secretId: text, secretKey: text },
      cloudflare: { baseUrl: url, apiToken: text },
      route53: { endpoint: url, accessKeyId: text, secretAccessKey: text },
      dnspod: { endpoint: url, readLag: text, site: "international" },
      alidns: { endpoint: url, accessKeyId: text, accessKeySecret: text },
      dns: { roots: [expect.stringMatching(/^127\./)], port: expect.any(Number) as number },
      zones: ["example.test"],
    });
    const verified = await runChild(run("cloudflare"), environmentOf(described));
    expect(resultsIn(verified.stdout)).toMatchObject([{ state: "verified", exit: 0 }]);
    sandbox.process.kill("SIGINT");
    expect(await sandbox.ended).toMatchObject({ exit: 0, stdout: sandbox.stdout() });
  });
});

describe.each(HOSTS)("a new domain at %s, with nothing but credentials in the environment", (host) => {
  it("is verified within its budget of calls, seen by DNS, and left alone by a second run", async () => {
    await withSandbox({}, async (sandbox) => {
      const env = environmentOf(sandbox.description);
      const first = await runChild(run(host), env);
      const [result] = resultsIn(first.stdout);
      expect([first.exit, first.stderr]).toEqual([0, ""]);
      expect(result).toMatchObject({
        state: "verified",
        zone: { provider: host, apex: "example.test" },
        error: null,
      });
      expect(result?.records).toHaveLength(4);
      expect(callsOf(sandbox, "ses")).toEqual([
        "GetEmailIdentity",
        "ListEmailIdentities",
        "CreateEmailIdentity",
        "UpdateEmailIdentity",
      ]);
      expect(callsOf(sandbox, host).length).toBeLessThanOrEqual(BUDGET[host].first);
      expect(result?.calls).toMatchObject({ ses: 4 });
      await expectServed(sandbox);

      const [before, calls] = [recordsBelow(sandbox, "example.test"), sandbox.journal.entries.length];
      const second = await runChild(run(host), env);
      expect(second.exit).toBe(0);
      const [again] = resultsIn(second.stdout);
      expect(again).toMatchObject({ state: "verified", identity: { created: false, verified: true } });
      expect(actionsIn(again)).toEqual({
        spf: "unchanged",
        mx: "unchanged",
        dkim: "unchanged",
        dmarc: "unchanged",
      });
      expect(actionsIn(result)).toEqual({ spf: "created", mx: "created", dkim: "created", dmarc: "created" });
      const since = sandbox.journal.entries.slice(calls).map(({ api, operation }) => `${api} ${operation}`);
      expect(since.filter((call) => call.startsWith("ses"))).toEqual(["ses GetEmailIdentity"]);
      expect(since.filter((call) => call.startsWith(host)).length).toBeLessThanOrEqual(BUDGET[host].second);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
    });
  });

  it("keeps everything that stands there already, as plan had said", async () => {
    await withSandbox({ zones: [BUSY_ZONE] }, async (sandbox, env) => {
      const planned = await runChild(["plan", MAIL, "--provider", host, "--format", "json"], env);
      expect(writesIn(sandbox)).toEqual([]);
      const done = await runChild(run(host), env);
      expect([planned.exit, done.exit]).toEqual([0, 0]);
      expect(changesIn(planned.stdout)).toEqual({
        [`SPF ${MAIL}`]: ["merged", [SITE, "v=spf1 include:_spf.google.com include:qcloudmail.com -all"]],
        [`MX ${MAIL}`]: ["kept", ["10 mx.elsewhere.test"]],
        [`DMARC _dmarc.${MAIL}`]: ["kept", ["v=DMARC1; p=reject; rua=mailto:reports@example.test"]],
      });
      expect(changesIn(done.stdout)).toMatchObject(changesIn(planned.stdout));
      expect(recordsBelow(sandbox, MAIL)).toEqual([
        `MX ${MAIL} 10 mx.elsewhere.test`,
        `TXT _dmarc.${MAIL} v=DMARC1; p=reject; rua=mailto:reports@example.test`,
        `TXT ${MAIL} ${SITE}`,
        `TXT ${MAIL} v=spf1 include:_spf.google.com include:qcloudmail.com -all`,
        `TXT qcloudsg1024._domainkey.${MAIL} v=DKIM1; k=rsa; p=KEY`,
      ]);
    });
  });

  it("is written under the hash of its plan, and not when the zone changed since", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const planned = await runChild(
        ["plan", MAIL, "--provider", host, "--format", "json", "--detailed-exitcode"],
        env,
      );
      expect(planned.exit).toBe(8);
      const hash = String(resultsIn(planned.stdout)[0]?.planHash);
      const [zone] = sandbox.store.zones;
      zone?.commit((records) => [
        ...records,
        zone.newRecord({ owner: name(MAIL), type: "TXT", ttl: 300, value: "somebody=else" }),
      ]);
      const before = recordsBelow(sandbox, "example.test");
      const stale = await runChild(run(host, "--plan-hash", hash), env);
      expect([stale.exit, resultsIn(stale.stdout)[0]?.error?.code]).toEqual([4, "PLAN_CHANGED"]);
      // Route 53 is asked for the right to write by a change that can't be carried out.
      const asked = host === "route53" ? ["ChangeResourceRecordSets"] : [];
      expect([writesIn(sandbox), recordsBelow(sandbox, "example.test")]).toEqual([asked, before]);

      zone?.commit((records) => records.filter(({ value }) => value !== "somebody=else"));
      const done = await runChild(run(host, "--plan-hash", hash), env);
      expect([done.exit, resultsIn(done.stdout)[0]?.state]).toEqual([0, "verified"]);
    });
  });
});

const SITE = "google-site-verification=abc123";
const BUSY_ZONE: ZoneSettings = {
  apex: name("example.test"),
  records: [
    { owner: name(MAIL), type: "TXT", values: ["v=spf1 include:_spf.google.com -all", SITE] },
    { owner: name(MAIL), type: "MX", values: ["10 mx.elsewhere.test"] },
    {
      owner: name(`_dmarc.${MAIL}`),
      type: "TXT",
      values: ["v=DMARC1; p=reject; rua=mailto:reports@example.test"],
    },
  ],
};

function actionsIn(result: Result | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries((result?.records ?? []).map(({ purpose, action }) => [purpose, action]));
}

/** What becomes of each record that is known before Create. */
function changesIn(stdout: string): Readonly<Record<string, unknown>> {
  const known = (resultsIn(stdout)[0]?.records ?? []).filter(({ purpose }) => purpose !== "dkim");
  return Object.fromEntries(
    known.map(({ purpose, owner, action, after }) => [
      `${purpose.toUpperCase()} ${owner}`,
      [action, after?.values.toSorted()],
    ]),
  );
}

function callsOf({ journal }: Sandbox, api: string): readonly string[] {
  return journal.operations(api).filter((operation) => operation !== "GetChange");
}

/** By a stub resolver of the system's own making, at each of the zone's servers, as dig would ask them. */
async function expectServed(sandbox: Sandbox): Promise<void> {
  const { addresses, port } = sandbox.dns;
  for (const address of [addresses.ns1, addresses.ns2]) {
    const resolver = new Resolver({ timeout: 2_000, tries: 1 });
    resolver.setServers([address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`]);
    expect(await resolver.resolveTxt(MAIL)).toEqual([["v=spf1 include:qcloudmail.com ~all"]]);
    // Node 24 adds the type.
    expect(await resolver.resolveMx(MAIL)).toMatchObject([{ exchange: "mxbiz1.qq.com", priority: 10 }]);
    expect(
      (await resolver.resolveTxt(`qcloudsg2048._domainkey.${MAIL}`)).map((pieces) => pieces.join("")),
    ).toEqual([expect.stringMatching(/^v=DKIM1; k=rsa; p=/)]);
  }
}
