import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseDomainName } from "../../../src/dns/domain-name.ts";
import type { RRset } from "../../../src/dns/rrset.ts";
import { environmentOf, startSandbox, type SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import type { Command } from "./measure.ts";
import { startInFront, type Answer } from "./hostile-http.ts";

/** A command in a world that is too large for it, or nearly so. */
export interface Place extends Command {
  readonly close: () => Promise<void>;
}

export const DOMAIN = "mail.example.test";

export interface World {
  readonly sandbox?: SandboxOptions;
  readonly provider?: "cloudflare" | "route53";
  /** What stands between the program and these APIs. */
  readonly ses?: Answer;
  readonly host?: Answer;
  /** In the places of GitHub's token service and of STS: then keys come by a job's identity. */
  readonly token?: Answer;
  readonly sts?: Answer;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string | Sparse | Repeated>>;
}

/** A file of so many million octets, of which most are never written. */
export interface Sparse {
  readonly megabytes: number;
  readonly begin: string;
}

/** A file of so many million octets, one line again and again. */
export interface Repeated {
  readonly megabytes: number;
  readonly line: string;
}

const plan = ["plan", DOMAIN] as const;

/** A command in a folder of its own, by default a plan; the sandbox around it. */
export async function inWorld(world: World): Promise<Place> {
  const cwd = mkdtempSync(join(tmpdir(), "ses-onboard-bounds-"));
  for (const [name, content] of Object.entries(world.files ?? {})) writeTo(join(cwd, name), content);
  const provider = world.provider ?? "cloudflare";
  const sandbox = await startSandbox(world.sandbox);
  const { ses, cloudflare, route53 } = sandbox.description;
  const [ownSes, ownHost] = await Promise.all([
    world.ses && startInFront(ses.endpoint, world.ses),
    world.host &&
      startInFront(
        new URL(provider === "route53" ? route53.endpoint : cloudflare.baseUrl).origin,
        world.host,
      ),
  ]);
  const identity = await byIdentity(world);
  return {
    args: world.args ?? plan,
    cwd,
    env: {
      ...environmentOf(sandbox.description),
      SES_ONBOARD_PROVIDER: provider,
      SES_ONBOARD_ROUND_GAP: "10ms",
      SES_ONBOARD_DKIM: "1024",
      ...(ownSes && { SES_ONBOARD_SES_ENDPOINT: ownSes.url }),
      ...(ownHost && {
        CLOUDFLARE_BASE_URL: `${ownHost.url}/client/v4`,
        AWS_ENDPOINT_URL_ROUTE_53: ownHost.url,
      }),
      ...identity.env,
      ...world.env,
    },
    close: async () => {
      identity.close();
      ownSes?.close();
      ownHost?.close();
      await sandbox.close();
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

/** The variables by which a job gets its keys, and who answers there. */
async function byIdentity({ token, sts }: World): Promise<Pick<Command, "env"> & { close: () => void }> {
  if (token === undefined || sts === undefined) return { env: {}, close: () => undefined };
  const nowhere = "http://127.0.0.1:9";
  const [github, exchange] = await Promise.all([startInFront(nowhere, token), startInFront(nowhere, sts)]);
  return {
    env: {
      TENCENTCLOUD_SECRET_ID: "",
      TENCENTCLOUD_SECRET_KEY: "",
      TENCENTCLOUD_ASSUME_ROLE_ARN: "qcs::cam::uin/1:roleName/mail",
      TENCENTCLOUD_ASSUME_ROLE_PROVIDER_ID: "github",
      SES_ONBOARD_STS_ENDPOINT: exchange.url,
      ACTIONS_ID_TOKEN_REQUEST_URL: `${github.url}/token`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: "request-token-1",
    },
    close: () => {
      github.close();
      exchange.close();
    },
  };
}

function writeTo(path: string, content: string | Sparse | Repeated): void {
  mkdirSync(dirname(path), { recursive: true });
  if (typeof content === "string") return writeFileSync(path, content);
  const descriptor = openSync(path, "w");
  if ("line" in content) writeLines(descriptor, content);
  else {
    writeSync(descriptor, content.begin);
    ftruncateSync(descriptor, content.megabytes * 1_000_000);
  }
  closeSync(descriptor);
}

function writeLines(descriptor: number, { megabytes, line }: Repeated): void {
  const megabyte = Buffer.from(`${line}\n`.repeat(Math.ceil(1_000_000 / (line.length + 1))));
  for (let written = 0; written < megabytes; written += 1) writeSync(descriptor, megabyte);
}

/** So many names with an address each, beside what a small company has. */
export function manyRecords(count: number): readonly RRset[] {
  return Array.from({ length: count }, (_, index) => ({
    owner: parseDomainName(`host-${index}.example.test`),
    type: "A",
    ttl: 300,
    values: [`192.0.2.${index % 250}`],
  }));
}

export function textSet(owner: string, count: number): RRset {
  const values = Array.from(
    { length: count },
    (_, index) => `verification-${index}=${"0123456789abcdef".repeat(2)}`,
  );
  return { owner: parseDomainName(owner), type: "TXT", ttl: 300, values };
}
