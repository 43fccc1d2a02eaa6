import { execFile } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startChild, type Child } from "../support/child.ts";
import { CONSENT } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// What the sandbox prints and what README, the first time's page and the runbook show, typed into a shell as it stands there.

const ROOT = join(import.meta.dirname, "../..");
const MAIL = "mail.example.test";

const running: Child[] = [];
afterEach(async () => {
  for (const child of running) child.process.kill("SIGINT");
  await Promise.all(running.splice(0).map((child) => child.ended));
});

describe("the variables of --env", () => {
  it("let doctor and run succeed in another shell, and are gone with the sandbox", async () => {
    const { cwd, child } = await startSandboxIn(scratchFolder());
    const script = [
      ". ./sandbox.env",
      `ses-onboard doctor ${MAIL} --provider cloudflare && ses-onboard run ${MAIL} --provider cloudflare`,
      `SES_ONBOARD_PROVIDER=route53 ses-onboard check ${MAIL}`,
    ];
    const { exit, output } = await sh(cwd, script.join("\n"));
    expect(exit, output).toBe(0);
    expect(output).toContain(`${MAIL} is verified at an SES on this machine`);
    child.process.kill("SIGINT");
    expect((await child.ended).exit).toBe(0);
    expect(existsSync(join(cwd, "sandbox.env"))).toBe(false);
  });
});

describe("the commands that the sandbox prints", () => {
  it("all run as printed, one after the other", async () => {
    const { cwd, child } = await startSandboxIn(scratchFolder());
    const printed = child
      .stderr()
      .split("\n")
      .filter((line) => line.startsWith("  "));
    expect(printed).toHaveLength(5);
    const { exit, output } = await sh(cwd, ["set -e", ...printed].join("\n"));
    expect(exit, output).toBe(0);
    expect(output).toContain(`placed ${MAIL} 300 TXT "v=spf1 -all"`);
    expect(output).toContain(`removed ${MAIL} 300 TXT "v=spf1 -all"`);
  });
});

describe("the runbook's rehearsal", () => {
  it("goes as it stands there, undo included", async () => {
    const { cwd } = await startSandboxIn(scratchFolder());
    const [, second = ""] = (blocks()[0] ?? "").split("# in a second shell:\n");
    const commands = second.trim().split("\n");
    expect(commands).toHaveLength(6);
    const exits = commands.map((command) => `${command}\necho "exit $?"`);
    const { output } = await sh(cwd, exits.join("\n"));
    expect(
      [...output.matchAll(/^exit (\d+)$/gm)].map(([, exit]) => exit),
      output,
    ).toEqual(commands.map((command) => /# exit (\d)/.exec(command)?.[1] ?? "0"));
  });

  it("places and removes records as it stands there", async () => {
    const [started = "", ...meanwhile] = (blocks()[1] ?? "").split("\n").filter((line) => line !== "");
    expect(meanwhile).toHaveLength(3);
    const { cwd } = await startSandboxIn(
      scratchFolder(),
      started.match(/--record '[^']*'/g)?.flatMap(wordsOf),
    );
    const { exit, output } = await sh(cwd, ["set -e", ". ./sandbox.env", ...meanwhile].join("\n"));
    expect(exit, output).toBe(0);
    expect(output.split("\n")).toEqual(
      expect.arrayContaining([
        "placed www.mail.example.test 300 CNAME mail.example.test",
        `${MAIL} 300 TXT "v=spf1 mx -all"`,
        `${MAIL} 300 MX 10 mx.example.net`,
        "removed www.mail.example.test 300 CNAME mail.example.test",
      ]),
    );
  });
});

// The other two hold the same commands, but for the site (test/docs/docs.test.ts).
describe.each(["README.md", "docs/zh/first-time.md"])("the first evening by %s", (page) => {
  it(
    "goes from init to undo as it is typed there, and nothing else is looked up",
    { timeout: 90_000 },
    async () => {
      const lines = [...readFileSync(join(ROOT, page), "utf8").matchAll(/^ *(npx ses-onboard .*)$/gm)]
        .map(([, line = ""]) => line.replace(/ +#.*$/, "").replaceAll("example.com", "example.test"))
        .filter((line) => !line.includes(" sandbox ") && !line.includes("--sandbox"));
      const words = lines.map((line) => line.split(" ")[2]);
      expect(words).toEqual(["init", "doctor", "plan", "run", "check", "undo"]);
      const { cwd, child } = await startSandboxIn(scratchFolder());
      // Rehearsals keep no log in the user's folder (decision 34), so here it is named.
      const typed = lines.map((line) =>
        line.replace(/ run (.*)$/, " run $1 --log run.ndjson").replace(/ undo \S+/, " undo run.ndjson"),
      );
      // The site decides about the region, and the page in Chinese is for the other one.
      const begin = [". ./sandbox.env", "unset TENCENTCLOUD_REGION"];
      const script = [...begin, ...typed.map((line) => `${line}; echo "exit $?"`)].join("\n");
      const { output } = await sh(cwd, script);
      const exits = [...output.matchAll(/^exit (\d+)$/gm)].map(([, exit]) => exit);
      expect(exits, output).toEqual(typed.map(() => "0"));
      expect(output).toContain(`${MAIL} is verified at an SES on this machine`);
      child.process.kill("SIGINT");
      await child.ended;
    },
  );
});

/** The blocks of commands in the runbook's part about rehearsing. */
function blocks(): readonly string[] {
  const page = readFileSync(join(ROOT, "docs/runbook.md"), "utf8");
  const [section = ""] = (page.split("\n### Rehearse\n")[1] ?? "").split("\n### ");
  return [...section.matchAll(/^```\n([^]*?)^```$/gm)].map(([, block = ""]) => block);
}

function wordsOf(option: string): readonly string[] {
  const [, name = "", value = ""] = /^(--\w+) '(.*)'$/.exec(option) ?? [];
  return [name, value];
}

async function startSandboxIn(cwd: string, more: readonly string[] = []) {
  const child = startChild(["sandbox", "--env", "sandbox.env", ...more], {}, { cwd });
  running.push(child);
  await child.says(/DELETE/, "stderr");
  return { cwd, child };
}

/** A script in a POSIX shell where the package is installed, and in an environment made from nothing. */
function sh(cwd: string, script: string): Promise<{ readonly exit: number; readonly output: string }> {
  const bin = join(cwd, "bin");
  mkdirSync(bin);
  const main = `exec '${process.execPath}' '${join(ROOT, "dist/cli/main.js")}' "$@"`;
  program(bin, "ses-onboard", main);
  // npx itself would ask a registry.
  program(bin, "npx", `shift\n${main}`);
  const env = { PATH: `${bin}:${process.env["PATH"]}`, HOME: cwd, ...CONSENT };
  return new Promise((resolve) => {
    execFile("/bin/sh", ["-c", `exec 2>&1\n${script}`], { cwd, env }, (error, output) =>
      resolve({ exit: typeof error?.code === "number" ? error.code : error === null ? 0 : -1, output }),
    );
  });
}

function program(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, name), 0o755);
}
