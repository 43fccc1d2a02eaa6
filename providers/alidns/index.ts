import type { DnsProvider } from "../../src/dns/provider.ts";
import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { AdapterContext } from "../describe.ts";
import { createAlidnsProvider } from "./adapter.ts";
import { createAlidnsClient, ENDPOINT } from "./client.ts";
import { meta, OTHER_NAMES } from "./meta.ts";
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

/** A pair by Alibaba Cloud's own names, else one by the names that other tools use; never half of each. */
function credentialsOf({ settings, env }: AdapterContext): AlidnsCredentials {
  const own = {
    accessKeyId: settings["accessKeyId"],
    accessKeySecret: settings["accessKeySecret"],
    securityToken: settings["securityToken"],
  };
  const isNamed = own.accessKeyId !== undefined || own.accessKeySecret !== undefined;
  const { accessKeyId, accessKeySecret, securityToken } = isNamed
    ? own
    : {
        accessKeyId: env[OTHER_NAMES.accessKeyId],
        accessKeySecret: env[OTHER_NAMES.accessKeySecret],
        securityToken: env[OTHER_NAMES.securityToken],
      };
  if (accessKeyId && accessKeySecret)
    return { accessKeyId, accessKeySecret, securityToken: securityToken || undefined };
  const isHalf = Boolean(accessKeyId) || Boolean(accessKeySecret);
  throw new OnboardError(
    "CREDENTIALS_MISSING",
    isHalf
      ? `Of the AccessKey for Alibaba Cloud DNS only the ${accessKeyId ? "id" : "secret"} is given.`
      : "There is no AccessKey for Alibaba Cloud DNS.",
    {
      hint: "Set ALIBABA_CLOUD_ACCESS_KEY_ID and ALIBABA_CLOUD_ACCESS_KEY_SECRET.",
      facts: { provider: meta.id },
    },
  );
}
