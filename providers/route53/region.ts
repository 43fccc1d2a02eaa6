import type * as SdkModule from "@aws-sdk/client-route-53";
import type { AdapterContext } from "../describe.ts";
import { profileSections } from "./profile.ts";

type RegionContext = Pick<AdapterContext, "settings" | "env" | "credentialChain">;

/**
 * The region that requests are signed for. Route 53 is one global service in each of AWS's partitions: the public
 * one, China, GovCloud, Europe; any region of a partition tells the SDK which. `us-east-1` comes last.
 */
export async function regionFor(
  context: RegionContext,
  endpoint: URL | undefined,
  sdk: Pick<typeof SdkModule, "Route53Client">,
): Promise<string> {
  const { settings, env } = context;
  const fixed = endpoint === undefined ? undefined : regionOfHost(endpoint.hostname);
  const named = fixed ?? (settings["region"] || env["AWS_REGION"] || env["AWS_DEFAULT_REGION"]);
  return named || (await regionOfProfile(context, sdk)) || "us-east-1";
}

/**
 * What the public endpoints are signed for, by the SDK's own rules (3.1169). They hold for whoever names such an
 * endpoint, whatever region else is configured: a job's AWS_REGION is about other services.
 */
const REGION_BY_HOST: readonly (readonly [host: RegExp, region: string])[] = [
  [/^route53(?:-fips)?\.(?:amazonaws\.com|global\.api\.aws)$/, "us-east-1"],
  [/^route53\.(?:amazonaws\.com\.cn|global\.api\.amazonwebservices\.com\.cn)$/, "cn-northwest-1"],
  [/^route53\.us-gov\.(?:amazonaws\.com|api\.aws)$/, "us-gov-west-1"],
  [/^route53\.(?:amazonaws\.eu|global\.api\.amazonwebservices\.eu)$/, "eusc-de-east-1"],
];

function regionOfHost(host: string): string | undefined {
  return REGION_BY_HOST.find(([pattern]) => pattern.test(host))?.[1];
}

/** Where requests of this region go when no endpoint is named: what NO_PROXY is compared with. */
export function publicEndpoint(region: string): URL {
  if (region.startsWith("cn-")) return new URL("https://route53.amazonaws.com.cn/");
  if (region.startsWith("us-gov-")) return new URL("https://route53.us-gov.amazonaws.com/");
  if (region.startsWith("eusc-")) return new URL("https://route53.amazonaws.eu/");
  return new URL("https://route53.amazonaws.com/");
}

/**
 * By the given environment alone: of the profile that it names, in the files that it names. Else the SDK's own
 * chain, which reads the process.
 */
async function regionOfProfile(
  { env, credentialChain }: RegionContext,
  sdk: Pick<typeof SdkModule, "Route53Client">,
): Promise<string | undefined> {
  if (credentialChain === "process") return regionOfChain(sdk);
  const profile = env["AWS_PROFILE"];
  if (!profile) return undefined;
  try {
    for (const section of profileSections(profile, env)) {
      const region = section?.get("region");
      if (region !== undefined) return region;
    }
  } catch {
    // Whoever reads the keys there says that the file can't be read; a region alone is no reason to stop.
  }
  return undefined;
}

/** Undefined: the chain knows none, which the SDK takes for an error. */
async function regionOfChain(sdk: Pick<typeof SdkModule, "Route53Client">): Promise<string | undefined> {
  const asking = new sdk.Route53Client({});
  try {
    return await asking.config.region();
  } catch {
    return undefined;
  } finally {
    asking.destroy();
  }
}
