import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Sandbox, SandboxOptions } from "../../src/sandbox/sandbox.ts";
import type { ZoneSettings } from "../../src/sandbox/zone-store.ts";
import { runChild, type EndedChild } from "../support/child.ts";
import { recordsBelow, withSandbox } from "../support/cli.ts";
import { commandsIn, runLine } from "../support/printed.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// What the built program prints is copied and run as it stands, and does what it says.

const name = parseDomainName;
const MAIL = "mail.example.test";
const CONFIG = "it's here/a b.yaml";
const LIVE_MX = { owner: name(MAIL), type: "MX", values: ["10 mx.example.test"] } as const;

interface Play {
  readonly sandbox: Sandbox;
  readonly cwd: string;
  /** The built program, in a folder of its own. */
  readonly start: (...argv: readonly string[]) => Promise<EndedChild>;
  /** The last command that was printed, by a shell. */
  readonly copied: (printed: string) => ReturnType<typeof runLine>;
}

function zoneWith(...records: NonNullable<ZoneSettings["records"]>): SandboxOptions {
  return { zones: [{ apex: name("example.test"), records }] };
}

async function play(options: SandboxOptions, acts: (play: Play) => Promise<void>): Promise<void> {
  await withSandbox(options, async (sandbox, variables) => {
    const cwd = scratchFolder();
    const env = { ...variables, SES_ONBOARD_FORMAT: "plain", SES_ONBOARD_YES: "true" };
    await acts({
      sandbox,
      cwd,
      start: (...argv) => runChild(argv, env, { cwd }),
      copied: (printed) => runLine(commandsIn(printed).at(-1) ?? "exit 99", { env, cwd }),
    });
  });
}

describe("the command that a plan prints", () => {
  it.concurrent("carries out what it was given: a config file, consents, choices, tags", async ({
    expect,
  }) => {
    await play(zoneWith(LIVE_MX), async ({ sandbox, cwd, start, copied }) => {
      mkdirSync(join(cwd, "it's here"));
      writeFileSync(join(cwd, CONFIG), "providers: { mine: { type: route53 } }\npolicy: { ttl: 777 }\n");
      const given = ["--mx", "add", "--dmarc", "rfc9989", "--tag", "cost centre=7", "--allow", `A:*.${MAIL}`];
      const planned = await start("plan", "--config", CONFIG, "--provider", "mine", ...given, "--", MAIL);
      expect(planned.exit, planned.stderr).toBe(0);
      const done = await copied(planned.stdout);
      expect(done.exit, `${planned.stdout}${done.stderr}`).toBe(0);
      expect(recordsBelow(sandbox, MAIL)).toContain(`MX ${MAIL} 20 mxbiz1.qq.com`);
      expect(sandbox.ses.account.identities[0]?.tags).toEqual([{ TagKey: "cost centre", TagValue: "7" }]);
      const checked = await copied(done.stdout);
      expect([checked.exit, commandsIn(done.stdout).at(-1)]).toEqual([0, expect.stringContaining("check")]);
    });
  });

  it.concurrent("of a rehearsal is the same command at the real services", async ({ expect }) => {
    await play({}, async ({ sandbox, start, copied }) => {
      const rehearsed = await start("run", "--sandbox", MAIL);
      expect([rehearsed.exit, sandbox.ses.account.identities], rehearsed.stderr).toEqual([0, []]);
      expect(commandsIn(rehearsed.stdout).at(-1)).toMatch(/main\.js run mail\.example\.test$/);
      // Two hosts have credentials here and the name servers tell nothing: the hint has the whole command, too.
      const ambiguous = await copied(rehearsed.stdout);
      expect([ambiguous.exit, ambiguous.stdout]).toEqual([2, expect.stringContaining("PROVIDER_AMBIGUOUS")]);
      const done = await copied(ambiguous.stdout);
      expect([done.exit, sandbox.ses.account.identities.length], done.stderr).toEqual([0, 1]);
    });
  });
});

