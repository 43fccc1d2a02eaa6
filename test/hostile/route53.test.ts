import { describe, it } from "vitest";
import { withSandbox } from "../support/cli.ts";
import { expectEnd, MAIL, PATIENCE, seenBy } from "./ended.ts";
import { startFront, withSecret, type Asked, type Rewrite } from "./front.ts";
import { ROUTE53_ROWS, type Document, type Route53Row } from "./rows/route53.ts";

// In this process, over real sockets: our own fake of Route 53's API behind a front that changes its answers.

describe("a hostile answer of Route 53", PATIENCE, () => {
  it.concurrent.for(ROUTE53_ROWS)("$what: $end", async (row) => {
    await withSandbox({}, async (sandbox, env) => {
      const { endpoint, secretAccessKey } = sandbox.description.route53;
      const front = await startFront(endpoint, withSecret(rewriteOf(row), secretAccessKey));
      try {
        const argv = ["run", MAIL, "--provider", "route53", "--wait", "5s"];
        const seen = await seenBy(argv, { env: { ...env, AWS_ENDPOINT_URL_ROUTE_53: front.url } });
        expectEnd(row, seen, { sandbox, secrets: [secretAccessKey] });
      } finally {
        await front.close();
      }
    });
  });
});

function rewriteOf({ on, document, status }: Route53Row): Rewrite {
  return (answer, asked) => {
    if (documentOf(asked) !== on || answer.status >= 400) return answer;
    return { ...answer, status: status ?? answer.status, body: document(answer.body) };
  };
}

const PATHS: readonly (readonly [path: RegExp, method: string, document: Document])[] = [
  [/\/hostedzonesbyname(?:\?|$)/, "GET", "zones"],
  [/\/hostedzone\/[^/?]+$/, "GET", "zone"],
  [/\/rrset\/?(?:\?|$)/, "GET", "records"],
  [/\/rrset\/?(?:\?|$)/, "POST", "change"],
];

function documentOf(asked: Asked): Document | undefined {
  return PATHS.find(([path, method]) => method === asked.method && path.test(asked.path))?.[2];
}
