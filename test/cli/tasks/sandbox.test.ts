import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ses as sdk } from "tencentcloud-sdk-nodejs-ses";
import { describe, expect, it } from "vitest";
import { main } from "../../../src/cli/cli.ts";
import {
  ALIDNS_ACTIONS,
  DNSPOD_ACTIONS,
  ROUTE53_ACTIONS,
  SES_ACTIONS,
} from "../../../src/cli/commands/sandbox-choices.ts";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { environmentOf, type SandboxDescription } from "../../../src/sandbox/sandbox.ts";
import { createAttributes, PROFILES } from "../../../src/sandbox/ses/attributes.ts";
import { eventsIn, resultsIn, runMain } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { words } from "../../support/words.ts";

const MAIL = "mail.example.test";

describe("sandbox --env", () => {
  it("writes what a shell reads, for its owner alone, prints no key, and takes the file away in the end", async () => {
    const cwd = scratchFolder();
    const file = join(cwd, "sandbox.env");
    await serving(["--env", "sandbox.env"], cwd, async ({ stdout, stderr }) => {
      expect([stdout(), statSync(file).mode & 0o777]).toEqual(["", 0o600]);
      const env = sourced(file);
      expect(stderr()).toContain("  . ./sandbox.env\n");
      expect(stderr()).not.toContain(env["CLOUDFLARE_API_TOKEN"]);
      const variables = { ...env, SES_ONBOARD_ROUND_GAP: "10ms", SES_ONBOARD_DKIM: "1024" };
      const run = await runMain(["run", MAIL, "--provider", "route53"], { env: variables });
      expect(run.exit, run.stderr).toBe(0);
    });
    expect(existsSync(file)).toBe(false);
  });

  it("says which of the hosts is meant, so that a command runs as a hint prints it", async () => {
    const cwd = scratchFolder();
    await serving(["--env", "sandbox.env"], cwd, async () => {
      const env = sourced(join(cwd, "sandbox.env"));
      expect(env["SES_ONBOARD_PROVIDER"]).toBe("cloudflare");
      expect((await runMain(["plan", MAIL], { env })).exit).toBe(0);
    });
  });

  it("writes over what a killed sandbox left, and over nothing else", async () => {
    const cwd = scratchFolder();
    const file = join(cwd, "a b.env");
    const left = await servingIn(file, ({ stderr }) => {
      expect(stderr()).toContain(`  . '${file}'\n`);
      return readFileSync(file, "utf8");
    });
    writeFileSync(file, left);
    await servingIn(file, () => {
      expect(readFileSync(file, "utf8")).not.toBe(left);
      // What somebody puts there now is no longer ours.
      writeFileSync(file, "MINE=1\n");
    });
    expect(readFileSync(file, "utf8")).toBe("MINE=1\n");
    const refused = await runMain(["sandbox", "--env", file], { cwd });
    expect([refused.exit, refused.stdout]).toEqual([2, ""]);
    expect(refused.stderr).toEqual(words("is there already"));
    expect(refused.stderr).toEqual(words("Name another file with --env, or move"));
    expect(readFileSync(file, "utf8")).toBe("MINE=1\n");
  });

  it("leaves the file of a sandbox that still serves", async () => {
    const cwd = scratchFolder();
    const file = join(cwd, "sandbox.env");
    await servingIn(file, async () => {
      const text = readFileSync(file, "utf8");
      const second = await runMain(["sandbox", "--env", "sandbox.env"], { cwd });
      expect([second.exit, second.stderr], second.stderr).toEqual([2, words("still serves")]);
      expect(readFileSync(file, "utf8")).toBe(text);
    });
    expect(existsSync(file)).toBe(false);
  });

  it.each([
    ["a link", "link", "symbolic link"],
    ["a device", "/dev/full", "no regular file"],
    ["a folder", "folder", "it is a folder"],
  ])("writes to no %s", async (_what, name, says) => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, "mine"), "MINE=1\n");
    symlinkSync("mine", join(cwd, "link"));
    mkdirSync(join(cwd, "folder"));
    const { exit, stderr } = await runMain(["sandbox", "--env", name], { cwd });
    expect([exit, stderr]).toEqual([2, words(says)]);
    expect(stderr).toContain("Name another file with --env.");
    expect(readFileSync(join(cwd, "mine"), "utf8")).toBe("MINE=1\n");
  });

  it("says when the file can't be written, and leaves nothing behind", async () => {
    const { exit, stderr } = await runMain(["sandbox", "--env", "nowhere/sandbox.env"], {
      cwd: scratchFolder(),
    });
    expect([exit, stderr.includes("CONFIG_INVALID"), stderr.includes("(ENOENT)")]).toEqual([2, true, true]);
  });

  it("goes together with --json", async () => {
    const cwd = scratchFolder();
    await serving(["--env", "s.env", "--json"], cwd, ({ stdout, stderr }) => {
      const { ses } = JSON.parse(stdout()) as SandboxDescription;
      expect([sourced(join(cwd, "s.env"))["TENCENTCLOUD_SECRET_ID"], stderr()]).toEqual([ses.secretId, ""]);
      return Promise.resolve();
    });
  });
});

