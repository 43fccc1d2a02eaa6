import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { Interruption } from "../../../src/errors/interruption.ts";
import { eventsIn, recordsBelow, resultsIn, runMain, withSandbox, writesIn } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const MAIL = "mail.example.test";
const at = (host: string, ...more: readonly string[]) => [MAIL, "--provider", host, ...more];

describe("run, plan and check", () => {
  it.for(["plain", "github", "json", "tty"])(
    "tell in the format %s how a run ended, and that nothing is left to do",
    async (format) => {
      await withSandbox({}, async (_sandbox, env) => {
        const run = await runMain(["run", ...at("route53", "--format", format)], {
          env,
          isTTY: format === "tty",
          columns: 100,
        });
        expect([run.exit, run.stdout.includes(MAIL)]).toEqual([0, true]);
        const check = await runMain(["check", MAIL, "--format", format], { env });
        expect(check.exit).toBe(0);
      });
    },
  );

  it("choose the format by the place: github on its runner, plain in a pipe", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      expect(
        (await runMain(["plan", ...at("cloudflare")], { env: { ...env, GITHUB_ACTIONS: "true" } })).stderr,
      ).toMatch(/^::add-mask::/);
      expect((await runMain(["plan", ...at("cloudflare")], { env })).stderr).toMatch(/^ +\+0\.0s {2}/);
    });
  });

  it("need no flag that a variable gives", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const variables = {
        ...env,
        SES_ONBOARD_PROVIDER: "route53",
        SES_ONBOARD_FORMAT: "json",
        SES_ONBOARD_TTL: "600",
        SES_ONBOARD_DKIM: "2048",
      };
      const [result] = resultsIn((await runMain(["run", MAIL], { env: variables })).stdout);
      expect(result).toMatchObject({ state: "verified", zone: { provider: "route53" } });
      expect(result?.records?.map(({ after }) => after?.ttl)).toEqual([600, 600, 600, 600]);
    });
  });

  it("end with one result for each domain, named once or twice, and with the gravest exit", async () => {
    await withSandbox({ zones: [{ apex: parseDomainName("example.test") }] }, async (_sandbox, env) => {
      const domains = [MAIL, "MAIL.example.test.", "mail.missing.test", "news.example.test"];
      const { exit, stdout } = await runMain(
        ["plan", ...domains, "--provider", "cloudflare", "--format", "json"],
        { env },
      );
      expect(
        resultsIn(stdout)
          .map((result) => `${result.domain} ${result.exit}`)
          .toSorted(),
      ).toEqual([`${MAIL} 0`, "mail.missing.test 3", "news.example.test 0"]);
      expect(exit).toBe(3);
    });
  });

  it("ask for nothing when one of the domains is none", async () => {
    await withSandbox({}, async (sandbox, env) => {
      expect((await runMain(["run", MAIL, "co.uk", "--provider", "cloudflare"], { env })).exit).toBe(2);
      expect(sandbox.journal.entries).toEqual([]);
    });
  });

  it("plan tells programs with its exit and its result that there is something to do, when it is asked to", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const json = at("cloudflare", "--format", "json");
      expect((await runMain(["plan", ...json], { env })).exit).toBe(0);
      const before = await runMain(["plan", ...json, "--detailed-exitcode"], { env });
      expect([before.exit, resultsIn(before.stdout)[0]?.exit]).toEqual([8, 8]);
      await runMain(["run", ...json], { env });
      expect((await runMain(["plan", ...json, "--detailed-exitcode"], { env })).exit).toBe(0);
    });
  });

  it("check finds a record that somebody took away", async () => {
    await withSandbox({}, async (sandbox, env) => {
      await runMain(["run", ...at("cloudflare")], { env });
      sandbox.store.zones[0]?.commit((records) =>
        records.filter(({ owner }) => !owner.startsWith("qcloudsg")),
      );
      const { exit, stdout } = await runMain(["check", MAIL, "--format", "json"], { env });
      expect([exit, resultsIn(stdout)[0]?.error?.facts["drifted"]]).toMatchObject([
        8,
        [{ type: "TXT", problem: "missing" }],
      ]);
    });
  });

  it("run leaves at once with --wait 0, having published everything", async () => {
    await withSandbox({ lagMs: 3_600_000 }, async (sandbox, env) => {
      const { exit, stdout } = await runMain(
        ["run", ...at("cloudflare", "--wait", "0", "--format", "json")],
        { env },
      );
      expect([exit, resultsIn(stdout)[0]?.error?.code]).toEqual([7, "NOT_PROPAGATED"]);
      expect(recordsBelow(sandbox, MAIL)).toHaveLength(4);
    });
  });

  it("run replaces what was consented to, named one by one, and nothing else", async () => {
    const owner = parseDomainName(`qcloudsg1024._domainkey.${MAIL}`);
    const zone = {
      apex: parseDomainName("example.test"),
      records: [
        { owner, type: "TXT" as const, values: ["v=DKIM1; k=rsa; p=AAAA"] },
        { owner: parseDomainName(MAIL), type: "MX" as const, values: ["10 mx.elsewhere.test"] },
      ],
    };
    await withSandbox({ zones: [zone] }, async (sandbox, env) => {
      sandbox.ses.account.create(MAIL);
      const consents = ["--replace", `TXT:${owner}`, "--replace", `MX:${MAIL}`];
      const { exit, stderr } = await runMain(["run", ...at("route53", ...consents)], { env });
      expect(exit, stderr).toBe(0);
      expect(recordsBelow(sandbox, MAIL).filter((line) => line.startsWith("MX"))).toEqual([
        `MX ${MAIL} 10 mxbiz1.qq.com`,
      ]);
      expect(recordsBelow(sandbox, owner)).toEqual([`TXT ${owner} v=DKIM1; k=rsa; p=KEY`]);
    });
  });
});

