import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import { runMain, withSandbox, writesIn, type Place } from "../../support/cli.ts";
import { personWho } from "../../support/person.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

const name = parseDomainName;
const MAIL = "mail.example.test";
const CONFIG = "ses-onboard.yaml";
const WORKFLOW = ".github/workflows/onboard-domain.yml";
const OF_AN_ACCOUNT = /^(?:TENCENTCLOUD|CLOUDFLARE|AWS|DNSPOD|ALIBABA|ALIDNS)_/;
const AT_CLOUDFLARE = [name("amy.ns.cloudflare.com"), name("bob.ns.cloudflare.com")];

interface World {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly init: (argv: readonly string[], place?: Place) => ReturnType<typeof runMain>;
  readonly read: (path: string) => string;
}

/** A folder, no keys, and a zone on these name servers; nothing but DNS may be asked. */
async function inFolder(
  nameServers: readonly (typeof AT_CLOUDFLARE)[number][] | undefined,
  acts: (world: World) => Promise<void>,
): Promise<void> {
  const served = nameServers === undefined ? {} : { nameServers };
  await withSandbox({ zones: [{ apex: name("example.test"), ...served }] }, async (sandbox, variables) => {
    const env = Object.fromEntries(
      Object.entries(variables).filter(([variable]) => !OF_AN_ACCOUNT.test(variable)),
    );
    const cwd = scratchFolder();
    await acts({
      env,
      cwd,
      init: (argv, place = {}) => runMain(["init", ...argv], { env, cwd, columns: 80, ...place }),
      read: (path) => readFileSync(join(cwd, path), "utf8"),
    });
    expect(sandbox.journal.entries).toEqual([]);
    expect(writesIn(sandbox)).toEqual([]);
  });
}

function wordsOf(text: string): string {
  return text.replaceAll(/\s+/g, " ");
}

