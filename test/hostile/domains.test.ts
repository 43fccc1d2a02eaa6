import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startSandbox, environmentOf, type Sandbox } from "../../src/sandbox/sandbox.ts";
import { eventsIn } from "../support/cli.ts";
import { expectEnd, seenBy } from "./ended.ts";
import { DOMAIN_ROWS } from "./rows/domains.ts";

// In this process. One sandbox for all rows that are refused: each of them must leave it as it was.

let sandbox: Sandbox;
beforeAll(async () => void (sandbox = await startSandbox()));
afterAll(() => sandbox.close());

describe("a hostile sender domain", () => {
  it.for(DOMAIN_ROWS)("$what: $end", async (row) => {
    // `plan` reads a name as `run` does, and shows as what.
    const command = row.end === "goes on" ? "plan" : "run";
    const argv = [command, "--provider", "cloudflare", "--", row.given];
    const seen = await seenBy(argv, { env: environmentOf(sandbox.description) });
    expectEnd(row, seen, { sandbox });
    if (row.as !== undefined)
      expect(eventsIn(seen.log).find(({ type }) => type === "result")).toMatchObject({ domain: row.as });
  });
});