describe("what is consented to by name", () => {
  const owner = parseDomainName(`_dmarc.${MAIL}`);
  const zone = {
    apex: parseDomainName("example.test"),
    records: [{ owner, type: "TXT" as const, values: ["v=DMARC1; p=reject"] }],
  };
  const consents = [`TXT:${owner}`, `A:www.${MAIL}`];

  it("stands in the command that a plan prints, which does it without anything more", async () => {
    await withSandbox({ zones: [zone] }, async (sandbox, env) => {
      const given = ["--replace", `txt:${owner}.`, "--allow", `a:WWW.${MAIL}`];
      const { stdout } = await runMain(["plan", ...at("cloudflare", "--format", "plain", ...given)], { env });
      expect(stdout).toContain(`consented to by name: --replace txt:${owner}. --allow a:WWW.${MAIL}`);
      const [, printed = ""] = /^ {4}ses-onboard (run .*)$/m.exec(stdout) ?? [];
      const variables = { ...env, SES_ONBOARD_PROVIDER: "cloudflare" };
      const { exit, stderr } = await runMain(printed.split(" "), { env: variables });
      expect(exit, stderr).toBe(0);
      expect(recordsBelow(sandbox, owner)).toEqual([`TXT ${owner} v=DMARC1; p=none`]);
    });
  });

  it("is joined by the tags, without which the identity would be created untagged", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const given = ["--tag", "team=mail"];
      const { stdout } = await runMain(["plan", ...at("cloudflare", "--format", "plain", ...given)], { env });
      const [, printed = ""] = /^ {4}ses-onboard (run .*)$/m.exec(stdout) ?? [];
      const variables = { ...env, SES_ONBOARD_PROVIDER: "cloudflare" };
      const bare = printed.replace(" --tag team=mail", "");
      const untagged = await runMain([...bare.split(" "), "--format", "json"], { env: variables });
      expect(resultsIn(untagged.stdout)[0]?.error?.code).toBe("PLAN_CHANGED");
      expect((await runMain(printed.split(" "), { env: variables })).exit).toBe(0);
      expect(sandbox.ses.account.identities[0]?.tags).toEqual([{ TagKey: "team", TagValue: "mail" }]);
    });
  });

  it("is told where it has no effect, since the identity exists already", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const given = ["--tag", "team=mail", "--format", "plain"];
      const said = "without effect, since the identity exists already: --tag team=mail";
      expect((await runMain(["plan", ...at("cloudflare", ...given)], { env })).stdout).not.toContain(said);
      sandbox.ses.account.create(MAIL);
      expect((await runMain(["plan", ...at("cloudflare", ...given)], { env })).stdout).toContain(said);
    });
  });

  it("is joined by what was chosen for the MX and for DMARC, without which it would be another plan", async () => {
    const live = { owner: parseDomainName(MAIL), type: "MX", values: ["10 mx.example.test"] } as const;
    await withSandbox({ zones: [{ ...zone, records: [live] }] }, async (sandbox, env) => {
      const given = ["--mx", "add", "--dmarc", "rfc9989"];
      const { stdout } = await runMain(["plan", ...at("cloudflare", "--format", "plain", ...given)], { env });
      const [, printed = ""] = /^ {4}ses-onboard (run .*)$/m.exec(stdout) ?? [];
      const variables = { ...env, SES_ONBOARD_PROVIDER: "cloudflare" };
      const bare = printed.replace(" --mx add --dmarc rfc9989", "");
      const other = await runMain([...bare.split(" "), "--format", "json"], { env: variables });
      expect(resultsIn(other.stdout)[0]?.error?.code).toBe("PLAN_CHANGED");
      expect((await runMain(printed.split(" "), { env: variables })).exit).toBe(0);
      expect(recordsBelow(sandbox, MAIL)).toContain(`MX ${MAIL} 20 mxbiz1.qq.com`);
    });
  });

  it.each(["md", "html", "json"])("stands in the evidence as .%s, from variables, too", async (kind) => {
    await withSandbox({ zones: [zone] }, async (_sandbox, env) => {
      const cwd = scratchFolder();
      const variables = { ...env, SES_ONBOARD_REPLACE: consents[0], SES_ONBOARD_ALLOW: consents[1] };
      const argv = ["plan", ...at("cloudflare", "--report", `plan.${kind}`, "--format", "json")];
      const { stdout } = await runMain(argv, { env: variables, cwd });
      expect(eventsIn(stdout).find(({ type }) => type === "run.started")).toMatchObject({
        given: expect.arrayContaining([
          { option: "replace", values: [consents[0]], by: "variable" },
          { option: "allow", values: [consents[1]], by: "variable" },
        ]) as unknown,
      });
      const report = readFileSync(join(cwd, `plan.${kind}`), "utf8");
      for (const place of consents) expect(report).toContain(place);
    });
  });
});

