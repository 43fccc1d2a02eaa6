import { env as processEnv } from "node:process";
import { Duplex, pipeline, Readable } from "node:stream";
import type * as SdkModule from "@aws-sdk/client-route-53";
import type {
  ChangeResourceRecordSetsCommandInput,
  ListResourceRecordSetsCommandInput,
  Route53Client,
  Route53ClientConfig,
} from "@aws-sdk/client-route-53";
import { createMeter, MOST_OCTETS } from "../../src/net/answer-limit.ts";
import { createAgent } from "../../src/net/agent.ts";
import { parseEndpoint } from "../../src/net/endpoint.ts";
import { findProxy } from "../../src/net/proxy.ts";
import type { AdapterContext } from "../describe.ts";
import type { Route53Api } from "./api.ts";
import { openChain, type Chain } from "./chain/chain.ts";
import { configuredEndpoints } from "./configured-endpoints.ts";
import { findKeys, readKeys } from "./credentials.ts";
import { publicEndpoint, regionFor } from "./region.ts";

/** Milliseconds. */
export interface Timeouts {
  readonly connectMs: number;
  /** One request with the whole of its answer. */
  readonly requestMs: number;
  /** Until AWS's own chain has found keys: a program of the machine's, or a service, may be asked. */
  readonly keysMs: number;
}

type ClientContext = Pick<AdapterContext, "settings" | "env" | "credentialChain" | "userAgent">;

/**
 * The official SDK behind the five functions that the adapter uses. Its own retry is off: it can't be aborted
 * while it pauses, and each repetition shall be counted and told.
 * @throws OnboardError CONFIG_INVALID for the endpoint or the proxy, CREDENTIALS_MISSING
 */
export async function createRoute53Client(context: ClientContext, timeouts: Timeouts): Promise<Route53Api> {
  const sdk = await import("@aws-sdk/client-route-53");
  const endpoint = endpointOf(context);
  const { chain, ...credentials } = credentialsOf(context, timeouts.keysMs);
  const region = await withoutNodeWarning(() => regionFor(context, endpoint, sdk));
  const client = withoutNodeWarning(
    () =>
      new sdk.Route53Client({
        region,
        ...(endpoint === undefined ? {} : { endpoint: endpoint.href }),
        ...credentials,
        ignoreConfiguredEndpointUrls: true,
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
          ...proxyAgent(endpoint ?? publicEndpoint(region), context.env, timeouts.connectMs),
        },
        customUserAgent: [userAgentPair(context.userAgent)],
      }),
  );
  client.middlewareStack.add(limitingAnswers, { step: "deserialize", priority: "low", name: "limitAnswers" });
  const findKeys: Route53Api["findKeys"] = async (signal) =>
    chain?.find(async () => client.config.credentials(), signal);
  return { ...functionsOf(sdk, client), findKeys };
}

/** Next to the connection: the SDK reads and parses whatever comes. */
function limitingAnswers<Args, Result extends { readonly response: unknown }>(
  next: (args: Args) => Promise<Result>,
): (args: Args) => Promise<Result> {
  return async (args) => {
    const result = await next(args);
    const response = result.response as { body?: unknown };
    if (response.body instanceof Readable) response.body = limited(response.body);
    return result;
  };
}

function limited(body: Readable): Readable {
  const count = createMeter(MOST_OCTETS);
  const meter = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      count(piece);
      yield piece;
    }
  };
  // What ends one of the two ends the other; whoever reads learns of it.
  return pipeline(body, Duplex.from(meter), () => undefined);
}

type Sdk = typeof SdkModule;

/** Mutable copies where the SDK's types ask for them. */
function functionsOf(sdk: Sdk, client: Route53Client): Omit<Route53Api, "findKeys"> {
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

/**
 * Looked up here and not by the SDK, which would send signed requests by plain http as well, to whatever address its
 * files name; those for keys, which an open chain sends itself, are looked at, too.
 * @throws OnboardError CONFIG_INVALID
 */
function endpointOf({ settings, env, credentialChain }: ClientContext): URL | undefined {
  const general = env["AWS_ENDPOINT_URL"];
  const { route53, sts } = credentialChain === "process" ? configuredEndpoints(env) : {};
  const ofKeys = env["AWS_ENDPOINT_URL_STS"] || general || sts;
  if (ofKeys) parseEndpoint(ofKeys, "AWS STS");
  const text = settings["endpoint"] || env["AWS_ENDPOINT_URL_ROUTE_53"] || general || route53;
  return text ? parseEndpoint(text, "Route 53") : undefined;
}

/** What the SDK would otherwise look up in the variables and files of the process. */
const NOTHING_AMBIENT = {
  defaultsMode: "legacy",
  retryMode: "standard",
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: "",
} as const;

/**
 * Everything by the given environment alone; or keys in it, and what is missing by the SDK's default chain,
 * `AWS_PROFILE` first as there.
 * @throws OnboardError CREDENTIALS_MISSING
 */
function credentialsOf(
  { env, credentialChain }: ClientContext,
  withinMs: number,
): Partial<Route53ClientConfig> & { readonly chain?: Chain } {
  if (credentialChain === "env")
    return { ...NOTHING_AMBIENT, authSchemePreference: [], credentials: readKeys(env) };
  const keys = env["AWS_PROFILE"] ? undefined : findKeys(env);
  if (keys !== undefined) return { credentials: keys };
  const chain = openChain(env, withinMs);
  return { chain, ...chain.config };
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
