import { describe, it } from "vitest";
import { withSandbox } from "../support/cli.ts";
import { expectEnd, MAIL, PATIENCE, seenBy } from "./ended.ts";
import { startFront, withSecret, type Rewrite } from "./front.ts";
import { SES_ROWS, type SesRow } from "./rows/ses.ts";

// In this process, over real sockets: our own sandbox of SES behind a front that changes its answers.

describe("a hostile answer of SES", PATIENCE, () => {
  it.concurrent.for(SES_ROWS)("$what: $end", async (row) => {
    await withSandbox({}, async (sandbox, env) => {
      const front = await startFront(
        sandbox.description.ses.endpoint,
        withSecret(rewriteOf(row), sandbox.description.ses.secretKey),
      );
      try {
        const argv = ["run", MAIL, "--provider", "cloudflare", "--wait", "0"];
        const seen = await seenBy(argv, { env: { ...env, SES_ONBOARD_SES_ENDPOINT: front.url } });
        expectEnd(row, seen, { sandbox, secrets: [sandbox.description.ses.secretKey] });
      } finally {
        await front.close();
      }
    });
  });
});

type Fields = Record<string, unknown>;

function rewriteOf({
  response = same,
  dkim = same,
  asks = [],
  body = wrapped,
  status = 200,
}: SesRow): Rewrite {
  return (answer, { headers }) => {
    const { Response: given } = JSON.parse(answer.body) as { Response: Fields };
    const attributes = given["Attributes"];
    // What is wrong shows at the first answer that tells of an identity; the answers before it are as ever.
    if (!Array.isArray(attributes) || headers["x-tc-action"] === "ListEmailIdentities") return answer;
    const [first, ...others] = attributes as readonly Fields[];
    const known = new Set(asks.map(({ Type, SendDomain }) => `${String(Type)} ${String(SendDomain)}`));
    const kept = others.filter((one) => !known.has(`${String(one["Type"])} ${String(one["SendDomain"])}`));
    const told = { ...given, Attributes: [dkim(first ?? {}), ...kept, ...asks] };
    return { ...answer, status, body: body(response(told) as Fields) };
  };
}

const same = (fields: Fields): unknown => fields;
const wrapped = (response: Fields): string => JSON.stringify({ Response: response });
