import { env as processEnv } from "node:process";
import type * as SdkModule from "@aws-sdk/client-route-53";
import type {
  ChangeResourceRecordSetsCommandInput,
  ListResourceRecordSetsCommandInput,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { createAgent } from "../../src/net/agent.ts";
import { parseEndpoint } from "../../src/net/endpoint.ts";
import { findProxy } from "../../src/net/proxy.ts";
import type { AdapterContext } from "../describe.ts";
import type { Route53Api } from "./api.ts";

/** Milliseconds. */
export interface Timeouts {
  readonly connectMs: number;
  /** One request with the whole of its answer. */
  readonly requestMs: number;
}

/**
 * The official SDK behind the five functions that the adapter uses. Its own retry is off: it can't be aborted
 * while it pauses, and each repetition shall be counted and told.
 * @throws OnboardError CONFIG_INVALID for the endpoint or the proxy
 */
export async function createRoute53Client(
  context: Pick<AdapterContext, "settings" | "env" | "userAgent">,
  timeouts: Timeouts,
): Promise<Route53Api> {
  const sdk = await import("@aws-sdk/client-route-53");
  const endpoint = endpointOf(context);
  const client = withoutNodeWarning(
    () =>
      new sdk.Route53Client({
        region: regionOf(context),
        ...(endpoint === undefined ? {} : { endpoint: endpoint.href }),
        ...staticCredentials(context.env),
        maxAttempts: 1,
        // A clock that is wrong is named, not silently mended: the next service that it meets is less
        // patient.
        disableClockSkewCorrection: true,
        // requestTimeout alone only warns; with throwOnRequestTimeout it covers the wait for headers,
        // socketTimeout a body that stalls.
        requestHandler: {
          connectionTimeout: timeouts.connectMs,
          requestTimeout: timeouts.requestMs,
          throwOnRequestTimeout: true,
          socketTimeout: timeouts.requestMs,
          ...proxyAgent(endpoint ?? PUBLIC_ENDPOINT, context.env, timeouts.connectMs),
        },
        customUserAgent: [userAgentPair(context.userAgent)],
      }),
  );
  return functionsOf(sdk, client);
}

type Sdk = typeof SdkModule;

/** Mutable copies where the SDK's types ask for them. */
function functionsOf(sdk: Sdk, client: Route53Client): Route53Api {
  return {
    listHostedZonesByName: (input, context) =>
      client.send(new sdk.ListHostedZonesByNameCommand(input), context),
    getHostedZone: (input, context) => client.send(new sdk.GetHostedZoneCommand(input), context),
    listResourceRecordSets: (input, context) =>
      client.send(
        new sdk.ListResourceRecordSetsCommand(input as ListResourceRecordSetsCommandInput),
        context,
      ),
    changeResourceRecordSets: (input, context) =>
      client.send(
        new sdk.ChangeResourceRecordSetsCommand(input as unknown as ChangeResourceRecordSetsCommandInput),
        context,
      ),
    getChange: (input, context) => client.send(new sdk.GetChangeCommand(input), context),
  };
}

const PUBLIC_ENDPOINT = new URL("https://route53.amazonaws.com/");

/**
 * Route 53 is one global service, but the SDK demands a region. `us-east-1` is what the public endpoint is
 * signed for; `cn-…` selects China's.
 */
function regionOf({ settings, env }: Pick<AdapterContext, "settings" | "env">): string {
  return settings["region"] ?? env["AWS_REGION"] ?? env["AWS_DEFAULT_REGION"] ?? "us-east-1";
}

function endpointOf({ settings, env }: Pick<AdapterContext, "settings" | "env">): URL | undefined {
  const text = settings["endpoint"] ?? env["AWS_ENDPOINT_URL_ROUTE_53"] ?? env["AWS_ENDPOINT_URL"];
  return text === undefined || text === "" ? undefined : parseEndpoint(text, "Route 53");
}

/**
 * Keys in the environment, where it is not the process's own; everything else is left to the SDK's default
 * chain, AWS_PROFILE first as there.
 */
function staticCredentials(env: AdapterContext["env"]): {
  credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
} {
  const [accessKeyId, secretAccessKey, sessionToken] = [
    env["AWS_ACCESS_KEY_ID"],
    env["AWS_SECRET_ACCESS_KEY"],
    env["AWS_SESSION_TOKEN"],
  ];
  if (!accessKeyId || !secretAccessKey || env["AWS_PROFILE"]) return {};
  return { credentials: { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) } };
}

/** The SDK knows no proxy variables. */
function proxyAgent(endpoint: URL, env: AdapterContext["env"], connectMs: number): object {
  return findProxy(endpoint, env) === undefined
    ? {}
    : { httpsAgent: createAgent(endpoint, env, { connectMs }) };
}

function userAgentPair(userAgent: string): [string, string] {
  const [name = "", version = ""] = userAgent.split("/", 2);
  return [name, version];
}

const WARNING_SWITCH = "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED";

/**
 * From January 2027 new SDK releases want Node 22 and say so on stderr at each start; ours is pinned. The SDK
 * reads this one switch while it is built.
 */
function withoutNodeWarning<T>(build: () => T): T {
  const before = processEnv[WARNING_SWITCH];
  processEnv[WARNING_SWITCH] = "true";
  try {
    return build();
  } finally {
    if (before === undefined) delete processEnv[WARNING_SWITCH];
    else processEnv[WARNING_SWITCH] = before;
  }
}
