import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { AccountPolicy } from "../../src/events/diagnosis/policy.ts";
import type { Api, ApiRequest } from "../../src/sandbox/api-server.ts";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { runChild } from "../support/child.ts";
import { eventsIn, recordsBelow, resultsIn, runMain, withSandbox } from "../support/cli.ts";
import { actionsIn, sandboxUnder } from "../support/pasted-policies.ts";
import { startAtTerminal } from "../support/terminal.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The built program's `init` for each host, and the policies that it prints, pasted into the sandbox's keys: they are
// enough, and none of their rights is superfluous. The sandbox is our own fake: so far nobody has pasted one at the live
// services.

const name = parseDomainName;
const MAIL = "mail.example.test";
const SECONDS = { timeout: 120_000 };

/** A name server of each host, by which it is known. */
const HOSTS = {
  cloudflare: "amy.ns.cloudflare.com",
  alidns: "ns1.alidns.com",
  dnspod: "f1g1ns1.dnspod.net",
  route53: "ns-1.awsdns-01.com",
} as const;
type Host = keyof typeof HOSTS;
const NAMES = Object.keys(HOSTS) as readonly Host[];

/** An SPF record to be merged, and two MX of which one has to go: all that a host can be asked for is needed. */
function busyZone(host: Host): ZoneSettings {
  return {
    apex: name("example.test"),
    nameServers: [name(HOSTS[host]), name(HOSTS[host].replace("1", "2").replace("amy", "bob"))],
    records: [
      { owner: name(MAIL), type: "TXT", values: ["v=spf1 include:_spf.google.com -all"] },
      { owner: name(MAIL), type: "MX", values: ["10 mx1.example.test", "20 mx2.example.test"] },
    ],
  };
}

async function policiesOf(host: Host): Promise<readonly AccountPolicy[]> {
  return withSandbox({ zones: [busyZone(host)] }, async (_sandbox, env) => {
    const { exit, stdout } = await runMain(
      ["doctor", "--policy", MAIL, "--provider", host, "--format", "json"],
      {
        env,
      },
    );
    expect(exit).toBe(0);
    return eventsIn(stdout)[0]?.["policies"] as readonly AccountPolicy[];
  });
}

interface Played {
  readonly exit: number;
  readonly state: string | undefined;
  readonly code: string | undefined;
  /** Operations that the keys did not allow. */
  readonly refused: readonly string[];
  readonly records: readonly string[];
}

/** A run that replaces the MX, with these keys. */
async function runUnder(host: Host, options: SandboxOptions, ...argv: readonly string[]): Promise<Played> {
  return withSandbox({ ...options, zones: [busyZone(host)] }, async (sandbox, env) => {
    const refused = refusalsAt(sandbox);
    const words = argv.length === 0 ? ["run", "--mx", "replace"] : argv;
    const ended = await runMain([...words, MAIL, "--provider", host, "--format", "json", "--log", "none"], {
      env,
    });
    const result = resultsIn(ended.stdout)[0];
    return {
      exit: ended.exit,
      state: result?.state,
      code: result?.error?.code,
      refused: refused(),
      records: recordsBelow(sandbox, MAIL),
    };
  });
}

const NOT_ALLOWED = /UnauthorizedOperation|Forbidden\.RAM|AccessDenied/;

/** Only Cloudflare's refusals are known by their status: Tencent Cloud's have 200, Alibaba Cloud's 400. */
function refusalsAt(sandbox: Sandbox): () => readonly string[] {
  const told: string[] = [];
  const { ses, dnspod, alidns, route53 } = sandbox;
  for (const api of [ses, dnspod, alidns, route53] as {
    answer: Api["answer"];
    operationOf: Api["operationOf"];
  }[]) {
    const { answer } = api;
    api.answer = async (request: ApiRequest) => {
      const answered = await answer(request);
      if (NOT_ALLOWED.test(answered.body)) told.push(api.operationOf(request));
      return answered;
    };
  }
  return () => [
    ...told,
    ...sandbox.journal.entries
      .filter(({ api, status }) => api === "cloudflare" && status === 403)
      .map(({ operation }) => operation),
  ];
}

