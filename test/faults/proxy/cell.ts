import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { ErrorReport } from "../../../src/errors/onboard-error.ts";
import { runStep } from "../../support/action.ts";
import { runChild } from "../../support/child.ts";
import { eventsIn, resultsIn, type Line, type Result } from "../../support/cli.ts";
import { startConnectProxy } from "../../support/connect-proxy.ts";
import { CLOSED_PORT } from "../../support/dns-server.ts";
import { CERTIFICATE_OF_ANOTHER } from "../../support/loopback-certificate.ts";
import { scratchFolder } from "../../support/scratch-folder.ts";
import { startWorld, type Way } from "../../support/world-behind-proxy.ts";
import { PASSWORDS, type Condition } from "./conditions.ts";
import { DNS_HOSTS } from "./table.ts";

type Env = Readonly<Record<string, string>>;

/** What is left of a run whose ways out passed the proxy. */
export interface Observed {
  readonly exit: number | null;
  readonly result: Result | undefined;
  readonly error: ErrorReport | null | undefined;
  /** The last line of the event log, which is JSON to the last line. */
  readonly logged: Line | undefined;
  /** Of each CONNECT, whom it named. */
  readonly asked: readonly string[];
  readonly authorizations: readonly (string | undefined)[];
  /** Everything that was left, by where it is. */
  readonly outputs: Readonly<Record<string, string>>;
  /** Which secret is where it must not be: none. */
  readonly leaks: readonly string[];
  readonly tookMs: number;
}

/** What runs, in an environment and an empty folder. */
export type Program = (env: Env, cwd: string) => Promise<Pick<Observed, "exit" | "outputs">>;

const LOG = "run.ndjson";
const REPORTS = ["report.html", "report.md", "report.json"] as const;

/** The command of a build, with all that it can leave. */
export function commandOf(entry?: string): Program {
  const files = ["--log", LOG, ...REPORTS.flatMap((file) => ["--report", file])];
  const args = ["run", "mail.example.test", "--format", "json", ...files];
  const preload = ["../faults/proxy/named-hosts.mjs"];
  return async (env, cwd) => {
    const { exit, stdout, stderr } = await runChild(args, env, { cwd, preload, ...(entry && { entry }) });
    return { exit, outputs: { stdout, stderr, ...contents(cwd) } };
  };
}

/** The action as a step of a job. */
export const action: Program = async (env, cwd) => {
  const inputs = { domain: "mail.example.test", log: LOG, report: REPORTS.join("\n") };
  const { exit, log, outputs, summary } = await runStep(inputs, env, cwd);
  // By these lines the runner learns what to hide, and shows none of them.
  const stdout = log.replaceAll(/^::add-mask::.*$/gm, "");
  return { exit, outputs: { stdout, summary, outputs: JSON.stringify(outputs), ...contents(cwd) } };
};

function contents(cwd: string): Env {
  return Object.fromEntries([LOG, ...REPORTS].map((file) => [file, readFileSync(join(cwd, file), "utf8")]));
}

export async function observe(
  ways: readonly Way[],
  condition: Condition,
  program: Program = commandOf(),
): Promise<Observed> {
  const { answer, behind, listens, variables } = condition;
  const world = await startWorld(behind === "another host" ? CERTIFICATE_OF_ANOTHER : undefined);
  const proxy = await startConnectProxy(answer ?? world.port, {
    tls: listens === "by TLS",
    ...(listens === "by IPv6" ? { host: "::1" } : {}),
  });
  try {
    const url = listens === "nowhere" ? `http://127.0.0.1:${CLOSED_PORT}` : proxy.url;
    const own = world.env(ways);
    const env = {
      ...own,
      SES_ONBOARD_PROVIDER: ways.find((way) => DNS_HOSTS.includes(way)) ?? "cloudflare",
      TEST_WORLD_PORT: String(world.port),
      // Where name servers can't be asked, SES is not asked within a minute of the write.
      SES_ONBOARD_WAIT: condition.fails === undefined ? "5m" : "5s",
      ...(behind === "an unknown authority" ? { NODE_EXTRA_CA_CERTS: "" } : {}),
      ...variables(new URL(url)),
    };
    const startedAt = performance.now();
    const { exit, outputs } = await program(env, scratchFolder());
    const tookMs = performance.now() - startedAt;
    const log = outputs[LOG] ?? "";
    const result = resultsIn(log)[0];
    return {
      exit,
      outputs,
      result,
      error: result?.error,
      logged: eventsIn(log).at(-1),
      tookMs,
      asked: proxy.asked,
      authorizations: proxy.authorizations,
      leaks: leaksIn(outputs, [...PASSWORDS, ...secretsOf(own)]),
    };
  } finally {
    await Promise.all([proxy.close(), world.close()]);
  }
}

function secretsOf(env: Env): readonly string[] {
  const names = [
    "CLOUDFLARE_API_TOKEN",
    "AWS_SECRET_ACCESS_KEY",
    "ALIBABA_CLOUD_ACCESS_KEY_SECRET",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  ];
  return names.flatMap((name) => env[name] ?? []);
}

/** As it is, as a URL holds it, and as a header does. */
function leaksIn(outputs: Env, secrets: readonly string[]): readonly string[] {
  const forms = secrets.flatMap((secret) => [
    secret,
    encodeURIComponent(secret),
    Buffer.from(`user:${secret}`).toString("base64"),
  ]);
  return Object.keys(outputs).filter((name) => forms.some((form) => outputs[name]?.includes(form)));
}
