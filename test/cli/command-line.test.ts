import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { METAS } from "../../providers/registry.ts";
import { VERSION } from "../../src/version.ts";
import { eventsIn, runMain, withSandbox } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const COMMANDS = ["run", "plan", "check", "doctor", "history", "providers", "sandbox"] as const;

describe("help", () => {
  it("lists every command on stdout and exits 0", async () => {
    const { exit, stdout, stderr } = await runMain(["--help"]);
    expect([exit, stderr]).toEqual([0, ""]);
    for (const command of COMMANDS) expect(stdout).toContain(`ses-onboard ${command}`);
  });

  it("is shown on stderr, with exit 2, to somebody who names no command", async () => {
    const [bare, help] = [await runMain([]), await runMain(["--help"])];
    expect(bare).toEqual({ exit: 2, stdout: "", stderr: help.stdout });
  });

  it.for(COMMANDS)("of %s fits the terminal and tells of no types", async (command) => {
    const { exit, stdout } = await runMain([command, "--help"], { columns: 80 });
    expect(exit).toBe(0);
    expect(stdout).not.toMatch(/\[(?:string|boolean|array)\]/);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it.for([["--help"], ["providers"], ["providers", "route53"], ["sandbox", "--help"]])(
    "%s fits a narrow terminal, but for words that would break",
    async (argv) => {
      const { stdout } = await runMain(argv, { columns: 60 });
      const long = stdout.split("\n").filter((line) => line.length > 60);
      expect(long.filter((line) => line.trim().replace(/^- /, "").includes(" "))).toEqual([]);
    },
  );

  it("is in English under a Chinese locale", async () => {
    const { stdout } = await runMain(["--help"], { env: { LANG: "zh_CN.UTF-8", LC_ALL: "zh_CN.UTF-8" } });
    expect(stdout).toContain("Commands:");
  });

  it.each([["--version"], ["-v"], ["run", "-v"]])("knows its version: %s %s", async (...argv) => {
    expect(await runMain(argv)).toEqual({ exit: 0, stdout: `${VERSION}\n`, stderr: "" });
  });

  it("is a command, too", async () => {
    expect(await runMain(["help"])).toEqual(await runMain(["--help"]));
    expect(await runMain(["help", "run"])).toEqual(await runMain(["run", "-h"]));
  });

  it("prints a script for shell completion, and what the script asks for", async () => {
    const script = await runMain(["completion"]);
    expect([script.exit, script.stdout.includes("ses-onboard --get-yargs-completions")]).toEqual([0, true]);
    const words = await runMain(["--get-yargs-completions", "ses-onboard", "pl"]);
    expect(words.stdout.split("\n")).toContain("plan");
  });
});

describe("a command line that can't be read", () => {
  const MISTAKES = [
    { argv: ["rnu", "mail.example.com"], says: 'did you mean "run"?' },
    { argv: ["rnu", "--mx", "add", "mail.example.com"], says: "ses-onboard run --mx add mail.example.com" },
    { argv: ["mail.example.com"], says: "ses-onboard plan mail.example.com" },
    {
      argv: ["run", "--dry-run", "--mx", "add", "a.example.com"],
      says: "ses-onboard plan --mx add a.example.com",
    },
    { argv: ["plan", "--json", "a.example.com"], says: "ses-onboard plan --format json a.example.com" },
    { argv: ["plan", "--json=true", "a.example.com"], says: "ses-onboard plan --format json a.example.com" },
    { argv: ["run", "--dry-run=True", "a.example.com"], says: "ses-onboard plan a.example.com" },
    { argv: ["plan", "--no-dry-run", "a.example.com"], says: "plan writes nothing in any case" },
    { argv: ["plan", "--dry-run=no", "a.example.com"], says: "ses-onboard plan a.example.com" },
    { argv: ["run", "--no-dry-run", "a.example.com"], says: "run has no option --no-dry-run" },
    { argv: ["sandbox", "--format", "plain"], says: "ses-onboard sandbox --json" },
    { argv: ["check", "--wait", "2m", "a.example.com"], says: "check has no option --wait; run has it." },
    { argv: ["run", "--wiat=1m", "a.example.com"], says: "ses-onboard run --wait=1m a.example.com" },
    { argv: ["plan", "--no-config", "a.example.com"], says: "no option --no-config" },
    { argv: ["plan", "--no-replace", "a.example.com"], says: "no option --no-replace" },
    { argv: ["plan", "--log", "a", "--log", "b", "a.example.com"], says: "--log is given twice: a and b" },
    { argv: ["plan"], says: "ses-onboard plan mail.example.com" },
    { argv: ["-x", "plan"], says: "ses-onboard --help" },
    { argv: ["run", "mail.example.com", "--wiat", "1m"], says: 'did you mean "--wait"?' },
    { argv: ["run", "mail.example.com", "--plan-hahs=x"], says: 'did you mean "--plan-hash"?' },
    { argv: ["run", "mail.example.com", "-x"], says: "no option -x" },
    { argv: ["doctor", "a.example.com", "b.example.com"], says: '"b.example.com"' },
    { argv: ["run"], says: "Which domain?" },
    { argv: ["run", "mail.example.com", "--wait"], says: "--wait needs a value" },
    { argv: ["run", "mail.example.com", "--wait", "5"], says: "--wait:" },
    { argv: ["run", "mail.example.com", "--plan-hash", "abc"], says: "--plan-hash:" },
    { argv: ["run", "mail.example.com", "--replace", "TXT"], says: "TYPE:NAME" },
    { argv: ["sandbox", "--quota", "many"], says: "--quota" },
    { argv: ["sandbox", "--lag", "5"], says: "--lag" },
    { argv: ["sandbox", "--profile", "ful"], says: "full" },
  ] as const;

  it.for(MISTAKES)("$argv says what was meant, exits 2 and leaves stdout alone", async ({ argv, says }) => {
    const { exit, stdout, stderr } = await runMain(argv);
    expect([exit, stdout]).toEqual([2, ""]);
    expect(stderr).toContain("CONFIG_INVALID (exit 2)");
    expect(stderr.replaceAll(/\s+/g, " ")).toContain(says);
  });

  it.for(["run", "plan", "check", "doctor"])(
    "%s judges the domain before it looks for keys or a config",
    async (command) => {
      const { exit, stderr } = await runMain([command, "co.uk", "--config", "missing.yaml"]);
      expect([exit, stderr.includes("DOMAIN_INVALID (exit 2)")]).toEqual([2, true]);
    },
  );

  it("is told to programs as one JSON line", async () => {
    const { exit, stdout } = await runMain(["run", "mail.example.com", "--wiat", "1m", "--format=json"]);
    expect(eventsIn(stdout)).toMatchObject([{ type: "error", exit: 2, error: { code: "CONFIG_INVALID" } }]);
    expect(exit).toBe(2);
  });

  it("names every bad variable, also one that is no setting at all", async () => {
    const env = { SES_ONBOARD_MX: "maybe", SES_ONBOARD_DNS_ROTS: "127.0.0.1", SES_ONBOARD_FORMAT: "json" };
    const [event] = eventsIn((await runMain(["plan", "mail.example.com"], { env })).stdout);
    expect(event?.error?.facts["problems"]).toMatchObject([
      { variable: "SES_ONBOARD_MX" },
      { variable: "SES_ONBOARD_DNS_ROTS" },
    ]);
  });

  it("is an annotation on GitHub's runner", async () => {
    const { stderr } = await runMain(["run", "mail..example"], { env: { GITHUB_ACTIONS: "true" } });
    expect(stderr).toMatch(/^::error /m);
  });

  it("keeps secrets of the environment out of what --debug tells", async () => {
    const env = {
      SES_ONBOARD_DEBUG: "true",
      SOME_API_TOKEN: "very-secret-token",
      SES_ONBOARD_REGION: "very-secret-token",
    };
    const { stderr } = await runMain(["run", "very-secret-token..example", "--debug"], { env });
    expect(stderr).toContain("debug: {");
    expect(stderr).not.toContain("very-secret-token");
  });
});

describe("what stands behind --", () => {
  it("is a domain, also beside others", async () => {
    const { exit, stdout } = await runMain(["plan", "--sandbox", "a.example.test", "--", "b.example.test"]);
    expect([exit, stdout.match(/\w\.example\.test is planned/g)]).toEqual([
      0,
      expect.arrayContaining(["a.example.test is planned", "b.example.test is planned"]),
    ]);
  });

  it.each(["run", "plan", "check", "doctor"])(
    "is no option of %s, whatever it looks like",
    async (command) => {
      const { exit, stderr } = await runMain([command, "--", "--sandbox"]);
      expect([exit, stderr.includes("DOMAIN_INVALID"), stderr.includes('"--sandbox"')]).toEqual([
        2,
        true,
        true,
      ]);
    },
  );

  it("is a log of undo, and a host of providers", async () => {
    expect((await runMain(["undo", "--", "--dry-run"])).stderr).toContain(
      "event log --dry-run can't be read",
    );
    expect((await runMain(["providers", "--", "route53"])).stdout).toContain("Amazon Route 53");
  });
});

describe("a domain that is more than a name", () => {
  it.each([
    ["https://mail.example.com/"],
    ["HTTPS://user:secret@Mail.Example.com.:8443/path?a=b"],
    ["user@mail.example.com"],
    ["mailto:user@mail.example.com"],
    ["<user@mail.example.com>,"],
    ["mail.example.com:443"],
    ["*.mail.example.com"],
    ["_dmarc.mail.example.com"],
    ["sel._domainkey.mail.example.com"],
  ])("%s proposes the name, with the whole command", async (text) => {
    const { exit, stderr } = await runMain(["plan", "--mx", "add", text], { columns: 200 });
    expect([exit, stderr.includes("DOMAIN_INVALID")]).toEqual([2, true]);
    expect(stderr).toMatch(/ses-onboard plan --mx add mail\.example\.com\b/);
  });

  it.each([
    [["run", "*.example.test", "--yes"], "run example.test"],
    [["run", "--yes=true", "https://example.test/", "--mx", "add"], "run example.test --mx add"],
    [["rnu", "example.test", "--yes"], "run example.test"],
    [["example.test", "--yes"], "plan example.test"],
    [["run", "--dry-run", "--yes", "example.test"], "plan example.test"],
  ])("%j proposes what is guessed without a consent to it", async (argv, line) => {
    const { stderr } = await runMain(argv, { columns: 200 });
    expect(stderr.split("\n").map((one) => one.trim().replace(/^.*`(ses-onboard .*)`.*$/, "$1"))).toContain(
      `ses-onboard ${line}`,
    );
  });

  it.each(["co.uk", "https://", "_dmarc", "*.com", "a b.example.com"])("%s proposes none", async (text) => {
    expect((await runMain(["plan", text])).stderr).toContain("like mail.example.com");
  });

  it.each(["MAIL.example.test", "mail.example.test."])("%s is that name", async (text) => {
    const { exit, stdout } = await runMain(["plan", "--sandbox", text]);
    expect([exit, stdout.includes("mail.example.test is planned")]).toEqual([0, true]);
  });
});

describe("--color", () => {
  const ESCAPE = "\u001b[";

  it.for([
    { argv: ["--color"], isColorful: true },
    { argv: ["--color", "always"], isColorful: true },
    { argv: ["--color=never"], isColorful: false },
    { argv: ["--no-color"], isColorful: false },
    { argv: [], isColorful: false },
  ])(
    "$argv before the domain: colours $isColorful, and the domain is not eaten",
    async ({ argv, isColorful }) => {
      const { exit, stdout } = await runMain(["plan", ...argv, "mail.example.test", "--sandbox"]);
      expect([exit, stdout.includes(ESCAPE)]).toEqual([0, isColorful]);
    },
  );

  it("auto colours a terminal, unless NO_COLOR is set", async () => {
    const argv = ["plan", "mail.example.test", "--sandbox", "--format", "plain"];
    expect((await runMain(argv, { isTTY: true })).stdout).toContain(ESCAPE);
    expect((await runMain(argv, { isTTY: true, env: { NO_COLOR: "1" } })).stdout).not.toContain(ESCAPE);
  });
});

describe("--debug", () => {
  it.for([
    { argv: ["--debug"], told: ["debug: "] },
    { argv: ["--debug=true"], told: ["debug: "] },
    { argv: ["--debug", "dns"], told: ["debug: ", "dns: "] },
    { argv: ["--debug=dns"], told: ["debug: ", "dns: "] },
    { argv: ["--no-debug"], told: [] },
    { argv: ["--debug=false"], told: [] },
    { argv: [], told: [] },
  ])("$argv before the domain: tells $told, and the domain is not eaten", async ({ argv, told }) => {
    await withSandbox({}, async (_sandbox, env) => {
      const broken = { ...env, TENCENTCLOUD_SECRET_KEY: "f".repeat(32) };
      const { exit, stderr } = await runMain(["check", ...argv, "mail.example.test"], { env: broken });
      expect(exit).toBe(3);
      expect(["debug: ", "dns: "].filter((word) => stderr.includes(`\n${word}`))).toEqual(told);
    });
  });

  it("of another word is refused", async () => {
    const { exit, stderr } = await runMain(["plan", "mail.example.test"], {
      env: { SES_ONBOARD_DEBUG: "dnss" },
    });
    expect(exit).toBe(2);
    expect(stderr).toContain("SES_ONBOARD_DEBUG");
  });
});

describe("providers", () => {
  it("lists every host that it knows on a line of its own", async () => {
    const { exit, stdout } = await runMain(["providers"]);
    expect(exit).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    ).toEqual(Object.keys(METAS));
  });

  it("tells of one what it needs", async () => {
    const { stdout } = await runMain(["providers", "cloudflare"]);
    expect(stdout).toContain("CLOUDFLARE_API_TOKEN");
    for (const right of METAS["cloudflare"]?.rights ?? []) expect(stdout).toContain(right);
  });

  it("tells it to programs", async () => {
    const [described] = JSON.parse((await runMain(["providers", "route53", "--json"])).stdout) as object[];
    expect(described).toMatchObject({ id: "route53", traits: METAS["route53"]?.traits });
  });

  it("says of each what it was tested on", async () => {
    const described = JSON.parse((await runMain(["providers", "--json"])).stdout) as readonly object[];
    expect(described).toMatchObject([
      { id: "cloudflare", grade: "own fake" },
      { id: "alidns", grade: "own fake" },
      { id: "dnspod", grade: "own fake" },
      { id: "route53", grade: "own fake" },
      { id: "manual", byHand: true },
    ]);
    expect((await runMain(["providers"])).stdout.match(/tested on: own fake/g)).toHaveLength(4);
    expect((await runMain(["providers", "route53"])).stdout).toMatch(/^Tested on: an own fake/m);
  });

  const TRAITS = `{ swap: "checked", batch: "one-by-one", replace: "gap", minTtl: 5 }`;
  const adapterIn = (meta: string): string => {
    const cwd = scratchFolder();
    const text = `export const meta = { id: "inhouse", traits: ${TRAITS}, ${meta} };
      export const createProvider = () => undefined;`;
    writeFileSync(join(cwd, "own.mjs"), text);
    return cwd;
  };

  it("shows an adapter that somebody else wrote, by its path from here", async () => {
    const cwd = adapterIn(`title: "In-house DNS", grade: "real server", rights: ["write to the zone"],
      settings: [{ name: "key", summary: "Key.", secret: true, required: true, env: "INHOUSE_KEY" }]`);
    const { exit, stdout } = await runMain(["providers", "./own.mjs"], { cwd });
    expect(exit).toBe(0);
    for (const part of [
      "In-house DNS (inhouse)",
      "INHOUSE_KEY",
      "write to the zone",
      "one-by-one",
      "Tested on: a real",
    ])
      expect(stdout).toContain(part);
    const [described] = JSON.parse(
      (await runMain(["providers", "./own.mjs", "--json"], { cwd })).stdout,
    ) as object[];
    expect(described).toMatchObject({ id: "inhouse", grade: "real server", traits: { swap: "checked" } });
  });

  it("shows the traits that only some hosts have", async () => {
    const traits = `{ swap: "checked", writes: "rrset", batch: "one-by-one", replace: "gap", minTtl: 5,
      readLagMs: 5000, mx: { min: 1, max: 50, null: false } }`;
    const cwd = adapterIn(`settings: [], traits: ${traits}`);
    const { stdout } = await runMain(["providers", "./own.mjs"], { cwd });
    for (const part of ["rrset: a write", "may be 5 s old", "preferences from 1 to 50, no null MX"])
      expect(stdout).toContain(part);
  });

  it("shows also one that says no more than it must", async () => {
    const { exit, stdout } = await runMain(["providers", "./own.mjs"], { cwd: adapterIn("settings: []") });
    expect([exit, stdout.includes("Tested on: not told")]).toEqual([0, true]);
  });

  it("shows nothing of such an adapter's that commands a terminal", async () => {
    const cwd = adapterIn(`title: "a\\u001b]0;b\\u0007", settings: [], rights: ["\\u001b[31mred"]`);
    const { exit, stdout } = await runMain(["providers", "./own.mjs"], { cwd });
    expect([exit, stdout.includes("\u001b"), stdout.includes("\u0007")]).toEqual([0, false, false]);
    expect(stdout).toContain("\\x1b[31mred");
  });

  it.for(["./missing.mjs", "data:text/javascript,0", "@acme/not-installed"])("refuses %s", async (name) => {
    const { exit, stderr } = await runMain(["providers", name], { cwd: scratchFolder() });
    expect([exit, stderr.includes("PROVIDER_UNKNOWN")]).toEqual([2, true]);
  });

  it.for([["--provider", "godaddy"], ["--provider=godaddy"]])(
    "proposes the whole command by hand in the place of %j",
    async (given) => {
      const { exit, stderr } = await runMain(["plan", ...given, "--ttl", "600", "--", "mail.example.com"]);
      expect([exit, stderr]).toEqual([2, expect.stringContaining('No DNS host is known here as "godaddy".')]);
      expect(stderr).toContain("ses-onboard plan --provider manual --ttl 600 -- mail.example.com");
    },
  );

  it.for(["cloudfare", "constructor"])("refuses %s", async (name) => {
    const { exit, stderr } = await runMain(["providers", name]);
    expect([exit, stderr.includes("PROVIDER_UNKNOWN")]).toEqual([2, true]);
  });
});

describe("under LANG=C", () => {
  const signs = /[\u0080-\u{10ffff}]/u;

  it.for(["tty", "plain"])(
    "%s has no sign outside of ASCII, from the first line to the table",
    async (format) => {
      await withSandbox({}, async (_sandbox, env) => {
        const argv = ["plan", "mail.example.test", "mail.missing.test", "--provider", "cloudflare"];
        const place = { env: { ...env, LANG: "C" }, isTTY: true, columns: 80 };
        const { stdout, stderr } = await runMain([...argv, "--format", format, "--color", "never"], place);
        expect(stdout).toContain("x ZONE_NOT_DELEGATED (exit 3)");
        expect([stdout.match(signs), stderr.match(signs)]).toEqual([null, null]);
      });
    },
  );

  it("a mistake, the doctor and a list of DNS hosts have none, and JSON keeps all", async () => {
    await withSandbox({}, async (_sandbox, env) => {
      const place = { env: { ...env, LANG: "C" } };
      for (const argv of [["run"], ["doctor", "mail.example.test"], ["providers", "route53"]]) {
        const { stdout, stderr } = await runMain(argv, place);
        expect(`${stdout}${stderr}`).not.toMatch(signs);
      }
      const { stdout } = await runMain(["providers", "route53", "--json"], place);
      expect(stdout).toContain("…RecordTypes");
    });
  });
});

describe("without a person and a consent", () => {
  const env = { SES_ONBOARD_YES: "false" };

  it.each([
    [["run", "mail.example.com"], "ses-onboard run --yes mail.example.com"],
    [["undo", "--no-yes", "--", "-r1"], "ses-onboard undo --yes -- -r1"],
  ])("%j is told the whole line that has one, and of no option that it does not take", async (argv, line) => {
    const cwd = scratchFolder();
    const started = { type: "run.started", domain: "mail.example.com", command: "run" };
    const log = { ...started, site: "international", region: "ap-singapore" };
    writeFileSync(join(cwd, "-r1"), `${JSON.stringify(log)}\n`);
    const { exit, stderr } = await runMain(argv, { env, cwd });
    expect([exit, stderr.includes("CONSENT_MISSING"), stderr.includes(line)]).toEqual([2, true, true]);
    expect(stderr.includes("--plan-hash")).toBe(argv[0] === "run");
  });

  it("a missing domain is told first, and so is a missing log", async () => {
    expect((await runMain(["run"], { env })).stderr).toContain("Which domain?");
    const { stderr } = await runMain(["undo", "run.ndjson"], { env, cwd: scratchFolder() });
    expect(stderr).toContain("The event log run.ndjson can't be read (ENOENT).");
  });
});
