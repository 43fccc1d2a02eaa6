import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { DomainResult } from "../../src/events/result.ts";
import { environmentOf, startSandbox, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { runChild } from "../support/child.ts";
import { startConnectProxy } from "../support/connect-proxy.ts";
import { startFakeServer } from "../support/oidc.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// Nothing is read from the process behind a caller's back: the built library in a process whose own
// environment has keys, profile and endpoint of another account than the one whose `env` it is given.

const MAIL = "mail.example.test";
const PROGRAM = join(import.meta.dirname, "../support/library-program.mjs");

type Variables = Readonly<Record<string, string>>;
type Outcome = Pick<DomainResult, "state" | "error">;

interface Call {
  readonly env: Variables;
  readonly options?: Variables;
  readonly credentialChain?: "env" | "process";
}

/** The process's own environment, and what its program hands to the library. */
async function onboard(ownEnv: Variables, call: Call): Promise<{ outcome: Outcome; stderr: string }> {
  const given = { ...call, options: { provider: "route53", dkim: "1024", wait: "10s", ...call.options } };
  const { stdout, stderr } = await runChild([MAIL, JSON.stringify(given)], ownEnv, {
    entry: PROGRAM,
    preload: ["note-ambient-reads.mjs"],
  });
  expect(stdout, stderr).not.toBe("");
  return { outcome: JSON.parse(stdout) as Outcome, stderr };
}

async function openSandbox() {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const {
    AWS_ACCESS_KEY_ID: _id,
    AWS_SECRET_ACCESS_KEY: _secret,
    ...env
  } = environmentOf(sandbox.description);
  return { sandbox, env, keys: keysOf(sandbox) };
}

function keysOf({ description }: Sandbox): Variables {
  const { accessKeyId, secretAccessKey } = description.route53;
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey };
}

/** The SDKs ask for these; none decides whom a request goes to, or with which keys. */
const WITHOUT_A_SAY = new Set([
  // Tracing in Lambda, a socket's time-out, the user agent, and a warning about Node's version.
  "AWS_ENABLE_DEFAULT_SOCKET_TIMEOUT_2026",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_BENCHMARK_MODE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_NODEJS_NO_GLOBAL_AWSLAMBDA",
  "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED",
  // Tencent's SDK drops it where it is handed an agent, and it always is.
  "http_proxy",
]);

const NOBODYS = { AWS_ACCESS_KEY_ID: "AKIANOBODY", AWS_SECRET_ACCESS_KEY: "secret-of-nobody" };

/** A home whose `.aws` holds these keys, as variables name them, in the profile `work`. */
function homeWith(keys: Variables): string {
  const home = scratchFolder();
  mkdirSync(join(home, ".aws"));
  const lines = Object.entries(keys).map(([name, value]) => `${name.toLowerCase()} = ${value}`);
  writeFileSync(join(home, ".aws/credentials"), ["[work]", ...lines, "[default]", ...lines, ""].join("\n"));
  return home;
}

/** By test/support/note-ambient-reads.mjs. */
function toldIn(stderr: string, what: string): readonly string[] {
  return new RegExp(`^${what}: (.*)$`, "m").exec(stderr)?.[1]?.split(" ") ?? ["nobody told"];
}

const filesIn = (stderr: string): readonly string[] => toldIn(stderr, "looked at");
const isForCredentials = (path: string): boolean => /aws\/|tencentcloud\/|nobody told/.test(path);

