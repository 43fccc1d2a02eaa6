import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { casesWithout } from "../../providers/conformance.ts";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { CONSUMER } from "./consumer-program.ts";
import { graphOf } from "./declarations.ts";
import { consumer, installed, installPackage, LONG, place, run, TSC, write } from "./installed.ts";
import { PROGRAMS, takeOut, type Programs } from "./programs.ts";
import { recordsBelow, writesIn } from "../support/cli.ts";
import { startInhouseHost } from "../support/inhouse-host.ts";

// What users get: the tarball in an empty folder, with no other package beside it and no network. Packed here, or the
// file that TARBALL names: a release tests the one that it publishes.

const ROOT = join(import.meta.dirname, "../..");
const MOST_BYTES = 2_000_000;

let sandbox: Sandbox;
let tarball: string;

beforeAll(async () => {
  tarball = await installPackage();
  sandbox = await startSandbox();
}, 120_000);

afterAll(async () => {
  await sandbox?.close();
  rmSync(place, { recursive: true, force: true });
});

describe("the tarball", () => {
  test("is small, and brings its licence and those of what is bundled", () => {
    const bytes = statSync(tarball).size;
    console.log(`tarball: ${Math.round(bytes / 1_000)} kB`);
    expect(bytes).toBeLessThan(MOST_BYTES);
    for (const file of [
      "LICENSE",
      "README.md",
      "dist/THIRD-PARTY-NOTICES.txt",
      "config.example.yaml",
      "config.schema.json",
      "docs/runbook.md",
    ])
      expect(existsSync(join(installed, file)), file).toBe(true);
    const notices = readFileSync(join(installed, "dist/THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of [
      "cloudflare",
      "@aws-sdk/client-route-53",
      "tencentcloud-sdk-nodejs-ses",
      "dns2",
      "yargs",
      "zod",
    ])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, "m"));
  });

  test("installs nothing beside itself", () => {
    expect(readdirSync(join(consumer, "node_modules")).filter((name) => !name.startsWith("."))).toEqual([
      "ses-onboard",
    ]);
  });

  test("holds no source, no test and no path of the machine that built it", () => {
    const files = readdirSync(installed, { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => /^(?:src|test|providers|scripts|node_modules)\b/.test(file))).toEqual([]);
    const code = files.filter((file) => file.endsWith(".js") || file.endsWith(".d.ts"));
    expect(code.filter((file) => readFileSync(join(installed, file), "utf8").includes(ROOT))).toEqual([]);
  });
});

describe("the pages in the tarball", () => {
  const pages = (): readonly string[] =>
    readdirSync(installed, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".md"));

  test("are the README, what users look up, and how to add things", () => {
    const found = pages();
    for (const page of ["README.md", "docs/cli.md", "docs/events.md", "docs/how-to/add-a-dns-host.md"])
      expect(found).toContain(page);
  });

  test("lead to nothing that is missing there: pages, pictures, examples", () => {
    const links = pages().flatMap((page) =>
      [...readFileSync(join(installed, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(
        (match) => ({
          page,
          target: join(dirname(page), match[1] ?? ""),
        }),
      ),
    );
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(({ target }) => !existsSync(join(installed, target)))).toEqual([]);
  });
});

describe("the command from the tarball", () => {
  test("tells its version", async () => {
    const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
    expect((await command("--version")).trim()).toBe(version);
  });

  test("onboards a domain in its sandbox", async () => {
    const lines = (await command("run", "mail.example.test", "--sandbox", "--format", "json"))
      .trim()
      .split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ type: "result", state: "verified", exit: 0 });
  });

  test("writes a workflow from the example that it brings", async () => {
    const { dns } = sandbox.description;
    const env = { SES_ONBOARD_DNS_ROOTS: dns.roots.join(","), SES_ONBOARD_DNS_PORT: String(dns.port) };
    const folder = join(place, "repository");
    mkdirSync(folder);
    const argv = ["init", "mail.example.test", "--provider", "cloudflare"];
    await run(join(consumer, "node_modules/.bin/ses-onboard"), argv, folder, env);
    expect(readFileSync(join(folder, ".github/workflows/onboard-domain.yml"), "utf8")).toContain(
      "        default: cloudflare\n",
    );
  });

  test.each(["cloudflare", "route53"])("finds the %s adapter in its bundle", async (provider) => {
    const output = await command(
      "plan",
      "mail.example.test",
      "--sandbox",
      "--provider",
      provider,
      "--format",
      "json",
    );
    expect(JSON.parse(output.trim().split("\n").at(-1) ?? "")).toMatchObject({
      state: "planned",
      zone: { provider },
    });
  });
});