describe.each(NAMES)("init for %s, and its keys", (host) => {
  it(
    "writes what the program then goes by, from nothing but name servers to a domain that is verified",
    SECONDS,
    async () => {
      const policies = await policiesOf(host);
      const options = { ...sandboxUnder(policies), zones: [busyZone(host)] };
      await withSandbox(options, async (sandbox, env) => {
        const cwd = scratchFolder();
        const { TENCENTCLOUD_REGION: _, ...keys } = env;
        const dns = Object.fromEntries(
          Object.entries(env).filter(([variable]) => variable.startsWith("SES_ONBOARD_DNS")),
        );
        const written = await runChild(["init", MAIL], dns, { cwd });
        expect([written.exit, written.stderr]).toEqual([0, ""]);
        expect(sandbox.journal.entries).toEqual([]);
        expect(readFileSync(join(cwd, "ses-onboard.yaml"), "utf8")).toContain(`    provider: ${host}\n`);
        // `auto` would find two hosts with keys; the file says which one it is.
        const done = await runChild(["run", "--yes", "--log", "none", "--format", "json", MAIL], keys, {
          cwd,
        });
        expect([done.exit, resultsIn(done.stdout)[0]], done.stderr).toMatchObject([
          0,
          { state: "verified", zone: { provider: host } },
        ]);
        const again = await runChild(["init", MAIL], dns, { cwd });
        expect(again.stdout).toContain("✔ ses-onboard.yaml is there already, as it would be written");
      });
    },
  );

  it("has policies that are enough for a run with merges, changes and removals", SECONDS, async () => {
    const done = await runUnder(host, sandboxUnder(await policiesOf(host)));
    expect(done).toMatchObject({ exit: 0, state: "verified", refused: [] });
    expect(done.records.filter((record) => record.startsWith("MX"))).toEqual([`MX ${MAIL} 10 mxbiz1.qq.com`]);
  });

  it("plans with the reading rights alone", SECONDS, async () => {
    const reading = (await policiesOf(host)).map((policy) => ({
      ...policy,
      document: { permissions: policy.reads },
    }));
    expect(await runUnder(host, sandboxUnder(reading), "plan")).toMatchObject({ exit: 0, refused: [] });
  });

  it("has no right that is superfluous: without it a call is refused", SECONDS, async () => {
    const policies = await policiesOf(host);
    const rights = policies.flatMap(actionsIn);
    expect(rights.length).toBeGreaterThan(5);
    for (const right of rights) {
      const lacks = right === "dnspod:ModifyRecord" ? (["ModifyRecordFields"] as const) : undefined;
      const under = sandboxUnder(policies, right);
      const played = await runUnder(
        host,
        lacks === undefined ? under : { ...under, dnspod: { ...under.dnspod, lacks } },
      );
      expect(played.refused.join(" "), right).toContain(OPERATION[right] ?? right.replace(/^\w+:/, ""));
      const goesOn = GOES_ON.has(right);
      expect([right, played.exit, played.code], right).toEqual([
        right,
        goesOn ? 0 : 3,
        goesOn ? undefined : (CODES[right] ?? "RIGHTS_MISSING"),
      ]);
    }
  });
});

describe("init at a terminal of 80 columns", () => {
  it("asks for what DNS does not tell, each answer at its own question", SECONDS, async () => {
    await withSandbox({ zones: [{ apex: name("example.test") }] }, async (_sandbox, env) => {
      const dns = Object.fromEntries(
        Object.entries(env).filter(([variable]) => variable.startsWith("SES_ONBOARD_DNS")),
      );
      const cwd = scratchFolder();
      const terminal = startAtTerminal(["init"], dns, [], { cwd });
      for (const [question, answer] of [
        ["Sender domain, like mail.example.com: ", MAIL],
        ["(international, china) [international]: ", "china"],
        ["(ap-guangzhou, ap-hongkong) [ap-guangzhou]: ", ""],
        ["(cloudflare, alidns, dnspod, route53, manual): ", "route53"],
      ] as const) {
        await terminal.shows(question);
        terminal.type(`${answer}\r`);
      }
      const { exit, screen } = await terminal.ended;
      expect(exit, screen).toBe(0);
      expect(screen).toContain("ses-onboard.yaml is written");
      expect(readFileSync(join(cwd, "ses-onboard.yaml"), "utf8")).toContain("    provider: route53\n");
    });
  });
});

describe("a token of Cloudflare that reads alone", () => {
  it("is told as a missing right before anything is created", SECONDS, async () => {
    const policies = await policiesOf("cloudflare");
    const reading = policies.map((policy) =>
      policy.language === "token" ? { ...policy, document: { permissions: policy.reads } } : policy,
    );
    const played = await runUnder("cloudflare", sandboxUnder(reading));
    expect(played).toMatchObject({ exit: 3, code: "RIGHTS_MISSING", refused: ["POST dns_records/batch"] });
  });
});

describe("the conditions of Route 53's policy", () => {
  it(
    "name nothing that is superfluous: without each name, type and action a change is refused",
    SECONDS,
    async () => {
      const under = sandboxUnder(await policiesOf("route53"));
      const { rights = {}, ...others } = under.route53 ?? {};
      const conditions = Object.entries(rights.changes ?? {}) as readonly (readonly [
        string,
        readonly string[],
      ])[];
      expect(conditions.map(([kind, allowed]) => [kind, allowed.length])).toEqual([
        ["names", 3],
        ["types", 2],
        ["actions", 2],
      ]);
      for (const [kind, allowed] of conditions)
        for (const one of allowed) {
          const changes = { ...rights.changes, [kind]: allowed.filter((other) => other !== one) };
          const route53 = { ...others, rights: { ...rights, changes } };
          const { exit, code, refused } = await runUnder("route53", { ...under, route53 });
          expect([exit, code], `${kind} without ${one}`).toEqual([3, "RIGHTS_MISSING"]);
          expect(new Set(refused)).toEqual(new Set(["ChangeResourceRecordSets"]));
        }
    },
  );
});

/** What is asked first by a right of a token; who may edit may read. */
const OPERATION: Readonly<Record<string, string>> = {
  "Zone: Read": "GET zones",
  "DNS: Edit": "GET dns_records",
};
/** Cloudflare's word for a token that may not list zones is that of a wrong token. */
const CODES: Readonly<Record<string, string>> = { "Zone: Read": "CREDENTIALS_REJECTED" };
/**
 * Without these a run is told less, or goes another way: by the list in the place of the record itself, by ModifyRecord
 * in the place of ModifyRecordFields, by the name servers alone. It ends as it should.
 */
const GOES_ON: ReadonlySet<string> = new Set([
  "ses:ListEmailIdentities",
  "dnspod:DescribeRecord",
  "dnspod:ModifyRecordFields",
  "route53:GetChange",
]);
