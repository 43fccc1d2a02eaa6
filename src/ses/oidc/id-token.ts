import { OnboardError } from "../../errors/onboard-error.ts";
import { phrase } from "../../errors/phrase.ts";
import { mayGetCredentials } from "../../net/endpoint.ts";
import { requestJson, type JsonContext } from "./json-request.ts";
import { unavailable, unreached } from "./unavailable.ts";

const PERMISSION_HINT = phrase`Give the job \`permissions: id-token: write\`, or set TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY.`;

/**
 * A signed statement by GitHub of which repository, branch and environment this job is ("OpenID Connect
 * reference", GitHub's documentation, November 2026). It is a secret for the minutes that it lives.
 * @param audience whom it is made out to; the receiver refuses any other
 * @throws OnboardError CREDENTIALS_MISSING outside of a job that may ask for one, CONFIG_INVALID for an address
 * that no token may go to, CREDENTIALS_REJECTED, API_UNAVAILABLE, API_SURPRISE
 */
export async function requestIdToken(audience: string, context: JsonContext): Promise<string> {
  const [address, bearer] = [
    context.env["ACTIONS_ID_TOKEN_REQUEST_URL"],
    context.env["ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  ];
  if (!address || !bearer || !URL.canParse(address)) {
    throw new OnboardError(
      "CREDENTIALS_MISSING",
      phrase`A role of Tencent Cloud is named, but this job may not ask GitHub for an identity token.`,
      {
        hint: PERMISSION_HINT,
        facts: { missing: ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"] },
      },
    );
  }
  const url = new URL(address);
  if (!mayGetCredentials(url)) {
    throw new OnboardError(
      "CONFIG_INVALID",
      phrase`ACTIONS_ID_TOKEN_REQUEST_URL is neither https nor on the loopback: the job's token would cross the network readable.`,
      { hint: phrase`Leave the variable as GitHub's runner sets it.`, facts: { protocol: url.protocol } },
    );
  }
  url.searchParams.set("audience", audience);
  const headers = { authorization: `bearer ${bearer}`, accept: "application/json; api-version=2.0" };
  const { status, body } = await requestJson(url, { method: "GET", headers }, context).catch(
    (error: unknown) => {
      context.signal?.throwIfAborted();
      throw unreached(phrase`GitHub's token service`, "github", error);
    },
  );
  const token = typeof body === "object" && body !== null && "value" in body ? body.value : undefined;
  if (status === 200 && typeof token === "string" && token !== "") return token;
  // A page of something in between, or an answer that is cut: GitHub refuses with a status of its own.
  if (status === 200) throw surprise();
  if (status >= 500 || status === 429)
    throw unavailable("github", phrase`GitHub's token service answers with status ${status}`);
  throw new OnboardError(
    "CREDENTIALS_REJECTED",
    phrase`GitHub gives this job no identity token (status ${status}).`,
    {
      hint: PERMISSION_HINT,
      facts: { api: "github", status },
    },
  );
}

function surprise(): OnboardError {
  return new OnboardError("API_SURPRISE", "What GitHub's token service answers holds no identity token.", {
    hint: "Look for a proxy between the runner and GitHub, then run the job again; nothing was created or written.",
    facts: { api: "github", status: 200 },
  });
}