describe("the library from the tarball", () => {
  test("runs the program that docs/library.md shows", async () => {
    const program =
      /```js\n([\s\S]*?)```/.exec(readFileSync(join(ROOT, "docs/library.md"), "utf8"))?.[1] ?? "";
    write("program.mjs", program.replaceAll("example.com", "example.test"));
    const environment = { ...environmentOf(sandbox.description), SES_ONBOARD_PROVIDER: "cloudflare" };
    const printed = await run("node", ["program.mjs"], consumer, environment);
    expect(printed).toMatch(/^verified /);
    const refused = run("node", ["program.mjs"], consumer);
    await expect(refused, "its stderr tells the reason").rejects.toThrow(/CREDENTIALS_MISSING: .*\. .*\./);
    const denied = { ...environment, SES_ONBOARD_PROVIDER: "route53", AWS_SECRET_ACCESS_KEY: "of-nobody" };
    await expect(run("node", ["program.mjs"], consumer, denied)).rejects.toThrow(/CREDENTIALS_REJECTED: /);
  });

  test("throws what a log can hold: the names of our own, and a line of the bundle that can be read", async () => {
    write(
      "thrown.js",
      'import { createOnboarder } from "ses-onboard";\nawait createOnboarder({ ses: { site: "nowhere" } }, { env: {} });\n',
    );
    const printed = await run("node", ["thrown.js"], consumer).then(
      () => "nothing was thrown",
      (error: Error) => error.message,
    );
    const lines = printed.split("\n");
    expect(lines).toContain("OnboardError: config.ses.site: ses.site must be one of international, china.");
    // Of each place in the stack there is a function and a column that lie near to each other.
    const places = lines.filter((line) => /^ {4}at (?:async )?\w+ .*\/dist\//.test(line));
    expect(places.length).toBeGreaterThan(4);
    const columns = places.map((line) => Number(/:(\d+)\)?(?: \{)?$/.exec(line)?.[1]));
    expect(Math.max(...columns, ...lines.map((line) => line.length))).toBeLessThan(300);
  });

  test("takes the example adapter by its path, and the adapter keeps every promise of the kit", async () => {
    cpSync(join(ROOT, "examples/third-party-adapter"), join(consumer, "adapter"), { recursive: true });
    const report = await run("node", ["--test", "--test-reporter=tap", "adapter/inhouse.test.mjs"], consumer);
    const cases = casesWithout("locks", "keys", "probes", "settled", "lag", "others");
    expect(Number(/^# pass (\d+)$/m.exec(report)?.[1])).toBe(cases.length);
    expect(report).toMatch(/^# (?:fail|skipped|todo) 0$/m);

    write("plan.mjs", PLAN_WITH_ADAPTER);
    const result = JSON.parse(
      await run("node", ["plan.mjs"], consumer, environmentOf(sandbox.description)),
    ) as unknown;
    expect(result).toMatchObject({
      state: "planned",
      zone: { provider: "inhouse", apex: "example.test" },
      error: null,
    });
  });
});

describe("the programs of docs/library.md", { timeout: LONG }, () => {
  let programs: Programs;
  beforeAll(() => {
    programs = takeOut(consumer);
  });

  test("are typed, for a strict compiler", async () => {
    const compilerOptions = {
      strict: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noPropertyAccessFromIndexSignature: true,
      skipLibCheck: false,
      allowJs: true,
      checkJs: true,
      module: "nodenext",
      target: "es2023",
      types: ["node"],
      typeRoots: [join(ROOT, "node_modules/@types")],
      noEmit: true,
    };
    write("programs/tsconfig.json", JSON.stringify({ compilerOptions, files: PROGRAMS }));
    expect(await run("node", [TSC, "-p", "programs/tsconfig.json"], consumer)).toBe("");
  });

  test("serve tenants, each by its own keys, and end on SIGTERM", async () => {
    const others = await startSandbox();
    try {
      const tenants = {
        acme: { ...environmentOf(sandbox.description), SES_ONBOARD_PROVIDER: "cloudflare" },
        birch: { ...environmentOf(others.description), SES_ONBOARD_PROVIDER: "route53" },
      };
      write("programs/tenants.json", JSON.stringify(tenants));
      const service = programs.start("service.mjs", [], { ...OF_SOMEBODY_ELSE, PORT: "0" });
      await service.says(/port: \d+/);
      const port = /port: (\d+)/.exec(service.stdout())?.[1] ?? "none";
      const put = async (path: string) => {
        const response = await fetch(`http://127.0.0.1:${port}/${path}`, { method: "PUT" });
        return { status: response.status, ...((await response.json()) as object) };
      };
      // Each sandbox takes its own keys alone.
      expect(await Promise.all(["acme", "birch"].map((name) => put(`${name}/service.example.test`)))).toEqual(
        [verified, verified],
      );
      expect(recordsBelow(others, "service.example.test")).not.toEqual([]);
      expect(await put("acme/co.uk")).toEqual({ status: 400, code: "DOMAIN_INVALID" });
      expect(await put("nobody/mail.example.test")).toEqual({ status: 404 });
      service.process.kill("SIGTERM");
      expect(await service.ended).toMatchObject({ exit: 0, stderr: "" });
    } finally {
      await others.close();
    }
  });

  test("resume what is pending, and say who ended them", async () => {
    // The second name server is an hour behind, and nobody waits for it.
    const HOUR_MS = 3_600_000;
    const late = await startSandbox({ lagMs: HOUR_MS });
    const env = {
      ...environmentOf(late.description),
      SES_ONBOARD_PROVIDER: "cloudflare",
      SES_ONBOARD_WAIT: "0",
    };
    try {
      const domains = ["co.uk", "worker.example.test"];
      const resuming = programs.start("worker.mjs", domains, { ...env, TEST_MINUTE_MS: "500" });
      await resuming.says(/pending/);
      late.dns.setLag(0);
      const { stdout, stderr } = await resuming.ended;
      expect(stdout).toMatch(
        /^(?:worker\.example\.test pending NOT_PROPAGATED\n)+worker\.example\.test verified \n$/,
      );
      expect(stderr).toMatch(/^OnboardError: "co\.uk" /);

      late.dns.setLag(HOUR_MS);
      const pausing = programs.start("worker.mjs", ["pausing.example.test"], env);
      await pausing.says(/pending/);
      pausing.process.kill("SIGTERM");
      expect(await pausing.ended).toMatchObject({
        exit: 0,
        stdout: "pausing.example.test pending NOT_PROPAGATED\n",
      });

      const running = programs.start("worker.mjs", ["running.example.test"], {
        ...env,
        SES_ONBOARD_WAIT: "1h",
      });
      await vi.waitUntil(() => recordsBelow(late, "running.example.test").length > 0, 60_000);
      running.process.kill("SIGTERM");
      expect(await running.ended).toMatchObject({
        exit: 0,
        stdout: "running.example.test interrupted SIGTERM\n",
      });
    } finally {
      await late.close();
    }
  });

  test("onboard at a DNS host of one's own, by an adapter that is an object", async () => {
    const zone = sandbox.store.zones.find(({ apex }) => apex === "example.test") ?? expect.fail("no zone");
    const host = await startInhouseHost(zone);
    try {
      const env = {
        ...environmentOf(sandbox.description),
        INHOUSE_DNS_URL: host.url,
        INHOUSE_DNS_KEY: host.key,
      };
      const ended = await programs.start("host.mjs", ["host.example.test"], env).ended;
      expect(ended).toMatchObject({ exit: 0, stdout: "verified inhouse \n", stderr: "" });
      expect(host.requests).toContain("PUT 204");
    } finally {
      host.close();
    }
  });

  test("keep events, take back what was done by them, and do nothing that they can't keep", async () => {
    const env = { ...environmentOf(sandbox.description), SES_ONBOARD_PROVIDER: "cloudflare" };
    const runEvents = (action: string, domain: string) =>
      programs.start("events.mjs", [action, domain], env).ended;
    for (const [action, state] of [
      ["onboard", "verified"],
      ["undo", "undone"],
      ["onboard", "verified"],
    ] as const) {
      const { stdout, stderr } = await runEvents(action, "events.example.test");
      expect(stdout + stderr).toBe(`events.example.test ${state} \n`);
      expect(recordsBelow(sandbox, "events.example.test").length > 0).toBe(state === "verified");
    }
    rmSync(join(programs.folder, "events.ndjson"));
    mkdirSync(join(programs.folder, "events.ndjson"));
    const before = writesIn(sandbox).length;
    expect(await runEvents("onboard", "unkept.example.test")).toMatchObject({
      stdout: "unkept.example.test failed OUTPUT_FAILED\n",
    });
    expect(writesIn(sandbox).length).toBe(before);
  });
});

describe("the entry for adapters from the tarball", () => {
  test("shares its errors with the library, and judges swaps", async () => {
    write("kit.mjs", KIT);
    expect(JSON.parse(await run("node", ["kit.mjs"], consumer))).toEqual({
      sameClass: true,
      open: 1,
      stale: "RRSET_CHANGED",
      alias: "CNAME_IN_THE_WAY",
      text: "caf\u00e9",
    });
  });

  test("may be another copy of the package: its errors keep code, words, facts and exit status", async () => {
    cpSync(installed, join(consumer, "copies/ses-onboard"), { recursive: true });
    write("copies.mjs", COPIES);
    expect(JSON.parse(await run("node", ["copies.mjs"], consumer))).toEqual({
      sameClass: false,
      isKnown: true,
      report: { code: "RIGHTS_MISSING", message: "No.", hint: "Allow it.", facts: { status: 403 } },
      exit: 3,
    });
  });
});

describe("the types from the tarball", () => {
  test("name nothing that consumers would have to install", () => {
    const entries = ["src/index.d.ts", "providers/adapter.d.ts", "providers/conformance.d.ts"].map((file) =>
      join(installed, "dist/types", file),
    );
    const { files, packages } = graphOf(entries);
    expect(files.length).toBeGreaterThan(10);
    expect(packages).toEqual([]);
  });

  // Without skipLibCheck: with it a declaration that can't be resolved silently becomes `any`.
  test.each([
    ["Node's types", { lib: ["es2023"], types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] }],
    ["the DOM's types and none of Node's", { lib: ["es2023", "dom"], types: [] }],
  ])("are whole for a strict consumer with %s", async (_with, options) => {
    write("consumer.ts", CONSUMER);
    const shared = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      module: "nodenext",
      target: "es2023",
      noEmit: true,
    };
    write(
      "tsconfig.json",
      JSON.stringify({ compilerOptions: { ...shared, ...options }, files: ["consumer.ts"] }),
    );
    expect(await run("node", [TSC, "-p", "tsconfig.json"], consumer)).toBe("");
  });

  test("hold the example adapter, which is checked JavaScript", async () => {
    cpSync(join(ROOT, "examples/third-party-adapter"), join(consumer, "typed"), { recursive: true });
    const node = { types: ["node"], typeRoots: [join(ROOT, "node_modules/@types")] };
    const options = {
      ...node,
      strict: true,
      allowJs: true,
      module: "nodenext",
      target: "es2023",
      lib: ["es2023"],
      noEmit: true,
    };
    write("tsconfig.json", JSON.stringify({ compilerOptions: options, include: ["typed/*.mjs"] }));
    expect(await run("node", [TSC, "-p", "tsconfig.json"], consumer)).toBe("");
  });
});

/** What the process of a program holds, and must not use. */
const OF_SOMEBODY_ELSE = {
  TENCENTCLOUD_SECRET_ID: "id-of-somebody-else",
  TENCENTCLOUD_SECRET_KEY: "key-of-somebody-else",
  CLOUDFLARE_API_TOKEN: "token-of-somebody-else",
} as const;

const verified = { status: 200, state: "verified" } as const;

const KIT = `
import * as library from "ses-onboard";
import { isOnboardError, OnboardError, openSwaps, parseDomainName, unquoteTxt } from "ses-onboard/adapter";

const owner = parseDomainName("mail.example.test");
const after = { owner, type: "TXT", ttl: 300, values: ["a"] };
const alias = { owner, type: "CNAME", ttl: 300, values: ["target.example.net"] };
const codeOf = (rrsets) => {
  try {
    return openSwaps([{ before: undefined, after }], rrsets).length;
  } catch (error) {
    return isOnboardError(error) && library.isOnboardError(error) && error.code;
  }
};
console.log(JSON.stringify({
  sameClass: OnboardError === library.OnboardError,
  open: codeOf([]),
  stale: codeOf([{ ...after, values: ["b"] }]),
  alias: codeOf([alias]),
  text: unquoteTxt('"caf\\\\303\\\\251"', "octal"),
}));
`;

const COPIES = `
import { isOnboardError, OnboardError } from "ses-onboard";
import * as copy from "./copies/ses-onboard/dist/adapter.js";

const error = new copy.OnboardError("RIGHTS_MISSING", "No.", { hint: "Allow it.", facts: { status: 403 } });
console.log(JSON.stringify({
  sameClass: copy.OnboardError === OnboardError,
  isKnown: isOnboardError(error),
  report: error.toReport(),
  exit: error.exit,
}));
`;

const PLAN_WITH_ADAPTER = `
import { writeFileSync } from "node:fs";
import { createRun, parseDomainName, planDomain } from "ses-onboard";
import { KEY, startFakeHost } from "./adapter/fake-host.mjs";

const host = await startFakeHost(parseDomainName("example.test"));
const inhouse = { type: "./adapter/inhouse.mjs", url: host.url, key: { env: "INHOUSE_DNS_KEY" } };
writeFileSync("ses-onboard.yaml", JSON.stringify({ providers: { inhouse }, domains: [{ match: "example.test", provider: "inhouse" }] }));
const run = await createRun("mail.example.test", { env: { ...process.env, INHOUSE_DNS_KEY: KEY }, cwd: process.cwd() });
console.log(JSON.stringify(await planDomain(run)));
host.close();
`;

function command(...args: readonly string[]): Promise<string> {
  return run(join(consumer, "node_modules/.bin/ses-onboard"), args, consumer);
}

describe("a command that is printed by the package", () => {
  test("is started as the package was: by npx in a project, by npx of a tarball", async () => {
    const env = {
      ...environmentOf(sandbox.description),
      SES_ONBOARD_FORMAT: "plain",
      npm_config_offline: "true",
    };
    const plan = ["plan", "--provider", "cloudflare", "--mx", "add"];
    for (const [words, cwd, domain] of [
      [["ses-onboard"], consumer, "one.example.test"],
      [["--yes", "--package", tarball, "ses-onboard"], place, "two.example.test"],
    ] as const) {
      const printed =
        /^ {4}(npx .*)$/m.exec(await run("npx", [...words, ...plan, domain], cwd, env))?.[1] ?? "nothing";
      expect(printed).toMatch(
        /^npx (?:--yes --package \S+\.tgz )?ses-onboard run --provider cloudflare --mx add --plan-hash /,
      );
      const done = await run("sh", ["-c", printed], cwd, env);
      expect(done).toContain(`${domain} is verified`);
    }
  }, 120_000);

  test("is in a container what the steps of docs/first-time.md make of it", async () => {
    const page = readFileSync(join(ROOT, "docs/first-time.md"), "utf8");
    const steps = (/```dockerfile\n([\s\S]*?)```/.exec(page)?.[1] ?? "").trim().split("\n");
    expect(steps.map((step) => step.split(" ", 1)[0])).toEqual(["FROM", "COPY", "RUN", "ENTRYPOINT"]);
    // The image's own folders lie in a scratch folder here, and what is global, too.
    const image = join(place, "image");
    const [, copy = "", install = "", entry = ""] = steps.map((step) => step.slice(step.indexOf(" ") + 1));
    const [file = "", to = ""] = copy.split(" ");
    expect(tarball.endsWith(`/${file}`), "the page names the file that npm pack writes").toBe(true);
    mkdirSync(join(image, to), { recursive: true });
    cpSync(tarball, join(image, to, file));
    const env = { npm_config_prefix: join(image, "usr/local"), npm_config_offline: "true" };
    await run("sh", ["-c", install.replaceAll(" /opt/", ` ${image}/opt/`)], image, env);
    const [program = ""] = JSON.parse(entry) as readonly string[];
    const rehearsed = await run(
      join(image, "usr/local/bin", program),
      ["run", "mail.example.test", "--sandbox", "--format", "json"],
      image,
    );
    expect(JSON.parse(rehearsed.trim().split("\n").at(-1) ?? "")).toMatchObject({ state: "verified" });
  }, 120_000);
});
