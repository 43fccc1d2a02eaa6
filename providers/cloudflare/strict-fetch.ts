import { OnboardError } from "../../src/errors/onboard-error.ts";
import { phrase } from "../../src/errors/phrase.ts";
import { AnswerTooLong, readText } from "../../src/net/answer-limit.ts";
import { createAgent } from "../../src/net/agent.ts";
import { findProxy, type Environment } from "../../src/net/proxy.ts";
import { sendRequest } from "../../src/net/request.ts";

type Fetch = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * All that the API needs. The rest of what the SDK sends tells about this machine, or comes from
 * CLOUDFLARE_CUSTOM_HEADERS.
 */
const HEADERS_SENT = ["accept", "api-version", "authorization", "content-type", "user-agent"];
const HEADERS_KEPT = ["cf-ray", "retry-after"];

/**
 * A fetch that lets nothing pass which the SDK (7.3.0, measured) would take for an empty answer: it reads the
 * whole body while the request's deadline still runs, and wants Cloudflare's envelope. `success: false` with
 * status 200 would resolve to null, and a proxy's HTML page to a list without a single zone. Redirects are
 * not followed: they would carry the token elsewhere.
 * @throws OnboardError CONFIG_INVALID for the proxy
 */
export function createStrictFetch(api: URL, env: Environment): Fetch {
  const send = createFetch(api, env);
  return async (input, init = {}) => {
    try {
      const response = await send(input, {
        ...init,
        headers: pick(new Headers(init.headers), HEADERS_SENT),
        redirect: "manual",
      });
      return judged(response, response.body === null ? "" : await readText(response.body));
    } catch (error) {
      throw error instanceof AnswerTooLong ? tooLong(error) : error;
    }
  };
}

/** Milliseconds, for the proxy to connect: short enough that a command can name a dead one within 10 s. */
const CONNECT_MS = 2_500;

/** Node's own fetch (20 and 22) knows no proxy. */
function createFetch(api: URL, env: Environment): Fetch {
  if (findProxy(api, env) === undefined) return fetch;
  return async (input, { method = "GET", headers, body, signal } = {}) => {
    // One for each request: nothing else ends the wait for a proxy when the request is given up.
    const agent = createAgent(api, env, { connectMs: CONNECT_MS, signal: signal ?? undefined });
    const request = {
      method,
      headers: Object.fromEntries(new Headers(headers)),
      body: typeof body === "string" ? body : undefined,
    };
    const url = new URL(input instanceof Request ? input.url : input);
    const answer = await sendRequest(url, request, { agent, signal: signal ?? undefined });
    const { status } = answer;
    return new Response(answer.body || null, { status, headers: fieldsOf(answer.headers) });
  };
}

/** Headers with one value. None of those that we read can occur twice. */
function fieldsOf(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  return new Headers(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" ? [[name, value] as [string, string]] : [],
    ),
  );
}

function judged(response: Response, body: string): Response {
  const headers = { "content-type": "application/json", ...pick(response.headers, HEADERS_KEPT) };
  const { status } = response;
  const success = successOf(body);
  // What Cloudflare's edge says by its status alone: too many requests, too slow, out of order.
  if (status >= 500 || status === 429 || status === 408) return new Response(body, { status, headers });
  if (breaksOff(body)) throw new TypeError("the answer broke off");
  if (success === undefined || (status >= 300 && status < 400)) throw surprise(response);
  if (status >= 400) return new Response(body, { status, headers });
  return new Response(body, { status: success ? 200 : 400, headers });
}

/**
 * Whether this is the beginning of an object only. Node's fetch takes a body for whole whose last chunk never came where the server had said that it closes, or
 * whose compressed octets end too early (Node 20.20, undici 6.24, measured in November 2026).
 */
function breaksOff(body: string): boolean {
  if (!body.trimStart().startsWith("{")) return false;
  try {
    JSON.parse(body);
    return false;
  } catch {
    return true;
  }
}

/**
 * The envelope's verdict; undefined when this is no envelope of Cloudflare's, or one without the result that
 * it promises.
 */
function successOf(body: string): boolean | undefined {
  try {
    const { success, result } = Object(JSON.parse(body)) as { success?: unknown; result?: unknown };
    if (success === true) return typeof result === "object" && result !== null ? true : undefined;
    return success === false ? false : undefined;
  } catch {
    return undefined; // JSON.parse throws for one reason only: it is no JSON.
  }
}

function tooLong({ mostMegabytes }: AnswerTooLong): OnboardError {
  return new OnboardError(
    "API_SURPRISE",
    phrase`A request to Cloudflare's API was answered with more than ${mostMegabytes} MB, the most that is read of one answer.`,
    { hint: IN_BETWEEN, facts: { mostMegabytes } },
  );
}

const IN_BETWEEN = phrase`Look for a proxy or a sign-in page between here and the API, and at baseUrl or CLOUDFLARE_BASE_URL.`;

function surprise({ status, headers }: Response): OnboardError {
  const [contentType, location] = [headers.get("content-type"), headers.get("location")];
  const facts = { status, contentType, location, notTheApi: true };
  // A token that lacks a right is refused in the API's own envelope.
  if (status === 403)
    return new OnboardError(
      "API_SURPRISE",
      phrase`A proxy or firewall, and not Cloudflare's API, refused (403).`,
      {
        hint: phrase`Have it let requests to the API through; the API token is not the reason.`,
        facts,
      },
    );
  return new OnboardError(
    "API_SURPRISE",
    phrase`Something that is not Cloudflare's API answered in its place.`,
    {
      hint: IN_BETWEEN,
      facts,
    },
  );
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => names.includes(name)));
}
