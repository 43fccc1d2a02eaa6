import { describe, it } from "vitest";
import { withSandbox } from "../support/cli.ts";
import { expectEnd, MAIL, PATIENCE, seenBy } from "./ended.ts";
import { startFront, withSecret, type Asked, type Rewrite } from "./front.ts";
import { CLOUDFLARE_ROWS, type CloudflareRow, type Listing } from "./rows/cloudflare.ts";

// In this process, over real sockets: our own fake of Cloudflare's API behind a front that changes its answers.

describe("a hostile answer of Cloudflare", PATIENCE, () => {
  it.concurrent.for(CLOUDFLARE_ROWS)("$what: $end", async (row) => {
    await withSandbox({}, async (sandbox, env) => {
      const { baseUrl, apiToken } = sandbox.description.cloudflare;
      const front = await startFront(baseUrl, withSecret(rewriteOf(row), apiToken));
      try {
        const argv = ["run", MAIL, "--provider", "cloudflare", "--wait", "5s"];
        const seen = await seenBy(argv, { env: { ...env, CLOUDFLARE_BASE_URL: front.url } });
        expectEnd(row, seen, { sandbox, secrets: [apiToken] });
      } finally {
        await front.close();
      }
    });
  });
});

type Fields = Record<string, unknown>;

function rewriteOf({ on, envelope = same, item = same, body = asItIs, status }: CloudflareRow): Rewrite {
  return (answer, asked) => {
    if (listingOf(asked) !== on || answer.status >= 400) return answer;
    const given = JSON.parse(answer.body) as Fields;
    const [first, ...rest] = Array.isArray(given["result"]) ? (given["result"] as readonly Fields[]) : [];
    const told = first === undefined ? given : { ...given, result: [item(first), ...rest] };
    return { ...answer, status: status ?? answer.status, body: body(JSON.stringify(envelope(told))) };
  };
}

const same = (fields: Fields): unknown => fields;
const asItIs = (text: string): string | Buffer => text;

function listingOf({ method, path }: Asked): Listing | undefined {
  if (/\/dns_records\/batch(?:\?|$)/.test(path)) return "batch";
  if (method !== "GET") return undefined;
  if (/\/dns_records(?:\?|$)/.test(path)) return "records";
  return /\/zones(?:\?|$)/.test(path) ? "zones" : undefined;
}
