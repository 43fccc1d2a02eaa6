import { execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { scratchFolder } from "../support/scratch-folder.ts";
import { placeholder, startRegistry, TOKEN, type Published, type Registry } from "./registry.ts";
import { runScript, scriptOf } from "../workflows/run-script.ts";
import { JOBS } from "../workflows/workflow-files.ts";

// The scripts that publish at npm and try what it gives: the npm of this machine and the built program, against a
// registry of our own on loopback. Provenance alone is left out: npm signs it at two services on the internet.

const ROOT = join(import.meta.dirname, "../..");
const RELEASE = ".github/workflows/release.yml";
const PAGE = join(ROOT, "docs/how-to/make-a-release.md");
const MANIFEST = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { readonly version: string };
const VERSION = MANIFEST.version;
const PACKAGE = `release/ses-onboard-${VERSION}.tgz`;
const LONG = 120_000;

/** From 11.5.1 on npm exchanges a job's identity for a token; npm 10, of Node 20 and 22, is given one. */
const EXCHANGES = isAtLeast(execFileSync("npm", ["--version"], { encoding: "utf8" }), [11, 5, 1]);

let folder: string;
let registry: Registry | undefined;

beforeAll(() => {
  folder = scratchFolder();
  const place = scratchFolder();
  const isRun = (path: string) => !/dist\/(?:types|action)\b/.test(path);
  cpSync(join(ROOT, "dist"), join(place, "dist"), { recursive: true, filter: isRun });
  writeFileSync(join(place, "package.json"), JSON.stringify({ ...MANIFEST, scripts: {} }));
  mkdirSync(join(folder, "release"));
  npm(place, "pack", "--pack-destination", join(folder, "release"));
}, LONG);

afterEach(async () => {
  await registry?.close();
  registry = undefined;
});

describe("publishing at npm", { timeout: LONG }, () => {
  const script = scriptOf(RELEASE, "publish", "Publish to npm what was tested, with provenance");

  it("publishes the very file that was tested, by the job's identity, and once", async () => {
    const at = await start([placeholder("0.0.0")]);
    const first = await run(script, at);
    expect([first.exit, at.versions()], first.log).toEqual([0, ["0.0.0", VERSION]]);
    expect(first.npmCalls).toContain(`publish ./${PACKAGE} --provenance --access public --ignore-scripts`);
    expect(at.asked.some((one) => one.includes("/oidc/token/exchange/package/ses-onboard"))).toBe(EXCHANGES);
    expect(at.tarballOf(VERSION)).toEqual(readFileSync(join(folder, PACKAGE)));

    const again = await run(script, at);
    expect([again.exit, again.log.match(/^::\w+ title=[^:]*/gm)]).toEqual([
      0,
      [`::notice title=${VERSION} is at npm already`],
    ]);
    expect(at.asked.filter((one) => one.startsWith("PUT"))).toHaveLength(1);
  });

  it("stops where npm has another package of that version, and says both", async () => {
    const at = await start([placeholder("0.0.0"), placeholder(VERSION)]);
    const { exit, log } = await run(script, at);
    expect([exit, log.match(/^::\w+ title=[^:]*/gm)]).toEqual([
      1,
      [`::error title=npm has another ${VERSION}`],
    ]);
    expect(log.match(/sha512-[\w+/=]{88}/g)).toHaveLength(2);
    expect(at.asked.filter((one) => one.startsWith("PUT"))).toEqual([]);
  });

  it("stops where npm does not know the name, and says who publishes it first", async () => {
    const at = await start();
    const { exit, log } = await run(script, at);
    expect([exit, log.match(/^::\w+ title=[^:]*/gm)]).toEqual([
      1,
      ["::error title=npm has no ses-onboard yet"],
    ]);
    expect(at.asked.filter((one) => !one.startsWith("GET"))).toEqual([]);
    expect(log).toContain("docs/how-to/make-a-release.md");
  });

  it.each([
    ["name", 0],
    ["version", 1],
  ])("claims and publishes nothing where npm does not answer for the %s", async (_what, from) => {
    const at = await start([placeholder("0.0.0")]);
    at.refusesFrom = from;
    const { exit, log } = await run(script, at);
    expect([exit === 0, log.includes("E403"), log.includes("::")]).toEqual([false, true, false]);
    expect(at.asked).toHaveLength(from + 1);
  });

  it("fails where the job has no identity, and publishes nothing", async () => {
    const at = await start([placeholder("0.0.0")]);
    const { exit } = await run(script, at, {
      ACTIONS_ID_TOKEN_REQUEST_URL: "",
      npm_config_userconfig: "/dev/null",
    });
    expect([exit === 0, at.versions()]).toEqual([false, ["0.0.0"]]);
  });
});

describe("what npm gives to everybody", { timeout: LONG }, () => {
  const smoke = scriptOf(RELEASE, "smoke", "Run what npm gives to everybody");

  it("tells its version and onboards a domain in its sandbox, as soon as it is there", async () => {
    const at = await start([placeholder("0.0.0"), tested()], { attested: true });
    at.stale = 2;
    const { exit, log } = await run(smoke, at, { ACTIONS_ID_TOKEN_REQUEST_URL: "" });
    expect(exit, log).toBe(0);
    expect(log).toMatch(/mail\.example\.test.* verified/);
    expect(at.stale).toBe(0);
  });

  it("is refused without a word of where it came from", async () => {
    const at = await start([placeholder("0.0.0"), tested()]);
    const { exit, log } = await run(smoke, at);
    expect([exit, log.match(/^::\w+ title=[^:]*/gm)]).toEqual([
      1,
      [`::error title=${VERSION} has no provenance`],
    ]);
  });

  it("is waited for no longer than ten minutes", async () => {
    const at = await start([placeholder("0.0.0")]);
    const { exit, log } = await run(smoke, at, { PAUSE: "400" });
    expect([exit, log.match(/^::\w+ title=[^:]*/gm)]).toEqual([
      1,
      [`::error title=npm does not give ${VERSION}`],
    ]);
  });
});

describe("the first publishing by hand", { timeout: LONG }, () => {
  const page = readFileSync(PAGE, "utf8");
  const [, block = ""] = /```sh\n *(mkdir [^]*?)```/.exec(page) ?? [];

  it("takes the name with a version that runs nothing, by the commands of the page", async () => {
    const at = await start();
    const { exit, log } = await run(block, at, { npm_config_userconfig: loggedIn(at) });
    expect([exit, at.versions()], log).toEqual([0, ["0.0.0"]]);
    const tarball = join(scratchFolder(), "first.tgz");
    writeFileSync(tarball, at.tarballOf("0.0.0") ?? "");
    const files = execFileSync("tar", ["-tzf", tarball], { encoding: "utf8" }).trim().split("\n");
    expect(files.sort()).toEqual(["package/README.md", "package/package.json"]);
    const manifest = execFileSync("tar", ["-xzOf", tarball, "package/package.json"], { encoding: "utf8" });
    expect(JSON.parse(manifest)).not.toHaveProperty("bin");
  });

  it("has npm trust the workflow that publishes, in its environment", () => {
    const words = /npm trust github .*/.exec(page)?.[0].split(" ") ?? [];
    const after = (flag: string) => words[words.indexOf(flag) + 1];
    const publishing = JOBS.filter(({ job }) => JSON.stringify(job).includes("npm publish"));
    expect(publishing.map(({ path, job }) => [path, job.environment])).toEqual([
      [`.github/workflows/${after("--file")}`, after("--env")],
    ]);
  });
});

async function start(...given: Parameters<typeof startRegistry>): Promise<Registry> {
  registry = await startRegistry(...given);
  return registry;
}

/** As it stands at npm when it is published. */
function tested(): Published {
  return { manifest: MANIFEST, tarball: readFileSync(join(folder, PACKAGE)) };
}

/** In a job with an identity, where the artifact is unpacked. Sleep takes no time, but counts as `PAUSE` seconds. */
async function run(script: string, at: Registry, env: Readonly<Record<string, string>> = {}) {
  const [cwd, temp] = [scratchFolder(), scratchFolder()];
  mkdirSync(join(cwd, "release"));
  copyFileSync(join(folder, PACKAGE), join(cwd, PACKAGE));
  const functions = join(scratchFolder(), "functions.sh");
  writeFileSync(functions, FUNCTIONS);
  writeFileSync(join(temp, "npm-calls"), "");
  const ended = await runScript(script, {
    cwd,
    temp,
    env: {
      VERSION,
      BASH_ENV: functions,
      NO_COLOR: "1",
      npm_config_registry: at.url,
      npm_config_fetch_retries: "0",
      npm_config_update_notifier: "false",
      ACTIONS_ID_TOKEN_REQUEST_URL: `${at.url}identity`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "of-the-runner",
      ...(!EXCHANGES && { npm_config_userconfig: loggedIn(at) }),
      ...env,
    },
  });
  return { ...ended, npmCalls: readFileSync(join(temp, "npm-calls"), "utf8").split("\n") };
}

const FUNCTIONS = `
sleep() { SECONDS=$((SECONDS + \${PAUSE:-0})); }
npm() {
  echo "$*" >> "$RUNNER_TEMP/npm-calls"
  local given=()
  for word; do [ "$word" = --provenance ] || given+=("$word"); done
  command npm "\${given[@]}"
}
`;

/** What npm writes where a person has logged in. */
function loggedIn(at: Registry): string {
  const file = join(scratchFolder(), "npmrc");
  appendFileSync(file, `${at.url.replace("http:", "")}:_authToken=${TOKEN}\n`);
  return file;
}

function npm(cwd: string, ...words: readonly string[]): void {
  execFileSync("npm", words, { cwd, stdio: "pipe" });
}

function isAtLeast(version: string, least: readonly number[]): boolean {
  const numbers = version.trim().split(".").map(Number);
  const [index] = least.flatMap((one, place) => (numbers[place] === one ? [] : [place]));
  return index === undefined || (numbers[index] ?? 0) > (least[index] ?? 0);
}
