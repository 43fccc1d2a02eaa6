import { join } from "node:path";
import { expect } from "vitest";
import { environmentOf, startSandbox } from "../../../src/sandbox/sandbox.ts";
import { runChild } from "../../support/child.ts";
import { eventsIn, resultsIn, type Result } from "../../support/cli.ts";
import { startInhouseHost } from "../../support/inhouse-host.ts";
import { startFront, type Front, type Outage } from "../../support/outage.ts";
import type { OutageRow } from "./rows.ts";

/** What a run came to that met an outage. */
export interface Met {
  readonly exit: number | null;
  readonly results: readonly Result[];
  readonly tookMs: number;
  readonly front: Front;
  /** How often it was told that a request is repeated. */
  readonly told: number;
  readonly output: string;
}

/** One run of the built program against a sandbox of its own, of which one API is away for a while. */
export async function runThrough(row: OutageRow, forMs: number, wait = "2m"): Promise<Met> {
  const sandbox = await startSandbox(row.firstLookFails === true ? { profile: "late-attribute" } : {});
  const [zone = expect.fail("no zone")] = sandbox.store.zones;
  const inhouse = row.provider === "inhouse" ? await startInhouseHost(zone) : undefined;
  if (row.createAnswerLost === true)
    sandbox.journal.inject({ operation: "CreateEmailIdentity", kind: "reset-after", times: 1 });
  const { ses, cloudflare, route53 } = sandbox.description;
  const targets = {
    ses: ses.endpoint,
    cloudflare: cloudflare.baseUrl,
    route53: route53.endpoint,
    inhouse: inhouse?.url ?? "",
  };
  const outage: Outage = { ...row.at, kind: row.kind, forMs };
  const front = await startFront(targets[row.api], outage);
  const env = {
    ...environmentOf(sandbox.description),
    SES_ONBOARD_ROUND_GAP: "10ms",
    SES_ONBOARD_DKIM: "1024",
    ...(inhouse === undefined ? {} : { INHOUSE_DNS_URL: inhouse.url, INHOUSE_DNS_KEY: inhouse.key }),
    ...VARIABLE[row.api](front.url),
  };
  const domains = row.domains ?? ["mail.example.test"];
  const provider = row.provider === "inhouse" ? INHOUSE : row.provider;
  const command = row.command === undefined ? ["run", "--wait", wait] : [row.command];
  try {
    const ended = await runChild([...command, ...domains, "--provider", provider, "--format", "json"], env);
    const output = ended.stdout + ended.stderr;
    return {
      exit: ended.exit,
      results: resultsIn(ended.stdout),
      tookMs: ended.tookMs,
      front,
      told: eventsIn(ended.stdout).filter(({ type }) => type === "api.retried").length,
      output,
    };
  } finally {
    inhouse?.close();
    await Promise.all([front.close(), sandbox.close()]);
  }
}

const INHOUSE = join(import.meta.dirname, "../../../examples/third-party-adapter/inhouse.mjs");

const VARIABLE = {
  ses: (url: string) => ({ SES_ONBOARD_SES_ENDPOINT: url }),
  cloudflare: (url: string) => ({ CLOUDFLARE_BASE_URL: `${url}/client/v4` }),
  route53: (url: string) => ({ AWS_ENDPOINT_URL_ROUTE_53: url }),
  inhouse: (url: string) => ({ INHOUSE_DNS_URL: url }),
} as const;