describe("sandbox --record", () => {
  it("stands there from the start, beside what the example zone holds, and is merged with by a run", async () => {
    const records = [`${MAIL} TXT "v=spf1 mx -all"`, `${MAIL} 60 MX 5 mx.example.net`].flatMap((line) => [
      "--record",
      line,
    ]);
    await serving(["--json", ...records], scratchFolder(), async ({ env }) => {
      const variables = { ...env(), SES_ONBOARD_ROUND_GAP: "10ms", SES_ONBOARD_DKIM: "1024" };
      const argv = ["run", MAIL, "--provider", "cloudflare", "--format", "json"];
      const [result] = resultsIn((await runMain(argv, { env: variables })).stdout);
      const actions = result?.records.map(({ purpose, action, before }) => [purpose, action, before?.ttl]);
      expect(actions).toEqual(
        expect.arrayContaining([
          ["spf", "merged", 300],
          ["mx", "kept", 60],
        ]),
      );
    });
  });

  it.each([
    [["--record", "mail.example.test"], "OWNER [TTL] TYPE VALUE"],
    [["--record", "mail.example.com TXT x"], "none of the sandbox's zones (example.test)"],
    [["--zone", "acme.test", "--record", "mail.example.test TXT x"], "zones (acme.test)"],
    [["--record", "example.test CNAME a.test"], "DNS host's affair"],
    [["--record", "a.example.test TXT x", "--record", "a.example.test CNAME b.test"], "beside a CNAME"],
    [["--zone", "a..b"], "no domain name"],
    [["--quota", "1", "--quota", "2"], "given twice"],
    [["--env", "a", "--env", "b"], "given twice"],
    [["--ses-actions", "GetEmailIdentity,CreateEmailIdentitys"], 'did you mean "CreateEmailIdentity"?'],
    [["--ses-actions", ""], "is not one of"],
    [["--route53-actions", "GetHostedZones"], 'did you mean "GetHostedZone"?'],
    [["--cloudflare-permissions", "dns_records:write"], "is not one of"],
    [["--dnspod-actions", "CreateRecords"], 'did you mean "CreateRecord"?'],
    [["--alidns-actions", "AddDomainRecords"], 'did you mean "AddDomainRecord"?'],
    [["--busy", "soon"], "not a duration"],
    [["--list-lag", "soon"], "not a duration"],
  ])("%j is refused before anything is served", async (argv, said) => {
    const { exit, stdout, stderr } = await runMain(["sandbox", ...argv], { signal: AbortSignal.abort() });
    expect([exit, stdout]).toEqual([2, ""]);
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(said);
    expect(stderr).toContain(`--${argv.at(-2)?.slice(2)}`);
  });
});

