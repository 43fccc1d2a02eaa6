import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { ProviderMeta } from "../../providers/describe.ts";
import type { Config } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load.ts";
import type { Flags } from "../../src/config/sources/options.ts";
import { isOnboardError, type OnboardError } from "../../src/errors/onboard-error.ts";

const TRAITS = { swap: "checked", batch: "all-or-nothing", replace: "in-place", minTtl: 60 } as const;

/** Two adapters' metadata, so that these tests hold whatever the registry holds. */
export const METAS: Readonly<Record<string, ProviderMeta>> = {
  cloudflare: {
    id: "cloudflare",
    title: "Cloudflare",
    settings: [
      {
        name: "apiToken",
        summary: "An API token.",
        secret: true,
        required: true,
        env: "CLOUDFLARE_API_TOKEN",
      },
      {
        name: "baseUrl",
        summary: "Another address of the API.",
        secret: false,
        required: false,
        env: "CLOUDFLARE_BASE_URL",
      },
      { name: "zoneId", summary: "The zone's id.", secret: false, required: false },
    ],
    rights: [],
    traits: TRAITS,
    nameServers: [/\.ns\.cloudflare\.com$/],
    isConfigured: (env) => Boolean(env["CLOUDFLARE_API_TOKEN"] ?? env["CLOUDFLARE_API_TOKEN_FILE"]),
    url: "https://developers.cloudflare.com/api",
  },
  route53: {
    id: "route53",
    title: "Amazon Route 53",
    settings: [
      {
        name: "endpoint",
        summary: "Another address of the API.",
        secret: false,
        required: false,
        env: "AWS_ENDPOINT_URL_ROUTE_53",
      },
      { name: "zoneId", summary: "The zone's id.", secret: false, required: false },
      { name: "region", summary: "The region to sign for.", secret: false, required: false },
    ],
    rights: [],
    traits: TRAITS,
    nameServers: [/^ns-\d+\.awsdns-\d+\./],
    secretVariables: ["AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"],
    isConfigured: (env) => Boolean(env["AWS_ACCESS_KEY_ID"]),
    url: "https://docs.aws.amazon.com/Route53/latest/APIReference/",
  },
};

export interface Scene {
  /** Files by path below a fresh folder; `ses-onboard.yaml` is the config. */
  readonly files?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  readonly flags?: Flags;
}

/** A fresh folder with these files; it is the current folder and the home. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "config-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

export function load(scene: Scene): Promise<Config> {
  const cwd = folderWith(scene.files ?? {});
  return loadConfig({ flags: scene.flags ?? {}, env: scene.env ?? {}, cwd, home: cwd, metas: METAS });
}

export interface FoundProblem {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  readonly variable?: string;
  readonly flag?: string;
  readonly problem: string;
}

/** The error of a configuration that must not load, with its problems. */
export async function refusal(
  scene: Scene,
): Promise<{ readonly error: OnboardError; readonly problems: readonly FoundProblem[] }> {
  try {
    await load(scene);
  } catch (error) {
    if (isOnboardError(error))
      return { error, problems: (error.facts["problems"] ?? []) as readonly FoundProblem[] };
    throw error;
  }
  throw new Error("the configuration was accepted");
}
