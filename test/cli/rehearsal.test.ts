import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { withSandbox } from "../../src/cli/session/with-sandbox.ts";
import { HOST_NAMES } from "../../src/sandbox/sandbox.ts";
import { OPTION_NAMES, type OptionName } from "../../src/config/option-table.ts";
import { readOptions, variableOf } from "../../src/config/sources/options.ts";
import { eventsIn, resultsIn, runMain } from "../support/cli.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

describe("--sandbox", () => {
  it("rehearses any domain, of a public suffix with two labels too", async () => {
    const { exit, stdout, stderr } = await runMain([
      "plan",
      "mail.acme.co.uk",
      "shop.example.com",
      "--sandbox",
      "--format",
      "json",
    ]);
    expect([exit, new Set(resultsIn(stdout).map((result) => result.zone?.apex))]).toEqual([
      0,
      new Set(["acme.co.uk", "example.com"]),
    ]);
    expect(stderr).toBe("Rehearsal in an embedded sandbox: nothing real is asked or changed.\n");
  });

  it("takes over what the environment says about the run, and no address, credential or provider of the config", async () => {
    const env = {
      SES_ONBOARD_WAIT: "5s",
      SES_ONBOARD_FORMAT: "json",
      SES_ONBOARD_TTL: "900",
      SES_ONBOARD_PROVIDER: "main",
      SES_ONBOARD_SES_ENDPOINT: "https://ses.example.com",
      SES_ONBOARD_DNS_ROOTS: "192.0.2.1",
      TENCENTCLOUD_SECRET_ID: "real-id",
      TENCENTCLOUD_SECRET_KEY: "real-key",
    };
    const { exit, stdout } = await runMain(["plan", "mail.example.test", "--sandbox"], { env });
    const [result] = resultsIn(stdout);
    expect([exit, result?.zone?.provider, result?.records[0]?.after?.ttl]).toEqual([0, "cloudflare", 900]);
  });

  it.each([...HOST_NAMES, "manual"])("is at the DNS host that is named, or by hand: %s", async (host) => {
    const zoneOf = async (argv: readonly string[], env = {}) =>
      resultsIn(
        (await runMain(["plan", "mail.example.test", "--sandbox", "--format", "json", ...argv], { env }))
          .stdout,
      )[0]?.zone?.provider;
    expect(await zoneOf(["--provider", host])).toBe(host);
    expect(await zoneOf([], { SES_ONBOARD_PROVIDER: host })).toBe(host);
  });

  it.for([
    { argv: ["--config", "ses-onboard.yaml"], env: {} },
    { argv: [], env: { SES_ONBOARD_CONFIG: "ses-onboard.yaml" } },
  ])("refuses a config: $argv $env", async ({ argv, env }) => {
    const { exit, stdout } = await runMain(
      ["run", "mail.example.test", "--sandbox", "--format", "json", ...argv],
      { env },
    );
    expect([exit, eventsIn(stdout)[0]?.error?.code]).toEqual([2, "CONFIG_INVALID"]);
  });

  it("loads no adapter that somebody else wrote: what that asks is its own affair", async () => {
    const cwd = scratchFolder();
    writeFileSync(join(cwd, "own.mjs"), "globalThis.sesOnboardRehearsed = true;\n");
    for (const provider of ["./own.mjs", "data:text/javascript,globalThis.sesOnboardRehearsed=true"]) {
      const argv = ["plan", "mail.example.test", "--sandbox", "--format", "json", "--provider", provider];
      const { exit, stdout } = await runMain(argv, { cwd });
      const { code, message } = eventsIn(stdout)[0]?.error ?? {};
      expect([exit, code]).toEqual([2, "CONFIG_INVALID"]);
      expect(message).toContain(`the providers ${[...HOST_NAMES, "manual"].join(", ")}, and no other.`);
    }
    expect(globalThis).not.toHaveProperty("sesOnboardRehearsed");
  });
});

/**
 * Their variables say where the real world is, or are done with when a rehearsal begins; all others count in
 * it.
 */
const LEFT_OUTSIDE: ReadonlySet<OptionName> = new Set([
  ...(["config", "provider", "profile", "site", "region", "ses-endpoint", "sts-endpoint"] as const),
  "allowed-endpoints",
  ...(["oidc-audience", "dns-roots", "dns-resolvers", "dns-doh", "dns-transports", "dns-port"] as const),
  ...(["file", "sandbox", "detailed-exitcode", "dry-run", "domain", "out", "export", "expect"] as const),
  "dns-only",
  ...(["policy", "overwrite"] as const),
]);

describe("the environment of a rehearsal", () => {
  it("has each variable about the run as it was given, and nothing of the real world", async () => {
    const given = Object.fromEntries(OPTION_NAMES.map((name) => [variableOf(name), `given for ${name}`]));
    const secrets = { TENCENTCLOUD_SECRET_KEY: "real", CLOUDFLARE_API_TOKEN: "real", HTTPS_PROXY: "real" };
    const env = await environmentIn({ ...given, ...secrets });
    const kept = OPTION_NAMES.filter((name) => env[variableOf(name)] === `given for ${name}`);
    expect(kept).toEqual(OPTION_NAMES.filter((name) => !LEFT_OUTSIDE.has(name)));
    expect(Object.values(env)).not.toContain("real");
  });

  it("has none that was not given", async () => {
    const env = await environmentIn({});
    expect(OPTION_NAMES.filter((name) => !LEFT_OUTSIDE.has(name) && variableOf(name) in env)).toEqual([]);
  });
});

describe("sandbox", () => {
  it("prints variables for a shell, invites to use them, and ends with 0 when it is stopped", async () => {
    const stop = new AbortController();
    const running = runMain(["sandbox", "--zone", "acme.test", "--zone", "other.test"], {
      signal: stop.signal,
    });
    stop.abort();
    const { exit, stdout, stderr } = await running;
    expect(exit).toBe(0);
    expect(stdout).toMatch(/^export TENCENTCLOUD_SECRET_ID=\S+$/m);
    expect(stderr).toContain("mail.acme.test");
  });

  it("describes itself to programs, with the zones that were asked for", async () => {
    const { stdout } = await runMain(["sandbox", "--json", "--zone", "acme.test"], {
      signal: AbortSignal.abort(),
    });
    expect(JSON.parse(stdout)).toMatchObject({ zones: ["acme.test"] });
  });
});

/** What a task sees of this environment when it is rehearsed. */
async function environmentIn(real: Readonly<Record<string, string>>) {
  const silent = { write: () => undefined, isTTY: false };
  const seen: Readonly<Record<string, string | undefined>>[] = [];
  await withSandbox(
    { options: readOptions({ sandbox: "true" }, {}), flags: {}, domains: [] },
    {
      env: real,
      cwd: "/nonexistent",
      home: "/nonexistent",
      stdout: silent,
      stderr: silent,
      ask: undefined,
      signal: new AbortController().signal,
    },
    ({ env }) => Promise.resolve(void seen.push(env)),
  );
  return seen[0] ?? {};
}