describe("the command of a hint", () => {
  it.concurrent("goes on where a run was out of time, and appends to its log", async ({ expect }) => {
    await play({ lagMs: 3_600_000 }, async ({ sandbox, cwd, start, copied }) => {
      const late = await start(
        "run",
        "--provider",
        "cloudflare",
        "--wait",
        "0",
        "--log",
        "my run.ndjson",
        MAIL,
      );
      expect(late.exit, late.stderr).toBe(7);
      sandbox.dns.setLag(0);
      const done = await copied(late.stdout);
      expect(done.exit, `${late.stdout}${done.stderr}`).toBe(0);
      expect(readFileSync(join(cwd, "my run.ndjson"), "utf8").split('"run.started"')).toHaveLength(3);
    });
  });

  it.concurrent("replaces what is in the way", async ({ expect }) => {
    const owner = name(`qcloudsg1024._domainkey.${MAIL}`);
    const key = { owner, type: "TXT", values: ["v=DKIM1; k=rsa; p=AAAA"] } as const;
    await play(zoneWith(key), async ({ sandbox, start, copied }) => {
      sandbox.ses.account.create(MAIL);
      const blocked = await start("run", "--provider", "route53", "--ttl", "900", MAIL);
      expect(blocked.exit, blocked.stderr).toBe(4);
      const done = await copied(blocked.stdout);
      expect(done.exit, `${blocked.stdout}${done.stderr}`).toBe(0);
      expect(recordsBelow(sandbox, owner)).toEqual([`TXT ${owner} v=DKIM1; k=rsa; p=KEY`]);
    });
  });

  it.concurrent("is a plan where it was a plan that found it, one for each way out", async ({ expect }) => {
    const nullMx = { owner: name(MAIL), type: "MX", values: ["0 ."] } as const;
    await play(zoneWith(nullMx), async ({ start, copied }) => {
      const blocked = await start("plan", "--provider", "route53", "--mx", "add", MAIL);
      expect(commandsIn(blocked.stdout).map((line) => /plan .*/.exec(line)?.[0])).toEqual([
        `plan --provider route53 --mx keep ${MAIL}`,
        `plan --provider route53 --mx replace ${MAIL}`,
      ]);
      expect((await copied(blocked.stdout)).stdout).toContain("takes the place of the null MX");
    });
  });

  it.concurrent.for([
    ["plan", "--provider", "cloudflare", `https://${MAIL}/`],
    ["run", "--dry-run", "--provider", "cloudflare", MAIL],
    ["plan", "--provder", "cloudflare", MAIL],
    ["paln", "--provider", "cloudflare", MAIL],
  ])("is a plan that was meant by %j", async (argv, { expect }) => {
    await play({}, async ({ start, copied }) => {
      const refused = await start(...argv, "--format", "plain");
      const line = commandsIn(refused.stderr).at(-1);
      expect([refused.exit, refused.stdout, line]).toEqual([2, "", expect.stringContaining(" plan ")]);
      expect((await copied(refused.stderr)).stdout).toContain("is planned");
    });
  });
});

describe("the command that `undo --dry-run` prints", () => {
  it.concurrent("takes back what the log tells", async ({ expect }) => {
    await play(zoneWith(LIVE_MX), async ({ sandbox, start, copied }) => {
      const before = recordsBelow(sandbox, "example.test");
      expect((await start("run", "--provider", "cloudflare", "--log=-my log.ndjson", MAIL)).exit).toBe(0);
      const tried = await start("undo", "--dry-run", "--provider", "cloudflare", "--", "-my log.ndjson");
      expect(tried.exit, tried.stderr).toBe(0);
      expect(recordsBelow(sandbox, "example.test")).not.toEqual(before);
      const done = await copied(tried.stdout);
      expect(done.exit, `${tried.stdout}${done.stderr}`).toBe(0);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
    });
  });
});

describe("the command that the evidence tells", () => {
  it.concurrent.for(["md", "html"])("comes to the same again, from .%s", async (kind, { expect }) => {
    await play(zoneWith(LIVE_MX), async ({ cwd, start, copied }) => {
      const given = ["--provider", "route53", "--tag", "who=it is me", "--report", `a b.${kind}`];
      const first = await start("plan", ...given, MAIL);
      expect(first.exit, first.stderr).toBe(0);
      const page = readFileSync(join(cwd, `a b.${kind}`), "utf8");
      const [, cell = ""] =
        />Command<\/dt>\s*<dd[^>]*>(.*?)<\/dd>|\| Command \| `+ ?(.*?) ?`+ \|/s
          .exec(page)
          ?.filter((one) => one !== undefined) ?? [];
      const again = await copied(`    ${decoded(cell)}`);
      expect(again.exit, `${decoded(cell)}\n${again.stderr}`).toBe(0);
      expect(commandsIn(again.stdout)).toEqual(commandsIn(first.stdout));
    });
  });
});

function decoded(text: string): string {
  return text
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)))
    .replaceAll("&quot;", '"')
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .trim();
}