describe("sandbox --ses-actions", () => {
  it("is all that SES's key may do", async () => {
    const argv = ["--json", "--ses-actions", "GetEmailIdentity, UpdateEmailIdentity"];
    await serving(argv, scratchFolder(), async ({ env }) => {
      const planned = await runMain(["plan", MAIL, "--provider", "cloudflare"], { env: env() });
      expect(planned.exit, planned.stderr).toBe(0);
      const run = await runMain(["run", MAIL, "--provider", "cloudflare", "--format", "json"], {
        env: env(),
      });
      expect(resultsIn(run.stdout)[0]?.error?.code).toBe("RIGHTS_MISSING");
    });
  });

  it.each(SES_ACTIONS)(
    "%s is one that the sandbox serves, refused where it is not in the list",
    async (action) => {
      const allowed = SES_ACTIONS.find((one) => one !== action) ?? "";
      await serving(["--json", "--ses-actions", allowed], scratchFolder(), async ({ description }) => {
        const { endpoint, region, ...credential } = description().ses;
        const httpProfile = { endpoint: endpoint.slice("http://".length), protocol: "http://" };
        const client = new sdk.v20201002.Client({ credential, region, profile: { httpProfile } });
        const answer = client.request(action, { EmailIdentity: MAIL });
        await expect(answer).rejects.toMatchObject({ code: "AuthFailure.UnauthorizedOperation" });
      });
    },
  );
});

describe("sandbox --route53-actions", () => {
  it("is all that Route 53's key may do", async () => {
    const actions = ROUTE53_ACTIONS.filter((action) => action !== "ChangeResourceRecordSets").join(",");
    await serving(["--json", "--route53-actions", actions], scratchFolder(), async ({ env }) => {
      const planned = await runMain(["plan", MAIL, "--provider", "route53"], { env: env() });
      expect(planned.exit, planned.stderr).toBe(0);
      const run = await runMain(["run", MAIL, "--provider", "route53", "--format", "json"], { env: env() });
      const [result] = resultsIn(run.stdout);
      expect([result?.error?.code, result?.identity?.created]).toEqual(["RIGHTS_MISSING", false]);
    });
  });
});

describe("sandbox --dnspod-actions", () => {
  it("is all that the account's key may do at DNSPod", async () => {
    const actions = ["DescribeDomainList", "DescribeDomainPurview", "DescribeRecordList", "DescribeRecord"];
    await serving(["--json", "--dnspod-actions", actions.join(",")], scratchFolder(), async ({ env }) => {
      const planned = await runMain(["plan", MAIL, "--provider", "dnspod"], { env: env() });
      expect(planned.exit, planned.stderr).toBe(0);
      const run = await runMain(["run", MAIL, "--provider", "dnspod", "--format", "json"], { env: env() });
      const [result] = resultsIn(run.stdout);
      expect([result?.error?.code, result?.identity?.created]).toEqual(["RIGHTS_MISSING", false]);
    });
  });
});

describe("sandbox --list-lag", () => {
  it("is how late DNSPod's lists are, which the variables tell", async () => {
    await serving(["--json", "--list-lag", "300ms"], scratchFolder(), async ({ env, description }) => {
      expect([description().dnspod.readLag, env()["DNSPOD_READ_LAG"]]).toEqual(["300ms", "300ms"]);
      const variables = { ...env(), SES_ONBOARD_ROUND_GAP: "10ms", SES_ONBOARD_DKIM: "1024" };
      const argv = ["run", MAIL, "--provider", "dnspod", "--format", "json"];
      const [result] = resultsIn((await runMain(argv, { env: variables })).stdout);
      expect([result?.state, result?.zone?.provider]).toEqual(["verified", "dnspod"]);
    });
  });
});

describe("sandbox --cloudflare-permissions", () => {
  it("is all that Cloudflare's token may do", async () => {
    const argv = ["--json", "--cloudflare-permissions", "zone:read, dns_records:read"];
    await serving(argv, scratchFolder(), async ({ env }) => {
      const planned = await runMain(["plan", MAIL, "--provider", "cloudflare"], { env: env() });
      expect([planned.exit, planned.stderr.includes("may read only")]).toEqual([0, true]);
      const run = await runMain(["run", MAIL, "--provider", "cloudflare", "--format", "json"], {
        env: env(),
      });
      const [result] = resultsIn(run.stdout);
      expect([result?.error?.code, result?.identity?.created]).toEqual(["RIGHTS_MISSING", false]);
    });
  });
});

