import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseDomainName } from "../../src/dns/domain-name.ts";
import type { Sandbox } from "../../src/sandbox/sandbox.ts";
import { runStep } from "../support/action.ts";
import { runChild } from "../support/child.ts";
import { eventsIn, recordsBelow, resultsIn, withSandbox } from "../support/cli.ts";
import { foreignRecord, startInhouseHost, type InhouseHost } from "../support/inhouse-host.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

// The example adapter as its users have it: in a folder with an installed ses-onboard of its own, which is
// another copy than the one that runs. Its host is an own fake over the sandbox's zone.

const ROOT = join(import.meta.dirname, "../..");
const MAIL = "mail.example.test";
const FOREIGN_SPF = "v=spf1 ip4:192.0.2.25 ~all";
const ADAPTER = "./adapters/inhouse.mjs";

const place = realpathSync(scratchFolder());

beforeAll(() => {
  const env = { PATH: process.env["PATH"], HOME: place, npm_config_update_notifier: "false" };
  const npm = (cwd: string, ...args: readonly string[]) => execFileSync("npm", args, { cwd, env });
  // Without scripts: `prepare` would rewrite dist under the tests that run it.
  npm(ROOT, "pack", "--ignore-scripts", "--silent", "--pack-destination", place);
  const tarball = readdirSync(place).find((file) => file.endsWith(".tgz")) ?? "no tarball";
  writeFileSync(join(place, "package.json"), JSON.stringify({ name: "consumer", private: true }));
  npm(place, "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund", `./${tarball}`);
  mkdirSync(join(place, "adapters"));
  copyFileSync(join(ROOT, "examples/third-party-adapter/inhouse.mjs"), join(place, ADAPTER));
  writeFileSync(join(place, "adapters/leaky.mjs"), LEAKY);
  const installed = join(place, "node_modules/@acme/dns");
  mkdirSync(installed, { recursive: true });
  copyFileSync(join(place, ADAPTER), join(installed, "index.mjs"));
  const manifest = { name: "@acme/dns", version: "1.0.0", exports: "./index.mjs" };
  writeFileSync(join(installed, "package.json"), JSON.stringify(manifest));
}, 120_000);

interface Scene {
  readonly sandbox: Sandbox;
  readonly host: InhouseHost;
  readonly env: Readonly<Record<string, string>>;
  readonly provider: string;
}

interface Ended {
  readonly exit: number | null;
  /** The event log. */
  readonly events: string;
  /** Everything that it printed and wrote, but for the masks that a runner obeys. */
  readonly written: readonly string[];
}

const PROGRAMS: Readonly<Record<string, (scene: Scene) => Promise<Ended>>> = {
  "the command": async ({ env, provider }) => {
    const output = ["--format", "json", "--debug", "--report", "report.html"];
    const child = await runChild(["run", MAIL, "--provider", provider, ...output], env, { cwd: place });
    const report = readFileSync(join(place, "report.html"), "utf8");
    return { exit: child.exit, events: child.stdout, written: [child.stdout, child.stderr, report] };
  },
  "the action": async ({ env, provider }) => {
    const inputs = { domain: MAIL, provider, log: `${randomUUID()}.ndjson` };
    const { exit, log, outputs, summary } = await runStep(inputs, { ...env, RUNNER_DEBUG: "1" }, place);
    const events = readFileSync(outputs["log-path"] ?? "", "utf8");
    const report = readFileSync(outputs["report-path"] ?? "", "utf8");
    const shown = log.split("\n").filter((line) => !line.startsWith("::add-mask::"));
    return { exit, events, written: [...shown, ...Object.values(outputs), summary, events, report] };
  },
};