describe("init where nobody is at a terminal", () => {
  it("knows the host by its name servers, tells what to do, and writes both files", async () => {
    await inFolder(AT_CLOUDFLARE, async ({ init, read }) => {
      const { exit, stdout, stderr } = await init([MAIL]);
      expect([exit, stderr]).toEqual([0, ""]);
      expect(wordsOf(stdout)).toContain(
        `${MAIL}: Tencent Cloud SES, site international, region ap-singapore; DNS host Cloudflare. ` +
          "example.test is delegated to amy.ns.cloudflare.com, bob.ns.cloudflare.com: Cloudflare.",
      );
      expect(stdout.match(/^ {4}.*$/gm)?.filter((line) => !/^ {4}[ "\]}{]/.test(line))).toEqual([
        `    ses-onboard doctor ${MAIL}`,
        ...["ses-onboard-plan", "ses-onboard"].flatMap((environment) =>
          ["TENCENTCLOUD_SECRET_ID", "TENCENTCLOUD_SECRET_KEY", "CLOUDFLARE_API_TOKEN"].map(
            (secret) => `    gh secret set ${secret} --env ${environment}`,
          ),
        ),
        "    gh variable set SES_ONBOARD_SITE --body international",
        "    gh variable set TENCENTCLOUD_REGION --body ap-singapore",
      ]);
      expect(stdout).toContain(`✔ ${CONFIG} is written\n✔ ${WORKFLOW} is written\n`);
      expect(read(CONFIG).split("\n").slice(1, -1)).toEqual([
        "ses:",
        "  site: international",
        "  region: ap-singapore",
        "domains:",
        "  - match: example.test",
        "    provider: cloudflare",
      ]);
      expect(read(WORKFLOW)).toContain("        default: cloudflare\n");
      expect(read(WORKFLOW)).not.toMatch(/AWS|ALIBABA|DNSPOD/);
    });
  });

  it("takes all by options, in a terminal's width", async () => {
    await inFolder(undefined, async ({ init, read }) => {
      const given = ["--site", "china", "--region", "ap-hongkong", "--provider", "dnspod"];
      const { exit, stdout } = await init([MAIL, ...given]);
      expect(exit).toBe(0);
      expect(wordsOf(stdout)).toContain("site china, region ap-hongkong; DNS host DNSPod.");
      expect(wordsOf(stdout)).toContain(
        "The keys for Tencent Cloud are taken at DNSPod, too; a zone in another account needs DNSPOD_SECRET_ID, DNSPOD_SECRET_KEY.",
      );
      expect(stdout).not.toContain("gh secret set DNSPOD");
      expect(stdout).not.toContain("console.tencentcloud.com");
      expect(read(CONFIG)).toContain("  site: china\n  region: ap-hongkong\n");
      expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    });
  });

  it("asks for no keys of a host where a person enters the records", async () => {
    await inFolder(undefined, async ({ init, read }) => {
      const { exit, stdout } = await init([MAIL, "--provider", "manual"]);
      expect([exit, stdout.match(/^\{$/gm)?.length]).toEqual([0, 1]);
      expect(read(CONFIG)).toContain("    provider: manual\n");
      expect(read(WORKFLOW)).toContain("        default: manual\n");
    });
  });

  it("says whose name servers they are where another host is named", async () => {
    await inFolder(AT_CLOUDFLARE, async ({ init }) => {
      const { stdout } = await init([MAIL, "--provider", "route53"]);
      expect(wordsOf(stdout)).toContain("that is Cloudflare, not Amazon Route 53.");
    });
  });

  it("goes on without a network where the host is named, and says that nothing was seen", async () => {
    await inFolder(undefined, async ({ init, env, read }) => {
      const blind = { ...env, SES_ONBOARD_DNS_ROOTS: "127.81.0.9", SES_ONBOARD_DNS_RESOLVERS: "127.81.0.8" };
      const unknown = await init([MAIL], { env: blind });
      expect([unknown.exit, unknown.stdout]).toEqual([7, ""]);
      expect(wordsOf(unknown.stderr)).toMatch(
        /NOT_OBSERVABLE .* Name it with --provider: cloudflare, alidns/,
      );
      const { exit, stdout } = await init([MAIL, "--provider", "alidns"], { env: blind });
      expect(exit).toBe(0);
      expect(wordsOf(stdout)).toContain(
        "No name server could be asked from here, so it is not known whether the zone is at Alibaba Cloud DNS.",
      );
      expect(read(CONFIG)).toContain(`  - match: ${MAIL}\n`);
    });
  });

  it.each([
    [[], "CONFIG_INVALID", "No sender domain is named."],
    [[MAIL], "PROVIDER_UNKNOWN", "no DNS host that is known here has such name servers"],
    [["mail"], "DOMAIN_INVALID", "can't be used"],
    [[MAIL, "--site", "mars"], "CONFIG_INVALID", "--site"],
    [[MAIL, "--region", "ap-guangzhou"], "CONFIG_INVALID", "ap-guangzhou"],
    [[MAIL, "--provider", "godaddy"], "PROVIDER_UNKNOWN", "godaddy"],
  ])("asks nothing and writes nothing for %j", async (argv, code, text) => {
    await inFolder(undefined, async ({ init, read }) => {
      const { exit, stdout, stderr } = await init(argv);
      expect([exit, stdout]).toEqual([2, ""]);
      expect(stderr).toContain(code);
      expect(wordsOf(stderr)).toContain(text);
      expect(() => read(CONFIG)).toThrow();
    });
  });
});

it("writes nothing for an adapter of one's own, whose settings nobody here knows", async () => {
  await inFolder(undefined, async ({ init, cwd, read }) => {
    const traits = `{ swap: "atomic", batch: "all-or-nothing", replace: "in-place", minTtl: 0 }`;
    writeFileSync(
      join(cwd, "own.mjs"),
      `export const meta = { id: "own", settings: [], traits: ${traits} };\nexport const createProvider = () => ({});\n`,
    );
    const { exit, stdout, stderr } = await init([MAIL, "--provider", "./own.mjs"]);
    expect([exit, stdout]).toEqual([2, ""]);
    expect(wordsOf(stderr)).toContain(
      'init writes for the built-in DNS hosts alone, and "./own.mjs" is none',
    );
    expect(() => read(CONFIG)).toThrow();
  });
});

describe("files that are there", () => {
  it("are left as they are where they are the same", async () => {
    await inFolder(AT_CLOUDFLARE, async ({ init }) => {
      await init([MAIL]);
      const { exit, stdout } = await init([MAIL]);
      expect(exit).toBe(0);
      for (const path of [CONFIG, WORKFLOW])
        expect(wordsOf(stdout)).toContain(`✔ ${path} is there already, as it would be written`);
    });
  });

  const SHA = "0123456789abcdef0123456789abcdef01234567";
  it.each([
    ["in its steps", /(?<=uses: )your-org\/ses-onboard@v0\.1\.0/g, `acme/ses-onboard@${SHA} # v0.1.0`],
    ["everywhere", /your-org\/ses-onboard@v0\.1\.0/g, `acme/ses-onboard@${SHA}`],
  ])(
    "are the same where the release was named %s, and keep it where they are written anew",
    async (_where, ours, theirs) => {
      await inFolder(AT_CLOUDFLARE, async ({ init, cwd, read }) => {
        await init([MAIL]);
        const own = read(WORKFLOW).replaceAll(ours, theirs);
        expect(own).not.toBe(read(WORKFLOW));
        writeFileSync(join(cwd, WORKFLOW), own);
        expect(wordsOf((await init([MAIL])).stdout)).toContain(
          `✔ ${WORKFLOW} is there already, as it would be written`,
        );
        writeFileSync(join(cwd, WORKFLOW), `${own}# an old line\n`);
        await init([MAIL, "--overwrite"]);
        expect(read(WORKFLOW)).toBe(own);
      });
    },
  );

  it("are kept where they differ, with what differs, and replaced by the command that is printed", async () => {
    await inFolder(AT_CLOUDFLARE, async ({ init, cwd, read }) => {
      await init([MAIL]);
      const own = read(CONFIG).replace("cloudflare", "route53 # ours");
      writeFileSync(join(cwd, CONFIG), own);
      const kept = await init([MAIL]);
      expect([kept.exit, read(CONFIG)]).toEqual([0, own]);
      expect(kept.stdout).toContain(
        `! ${CONFIG} is kept as it is; lines that would go and come:\n    -     provider: route53 # ours\n    +     provider: cloudflare\n`,
      );
      const [, line = ""] = /^ {4}ses-onboard init (.*)$/m.exec(kept.stdout) ?? [];
      expect(line).toBe(
        `--site international --region ap-singapore --provider cloudflare --overwrite ${MAIL}`,
      );
      const replaced = await init(line.split(" "));
      expect(wordsOf(replaced.stdout)).toContain(`✔ ${CONFIG} is written anew; lines that went and came:`);
      expect(read(CONFIG)).not.toBe(own);
    });
  });

  it("stop it where they can't be read as files", async () => {
    await inFolder(AT_CLOUDFLARE, async ({ init, cwd }) => {
      mkdirSync(join(cwd, WORKFLOW), { recursive: true });
      const { exit, stderr } = await init([MAIL]);
      expect(exit).toBe(2);
      expect(wordsOf(stderr)).toContain(`The file ${WORKFLOW} can't be written`);
    });
  });
});

describe("init at a terminal", () => {
  const questions = (asked: readonly { readonly question: string }[]) =>
    asked.map(({ question }) => question);

  it("asks for what is not given, a wrong answer again, and nothing that DNS tells", async () => {
    await inFolder(AT_CLOUDFLARE, async ({ init, read }) => {
      const { ask, asked } = personWho("mail", MAIL, "chna", "china", "");
      const { exit, stderr } = await init([], { ask });
      expect(exit).toBe(0);
      expect(questions(asked)).toEqual([
        "Sender domain, like mail.example.com: ",
        "Sender domain, like mail.example.com: ",
        "Site of Tencent Cloud (international, china) [international]: ",
        "Site of Tencent Cloud (international, china) [international]: ",
        "Region (ap-guangzhou, ap-hongkong) [ap-guangzhou]: ",
      ]);
      expect(wordsOf(stderr)).toContain('"chna" is none of international, china (did you mean "china"?).');
      expect(read(CONFIG)).toContain("  site: china\n  region: ap-guangzhou\n");
    });
  });

  it("asks for the host where its name servers are nobody's, and what they are", async () => {
    await inFolder(undefined, async ({ init, read }) => {
      const { ask, asked } = personWho("", "alidns");
      const { exit, stderr } = await init([MAIL], { ask });
      expect([exit, questions(asked).at(-1)]).toEqual([
        0,
        "DNS host (cloudflare, alidns, dnspod, route53, manual): ",
      ]);
      expect(stderr).toContain("example.test is delegated to ns1.dns-host.test, ns2.dns-host.test.");
      expect(read(CONFIG)).toContain("    provider: alidns\n");
    });
  });

  it.each([
    ["three wrong answers", ["x", "y", "z"], 3],
    ["an input that is ended", [""], 1],
  ])("ends after %s, and writes nothing", async (_what, answers, count) => {
    await inFolder(undefined, async ({ init, read }) => {
      const { ask, asked } = personWho("international", ...answers);
      const { exit } = await init([MAIL], { ask });
      expect([exit, asked.length]).toEqual([2, count + 1]);
      expect(() => read(CONFIG)).toThrow();
    });
  });

  it("asks nothing where all is given, and speaks Chinese", async () => {
    await inFolder(AT_CLOUDFLARE, async ({ init }) => {
      const { ask, asked } = personWho();
      const given = ["--site", "china", "--region", "ap-hongkong", "--lang", "zh"];
      const { exit, stdout } = await init([MAIL, ...given], { ask });
      expect([exit, asked]).toEqual([0, []]);
      expect(stdout).toContain("4. 文件\n✔ 已写入 ses-onboard.yaml\n");
    });
  });
});
