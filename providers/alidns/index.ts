import type { DnsProvider } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase, type Phrase } from "../../src/errors/phrase.ts";
import type { AdapterContext } from "../describe.ts";
import { createAlidnsProvider } from "./adapter.ts";
import { createAlidnsClient, ENDPOINT } from "./client.ts";
import { meta } from "./meta.ts";
import type { AlidnsCredentials } from "./sign.ts";

export { meta } from "./meta.ts";

/** @throws OnboardError CREDENTIALS_MISSING; CONFIG_INVALID for the endpoint */
export async function createProvider(context: AdapterContext): Promise<DnsProvider> {
  const account = {
    credentials: credentialsOf(context),
    endpoint: context.settings["endpoint"] ?? ENDPOINT,
  };
  return createAlidnsProvider(createAlidnsClient(account, context), context);
}

function credentialsOf({ settings }: AdapterContext): AlidnsCredentials {
  const { accessKeyId, accessKeySecret, securityToken } = settings;
  if (accessKeyId && accessKeySecret)
    return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined };
  const isHalf = Boolean(accessKeyId) || Boolean(accessKeySecret);
  throw new OnboardError(
    "CREDENTIALS_MISSING",
    isHalf
      ? halfOfKey(accessKeyId ? KEY_VARIABLES : KEY_VARIABLES.toReversed())
      : phrase`There is no AccessKey for Alibaba Cloud DNS.`,
    {
      hint: phrase`Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.`,
      facts: { provider: meta.id },
    },
  );
}

const KEY_VARIABLES = ["ALIBABA_CLOUD_ACCESS_KEY_ID", "ALIBABA_CLOUD_ACCESS_KEY_SECRET"] as const;

function halfOfKey([given = "", missing = ""]: readonly string[]): Phrase {
  return phrase`The AccessKey for Alibaba Cloud DNS is not complete: ${given} is set, and ${missing} is not.`;
}