describe.each(Object.entries(PROGRAMS))("an adapter with a copy of its own, in %s", (_name, run) => {
  it("has a lost race planned anew, and the domain verified", async () => {
    await withInhouse(async (scene) => {
      scene.host.beforeNextWrite((zone) => foreignRecord(zone, parseDomainName(MAIL), FOREIGN_SPF));
      const { exit, events } = await run(scene);
      expect(resultsIn(events)).toMatchObject([{ state: "verified", exit: 0, error: null }]);
      expect(exit).toBe(0);
      expect(eventsIn(events).filter(({ type }) => type === "race.lost")).toHaveLength(1);
      expect(writesAt(scene.host)).toEqual(["PUT 412", "PUT 204"]);
      expect(recordsBelow(scene.sandbox, MAIL)).toContain(
        `TXT ${MAIL} v=spf1 ip4:192.0.2.25 include:qcloudmail.com ~all`,
      );
    });
  });

  it("is found among the packages of the folder where it runs", async () => {
    await withInhouse(async (scene) => {
      const { exit, events } = await run({ ...scene, provider: "@acme/dns" });
      expect([exit, resultsIn(events)[0]]).toMatchObject([
        0,
        { state: "verified", zone: { provider: "inhouse" } },
      ]);
    });
  });

  it("has its refusals told with code, exit status, hint and facts", async () => {
    await withInhouse(async (scene) => {
      scene.host.refuseWrites(403);
      const { exit, events, written } = await run(scene);
      const error = {
        code: "RIGHTS_MISSING",
        message: "The key may not do this (HTTP status 403).",
        hint: "Allow the key to write to the zone.",
      };
      expect(resultsIn(events)).toMatchObject([{ state: "failed", exit: 3, error }]);
      expect(exit).toBe(3);
      // Under --debug.
      expect(written.join("\n")).toContain('"status":403');
      expect(writesAt(scene.host)).toEqual(["PUT 403"]);
    });
  });

  it("has a secret setting, which a variable gave, cut out of everything that it says", async () => {
    await withInhouse(async (scene) => {
      const env = { ...scene.env, INHOUSE_PASS: "pass-of-the-test" };
      const { exit, events, written } = await run({ ...scene, env, provider: "./adapters/leaky.mjs" });
      expect([exit, resultsIn(events)[0]?.error]).toMatchObject([5, { message: "It does not like ***." }]);
      for (const text of written) {
        expect(text).not.toContain("pass-of-the-test");
        expect(text).not.toContain("cGFzcy1vZi10aGUtdGVzd");
      }
    });
  });
});

describe("an adapter with a copy of its own, on the way back", () => {
  it("puts back what it wrote, by the log of the run", async () => {
    await withInhouse(async ({ sandbox, env, provider }) => {
      const before = recordsBelow(sandbox, "example.test");
      const log = `${randomUUID()}.ndjson`;
      const named = ["--provider", provider, "--format", "json"];
      expect((await runChild(["run", MAIL, "--log", log, ...named], env, { cwd: place })).exit).toBe(0);
      expect(recordsBelow(sandbox, "example.test").length).toBeGreaterThan(before.length);
      expect((await runChild(["undo", log, "--yes", ...named], env, { cwd: place })).exit).toBe(0);
      expect(recordsBelow(sandbox, "example.test")).toEqual(before);
    });
  });
});

describe("an adapter with a copy of its own, in the library", () => {
  it("is found by its path, has a lost race planned anew, and its refusals are told", async () => {
    await withInhouse(async ({ host, env, provider }) => {
      const options = JSON.stringify({ env, cwd: place, options: { provider } });
      const onboard = async (domain: string): Promise<unknown> => {
        const { stdout } = await runChild([domain, options], {}, { entry: LIBRARY_PROGRAM });
        return JSON.parse(stdout);
      };
      host.beforeNextWrite((zone) => foreignRecord(zone, parseDomainName(MAIL), FOREIGN_SPF));
      expect(await onboard(MAIL)).toMatchObject({
        state: "verified",
        zone: { provider: "inhouse" },
        error: null,
      });
      host.refuseWrites(403);
      const error = { code: "RIGHTS_MISSING", facts: { status: 403 } };
      expect(await onboard("other.example.test")).toMatchObject({ state: "failed", exit: 3, error });
    });
  });
});

const LIBRARY_PROGRAM = join(import.meta.dirname, "../support/library-program.mjs");

/** Tells its secret wherever it can. */
const LEAKY = `
import { OnboardError } from "ses-onboard/adapter";
const BASE = ${JSON.stringify(`./${basename(ADAPTER)}`)};
const { createProvider: inhouse, meta: base } = await import(BASE);

const setting = { name: "pass", summary: "Secret.", secret: true, required: true, env: "INHOUSE_PASS" };
export const meta = { ...base, settings: [...base.settings, setting] };
export async function createProvider(context) {
  const { pass } = context.settings;
  const refusal = new OnboardError("API_SURPRISE", \`It does not like \${pass}.\`, {
    hint: \`Look at \${pass}.\`,
    facts: { plain: pass, header: btoa(pass), inside: JSON.stringify({ pass }) },
  });
  return { ...(await inhouse(context)), zonesAt: () => Promise.reject(refusal) };
}
`;

/** Nothing names the adapter but `--provider`; its settings are variables. */
async function withInhouse(use: (scene: Scene) => Promise<void>): Promise<void> {
  await withSandbox({}, async (sandbox, env) => {
    const zone = sandbox.store.zones.find(({ apex }) => apex === "example.test");
    if (zone === undefined) throw new Error("the sandbox has no zone example.test");
    const host = await startInhouseHost(zone);
    const settings = { INHOUSE_DNS_URL: host.url, INHOUSE_DNS_KEY: host.key };
    try {
      await use({ sandbox, host, env: { ...env, ...settings }, provider: ADAPTER });
    } finally {
      host.close();
    }
  });
}

function writesAt({ requests }: InhouseHost): readonly string[] {
  return requests.filter((request) => request.startsWith("PUT"));
}
