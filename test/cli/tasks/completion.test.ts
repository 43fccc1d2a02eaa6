import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METAS } from "../../../providers/registry.ts";
import { runMain } from "../../support/cli.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";

// What a shell's script asks for; test/e2e/completion.test.ts has a shell ask.

const HOSTS = Object.keys(METAS);
const CONFIG = `
providers:
  registrar: { type: cloudflare, apiToken: { env: NOT_SET } }
  "two words": { type: manual }
domains:
  - { match: configured.example.com, provider: registrar }
`;

describe("values of an option", () => {
  it.each([
    { words: ["plan", "--provider", ""], values: ["auto", ...HOSTS, "registrar"] },
    { words: ["run", "--provider=ro"], values: ["--provider=route53"] },
    { words: ["plan", "--export", "t"], values: ["table", "terraform", "text", "text-zh"] },
    { words: ["check", "--format", ""], values: ["tty", "plain", "github", "json"] },
    { words: ["run", "--mx", "a"], values: ["add"] },
    { words: ["run", "--mx", "=", "a"], values: ["add"] },
    { words: ["run", "--mx=a"], values: ["--mx=add"] },
    { words: ["run", "--dmarc", "rfc"], values: ["rfc9989", "rfc7489"] },
    { words: ["run", "--dkim", ""], values: ["1024", "2048"] },
    { words: ["doctor", "--site", ""], values: ["international", "china"] },
    { words: ["init", "--region", ""], values: ["ap-singapore", "ap-guangzhou", "ap-hongkong"] },
    { words: ["run", "--site", "china", "--region", ""], values: ["ap-guangzhou", "ap-hongkong"] },
    { words: ["run", "--site", "=", "china", "--region", "ap-h"], values: ["ap-hongkong"] },
    { words: ["sandbox", "--profile", "d"], values: ["dkim-only", "dual-dkim"] },
    { words: ["providers", "d"], values: ["dnspod"] },
    { words: ["run", "--color", "n"], values: ["never"] },
  ])("$words: $values", async ({ words, values }) => {
    expect(await completionsAt(words)).toEqual(values);
  });

  it("are those of the site that the variable names", async () => {
    const env = { SES_ONBOARD_SITE: "international" };
    expect(await completionsAt(["run", "--region", ""], env)).toEqual(["ap-singapore"]);
  });

  it.each([
    ["run", "--log", ""],
    ["run", "--plan", "x"],
    ["plan", "--config", ""],
    ["run", "--mx", "="],
  ])("%s %s %s are left to the shell, which offers files", async (...words) => {
    expect(await completionsAt(words)).toEqual([]);
  });
});

describe("domains", () => {
  it.each([
    { words: ["run", ""], domains: ["configured.example.com", "kept.example.com"] },
    { words: ["check", "--yes", "k"], domains: ["kept.example.com"] },
    { words: ["plan", "--debug", "c"], domains: ["configured.example.com"] },
    { words: ["doctor", "configured.example.com", ""], domains: ["kept.example.com"] },
    { words: ["plan", "--", ""], domains: ["configured.example.com", "kept.example.com"] },
    {
      words: ["run", "--file", "domains.yaml", ""],
      domains: ["a.example.com", "b.example.com", "configured.example.com", "kept.example.com"],
    },
    { words: ["run", "--file=domains.yaml", "b"], domains: ["b.example.com"] },
    { words: ["undo", ""], domains: ["kept.example.com"] },
    { words: ["history", "kept"], domains: ["kept.example.com"] },
    { words: ["undo", "kept.example.com", ""], domains: [] },
    { words: ["undo", "run.ndj"], domains: [] },
    { words: ["undo", "run.ndjson", "--domain", "con"], domains: ["configured.example.com"] },
  ])("$words: $domains", async ({ words, domains }) => {
    expect(await completionsAt(words)).toEqual(domains);
  });

  it("come from the files that variables name, too", async () => {
    const env = { SES_ONBOARD_FILE: "domains.yaml", SES_ONBOARD_CONFIG: "none.yaml" };
    expect(await completionsAt(["run", "a"], env)).toEqual(["a.example.com"]);
  });

  it("are none, and nothing is said, where the files are wrong", async () => {
    const cwd = place();
    writeFileSync(join(cwd, "ses-onboard.yaml"), "domains: [");
    writeFileSync(join(cwd, "domains.yaml"), "- not a domain");
    const words = ["run", "--file", "domains.yaml", "", "--provider", "cl"];
    expect(await completionsAt(words.slice(0, 4), {}, cwd)).toEqual(["kept.example.com"]);
    expect(await completionsAt(words, {}, cwd)).toEqual(["cloudflare"]);
  });
});

describe("commands and options", () => {
  it.each([
    { words: ["pl"], has: "plan" },
    { words: ["help", "ru"], has: "run" },
    { words: ["run", "--"], has: "--provider" },
    { words: ["sandbox", ""], has: "--profile" },
    { words: ["run", "--provider", "route53", "--m"], has: "--mx" },
    { words: ["run", "--color", "--y"], has: "--yes" },
  ])("$words: among others $has", async ({ words, has }) => {
    expect(await completionsAt(words)).toContain(has);
  });

  it("are nothing, in silence, on a line that can't be read", async () => {
    expect(await completionsAt(["run", "--help=yes", ""])).toEqual([]);
  });
});

/** A folder with a config, a list and a kept log. */
function place(): string {
  const cwd = scratchFolder();
  mkdirSync(join(cwd, "ses-onboard"));
  writeFileSync(join(cwd, "ses-onboard", "kept.example.com.ndjson"), "");
  writeFileSync(join(cwd, "ses-onboard.yaml"), CONFIG);
  writeFileSync(join(cwd, "domains.yaml"), "- a.example.com\n- { domain: b.example.com, mx: add }\n");
  return cwd;
}

async function completionsAt(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = place(),
): Promise<readonly string[]> {
  const argv = ["--get-yargs-completions", "ses-onboard", ...words];
  const { exit, stdout, stderr } = await runMain(argv, { cwd, env: { XDG_STATE_HOME: cwd, ...env } });
  expect([exit, stderr]).toEqual([0, ""]);
  return stdout.split("\n").filter((line) => line !== "");
}
