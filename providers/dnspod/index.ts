import type { DnsProvider } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase, type Phrase } from "../../src/errors/phrase.ts";
import { findDuration } from "../../src/config/sources/duration.ts";
import type { AdapterContext } from "../describe.ts";
import { createDnspodProvider } from "./adapter.ts";
import { createDnspodClient, type Account } from "./client.ts";
import { meta } from "./meta.ts";

export { meta } from "./meta.ts";

/**
 * Two account systems on one set of name servers; a zone of one is not listed in the other. They name the line that
 * answers everybody differently.
 */
const SITES = {
  china: { endpoint: "https://dnspod.tencentcloudapi.com", defaultLine: "默认" },
  international: { endpoint: "https://dnspod.intl.tencentcloudapi.com", defaultLine: "Default" },
} as const;

/** @throws OnboardError CREDENTIALS_MISSING; CONFIG_INVALID for a setting that can't be */
export async function createProvider(context: AdapterContext): Promise<DnsProvider> {
  const { settings, vendorAccount } = context;
  const site = siteOf(settings["site"] ?? vendorAccount?.site ?? "international");
  const { endpoint, defaultLine } = SITES[site];
  const account = { credentials: credentialsOf(context), endpoint: settings["endpoint"] ?? endpoint };
  const readLagMs = readLagOf(settings["readLag"]);
  return createDnspodProvider(createDnspodClient(account, context), context, { readLagMs, defaultLine });
}

/** A pair of its own, else the keys that SES is used with; never half of each. */
function credentialsOf({ settings, vendorAccount }: AdapterContext): Account["credentials"] {
  const { secretId, secretKey, token } = settings;
  if (secretId !== undefined && secretKey !== undefined) return { secretId, secretKey, token };
  const isHalf = secretId !== undefined || secretKey !== undefined;
  if (!isHalf && vendorAccount?.credentials !== undefined) return vendorAccount.credentials;
  throw new OnboardError(
    "CREDENTIALS_MISSING",
    isHalf
      ? halfOfKey(secretId === undefined ? KEY_VARIABLES.toReversed() : KEY_VARIABLES)
      : phrase`There is no key for DNSPod, and none of Tencent Cloud's.`,
    {
      hint: phrase`Set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY; where the zone is in another account, DNSPOD_SECRET_ID and DNSPOD_SECRET_KEY.`,
      facts: { provider: meta.id },
    },
  );
}

const KEY_VARIABLES = ["DNSPOD_SECRET_ID", "DNSPOD_SECRET_KEY"] as const;

function halfOfKey([given = "", missing = ""]: readonly string[]): Phrase {
  return phrase`The key for DNSPod is not complete: ${given} is set, and ${missing} is not.`;
}

function siteOf(text: string): keyof typeof SITES {
  if (text === "china" || text === "international") return text;
  throw invalid("site", text, "is china or international");
}

function readLagOf(text: string | undefined): number {
  if (text === undefined) return meta.traits.readLagMs ?? 0;
  const ms = findDuration(text);
  if (ms === undefined) throw invalid("readLag", text, "is a duration like 30s");
  return ms;
}

function invalid(setting: string, given: string, demand: string): OnboardError {
  const env = meta.settings.find(({ name }) => name === setting)?.env ?? setting;
  return new OnboardError(
    "CONFIG_INVALID",
    phrase`The setting ${setting} of DNSPod ${demand}; "${given}" is not.`,
    {
      hint: phrase`Correct ${setting} of this provider in the config, or ${env}.`,
      facts: { provider: meta.id, setting, given },
    },
  );
}
