import { describe, it } from "vitest";
import type { SandboxDescription } from "../../src/sandbox/sandbox.ts";
import { withSandbox } from "../support/cli.ts";
import { expectEnd, MAIL, PATIENCE, seenBy } from "./ended.ts";
import { startFront, withSecret, type Rewrite } from "./front.ts";
import { ALIDNS_ROWS } from "./rows/alidns.ts";
import type { AnswerRow, Fields } from "./rows/answers.ts";
import { DNSPOD_ROWS } from "./rows/dnspod.ts";

// In this process, over real sockets: our own fakes of two APIs that name an action in a header, behind a front that
// changes their answers.

interface Host {
  readonly provider: string;
  readonly rows: readonly AnswerRow[];
  readonly actionIn: string;
  /** What a row's `answer` is given, and the document around what it makes of it. */
  readonly inside: (document: Fields) => Fields;
  readonly around: (fields: unknown) => unknown;
  readonly at: (description: SandboxDescription) => {
    readonly endpoint: string;
    readonly secret: string;
    readonly variable: string;
  };
}

const HOSTS: readonly Host[] = [
  {
    provider: "dnspod",
    rows: DNSPOD_ROWS,
    actionIn: "x-tc-action",
    inside: ({ Response }) => Response as Fields,
    around: (Response) => ({ Response }),
    at: ({ dnspod: { endpoint }, ses }) => ({ endpoint, secret: ses.secretKey, variable: "DNSPOD_ENDPOINT" }),
  },
  {
    provider: "alidns",
    rows: ALIDNS_ROWS,
    actionIn: "x-acs-action",
    inside: (document) => document,
    around: (document) => document,
    at: ({ alidns: { endpoint, accessKeySecret: secret } }) => ({
      endpoint,
      secret,
      variable: "ALIDNS_ENDPOINT",
    }),
  },
];

describe.each(HOSTS)("a hostile answer of $provider", PATIENCE, (host) => {
  it.concurrent.for(host.rows)("$what: $end", async (row) => {
    await withSandbox({ dnspod: { listLagMs: 0 } }, async (sandbox, env) => {
      const { endpoint, secret, variable } = host.at(sandbox.description);
      const front = await startFront(endpoint, withSecret(rewriteOf(host, row), secret));
      try {
        const argv = ["run", MAIL, "--provider", host.provider, "--wait", "20s"];
        const seen = await seenBy(argv, { env: { ...env, [variable]: front.url } });
        expectEnd(row, seen, { sandbox, secrets: [secret] });
      } finally {
        await front.close();
      }
    });
  });
});

function rewriteOf(
  { actionIn, inside, around }: Host,
  { on, answer: change, body, status }: AnswerRow,
): Rewrite {
  return (answer, { headers }) => {
    if (headers[actionIn] !== on || answer.status >= 400) return answer;
    const document = JSON.parse(answer.body) as Fields;
    const changed = change === undefined ? answer.body : JSON.stringify(around(change(inside(document))));
    return {
      ...answer,
      status: status ?? answer.status,
      body: body === undefined ? changed : body(answer.body),
    };
  };
}
