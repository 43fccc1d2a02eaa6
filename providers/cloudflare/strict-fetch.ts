import { OnboardError } from "../../src/errors/onboard-error.ts";
import type { AdapterContext } from "../describe.ts";

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
 */
export async function createStrictFetch(context: Pick<AdapterContext, "env">): Promise<Fetch> {
  const send = await createFetch(context.env);
  return async (input, init = {}) => {
    const response = await send(input, {
      ...init,
      headers: pick(new Headers(init.headers), HEADERS_SENT),
      redirect: "manual",
    });
    const body = await response.text();
    return judged(response, body);
  };
}

/** Node's own fetch (20 and 22) knows no proxy. */
async function createFetch(env: AdapterContext["env"]): Promise<Fetch> {
  const httpsProxy = env["HTTPS_PROXY"] ?? env["https_proxy"] ?? "";
  if (httpsProxy === "") return fetch;
  const undici = await import("undici");
  const noProxy = env["NO_PROXY"] ?? env["no_proxy"] ?? "";
  const dispatcher = new undici.EnvHttpProxyAgent({ httpsProxy, httpProxy: "", noProxy });
  const proxied = undici.fetch as unknown as (input: unknown, init: object) => Promise<Response>;
  return (input, init) => proxied(input, { ...init, dispatcher });
}

function judged(response: Response, body: string): Response {
  const headers = { "content-type": "application/json", ...pick(response.headers, HEADERS_KEPT) };
  const { status } = response;
  if (status >= 400) return new Response(body, { status, headers });
  const success = successOf(body);
  if (success === undefined || status >= 300) throw surprise(response);
  return new Response(body, { status: success ? 200 : 400, headers });
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

function surprise({ status, headers }: Response): OnboardError {
  const facts = { status, contentType: headers.get("content-type"), location: headers.get("location") };
  return new OnboardError("API_SURPRISE", "Something that is not Cloudflare's API answered in its place.", {
    hint: "Look for a proxy or a sign-in page between here and the API, and at baseUrl or CLOUDFLARE_BASE_URL.",
    facts,
  });
}

function pick(headers: Headers, names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => names.includes(name)));
}