describe("sandbox --busy", () => {
  it("makes a Route 53 zone take in one change in that time", async () => {
    await serving(["--json", "--busy", "300ms"], scratchFolder(), async ({ env }) => {
      const variables = { ...env(), SES_ONBOARD_ROUND_GAP: "10ms", SES_ONBOARD_DKIM: "1024" };
      const runs = await Promise.all(
        ["a", "b"].map((label) =>
          runMain(["run", `${label}.example.test`, "--provider", "route53", "--format", "json"], {
            env: variables,
          }),
        ),
      );
      expect(runs.map(({ exit }) => exit)).toEqual([0, 0]);
      const retried = runs
        .flatMap(({ stdout }) => eventsIn(stdout))
        .filter(({ type }) => type === "api.retried");
      expect(retried.length).toBeGreaterThan(0);
    });
  });
});

describe("sandbox --help", () => {
  it("names every default, and every action", async () => {
    const help = (await runMain(["sandbox", "--help"])).stdout.replaceAll(/\s+/g, " ");
    for (const action of [...SES_ACTIONS, ...ROUTE53_ACTIONS, ...DNSPOD_ACTIONS, ...ALIDNS_ACTIONS])
      expect(help).toContain(action);
    const [options = ""] = help.split(" Examples:");
    const told = [...options.matchAll(/ --([a-z\d-]+) (.*?)(?= --[a-z]|$)/g)];
    const silent = told.filter(([, , words = ""]) => !words.includes("default")).map(([, name]) => name);
    expect(silent).toEqual(["help", "version", "json", "env", "record"]);
  });

  it.each(PROFILES)("says for which records the profile %s has SES ask", async (profile) => {
    const [, said = ""] =
      new RegExp(`^  ${profile} +(.*)$`, "m").exec((await runMain(["sandbox", "--help"])).stdout) ?? [];
    const asked = createAttributes(parseDomainName(MAIL), profile, 1024);
    const kinds = {
      "DKIM key": asked.filter(({ SendDomain }) => SendDomain.includes("._domainkey.")).length > 0,
      "two DKIM": asked.filter(({ SendDomain }) => SendDomain.includes("._domainkey.")).length > 1,
      MX: asked.some(({ Type }) => Type === "MX"),
      SPF: asked.some(({ ExpectedValue }) => ExpectedValue.startsWith("v=spf1")),
      DMARC: asked.some(({ SendDomain }) => SendDomain.startsWith("_dmarc.")),
    };
    for (const [word, isAsked] of Object.entries(kinds)) expect(said.includes(word), word).toBe(isAsked);
  });
});

interface Serving {
  readonly stdout: () => string;
  readonly stderr: () => string;
  readonly description: () => SandboxDescription;
  /** Of `--json`. */
  readonly env: () => Readonly<Record<string, string>>;
}

/** The command in this process, while it serves; stopped when the use of it ends. */
/** With its variables in this file; returns what `use` does. */
async function servingIn<T>(file: string, use: (sandbox: Serving) => T | Promise<T>): Promise<T> {
  const used: T[] = [];
  await serving(["--env", file], scratchFolder(), async (sandbox) => void used.push(await use(sandbox)));
  return used[0] as T;
}

async function serving(
  argv: readonly string[],
  cwd: string,
  use: (sandbox: Serving) => Promise<unknown>,
): Promise<void> {
  const written = { stdout: "", stderr: "" };
  const stop = new AbortController();
  let say = (): void => undefined;
  const said = new Promise<void>((resolve) => (say = resolve));
  const sink = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
      say();
    },
    columns: undefined,
    rows: undefined,
    isTTY: false,
  });
  const io = { env: {}, cwd, home: cwd, stdout: sink("stdout"), stderr: sink("stderr"), ask: undefined };
  const ended = main(["sandbox", ...argv], { ...io, signal: stop.signal });
  // One that can't start ends without serving, and has said why.
  await Promise.race([said, ended]);
  const description = () => JSON.parse(written.stdout) as SandboxDescription;
  try {
    await use({
      stdout: () => written.stdout,
      stderr: () => written.stderr,
      description,
      env: () => environmentOf(description()),
    });
  } finally {
    stop.abort();
    expect(await ended, written.stderr).toBe(0);
  }
}

/** The variables of the file, by the shape that test/e2e/sandbox-shell.test.ts gives to a shell. */
function sourced(file: string): Readonly<Record<string, string>> {
  const lines = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  return Object.fromEntries(
    lines.map((line) => {
      const [, name = line, value = ""] = /^export (\w+)='?([^']*)'?$/.exec(line) ?? [];
      return [name, value];
    }),
  );
}
