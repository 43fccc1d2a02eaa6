import { join } from "node:path";
import { build } from "esbuild";
import { runChild, startChild, type Child, type EndedChild } from "../../child.ts";
import { eventsIn, type Line } from "../../cli.ts";
import { scratchFolder } from "../../scratch-folder.ts";
import { SES_KEY } from "../real-ses.ts";
import type { SignedRunOptions, SignedSite } from "./run.ts";
import { VALIDATORS } from "./run.ts";

// The built program in a world of signed zones: its DNS host is the PowerDNS of that world, by the adapter of the tests,
// which is loaded as one of somebody else's is.

export interface ProgramOptions extends Pick<SignedRunOptions, "sees" | "by"> {
  /** Port 53 is closed, and these resolvers take questions by HTTPS. */
  readonly byHttps?: { readonly urls: readonly string[]; readonly authorities: string };
  readonly env?: Readonly<Record<string, string>>;
  readonly preload?: readonly string[];
}

export interface Program {
  readonly start: (args: readonly string[], options?: ProgramOptions) => Child;
  readonly run: (args: readonly string[], options?: ProgramOptions) => Promise<Ended>;
}

export interface Ended extends EndedChild {
  /** What it printed as JSON. */
  readonly lines: readonly Line[];
}

const REROUTED = "../faults/networks/rerouted.mjs";
/** Nobody listens there. */
const CLOSED_PORT = 1;

export async function createProgram({ world, ses, looksAt }: SignedSite): Promise<Program> {
  const adapter = join(scratchFolder(), "powerdns.mjs");
  await build({
    stdin: { contents: ENTRY, resolveDir: import.meta.dirname, loader: "ts" },
    bundle: true,
    platform: "node",
    format: "esm",
    outfile: adapter,
    logLevel: "error",
  });
  const started = (args: readonly string[], options: ProgramOptions = {}) => {
    const { sees = "careless", by = VALIDATORS, byHttps, env = {}, preload = [] } = options;
    looksAt.address = world[sees];
    const all = {
      TENCENTCLOUD_SECRET_ID: SES_KEY.secretId,
      TENCENTCLOUD_SECRET_KEY: SES_KEY.secretKey,
      TENCENTCLOUD_REGION: "ap-singapore",
      SES_ONBOARD_SES_ENDPOINT: ses.url,
      SES_ONBOARD_PROVIDER: adapter,
      POWERDNS_URL: world.powerDns.url,
      POWERDNS_KEY: world.powerDns.key,
      SES_ONBOARD_DNS_ROOTS: world.roots.join(","),
      SES_ONBOARD_DNS_RESOLVERS: by.map((one) => world[one]).join(","),
      // The program asks resolvers at port 53 alone.
      TEST_NETWORK: JSON.stringify({ addresses: {}, dns: byHttps === undefined ? world.port : CLOSED_PORT }),
      SES_ONBOARD_ROUND_GAP: "200ms",
      SES_ONBOARD_DKIM: "1024",
      ...(byHttps && {
        SES_ONBOARD_DNS_DOH: byHttps.urls.join(","),
        NODE_EXTRA_CA_CERTS: byHttps.authorities,
      }),
      ...env,
    };
    return { args: [...args, "--format", "json"], env: all, options: { preload: [REROUTED, ...preload] } };
  };
  return {
    start: (args, options) => {
      const { args: words, env, options: own } = started(args, options);
      return startChild(words, env, own);
    },
    run: async (args, options) => {
      const { args: words, env, options: own } = started(args, options);
      const ended = await runChild(words, env, own);
      return { ...ended, lines: eventsIn(ended.stdout) };
    },
  };
}

/** What an adapter written elsewhere exports. */
const ENTRY = `
import { PowerDnsProvider } from "../../../providers/powerdns/adapter.ts";
const setting = (name: string, secret: boolean) =>
  ({ name, summary: "Of the tests.", secret, required: true, env: "POWERDNS_" + name.toUpperCase() });
export const meta = {
  id: "powerdns",
  title: "PowerDNS",
  settings: [setting("url", false), setting("key", true)],
  rights: ["write to the zone"],
  traits: { swap: "checked", writes: "rrset", batch: "all-or-nothing", replace: "in-place", minTtl: 0 },
  nameServers: [],
  isConfigured: () => false,
  url: "https://doc.powerdns.com/",
  grade: "real server",
};
export const createProvider = async (context: never) => new PowerDnsProvider(context, {});
`;