describe("--log", () => {
  it("holds what was planned before it was written, and the result last; a second run is appended", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const cwd = scratchFolder();
      for (const _ of [1, 2])
        await runMain(["run", ...at("cloudflare", "--log", "run.ndjson")], { env, cwd });
      const types = eventsIn(readFileSync(join(cwd, "run.ndjson"), "utf8")).map((event) => event.type);
      expect(types.indexOf("rrset.planned")).toBeLessThan(types.indexOf("rrset.written"));
      expect([types.at(-1), types.filter((type) => type === "result").length]).toEqual(["result", 2]);
    });
  });

  it("that can't be written stops a run before anything is asked", async () => {
    await withSandbox({}, async (sandbox, env) => {
      const { exit, stderr } = await runMain(["run", ...at("cloudflare", "--log", "missing/run.ndjson")], {
        env,
        cwd: scratchFolder(),
      });
      expect([exit, stderr.includes("CONFIG_INVALID")]).toEqual([2, true]);
      expect(sandbox.journal.entries).toEqual([]);
    });
  });
});

describe("a list of domains and an account with few places", () => {
  const NAMES = ["z", "a", "m", "b"].map((label) => parseDomainName(`${label}.example.test`));
  const created = (entries: readonly { operation: string; request: { body: string } }[]) =>
    entries
      .filter(({ operation }) => operation === "CreateEmailIdentity")
      .map(({ request }) => (JSON.parse(request.body) as { EmailIdentity: string }).EmailIdentity);

  it("creates in the list's order, stops at SES's refusal, and tells the others without a call", async () => {
    await withSandbox({ profile: "dkim-only", quota: 2 }, async (sandbox, env) => {
      const argv = ["run", ...NAMES, "--provider", "route53", "--format", "json"];
      const { exit, stdout } = await runMain(argv, { env });
      expect(exit).toBe(3);
      expect(created(sandbox.journal.entries)).toEqual(NAMES.slice(0, 3));
      const codes = new Map(resultsIn(stdout).map(({ domain, error }) => [domain, error?.code ?? null]));
      expect(NAMES.map((domain) => codes.get(domain))).toEqual([
        null,
        null,
        "QUOTA_EXCEEDED",
        "QUOTA_EXCEEDED",
      ]);
      const last = resultsIn(stdout).find(({ domain }) => domain === NAMES[3]);
      expect(last?.error).toMatchObject({
        message: expect.stringContaining("SES was not asked"),
        facts: { refused: NAMES[2] },
      });
      expect(sandbox.journal.operations("ses").filter((name) => name === "ListEmailIdentities")).toHaveLength(
        1,
      );
      expect(writesIn(sandbox).filter((line) => line.includes(NAMES[3] ?? ""))).toEqual([]);
    });
  });

  it("stops at the limit of the config before SES has to refuse, by one list", async () => {
    await withSandbox({ profile: "dkim-only" }, async (sandbox, env) => {
      sandbox.ses.account.create("old.example.test");
      const argv = ["run", ...NAMES, "--provider", "route53", "--format", "json"];
      const { exit } = await runMain(argv, { env: { ...env, SES_ONBOARD_DOMAIN_LIMIT: "3" } });
      expect(exit).toBe(3);
      expect(created(sandbox.journal.entries)).toEqual(NAMES.slice(0, 2));
      expect(sandbox.journal.operations("ses").filter((name) => name === "ListEmailIdentities")).toHaveLength(
        1,
      );
    });
  });

  it("asks twice more for an identity that SES does not know yet, right after its Create", async () => {
    await withSandbox({ profile: "dkim-only", unknownAfterCreate: 2 }, async (sandbox, env) => {
      const { exit, stderr } = await runMain(["run", ...at("route53")], { env });
      expect(exit, stderr).toBe(0);
      expect(sandbox.journal.operations("ses").slice(2)).toEqual([
        "CreateEmailIdentity",
        "UpdateEmailIdentity",
        "UpdateEmailIdentity",
        "UpdateEmailIdentity",
      ]);
    });
  });

  it("needs no right to list, and gives what it creates its tags", async () => {
    const sesActions = ["GetEmailIdentity", "CreateEmailIdentity", "UpdateEmailIdentity"];
    await withSandbox({ profile: "dkim-only", sesActions }, async (sandbox, env) => {
      const tags = ["--tag", "team=mail", "--tag", "stage=live"];
      const { exit, stderr } = await runMain(["run", ...at("route53", ...tags)], { env });
      expect(exit).toBe(0);
      expect(stderr).toContain("RIGHTS_MISSING");
      expect(sandbox.ses.account.identities[0]?.tags).toEqual([
        { TagKey: "team", TagValue: "mail" },
        { TagKey: "stage", TagValue: "live" },
      ]);
    });
  });
});

describe("an interrupt before anything has begun", () => {
  it.for([130, 143] as const)("ends with %d", async (exit) => {
    await withSandbox({}, async (sandbox, env) => {
      const signal = AbortSignal.abort(new Interruption(exit));
      expect((await runMain(["run", ...at("cloudflare")], { env, signal })).exit).toBe(exit);
      expect((await runMain(["doctor", ...at("cloudflare")], { env, signal })).exit).toBe(exit);
      expect(writesIn(sandbox)).toEqual([]);
    });
  });
});