describe("keys of the process", () => {
  it.each<[string, Variables]>([
    ["there is no key", {}],
    ["the key is empty, as CI passes unset secrets", { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" }],
    ["half of the pair is there", { AWS_ACCESS_KEY_ID: NOBODYS.AWS_ACCESS_KEY_ID }],
    ["a profile is named whose files are not", { AWS_PROFILE: "work" }],
    ["the files that are named are not there", { AWS_PROFILE: "work", HOME: "/nonexistent" }],
    [
      "a job's web identity is named",
      { AWS_WEB_IDENTITY_TOKEN_FILE: "/token", AWS_ROLE_ARN: "arn:aws:iam::1:role/x" },
    ],
  ])("are not used where, in the given environment, %s", async (_title, more) => {
    const { sandbox, env, keys } = await openSandbox();
    const { outcome } = await onboard({ ...keys, HOME: homeWith(keys) }, { env: { ...env, ...more } });
    expect(outcome).toMatchObject({ state: "failed", error: { code: "CREDENTIALS_MISSING" } });
    expect(sandbox.journal.operations("route53")).toEqual([]);
    expect(sandbox.journal.operations("ses")).not.toContain("CreateEmailIdentity");
  });

  it("are not used for an empty environment, whatever it is that the process has", async () => {
    const { sandbox, env, keys } = await openSandbox();
    const { outcome, stderr } = await onboard({ ...env, ...keys, HOME: homeWith(keys) }, { env: {} });
    expect(outcome).toMatchObject({ state: "refused", error: { code: "CREDENTIALS_MISSING" } });
    expect(filesIn(stderr).filter(isForCredentials)).toEqual([]);
    expect(sandbox.journal.entries).toEqual([]);
  });

  it("are not used in the place of the given ones, though a profile is named beside them", async () => {
    const { env, keys } = await openSandbox();
    const home = homeWith(keys);
    const given = { ...env, ...NOBODYS, AWS_PROFILE: "work" };
    const { outcome } = await onboard({ ...keys, HOME: home, AWS_PROFILE: "work" }, { env: given });
    expect(outcome).toMatchObject({ state: "failed", error: { code: "CREDENTIALS_REJECTED" } });
  });

  it("are used where the caller opens the chain", async () => {
    const { env, keys } = await openSandbox();
    const { outcome } = await onboard(keys, { env, credentialChain: "process" });
    expect(outcome).toMatchObject({ state: "verified" });
  });
});

describe("the given environment", () => {
  it("is enough with keys, and no variable of any vendor is asked of the process", async () => {
    const { env, keys } = await openSandbox();
    const home = homeWith(NOBODYS);
    const far = "http://127.0.0.1:9";
    const own = { ...NOBODYS, HOME: home, AWS_PROFILE: "work", AWS_REGION: "cn-north-1", http_proxy: far };
    const { outcome, stderr } = await onboard(own, { env: { ...env, ...keys } });
    expect(outcome).toMatchObject({ state: "verified" });
    expect(filesIn(stderr).filter(isForCredentials)).toEqual([]);
    const vendors = toldIn(stderr, "asked for").filter((name) =>
      /^(?:AWS|TENCENT|CLOUDFLARE|SES_ONBOARD)_|^HOME$|PROXY$/i.test(name),
    );
    expect(vendors.filter((name) => !WITHOUT_A_SAY.has(name))).toEqual([]);
  });

  it.each([
    ["in the home that it names", (home: string) => ({ HOME: home })],
    [
      "in the file that it names",
      (home: string) => ({ AWS_SHARED_CREDENTIALS_FILE: join(home, ".aws/credentials") }),
    ],
  ])("may name a profile %s", async (_title, place) => {
    const { env, keys } = await openSandbox();
    const given = { ...env, AWS_PROFILE: "work", ...place(homeWith(keys)) };
    const { outcome } = await onboard({ HOME: homeWith(NOBODYS) }, { env: given });
    expect(outcome).toMatchObject({ state: "verified" });
  });
});

it("the command looks further: a profile in the process's home is enough", async () => {
  const { env, keys } = await openSandbox();
  const own = { ...env, HOME: homeWith(keys), AWS_PROFILE: "work" };
  const args = ["plan", MAIL, "--provider", "route53", "--format", "json"];
  const { exit, stdout } = await runChild(args, own);
  expect(exit, stdout).toBe(0);
});

it("sends no signed request to an endpoint that the process names", async () => {
  const [{ env, keys }, elsewhere] = [await openSandbox(), await startFakeServer()];
  const refusing = await startConnectProxy((socket) => socket.end("HTTP/1.1 403 No\r\n\r\n"));
  onTestFinished(async () => void (await Promise.all([elsewhere.close(), refusing.close()])));
  const home = homeWith(NOBODYS);
  writeFileSync(join(home, ".aws/config"), `[default]\nendpoint_url = ${elsewhere.url}\n`);
  const own = { AWS_ENDPOINT_URL: elsewhere.url, AWS_ENDPOINT_URL_ROUTE_53: elsewhere.url, HOME: home };
  const { AWS_ENDPOINT_URL_ROUTE_53: _sandbox, ...far } = env;
  const { outcome } = await onboard(own, { env: { ...far, ...keys, HTTPS_PROXY: refusing.url } });
  expect(outcome).toMatchObject({ state: "failed", error: { code: "API_UNAVAILABLE" } });
  expect(new Set(refusing.asked)).toEqual(new Set(["route53.amazonaws.com:443"]));
  expect(elsewhere.heard).toEqual([]);
});
